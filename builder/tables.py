"""The tables of a catalogue: what relating found, whole and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from builder.relations import Key, Link, Names
from builder.schema import Case, Record

NEIGHBOURS = 6  # how far along a shared list a related case is looked for

Facet: TypeAlias = tuple[str, str]  # what cases stand under: (region, suzhou), (theme, team), (year, 2020)


@dataclass(frozen=True, slots=True)
class Tables:
    """What ``relate`` found, whole. For those who go through all of it on every run; a noted piece of work asks.

    ``records``: kind → the records shown, in reading order; ``withdrawn``: the others that keep a page; ``standing``:
    the place of a record in the reading order of its type; ``cases``: facet → its cases, the newest first; ``stands``:
    case id → each facet it stands under → its place there; ``lying``: region → kind → the records in it or below.
    """

    records: Mapping[str, tuple[Record, ...]]
    withdrawn: tuple[Record, ...]
    shown: Mapping[Key, Record]
    names: Names
    forward: Mapping[Key, Sequence[Link]]
    back: Mapping[Key, Sequence[Link]]
    parents: Mapping[Key, Key]
    children: Mapping[Key, Sequence[Key]]
    standing: Mapping[Key, int]
    cases: Mapping[Facet, Sequence[Case]]
    stands: Mapping[str, Mapping[Facet, int]]
    lying: Mapping[str, Mapping[str, Sequence[Record]]]
    files: Mapping[str, Key]
    digests: Mapping[Key, str]
    days: Mapping[str, str]  # case id → its date

    def sorted(self, keys: Iterable[Key]) -> list[Key]:
        """``keys`` (shown, of one type) in reading order."""
        return sorted(keys, key=self.standing.__getitem__)

    def beside(self, facet: Facet, id_: str) -> list[Key]:
        """The cases beside one in a list that it stands in, the older ones first."""
        place = self.stands.get(id_, {}).get(facet)
        if place is None:
            return []
        shared = self.cases[facet]
        older = shared[place + 1 : place + 1 + NEIGHBOURS]
        newer = shared[max(0, place - max(0, NEIGHBOURS - len(older))) : place]
        return [(case.kind, case.id) for case in (*older, *newer)]


def ancestors(parents: Mapping[Key, Key], key: Key) -> list[Key]:
    """What stands above ``key``, the topmost first."""
    path: list[Key] = []
    while key in parents:
        key = parents[key]
        path.insert(0, key)
    return path
