"""The tables of a catalogue: what relating found, whole and frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from builder.relations import Key, Link, Names
from builder.schema import Case, Record

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


def ancestors(parents: Mapping[Key, Key], key: Key) -> list[Key]:
    """What stands above ``key``, the topmost first."""
    path: list[Key] = []
    while key in parents:
        key = parents[key]
        path.insert(0, key)
    return path
