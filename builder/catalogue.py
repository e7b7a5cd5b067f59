"""The catalogue: all records of a site, every reference resolved, every back-reference known; frozen.

What readers may see is decided here and nowhere else: drafts and cases dated after the build date are in the
catalogue of a preview and absent from that of a build; withdrawn records are in neither, and listed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from builder.problems import Message, Problem, Report
from builder.relations import Key, Link, Names, index, references
from builder.schema import REGISTRY, Case, Record, Ref
from builder.schema.records import STATUS
from builder.siteconfig import Site
from builder.wording import Words

CYCLE = Message(
    "tree-cycle",
    "上下级成了一个圈：{path}。请改正其中一个的上级。",
    "Parents form a circle: {path}. Mend the parent of one of them.",
)
TOO_DEEP = Message(
    "tree-deep",
    "上下级超过了 {most} 层，请检查“{name}”的上级是不是写错了。",
    "Parents go up more than {most} levels; check the parent of “{name}”.",
)
HIDDEN = Message(
    "reference-hidden",
    "提到的“{name}”{state}，读者看到的只是文字，没有链接。",
    "“{name}”, named here, is {state}; readers see the words without a link.",
    "warning",
)
DEEPEST = 40  # levels of a tree; province to village is five
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``records``: kind → the records shown, in reading order; ``withdrawn``: the others that keep a page."""

    site: Site
    today: date
    records: Mapping[str, tuple[Record, ...]]
    withdrawn: tuple[Record, ...]
    shown: Mapping[Key, Record]
    names: Names
    forward: Mapping[Key, tuple[Link, ...]]
    back: Mapping[Key, tuple[Link, ...]]
    parents: Mapping[Key, Key]
    children: Mapping[Key, tuple[Key, ...]]
    standing: Mapping[Key, int]  # the place of a record in the reading order of its type

    def all(self, cls: type[R]) -> tuple[R, ...]:
        """The records of one type in reading order."""
        return tuple(r for r in self.records[cls.kind] if isinstance(r, cls))

    def target(self, ref: Ref | None) -> Record | None:
        """The record that ``ref`` leads to, if readers may see it."""
        found = () if ref is None else self.names.find(ref)
        return self.shown.get(found[0]) if len(found) == 1 else None

    def naming(self, record: Record, kind: str, field: str = "") -> list[Record]:
        """The records of type ``kind`` that name ``record`` (in ``field`` only, if given), in reading order."""
        links = self.back.get(key_of(record), ())
        keys = {link.source for link in links if link.source[0] == kind and field in ("", link.field)}
        return self.in_order(keys)

    def in_order(self, keys: Iterable[Key]) -> list[Record]:
        """The records shown under ``keys`` (of one type) in reading order."""
        return [self.shown[key] for key in sorted(keys, key=self.standing.__getitem__)]

    def below(self, key: Key) -> Iterator[Key]:
        """``key`` and all that lies under it in its tree, parents first."""
        yield key
        for child in self.children.get(key, ()):
            yield from self.below(child)

    def above(self, key: Key) -> list[Key]:
        """The ancestors of ``key``, the topmost first."""
        path: list[Key] = []
        while key in self.parents:
            key = self.parents[key]
            path.insert(0, key)
        return path


def key_of(record: Record) -> Key:
    return record.kind, record.id


def mark_of(record: Record, today: date) -> str | None:
    """``draft``, ``scheduled`` (dated after ``today``), ``withdrawn``, or None for what everyone may see."""
    if record.status != "published":
        return record.status
    date_ = record.date if isinstance(record, Case) else None
    return "scheduled" if date_ is not None and date_.iso > today.isoformat()[: len(date_.iso)] else None


def relate(
    site: Site,
    records: Iterable[Record],
    today: date,
    *,
    drafts: bool,
    report: Report,
    lost: Iterable[tuple[str, str]] = (),
) -> Catalogue:
    """The catalogue of ``records``. ``drafts``: whether drafts and scheduled cases are shown, as in a preview.

    ``lost`` are the (type, name) of records that could not be read: to name them is no further problem.
    """
    every = list(records)
    names = index(every, report, lost)
    own = {key: mark_of(record, today) for key, record in names.ids.items()}
    marks = {key: own.get(record.inside) or own[key] for key, record in names.ids.items()}
    hidden = {"withdrawn"} if drafts else {"withdrawn", "draft", "scheduled"}
    shown = {key: record for key, record in names.ids.items() if marks[key] not in hidden}
    links = list(_links(names, shown, report))
    parents = _parents(names, shown, report)
    children: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(parents, key=lambda key: _standing(shown[key])):
        children[parents[key]].append(key)
    records_shown = {kind: _in_order(kind, shown, parents) for kind in REGISTRY}
    return Catalogue(
        site=site,
        today=today,
        records=records_shown,
        standing={key_of(r): place for found in records_shown.values() for place, r in enumerate(found)},
        withdrawn=tuple(names.ids[k] for k, mark in own.items() if mark == "withdrawn"),
        shown=shown,
        names=names,
        forward=_grouped(links, lambda link: link.source),
        back=_grouped(links, lambda link: link.target),
        parents=parents,
        children={key: tuple(found) for key, found in children.items()},
    )


def _links(names: Names, shown: Mapping[Key, Record], report: Report) -> Iterator[Link]:
    """Every reference of every record; those of records that are not shown can only give warnings."""
    for key, record in names.ids.items():
        say = report if key in shown else partial(_softly, report)
        for field, ref in references(record):
            target = names.resolve(ref, say)
            if target is None or key not in shown:
                continue
            if target in shown:
                yield Link(key, field, target, ref.place)
            else:
                report(HIDDEN.at(ref.place, name=names.ids[target].name, state=_state(names.ids[target])))


def _softly(report: Report, problem: Problem) -> None:
    report(problem.softened())


def _state(record: Record) -> Words:
    zh, en = STATUS[record.status] if record.status != "published" else ("未到发布日期", "not yet due")
    return Words(zh, en.lower())


def _parents(names: Names, shown: Mapping[Key, Record], report: Report) -> dict[Key, Key]:
    """child → parent for every type with a ``parent``; a circle is reported once and cut."""
    parents: dict[Key, Key] = {}
    for key, record in shown.items():
        parent = getattr(record, "parent", None)  # types without a tree have none
        found = names.find(parent) if parent else ()
        if len(found) == 1 and found[0] in shown:
            parents[key] = found[0]
    for key in list(parents):
        path = [key]
        while path[-1] in parents and parents[path[-1]] not in path and len(path) <= DEEPEST:
            path.append(parents[path[-1]])
        if len(path) > DEEPEST:
            report(TOO_DEEP.at(shown[key].place, most=DEEPEST, name=shown[key].name))
            del parents[key]
            continue
        if path[-1] in parents:
            circle = path[path.index(parents[path[-1]]) :]
            named = " → ".join(shown[k].name for k in [*circle, circle[0]])
            report(CYCLE.at(shown[min(circle)].place, path=named))
            del parents[min(circle)]
    return parents


def _grouped(links: list[Link], by: Callable[[Link], Key]) -> dict[Key, tuple[Link, ...]]:
    groups: dict[Key, list[Link]] = defaultdict(list)
    for link in links:
        groups[by(link)].append(link)
    return {key: tuple(found) for key, found in groups.items()}


def _standing(record: Record) -> tuple[str, int, int, str]:
    """Where a record stands in the files: the editor's own order."""
    return record.place.file, record.place.line, record.place.column, record.id


def _in_order(kind: str, shown: Mapping[Key, Record], parents: Mapping[Key, Key]) -> tuple[Record, ...]:
    """Cases the newest first.

    All else as it stands in the files, what has a parent behind it and its elder siblings.
    """
    records = sorted((r for r in shown.values() if r.kind == kind), key=_standing)
    if kind == Case.kind:
        records.sort(key=lambda r: (r.date.iso if isinstance(r, Case) and r.date else "", r.id), reverse=True)
        return tuple(records)
    below: dict[Key | None, list[Record]] = defaultdict(list)
    for record in records:
        below[parents.get(key_of(record))].append(record)

    def walk(parent: Key | None) -> Iterator[Record]:
        for record in below[parent]:
            yield record
            yield from walk(key_of(record))

    return tuple(walk(None))
