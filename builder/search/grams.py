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

from builder.search.folding import RUNS, is_run

LONGEST = 8


def grams(folded: str) -> dict[str, None]:
    """All keys of a folded text, with pairs that hold a break still among them: see ``is_key``."""
    return neighbours(folded) | characters(folded)


def neighbours(folded: str) -> dict[str, None]:
    """The keys that say what stands beside what: pairs and the beginnings of runs, in the order in which they come.

    Pairs with a break are still among them: ``is_key`` is asked once for a pair and not once for a document.
    """
    runs = dict.fromkeys(RUNS.findall(folded))
    if runs:  # of a run the ends meet their neighbours; what is inside belongs to no pair
        folded = RUNS.sub(lambda run: f"{run[0][0]}\n{run[0][-1]}", folded)
    found = dict.fromkeys(map(add, folded, folded[1:]))
    for run in runs:
        found.update(dict.fromkeys([run[:end] for end in range(1, min(len(run), LONGEST) + 1)]))
    return found


def characters(folded: str) -> dict[str, None]:
    """The characters of a text that stand for themselves, and its breaks."""
    return dict.fromkeys(RUNS.sub("", folded))


def is_character(key: str) -> bool:
    """Whether a key is one character that stands for itself."""
    return len(key) == 1 and not is_run(key)


def is_pair(key: str) -> bool:
    """Whether a key is two neighbours, and not a run of two."""
    return len(key) == 2 and not (is_run(key[0]) and is_run(key[1]))


def is_key(gram: str) -> bool:
    """Whether what ``grams`` gives is a key: not a break, nor a pair with one."""
    return " " not in gram and "\n" not in gram


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
