"""The pages that show many records:

The list of each type, the ledger of figures, the site map; trees and time stand apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.pages import downloads, jsonld, listings
from builder.pages.page import Context, Draft, Page
from builder.pages.shell import SITEMAP, nav_link, page, section_path
from builder.pages.view import Plain, View, path_of
from builder.schema import REGISTRY, Figure, Record, Region, SitePage
from builder.wording import Words

OTHER = Words("其他", "Other")
OWN_LISTS = ("case", "page", "event", "figure", "chart", "region", "brand", "organisation")  # of a shape of their own
PAGES = Words("本站", "This site")


def drafts(view: View) -> Iterator[Draft]:
    """Every overview that has something to show."""
    kinds = [kind for kind in REGISTRY if kind not in OWN_LISTS and view.cat.holds(kind)]
    yield from (Draft(section_path(kind), simple, (kind,)) for kind in kinds)
    if view.cat.holds("figure"):
        yield Draft(section_path("figure"), ledger)
    yield Draft("sitemap.html", sitemap)


def overview(view: View, kind: str, template: str, own: Context) -> Page:
    """The overview of a type: its heading, its files, what machines read of it; ``own`` is what its template shows."""
    link = nav_link(view, kind)
    noindex = not REGISTRY[kind].public
    path, title = link["href"], link["title"]
    common: Context = {"heading": title, "lead": "", "downloads": downloads.links(view, kind)}

    def about() -> list[Plain]:
        return jsonld.overview(view, kind, path, title, [view.link(r) for r in view.cat.of_kind(kind)])

    return page(
        view, path, template, title, common | own, kind=f"list-{kind}", section=kind, noindex=noindex, jsonld=about
    )


def simple(view: View, kind: str) -> Page:
    """All records of a type as cards, under the headings of their kinds where it has kinds."""
    records = view.cat.of_kind(kind)
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        by_kind.setdefault(getattr(record, "kind_of", ""), []).append(record)
    groups = [
        view.group(kind, found) | {"key": f"{kind}-{key}" if key else kind, "title": view.choice(found[0], "kind_of")}
        for key, found in by_kind.items()
    ]
    return overview(view, kind, "list.html", {"groups": groups, "pager": None, "filters": []})


def ledger(view: View) -> Page:
    """Every figure with its source, by region in the order of the regions."""
    by_region: dict[str, list[Figure]] = {}
    for figure in view.cat.all(Figure):
        region = view.cat.target(figure.region)
        by_region.setdefault(region.id if region else "", []).append(figure)
    groups: list[Plain] = []
    for region in [*view.cat.all(Region), None]:
        found = by_region.get(region.id if region else "")
        if found:
            title = region.name if region else view.say(OTHER)
            href = path_of(region) if region else None
            groups.append({"title": title, "href": href, "rows": [view.row(f) for f in found]})
    return overview(view, "figure", "figures.html", {"groups": groups})


def sitemap(view: View) -> Page:
    """Every list and every page of its own, and under each list its records; persons have no entry of their own."""
    sections: list[Plain] = [
        {
            "title": view.say(PAGES),
            "href": "index.html",
            "links": [view.link(p) for p in view.cat.all(SitePage)],
        }
    ]
    for kind, cls in REGISTRY.items():
        if kind != "page" and view.cat.holds(kind):
            link = nav_link(view, kind)
            links = [view.link(r) for r in view.cat.of_kind(kind)] if cls.public else []
            sections.append({"title": link["title"], "href": section_path(kind), "links": links})
    for kind, words in listings.BY.items():
        links = listings.links(view, kind)
        if links:
            shown = [{"title": link["title"], "href": link["href"]} for link in links]
            sections.append({"title": view.say(words), "href": section_path("case"), "links": shown})
    title = view.say(SITEMAP)
    return page(view, "sitemap.html", "sitemap.html", title, {"sections": sections}, kind="sitemap", section="sitemap")
