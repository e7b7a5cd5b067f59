"""Putting shards together: their buckets in all slices, merged key by key. A few shards at once: each is so small that
alone it takes half as long again, for all the calls of numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple, TypeAlias

from builder.search import bits, codec, postings
from builder.search.arrays import Array, np
from builder.search.postings import Postings
from builder.search.segments import COUNTS, ENTRIES, KEYS, PAIR, SECOND, Bucket, Name

LONG = 300  # documents from which on a posting stands by itself
STEP = 64  # postings after which a reader is told where he is

WHOLE = 2 * PAIR  # bits of a pair

Found: TypeAlias = Sequence[tuple[int, Bucket]]  # the buckets of a shard by slices; the first document of each slice


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
    """The keys of several shards: first the ``pairs`` of all, as numbers, then all ``others``; both shard by shard, in
    order in each. ``ends``: where the pairs of each shard end, and the others. Of each key the number of documents, in
    ``counts``, and the ``entries``."""

    pairs: Array
    others: list[str]
    ends: tuple[list[int], list[int]]
    counts: Array
    entries: Array

    def spans(self) -> Iterator[tuple[range, range]]:
        """Which keys are of each shard."""
        pairs, others = (pairwise([0, *ends]) for ends in self.ends)
        first = len(self.pairs)
        for (start, end), (start_, end_) in zip(pairs, others, strict=True):
            yield range(start, end), range(first + start_, first + end_)

    def key(self, number: int) -> str:
        return spelt(int(self.pairs[number])) if number < len(self.pairs) else self.others[number - len(self.pairs)]


def shards(found: Sequence[Found], numbers: int, count: int, few: int) -> list[list[Any]]:
    """What the files of some of ``count`` shards hold: how many pairs, their bits, the other keys, the bits of all
    these postings, names, long postings by key, and where every ``STEP``-th of the others begins.

    A long posting stands by itself, so that whoever looks for another key need not read it on the way.
    """
    all_ = merged(found)
    sorts = np.array([codec.PLACED] * len(all_.pairs) + [codec.sort_of(key) for key in all_.others], np.int8)
    written, ends = postings.written(Postings(sorts, all_.counts, all_.entries), numbers, few)
    sizes, apart = np.diff(ends, prepend=0), all_.counts > LONG
    short, long = written[np.repeat(~apart, sizes)], dict[int, str]()
    for n in np.flatnonzero(apart).tolist():
        long[n] = bits.pack(written[ends[n] - sizes[n] : ends[n]])
    sizes = np.where(apart, 0, sizes)
    at, lengths = [0, *np.cumsum(sizes).tolist()], sizes.tolist()
    made = []
    for one, (pairs, others) in zip(found, all_.spans(), strict=True):
        kept = all_.pairs[pairs.start : pairs.stop][~apart[pairs.start : pairs.stop]]
        mine = np.concatenate([short[at[span.start] : at[span.stop]] for span in (pairs, others)])
        steps = [0, *accumulate(lengths[n] for n in (*pairs, *others) if n not in long)][STEP:-1:STEP]
        rest = " ".join([all_.others[n - len(all_.pairs)] for n in others if n not in long])
        alone = {all_.key(n): long[n] for n in (*pairs, *others) if n in long}
        told = bits.pack(postings.pairs(kept >> PAIR, kept & SECOND, count))
        made.append([len(kept), told, rest, bits.pack(mine), _names(one), alone, steps])
    return made


def merged(found: Sequence[Found]) -> Merged:
    """The keys of all shards. A key stands in one of them only."""
    opened = [(place, first, bucket) for place, one in enumerate(found) for first, bucket in one]
    columns = Columns(*zip(*[bucket for *_, bucket in opened], strict=True)) if opened else Columns()
    firsts = np.array([first for _, first, _ in opened], np.int64) << codec.PART
    places = np.array([place for place, *_ in opened], np.int64)
    pairs = _numbers(columns.pairs, KEYS) | _spread(places, columns.pairs, KEYS) << WHOLE
    pairs, counts, entries = _grouped(
        pairs, _numbers(columns.pair_counts, COUNTS), _entries(columns.pair_entries, firsts)
    )
    by_shard: list[list[str]] = [[] for _ in found]
    for (place, *_), keys in zip(opened, columns.others, strict=True):
        by_shard[place] += keys.split()
    others = [sorted({*keys}) for keys in by_shard]
    order = {key: n for n, key in enumerate(chain.from_iterable(others))}
    own = np.array([order[key] for keys in by_shard for key in keys], np.int64)
    _, more, their = _grouped(own, _numbers(columns.other_counts, COUNTS), _entries(columns.other_entries, firsts))
    ends = np.searchsorted(pairs >> WHOLE, np.arange(len(found)), "right").tolist()
    told = ends, [*accumulate(map(len, others))]
    return Merged(pairs & ((1 << WHOLE) - 1), list(order), told, np.append(counts, more), np.append(entries, their))


def _names(found: Found) -> list[tuple[str, str, int]]:
    """The names that stand in a shard, in order."""
    names = [(folded, name, kind, first + n) for first, one in found for folded, name, kind, n in one.names]
    return [(name, kind, number) for _, name, kind, number in sorted(names)]


def spelt(pair: int) -> str:
    """The pair that a number stands for."""
    return chr(pair >> PAIR) + chr(pair & SECOND)


def _numbers(found: Sequence[bytes], kind: str) -> Array:
    return np.frombuffer(b"".join(found), kind).astype(np.int64)


def _entries(found: Sequence[bytes], firsts: Array) -> Array:
    """The entries of each slice, numbered through."""
    return _numbers(found, ENTRIES) + _spread(firsts, found, ENTRIES)


def _spread(values: Array, found: Sequence[bytes], kind: str) -> Array:
    """Each value for all the numbers that its bytes hold."""
    own: Array = np.repeat(values, [len(one) // np.dtype(kind).itemsize for one in found])
    return own


def _grouped(keys: Array, counts: Array, entries: Array) -> tuple[Array, Array, Array]:
    """The keys of all slices, each once, in order; how many entries each has; and these, slice by slice."""
    each = np.repeat(keys, counts)
    order = np.argsort(each, kind="stable")
    ordered = each[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[starts], np.diff(starts, append=len(ordered)), entries[order]
