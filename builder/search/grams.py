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

from collections.abc import Iterator
from itertools import pairwise
from operator import add

from builder.search.folding import FIRST_UNIT, RUNS, is_run

LONGEST = 8


class _Wanted(dict[str, bool]):
    """Pair of characters → whether it is a key. The same pairs come back in every text, so the answer is kept."""

    def __missing__(self, pair: str) -> bool:
        runs = [is_run(char) for char in pair]
        wanted = not any(char in " \n" for char in pair) and not all(runs)
        self[pair] = wanted
        return wanted


_wanted = _Wanted()


def grams(folded: str) -> set[str]:
    """All keys of a folded text."""
    found = {pair for pair in set(map(add, folded, folded[1:])) if _wanted[pair]}
    found.update(char for char in set(folded) if char >= FIRST_UNIT)
    for run in set(RUNS.findall(folded)):
        found.update(run[:end] for end in range(1, min(len(run), LONGEST) + 1))
    return found


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
