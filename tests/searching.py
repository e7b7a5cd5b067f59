"""An index asked as the browser asks it: what is compared with the browser on one side and with the truth on the other.

A query is cut into terms, each searched on its own. A term that is a key is answered by that key alone; where it has
several keys, the documents that have them all are candidates, and each is verified in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from builder.search.folding import RUNS, fold, is_run
from builder.search.grams import LONGEST
from builder.search.reading import Index

_APART = re.compile(r"[\s。！？；]+")
_UNITS = re.compile(rf"{RUNS.pattern}|.", re.DOTALL)


def terms(query: str) -> list[str]:
    """The terms of a query; what folds to nothing is left out."""
    return list(dict.fromkeys(filter(None, (fold(word).replace(" ", "") for word in _APART.split(query)))))


def asked(term: str) -> list[str]:
    """The keys that every text with ``term`` has, each once, in order."""
    units = _UNITS.findall(term)
    return [term[:LONGEST]] if len(units) == 1 else list(dict.fromkeys(_asked(units)))


def _asked(units: Sequence[str]) -> Iterator[str]:
    for unit, behind in pairwise([*units, ""]):
        if is_run(unit[0]) and (not behind or len(unit) > LONGEST):
            yield unit[:LONGEST]
        if behind:
            yield (unit[-1] if is_run(unit[0]) and len(unit) > LONGEST else unit) + behind[0]


def occurs(term: str, folded: str) -> bool:
    """Whether ``term`` occurs in a folded text: a run at its head must begin a run there."""
    at = folded.find(term)
    while at >= 0:
        if at == 0 or not is_run(term[0]) or not is_run(folded[at - 1]):
            return True
        at = folded.find(term, at + 1)
    return False


def matches(wanted: Sequence[str], blocks: Sequence[str]) -> bool:
    """Whether every term occurs in some block."""
    folded = "\n".join(map(fold, blocks))
    return bool(wanted) and all(occurs(term, folded) for term in wanted)


def found_by(index: Index, query: str) -> set[str]:
    """The paths of the documents in which every term of ``query`` occurs."""
    wanted = terms(query)
    having = [_having(index, key) for term in wanted for key in asked(term)]
    found = map(index.text, set.intersection(*having) if having else ())
    return {text.path for text in found if matches(wanted, text.blocks)}


def _having(index: Index, key: str) -> set[int]:
    """The documents that have ``key``."""
    found = [(layer, index.shard(layer, layer.place_of(key), [key]).get(key)) for layer in index.layers]
    return {number for layer, one in found if one for number in layer.documents(*one)}
