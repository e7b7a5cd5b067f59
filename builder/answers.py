"""What the catalogue answers today, in a short form that can be kept from run to run.

``answer`` gives the same for a question only if whoever asked it would see the same. It may be too careful (a page is
made again for nothing, and found to be the same) but never too easy. Each question of ``Catalogue`` has its
answer in the tables at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from builder import digests
from builder.catalogue import BETWEEN, Catalogue, key_of
from builder.relations import Key, Link
from builder.schema import Case
from builder.tables import Tables, ancestors

SHORT = 16  # digits of a digest kept as an answer

# Questions about order, trees, lists, links and addresses, not about what a record says.
STRUCTURAL = frozenset((
    "path", "file", "order", "naming", "kinds_naming", "times", "figures", "children", "above", "tops", "lying",
    "facets", "stands", "under", "near",
))  # fmt: skip

# Those that stand while the relations do, whatever the records say; an address is no matter of the catalogue.
_STANDING = STRUCTURAL - {"path"} | {"target"}


def answer(cat: Catalogue, question: str) -> str:
    """The answer of today. Never inside noted work."""
    name, *about = question.split(BETWEEN)
    found = _ANSWERS[name](cat, *about)
    if name in _STANDING:
        cat.answered[question] = found
    return found


def of_records(cat: Catalogue) -> dict[str, str]:
    """The answers to the questions for each record: what it holds, by its head or whole, and how it is marked."""
    tables, found = cat.tables, cat.answered
    for key in cat.unanswered:
        told, mark = tables.digests[key], cat.mark(tables.shown[key]) or ""
        found[_about("record", *key)], found[_about("whole", *key)] = told.head + mark, told.whole + mark
    cat.unanswered = ()
    return found


def _about(name: str, kind: str, id_: str) -> str:
    return f"{name}{BETWEEN}{kind}{BETWEEN}{id_}"


def is_structural(question: str) -> bool:
    """Whether the answer follows from ``structure`` alone."""
    return question.partition(BETWEEN)[0] in STRUCTURAL


def structure(cat: Catalogue) -> str:
    """The digest of who is there, in which order, and who names whom. Most edits leave it as it was."""
    return cat.tables.follows("structure", partial(_structure, cat.tables))


def _structure(tables: Tables) -> str:
    told: list[list[object]] = []
    for records in tables.records.values():
        for record in records:
            key = key_of(record)
            links = [f"{link.field} {link.target[0]} {link.target[1]}" for link in tables.forward.get(key, ())]
            mine: list[object] = [*key, record.place.file, links]
            if isinstance(record, Case):
                mine += [record.date.iso if record.date else "", record.themes]
            told.append(mine)
    return _short([told, sorted(tables.parents.items())])


def _target(cat: Catalogue, to: str, text: str) -> str:
    shown = cat.tables.shown
    return " ".join(":".join(key) + ("" if key in shown else "=") for key in cat.tables.names.meant(to, text))


def _each(cat: Catalogue, name: str, kind: str) -> str:
    # The id too: that of a case may be the name of its file, which its digest does not tell of.
    known = of_records(cat)
    return _joined([f"{r.id} {known[_about(name, kind, r.id)]}" for r in cat.tables.records[kind]])


def _back(cat: Catalogue, kind: str, id_: str) -> Sequence[Link]:
    """What names a record."""
    return cat.tables.back.get((kind, id_), ())


def _naming(cat: Catalogue, kind: str, id_: str, of: str) -> str:
    links = [link for link in _back(cat, kind, id_) if link.source[0] == of]
    if not links:
        return ""
    fields = [f"{link.source[1]}.{link.field}" for link in links]
    return _dated(cat, cat.tables.sorted({link.source for link in links}), fields)


def _figures(cat: Catalogue, kind: str, id_: str) -> str:
    links = cat.tables.forward.get((kind, id_), ())
    return " ".join(sorted({link.target[1] for link in links if link.target[0] == "figure"}))


def _dated(cat: Catalogue, keys: Iterable[Key], more: Iterable[str] = ()) -> str:
    """A list of records; of cases with their dates, by which several lists are merged in order."""
    days = cat.tables.days
    told = [f"{key[1]} {days.get(key[1], '')}" if key[0] == Case.kind else key[1] for key in keys]
    return _joined([*told, *more]) if told else ""


def _ids(keys: Iterable[Key]) -> str:
    return " ".join([key[1] for key in keys])


def _joined(lines: Iterable[str]) -> str:
    return digests.of_bytes("\n".join(lines).encode())[:SHORT]


def _short(value: object) -> str:
    return digests.of_data(value)[:SHORT]


# Question → its answer, by how many words follow its name.
_OF_ALL: Mapping[str, Callable[[Catalogue], str]] = {
    "today": lambda cat: cat.today.isoformat(),
    "holds": lambda cat: " ".join(sorted(kind for kind, records in cat.tables.records.items() if records)),
    "facets": lambda cat: _short(sorted((*facet, len(found)) for facet, found in cat.tables.cases.items())),
}
_OF_ONE: Mapping[str, Callable[[Catalogue, str], str]] = {
    "file": lambda cat, file: ":".join(cat.tables.files.get(file, ())),
    "kind": lambda cat, kind: _each(cat, "record", kind),
    "wholes": lambda cat, kind: _each(cat, "whole", kind),
    "gives": lambda cat, kind: str(cat.gives(kind)),
    "titles": lambda cat, kind: _short(cat.titles(kind)),
    "order": lambda cat, kind: _short([record.id for record in cat.tables.records[kind]]),
    "tops": lambda cat, kind: _short([key[1] for key in cat.tops(kind)]),
    "near": lambda cat, id_: _ids(cat.tables.near(id_)),
}
_OF_TWO: Mapping[str, Callable[[Catalogue, str, str], str]] = {
    "record": lambda cat, kind, id_: of_records(cat).get(_about("record", kind, id_), ""),
    "whole": lambda cat, kind, id_: of_records(cat).get(_about("whole", kind, id_), ""),
    "target": _target,
    "kinds_naming": lambda cat, kind, id_: " ".join(sorted({link.source[0] for link in _back(cat, kind, id_)})),
    "times": lambda cat, kind, id_: str(len(_back(cat, kind, id_))),
    "figures": _figures,
    "children": lambda cat, kind, id_: _ids(cat.children((kind, id_))),
    "above": lambda cat, kind, id_: _ids(ancestors(cat.tables.parents, (kind, id_))),
    "lying": lambda cat, id_, kind: _dated(cat, cat.lying(("region", id_), kind)),
    "stands": lambda cat, kind, id_: str(cat.stands((kind, id_))),
    "under": lambda cat, kind, id_: _dated(cat, cat.under((kind, id_))),
}
_ANSWERS: Mapping[str, Callable[..., str]] = {**_OF_ALL, **_OF_ONE, **_OF_TWO, "naming": _naming}
