"""Postings as bits, bits as text: what a JavaScript string holds without escapes and gzip cannot pack any better.

A posting is the count of its documents, then their numbers as gaps in Rice code, then for each document where in it the
key stands. Bits are written as strings of ``0`` and ``1`` and packed once for a whole shard: joining strings costs
Python far less than shifting numbers. Rejected: letters and digits for numbers, which come to twice the size under
gzip.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from operator import sub

from builder.search.grams import is_character

NAME, SUMMARY, BODY = 0, 1, 2  # sections of a document; from BODY on they are parts of its body
FACTOR = 997  # of the polynomial that says in which bucket a key stands
ANYWHERE = 15  # the section that stands for every part of the body
PART = 16  # low bits of an entry, which say in which sections of the document the key stands
SECTIONS = (1 << PART) - 1
SPREAD = 16_384  # about how many different characters stand in texts
PARTS = 4  # parts of the body from which on a key counts as being anywhere in it
FEW = 8  # documents up to which nothing is said of sections: so few are soon looked through
READING = "~="  # what the keys of readings begin with; only names have them


def parameter(numbers: int, count: int) -> int:
    """The parameter of the Rice code for ``count`` gaps among ``numbers``: how many bits are written as they are."""
    return max(0, (2 * numbers // (3 * count)).bit_length() - 1)


class _Codes(dict[int, str]):
    """Number → its bits, made when it is first met. ``shape`` is a regular expression for all of them."""

    shape = ""

    def __missing__(self, value: int) -> str:
        self[value] = code = self.code(value)
        return code

    def code(self, value: int) -> str:
        raise NotImplementedError


class _Counts(_Codes):
    """A number from 1 on in Elias' gamma code: a zero for each of its digits but the first, then the digits."""

    def code(self, value: int) -> str:
        digits = f"{value:b}"
        return "0" * (len(digits) - 1) + digits


class _Rice(_Codes):
    """A number in Rice code: what is above the parameter as so many ones and a zero, then the bits below it."""

    def __init__(self, bits: int) -> None:
        super().__init__()
        self._bits = bits
        self.shape = f"1*+0[01]{{{bits}}}"

    def code(self, value: int) -> str:
        low = f"{value & ((1 << self._bits) - 1):0{self._bits}b}" if self._bits else ""
        return "1" * (value >> self._bits) + "0" + low


class _Steps(_Rice):
    """A gap by the step that it makes, which is one more."""

    def code(self, value: int) -> str:
        return super().code(value - 1)


class _Sections(_Codes):
    """A set of sections (bit n for section n): each in four bits, and a fifth that says whether another follows."""

    shape = "(?:[01]{4}1)*+[01]{4}0"

    def code(self, value: int) -> str:
        body = value >> BODY
        anywhere = value >> ANYWHERE or body.bit_count() >= PARTS
        kept = value & 3 | 1 << ANYWHERE if anywhere else value
        found = [n for n in range(ANYWHERE + 1) if kept >> n & 1]
        return "".join(f"{n:04b}{n != found[-1]:b}" for n in found)


class _Tiers(_Codes):
    """The best place in a set of sections: ``0`` the body, ``10`` the summary, ``11`` a name."""

    shape = "(?:0|1[01])"

    def code(self, value: int) -> str:
        return "11" if value & 1 << NAME else "10" if value & 1 << SUMMARY else "0"


_COUNTS, _SECTIONS, _TIERS = _Counts(), _Sections(), _Tiers()
_rice, _steps = cache(_Rice), cache(_Steps)


def _places(key: str, count: int) -> _Codes | None:
    """How the places of a key are written; None where they are not."""
    if len(key) == 1 and is_character(key):
        return _TIERS
    return _SECTIONS if count > FEW and key[0] not in READING else None


def bare(docs: Sequence[int], numbers: int) -> str:
    """The gaps of ascending numbers below ``numbers``, as bits."""
    return "".join(map(_gaps(numbers, len(docs)).__getitem__, map(sub, docs, [-1, *docs])))


def posting(key: str, entries: Sequence[int], numbers: int) -> str:
    """The bits of a posting. ``entries``: ascending, each a number below ``numbers`` and, in its low bits, sections."""
    count = len(entries)
    places = _places(key, count)
    if count == 1:
        found = "1" + _gaps(numbers, 1)[(entries[0] >> PART) + 1]
    else:
        found = _COUNTS[count] + bare([entry >> PART for entry in entries], numbers)
    return found + "".join([places[entry & SECTIONS] for entry in entries]) if places is not None else found


@cache
def _gaps(numbers: int, count: int) -> _Steps:
    return _steps(parameter(numbers, count))


def pairs(keys: Sequence[str], shards: int) -> str:
    """The bits of the pairs of a shard, sorted: how far the first character is from that of the pair before, and of the
    second only the multiple of the number of shards; what is left of it follows from the shard."""
    steps, times = _rice(parameter(SPREAD, max(1, len(keys)))), _rice((SPREAD // shards).bit_length())
    firsts = [ord(key[0]) for key in keys]
    gaps = map(sub, firsts, [0, *firsts])
    return "".join([steps[gap] + times[ord(key[1]) // shards] for gap, key in zip(gaps, keys, strict=False)])


def pack(bits: str) -> str:
    """Bits in base 64, six to a character, with zeros at the end."""
    size = -(-len(bits) // 24) * 3
    return b64encode(int(bits.ljust(size * 8, "0"), 2).to_bytes(size, "big")).decode() if bits else ""


# Reading back ---------------------------------------------------------------------------------------------------------

def unpack(text: str) -> str:
    data = b64decode(text, validate=True)
    return f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}" if data else ""


def postings(keys: Sequence[str], bits: str, numbers: int) -> Iterator[tuple[str, int, str]]:
    """For each key of a shard the count of its documents, and their gaps as bits. Raises ValueError."""
    at = 0
    for key in keys:
        one = bits.index("1", at)
        start = 2 * one - at + 1
        count = int(bits[one:start], 2)
        places = _places(key, count)
        found = _shape(numbers, count, places.shape if places is not None else "").match(bits, start)
        if found is None:
            raise ValueError(key)
        yield key, count, found[1]
        at = found.end()


def read_pairs(count: int, place: int, shards: int, bits: str) -> list[str]:
    """The pairs of the shard ``place``."""
    first, second = parameter(SPREAD, count), (SPREAD // shards).bit_length()
    found, char = [], 0
    steps = re.findall(f"(1*)0([01]{{{first}}})(1*)0([01]{{{second}}})", bits)
    for high, low, more, rest in steps[:count]:
        char += (len(high) << first) + int(low or "0", 2)
        times = (len(more) << second) + int(rest or "0", 2)
        found.append(chr(char) + chr(times * shards + (place - FACTOR * char) % shards))
    return found


def documents(count: int, gaps: str, numbers: int) -> list[int]:
    """The numbers that the gaps of a posting stand for."""
    bits = parameter(numbers, count)
    found = re.findall(f"(1*)0([01]{{{bits}}})", gaps)
    steps = ((len(high) << bits) + int(low or "0", 2) + 1 for high, low in found)
    return [number - 1 for number in accumulate(steps)]


@cache
def _shape(numbers: int, count: int, places: str) -> re.Pattern[str]:
    """A posting behind its count: the gaps as a group, then the places."""
    place = f"(?:{places}){{{count}}}+" if places else ""
    return re.compile(f"((?:{_gaps(numbers, count).shape}){{{count}}}+){place}")
