"""The home page, the page for addresses that lead nowhere, and the redirects from old addresses."""

from __future__ import annotations

from collections.abc import Iterator

from builder import addresses
from builder.pages import jsonld, listings
from builder.pages.page import Draft, Page
from builder.pages.shell import MAIN, nav_link, page
from builder.pages.view import Plain, View, path_of
from builder.relations import Key
from builder.schema import Brand, Case, Figure, Region
from builder.wording import Words

NOT_FOUND = Words("找不到这个页面", "Page not found")
MOVED = Words("页面已移动", "This page has moved")
LATEST, BRANDS, BELTS, STATIONS, FIGURES = 7, 8, 6, 8, 8  # how many of each stand on the home page


def drafts(view: View) -> Iterator[Draft]:
    yield Draft("index.html", home)
    yield Draft("404.html", not_found)
    tables = view.cat.tables
    for record in [*tables.shown.values(), *tables.withdrawn]:
        for old in record.moved_from:
            yield Draft(old, redirect, (old, path_of(record)))


def home(view: View) -> Page:
    """What is here, in one screen: the newest cases, the brands, the belts, a few figures, the regions, the themes."""
    cat = view.cat
    regions = [_region(view, key) for key in cat.tops(Region.kind)]
    own = {
        "intro": view.site.settings.description,
        "held": [nav_link(view, kind) | {"count": len(cat.of_kind(kind))} for kind in MAIN if cat.of_kind(kind)],
        "cases": view.cards(cat.all(Case)[:LATEST]),
        "brands": view.cards(cat.records(cat.tops(Brand.kind)[:BRANDS])),
        "belts": view.cards(cat.of_kind("belt")[:BELTS]),
        "stations": view.cards(cat.of_kind("station")[:STATIONS]),
        "figures": [view.row(f) for f in _telling(view)],
        "regions": [region for region in regions if region["count"]],
        "themes": listings.links(view, "theme"),
    }
    name = view.site.settings.name
    return page(view, "index.html", "home.html", name, own, kind="home", jsonld=lambda: [jsonld.website(view)])


def _region(view: View, key: Key, levels: int = 2) -> Plain:
    """A region with its cases counted, and one level below it of those that have any; the rest stand on its page."""
    below = [_region(view, child, levels - 1) for child in view.cat.children(key)] if levels > 1 else []
    count = len(view.cat.under(key))
    children = [child for child in below if child["count"]]
    return view.link(view.cat.record(key)) | {"count": count, "children": children}


def _telling(view: View) -> list[Figure]:
    """The figures that the site puts forward; else those that most records name, of equals the first in the files."""
    chosen = [f for ref in view.site.settings.highlights if (f := view.figure(ref))]
    named = sorted(view.cat.all(Figure), key=lambda f: -view.cat.times_named(f))
    return (chosen or named)[:FIGURES]


def not_found(view: View) -> Page:
    """404.html is shown at any address, so its links begin at the top; without the host, which its policy keeps to:
    the site may be reached under another name, or without https."""
    links = [nav_link(view, kind) for kind in ("case", "brand", "station", "region") if view.cat.holds(kind)]
    top = addresses.top_of(view.site.settings.url)
    return page(view, "404.html", "404.html", view.say(NOT_FOUND), {"links": links}, kind="404", noindex=True, root=top)


def redirect(view: View, old: str, new: str) -> Page:
    """A page at an old address that leads to the new one without a server."""
    made = page(view, old, "redirect.html", view.say(MOVED), {"target": new}, kind="redirect", noindex=True)
    made.context["page"]["canonical"] = view.full(new)
    return made
