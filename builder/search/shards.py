"""Shards: which slices there are, how their documents are numbered, and what each shard is put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from builder.search.segments import BODIES, BUCKETS, ROW, Bucket, Head, bucket_of, unpacked

STEPS = (1, 3, 9, 18, 45, 90, 180, 360, 720, 1440, 2880, BUCKETS)  # numbers of shards; each divides that of buckets
SPARE = 2_900  # files that an index may have beside one for each document
ENTRIES = 4_500  # entries of postings that a shard aims at: 5 to 7 KB on the wire
CHUNK = 2400  # characters of text that a file of texts holds, as near as whole documents allow
MOST = 16  # documents in such a file
TIGHT = 1.5  # documents in it, at least, where shards are more than ``SPARE``: half as large a shard is worth more
ALIGNED = 32  # the numbers of a segment begin at a multiple: a new document seldom renumbers the years that follow


@dataclass(frozen=True)
class Slices:
    """The slices of all rows of all segments. ``counts``: documents of each segment; ``bodies`` are fetched by number,
    and only where a bucket must be opened."""

    heads: Sequence[Head]
    counts: Sequence[int]
    bodies: Sequence[Callable[[int], bytes]]

    @cached_property
    def firsts(self) -> list[int]:
        """The number of the first document of each segment."""
        found, at = [], 0
        for count in self.counts:
            found.append(at)
            at += -(-count // ALIGNED) * ALIGNED
        return found

    @cached_property
    def shifts(self) -> list[int]:
        """The number of the first document of each slice."""
        segments = zip(self.firsts, self.counts, strict=True)
        return [at for first, count in segments for at in range(first, first + count, ROW)]

    @cached_property
    def sizes(self) -> list[float]:
        """How many documents of each segment a file of texts holds: a whole number or ``TIGHT``."""
        least = TIGHT if self.shards > SPARE else 1
        heads = iter(self.heads)
        letters = [sum(head.letters for head in islice(heads, -(-count // ROW))) for count in self.counts]
        means = [max(1, total) / count for total, count in zip(letters, self.counts, strict=True)]
        return [max(least, min(MOST, round(CHUNK / mean))) for mean in means]

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
        room = SPARE + sum(self.counts) * (1 - 1 / TIGHT)
        fitting = [shards for shards in STEPS if shards <= room]
        return next((shards for shards in fitting if total <= shards * ENTRIES), fitting[-1])

    @cached_property
    def _columns(self) -> list[bytes]:
        """Of each bucket the slices that have anything in it: their digests, and their first numbers."""
        from builder.search.arrays import np

        shifts = np.array(self.shifts, "<u4")
        table = np.frombuffer(b"".join(head.buckets for head in self.heads), "<u8").reshape(len(shifts), BUCKETS)
        return [told[full].tobytes() + shifts[full].tobytes() for told in table.T.copy() for full in (told != 0,)]

    def depends(self, place: int, shards: int) -> Any:
        """All that a shard is made from."""
        return [place, self.numbers, self._columns[place::shards]]

    def buckets(self, place: int, shards: int) -> Iterator[tuple[int, Bucket]]:
        """The buckets of a shard, each with the number of the first document of its slice; body by body."""
        for number, at in sorted((n % BODIES, n // BODIES) for n in range(place, BUCKETS, shards)):
            for body, first in zip(self.bodies, self.shifts, strict=True):
                if packed := bucket_of(body(number), at):
                    yield first, unpacked(packed)

