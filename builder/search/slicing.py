"""How slices are come by: from the store, from the slice that stood there in the last run, or from their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from builder.search.documents import Document
from builder.search.segments import Head
from builder.search.texts import UNSPELT, Spelt, Text, Texts, packed, unpacked

_row = msgspec.msgpack.Decoder(list[Document])


class Job(NamedTuple):
    """A row whose slice is to be made; ``last``: the digest of the row that stood there in the last run, or ``""``."""

    row: Sequence[Document]
    last: str


class Slice(NamedTuple):
    """A slice as it was made: its packed head; those bodies that are new, each with its digest; ``fresh``: the texts
    that had to be read for it, packed, by their number in the row."""

    head: bytes
    bodies: Sequence[tuple[str, bytes]]
    fresh: Mapping[int, bytes]


def slicer(texts: Texts) -> Callable[[Job], Slice]:
    """The function that makes the slice of a row; see ``spread``."""
    return lambda job: _patched(job, texts) or _whole(job.row, texts)


def packed_row(row: Sequence[Document]) -> bytes:
    """A row as it is kept, so that a later slice can be made from its slice."""
    return msgspec.msgpack.encode(row)


def body_of_slice(head: Head, row: Sequence[Document], texts: Texts) -> Callable[[int], bytes]:
    """How the buckets of a slice are come by: a run that changes no shard never opens them."""

    @cache
    def again() -> Sequence[tuple[str, bytes]]:
        return _whole(row, texts).bodies

    @lru_cache(maxsize=1)  # shards are made body by body; all of them together are gigabytes on a large site
    def body(number: int) -> bytes:
        return texts.keep.result("postings", head.body(number), lambda: again()[number][1])

    return body


def _whole(row: Sequence[Document], texts: Texts) -> Slice:
    from builder.search.slices import make_slice  # brings numpy

    said, fresh = _said(row, texts)
    head, bodies = make_slice(row, said)
    return Slice(msgspec.msgpack.encode(head), [(head.body(n), body) for n, body in enumerate(bodies)], fresh)


def _patched(job: Job, texts: Texts) -> Slice | None:
    """The slice made from that of the last run; None where there is none, or too much is new."""
    from builder.search.patching import FEW, Side, patched  # brings numpy

    kept, before = (texts.keep.found(kind, [job.last])[0] for kind in ("slice", "row"))
    if kept is None or before is None:
        return None
    head, old, new = msgspec.msgpack.decode(kept, type=Head), _row.decode(before), job.row
    changed = [n for n, pair in enumerate(zip_longest(map(told_of, old), map(told_of, new))) if pair[0] != pair[1]]
    went, came = [n for n in changed if n < len(old)], [n for n in changed if n < len(new)]
    before_texts = [text for text in texts.kept([old[n] for n in went]) if text is not None]
    if len(changed) > FEW or len(before_texts) < len(went):
        return None
    spelt = {old[n].names: text.spelt for n, text in zip(went, before_texts, strict=True)}
    said, fresh = _said([new[n] for n in came], texts, spelt)

    def body(number: int) -> bytes:
        found = texts.keep.found("postings", [head.body(number)])[0]
        if found is None:
            raise _Lost
        return found

    sides = Side(went, [old[n] for n in went], before_texts), Side(came, [new[n] for n in came], said)
    try:
        made = patched(head, body, new, *sides)
    except _Lost:
        return None
    if made is None:
        return None
    bodies = [(made.head.body(number), found) for number, found in made.bodies.items()]
    return Slice(msgspec.msgpack.encode(made.head), bodies, {came[n]: text for n, text in fresh.items()})


class _Lost(Exception):
    """A body is in the store no more."""


def told_of(document: Document) -> object:
    """All of a document that its slice is made from."""
    return document.page, document.names, document.kind


def _said(documents: Sequence[Document], texts: Texts, spelt: Spelt = UNSPELT) -> tuple[list[Text], dict[int, bytes]]:
    """The texts of documents; those that had to be read from their pages also packed, by their places here."""
    known = texts.kept(documents)
    fresh = {n: packed(documents[n], texts.pages, spelt) for n, text in enumerate(known) if text is None}
    return [text or unpacked(fresh[n]) for n, text in enumerate(known)], fresh
