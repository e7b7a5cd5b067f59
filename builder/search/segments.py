"""A segment: the documents of one year (or those without a date), numbered by date; and the slices of the index
that its rows of documents make.

A slice is a pure function of its documents and their texts, and is kept under their digest: a case that is edited costs
the work of its own row, one that is added or moved that of the rows behind it in its year. Numbers are of the row, so
that no other is disturbed by it. ``slices`` makes them, ``merging`` puts shards together from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from struct import Struct
from typing import NamedTuple, TypeAlias

import msgspec

from builder import digests
from builder.search import codec
from builder.search.documents import Document

BUCKETS = 5760  # the most shards there are; a smaller site takes several buckets to a shard
BODIES = 90  # in which the buckets of a slice are kept: an edit opens those of its own words, not two hundred megabytes
ROW = 128  # documents of a slice: the fewer, the less an edit costs, and the more slices a shard is merged from

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
KEYS, COUNTS, ENTRIES = "<u8", "<u1", "<u4"


def joined(buckets: Sequence[bytes]) -> list[bytes]:
    """The packed buckets of a slice in ``BODIES``, the nth in body n mod ``BODIES``: where each ends, and then they
    themselves."""
    return [body_of(buckets[number::BODIES]) for number in range(BODIES)]


def body_of(buckets: Sequence[bytes]) -> bytes:
    """The packed buckets of one body."""
    return _ENDS.pack(*accumulate(map(len, buckets))) + b"".join(buckets)


def buckets_of(body: bytes) -> list[bytes]:
    """All packed buckets of a body."""
    ends = _ENDS.unpack_from(body)
    return [body[_ENDS.size + start : _ENDS.size + end] for start, end in pairwise((0, *ends))]


def bucket_of(body: bytes, place: int) -> bytes:
    """One packed bucket of a body; the others are not touched."""
    start, end = _SPAN.unpack_from(body, 4 * place - 4) if place else (0, *_END.unpack_from(body))
    return body[_ENDS.size + start : _ENDS.size + end]


unpacked = msgspec.msgpack.Decoder(Bucket).decode
_ENDS, _SPAN, _END = Struct(f"<{BUCKETS // BODIES}I"), Struct("<2I"), Struct("<I")


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


def rows(documents: Sequence[Document]) -> list[Sequence[Document]]:
    """The documents of a segment as rows, each with a slice of its own."""
    return [documents[at : at + ROW] for at in range(0, len(documents), ROW)]


def entry(value: int) -> tuple[int, int]:
    """The number and the sections of an entry."""
    return value >> codec.PART, value & codec.SECTIONS
