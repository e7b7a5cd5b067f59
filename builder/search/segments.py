"""A segment: the documents of one year (or those without a date) in their places; and the slices of the index that its
rows of places make.

A slice is a pure function of its documents and their texts, and is kept under their digest: a case that is edited,
added or taken down costs the work of its own row, and seldom that of the next. Numbers are of the row, so that no other
is disturbed by it. ``slices`` makes them, ``merging`` puts shards together from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from itertools import accumulate, chain, pairwise
from struct import Struct
from typing import NamedTuple, TypeAlias

import msgspec

from builder import digests
from builder.search import codec
from builder.search.numbering import Places

BUCKETS = 5760  # the most shards there are; a smaller site takes several buckets to a shard
BODIES = 90  # in which the buckets of a slice are kept: an edit opens those of its own words, not two hundred megabytes
INSIDE = BUCKETS // BODIES  # buckets of a body
ROW = 192  # places of a slice: the fewer, the less an edit costs, and the more slices a shard is merged from

Name: TypeAlias = tuple[str, str, str, int]  # folded, as written, type, number in the row


class Bucket(NamedTuple):
    """What a slice has in one bucket; numbers as bytes of the kinds ``KEYS``, ``COUNTS`` and ``ENTRIES``.

    ``pairs``: each as one number, see ``PAIR``, in order; ``others``: all other keys, in order, divided by spaces; of
    both how many documents each has, and the entries of all, one after the other. ``names``: those that stand here.
    """

    pairs: bytes
    pair_counts: bytes
    pair_entries: bytes
    others: str
    other_counts: bytes
    other_entries: bytes
    names: list[Name]


PAIR = 21  # bits of a code point: a pair is the first above the second
SECOND = (1 << PAIR) - 1  # what of a pair is its second character
KEYS, COUNTS, ENTRIES, ENDS = "<u8", "<u1", "<u4", "<u4"


class Body(NamedTuple):
    """What a slice has in ``INSIDE`` buckets, the nth of all being in body n mod ``BODIES``: as one ``whole``, each
    field that of all buckets one after the other, so that shards are merged from few long arrays, not many short ones.
    ``ends``: where the pairs of each bucket end, then the other keys, then the names; of the kind ``ENDS``."""

    ends: bytes
    whole: Bucket


def bodies_of(buckets: Sequence[Bucket]) -> list[bytes]:
    """The buckets of a slice in ``BODIES``, packed."""
    return [packed(buckets[number::BODIES]) for number in range(BODIES)]


def packed(buckets: Sequence[Bucket]) -> bytes:
    """The buckets of one body."""
    sizes = zip(*[(len(own.pair_counts), len(own.other_counts), len(own.names)) for own in buckets], strict=True)
    whole = Bucket(
        pairs=b"".join([own.pairs for own in buckets]),
        pair_counts=b"".join([own.pair_counts for own in buckets]),
        pair_entries=b"".join([own.pair_entries for own in buckets]),
        others=" ".join([own.others for own in buckets if own.others]),
        other_counts=b"".join([own.other_counts for own in buckets]),
        other_entries=b"".join([own.other_entries for own in buckets]),
        names=[*chain.from_iterable([own.names for own in buckets])],
    )
    ends = b"".join([_ENDS.pack(*accumulate(column)) for column in sizes])
    return msgspec.msgpack.encode(Body(ends, whole))


def buckets_of(body: bytes) -> list[Bucket]:
    """All buckets of a body."""
    ends, found = unpacked(body)
    others = found.others.split()
    spans = ([*pairwise((0, *column))] for column in _ENDS.iter_unpack(ends))
    pair_entries, other_entries = BytesIO(found.pair_entries), BytesIO(found.other_entries)
    made = []
    for pairs, more, names in zip(*spans, strict=True):
        counts, counts_ = found.pair_counts[slice(*pairs)], found.other_counts[slice(*more)]
        made.append(Bucket(
            found.pairs[_KEY * pairs[0] : _KEY * pairs[1]], counts, pair_entries.read(_ENTRY * sum(counts)),
            " ".join(others[slice(*more)]), counts_, other_entries.read(_ENTRY * sum(counts_)),
            found.names[slice(*names)],
        ))  # fmt: skip
    return made


def told_of(bucket: Bucket) -> bytes:
    """The digest of a bucket, ``digests.SHORT`` bytes; zeros if there is nothing in it."""
    full = bucket.pairs or bucket.others or bucket.names
    return digests.short(msgspec.msgpack.encode(bucket)) if full else bytes(digests.SHORT)


unpacked = msgspec.msgpack.Decoder(Body).decode
_ENDS = Struct(f"<{INSIDE}I")
_KEY, _ENTRY = 8, 4  # bytes


class Head(msgspec.Struct, frozen=True):
    """What must be known of a slice to tell which files it changes. ``entries``: of all postings; ``letters``: of all
    texts; ``alphabet``: characters of names; ``traditional``: those of the texts that the browser must know the
    simplified form of; ``buckets``: of each the digest, ``digests.SHORT`` bytes, zeros if there is nothing in it;
    ``bodies``: of each the digest, ``digests.LONG`` bytes, under which it is kept."""

    entries: int
    letters: int
    alphabet: str
    traditional: str
    buckets: bytes
    bodies: bytes

    def body(self, number: int) -> str:
        """The digest of a body."""
        return self.bodies[number * digests.LONG : (number + 1) * digests.LONG].hex()


@cache
def bucket(key: str) -> int:
    """The bucket of a key: a polynomial over its code points. Of a pair the bucket and one character therefore tell the
    other but for a multiple of ``BUCKETS``."""
    value = 0
    for char in key:
        value = (value * codec.FACTOR + ord(char)) % BUCKETS
    return value


def named_by(folded: str) -> str:
    """The key in whose bucket a name stands: its first two characters, so that a query finds it on its way."""
    return folded[:2]


def rows(places: Places) -> list[Places]:
    """The places of a segment as rows, each with a slice of its own."""
    return [places[at : at + ROW] for at in range(0, len(places), ROW)]
