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
    found: Array = np.maximum(0, bits.digits(2 * numbers // (3 * counts.astype(np.int64))) - 1)
    return found


def bare(rows: Sequence[Sequence[int]], numbers: int) -> str:
    """Rows of ascending numbers below ``numbers``, as gaps one row after the other, in base 64."""
    found = [np.array(row, np.int64) for row in rows if row]
    gaps = [bits.rice(np.diff(row, prepend=-1) - 1, codec.parameter(numbers, len(row))) for row in found]
    return bits.pack(np.concatenate([bits.written(codes) for codes in gaps])) if gaps else ""


def pairs(firsts: Array, seconds: Array, shards: int) -> Array:
    """The bits of the pairs of a shard, sorted: how far the first character is from that of the pair before, and of the
    second only the multiple of the number of shards; what is left of it follows from the shard."""
    low = codec.parameter(codec.SPREAD, max(1, len(firsts))), (codec.SPREAD // shards).bit_length()
    steps, times = bits.rice(np.diff(firsts, prepend=0), low[0]), bits.rice(seconds // shards, low[1])
    return bits.written((np.stack([steps[0], times[0]], 1).ravel(), np.stack([steps[1], times[1]], 1).ravel()))


def written(found: Postings, numbers: int, few: int) -> tuple[Array, Array]:
    """The bits of postings, and where each ends. Of sections nothing is written where a posting has up to ``few``
    documents, which are soon looked through."""
    counts = found.counts.astype(np.int64)
    heads = np.arange(len(counts)) + 2 * (np.cumsum(counts) - counts)  # a count, gaps, and as many places
    within = np.arange(len(found.entries)) - np.repeat(np.cumsum(counts) - counts, counts)
    gaps = np.repeat(heads + 1, counts) + within
    places = gaps + np.repeat(counts, counts)
    values = np.zeros(len(counts) + 2 * len(found.entries), np.int32)
    lengths = np.zeros_like(values)
    for at, codes in (
        (heads, bits.gamma(counts)),
        (gaps, bits.rice(_gaps(found.entries, within), np.repeat(parameters(numbers, counts), counts))),
        (places, _places(np.repeat(_sorts(found.sorts, counts, few), counts), found.entries & codec.SECTIONS)),
    ):
        values[at], lengths[at] = codes
    ends = np.cumsum(lengths)[heads + 2 * counts]
    return bits.written((values, lengths)), ends


def _gaps(entries: Array, within: Array) -> Array:
    docs = entries >> codec.PART
    before = np.roll(docs, 1)
    before[within == 0] = -1
    return docs - before - 1


def _sorts(sorts: Array, counts: Array, few: int) -> Array:
    return np.where((sorts == codec.PLACED) & (counts <= few), codec.READ, sorts)


def _places(sorts: Array, sections: Array) -> Codes:
    values, lengths = _codes()
    return values[sorts, sections], lengths[sorts, sections]


@cache
def _codes() -> Codes:
    """The code of every set of sections (bit n for section n), by the sort of key.

    Of a character the best place: ``0`` the body, ``10`` the summary, ``11`` a name. Of others each section in four
    bits, and a fifth that says whether another follows.
    """
    sets = np.arange(codec.SECTIONS + 1, dtype=np.int32)
    values, lengths = np.zeros((3, len(sets)), np.int32), np.zeros((3, len(sets)), np.int32)
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
