"""What a process that builds the same site time and again, as a preview does, has in its memory of its last run.

A build in a process of its own begins without, and finds the same: here is nothing but what the steps make anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from builder.catalogue import Catalogue, key_of
from builder.makings import Pages
from builder.pages import Draft
from builder.problems import Problem
from builder.readings import Held
from builder.recorddigests import Told
from builder.relations import Key, references
from builder.schema import Case, Record
from builder.siteconfig import Site
from builder.store import Store
from builder.templates import Theme, compile_all

T = TypeVar("T")


@dataclass(slots=True)
class Warm:
    """Of one site, one store, and either builds or previews. ``store``: with what it has seen of its folder;
    ``theme``: the last one; ``reading``: what was read; ``pages``, ``drafts``: those of the last complete run;
    ``_catalogue``: how all was related, if nothing was found wrong in that, with all else that this depends on;
    ``_made``: by name what else was made, with what was seen of all that it is made from."""

    store: Store | None = None
    theme: Theme | None = None
    reading: Held = field(default_factory=Held)
    pages: Pages | None = None
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    _catalogue: tuple[Hashable, Catalogue] | None = None
    _made: dict[str, tuple[object, Any]] = field(default_factory=dict)

    def again(self, name: str, seen: object, problems: Sequence[Problem], make: Callable[[], T]) -> T:
        """What ``make`` gave last, if it found no ``problems`` then and the same is ``seen`` now; None is nothing that
        may be relied on."""
        then, made = self._made.get(name, (None, None))
        if seen is not None and seen == then:
            return cast("T", made)
        before = len(problems)
        made = make()
        self._made[name] = (seen if len(problems) == before else None), made
        return made

    def related(
        self, site: Site, records: Sequence[Record], known: Mapping[Key, Told], asked: Hashable,
        relate: Callable[[], tuple[Catalogue, bool]],
    ) -> Catalogue:  # fmt: skip
        """The catalogue of ``records``: the last one, where only what some of them say has changed, else what
        ``relate`` makes, which also tells whether it found nothing wrong. ``asked`` is what it depends on beside."""
        if self._catalogue is not None and self._catalogue[0] == asked:
            found = renewed(self._catalogue[1], site, records, known)
            if found is not None:
                self._catalogue = asked, found
                return found
        made, sound = relate()
        self._catalogue = (asked, made) if sound else None
        return made

    def prepare(self) -> None:
        """Do what the first page that is made would have to wait for."""
        if self.theme is not None:
            compile_all(self.theme)

    def rest(self, store: Store) -> None:
        """Let go of what is of use during a run only."""
        self.store = store
        self.reading.rest()


def renewed(before: Catalogue, site: Site, records: Sequence[Record], known: Mapping[Key, Told]) -> Catalogue | None:
    """The catalogue of ``records``, if these differ from those of ``before`` only in what no relation rests on."""
    old = before.tables.names.ids
    now = {key_of(record): record for record in records}
    if len(now) != len(records) or list(now) != list(old):
        return None
    changed = {key: record for key, record in now.items() if record is not old[key]}
    if all(key in before.tables.shown and outline(old[key]) == outline(record) for key, record in changed.items()):
        return before.renewed(site, changed, known)
    return None


def outline(record: Record) -> list[object]:
    """All that relating looks at of a record, and checks between them: see ``Tables.follows``. With another record that
    has the same in its place ``relate`` would find the same."""
    refs = [(attribute, ref.to, ref.text) for attribute, ref in references(record)]
    own = [type(record), record.status, record.inside, record.name, record.also_known_as, refs, record.place.file]
    if isinstance(record, Case):
        return [*own, record.date, record.time, record.themes]
    return [*own, record.place]  # they are in the order of the files; cases in that of their dates and times
