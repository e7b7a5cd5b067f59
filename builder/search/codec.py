"""The numbers that the format of postings is made of, and how postings are read back; ``postings`` writes them.

Here bits are strings of ``0`` and ``1``, and codes are regular expressions: nothing is shared with what writes them, so
that one proves the other.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from builder.search.grams import is_character

NAME, SUMMARY, BODY = 0, 1, 2  # sections of a document; from BODY on they are parts of its body
FACTOR = 997  # of the polynomial that says in which bucket a key stands
ANYWHERE = 15  # the section that stands for every part of the body
PART = 16  # low bits of an entry, which say in which sections of the document the key stands
SECTIONS = (1 << PART) - 1
SPREAD = 16_384  # about how many different characters stand in texts
PARTS = 4  # parts of the body from which on a key counts as being anywhere in it
READING = "~="  # what the keys of readings begin with; only names have them
STEP = 64  # postings after which a reader is told where he is
READ, CHARACTER, PLACED = 0, 1, 2  # sorts of keys: of their places nothing, the best, or all sections are written


def parameter(numbers: int, count: int) -> int:
    """The parameter of the Rice code for ``count`` gaps among ``numbers``: how many bits are written as they are."""
    return max(0, (2 * numbers // (3 * count)).bit_length() - 1)


def sort_of(key: str) -> int:
    """What is written of the places of a key."""
    return CHARACTER if is_character(key) else READ if key[0] in READING else PLACED


def unpack(text: str) -> str:
    data = b64decode(text, validate=True)
    return f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}" if data else ""


def postings(keys: Sequence[str], bits: str, numbers: int, few: int) -> Iterator[tuple[str, int, str]]:
    """For each of some keys the count of its documents, and their gaps as bits. Nothing is said of sections in a
    posting of up to ``few`` documents. Raises ValueError."""
    at = 0
    for key in keys:
        one = bits.index("1", at)
        start = 2 * one - at + 1
        count = int(bits[one:start], 2)
        found = _shape(parameter(numbers, count), count, _places(sort_of(key), count > few)).match(bits, start)
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
    steps = ((len(high) << bits) + int(low or "0", 2) + 1 for high, low in found[:count])
    return [number - 1 for number in accumulate(steps)]


def _places(sort: int, told: bool) -> str:
    if sort == CHARACTER:
        return "(?:0|1[01])"
    return "(?:[01]{4}1)*+[01]{4}0" if sort == PLACED and told else ""


@cache
def _shape(low: int, count: int, places: str) -> re.Pattern[str]:
    """A posting behind its count: the gaps as a group, then the places."""
    place = f"(?:{places}){{{count}}}+" if places else ""
    return re.compile(f"((?:1*+0[01]{{{low}}}){{{count}}}+){place}")
