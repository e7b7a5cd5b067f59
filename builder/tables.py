"""The tables of a catalogue: what relating found, whole and frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

from builder.recorddigests import Digests, Told
from builder.relations import Key, Link, Names
from builder.schema import Case, Record

NEAR = 4  # related cases shown
NEIGHBOURS = 6  # how far along a shared list a related case is looked for
WEIGHT = {"brand": 4, "belt": 3, "station": 3, "programme": 3, "theme": 1}  # of what two cases share

T = TypeVar("T")
Facet: TypeAlias = tuple[str, str]  # what cases stand under: (region, suzhou), (theme, team), (year, 2020)


@dataclass(frozen=True, slots=True)
class Tables:
    """What ``relate`` found, whole. For those who go through all of it on every run; a noted piece of work asks.

    ``records``: kind → the records shown, in reading order; ``withdrawn``: the others that keep a page; ``standing``:
    the place of a record in the reading order of its type; ``cases``: facet → the places of its cases in that order,
    the newest first; ``stands``: case id → each facet it stands under → its place in that list; ``lying``: region →
    kind → the records in it or below.
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
    cases: Mapping[Facet, Sequence[int]]
    stands: Mapping[str, Mapping[Facet, int]]
    lying: Mapping[str, Mapping[str, Sequence[Key]]]
    files: Mapping[str, Key]
    digests: Mapping[Key, Told]
    days: Mapping[str, str]  # case id → its date and time
    _followed: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def renewed(self, changed: Mapping[Key, Record], known: Mapping[Key, Told]) -> Tables:
        """The same relations with other records; see ``Catalogue``."""
        shown = {**self.shown, **changed}
        records = dict(self.records)
        for kind in {kind for kind, _ in changed}:
            records[kind] = tuple(shown[kind, record.id] for record in records[kind])
        names = replace(self.names, ids={**self.names.ids, **changed})
        return replace(self, records=records, shown=shown, names=names, digests=Digests(shown, known))

    def follows(self, name: str, make: Callable[[], T]) -> T:
        """What follows from the relations alone, whatever the records say; made once."""
        if name not in self._followed:
            self._followed[name] = make()
        found: T = self._followed[name]
        return found

    def sorted(self, keys: Iterable[Key]) -> list[Key]:
        """``keys`` (shown, of one type) in reading order."""
        return sorted(keys, key=self.standing.__getitem__)

    def under(self, facet: Facet) -> list[Key]:
        """The cases of a facet, the newest first."""
        cases = self.records[Case.kind]
        return [(Case.kind, cases[place].id) for place in self.cases.get(facet, ())]

    def near(self, id_: str) -> list[Key]:
        """The cases most related to one: those beside it in the lists it shares, weighed by what is shared.

        Only neighbours count, older ones first: the whole list of a theme would let one new case change a thousand
        pages.
        """
        cases = self.records[Case.kind]
        rank: dict[int, int] = {}  # place → itself, less what is shared times more than all places: best is smallest
        for facet, at in self.stands.get(id_, {}).items():
            weight = WEIGHT.get(facet[0])
            if weight is not None:
                step, shared = weight * len(cases), self.cases[facet]
                older = shared[at + 1 : at + 1 + NEIGHBOURS]
                newer = shared[max(0, at - NEIGHBOURS + len(older)) : at]
                for place in (*older, *newer):
                    rank[place] = rank.get(place, place) - step
        return [(Case.kind, cases[best % len(cases)].id) for best in sorted(rank.values())[:NEAR]]


def ancestors(parents: Mapping[Key, Key], key: Key) -> list[Key]:
    """What stands above ``key``, the topmost first."""
    path: list[Key] = []
    while key in parents:
        key = parents[key]
        path.insert(0, key)
    return path
