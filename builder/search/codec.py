"""Numbers and postings as printable ASCII: what a JavaScript string holds without escapes and gzip packs well.

A number is base 64, most significant first; every character but the last is one of twelve others (bijective base 12),
so that ``0`` to ``63`` take one character and up to 831 two. A posting lists, for each segment that has the key, its
sign, the documents that have it as gaps, then behind ``~`` those that have it in the summary, behind ``^`` in a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from operator import sub
from string import ascii_lowercase, ascii_uppercase, digits

DIGITS = ascii_uppercase + ascii_lowercase + digits + "-_"
MORE = "#$%&()*+,/:;"
SEGMENTS = "<=>?@[]`{|}'"
FAR = "."  # the sign of a segment whose number follows
SUMMARY, NAME = "~", "^"
KEY, END = " ", "!"  # around the keys of a shard


@cache
def number(value: int) -> str:
    """``value`` (not negative) in the digits above."""
    if value < 64:
        return DIGITS[value]
    high, low = divmod(value - 64, 64)
    return _more(high) + DIGITS[low]


def _more(value: int) -> str:
    if value < len(MORE):
        return MORE[value]
    high, low = divmod(value - len(MORE), len(MORE))
    return _more(high) + MORE[low]


def segment_sign(place: int) -> str:
    return SEGMENTS[place] if place < len(SEGMENTS) else FAR + number(place)


_SHORT = [number(value) for value in range(4096)]


def gaps(numbers: Sequence[int]) -> str:
    """Ascending numbers as their gaps. Most keys have one document in a segment, so that case comes first."""
    if len(numbers) == 1:
        return _SHORT[numbers[0]] if numbers[0] < len(_SHORT) else number(numbers[0])
    steps: list[int] = [numbers[0], *map(sub, numbers[1:], numbers)]
    if max(steps) >= len(_SHORT):
        return number(steps[0]) + "".join(number(step - 1) for step in steps[1:])
    return _SHORT[steps[0]] + "".join([_SHORT[step - 1] for step in steps[1:]])


_VALUE = {char: place for place, char in enumerate(DIGITS)}
_MORE = {char: place for place, char in enumerate(MORE)}
_SIGN = {char: place for place, char in enumerate(SEGMENTS)}


def postings(text: str) -> Iterator[tuple[int, str, int]]:
    """(segment, tier mark, number in the segment) for every document of a posting; the mark of the body is empty."""
    at, segment, tier, last = 0, -1, "", -1
    while at < len(text):
        char = text[at]
        if char in _SIGN:
            segment, tier, last, at = _SIGN[char], "", -1, at + 1
        elif char == FAR:
            segment, at = _number(text, at + 1)
            tier, last = "", -1
        elif char in (SUMMARY, NAME):
            tier, last, at = char, -1, at + 1
        else:
            gap, at = _number(text, at)
            last += gap + 1
            yield segment, tier, last


def _number(text: str, at: int) -> tuple[int, int]:
    high = -1
    while text[at] in _MORE:
        high = (high + 1) * len(MORE) + _MORE[text[at]]
        at += 1
    return (high + 1) * 64 + _VALUE[text[at]], at + 1
