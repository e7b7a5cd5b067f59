"""How characters are read: pinyin without tones, every reading of a character that has several.

The table of single characters is all we take from pypinyin: which reading is right in a word does not matter where all are
accepted, and a reader who types ``zhongqing`` for 重庆 means it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from builder.search.folding import is_run

MOST = 3  # readings of a character; what follows is hardly ever meant
FULL = (3, 6)  # letters of a key made from whole syllables
INITIALS = (2, 3, 4)  # letters of a key made from initials
FULL_MARK, INITIAL_MARK = "~", "="


@cache
def readings(char: str) -> tuple[str, ...]:
    """``重`` → ``zhong``, ``chong``; a letter or digit reads as itself; nothing for what has no reading."""
    if is_run(char):
        return (char,)
    from pypinyin.pinyin_dict import pinyin_dict  # half a second of import, only where an index is made

    found = dict.fromkeys(_plain(one) for one in pinyin_dict.get(ord(char), "").split(",") if one)
    return tuple(one for one in found if one.isalpha() and one.isascii())[:MOST]


def _plain(syllable: str) -> str:
    spelt = syllable.replace("ü", "v")
    for toned in "ǖǘǚǜ":
        spelt = spelt.replace(toned, "v")
    return "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c))


def keys(name: str) -> set[str]:
    """The keys of a folded name: from every character on, the first letters of its readings and of its initials."""
    found: set[str] = set()
    for at in range(len(name)):
        if name[at] in " \n" or (at and is_run(name[at]) and is_run(name[at - 1])):
            continue
        found.update(FULL_MARK + start for start in _starts(name, at, FULL))
        for length in INITIALS:
            found.update(INITIAL_MARK + start for start in _initials(name[at : at + length], length))
    return found


def _starts(name: str, at: int, lengths: tuple[int, ...]) -> Iterator[str]:
    longest = lengths[-1]
    pending = {""}
    whole: set[str] = set()
    while pending and at < len(name):
        grown = {start + reading for start in pending for reading in readings(name[at])}
        whole |= {one for one in grown if len(one) >= longest}
        rest = {one for one in grown if len(one) < longest}
        ended = rest if at + 1 == len(name) or not readings(name[at + 1]) else set()
        whole |= ended
        pending = rest - ended
        at += 1
    for one in whole:
        yield from (one[:length] for length in lengths if len(one) >= length)


def _initials(part: str, length: int) -> set[str]:
    if len(part) < length:
        return set()
    found = {""}
    for char in part:
        found = {start + reading[0] for start in found for reading in readings(char)}
    return found


def by_syllable(characters: Iterable[str]) -> dict[str, str]:
    """Syllable → the characters read so, both in order: what the browser needs to read names itself."""
    table: dict[str, list[str]] = {}
    for char in sorted(characters):
        for reading in readings(char):
            table.setdefault(reading, []).append(char)
    return {syllable: "".join(table[syllable]) for syllable in sorted(table)}
