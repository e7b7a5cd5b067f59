"""Postings as bits: the count of documents, their numbers as gaps, then where in each of them the key stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from builder.search import bits, codec
from builder.search.arrays import Array, np
from builder.search.bits import Codes


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings one after the other. ``sorts`` and ``counts``: of each what is written of its places, and how many
    documents it has; ``entries``: of all, ascending in each, a document's number and, in the low bits, sections."""

    sorts: Array
    counts: Array
    entries: Array


def parameters(numbers: int, counts: Array) -> Array:
    """The parameter of the Rice code for each count of gaps: ``codec.parameter``."""
    found: Array = np.maximum(0, bits.digits(2 * numbers // (3 * counts)) - 1)
    return found


def bare(rows: Sequence[Sequence[int]], numbers: int) -> str:
    """Rows of ascending numbers below ``numbers``, as gaps one row after the other, in base 64."""
    found = [np.array(row, np.int64) for row in rows if row]
    gaps = [bits.rice(np.diff(row, prepend=-1) - 1, codec.parameter(numbers, len(row))) for row in found]
    if not gaps:
        return ""
    values, lengths = (np.concatenate(column) for column in zip(*gaps, strict=True))
    return bits.packed((values, lengths), np.array([len(values)]))[0]


def pairs(firsts: Array, seconds: Array, counts: Array, shards: int) -> list[str]:
    """The sorted pairs of several shards, ``counts`` of each: how far the first character is from that of the pair
    before, and of the second only the multiple of the number of shards; what is left of it follows from the shard."""
    steps = np.diff(firsts, prepend=0)
    starts = (np.cumsum(counts) - counts)[counts > 0]
    steps[starts] = firsts[starts]
    near = bits.rice(steps, np.repeat(parameters(codec.SPREAD, np.maximum(1, counts)), counts))
    times = bits.rice(seconds // shards, (codec.SPREAD // shards).bit_length())
    values, lengths = (np.stack(both, 1).ravel() for both in zip(near, times, strict=True))
    return bits.packed((values, lengths), 2 * counts)


def codes(found: Postings, numbers: int, few: int) -> Codes:
    """Postings as codes: of each one for its count, and two for every document. Of sections nothing is written where
    a posting has up to ``few`` documents, which are soon looked through."""
    counts = found.counts
    heads = np.arange(len(counts)) + 2 * (np.cumsum(counts) - counts)  # a count, gaps, and as many places
    within = np.arange(len(found.entries)) - np.repeat(np.cumsum(counts) - counts, counts)
    gaps = np.repeat(heads + 1, counts) + within
    places = gaps + np.repeat(counts, counts)
    values = np.zeros(len(counts) + 2 * len(found.entries), np.int64)
    lengths = np.zeros_like(values)
    for at, made in (
        (heads, bits.gamma(counts)),
        (gaps, bits.rice(_gaps(found.entries, within), np.repeat(parameters(numbers, counts), counts))),
        (places, _places(np.repeat(_sorts(found.sorts, counts, few), counts), found.entries & codec.SECTIONS)),
    ):
        values[at], lengths[at] = made
    return values, lengths


def _gaps(entries: Array, within: Array) -> Array:
    docs = entries >> codec.PART
    before = np.roll(docs, 1)
    before[within == 0] = -1
    return docs - before - 1


def _sorts(sorts: Array, counts: Array, few: int) -> Array:
    return np.where((sorts == codec.PLACED) & (counts <= few), codec.READ, sorts)


def _places(sorts: Array, sections: Array) -> Codes:
    values, lengths = _sets()
    return values[sorts, sections], lengths[sorts, sections]


@cache
def _sets() -> Codes:
    """The code of every set of sections (bit n for section n), by the sort of key.

    Of a character the best place: ``0`` the body, ``10`` the summary, ``11`` a name. Of others each section in four
    bits, and a fifth that says whether another follows.
    """
    sets = np.arange(codec.SECTIONS + 1, dtype=np.int64)
    values, lengths = np.zeros((3, len(sets)), np.int64), np.zeros((3, len(sets)), np.int64)
    name, summary = sets & 1 << codec.NAME, sets & 1 << codec.SUMMARY
    values[codec.CHARACTER] = np.where(name, 3, np.where(summary, 2, 0))
    lengths[codec.CHARACTER] = np.where(name | summary, 2, 1)
    body = sets >> codec.BODY
    anywhere = (body >> (codec.ANYWHERE - codec.BODY) != 0) | (np.bitwise_count(body) >= codec.PARTS)
    kept = np.where(anywhere, sets & 3 | 1 << codec.ANYWHERE, sets)
    for section in range(codec.ANYWHERE + 1):
        here = kept >> section & 1 != 0
        values[codec.PLACED][here] = values[codec.PLACED][here] << 5 | section << 1 | 1
        lengths[codec.PLACED][here] += 5
    values[codec.PLACED] &= ~1  # behind the last nothing follows
    return values, lengths
