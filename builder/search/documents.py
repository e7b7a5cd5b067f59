"""The documents that search finds: every record readers may see, but for persons; drafts and withdrawn records never.

A document is plain data, made from the catalogue and the planned page; its text is read from the page when that is
rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from builder.catalogue import Catalogue, mark_of
from builder.relations import Key
from builder.schema import Record, When

Shown: TypeAlias = tuple[str, Key, list[str]]  # the page of a record: site path, record, titles of its crumbs

PLACED = {"region": "region", "brands": "brand", "belts": "belt"}  # fields whose targets narrow a search


@dataclass(frozen=True, slots=True)
class Document:
    """``names`` are title and other names; ``iso`` is the date as exact as it is known, or empty.

    ``values``: what the document stands under, as (facet, id): ``("region", "suzhou")``, ``("theme", "team")``.
    ``page``: a digest that stays only if the page says the same as before.
    """

    path: str
    kind: str
    title: str
    names: tuple[str, ...]
    iso: str
    date: str
    crumbs: tuple[str, ...]
    values: tuple[Key, ...]
    page: str

    @property
    def year(self) -> str:
        return self.iso[:4]


def documents(cat: Catalogue, pages: Iterable[Shown], digest: Callable[[str], str]) -> list[Document]:
    """The documents of a site, the undated first, then by date. ``digest`` tells that of the page at a path."""
    found = list(_documents(cat, pages, digest))
    return sorted(found, key=lambda d: (d.iso, d.path))


def _documents(cat: Catalogue, pages: Iterable[Shown], digest: Callable[[str], str]) -> Iterator[Document]:
    for path, key, crumbs in pages:
        record = cat.tables.shown.get(key)
        if record is None or not record.public or mark_of(record, cat.today) is not None:
            continue
        when = getattr(record, "date", None)  # not every type has one
        day = when if isinstance(when, When) else None
        yield Document(
            path=path,
            kind=record.kind,
            title=record.name,
            names=(record.name, *record.also_known_as),
            iso=day.iso if day else "",
            date=cat.site.say(day.words()) if day else "",
            crumbs=tuple(crumbs[1:]),
            values=tuple(dict.fromkeys(_values(cat, record))),
            page=digest(path),
        )


def _values(cat: Catalogue, record: Record) -> Iterator[Key]:
    key = (record.kind, record.id)
    if record.kind in PLACED.values():
        yield key
    for link in cat.tables.forward.get(key, ()):
        if PLACED.get(link.field) == link.target[0]:
            yield link.target
    yield from (("theme", theme) for theme in getattr(record, "themes", ()))
