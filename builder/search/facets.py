"""What a search can be narrowed to: one file for each facet, which is asked for when a reader opens that facet.

A value is followed by its documents, as a posting. Years need no file: they are the segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from builder.catalogue import Catalogue
from builder.relations import Key
from builder.schema import REGISTRY
from builder.search.documents import Document

TREES = ("region", "brand")  # a document under a child is under its parent too
FACETS = ("region", "brand", "belt", "theme")
TYPE = "type"


class Table(NamedTuple):
    """``values``: [id, name, place of the parent or -1]; ``documents``: of each value the numbers of its own."""

    values: list[tuple[str, str, int]]
    documents: list[list[int]]


def tables(cat: Catalogue, documents: Iterable[tuple[int, Document]]) -> dict[str, Table]:
    """The table of each facet, of documents with their numbers."""
    found: dict[Key, list[int]] = {}
    for number, document in documents:
        for key in ((TYPE, document.kind), *document.values):
            found.setdefault(key, []).append(number)
    return {TYPE: _types(cat, found)} | {name: _table(cat, name, found) for name in FACETS}


def written(table: Table, numbers: int) -> tuple[list[tuple[str, str, int]], list[int], str]:
    """The values, how many documents each has of its own, and the bits of their postings."""
    from builder.search import postings  # brings numpy

    return table.values, [len(docs) for docs in table.documents], postings.bare(table.documents, numbers)


def _types(cat: Catalogue, found: Mapping[Key, list[int]]) -> Table:
    kinds = [kind for kind in REGISTRY if (TYPE, kind) in found]
    return Table(
        [(kind, cat.site.say(REGISTRY[kind].plural), -1) for kind in kinds], [found[TYPE, kind] for kind in kinds]
    )


def _table(cat: Catalogue, name: str, found: Mapping[Key, list[int]]) -> Table:
    keys = _values(cat, name, found)
    place = {key: n for n, key in enumerate(keys)}
    values = [(key[1], _name(cat, key), _parent(cat, name, key, place)) for key in keys]
    return Table(values, [found.get(key, []) for key in keys])


def _values(cat: Catalogue, name: str, found: Mapping[Key, Any]) -> list[Key]:
    """The values that any document has, and all above them, in the order of the site."""
    used = {key for key in found if key[0] == name}
    used |= {above for key in used if name in TREES for above in cat.above(key)}
    if name == "theme":
        return [(name, key) for key in cat.site.vocabularies.get("theme", {}) if (name, key) in used]
    return [(name, r.id) for r in cat.tables.records[name] if (name, r.id) in used]


def _name(cat: Catalogue, key: Key) -> str:
    if key[0] == "theme":
        return cat.site.say(cat.site.vocabularies["theme"][key[1]])
    return cat.tables.shown[key].name


def _parent(cat: Catalogue, name: str, key: Key, place: dict[Key, int]) -> int:
    return place.get(cat.tables.parents.get(key, ("", "")), -1) if name in TREES else -1
