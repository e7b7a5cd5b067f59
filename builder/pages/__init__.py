"""Planning: the catalogue → every page of the site, each a path, a template and a context of plain data.

One module for each kind of page; ``PLANNERS`` is the whole list. It drafts first, so that all paths are known before a
page is made: two pages at one path are a problem here, a link that leads nowhere one of the page that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from builder import addresses
from builder.assets import tell_of_taken
from builder.catalogue import Catalogue
from builder.pages import (
    exports,
    glance,
    home,
    listings,
    machines,
    overviews,
    records,
    search,
    sharing,
    timeline,
    trees,
)
from builder.pages.page import Draft, Page
from builder.pages.prose import check_footer, pictures_in
from builder.pages.view import View, everything
from builder.pictures import Picture
from builder.problems import Message, Place, Report
from builder.relations import Key

CLASH = Message(
    "path-clash",
    "两个页面要用同一个地址 {path}：请改其中一个的编号或原地址。（另一个在 {other}）",
    "Two pages want the address {path}: change the id or old address of one. (The other is {other}.)",
)

PLANNERS: tuple[Callable[[View], Iterable[Draft]], ...] = (
    home.drafts,
    listings.drafts,
    overviews.drafts,
    trees.drafts,
    timeline.drafts,
    glance.drafts,
    records.drafts,
    search.drafts,
    sharing.drafts,
    exports.drafts,
    machines.drafts,
)


def draft(
    cat: Catalogue,
    assets: Mapping[str, str],
    media: Mapping[str, Picture | None],
    report: Report,
    static: Sequence[str] = (),
    *,
    searchable: bool = True,
    font: str = "",
    shows: Callable[[str, str], bool] = everything,
) -> tuple[View, list[Draft]]:
    """The pages there are, in the order of the planners, and the view to make them from.

    ``assets`` and ``media`` name the published files that pages may show; ``static`` are the site paths that the
    site's own files take at its top (``static/root/``); ``searchable``: whether there is a search page;
    ``font``: what share pictures are set in, if there is one; ``shows``: see ``View``.
    """
    view = View(cat, assets, media, searchable, font, shows)
    drafts = list(_distinct(view, (one for planner in PLANNERS for one in planner(view)), static, report))
    shown = {variant.path for picture in media.values() if picture for variant in picture.variants}
    tell_of_taken(static, [*shown, machines.ADDRESSES], report)
    own: dict[str, Key | None] = dict.fromkeys([*sorted(shown), *static, machines.ADDRESSES])
    paths = own | {one.path: _key(one) for one in drafts}
    whole = replace(view, paths=paths, report=report)
    check_footer(whole)
    return whole, drafts


def plan(
    cat: Catalogue, assets: Mapping[str, str], media: Mapping[str, Picture | None], report: Report
) -> list[Page]:
    """Every page of a site, made."""
    view, drafts = draft(cat, assets, media, report)
    pages = [one.make(view, *one.args) for one in drafts]
    last = machines.listing([found for page in pages if (found := machines.address(page))])
    return [*pages, last.make(view, *last.args)]


def _distinct(view: View, drafts: Iterable[Draft], static: Iterable[str], report: Report) -> Iterator[Draft]:
    taken: dict[str, Draft | Place] = {addresses.collision_key(path): Place(f"static/root/{path}") for path in static}
    for one in drafts:
        key = addresses.collision_key(one.path)
        if key in taken:
            other = taken[key]
            where = other if isinstance(other, Place) else _place(view, other)
            report(CLASH.at(_place(view, one), path=one.path, other=str(where)))
        else:
            taken[key] = one
            yield one


def _key(one: Draft) -> Key | None:
    """The record whose page a draft is."""
    return one.args[:2] if one.make is records.record_page else None


def _place(view: View, one: Draft) -> Place:
    """The record that made a page, as well as its draft tells."""
    shown = view.cat.find(_key(one) or ("", ""))
    if shown:
        return shown.place
    moved = next((r for r in view.cat.tables.shown.values() if one.path in r.moved_from), None)
    return moved.place if moved else Place(one.path)


__all__ = ["Draft", "Page", "View", "draft", "machines", "pictures_in", "plan"]
