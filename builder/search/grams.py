"""The keys under which a text is found.

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
from operator import add

from builder.search.folding import FIRST_UNIT, RUNS

LONGEST = 8
_BEHIND = re.compile(rf"({RUNS.pattern})([\u2e80-\U0010ffff])")


def pairs(folded: str) -> list[str]:
    """All neighbours in a text, those with a break and those within a run too."""
    return list(map(add, folded, folded[1:]))


def of_runs(folded: str) -> list[str]:
    """The beginnings of runs, and each run with the character behind it."""
    behind = [(run if len(run) <= LONGEST else run[-1]) + char for run, char in _BEHIND.findall(folded)]
    return [*behind, *(run[:end] for run in RUNS.findall(folded) for end in range(1, min(len(run), LONGEST) + 1))]


def is_character(key: str) -> bool:
    """Whether a key is one character that stands for itself."""
    return len(key) == 1 and key >= FIRST_UNIT


def is_pair(key: str) -> bool:
    """Whether a key is two neighbours, and not a run of two."""
    return len(key) == 2 and (key[0] >= FIRST_UNIT or key[1] >= FIRST_UNIT)
