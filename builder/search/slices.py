"""Making a slice: all keys of all texts of a row at once, as numbers in arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple
from unicodedata import is_normalized, normalize
from zlib import crc32

from builder import digests
from builder.search import codec
from builder.search.arrays import Array, np
from builder.search.documents import Document
from builder.search.folding import FIRST_UNIT, LINES, RUNS, character, fold, pointed, simplified, spaced_out
from builder.search.grams import is_pair, of_runs
from builder.search.numbering import Places
from builder.search.segments import (
    BUCKETS,
    COUNTS,
    ENTRIES,
    KEYS,
    PAIR,
    ROW,
    SECOND,
    Bucket,
    Head,
    Name,
    bodies_of,
    bucket,
    named_by,
    told_of,
)
from builder.search.texts import Text

BREAK = ord(" ")  # the highest code of a break
CODES = 0x110000  # code points
TIMES = (CODES // BUCKETS).bit_length()  # bits that tell a second character whose bucket and first are known
SECTION = 4  # bits of a section
NUMBER = (ROW - 1).bit_length()  # bits of a number in the row
ENTRY = codec.PART + NUMBER  # bits of an entry
PLACE = SECTION + NUMBER  # bits of a place: a number in the row, and a section of that document


class Said(NamedTuple):
    """What the documents of a row say: ``lines`` are their sentences in normal form, ``codes`` the characters of these
    with a break behind each; ``places`` those of the lines, ``spread`` those of the characters."""

    lines: list[str]
    places: list[int]
    codes: Array
    spread: Array


class Entry(NamedTuple):
    """That a key (a pair as one number, any other as it is) stands in a document: see ``codec.PART``."""

    bucket: int
    key: int | str
    entry: int


class Rows(NamedTuple):
    """Keys as numbers, in order; of each how many entries it has; and the entries of all."""

    keys: Array
    counts: Array
    entries: Array


def make_slice(row: Places, texts: Sequence[Text]) -> tuple[Head, list[bytes]]:
    """The slice of a row: its head, and the bodies of its packed buckets. ``texts``: of each place, ``SILENT`` where no
    document stands."""
    pairs, keys, others = _found(texts)
    cut = zip(_pairs_cut(pairs), _others_cut(keys, others), _names(row), strict=True)
    buckets = [Bucket(*own, *more, named) for own, more, named in cut]
    bodies = bodies_of(buckets)
    head = Head(
        entries=len(pairs.entries) + len(others.entries),
        letters=letters_in(texts),
        alphabet=alphabet_of(row),
        traditional="".join(sorted(traditional_in(texts))),
        buckets=b"".join(map(told_of, buckets)),
        bodies=b"".join(map(digests.long, bodies)),
    )
    return head, bodies


def differences(before: Sequence[Text], after: Sequence[Text]) -> tuple[list[Entry], list[Entry]]:
    """The entries that documents have with the text ``before`` and not with that ``after``, and the other way round;
    their numbers are the places here."""
    if not before:
        return [], []
    pairs, keys, others = _found([text for both in zip(before, after, strict=True) for text in both])
    buckets, spelt = (column.tolist() for column in _spelt(pairs))
    lost: list[list[Entry]] = []
    for own, theirs in zip(_by_side(pairs), _by_side(others), strict=True):
        lost.append([Entry(buckets[place], spelt[place], entry) for place, entry in own])
        lost[-1] += [Entry(bucket(keys[place]), keys[place], entry) for place, entry in theirs]
    return lost[0], lost[1]


def _by_side(rows: Rows) -> Iterator[Iterator[tuple[int, int]]]:
    """What only the even texts have, and what only the odd ones: the place of a key, and an entry for both alike."""
    places = np.repeat(np.arange(len(rows.counts)), rows.counts) << ENTRY
    numbers, sections = rows.entries >> codec.PART, rows.entries & codec.SECTIONS
    found = [(places | numbers >> 1 << codec.PART | sections)[numbers & 1 == side] for side in (0, 1)]
    for own, other in (found, found[::-1]):
        left = np.setdiff1d(own, other, assume_unique=True)
        yield zip((left >> ENTRY).tolist(), (left & ((1 << ENTRY) - 1)).tolist(), strict=True)


def _found(texts: Sequence[Text]) -> tuple[Rows, list[str], Rows]:
    """The pairs of the texts; all other keys, and where these are."""
    said = _said(texts)
    runs = [(key, place) for line, place in zip(said.lines, said.places, strict=True) for key in _of_runs(line)]
    pairs = _pairs(said, [one for one in runs if is_pair(one[0])])
    keys, others = _others(said, [one for one in runs if not is_pair(one[0])], [text.spelt for text in texts])
    return pairs, keys, others


def letters_in(texts: Iterable[Text]) -> int:
    """How many characters the texts have."""
    return sum(len(block) for text in texts for block in text.blocks())


def traditional_in(texts: Iterable[Text]) -> set[str]:
    """The characters of the texts that the browser must know the simplified form of."""
    letters = "".join([block for text in texts for block in text.blocks()])
    return {*map(chr, _different(_codes(letters)).tolist())} & simplified().keys()


# Sentences ------------------------------------------------------------------------------------------------------------

def _said(texts: Sequence[Text]) -> Said:
    """The sentences of the documents, of each names and summary first, and for each its section.

    A match never leaves its sentence, so it never leaves its section. The sentences of the body are spread by what
    they say and not by where they stand: a new one moves no other, and an edit touches the shards of its own words.
    """
    tiers = ["\n".join(blocks) for text in texts for blocks in (text.names, text.summary, text.body)]
    tiers = [tier if is_normalized("NFC", tier) else normalize("NFC", tier) for tier in tiers]
    counts = [1 + sum(map(tier.count, LINES)) for tier in tiers]  # each of these ends a sentence
    lines = folded_at_once("\n".join(tiers)).split("\n")
    sections = np.repeat(np.tile([codec.NAME, codec.SUMMARY, codec.BODY], len(texts)), counts)
    numbers = np.repeat(np.repeat(np.arange(len(texts)), 3), counts)
    parts = [crc32(line.encode()) % (codec.ANYWHERE - codec.BODY) for line in lines]
    places = numbers << SECTION | np.where(sections == codec.BODY, codec.BODY + np.array(parts, np.int64), sections)
    spread = np.repeat(places, [len(line) + 1 for line in lines])
    return Said(lines, places.tolist(), _codes("\n".join([*lines, ""])), spread)


def folded_at_once(text: str) -> str:
    """What ``fold`` makes of a text in NFC: many characters at once, of which few are different."""
    text = pointed(text)
    for char in map(chr, _different(_codes(text)).tolist()):
        if len(folded := character(char)) > 1:
            if any(character(one) != one for one in folded):
                return fold(text)
            text = text.replace(char, folded)
    codes = _codes(text)
    table = np.full(CODES, -1, np.int64)
    for code in _different(codes).tolist():
        table[code] = ord(character(chr(code)) or "\0")
    found = table[codes]
    return spaced_out(found[found > 0].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"))


def _codes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)


def _different(codes: Array) -> Array:
    """The code points that occur, in order: of many characters few are different, and sorting takes long."""
    seen = np.zeros(CODES, np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen)


def _of_runs(line: str) -> Iterable[str]:
    return of_runs(line) if RUNS.search(line) else ()


# Keys -----------------------------------------------------------------------------------------------------------------

def _pairs(said: Said, of_runs: Sequence[tuple[str, int]]) -> Rows:
    """The pairs, bucket by bucket: of a character that stands for itself and what follows it, and those ``of_runs``.

    The letters of a run but its first follow no such character, so they are in no pair.
    """
    at = np.flatnonzero((said.codes[:-1] >= ord(FIRST_UNIT)) & (said.codes[1:] > BREAK))
    more = _codes("".join([pair for pair, _ in of_runs]))
    first, second = np.append(said.codes[at], more[::2]), np.append(said.codes[at + 1], more[1::2])
    places = np.append(said.spread[at], np.array([place for _, place in of_runs], np.int64))
    buckets = (first * codec.FACTOR + second) % BUCKETS
    return _rows((buckets << PAIR | first) << TIMES | second // BUCKETS, places)


def _others(said: Said, of_runs: Sequence[tuple[str, int]], spelt: Sequence[Sequence[str]]) -> tuple[list[str], Rows]:
    """All other keys in the order of their buckets; in rows each is known by its place in that order. ``spelt``: those
    of the readings of each document."""
    chars, which, where = _characters(said)
    found = [*(key for key, _ in of_runs), *chain.from_iterable(spelt)]
    keys = sorted(sorted({*chars, *found}), key=bucket)
    order = dict(zip(keys, range(len(keys)), strict=True))
    own, of_chars = (np.fromiter(map(order.__getitem__, some), np.int64, len(some)) for some in (found, chars))
    names = np.repeat(np.arange(len(spelt)) << SECTION | codec.NAME, [len(some) for some in spelt])
    places = np.concatenate([np.array([place for _, place in of_runs], np.int64), names, where])
    return keys, _rows(np.append(own, of_chars[which]), places)


def _characters(said: Said) -> tuple[list[str], Array, Array]:
    """The characters that stand for themselves; which of them has which places: only the best in each document."""
    at = np.flatnonzero(said.codes >= ord(FIRST_UNIT))
    codes, numbers, sections = said.codes[at], said.spread[at] >> SECTION, said.spread[at] & codec.ANYWHERE
    found = _different(codes)
    rank = np.zeros(CODES, np.int64)
    rank[found] = np.arange(len(found))
    best = np.full((len(found), ROW), -1)
    for tier in (sections >= codec.BODY, sections == codec.SUMMARY, sections == codec.NAME):  # what is set last stays
        best[rank[codes[tier]], numbers[tier]] = np.where(sections[tier] < codec.BODY, sections[tier], codec.ANYWHERE)
    which, number = np.nonzero(best >= 0)
    return list(map(chr, found.tolist())), which, number << SECTION | best[which, number]


def _rows(keys: Array, places: Array) -> Rows:
    """Keys in order, each once, with an entry for every document: its number, and bit n for section n."""
    found = np.sort(keys << PLACE | places)
    each = found >> SECTION  # a key in a document
    new = np.flatnonzero(np.diff(each, prepend=-1))
    sets = np.bitwise_or.reduceat(1 << (found & codec.ANYWHERE), new) if len(new) else new
    own = each[new] >> (PLACE - SECTION)
    starts = np.flatnonzero(np.diff(own, prepend=-1))
    return Rows(own[starts], np.diff(starts, append=len(own)), (each[new] & ((1 << NUMBER) - 1)) << codec.PART | sets)


# Buckets --------------------------------------------------------------------------------------------------------------

def _pairs_cut(rows: Rows) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Of each bucket the pairs, their counts and their entries, as bytes."""
    buckets, spelt = _spelt(rows)
    ends = np.searchsorted(buckets, np.arange(BUCKETS), "right")
    return zip(_pieces(spelt, KEYS, ends), *_cut(rows, ends), strict=True)


def _spelt(rows: Rows) -> tuple[Array, Array]:
    """The buckets of pairs, and these as one number each, the first character above the second."""
    buckets, first = rows.keys >> (PAIR + TIMES), rows.keys >> TIMES & SECOND
    times = rows.keys & ((1 << TIMES) - 1)
    return buckets, first << PAIR | (times * BUCKETS + (buckets - first * codec.FACTOR) % BUCKETS)


def _others_cut(keys: Sequence[str], rows: Rows) -> Iterator[tuple[str, bytes, bytes]]:
    """Of each bucket the other keys, their counts and their entries, as bytes."""
    ends = np.searchsorted(np.array(list(map(bucket, keys)), np.int64), np.arange(BUCKETS), "right")
    joined = (" ".join(keys[start:end]) for start, end in pairwise([0, *ends.tolist()]))
    return zip(joined, *_cut(rows, ends), strict=True)


def _cut(rows: Rows, ends: Array) -> tuple[Iterator[bytes], Iterator[bytes]]:
    """Counts and entries, cut where the keys of each bucket end."""
    entries = np.append(0, np.cumsum(rows.counts))[ends]
    return _pieces(rows.counts, COUNTS, ends), _pieces(rows.entries, ENTRIES, entries)


def _pieces(array: Array, kind: str, ends: Array) -> Iterator[bytes]:
    data, size = array.astype(kind).tobytes(), np.dtype(kind).itemsize
    return (data[start:end] for start, end in pairwise([0, *(ends * size).tolist()]))


def _names(row: Places) -> list[list[Name]]:
    """The names of documents by the bucket where their first characters stand."""
    found: list[list[Name]] = [[] for _ in range(BUCKETS)]
    for number, document in enumerate(row):
        if document is not None:
            for place, folded, name in folded_names(document):
                found[place].append((folded, name, document.kind, number))
    return found


def folded_names(document: Document) -> Iterator[tuple[int, str, str]]:
    """The names of a document: the bucket where each stands, folded, and as written."""
    for name in document.names:
        folded = fold(name).replace("\n", "")
        if folded:
            yield bucket(named_by(folded)), folded, name


def alphabet_of(row: Places) -> str:
    """The characters that names are written with, in order."""
    names = (folded for document in row if document is not None for _, folded, _ in folded_names(document))
    return "".join(sorted({*chain.from_iterable(names)}))
