"""Putting a shard together: its buckets in all slices, merged key by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from builder.search import bits, codec, postings
from builder.search.arrays import Array, np
from builder.search.postings import Postings
from builder.search.segments import COUNTS, ENTRIES, KEYS, PAIR, SECOND, Bucket, Name

LONG = 300  # documents from which on a posting stands by itself
STEP = 64  # postings after which a reader is told where he is

_bucket = msgspec.msgpack.Decoder(Bucket)


class Columns(NamedTuple):
    """The buckets of all slices, each field of ``Bucket`` by itself."""

    pairs: Sequence[bytes] = ()
    pair_counts: Sequence[bytes] = ()
    pair_entries: Sequence[bytes] = ()
    others: Sequence[str] = ()
    other_counts: Sequence[bytes] = ()
    other_entries: Sequence[bytes] = ()
    names: Sequence[list[Name]] = ()


class Merged(NamedTuple):
    """``pairs`` as numbers, in order, and all ``others``, in order too; of the ones and then the others the ``counts``
    of documents and the ``entries``; the ``names`` that stand here."""

    pairs: Array
    others: list[str]
    counts: Array
    entries: Array
    names: list[Name]


def shard(found: Iterable[tuple[int, bytes]], numbers: int, shards: int) -> list[Any]:
    """What the file of a shard holds: how many pairs, their bits, its other keys, the bits of all these postings,
    names, long postings by key, and where every ``STEP``-th of the others begins.

    ``found``: see ``merged``. A long posting stands by itself, so that whoever looks for another key need not read it
    on the way.
    """
    pairs, others, counts, entries, names = merged(found)
    sorts = np.array([codec.PLACED] * len(pairs) + [codec.sort_of(key) for key in others], np.int8)
    written, ends = postings.written(Postings(sorts, counts, entries), numbers)
    starts = np.append(0, ends)[:-1]
    apart = counts > LONG
    long = {}
    for n in np.flatnonzero(apart).tolist():
        key = spelt(int(pairs[n])) if n < len(pairs) else others[n - len(pairs)]
        long[key] = bits.pack(written[starts[n] : ends[n]])
    kept = pairs[~apart[: len(pairs)]]
    rest = " ".join([key for key in others if key not in long])
    shown = [[name, kind, number] for _, name, kind, number in names]
    sizes = ends - starts
    short = bits.pack(written[np.repeat(~apart, sizes)])
    steps = np.append(0, np.cumsum(sizes[~apart]))[STEP:-1:STEP].tolist()
    return [len(kept), bits.pack(postings.pairs(kept >> PAIR, kept & SECOND, shards)), rest, short, shown, long, steps]


def merged(found: Iterable[tuple[int, bytes]]) -> Merged:
    """``found``: packed buckets in the order of their slices, each with the number of the first document there."""
    opened = [(first, _bucket.decode(packed)) for first, packed in found]
    firsts = np.array([first for first, _ in opened], np.int64) << codec.PART
    columns = Columns(*zip(*[one for _, one in opened], strict=True)) if opened else Columns()
    pairs, counts, entries = _grouped(
        _numbers(columns.pairs, KEYS), _numbers(columns.pair_counts, COUNTS), _entries(columns.pair_entries, firsts)
    )
    keys = " ".join(filter(None, columns.others)).split()
    others = sorted({*keys})
    places = dict(zip(others, range(len(others)), strict=True))
    order = np.array([places[key] for key in keys], np.int64)
    _, more, their = _grouped(order, _numbers(columns.other_counts, COUNTS), _entries(columns.other_entries, firsts))
    names = [(folded, name, kind, first + number) for first, one in opened for folded, name, kind, number in one.names]
    return Merged(pairs, others, np.append(counts, more), np.append(entries, their), sorted(names))


def spelt(pair: int) -> str:
    """The pair that a number stands for."""
    return chr(pair >> PAIR) + chr(pair & SECOND)


def _numbers(found: Sequence[bytes], kind: str) -> Array:
    return np.frombuffer(b"".join(found), kind).astype(np.int64)


def _entries(found: Sequence[bytes], firsts: Array) -> Array:
    """The entries of each slice, numbered through."""
    size = np.dtype(ENTRIES).itemsize
    own: Array = np.repeat(firsts, [len(one) // size for one in found])
    return _numbers(found, ENTRIES) + own


def _grouped(keys: Array, counts: Array, entries: Array) -> tuple[Array, Array, Array]:
    """The keys of all slices, each once, in order; how many entries each has; and these, slice by slice."""
    each = np.repeat(keys, counts)
    order = np.argsort(each, kind="stable")
    ordered = each[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[starts], np.diff(starts, append=len(ordered)), entries[order]
