"""A segment: the documents of one year (or those without a date), numbered by date; and the slices of the index
that its rows of documents make.

A slice is a pure function of its documents and their texts, and is kept under their digest: a case that is edited costs
the work of its own row, one that is added or moved that of the rows behind it in its year. Numbers are of the row, so
that no other is disturbed by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import TypeAlias
from zlib import crc32

import msgspec

from builder import digests
from builder.search import codec
from builder.search.documents import Document
from builder.search.folding import RUNS, fold, simplified
from builder.search.grams import characters, is_key, of_runs, pairs, shortened
from builder.search.texts import Text

BUCKETS = 2880  # the most shards there are; a smaller site takes several buckets to a shard
ROW = 128  # documents of a slice: the fewer, the less an edit costs, and the more slices a shard is merged from

Name: TypeAlias = tuple[str, str, str, int]  # folded, as written, type, number in the row
# Keys, of each how many documents have it, the entries of all, one key after the other; names.
Bucket: TypeAlias = tuple[list[str], list[int], list[int], list[Name]]


class Head(msgspec.Struct, frozen=True):
    """What must be known of a slice to tell which files it changes. ``entries``: of all postings; ``letters``: of all
    texts; ``alphabet``: characters of names; ``traditional``: those of the texts that the browser must know the
    simplified form of; ``buckets``: of each the digest, ``DIGEST`` bytes, zeros if there is nothing in it."""

    entries: int
    letters: int
    alphabet: str
    traditional: str
    buckets: bytes


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


def make_slice(documents: Sequence[Document], texts: Sequence[Text]) -> tuple[Head, bytes]:
    """The slice of the documents of one row, in their order: its head, and its packed buckets as MessagePack."""
    keys: list[list[str]] = [[] for _ in range(BUCKETS)]
    lists: list[list[list[int]]] = [[] for _ in range(BUCKETS)]
    for key, found in _postings(texts).items():
        if (place := _place(key)) >= 0:
            keys[place].append(key)
            lists[place].append(found)
    names, alphabet = _names(documents)
    packed = [
        _packed((own, list(map(len, found)), list(chain.from_iterable(found)), names.get(place, [])))
        for place, (own, found) in enumerate(zip(keys, lists, strict=True))
    ]
    head = Head(
        entries=sum(map(len, chain.from_iterable(lists))),
        letters=sum(len(block) for text in texts for block in text.blocks()),
        alphabet="".join(sorted(alphabet)),
        traditional="".join(sorted(_letters(texts) & simplified().keys())),
        buckets=b"".join([digests.short(data) if data else bytes(digests.SHORT) for data in packed]),
    )
    return head, msgspec.msgpack.encode(packed)


def _place(key: str) -> int:
    """The bucket of a key; -1 for what is no key. Nearly all are of two characters, so these come first."""
    if len(key) == 2:
        first, second = key[0], key[1]
        return (ord(first) * codec.FACTOR + ord(second)) % BUCKETS if first > " " and second > " " else -1
    return bucket(key) if is_key(key) else -1


def _packed(found: Bucket) -> bytes:
    return msgspec.msgpack.encode(found) if found[0] or found[3] else b""


def _postings(texts: Sequence[Text]) -> dict[str, list[int]]:
    """The entries of each key."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for key, one in marks(text, number).items():
            found[key].append(one)
    return found


def _letters(texts: Sequence[Text]) -> set[str]:
    return set().union(*(block for text in texts for block in text.blocks()))


def marks(text: Text, number: int = 0) -> dict[str, int]:
    """The keys of a document, each with its entry: the number, and bit n for section n where it stands.

    Most stand in one section; their entries are the same few objects, which is half of the memory.
    """
    lines, found_in = sections(text)
    each = [number << codec.PART | 1 << section for section in range(codec.ANYWHERE + 1)]
    bits = [each[section] for section in found_in]
    short = shortened("\n".join(lines))
    spread: list[int] = []
    for line, bit in zip(short.split("\n"), bits, strict=True):
        spread += [bit] * (len(line) + 1)
    stand = list(zip(pairs(short), spread, strict=False))
    found = dict(stand)
    for key, bit in stand:  # few stand in two sections
        if found[key] != bit:
            found[key] |= bit
    for line, bit in zip(lines, bits, strict=True):
        for key in of_runs(line) if RUNS.search(line) else ():
            found[key] = found.get(key, 0) | bit
    found |= dict.fromkeys(characters(short), each[codec.ANYWHERE])
    for line, section in zip(lines, found_in, strict=True):
        if section >= codec.BODY:
            break
        for key in characters(line):
            found[key] |= each[section]
    return found | dict.fromkeys(text.spelt, each[codec.NAME])


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
