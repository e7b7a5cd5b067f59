"""Planning: the catalogue → every page of the site, each a path, a template and a context of plain data.

One module for each kind of page; ``PLANNERS`` is the whole list. Two pages at one path, and a link that leads
nowhere, are problems here, since only here all paths are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from builder import addresses
from builder.catalogue import Catalogue
from builder.pages import (
    exports,
    facets,
    glance,
    home,
    listings,
    machines,
    overviews,
    prose,
    records,
    search,
    timeline,
    trees,
)
from builder.pages.page import Page
from builder.pages.prose import pictures_in
from builder.pages.view import View
from builder.problems import Message, Place, Report

CLASH = Message(
    "path-clash",
    "两个页面要用同一个地址 {path}：请改其中一个的编号或原地址。（另一个在 {other}）",
    "Two pages want the address {path}: change the id or old address of one. (The other is {other}.)",
)

PLANNERS: tuple[Callable[[View], Iterable[Page]], ...] = (
    home.pages,
    listings.pages,
    overviews.pages,
    trees.pages,
    timeline.pages,
    glance.pages,
    records.pages,
    search.pages,
    exports.pages,
)


def plan(
    cat: Catalogue,
    assets: Mapping[str, str],
    media: Mapping[str, tuple[str, int, int]],
    report: Report,
    static: Iterable[str] = (),
    *,
    searchable: bool = True,
) -> list[Page]:
    """All pages, in the order of the planners; ``assets`` and ``media`` name the published files they may show.

    ``static`` are the site paths that the site's own files take at its top (``static/root/``); ``searchable``:
    whether there is a search page.
    """
    view = View(cat, assets, media, facets.table(cat), searchable)
    pages = list(_distinct(view, (page for planner in PLANNERS for page in planner(view)), static, report))
    pages += _distinct(view, machines.pages(view, pages), static, report)
    prose.dead_links(view, {page.path for page in pages} | {path for path, _, _ in media.values()} | {*static}, report)
    return pages


def _distinct(view: View, pages: Iterable[Page], static: Iterable[str], report: Report) -> Iterator[Page]:
    taken: dict[str, Page | Place] = {addresses.collision_key(path): Place(f"static/root/{path}") for path in static}
    for page in pages:
        key = addresses.collision_key(page.path)
        if key in taken:
            other = taken[key]
            where = other if isinstance(other, Place) else _place(view, other)
            report(CLASH.at(_place(view, page), path=page.path, other=str(where)))
        else:
            taken[key] = page
            yield page


def _place(view: View, page: Page) -> Place:
    """The record that made a page, as well as its context tells."""
    record = page.context.get("record")
    shown = record and view.cat.shown.get((record["kind"], record["id"]))
    if shown:
        return shown.place
    moved = next((r for r in view.cat.shown.values() if page.path in r.moved_from), None)
    return moved.place if moved else Place(page.path)


__all__ = ["Page", "pictures_in", "plan"]
