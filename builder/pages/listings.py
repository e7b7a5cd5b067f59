"""The lists of cases: all of them, and one for each facet that has any; cut into pages from the oldest.

A site whose `facet_lists` is `no` has the first alone: the page of a region, brand … then shows all its cases itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.pages import downloads, jsonld
from builder.pages.page import Context, Draft, Page, page_path, paged
from builder.pages.shell import nav_link, page
from builder.pages.view import Plain, View
from builder.schema import Case, Record
from builder.tables import Facet
from builder.wording import Words

BY = {  # the ways that most readers look for first: the list of cases folds away all but the first few
    "region": Words("按地区", "By region"),
    "theme": Words("按主题", "By theme"),
    "year": Words("按年份", "By year"),
    "brand": Words("按品牌", "By brand"),
    "belt": Words("按示范带", "By belt"),
    "station": Words("按阵地", "By station"),
    "programme": Words("按机制", "By programme"),
}
OF = Words("{name}：案例", "Cases: {name}")
YEAR = Words("{year}年", "{year}")


def folder(facet: Facet) -> str:
    """Where the list of a facet stands: ``cases/region/suzhou``."""
    return f"cases/{facet[0]}/{facet[1]}"


def path(view: View, record: Record) -> str | None:
    """The first page of the list of a record's cases, where there is one."""
    return page_path(folder((record.kind, record.id)), None) if _by_facet(view) else None


def of_theme(view: View, key: str) -> str | None:
    """The list of a theme's cases, where there is one."""
    facet = ("theme", key)
    return page_path(folder(facet), None) if _by_facet(view) and view.cat.stands(facet) else None


def _by_facet(view: View) -> bool:
    return view.site.settings.facet_lists


def title(view: View, facet: Facet) -> str:
    """The name of a facet: a record's, a theme's, or a year."""
    kind, key = facet
    if kind == "year":
        return view.say(YEAR).format(year=key)
    return view.theme(key) if kind == "theme" else view.cat.record(facet).name


def drafts(view: View) -> Iterator[Draft]:
    """``cases/…`` for all cases and for every facet."""
    tables = view.cat.tables
    every = [record.id for record in tables.records[Case.kind]]
    if every:
        yield from _list(view, every, "cases", None)
    for facet in sorted(tables.cases) if _by_facet(view) else ():
        yield from _list(view, [id_ for _, id_ in tables.under(facet)], folder(facet), facet)


def _list(view: View, ids: Sequence[str], where: str, facet: Facet | None) -> Iterator[Draft]:
    for slice_ in paged(ids, where, view.site.per_page):
        yield Draft(slice_.path, one, (slice_.path, facet, slice_.number, slice_.items, slice_.pager))


def one(
    view: View, path: str, facet: Facet | None, number: int | None, ids: Sequence[str], pager: Context | None
) -> Page:
    """One page of a list: the cases ``ids``."""
    cases = view.cat.records((Case.kind, id_) for id_ in ids)
    heading = nav_link(view, "case")["title"] if facet is None else view.say(OF).format(name=title(view, facet))
    own: Plain = {
        "heading": heading,
        "lead": _lead(view, facet),
        "groups": [view.group("case", cases)],
        "pager": pager,
        "filters": filters(view) if facet is None and number is None else [],
        "downloads": downloads.links(view, "case") if facet is None else [],
    }
    crumbs = [] if facet is None else _crumbs(view, facet)
    titled = f"{heading} · {number}" if number else heading

    def about() -> list[Plain]:
        links = [view.link(case) for case in cases]
        if facet is None:
            return jsonld.overview(view, "case", path, titled, links)
        return [jsonld.collection(view, path, titled, links)]

    return page(view, path, "list.html", titled, own, kind="list-case", section="case", crumbs=crumbs, jsonld=about)


def _crumbs(view: View, facet: Facet) -> list[Plain]:
    own = [] if facet[0] in ("theme", "year") else [view.link(view.cat.record(facet))]
    return [nav_link(view, "case"), *own]


def _lead(view: View, facet: Facet | None) -> str:
    return "" if facet is None or facet[0] in ("theme", "year") else view.cat.record(facet).summary


def filters(view: View) -> list[Plain]:
    """Links to the lists of every facet."""
    every = [(words, links(view, kind)) for kind, words in BY.items()]
    return [{"title": view.say(words), "links": found} for words, found in every if found]


def links(view: View, kind: str) -> list[Plain]:
    """Links to the lists of one kind of facet, with the number of cases this site holds."""
    if not _by_facet(view):
        return []
    counts = view.cat.facets()
    facets = [f for f in _in_order(view, kind) if f in counts]
    if kind not in ("theme", "year"):  # most cases first: only the first few are not folded away
        facets.sort(key=lambda facet: -counts[facet])
    return [
        {"title": title(view, facet), "href": page_path(folder(facet), None), "count": counts[facet], "current": False}
        for facet in facets
    ]


def _in_order(view: View, kind: str) -> list[Facet]:
    """The facets of one kind as readers expect them: years from the newest, themes as the site lists them."""
    if kind == "year":
        return sorted((f for f in view.cat.facets() if f[0] == kind), reverse=True)
    if kind == "theme":
        return [(kind, key) for key in view.site.vocabularies.get("theme", {})]
    return [(kind, id_) for id_, _ in view.cat.titles(kind)]
