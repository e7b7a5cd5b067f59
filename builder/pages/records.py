"""The page of one record, for every type: its text, facts, sources, figures and all that is related to it.

A type with something of its own to show adds a function to ``OWN``; what that returns joins the context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from builder import addresses
from builder.catalogue import key_of
from builder.pages import covers, glance, jsonld, kinds, ladders, listings, official, photos, sharing
from builder.pages.deadlinks import check_links
from builder.pages.facttable import fact_table
from builder.pages.page import Context, Draft, Page
from builder.pages.prose import fill
from builder.pages.shell import nav_link, page
from builder.pages.view import Plain, View, path_of
from builder.schema import REGISTRY, Case, Figure, Record, SitePage
from builder.wording import Words

MOST = 12  # cases on the page of a record; the rest stand in the listing that it links to
RELATED = Words("相关案例", "Related cases")
WITHDRAWN = Words("内容已下线", "No longer available")
SAYS = Words("{name}：{words}", "{name}: {words}")

OWN: dict[str, Callable[[View, Record], Context]] = {
    "region": kinds.region,
    "organisation": kinds.organisation,
    "brand": kinds.brand,
    "belt": kinds.belt,
    "programme": kinds.programme,
    "scheme": ladders.scheme,
    "chart": glance.chart,
    "figure": kinds.figure,
    "term": kinds.term,
}


def drafts(view: View) -> Iterator[Draft]:
    """A page for every record readers may see, and the notice that stands in the place of a withdrawn one."""
    tables = view.cat.tables
    for kind in REGISTRY:
        shown = tables.records[kind]
        ids = ["", *(record.id for record in shown), ""]
        for place, record in enumerate(shown, 1):
            yield Draft(path_of(record), record_page, (kind, record.id, ids[place - 1], ids[place + 1]))
    for record in tables.withdrawn:
        yield Draft(path_of(record), withdrawn, (path_of(record),))


def withdrawn(view: View, path: str) -> Page:
    return page(view, path, "withdrawn.html", view.say(WITHDRAWN), {}, kind="withdrawn", noindex=True)


def record_page(view: View, kind: str, id_: str, newer: str, older: str) -> Page:
    """The page of one record; ``newer`` and ``older`` are the ids beside it in reading order, or empty."""
    record = view.cat.whole((kind, id_))
    root = addresses.root_of(path_of(record))
    check_links(view, record)
    own = OWN[record.kind](view, record) if record.kind in OWN else {}
    sources = _sources(view, record)
    about: Plain = {
        "id": record.id,
        "kind": record.kind,
        "kind_label": view.say(record.title),
        "title": record.name,
        "also": list(record.also_known_as),
        "summary": record.summary,
        "slogan": getattr(record, "slogan", ""),
        "body": fill(view, record, root),
        "facts": fact_table(view, record),
        "note": record.note,
        "author": "",
        "date": "",
        "sources": sources,
        "corrections": [{"date": view.date(c.date), "text": c.text} for c in record.corrections],
        "figures": _numbered(figures_of(view, record), sources),
        "cover": _cover(view, record) if view.shows(f"{record.kind}.html", "cover") else None,
        "changed": _changed(record),
        "related": related(view, record, in_tree="tree" in own),
        "newer": view.link(view.cat.record((kind, newer))) if newer else None,
        "older": view.link(view.cat.record((kind, older))) if older else None,
    }
    if isinstance(record, Case):
        about |= _reading(view, record)
    single = isinstance(record, SitePage)
    return page(
        view,
        path_of(record),
        f"{record.kind}.html",
        record.name,
        {"record": about, **own},
        kind=record.kind,
        section="" if single else record.kind,
        description=_description(view, record),
        crumbs=[] if single else _crumbs(view, record),
        noindex=not record.public,
        mark=view.cat.mark(record),
        jsonld=lambda: jsonld.of_record(view, record, sharing.images(view, record)),
        shared=True,
        case=record if isinstance(record, Case) else None,
    )


def _cover(view: View, record: Record) -> Plain | None:
    return None if photos.first(record, view.picture) else covers.of_record(view.cat, record)


def _description(view: View, record: Record) -> str:
    """The summary; for a figure what it says, of when and by whom; else the beginning of the text."""
    if isinstance(record, Figure):
        row = view.row(record)
        said = view.say(SAYS).format(name=record.name, words=record.words)
        return " · ".join(text for text in (said, row["as_of"], row["source"]) if text)
    if record.summary or record.body is None:
        return record.summary  # the blocks of ten thousand texts are not unpacked for nothing
    return next((block[:120] for block in record.body.blocks), "")


def _changed(record: Record) -> str:
    """The last day on which readers were given something new: when a case was published, or a record corrected."""
    dates = [record.date if isinstance(record, Case) else None, *(c.date for c in record.corrections)]
    return max((date.iso for date in dates if date and date.precision == "day"), default="")


def _reading(view: View, case: Case) -> Plain:
    """What only a case has: contents, length, date and author."""
    document = case.body
    characters = document.characters if document else 0
    return {
        "toc": [{"level": h.level, "id": h.id, "text": h.text} for h in (document.headings if document else ())],
        "characters": characters,
        "minutes": max(1, round(characters / 400)),  # 400 characters a minute: an adult reading attentively
        "date": view.date(case.date),
        "iso_date": case.date.iso if case.date else "",
        "author": case.author,
        "official": official.line_of(view, case),
    }


def _crumbs(view: View, record: Record) -> list[Plain]:
    """Home, the list of the type, then the ancestors in the record's own tree."""
    above = view.cat.above(key_of(record)) if hasattr(record, "parent") else []
    return [nav_link(view, record.kind), *[view.link(view.cat.record(key)) for key in above]]


def figures_of(view: View, record: Record) -> list[Plain]:
    """The figures that a record names and those that are about it, each once, in reading order."""
    if isinstance(record, Figure):
        return []
    keys = view.cat.figures_named(record)
    keys |= set() if record.kind in ("source", "region") else set(view.cat.naming(record, "figure", "about"))
    found = view.cat.records(view.cat.in_order(keys))
    return [view.row(figure) for figure in found if isinstance(figure, Figure)]


def _sources(view: View, record: Record) -> list[Plain]:
    """The sources of a record; of a figure those beside the one that its page shows first, as its origin."""
    origin = view.cat.target(record.source) if isinstance(record, Figure) else None
    return [row for row in view.sources(record) if origin is None or row["href"] != path_of(origin)]


def _numbered(rows: list[Plain], sources: list[Plain]) -> list[Plain]:
    """Figures whose source stands on the same page name it by its number there, as notes do."""
    nth = {source["href"]: number for number, source in enumerate(sources, 1)}
    return [row | {"nth": nth.get(row["source_href"])} for row in rows]


def related(view: View, record: Record, in_tree: bool) -> list[Plain]:
    """Everything that names this record, by type; for a case the cases nearest to it. ``in_tree``: what stands below it
    is shown in a tree beside its facts."""
    if isinstance(record, Case):
        near = view.cat.records(view.cat.near(record))
        return [view.group("case", near, RELATED)] if near else []
    groups = []
    under, children = view.cat.under(key_of(record)), {*view.cat.children(key_of(record))} if in_tree else set()
    naming = view.cat.kinds_naming(record)
    for kind in sorted(REGISTRY, key=lambda kind: kind != "case"):  # cases first: they are what a reader came for
        if kind == "case":  # sources, figures, persons … have no list of cases, but are named by some
            named = view.cat.naming(record, kind) if kind in naming else []
            found = view.cat.in_order({*named, *under})
        elif record.kind == "region":
            found = [] if kind in ("region", "source") else view.cat.lying(key_of(record), kind)
        else:
            found = view.cat.naming(record, kind) if kind in naming else []
        found = [key for key in found if key not in children and key != key_of(record)]
        if kind == "figure" and record.kind != "figure":
            found = found if record.kind in ("source", "region") else []
        if found:
            more = listings.path(view, record) if kind == "case" and len(under) > MOST else None
            shown = view.cat.records(found[:MOST] if more else found)
            group = view.group(kind, shown, more=more)
            groups.append(group | {"total": len(found)})
    return groups
