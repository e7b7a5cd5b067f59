"""A segment: the documents of one year (or those without a date), numbered by date; and the slices of the index
that its rows of documents make.

A slice is a pure function of its documents and their texts, and is kept under their digest: a case that is edited costs
the work of its own row, one that is added or moved that of the rows behind it in its year. Numbers are of the row, so
that no other is disturbed by it.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TypeAlias
from zlib import crc32

import msgspec

from builder import digests
from builder.search import codec
from builder.search.documents import Document
from builder.search.folding import RUNS, fold, simplified
from builder.search.grams import characters, of_runs, shortened
from builder.search.texts import Text

BREAK = ord(" ")  # the highest code of a break
BUCKETS = 2880  # the most shards there are; a smaller site takes several buckets to a shard
ROW = 128  # documents of a slice: the fewer, the less an edit costs, and the more slices a shard is merged from
ENTRY = codec.PART + (ROW - 1).bit_length()  # bits of an entry with a number of the row
STRIDE = codec.FACTOR + BUCKETS * 388  # above all code points: a pair is first × STRIDE + second, its bucket the rest

Name: TypeAlias = tuple[str, str, str, int]  # folded, as written, type, number in the row
# Entries of characters and pairs, each behind its key in one number of 64 bits; other keys with their entries; names.
Bucket: TypeAlias = tuple[bytes, list[tuple[str, int]], list[Name]]


class Head(msgspec.Struct, frozen=True):
    """What must be known of a slice to tell which files it changes. ``entries``: of all postings; ``letters``: of all
    texts; ``alphabet``: characters of names; ``traditional``: those of the texts that the browser must know the
    simplified form of; ``buckets``: of each the digest, ``digests.SHORT`` bytes, zeros if there is nothing in it."""

    entries: int
    letters: int
    alphabet: str
    traditional: str
    buckets: bytes


@cache
def bucket(key: str) -> int:
    """The bucket of a key: a polynomial over its code points. Of a pair the bucket and one character therefore tell the
    other but for a multiple of ``BUCKETS``."""
    value = 0
    for char in key:
        value = (value * codec.FACTOR + ord(char)) % BUCKETS
    return value


def spelt(key: int) -> str:
    """The pair or character that a number stands for."""
    return chr(key // STRIDE) + chr(key % STRIDE) if key >= STRIDE else chr(key)


def named_by(folded: str) -> str:
    """The key in whose bucket a name stands: its first two characters, so that a query finds it on its way."""
    return folded[:2]


def rows(documents: Sequence[Document]) -> list[Sequence[Document]]:
    """The documents of a segment as rows, each with a slice of its own."""
    return [documents[at : at + ROW] for at in range(0, len(documents), ROW)]


def make_slice(documents: Sequence[Document], texts: Sequence[Text]) -> tuple[Head, bytes]:
    """The slice of the documents of one row, in their order: its head, and its packed buckets as MessagePack."""
    found = [array("Q") for _ in range(BUCKETS)]
    others: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    append = [own.append for own in found]
    for number, text in enumerate(texts):
        pairs, rest = marks(text, number)
        for key, entry in pairs.items():
            append[key % BUCKETS](key << ENTRY | entry)
        for other, entry in rest.items():
            others[bucket(other)].append((other, entry))
    names, alphabet = _names(documents)
    packed = [_packed((own.tobytes(), others[place], names.get(place, []))) for place, own in enumerate(found)]
    head = Head(
        entries=sum(map(len, found)) + sum(map(len, others.values())),
        letters=sum(len(block) for text in texts for block in text.blocks()),
        alphabet="".join(sorted(alphabet)),
        traditional="".join(sorted(_letters(texts) & simplified().keys())),
        buckets=b"".join([digests.short(data) if data else bytes(digests.SHORT) for data in packed]),
    )
    return head, msgspec.msgpack.encode(packed)


def _packed(found: Bucket) -> bytes:
    return msgspec.msgpack.encode(found) if any(found) else b""


def _letters(texts: Sequence[Text]) -> set[str]:
    return set().union(*(block for text in texts for block in text.blocks()))


def marks(text: Text, number: int) -> tuple[dict[int, int], dict[str, int]]:
    """The keys of a document, each with its entry: the number, and bit n for section n where it stands.

    Pairs and characters come as numbers, see ``spelt``, and apart from all others: their bucket is a remainder, and a
    slice holds a quarter of a million of them without an object for each.
    """
    lines, places = sections(text)
    each = [number << codec.PART | 1 << section for section in range(codec.ANYWHERE + 1)]
    entries = [each[section] for section in places]
    short = shortened("\n".join(lines))
    spread: list[int] = []
    for line, entry in zip(short.split("\n"), entries, strict=True):
        spread += [entry] * (len(line) + 1)
    codes = list(map(ord, short))
    pairs = [first * STRIDE + second for first, second in pairwise(codes)]
    found = dict(zip(pairs, spread, strict=False))
    for pair, entry in zip(pairs, spread, strict=False):  # few stand in two sections
        if found[pair] != entry:
            found[pair] |= entry
    for at in [at for at, code in enumerate(codes) if code <= BREAK]:
        for broken in pairs[max(0, at - 1) : at + 1]:
            found.pop(broken, None)
    found |= dict.fromkeys(map(ord, characters(short)), each[codec.ANYWHERE])
    others = dict.fromkeys(text.spelt, each[codec.NAME])
    for line, section, entry in zip(lines, places, entries, strict=True):
        for key in of_runs(line) if RUNS.search(line) else ():
            others[key] = others.get(key, 0) | entry
        for char in characters(line) if section < codec.BODY else ():
            found[ord(char)] |= entry
    return found, others


def sections(text: Text) -> tuple[list[str], list[int]]:
    """The sentences of a document, names and summary first, and for each its section.

    A match never leaves its sentence, so it never leaves its section. The sentences of the body are spread by what
    they say and not by where they stand: a new one moves no other, and an edit touches the shards of its own words.
    """
    lines: list[str] = []
    found: list[int] = []
    for section, blocks in ((codec.NAME, text.names), (codec.SUMMARY, text.summary)):
        own = fold("\n".join(blocks)).split("\n")
        lines += own
        found += [section] * len(own)
    body = fold("\n".join(text.body)).split("\n")
    lines += body
    found += [codec.BODY + crc32(line.encode()) % (codec.ANYWHERE - codec.BODY) for line in body]
    return lines, found


def _names(documents: Sequence[Document]) -> tuple[dict[int, list[Name]], set[str]]:
    """The names of documents by the bucket where their first characters stand; the characters they are written with."""
    found: dict[int, list[Name]] = {}
    alphabet: set[str] = set()
    for number, document in enumerate(documents):
        for name in document.names:
            folded = fold(name).replace("\n", "")
            if folded:
                found.setdefault(bucket(named_by(folded)), []).append((folded, name, document.kind, number))
                alphabet.update(folded)
    return found, alphabet


def entry(value: int) -> tuple[int, int]:
    """The number and the sections of an entry."""
    return value >> codec.PART, value & ((1 << codec.PART) - 1)
