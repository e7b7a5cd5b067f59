"""Planning: the catalogue → every page of the site, each a path, a template and a context of plain data.

One module for each kind of page; ``PLANNERS`` is the whole list. It drafts first, so that all paths are known before a
page is made: two pages at one path are a problem here, a link that leads nowhere one of the page that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

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
from builder.pages.claims import distinct, key_of_page
from builder.pages.deadlinks import check_footer
from builder.pages.page import Draft, Page
from builder.pages.prose import pictures_in
from builder.pages.view import ON_CARDS, View, everything
from builder.pictures import Picture
from builder.problems import Report
from builder.relations import Key
from builder.spots import Bytes, nothing

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
    read: Bytes = nothing,
    alike: Mapping[str, str] | None = None,
) -> tuple[View, list[Draft]]:
    """The pages there are, in the order of the planners, and the view to make them from.

    ``assets`` and ``media`` name the published files that pages may show; ``static`` are the site paths that the
    site's own files take at its top (``static/root/``); ``searchable``: whether there is a search page;
    ``font``: what share pictures are set in, if there is one; ``shows``: see ``View``; ``read`` gives the bytes of a
    content file, to place what is wrong with an old address; ``alike``: see ``View``.
    """
    view = View(cat, assets, media, searchable, font, shows, alike=alike or {})
    drafts = list(distinct(view, (one for planner in PLANNERS for one in planner(view)), static, report, read))
    shown = {variant.path for picture in media.values() if picture for variant in picture.variants}
    tell_of_taken(static, shown, report)
    own: dict[str, Key | None] = dict.fromkeys([*sorted(shown), *static, machines.ADDRESSES])
    paths = own | {one.path: key_of_page(one) for one in drafts}
    whole = replace(view, paths=paths, report=report)
    check_footer(whole)
    return whole, drafts


__all__ = ["ON_CARDS", "Draft", "Page", "View", "draft", "machines", "pictures_in"]
