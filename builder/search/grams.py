"""The keys under which a text is found, and those that a query asks for.

=============================  =====================================================
key                            found in 先锋365设46个
=============================  =====================================================
one Chinese character          先 锋 设 个
two neighbours, one of them    先锋 锋3 5设 设4 6个
at least a Chinese character
a run or its beginning, up     3 36 365 4 46
to ``LONGEST`` letters
=============================  =====================================================

A query of one key is answered by that key alone; where it has several, their documents are candidates to be verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import add

from builder.search.folding import RUNS, is_run

LONGEST = 8
_CHARACTERS = re.compile("[\u2e80-\U0010ffff]+")


def grams(folded: str) -> dict[str, None]:
    """All keys of a folded text, in the order in which they come."""
    found: dict[str, None] = {}
    for stretch in _CHARACTERS.findall(folded):
        found.update(dict.fromkeys(map(add, stretch, stretch[1:])))
        found.update(dict.fromkeys(stretch))
    for run in RUNS.finditer(folded):
        found.update(dict.fromkeys(_of_run(folded, *run.span())))
    return found


def _of_run(folded: str, start: int, end: int) -> Iterator[str]:
    yield from (folded[start:stop] for stop in range(start + 1, min(end, start + LONGEST) + 1))
    if start and folded[start - 1] not in " \n":
        yield folded[start - 1 : start + 1]
    if end < len(folded) and folded[end] not in " \n":
        yield folded[end - 1 : end + 1]


def asked(term: str) -> list[str]:
    """The keys that every text with ``term`` has, each once, in order."""
    if len(term) == 1:
        return [term]
    return list(dict.fromkeys(_asked(term)))


def _asked(term: str) -> Iterator[str]:
    yield from (run[:LONGEST] for run in RUNS.findall(term))
    yield from (first + second for first, second in pairwise(term) if not (is_run(first) and is_run(second)))


def is_exact(term: str) -> bool:
    """Whether the documents of the one key of ``term`` are exactly those in which it occurs."""
    return len(asked(term)) == 1 and len(term) <= (LONGEST if is_run(term[0]) else 2)
