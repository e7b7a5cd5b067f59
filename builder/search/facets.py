"""What a search can be narrowed to, for every document, in one file that is asked for when results are there.

A column of one entry for each document in the order of the segments. Years need no column: they are the segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from builder.catalogue import Catalogue
from builder.relations import Key
from builder.schema import REGISTRY
from builder.search.codec import END, number
from builder.search.documents import Document

TREES = ("region", "brand")  # a document under a child is under its parent too
FACETS = ("region", "brand", "belt", "theme")


def table(cat: Catalogue, documents: Sequence[Document]) -> dict[str, Any]:
    """``kinds``: [type, label]; ``kind``: the column of types; for each facet its ``values`` [id, name, parent's place]
    and the ``column`` of the places that each document has, each entry closed by ``!``."""
    kinds = [kind for kind in REGISTRY if any(d.kind == kind for d in documents)]
    place = {kind: n for n, kind in enumerate(kinds)}
    return {
        "kinds": [[kind, cat.site.say(REGISTRY[kind].plural)] for kind in kinds],
        "kind": "".join(number(place[d.kind]) for d in documents),
        "facets": {name: _facet(cat, name, documents) for name in FACETS},
    }


def _facet(cat: Catalogue, name: str, documents: Sequence[Document]) -> dict[str, Any]:
    keys = _values(cat, name, documents)
    place = {key: n for n, key in enumerate(keys)}
    under = (sorted(place[key] for key in d.values if key[0] == name and key in place) for d in documents)
    return {
        "values": [[key[1], _name(cat, key), _parent(cat, name, key, place)] for key in keys],
        "column": "".join("".join(map(number, one)) + END for one in under),
    }


def _values(cat: Catalogue, name: str, documents: Sequence[Document]) -> list[Key]:
    """The values that any document has, and all above them, in the order of the site."""
    used = {key for d in documents for key in d.values if key[0] == name}
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
