"""The documents that search finds: every record readers may see, but for persons; drafts and withdrawn records never.

A document is plain data, made from the catalogue and the planned page; its text is read from the page when that is
rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias
from zlib import crc32

import msgspec

from builder.catalogue import Catalogue
from builder.relations import Key, Link
from builder.schema import Record, When

Shown: TypeAlias = tuple[str, Key, list[str]]  # the page of a record: site path, record, titles of its crumbs

PLACED = {"region": "region", "brands": "brand", "belts": "belt"}  # fields whose targets narrow a search
_FACETS = frozenset(PLACED.values())
_YEAR, _MONTH = 372, 31  # days, of a year whose months are all as long


class Document(msgspec.Struct, frozen=True, array_like=True):
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

    @property
    def spot(self) -> float:
        """Where in its year it belongs, from 0 to below 1: at its date, as exactly as that is known, and within that
        day, month or year where the digest of its path says."""
        month, day = int(self.iso[5:7] or 0), int(self.iso[8:10] or 0)
        start = max(0, month - 1) * _MONTH + max(0, day - 1)
        length = 1 if day else _MONTH if month else _YEAR
        return (start + length * crc32(self.path.encode()) / 2**32) / _YEAR


def documents(cat: Catalogue, pages: Iterable[Shown], digest: Callable[[str], str]) -> list[Document]:
    """The documents of a site in the order of their numbers: the undated first, then by year, and by their spots in it.
    ``digest`` tells that of the page at a path."""
    return sorted(_documents(cat, pages, digest), key=lambda d: (d.year, d.spot, d.path))


def _documents(cat: Catalogue, pages: Iterable[Shown], digest: Callable[[str], str]) -> Iterator[Document]:
    shown, forward, said = cat.tables.shown, cat.tables.forward, {"": ""}
    for path, key, crumbs in pages:
        record = shown.get(key)
        if record is None or not record.public or cat.mark(record) is not None:
            continue
        when = getattr(record, "date", None)  # not every type has one
        iso = when.iso if isinstance(when, When) else ""
        if isinstance(when, When) and iso not in said:
            said[iso] = cat.site.say(when.words())
        yield Document(
            path=path,
            kind=record.kind,
            title=record.name,
            names=(record.name, *record.also_known_as),
            iso=iso,
            date=said[iso],
            crumbs=tuple(crumbs[1:]),
            values=_values(record, key, forward.get(key, ())),
            page=digest(path),
        )


def _values(record: Record, key: Key, links: Iterable[Link]) -> tuple[Key, ...]:
    found = [key] if key[0] in _FACETS else []
    for link in links:
        target = link.target
        if PLACED.get(link.field) == target[0]:
            found.append(target)
    found += [("theme", theme) for theme in getattr(record, "themes", ())]
    return tuple(dict.fromkeys(found))
