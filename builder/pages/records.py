"""The page of one record, for every type: its text, facts, sources, figures and all that is related to it.

A type with something of its own to show adds a function to ``OWN``; what that returns joins the context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from builder import addresses
from builder.catalogue import key_of, mark_of
from builder.pages import glance, jsonld, kinds, ladders, listings
from builder.pages.page import Context, Page
from builder.pages.prose import fill
from builder.pages.shell import nav_link, page
from builder.pages.view import Plain, View, path_of
from builder.schema import REGISTRY, Case, Figure, Record, SitePage
from builder.wording import Words

MOST = 12  # cases on the page of a record; the rest stand in the listing that it links to
RELATED = Words("相关案例", "Related cases")
WITHDRAWN = Words("内容已下线", "No longer available")

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


def pages(view: View) -> Iterator[Page]:
    """A page for every record readers may see, and the notice that stands in the place of a withdrawn one."""
    for kind in REGISTRY:
        shown = view.cat.records[kind]
        for place, record in enumerate(shown):
            newer = shown[place - 1] if place else None
            older = shown[place + 1] if place + 1 < len(shown) else None
            yield record_page(view, record, newer, older)
    for record in view.cat.withdrawn:
        path = path_of(record)
        yield page(view, path, "withdrawn.html", view.say(WITHDRAWN), {}, kind="withdrawn", noindex=True)


def record_page(view: View, record: Record, newer: Record | None, older: Record | None) -> Page:
    root = addresses.root_of(path_of(record))
    own = OWN[record.kind](view, record) if record.kind in OWN else {}
    about: Plain = {
        "id": record.id,
        "kind": record.kind,
        "kind_label": view.say(record.title),
        "title": record.name,
        "also": list(record.also_known_as),
        "summary": record.summary,
        "slogan": getattr(record, "slogan", ""),
        "body": fill(view, record, root),
        "facts": view.facts(record),
        "note": record.note,
        "sources": view.sources(record),
        "corrections": [{"date": view.date(c.date), "text": c.text} for c in record.corrections],
        "figures": figures_of(view, record),
        "related": related(view, record),
        "newer": view.link(newer) if newer else None,
        "older": view.link(older) if older else None,
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
        mark=mark_of(record, view.cat.today),
        jsonld=jsonld.of_record(view, record),
        shared=True,
    )


def _description(view: View, record: Record) -> str:
    """The summary; for a figure what it says, of when and by whom; else the beginning of the text."""
    if isinstance(record, Figure):
        row = view.row(record)
        return " · ".join(text for text in (f"{record.name}：{record.words}", row["as_of"], row["source"]) if text)
    blocks = record.body.blocks if record.body else ()
    return record.summary or next((block[:120] for block in blocks), "")


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
    }


def _crumbs(view: View, record: Record) -> list[Plain]:
    """Home, the list of the type, then the ancestors in the record's own tree."""
    link = nav_link(view, record.kind)
    above = [view.link(view.cat.shown[key]) for key in view.cat.above(key_of(record))]
    return [{"title": link["title"], "href": link["href"]}, *above]


def figures_of(view: View, record: Record) -> list[Plain]:
    """The figures that a record names and those that are about it, each once, in reading order."""
    if isinstance(record, Figure):
        return []
    keys = {link.target for link in view.cat.forward.get(key_of(record), ()) if link.target[0] == "figure"}
    about = [] if record.kind in ("source", "region") else view.cat.naming(record, "figure", "about")
    keys |= {key_of(f) for f in about}
    return [view.row(f) for f in view.cat.all(Figure) if key_of(f) in keys] if keys else []


def related(view: View, record: Record) -> list[Plain]:
    """Everything that names this record, by type; for a case the cases nearest to it."""
    if isinstance(record, Case):
        near = view.facets.near(record)
        return [view.group("case", near, RELATED)] if near else []
    groups = []
    under = view.facets.under(record)
    for kind in sorted(REGISTRY, key=lambda kind: kind != "case"):  # cases first: they are what a reader came for
        if kind == "case":  # sources, figures, persons … have no list of cases, but are named by some
            naming = {key_of(case) for case in view.cat.naming(record, kind)}
            found = view.cat.in_order(naming | {key_of(case) for case in under})
        elif record.kind == "region":
            found = kinds.lying_in(view, record, kind)
        else:
            found = view.cat.naming(record, kind)
        children = set(view.cat.children.get(key_of(record), ()))
        found = [r for r in found if key_of(r) not in children and key_of(r) != key_of(record)]
        if kind == "figure" and record.kind != "figure":
            found = found if record.kind in ("source", "region") else []
        if found:
            more = listings.path(view, record) if kind == "case" and len(under) > MOST else None
            group = view.group(kind, found[:MOST] if more else found, more=more)
            groups.append(group | {"total": len(found)})
    return groups
