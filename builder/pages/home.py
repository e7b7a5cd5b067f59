"""The home page, the page for addresses that lead nowhere, and the redirects from old addresses."""

from __future__ import annotations

from collections.abc import Iterator

from builder import addresses
from builder.catalogue import key_of
from builder.pages import jsonld, listings
from builder.pages.page import Page
from builder.pages.shell import nav_link, page
from builder.pages.view import Plain, View, path_of
from builder.relations import Key
from builder.schema import Brand, Case, Figure, Record, Region
from builder.wording import Words

NOT_FOUND = Words("找不到这个页面", "Page not found")
MOVED = Words("页面已移动", "This page has moved")
LATEST, BRANDS, BELTS, STATIONS, FIGURES = 7, 8, 6, 8, 8  # how many of each stand on the home page


def pages(view: View) -> Iterator[Page]:
    yield home(view)
    yield not_found(view)
    for record in [*view.cat.shown.values(), *view.cat.withdrawn]:
        for old in record.moved_from:
            yield redirect(view, record, old)


def home(view: View) -> Page:
    """What is here, in one screen: the newest cases, the brands, the belts, a few figures, the regions, the themes."""
    cat = view.cat
    tops: list[Record] = [b for b in cat.all(Brand) if key_of(b) not in cat.parents]
    regions = [_region(view, key_of(r)) for r in cat.all(Region) if key_of(r) not in cat.parents]
    own = {
        "intro": view.site.settings.description,
        "cases": view.cards(cat.all(Case)[:LATEST]),
        "brands": view.cards(tops[:BRANDS]),
        "belts": view.cards(cat.records["belt"][:BELTS]),
        "stations": view.cards(cat.records["station"][:STATIONS]),
        "figures": [view.row(f) for f in _telling(view)],
        "regions": [region for region in regions if region["count"]],
        "themes": [{k: link[k] for k in ("title", "href", "count")} for link in listings.links(view, "theme")],
    }
    name, about = view.site.settings.name, [jsonld.website(view)]
    return page(view, "index.html", "home.html", name, own, kind="home", jsonld=about)


def _region(view: View, key: Key, levels: int = 2) -> Plain:
    """A region with its cases counted, and one level below it of those that have any; the rest stand on its page."""
    below = [_region(view, child, levels - 1) for child in view.cat.children.get(key, ())] if levels > 1 else []
    count = len(view.facets.cases.get(key, ()))
    return view.node(key, None) | {"count": count, "children": [child for child in below if child["count"]]}


def _telling(view: View) -> list[Figure]:
    """The figures that the site puts forward; else those that most records name, of equals the first in the files."""
    chosen = [f for ref in view.site.settings.highlights if isinstance(f := view.cat.target(ref), Figure)]
    named = sorted(view.cat.all(Figure), key=lambda f: -len(view.cat.back.get(key_of(f), ())))
    return (chosen or named)[:FIGURES]


def not_found(view: View) -> Page:
    """404.html is shown at any address, so its links are absolute."""
    links = [nav_link(view, kind) for kind in ("case", "brand", "station", "region") if view.cat.records[kind]]
    own = {"links": [{"title": link["title"], "href": link["href"]} for link in links]}
    base = addresses.absolute(view.site.settings.url, "")
    return page(view, "404.html", "404.html", view.say(NOT_FOUND), own, kind="404", noindex=True, root=base)


def redirect(view: View, record: Record, old: str) -> Page:
    """A page at an old address that leads to the new one without a server."""
    new = path_of(record)
    made = page(view, old, "redirect.html", view.say(MOVED), {"target": new}, kind="redirect", noindex=True)
    made.context["page"]["canonical"] = addresses.absolute(view.site.settings.url, new)
    return made
