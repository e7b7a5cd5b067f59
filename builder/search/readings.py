"""How characters are read: pinyin without tones, every reading of a character that has several.

The table of single characters is all we take from pypinyin: which reading is right in a word does not matter where
all are accepted, and a reader who types ``zhongqing`` for 重庆 means it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

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
    found = dict.fromkeys(_plain(one) for one in _table().get(ord(char), "").split(",") if one)
    return tuple(one for one in found if one.isalpha() and one.isascii())[:MOST]


@cache
def _table() -> Mapping[int, str]:
    """Code point → readings, ``zhòng,chóng``. The module of the table stands alone; to import it by its name would
    bring the phrases of pypinyin and what divides them, which takes longer than the rest of an edit's index."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("No module named 'pypinyin'", name="pypinyin")
    spec = spec_from_file_location("pinyin_dict", Path(package.origin).with_name("pinyin_dict.py"))
    assert spec is not None and spec.loader is not None, "a file of Python has a loader"
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: Mapping[int, str] = module.pinyin_dict
    return table


def _plain(syllable: str) -> str:
    spelt = syllable.replace("ü", "v")
    for toned in "ǖǘǚǜ":
        spelt = spelt.replace(toned, "v")
    return "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c))


def keys(name: str) -> dict[str, None]:
    """The keys of a folded name: from every character on, the first letters of its readings and of its initials.

    Each is read in the usual way, and with any one character read otherwise; all readings of all at once would be ten
    times as many, of which nobody types more than a few.
    """
    found: dict[str, None] = {}
    for at in range(len(name)):
        if not (at and is_run(name[at]) and is_run(name[at - 1])):
            found |= _from(name[at : at + FULL[-1]])
    return found


@cache
def _from(name: str) -> dict[str, None]:
    """The keys that begin with the first character of a piece of a name. Titles repeat the words of their field."""
    found: dict[str, None] = {}
    usual = [next(iter(readings(char)), "") for char in name]
    end = usual.index("") if "" in usual else len(usual)
    for syllables in _with_one_other(name, usual[:end]) if end else ():
        letters = "".join(syllables)
        found.update(dict.fromkeys(FULL_MARK + letters[:length] for length in FULL if len(letters) >= length))
        initials = "".join([syllable[0] for syllable in syllables])
        found.update(dict.fromkeys(INITIAL_MARK + initials[:n] for n in INITIALS if len(initials) >= n))
    return found


def _with_one_other(name: str, usual: Sequence[str]) -> Iterator[list[str]]:
    yield list(usual)
    letters = 0
    for at, syllable in enumerate(usual):
        if letters >= FULL[-1] and at >= INITIALS[-1]:
            return
        for other in readings(name[at]):
            if other != syllable:
                yield [*usual[:at], other, *usual[at + 1 :]]
        letters += len(syllable)


def by_syllable(characters: Iterable[str]) -> dict[str, str]:
    """Syllable → the characters read so, both in order: what the browser needs to read names itself."""
    table: dict[str, list[str]] = {}
    for char in sorted(characters):
        for reading in readings(char):
            table.setdefault(reading, []).append(char)
    return {syllable: "".join(table[syllable]) for syllable in sorted(table)}
