"""Cases by all they belong to: region and those above it, brand, station, belt, programme, theme, year.

One table, made once for a build, answers both “which cases stand here” and “which cases are near this one”.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from builder.catalogue import Catalogue, key_of
from builder.schema import Case, Record

Facet: TypeAlias = tuple[str, str]  # (region, suzhou), (theme, team), (year, 2020)

NEIGHBOURS = 6  # how far along a shared list a related case is looked for
NEAR = 4  # related cases shown
WEIGHT = {"brand": 4, "belt": 3, "station": 3, "programme": 3, "theme": 1}


@dataclass(frozen=True, slots=True)
class Facets:
    """``cases``: facet → its cases, the newest first.

    ``of``: case id → each facet it stands under → its place there.
    """

    cases: Mapping[Facet, Sequence[Case]]
    of: Mapping[str, Mapping[Facet, int]]

    def under(self, record: Record) -> Sequence[Case]:
        """The cases of a record and of all below it."""
        return self.cases.get((record.kind, record.id), ())

    def near(self, case: Case) -> list[Case]:
        """The cases most related to ``case``: those beside it in the lists it shares, weighed by what is shared.

        Only neighbours count, older ones first: the whole list of a theme would let one new case change a thousand
        pages.
        """
        score: Counter[str] = Counter()
        found: dict[str, Case] = {}
        for facet, place in self.of[case.id].items():
            weight = WEIGHT.get(facet[0], 0)
            shared = self.cases[facet] if weight else ()
            older = shared[place + 1 : place + 1 + NEIGHBOURS]
            newer = shared[max(0, place - max(0, NEIGHBOURS - len(older))) : place]
            for other in (*older, *newer):
                score[other.id] += weight
                found[other.id] = other
        best = sorted(found.values(), key=lambda c: (score[c.id], c.date.iso if c.date else "", c.id), reverse=True)
        return best[:NEAR]


def table(cat: Catalogue) -> Facets:
    """The table of a catalogue; cases are already in reading order."""
    cases: dict[Facet, list[Case]] = defaultdict(list)
    of: dict[str, dict[Facet, int]] = {}
    for case in cat.all(Case):
        of[case.id] = {}
        for facet in dict.fromkeys(_facets(cat, case)):
            of[case.id][facet] = len(cases[facet])
            cases[facet].append(case)
    return Facets(dict(cases), of)


def _facets(cat: Catalogue, case: Case) -> Iterator[Facet]:
    for refs in ((case.region,) if case.region else (), case.brands, case.stations, case.belts, case.programmes):
        for ref in refs:
            record = cat.target(ref)
            if record is not None:
                yield key_of(record)
                yield from cat.above(key_of(record))
    yield from (("theme", key) for key in case.themes)
    if case.date is not None:
        yield "year", str(case.date.year)
