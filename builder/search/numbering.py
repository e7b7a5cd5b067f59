"""The numbers of documents: a year is a row of places, more than it has documents, and each stands near its date.

So a case that is added, moved or taken down pushes those beside it until there is a free place, which is soon, and all
others keep their numbers: of six thousand shards of a large site it changes those of its own words, a third. Numbers
ascend with the dates, as those who list the newest first rely on. Rejected: numbers without gaps, where a case that
goes renumbers the rest of its year, and with it every shard; places by a digest alone, which say nothing of dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TypeAlias

from builder.search.documents import Document

Places: TypeAlias = Sequence[Document | None]  # of a year, or of a part of it; None where there is no document

LEAST = 32  # places of a year; how many it has is this, or half as much again, times a power of two
EACH = 2  # places for a document, more or less


def laid_out(documents: Sequence[Document]) -> list[Document | None]:
    """The documents of one year, in order, in their places: each at its spot or at the first free place behind that,
    and none so far behind that there is no room for the rest. Depends on nothing but the documents."""
    found: list[Document | None] = [None] * room(len(documents))
    at, last = -1, len(found) - len(documents)  # the last place where there is room for the rest
    for document in documents:
        at = min(max(int(document.spot * len(found)), at + 1), last)
        found[at] = document
        last += 1
    return found


def room(documents: int) -> int:
    """How many places a year with so many documents has: two to three for each, but for the fewest. It changes when
    they are a third or a half more; then the year is numbered anew."""
    steps = (size << power for power in count() for size in (LEAST, LEAST + LEAST // 2))
    return next(step for step in steps if step >= 2 * documents)


def documents_of(places: Places) -> int:
    """How many documents stand there."""
    return len(places) - places.count(None)
