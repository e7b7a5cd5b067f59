"""What every page has round its own content: the site, its navigation and foot, the head of the page.

Nothing here counts or lists records, so that a new case does not change every page of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from builder import addresses, policy
from builder.pages import official, sharing
from builder.pages.downloads import INDEX, OPEN_DATA, offered
from builder.pages.jsonld import trail
from builder.pages.page import Context, Page
from builder.pages.view import Plain, View
from builder.schema import REGISTRY, Case, SitePage
from builder.wording import Words

FEED = "feed.xml"
MANIFEST = "site.webmanifest"
SEARCH = "search.html"
HOME = Words("首页", "Home")
TIMELINE = Words("大事记", "Timeline")
GLANCE = Words("数读", "Figures at a glance")
SITEMAP = Words("网站地图", "Site map")

# Types whose overview is more than a list: it stands at the top of the site under a name of its own.
OVERVIEWS = {"event": ("timeline.html", TIMELINE), "chart": ("glance.html", GLANCE)}

# The sections of the main navigation; every other type stands in the second one, at the foot.
MAIN = ("case", "brand", "station", "belt", "programme", "region", "chart", "figure")


def section_path(kind: str) -> str:
    """The list page of a type."""
    return OVERVIEWS[kind][0] if kind in OVERVIEWS else f"{REGISTRY[kind].folder}/index.html"


def nav_link(view: View, kind: str) -> Plain:
    cls = REGISTRY[kind]
    title = OVERVIEWS[kind][1] if kind in OVERVIEWS else cls.plural
    return {"key": kind, "title": view.say(title), "href": section_path(kind)}


def site_context(view: View) -> Plain:
    """The part of a context that is the same on every page."""
    settings = view.site.settings
    main = [nav_link(view, kind) for kind in MAIN if view.cat.holds(kind)]
    more = [nav_link(view, kind) for kind in REGISTRY if kind not in (*MAIN, "page") and view.cat.holds(kind)]
    pages = [{"key": id_, "title": name, "href": f"{id_}.html"} for id_, name in view.cat.titles(SitePage.kind)]
    given = any(offered(view, kind) for kind in REGISTRY)
    data = [{"key": "data", "title": view.say(OPEN_DATA), "href": INDEX}] if given else []
    return {
        "name": settings.name,
        "short_name": settings.short_name or settings.name,
        "description": settings.description,
        "notice": settings.notice,
        "url": settings.url,
        "policy": policy.META,
        "assets": {name: addresses.href(path) for name, path in view.assets.items()},
        "nav": main,
        "more": [*more, *pages, *data, {"key": "sitemap", "title": view.say(SITEMAP), "href": "sitemap.html"}],
        "feed": FEED,
        "manifest": MANIFEST,
        "search": SEARCH if view.search else None,
        "footer": official.footer(view),
    }


def _section_title(view: View, section: str, path: str) -> str:
    """The list that a page belongs to, for the title in the browser; the list itself does not say it twice."""
    return nav_link(view, section)["title"] if section in REGISTRY and section_path(section) != path else ""


def _column(view: View, section: str, path: str, title: str) -> Plain | None:
    """The column that a page belongs to; a page outside all sections is one of its own, and the home page is none."""
    if path == "index.html":
        return None
    return {"kind": section, "title": nav_link(view, section)["title"] if section in REGISTRY else title}


def _described(view: View, title: str, crumbs: Sequence[Plain]) -> str:
    """The description of a page that has no summary of its own: its title and where it stands."""
    settings = view.site.settings
    above = [crumb["title"] for crumb in reversed(crumbs) if crumb["title"] not in title]
    return settings.description if title == settings.name else " · ".join([title, *above, settings.name])


def _jsonld(view: View, own: Callable[[], Sequence[Plain]], trodden: Sequence[Plain]) -> list[Plain]:
    return [*own(), *([trail(view, trodden)] if trodden else [])]


def page(
    view: View,
    path: str,
    template: str,
    title: str,
    own: Context,
    *,
    kind: str,
    section: str = "",
    description: str = "",
    crumbs: list[Plain] | None = None,
    noindex: bool = False,
    mark: str | None = None,
    root: str | None = None,
    jsonld: Callable[[], Sequence[Plain]] = tuple,
    shared: bool = False,
    case: Case | None = None,
) -> Page:
    """A page with the common part of its context; ``own`` is what its template shows beside it.

    ``jsonld`` makes what machines read of it, if the template has a place for that. ``shared``: readers hand it on, so
    it carries its address as a QR code. ``case``: the case whose page it is.
    """
    home = {"title": view.say(HOME), "href": "index.html"}
    trodden = [] if path == "index.html" else [home, *(crumbs or [])]
    canonical = view.full(path)
    said = {"title": title, "description": description or _described(view, title, crumbs or []), "canonical": canonical}
    shared = shared and view.site.settings.share and not noindex and not mark
    context: Context = {
        "root": addresses.root_of(path) if root is None else root,
        "lang": view.site.settings.language,
        "site": view.once("site", partial(site_context, view)),
        "page": {
            **said,
            "path": path,
            "section_title": _section_title(view, section, path),
            "meta": official.tags(view, _column(view, section, path, title), case),
            "errors": official.errors_href(view, title, canonical),
            "graph": [] if noindex or mark else sharing.graph(view, case, said),
            "poster": sharing.poster(view, case) if case else None,
            "qr": canonical if shared else None,  # the address that the code holds
            "kind": kind,
            "section": section,
            "noindex": noindex,
            "crumbs": trodden,
            "jsonld": _jsonld(view, jsonld, trodden) if view.shows(template, "jsonld") else [],
            "mark": mark,
        },
    }
    return Page(path, template, context | own)
