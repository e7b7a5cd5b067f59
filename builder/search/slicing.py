"""How slices are come by: from the store, from the slice that stood there in the last run, or from their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from builder.search.documents import Document
from builder.search.numbering import Places
from builder.search.segments import Head
from builder.search.texts import SILENT, Texts

_row = msgspec.msgpack.Decoder(list[Document | None])


class Job(NamedTuple):
    """A row whose slice is to be made; ``last``: the digest of the row that stood there in the last run, or ``""``."""

    row: Places
    last: str


class Slice(NamedTuple):
    """A slice as it was made: its packed head; those bodies that are new, each with its digest; ``fresh``: the
    documents whose texts had to be read for it, and these, packed."""

    head: bytes
    bodies: Sequence[tuple[str, bytes]]
    fresh: Sequence[tuple[Document, bytes]]


def slicer(texts: Texts) -> Callable[[Job], Slice]:
    """The function that makes the slice of a row; see ``spread``."""
    return lambda job: _patched(job, texts) or _whole(job.row, texts)


def packed_row(row: Places) -> bytes:
    """A row as it is kept, so that a later slice can be made from its slice."""
    return msgspec.msgpack.encode(row)


def body_of_slice(head: Head, row: Places, texts: Texts) -> Callable[[int], bytes]:
    """How the buckets of a slice are come by: a run that changes no shard never opens them."""

    @cache
    def again() -> Sequence[tuple[str, bytes]]:
        return _whole(row, texts).bodies

    @lru_cache(maxsize=1)  # shards are made body by body; all of them together are gigabytes on a large site
    def body(number: int) -> bytes:
        return texts.keep.result("postings", head.body(number), lambda: again()[number][1])

    return body


def _whole(row: Places, texts: Texts) -> Slice:
    from builder.search.slices import make_slice  # brings numpy

    documents = _standing(row, range(len(row)))
    said, fresh = texts.read([*documents.values()])
    by_number = dict(zip(documents, said, strict=True))
    head, bodies = make_slice(row, [by_number.get(n, SILENT) for n in range(len(row))])
    return Slice(msgspec.msgpack.encode(head), [(head.body(n), body) for n, body in enumerate(bodies)], fresh)


def _patched(job: Job, texts: Texts) -> Slice | None:
    """The slice made from that of the last run; None where there is none, or too much is new."""
    from builder.search.patching import FEW, Side, patched  # brings numpy

    kept, before = (texts.keep.found(kind, [job.last])[0] for kind in ("slice", "row"))
    if kept is None or before is None:
        return None
    head, old, new = msgspec.msgpack.decode(kept, type=Head), _row.decode(before), job.row
    changed = [n for n, pair in enumerate(zip_longest(map(told_of, old), map(told_of, new))) if pair[0] != pair[1]]
    went, came = (_standing(row, changed) for row in (old, new))
    before_texts = [text for text in texts.kept([*went.values()]) if text is not None]
    if len(changed) > FEW or len(before_texts) < len(went):
        return None
    spelt = {document.names: text.spelt for document, text in zip(went.values(), before_texts, strict=True)}
    said, fresh = texts.read([*came.values()], spelt)

    def body(number: int) -> bytes:
        found = texts.keep.found("postings", [head.body(number)])[0]
        if found is None:
            raise _Lost
        return found

    sides = Side([*went], [*went.values()], before_texts), Side([*came], [*came.values()], said)
    try:
        made = patched(head, body, new, *sides)
    except _Lost:
        return None
    if made is None:
        return None
    bodies = [(made.head.body(number), found) for number, found in made.bodies.items()]
    return Slice(msgspec.msgpack.encode(made.head), bodies, fresh)


def _standing(row: Places, numbers: Iterable[int]) -> dict[int, Document]:
    """The documents that stand at some places of a row."""
    return {n: document for n in numbers if n < len(row) and (document := row[n]) is not None}


class _Lost(Exception):
    """A body is in the store no more."""


def told_of(document: Document | None) -> object:
    """All of a document that its slice is made from."""
    return None if document is None else (document.page, document.names, document.kind)
