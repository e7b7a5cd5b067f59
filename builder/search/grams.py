"""The keys under which a text is found, and those that a query asks for.

=============================  =====================================================
key                            found in 先锋365设46个
=============================  =====================================================
one Chinese character          先 锋 设 个
two neighbours, of which at    先锋 锋3 设4
most the second is of a run
a run and what follows it;     365设 46个
of a run of more than
``LONGEST`` letters the last
the beginning of a run, up     3 36 365 4 46
to ``LONGEST`` letters
=============================  =====================================================

So 1月 is not looked for in all that holds 11月. A query that is a key is answered by that key alone; where it has
several, their documents are candidates to be verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import add

from builder.search.folding import FIRST_UNIT, RUNS, is_run

LONGEST = 8
_RUN = r"[^\W_\u2e80-\U0010ffff]"
_BEHIND = re.compile(rf"({_RUN}+)([\u2e80-\U0010ffff])")
_UNITS = re.compile(rf"{_RUN}+|.", re.DOTALL)


def grams(folded: str) -> dict[str, None]:
    """All keys of a folded text, with pairs that hold a break still among them: see ``is_key``."""
    short = shortened(folded)
    return dict.fromkeys([*pairs(short), *of_runs(folded), *characters(short)])


def shortened(folded: str) -> str:
    """The text with the first letter of every run in its place, and a break: what stands before a run meets that."""
    return RUNS.sub(lambda run: run[0][0] + " ", folded)


def pairs(short: str) -> list[str]:
    """All neighbours in a shortened text, those with a break too: ``is_key`` is asked once for many documents."""
    return list(map(add, short, short[1:]))


def of_runs(folded: str) -> list[str]:
    """The beginnings of runs, and each run with the character behind it."""
    behind = [_end(run) + char for run, char in _BEHIND.findall(folded)]
    return [*behind, *(run[:end] for run in RUNS.findall(folded) for end in range(1, min(len(run), LONGEST) + 1))]


def _end(run: str) -> str:
    """What of a run stands in the key of what follows it."""
    return run if len(run) <= LONGEST else run[-1]


def characters(short: str) -> list[str]:
    """The characters of a shortened text that stand for themselves."""
    return [char for char in dict.fromkeys(short) if char >= FIRST_UNIT]


def is_character(key: str) -> bool:
    """Whether a key is one character that stands for itself."""
    return len(key) == 1 and key >= FIRST_UNIT


def is_pair(key: str) -> bool:
    """Whether a key is two neighbours, and not a run of two."""
    return len(key) == 2 and (key[0] >= FIRST_UNIT or key[1] >= FIRST_UNIT)


def is_key(gram: str) -> bool:
    """Whether what ``grams`` gives is a key: not a break, nor a pair with one."""
    return " " not in gram and "\n" not in gram


def asked(term: str) -> list[str]:
    """The keys that every text with ``term`` has, each once, in order."""
    units = _UNITS.findall(term)
    if len(units) == 1:
        return [term[:LONGEST]]
    return list(dict.fromkeys(_asked(units)))


def _asked(units: list[str]) -> Iterator[str]:
    for unit, behind in pairwise([*units, ""]):
        if is_run(unit[0]) and (not behind or len(unit) > LONGEST):
            yield unit[:LONGEST]
        if behind:
            yield (_end(unit) if is_run(unit[0]) else unit) + behind[0]


def is_exact(term: str) -> bool:
    """Whether the documents of the one key of ``term`` are exactly those in which it occurs."""
    return asked(term) == [term]
