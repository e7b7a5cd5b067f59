"""Putting shards together: what their buckets hold in all slices, merged key by key. All shards that have their buckets
in the same bodies at once: each is so small that alone most of the time would go into the calls of numpy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from typing import Any, NamedTuple

from builder.search import bits, codec, postings
from builder.search.arrays import Array, np
from builder.search.layers import Layer
from builder.search.postings import Postings
from builder.search.segments import BODIES, BUCKETS, COUNTS, ENDS, ENTRIES, INSIDE, KEYS, PAIR, SECOND, Body, unpacked

LONG = 300  # documents from which on a posting stands by itself

WHOLE = 2 * PAIR  # bits of a pair; those above tell the shard
UNWANTED = -1


class Opened(NamedTuple):
    """A body of a slice. ``first``: the number of the slice's first document; ``owners``: of each bucket the shard that
    it belongs to, by its place among those that are wanted, or ``UNWANTED``."""

    body: Body
    first: int
    owners: Array


class Keys(NamedTuple):
    """Keys as numbers; of each its shard, and how many entries it has; and the entries of all."""

    shards: Array
    keys: Array
    counts: Array
    entries: Array


class Merged(NamedTuple):
    """The keys of several shards, each once: first the ``pairs`` of all, as numbers, then all ``others``; both shard by
    shard, in order in each. Of each key its shard, the number of its documents, in ``counts``, and the ``entries``."""

    pairs: Array
    others: list[str]
    shards: Array
    counts: Array
    entries: Array

    def key(self, number: int) -> str:
        return spelt(int(self.pairs[number])) if number < len(self.pairs) else self.others[number - len(self.pairs)]


def shards(layer: Layer, places: Sequence[int]) -> list[list[Any]]:
    """What the files of some shards hold: how many pairs, their bits, the other keys, the bits of all these postings,
    names, long postings by key, and where every ``codec.STEP``-th of the others begins.

    A long posting stands by itself, so that whoever looks for another key need not read it on the way.
    """
    bodies = list(opened(layer, places))
    found, count = merged(bodies), len(places)
    short, first = found.counts <= LONG, len(found.pairs)
    own, kept = found.shards[:first][short[:first]], found.pairs[short[:first]]
    counts = np.bincount(own, minlength=count)
    pairs = postings.pairs(kept >> PAIR, kept & SECOND, counts, layer.shards)
    ends = np.searchsorted(found.shards[first:], range(1, count)).tolist()
    spans = pairwise([0, *ends, len(found.others)])
    rest = [" ".join(compress(found.others[start:end], short[first:][start:end])) for start, end in spans]
    texts, steps = _written(found, layer, short, count)
    alone: list[dict[str, str]] = [{} for _ in places]
    for number, text in zip(np.flatnonzero(~short).tolist(), texts[count:], strict=True):
        alone[found.shards[number]][found.key(number)] = text
    columns = counts.tolist(), pairs, rest, texts[:count], _names(bodies, count), alone, steps
    return [list(one) for one in zip(*columns, strict=True)]


def _written(found: Merged, layer: Layer, short: Array, count: int) -> tuple[list[str], list[list[int]]]:
    """The bits of the short postings of each of ``count`` shards, then those of each long one; and for each shard where
    every ``codec.STEP``-th of the short ones begins."""
    texts = found.shards.copy()  # which of these texts a posting is in
    texts[~short] = count + np.arange(np.count_nonzero(~short))
    order = np.argsort(texts, kind="stable")
    sorts = np.array([codec.PLACED] * len(found.pairs) + [codec.sort_of(key) for key in found.others], np.int8)
    counts = found.counts[order]
    ordered = Postings(sorts[order], counts, _in_order(found.entries, found.counts, order))
    values, lengths = postings.codes(ordered, layer.numbers, layer.sort.few)
    codes, sizes = np.append(0, np.cumsum(1 + 2 * counts)), np.append(0, np.cumsum(lengths))
    ends = np.searchsorted(texts[order], range(count + np.count_nonzero(~short) + 1))
    at = sizes[codes]  # the bit at which each posting begins
    spans = pairwise(ends[: count + 1].tolist())
    steps = [(at[start:end][codec.STEP :: codec.STEP] - at[start]).tolist() for start, end in spans]
    return bits.packed((values, lengths), np.diff(codes[ends])), steps


def opened(layer: Layer, places: Sequence[int]) -> Iterator[Opened]:
    """The bodies in which shards have their buckets, of all slices; the slices of a body in order."""
    wanted = np.full(layer.shards, UNWANTED)
    wanted[places] = range(len(places))
    for number in sorted({bucket % BODIES for place in places for bucket in range(place, BUCKETS, layer.shards)}):
        owners = wanted[np.arange(number, BUCKETS, BODIES) % layer.shards]
        for body, first in zip(layer.bodies, layer.shifts, strict=True):
            yield Opened(unpacked(body(number)), first, owners)


def merged(found: Sequence[Opened]) -> Merged:
    """The keys of all that is wanted. A key stands in one shard only."""
    bodies, owners, sizes = [one.body.whole for one in found], _owners(found), _sizes(found)
    firsts = np.array([one.first for one in found], np.int64) << codec.PART
    pairs = _grouped(_wanted(
        np.repeat(owners, sizes[0]),
        _numbers([body.pairs for body in bodies], KEYS),
        _numbers([body.pair_counts for body in bodies], COUNTS),
        _entries([body.pair_entries for body in bodies], firsts),
    ))  # fmt: skip
    own = np.repeat(owners, sizes[1])
    words = list(compress([key for body in bodies for key in body.others.split()], own != UNWANTED))
    others = sorted({*words})
    order = {key: n for n, key in enumerate(others)}
    places = np.zeros_like(own)
    places[own != UNWANTED] = [order[key] for key in words]
    rest = _grouped(_wanted(
        own,
        places,
        _numbers([body.other_counts for body in bodies], COUNTS),
        _entries([body.other_entries for body in bodies], firsts),
    ))  # fmt: skip
    shards, keys, counts, entries = (np.concatenate(both) for both in zip(pairs, rest, strict=True))
    first = len(pairs.keys)
    return Merged(keys[:first], [others[n] for n in keys[first:].tolist()], shards, counts, entries)


def _wanted(shards: Array, keys: Array, counts: Array, entries: Array) -> Keys:
    """Without the keys of other shards: who wants some buckets of a body does not pay for them all."""
    kept = shards != UNWANTED
    return Keys(shards[kept], keys[kept], counts[kept], entries[np.repeat(kept, counts)])


def _owners(found: Sequence[Opened]) -> Array:
    """Of each bucket the shard that it belongs to."""
    owners: Array = np.concatenate([one.owners for one in found]) if found else np.zeros(0, np.int64)
    return owners


def _sizes(found: Sequence[Opened]) -> Sequence[Array]:
    """How many pairs, others and names each bucket has."""
    ends = _numbers([one.body.ends for one in found], ENDS).reshape(-1, 3, INSIDE)
    return [column.ravel() for column in np.diff(ends, prepend=0).swapaxes(0, 1)]


def _names(found: Sequence[Opened], count: int) -> list[list[tuple[str, str, int]]]:
    """The names that stand in each shard, in order."""
    owners = np.repeat(_owners(found), _sizes(found)[2]).tolist()
    named = ((one.first, name) for one in found for name in one.body.whole.names)
    made: list[list[tuple[str, str, str, int]]] = [[] for _ in range(count)]
    for shard, (first, (folded, name, kind, number)) in zip(owners, named, strict=True):
        if shard != UNWANTED:
            made[shard].append((folded, name, kind, first + number))
    return [[(name, kind, number) for _, name, kind, number in sorted(names)] for names in made]


def spelt(pair: int) -> str:
    """The pair that a number stands for."""
    return chr(pair >> PAIR) + chr(pair & SECOND)


def _numbers(found: Sequence[bytes], kind: str) -> Array:
    return np.frombuffer(b"".join(found), kind).astype(np.int64)


def _entries(found: Sequence[bytes], firsts: Array) -> Array:
    """The entries of each slice, numbered through."""
    lengths = [len(one) // np.dtype(ENTRIES).itemsize for one in found]
    numbered: Array = _numbers(found, ENTRIES) + np.repeat(firsts, lengths)
    return numbered


def _grouped(found: Keys) -> Keys:
    """The keys of all slices, each once and in order; its entries slice by slice."""
    both = found.shards << WHOLE | found.keys
    order = np.argsort(both, kind="stable")
    both = both[order]
    new = np.flatnonzero(np.diff(both, prepend=-1))
    counts = np.add.reduceat(found.counts[order], new) if len(new) else new
    own = both[new]
    return Keys(own >> WHOLE, own & ((1 << WHOLE) - 1), counts, _in_order(found.entries, found.counts, order))


def _in_order(entries: Array, counts: Array, order: Array) -> Array:
    """The entries of keys, ``counts`` of each, with some of these keys in some order."""
    begins, own = np.cumsum(counts) - counts, counts[order]
    found: Array = entries[np.repeat(begins[order] - (np.cumsum(own) - own), own) + np.arange(own.sum())]
    return found
