"""A segment: the documents of one year (or those without a date), numbered by date; and its slice of the index.

The slice is a pure function of its documents and their texts, and is kept under their digest: a case that is added,
moved or edited costs the work of its own year. Numbers are of the segment, so that no other one is disturbed by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from builder import digests
from builder.search import codec
from builder.search.documents import Document
from builder.search.folding import fold, simplified
from builder.search.grams import characters, is_key, neighbours
from builder.search.texts import Text

BUCKETS = 2880  # the most shards there are; a smaller site takes several buckets to a shard
CHUNK = 2400  # characters of text that a file of texts holds, as near as whole documents allow
MOST = 16  # documents in such a file
SHORT = 16  # digits of a digest that is compared with those of one site only

Name: TypeAlias = tuple[str, str, str, int]  # folded, as written, type, number in the segment
# Keys that one document has, of each its entry; keys that several have, of each its entries; names.
Bucket: TypeAlias = tuple[list[str], list[int], list[str], list[list[int]], list[Name]]


class Head(msgspec.Struct, frozen=True):
    """What must be known of a slice to tell which files it changes. ``size``: documents in a file of texts;
    ``entries``: of all postings; ``letters``: of all texts; ``alphabet``: characters of names; ``traditional``: those
    of the texts that the browser must know the simplified form of; ``buckets``: of each the digest, empty if there is
    nothing in it."""

    size: int
    entries: int
    letters: int
    alphabet: str
    traditional: str
    buckets: list[str]


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


def make_slice(documents: Sequence[Document], texts: Sequence[Text]) -> tuple[Head, bytes]:
    """The slice of the documents of one segment, in their order: its head, and its packed buckets as MessagePack."""
    single, several = _postings(texts)
    buckets: list[Bucket] = [([], [], [], [], []) for _ in range(BUCKETS)]
    for place, key in _placed(single):
        keys, entries, _, _, _ = buckets[place]
        keys.append(key)
        entries.append(single[key])
    for place, key in _placed(several):
        _, _, keys, lists, _ = buckets[place]
        keys.append(key)
        lists.append(several[key])
    alphabet = _add_names(documents, buckets)
    packed = [msgspec.msgpack.encode(one) if any(one) else b"" for one in buckets]
    total = sum(len(block) for text in texts for block in text.blocks())
    head = Head(
        size=max(1, min(MOST, round(CHUNK * len(texts) / max(1, total)))),
        entries=len(single) + sum(map(len, several.values())),
        letters=total,
        alphabet="".join(sorted(alphabet)),
        traditional="".join(sorted(_letters(texts) & simplified().keys())),
        buckets=[digests.of_bytes(data)[:SHORT] if data else "" for data in packed],
    )
    return head, msgspec.msgpack.encode(packed)


def _placed(keys: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each key with its bucket; what is no key is left out. Nearly all are of two characters, so these come first."""
    for key in keys:
        if len(key) == 2:
            first, second = key[0], key[1]
            if first > " " and second > " ":
                yield (ord(first) * codec.FACTOR + ord(second)) % BUCKETS, key
        elif is_key(key):
            yield bucket(key), key


def _postings(texts: Sequence[Text]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """The entries of keys that one document of the segment has, and of those that several have. Most have one, and a
    list for each of these would cost more than all else."""
    single: dict[str, int] = {}
    several: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        base = number << codec.PART
        for key, sections in marks(text).items():
            if key in several:
                several[key].append(base | sections)
            elif key in single:
                several[key] = [single.pop(key), base | sections]
            else:
                single[key] = base | sections
    return single, several


def _letters(texts: Sequence[Text]) -> set[str]:
    return set().union(*(block for text in texts for block in text.blocks()))


def marks(text: Text) -> dict[str, int]:
    """The keys of a document, each with the set of sections that it stands in: bit n for section n."""
    found: dict[str, int] = dict.fromkeys(text.spelt, 1 << codec.NAME)
    parts = sections(text)
    for key in characters("".join(parts)):
        found[key] = 1 << codec.ANYWHERE
    for number, part in enumerate(parts):
        bit = 1 << number
        for key in neighbours(part):
            found[key] = found.get(key, 0) | bit
        if number < codec.BODY:
            for key in characters(part):
                found[key] |= bit
    return found


def sections(text: Text) -> list[str]:
    """The folded text of a document in parts: its names, its summary, then its body by the place of its sentences.

    A match never leaves its sentence, so it never leaves its section.
    """
    body = fold("\n".join(text.body))
    parts: list[list[str]] = [[] for _ in range(codec.ANYWHERE)]
    at = 0
    for line in body.split("\n"):
        parts[codec.BODY + (codec.ANYWHERE - codec.BODY) * at // (len(body) + 1)].append(line)
        at += len(line) + 1
    return [fold("\n".join(text.names)), fold("\n".join(text.summary)), *map("\n".join, parts[codec.BODY :])]


def _add_names(documents: Sequence[Document], buckets: list[Bucket]) -> set[str]:
    """Puts the names of documents where their first characters stand; the characters they are written with."""
    alphabet: set[str] = set()
    for number, document in enumerate(documents):
        for name in document.names:
            folded = fold(name).replace("\n", "")
            if folded:
                buckets[bucket(named_by(folded))][4].append((folded, name, document.kind, number))
                alphabet.update(folded)
    return alphabet


def entry(value: int) -> tuple[int, int]:
    """The number and the sections of an entry."""
    return value >> codec.PART, value & ((1 << codec.PART) - 1)
