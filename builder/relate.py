"""Relating: records → the catalogue: every reference resolved, every back-reference known, circles cut.

What readers may see is decided here and nowhere else: drafts and cases dated after the build date are in the
catalogue of a preview and absent from that of a build; withdrawn records are in neither, and listed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial

from builder.catalogue import Catalogue, key_of, mark_of
from builder.problems import Message, Report
from builder.recorddigests import Digests, Told
from builder.relations import Key, Link, Names, index, references
from builder.schema import REGISTRY, Case, Placed, Record
from builder.siteconfig import Site
from builder.tables import Facet, Tables, ancestors
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
    "提到的“{name}”{state}，读者看不到它的名称和链接；在 [[…|文字]] 里写了文字的，文字还在，请核对。",
    "“{name}”, named here, is {state}; readers see neither its name nor a link. Words typed in [[…|words]] stay; "
    "check them.",
    "warning",
)
STATES = {  # what ``mark_of`` tells, in a sentence
    "draft": Words("还是草稿", "still a draft"),
    "scheduled": Words("还没到发布日期", "not yet due"),
    "withdrawn": Words("已撤下", "withdrawn"),
}
DEEPEST = 40  # levels of a tree; province to village is five


def relate(
    site: Site,
    records: Iterable[Record],
    today: date,
    *,
    drafts: bool,
    report: Report,
    lost: Iterable[tuple[str, str]] = (),
    known: Mapping[Key, Told] | None = None,
) -> Catalogue:
    """The catalogue of ``records``. ``drafts``: whether drafts and scheduled cases are shown, as in a preview.

    ``lost`` are the (type, name) of records that could not be read: to name them is no further problem. ``known``
    gives the digests of what each record holds; what it lacks is computed when it is asked for.
    """
    names = index(records, report, lost)
    own = {key: mark_of(record, today) for key, record in names.ids.items()}
    hidden = {"withdrawn"} if drafts else {"withdrawn", "draft", "scheduled"}
    shown = {key: r for key, r in names.ids.items() if (own.get(r.inside) or own[key]) not in hidden}
    parents = _parents(names, shown, report)
    children: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(parents, key=lambda key: _standing(shown[key])):
        children[parents[key]].append(key)
    by_kind: dict[str, list[Record]] = {kind: [] for kind in REGISTRY}
    for record in shown.values():
        by_kind[record.kind].append(record)
    in_order = {kind: _in_order(kind, found, parents) for kind, found in by_kind.items()}
    links = list(_links(names, shown, in_order, own, report))
    forward = _grouped(links, lambda link: link.source)
    above = cache(partial(_with_those_above, parents))
    cases, stands = _facets(forward, in_order[Case.kind], above)
    files: dict[str, Key] = {}
    for key, record in shown.items():
        files.setdefault(record.place.file, key)
    tables = Tables(
        records=in_order,
        standing={key_of(r): place for found in in_order.values() for place, r in enumerate(found)},
        withdrawn=tuple(names.ids[k] for k, mark in own.items() if mark == "withdrawn"),
        shown=shown,
        names=names,
        forward=forward,
        back=_grouped(links, lambda link: link.target),
        parents=parents,
        children=dict(children),
        cases=cases,
        stands=stands,
        lying=_lying(names, shown, in_order, above),
        files=files,
        digests=Digests(shown, known or {}),
        days={r.id: _dated(r) for r in in_order[Case.kind] if isinstance(r, Case)},
    )
    return Catalogue(site, today, tables)


def _links(
    names: Names, shown: Mapping[Key, Record], in_order: Mapping[str, Iterable[Record]],
    own: Mapping[Key, str | None], report: Report,
) -> Iterator[Link]:  # fmt: skip
    """Every reference of every record; those of records that are not shown can only give warnings."""
    for record in (r for found in in_order.values() for r in found):
        key = key_of(record)
        for field, ref in references(record):
            target = names.resolve(ref, report)
            if target is not None and target in shown:
                yield Link(key, field, target)
            elif target is not None:
                hidden = names.ids[target]
                mark = own.get(hidden.inside) or own[target]
                assert mark is not None, "what is not shown has a mark that says why"
                report(HIDDEN.at(ref.place, name=hidden.name, state=STATES[mark]))
    for key, record in names.ids.items():
        if key not in shown:
            for _, ref in references(record):
                names.resolve(ref, lambda problem: report(problem.softened()))


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


def _grouped(links: list[Link], by: Callable[[Link], Key]) -> dict[Key, list[Link]]:
    groups: dict[Key, list[Link]] = defaultdict(list)
    for link in links:
        groups[by(link)].append(link)
    return dict(groups)


def _with_those_above(parents: Mapping[Key, Key], key: Key) -> list[Key]:
    return [key, *ancestors(parents, key)]


def _facets(
    forward: Mapping[Key, Iterable[Link]], cases: Iterable[Record], above: Callable[[Key], Sequence[Key]]
) -> tuple[dict[Facet, list[int]], dict[str, dict[Facet, int]]]:
    """Places of cases by what these belong to: region and those above, brand, station, belt, programme, theme, year."""
    by_facet: dict[Facet, list[int]] = defaultdict(list)
    stands: dict[str, dict[Facet, int]] = {}
    for place, case in enumerate(cases):
        assert isinstance(case, Case)
        mine = stands[case.id] = {}
        for facet in dict.fromkeys(_stood_under(case, forward.get(key_of(case), ()), above)):
            found = by_facet[facet]
            mine[facet] = len(found)
            found.append(place)
    return dict(by_facet), stands


_STOOD_UNDER = frozenset(("region", "brands", "stations", "belts", "programmes"))  # fields of a case


def _stood_under(case: Case, links: Iterable[Link], above: Callable[[Key], Sequence[Key]]) -> list[Facet]:
    found: list[Facet] = []
    for link in links:
        if link.field in _STOOD_UNDER:
            found += above(link.target)
    found += [("theme", key) for key in case.themes]
    if case.date is not None:
        found.append(("year", case.date.iso[:4]))
    return found


def _lying(
    names: Names, shown: Mapping[Key, Record], in_order: Mapping[str, Iterable[Record]],
    above: Callable[[Key], Sequence[Key]],
) -> dict[str, dict[str, list[Key]]]:  # fmt: skip
    """Region → kind → the records in it or below it, in reading order."""
    lying: dict[str, dict[str, list[Key]]] = {}
    for kind, records in in_order.items():
        for record in records:
            ref = record.region if isinstance(record, Placed) else None
            found = names.find(ref) if ref else ()
            if len(found) == 1 and found[0] in shown:
                own = key_of(record)
                for key in above(found[0]):
                    lying.setdefault(key[1], {}).setdefault(kind, []).append(own)
    return lying


def _standing(record: Record) -> tuple[str, int, int, str]:
    """Where a record stands in the files: the editor's own order."""
    return record.place.file, record.place.line, record.place.column, record.id


def _dated(case: Case) -> str:
    """The day of a case and its time, if any; orders as text."""
    return f"{case.date.iso} {case.time}" if case.date else ""


def _in_order(kind: str, found: Iterable[Record], parents: Mapping[Key, Key]) -> tuple[Record, ...]:
    """Cases the newest first.

    All else as it stands in the files, what has a parent behind it and its elder siblings.
    """
    if kind == Case.kind:
        return tuple(
            sorted(found, key=lambda r: (_dated(r) if isinstance(r, Case) else "", r.id), reverse=True)
        )
    below: dict[Key | None, list[Record]] = defaultdict(list)
    for record in sorted(found, key=_standing):
        below[parents.get(key_of(record))].append(record)

    def walk(parent: Key | None) -> Iterator[Record]:
        for record in below[parent]:
            yield record
            yield from walk(key_of(record))

    return tuple(walk(None))
