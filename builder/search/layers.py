"""Layers and shards: which slices there are, how their documents are numbered, which of them are merged into shards
together, and how many shards these are.

The newest documents are a layer of their own, with few and small shards: whoever publishes a case, or mends the one of
yesterday, changes these and not those of the whole site, in two thousand of which a case has words. A reader asks both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, Any

from builder.search.documents import Document
from builder.search.numbering import EACH, Places, documents_of
from builder.search.segments import BUCKETS, ROW, Head, rows

if TYPE_CHECKING:
    from builder.search.arrays import Array

STEPS = (1, 3, 9, 18, 45, 90, 180, 360, 720, 1440, 2880, BUCKETS)  # numbers of shards; each divides that of buckets
SPARE = 2_900  # files that an index may have beside one for each document
CHUNK = 2400  # characters of text that a file of texts holds, as near as whole documents allow
MOST = 16  # documents in such a file
TIGHT = 4  # places in it, at least, where shards are more than ``SPARE``: half as large a shard is worth more
LAYERED = 2880  # shards from which on that is worth a reader's second request
RECENT = ROW // 3  # documents that are in it at least; at most as many more as a row has places


@dataclass(frozen=True)
class Sort:
    """What is particular to a layer. ``most``: of its shards; ``entries``: those of postings that a shard aims at;
    ``few``: documents up to which nothing is said of sections in a posting, as so few are soon looked through."""

    name: str
    most: int
    entries: int
    few: int


WHOLE = Sort("s", BUCKETS, 4_500, 8)  # 5 to 7 KB on the wire
NEWEST = Sort("r", 720, 600, 0)  # 1 to 2 KB; a word that is rare among the newest may be frequent: sections are said


@dataclass(frozen=True)
class Layer:
    """Slices whose buckets are merged together. ``first``: the number of its first document; in a layer they are
    counted from there. ``shifts``: the first documents of the slices; ``size``: how many numbers there are; ``shards``:
    how many of these. ``bodies`` are fetched by number, and only where a bucket must be opened."""

    sort: Sort
    first: int
    size: int
    shards: int
    heads: Sequence[Head]
    shifts: Sequence[int]
    bodies: Sequence[Callable[[int], bytes]]

    @property
    def numbers(self) -> int:
        """A number above those of all its documents."""
        return coarse(self.size)

    @cached_property
    def _columns(self) -> Array:
        """Of each shard, of each of its buckets, of each slice: its digest there, and above it the first number of the
        slice, if it has anything there."""
        from builder.search.arrays import np

        shifts = np.array(self.shifts, "<u8")
        told = np.frombuffer(b"".join(head.buckets for head in self.heads), "<u8").reshape(len(shifts), BUCKETS).T
        columns = np.stack([told, np.where(told != 0, shifts, 0)], axis=1)
        return columns.reshape(-1, self.shards, 2 * len(shifts)).swapaxes(0, 1).copy()

    def depends(self, place: int) -> Any:
        """All that a shard is made from."""
        return [place, self.numbers, self.sort.few, self._columns[place].tobytes()]


@dataclass(frozen=True)
class Slices:
    """The slices of all rows of all segments, in order. ``segments``: the places of each."""

    heads: Sequence[Head]
    segments: Sequence[Places]
    bodies: Sequence[Callable[[int], bytes]]

    @cached_property
    def firsts(self) -> list[int]:
        """The number of the first place of each segment."""
        return [0, *accumulate(map(len, self.segments))][:-1]

    @property
    def documents(self) -> Iterator[tuple[int, Document]]:
        """All documents, each with its number."""
        places = enumerate(chain.from_iterable(self.segments))
        return ((number, document) for number, document in places if document is not None)

    @cached_property
    def sizes(self) -> list[int]:
        """How many places of each segment a file of texts holds."""
        least = TIGHT if sum(layer.shards for layer in self.layers) > SPARE else EACH
        heads = iter(self.heads)
        letters = [sum(head.letters for head in islice(heads, len(rows(places)))) for places in self.segments]
        means = [max(1, total) / documents_of(places) for total, places in zip(letters, self.segments, strict=True)]
        return [max(least, EACH * min(MOST, round(CHUNK / mean))) for mean in means]

    @property
    def numbers(self) -> int:
        """A number above those of all documents."""
        return coarse(self._size)

    @cached_property
    def layers(self) -> list[Layer]:
        """One, or two if the site is large."""
        room = SPARE + sum(max(0, documents_of(places) - -(-len(places) // TIGHT)) for places in self.segments)
        whole = self._layer(WHOLE, 0, len(self.heads), room)
        if whole.shards < LAYERED or not self._settled:
            return [whole]
        newest = self._layer(NEWEST, self._settled, len(self.heads), room)
        return [self._layer(WHOLE, 0, self._settled, room - newest.shards), newest]

    def _layer(self, sort: Sort, start: int, end: int, room: int) -> Layer:
        """That of some of the slices, of no more shards than there is room for."""
        starts = [*(at for at, _ in self._rows), self._size]
        entries = sum(head.entries for head in self.heads[start:end])
        first, fitting = starts[start], [shards for shards in STEPS if shards <= min(room, sort.most)]
        return Layer(
            sort, first, starts[end] - first,
            next((shards for shards in fitting if entries <= shards * sort.entries), fitting[-1]),
            self.heads[start:end], [at - first for at in starts[start:end]], self.bodies[start:end],
        )  # fmt: skip

    @cached_property
    def _rows(self) -> list[tuple[int, int]]:
        """Of each slice the number of its first place, and how many documents it has."""
        segments = zip(self.firsts, map(rows, self.segments), strict=True)
        return [(first + n * ROW, documents_of(row)) for first, found in segments for n, row in enumerate(found)]

    @property
    def _size(self) -> int:
        return sum(map(len, self.segments))

    @property
    def _settled(self) -> int:
        """How many slices are of documents that are not among the newest."""
        found, left = len(self._rows), RECENT
        while found and left > 0:
            found -= 1
            left -= self._rows[found][1]
        return found


def coarse(size: int) -> int:
    """So many numbers or some more, such that it stays while they grow by an eighth."""
    step = 1 << max(0, size.bit_length() - 4)
    return -(-size // step) * step
