"""A segment: the documents of one year (or those without a date), numbered by date; and its slice of the index.

The slice is a pure function of its documents and their pages, and is kept under their digest: a case that is added,
moved or edited costs the work of its own year. Numbers are of the segment, so that no other one is disturbed by it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from builder.search import codec, readings
from builder.search.documents import Document
from builder.search.extract import TIERS, Block, Tier, blocks
from builder.search.folding import fold, simplified
from builder.search.grams import grams, is_key

BUCKETS = 2880  # the most shards there are; a smaller site takes several buckets to a shard
CHUNK = 2400  # characters of text that a file of texts holds, as near as whole documents allow
MOST = 16  # documents in such a file
_PRIME = 16777213

Name: TypeAlias = tuple[str, str, str, int]  # folded, as written, type, number in the segment
Postings: TypeAlias = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Slice:
    """What one segment adds to the index. ``size``: documents in a file of texts; ``alphabet``: characters of names;
    ``traditional``: those of the texts that the browser must know the simplified form of.

    ``buckets``: for each bucket that has any the entries ``key!posting``, divided by spaces.
    """

    buckets: dict[int, str]
    names: dict[int, list[Name]]
    texts: list[bytes]
    size: int
    alphabet: str
    traditional: str


class _Places(dict[str, int]):
    """Key → bucket, -1 for what is none; the keys of one segment come back in the next."""

    def __missing__(self, key: str) -> int:
        value = 0
        for char in key:
            value = (value * 997 + ord(char)) % _PRIME
        place = value % BUCKETS if is_key(key) else -1
        self[key] = place
        return place


_places = _Places()


def bucket(key: str) -> int:
    """The bucket of a key: a polynomial over its code points, small enough for JavaScript's numbers to be exact."""
    return _places[key]


def named_by(folded: str) -> str:
    """The key in whose bucket a name stands: its first two characters, so that a query finds it on its way."""
    return folded[:2]


def make_slice(documents: Sequence[Document], pages: Mapping[str, bytes]) -> Slice:
    """The slice of the documents of one segment, in their order. ``pages``: site path → rendered page."""
    texts = [blocks(pages[document.path].decode()) for document in documents]
    everywhere: dict[str, list[int]] = defaultdict(list)
    heavier: dict[Tier, dict[str, list[int]]] = {"summary": defaultdict(list), "name": defaultdict(list)}
    names: dict[int, list[Name]] = defaultdict(list)
    alphabet: set[str] = set()
    for number, (document, found) in enumerate(zip(documents, texts, strict=True)):
        for key in _keys(document, found):
            everywhere[key].append(number)
        for tier, postings in heavier.items():
            for key in grams(_folded(found, tier)):
                postings[key].append(number)
        for name in document.names:
            folded = fold(name).replace("\n", "")
            if folded:
                names[_places[named_by(folded)]].append((folded, name, document.kind, number))
                alphabet.update(folded)
    size = _chunk_size(texts)
    written = [
        _text_file(documents[at : at + size], texts[at : at + size]) for at in range(0, len(documents), size)
    ]
    odd = {char for found in texts for block in found for char in block.text} & simplified().keys()
    buckets = _buckets(everywhere, heavier["summary"], heavier["name"])
    return Slice(buckets, dict(names), written, size, "".join(sorted(alphabet)), "".join(sorted(odd)))


def _folded(found: Sequence[Block], tier: Tier) -> str:
    return fold("\n".join([block.text for block in found if block.tier == tier]))


def _keys(document: Document, found: Sequence[Block]) -> dict[str, None]:
    """The keys of a document. Readings are of the names as declared; all else is of the page, as a reader sees it."""
    keys = grams(fold("\n".join([block.text for block in found])))
    for name in document.names:
        keys |= readings.keys(fold(name))
    return keys


def _buckets(everywhere: Postings, summary: Postings, name: Postings) -> dict[int, str]:
    """Keys with their postings. Not sorted: keys come in the order of the texts, and shards are sorted once."""
    found: list[list[str]] = [[] for _ in range(BUCKETS + 1)]  # the last one, which -1 leads to, is for what is no key
    for key, numbers in everywhere.items():
        posting = codec.gaps(numbers)
        if key in summary:
            posting += codec.SUMMARY + codec.gaps(summary[key])
        if key in name:
            posting += codec.NAME + codec.gaps(name[key])
        found[_places[key]].append(f"{key}!{posting}")
    return {place: codec.KEY.join(entries) for place, entries in enumerate(found[:BUCKETS]) if entries}


def _chunk_size(texts: Sequence[Sequence[Block]]) -> int:
    total = sum(len(block.text) for found in texts for block in found)
    return max(1, min(MOST, round(CHUNK * len(texts) / max(1, total))))


def _text_file(documents: Sequence[Document], texts: Sequence[Sequence[Block]]) -> bytes:
    """The documents of one file of texts: path, type, title, date, crumbs, then the blocks of each tier."""
    shown: list[list[Any]] = [
        [
            document.path,
            document.kind,
            document.title,
            document.date,
            list(document.crumbs),
            *([b.text for b in found if b.tier == tier] for tier in TIERS),
        ]
        for document, found in zip(documents, texts, strict=True)
    ]
    return to_json(shown).encode()


def to_json(value: object) -> str:
    """The one form of plain data in a script: no spaces, nothing escaped that need not be."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
