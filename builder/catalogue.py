"""The catalogue: all records of a site, every reference resolved, every back-reference known; frozen.

Whoever makes a page or judges a record asks the catalogue questions. While a piece of work is noted (``noting``), each
question is written down, and ``answers`` gives the answer of today in a short form to be kept. So a later run knows
that the work need not be done again: its questions have the answers that they had. What depends on what is never
stated anywhere, only asked; a new question here needs its answer there. Rejected: dependencies declared beside each
page; the first one that is forgotten makes a page stale for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

from builder.heads import head_of
from builder.recorddigests import Told
from builder.relations import Key
from builder.schema import Case, Record, Ref
from builder.siteconfig import Site
from builder.tables import Facet, Tables, ancestors

R = TypeVar("R", bound=Record)
T = TypeVar("T")
BETWEEN = "\x1f"  # the parts of a question; no id and no typed name holds it


class _Numbers(dict[tuple[str, ...], int]):
    """Each question by a number, ``texts`` by these: ten thousand pages ask the same, and tell other processes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __missing__(self, parts: tuple[str, ...]) -> int:
        self[parts] = number = len(self.texts)
        self.texts.append(BETWEEN.join(parts))
        return number


class _Heads(dict[Key, Record]):
    """The heads of records, each made when somebody asks for it."""

    def __init__(self, shown: Mapping[Key, Record]) -> None:
        super().__init__()
        self._shown = shown

    def __missing__(self, key: Key) -> Record:
        self[key] = found = head_of(self._shown[key])
        return found


class Catalogue:
    """The questions. Everything returned is frozen; only notes change, and what is made when first asked for."""

    def __init__(self, site: Site, today: date, tables: Tables) -> None:
        self.site = site
        self._today = today
        self._tables = tables
        self._notes: set[int] | None = None
        self._numbers = _Numbers()
        self._marks: dict[Key, str | None] = {}
        self._heads = _Heads(tables.shown)
        self.answered: dict[str, str] = {}  # questions for single records, and for what relations tell; see ``answers``
        self.unanswered: Collection[Key] = tables.shown.keys()  # records of which this is still to be done
        self._each: dict[Callable[[Record], Any], dict[Key, Any]] = {}

    def renewed(self, site: Site, changed: Mapping[Key, Record], known: Mapping[Key, Told]) -> Catalogue:
        """The same relations with other records: ``changed`` differ in nothing that a relation or a mark rests on.
        ``known`` as in ``relate``."""
        found = Catalogue(site, self._today, self._tables.renewed(changed, known))
        found._numbers, found._marks = self._numbers, self._marks
        found._heads.update({key: head for key, head in self._heads.items() if key not in changed})
        found.answered, found.unanswered = {**self.answered}, {*self.unanswered, *changed}
        for make, made in self._each.items():
            found._each[make] = {key: value for key, value in made.items() if key not in changed}
        return found

    def each(self, make: Callable[[Record], T]) -> list[T]:
        """What ``make`` finds in each record by itself; in a preview only in those that have changed."""
        made = self._each.setdefault(make, {})
        for key, record in self.tables.shown.items():
            if key not in made:
                made[key] = make(record)
        return [made[key] for key in self.tables.shown]

    # Notes

    @contextmanager
    def noting(self) -> Iterator[set[int]]:
        """Note the questions of the work inside, by number; what is around it learns of them too, if it is noted."""
        before, mine = self._notes, set[int]()
        self._notes = mine
        try:
            yield mine
        finally:
            self._notes = before
            if before is not None:
                before |= mine

    def note(self, *question: str) -> None:
        if self._notes is not None:
            self._notes.add(self._numbers[question])

    def noted(self, questions: Iterable[int]) -> None:
        """What is taken over from work that was noted before counts as asked again."""
        if self._notes is not None:
            self._notes.update(questions)

    @property
    def questions(self) -> list[str]:
        """All that were noted in this process, by number."""
        return self._numbers.texts

    @property
    def tables(self) -> Tables:
        """Everything at once, which no notes could tell of: never inside noted work."""
        if self._notes is not None:
            raise RuntimeError("noted work must ask questions")
        return self._tables

    # Questions: one record, by its head (see ``heads``) unless the whole is asked for

    @property
    def today(self) -> date:
        self.note("today")
        return self._today

    def find(self, key: Key) -> Record | None:
        """The record under ``key``, if readers may see it."""
        self.note("record", *key)
        return self._heads[key] if key in self._tables.shown else None

    def record(self, key: Key) -> Record:
        self.note("record", *key)
        return self._heads[key]

    def whole(self, key: Key) -> Record:
        """The record with the text of its body."""
        self.note("whole", *key)
        return self._tables.shown[key]

    def records(self, keys: Iterable[Key]) -> list[Record]:
        return [self.record(key) for key in keys]

    def mark(self, record: Record) -> str | None:
        """See ``mark_of``; part of what the question for a record answers."""
        key = key_of(record)
        if key not in self._marks:
            self._marks[key] = mark_of(record, self._today)
        return self._marks[key]

    def target(self, ref: Ref | None) -> Record | None:
        """The record that ``ref`` leads to, if readers may see it."""
        if ref is None:
            return None
        self.note("target", ref.to, ref.text)
        found = self._tables.names.find(ref)
        return self.find(found[0]) if len(found) == 1 else None

    def meant(self, ref: Ref) -> tuple[Key, ...]:
        """All records that ``ref`` can mean, whether readers may see them or not."""
        self.note("target", ref.to, ref.text)
        return self._tables.names.find(ref)

    def in_file(self, file: str) -> Record | None:
        """The record shown that stands first in a file."""
        self.note("file", file)
        key = self._tables.files.get(file)
        return None if key is None else self.find(key)

    # Questions: many

    def all(self, cls: type[R]) -> tuple[R, ...]:
        """The records of one type in reading order."""
        return self.of_kind(cls.kind)  # type: ignore[return-value]  # a kind is of one class

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        self.note("kind", kind)
        return tuple([self._heads[kind, record.id] for record in self._tables.records[kind]])

    def wholes(self, kind: str) -> tuple[Record, ...]:
        """The records of one type with their texts."""
        self.note("wholes", kind)
        return self._tables.records[kind]

    def holds(self, kind: str) -> bool:
        """Whether there is any record of a type; cheaper to depend on than its records."""
        self.note("holds")
        return bool(self._tables.records[kind])

    def gives(self, kind: str) -> bool:
        """Whether any record of a type is published and public, not merely shown in a preview."""
        self.note("gives", kind)
        return any(record.public and self.mark(record) is None for record in self._tables.records[kind])

    def titles(self, kind: str) -> list[tuple[str, str]]:
        """(id, name) of the records of a type in reading order."""
        self.note("titles", kind)
        return [(record.id, record.name) for record in self._tables.records[kind]]

    def naming(self, record: Record, kind: str, field: str = "") -> list[Key]:
        """The records of type ``kind`` that name ``record`` (in ``field`` only, if given), in reading order."""
        self.note("naming", record.kind, record.id, kind)
        links = self._tables.back.get(key_of(record), ())
        found = {link.source for link in links if link.source[0] == kind and field in ("", link.field)}
        return self._tables.sorted(found)

    def kinds_naming(self, record: Record) -> set[str]:
        """The types of which any record names ``record``."""
        self.note("kinds_naming", record.kind, record.id)
        return {link.source[0] for link in self._tables.back.get(key_of(record), ())}

    def times_named(self, record: Record) -> int:
        self.note("times", record.kind, record.id)
        return len(self._tables.back.get(key_of(record), ()))

    def figures_named(self, record: Record) -> set[Key]:
        """The figures that ``record`` names."""
        self.note("figures", record.kind, record.id)
        return {link.target for link in self._tables.forward.get(key_of(record), ()) if link.target[0] == "figure"}

    def in_order(self, keys: Iterable[Key]) -> list[Key]:
        """``keys`` (shown, of one type) in reading order. The order of cases follows from what names them."""
        found = self._tables.sorted(keys)
        if found and found[0][0] != Case.kind:
            self.note("order", found[0][0])
        return found

    # Questions: trees

    def children(self, key: Key) -> Sequence[Key]:
        self.note("children", *key)
        return self._tables.children.get(key, ())

    def below(self, key: Key) -> Iterator[Key]:
        """``key`` and all that lies under it in its tree, parents first."""
        yield key
        for child in self.children(key):
            yield from self.below(child)

    def above(self, key: Key) -> list[Key]:
        """The ancestors of ``key``, the topmost first."""
        self.note("above", *key)
        return ancestors(self._tables.parents, key)

    def tops(self, kind: str) -> list[Key]:
        """The records of a type that have nothing above them, in reading order."""
        self.note("tops", kind)
        return [key for r in self._tables.records[kind] if (key := key_of(r)) not in self._tables.parents]

    def lying(self, region: Key, kind: str) -> list[Key]:
        """The records of one type in a region or below it, in reading order."""
        self.note("lying", region[1], kind)
        return [*self._tables.lying.get(region[1], {}).get(kind, ())]

    # Questions: cases by what they stand under

    def facets(self) -> dict[Facet, int]:
        """Every facet that has cases, with their number."""
        self.note("facets")
        return {facet: len(found) for facet, found in self._tables.cases.items()}

    def stands(self, facet: Facet) -> bool:
        """Whether any case stands under a facet; cheaper to depend on than its cases."""
        self.note("stands", *facet)
        return facet in self._tables.cases

    def under(self, facet: Facet) -> list[Key]:
        """The cases of a facet, of a record those of all below it too; the newest first."""
        self.note("under", *facet)
        return self._tables.under(facet)

    def near(self, case: Case) -> list[Key]:
        """The few cases most related to ``case``, the nearest first."""
        self.note("near", case.id)
        return self._tables.near(case.id)


def key_of(record: Record) -> Key:
    return record.kind, record.id


def mark_of(record: Record, today: date) -> str | None:
    """``draft``, ``scheduled`` (dated after ``today``), ``withdrawn``, or None for what everyone may see."""
    if record.status != "published":
        return record.status
    day = record.date if isinstance(record, Case) else None
    return "scheduled" if day is not None and day.after(today.isoformat()) else None
