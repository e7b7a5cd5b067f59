"""Shards: the slices of all segments merged bucket by bucket, each made only when somebody wants its bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import sub
from typing import Any

import msgspec

from builder.search import codec
from builder.search.grams import is_pair
from builder.search.segments import BUCKETS, PART, Bucket, Head, Name

STEPS = (1, 3, 9, 18, 45, 90, 180, 360, 720, 1440, BUCKETS)  # numbers of shards; each divides the number of buckets
ENTRIES = 4_500  # entries of postings that a shard aims at: 6 to 8 KB on the wire
LONG = 300  # documents from which on a posting stands by itself
ALIGNED = 32  # the numbers of a segment begin at a multiple: a new document seldom renumbers the years that follow


@dataclass(frozen=True)
class Slices:
    """The slices of all segments. ``bodies`` are fetched only where a bucket must be opened."""

    heads: Sequence[Head]
    counts: Sequence[int]
    bodies: Sequence[Callable[[], Sequence[bytes]]]

    @cached_property
    def firsts(self) -> list[int]:
        """The number of the first document of each segment."""
        found, at = [], 0
        for count in self.counts:
            found.append(at)
            at += -(-count // ALIGNED) * ALIGNED
        return found

    @cached_property
    def numbers(self) -> int:
        """A number above those of all documents, coarse, so that it stays while the site grows by an eighth."""
        size = sum(-(-count // ALIGNED) * ALIGNED for count in self.counts)
        step = 1 << max(0, size.bit_length() - 4)
        return -(-size // step) * step

    @cached_property
    def shards(self) -> int:
        """How many shards: one of a few numbers, so that it stays as the site grows until it has doubled."""
        total = sum(head.entries for head in self.heads)
        return next((shards for shards in STEPS if total <= shards * ENTRIES), BUCKETS)

    def depends(self, place: int, shards: int) -> Any:
        """All that a shard is made from."""
        buckets = range(place, BUCKETS, shards)
        return [place, self.numbers, self.firsts, [[head.buckets[b] for b in buckets] for head in self.heads]]

    def merged(self, place: int, shards: int) -> tuple[dict[str, list[int]], list[Name]]:
        """The keys of a shard with their entries, numbered through; and its names."""
        found: dict[str, list[int]] = {}
        names: list[Name] = []
        for head, body, first in zip(self.heads, self.bodies, self.firsts, strict=True):
            shift = first << PART
            for b in range(place, BUCKETS, shards):
                if not head.buckets[b]:
                    continue
                single, entries, several, lists, own = _bucket.decode(body()[b])
                for key, one in zip(single, entries, strict=True):
                    if key in found:
                        found[key].append(one + shift)
                    else:
                        found[key] = [one + shift]
                for key, more in zip(several, lists, strict=True):
                    moved = [one + shift for one in more]
                    if key in found:
                        found[key] += moved
                    else:
                        found[key] = moved
                names += [(folded, name, kind, first + number) for folded, name, kind, number in own]
        return found, sorted(names)


_bucket = msgspec.msgpack.Decoder(Bucket)


def shard(slices: Slices, place: int, shards: int) -> list[Any]:
    """What the file of a shard holds: how many pairs, their bits, its other keys, the bits of all these postings,
    names, and long postings by key.

    A long one stands by itself, so that whoever looks for another key need not read it on the way.
    """
    merged, names = slices.merged(place, shards)
    numbers, low = slices.numbers, (1 << PART) - 1
    pairs = sorted(filter(is_pair, merged))
    others = sorted(merged.keys() - set(pairs))
    found: dict[str, str] = {}
    long: dict[str, str] = {}
    for key in (*pairs, *others):
        entries = merged[key]
        bits = codec.posting(key, [v >> PART for v in entries], [v & low for v in entries], numbers)
        if len(entries) > LONG:
            long[key] = codec.pack(bits)
        else:
            found[key] = bits
    codes = [(ord(key[0]), ord(key[1])) for key in pairs if key in found]
    firsts = [first for first, _ in codes]
    steps = zip(map(sub, firsts, [0, *firsts]), codes, strict=False)
    written = "".join([codec.pair(step, second, len(codes), shards) for step, (_, second) in steps])
    rest = " ".join(key for key in others if key in found)
    shown = [[name, kind, number] for _, name, kind, number in names]
    return [len(codes), codec.pack(written), rest, codec.pack("".join(found.values())), shown, long]
