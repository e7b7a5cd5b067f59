"""From a title to an id: pinyin for Chinese, digits and Latin letters as they are, short enough to be typed.

Chinese has no spaces, and a dictionary that finds words would weigh more than the rest of the program. The names and
kinds that the site knows already are words (``zhangjiagang``); what stands between them is one word up to four
characters, and cut into pairs beyond, which is right more often than not (``dangqun-fuwu-zhongxin``). It is a
suggestion: the author may give another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from builder.addresses import is_slug, slug_of

WORDS, LETTERS = 6, 40  # a slug ends before it passes either
_WHOLE = 4
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z0-9]+")


def slug_for(title: str, known: Iterable[str] = ()) -> str:
    """The id that ``title`` suggests, ``known`` words of Chinese kept whole; ``""`` if nothing in it can be spelt."""
    text = unicodedata.normalize("NFKC", title).lower()
    words = {word for word in known if len(word) > 1 and _RUNS.fullmatch(word)}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    known_words = re.compile(f"({'|'.join(longest_first)})") if words else re.compile("(?!)")
    kept: list[str] = []
    for word in (word for run in _RUNS.findall(text) for part in known_words.split(run) for word in _words(part)):
        if kept and (len(kept) == WORDS or len("-".join([*kept, word])) > LETTERS):
            break
        kept.append(word)
    slug = slug_of("-".join(kept))
    return slug if is_slug(slug) else ""


def _words(part: str) -> list[str]:
    if part.isascii():
        return [part] if part else []
    size = len(part) if len(part) <= _WHOLE else 2
    groups = groupby(enumerate(_syllables(part)), lambda numbered: numbered[0] // size)
    return ["".join(syllable for _, syllable in group) for _, group in groups]


def _syllables(run: str) -> list[str]:
    """The pinyin of each character, read in its context; those that the dictionary lacks are left out."""
    from pypinyin import Style, lazy_pinyin  # slow to load, and only those who name a new record pay for it

    return lazy_pinyin(run, style=Style.NORMAL, errors="ignore")
