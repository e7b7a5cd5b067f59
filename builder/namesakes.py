"""Records that pass for two and may be one: of one name, or named by what is another's name.

Each is a reminder only: two stations may well be called alike. Told is the later one, or the one in a file that looks
like a copy. Of two records, one that leaves open where or when it was may be the other; one that says otherwise is not.
Names are known by a table already, so that a site of a hundred thousand records costs one look at each name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from builder.catalogue import Catalogue
from builder.doubles import copied
from builder.problems import Message, Report
from builder.relations import Names, plain_name
from builder.rules import exact_value
from builder.schema import Case, Figure, Record, Ref
from builder.spots import field_of

SAME_CASE = Message(
    "case-twice",
    "和 {first} 的标题、日期都相同，列表、检索和统计里会算作两篇。是同一篇的，请删去一篇；不是的，请在标题里写出区别。",
    "Has the title and the date of {first}, and counts as another case in lists and search. If it is the same, remove "
    "one; if it is not, let the titles differ.",
    "warning",
)
NAMESAKE = Message(
    "name-twice",
    "已经有{kind}“{name}”（{first}），这是又一个。是同一个的，请删去一条；不是的，请在名称里写出区别，或者填上不同的地区、日期等。",
    "There is a {kind} “{name}” already ({first}), and this is another. If it is the same, remove one; if it is not, "
    "let the names differ, or fill in what tells them apart: region, date …",
    "warning",
)
TAKEN = Message(
    "alias-taken",
    "“{alias}”是另一{kind}的名称（{other}），写“{alias}”的地方指的都是那一条，不是这一条。请从这里删去它；要指这一条的地方，"
    "请写“{name}”。",
    "“{alias}” is the name of another {kind} ({other}): wherever it is written that one is meant, never this one. "
    "Remove it here, and write “{name}” where this one is meant.",
    "warning",
)
CONTRADICTS = Message(
    "figure-contradicts",
    "和 {first} 的“{name}”说的是同一件事（地区、时点相同），那里是“{other}”，这里是“{words}”。请核对；确实不是一件事的，"
    "请在名称里写出区别。",
    "Tells of the same as “{name}” in {first} (same region and date), which says “{other}” where this says “{words}”. "
    "Check them; if they are not about the same, let the names differ.",
    "warning",
)
# What tells records of one type and name apart, where both say it.
TELLING = (
    "date", "region", "parent", "level", "kind_of", "owner", "host", "network", "about", "time", "publisher", "url",
    "issuer", "number", "giver", "holder", "role", "organisation",
)  # fmt: skip
EARLIER = 20  # records of one name that a further one is held against


def namesakes(cat: Catalogue, report: Report) -> None:
    """Records of one type and one name; names that are no use as another has them."""
    names, shown = cat.tables.names, cat.tables.shown
    for plain, keys in names.names.items():
        if len(keys) < 2 or not plain:
            continue
        for kind in dict.fromkeys([kind for kind, _ in keys]):
            records = [names.ids[key] for key in keys if key[0] == kind]
            named = [record for record in records if plain_name(record.name) == plain]
            seen = [record for record in records if (kind, record.id) in shown]
            _taken(plain, named, [record for record in seen if plain_name(record.name) != plain], report)
            _twice(names, sorted([r for r in seen if plain_name(r.name) == plain], key=copied), report)


def _taken(plain: str, named: Sequence[Record], others: Iterable[Record], report: Report) -> None:
    """``others`` have the name of those ``named`` so among their other names."""
    for record in others if named else ():
        at = next(n for n, alias in enumerate(record.also_known_as) if plain_name(alias) == plain)
        alias = record.also_known_as[at]
        said = {"alias": alias, "kind": record.title, "other": str(named[0].place), "name": record.name}
        report(TAKEN.at(field_of(record, ("also_known_as", at), alias), None, **said))


def _twice(names: Names, records: Sequence[Record], report: Report) -> None:
    for at, record in enumerate(records):
        earlier = records[: min(at, EARLIER)]
        if isinstance(record, Figure):
            _contradicted(names, record, earlier, report)
            continue
        first = next((one for one in earlier if not _apart(names, one, record)), None)
        if first is not None:
            said = {"kind": record.title, "name": record.name, "first": str(first.place)}
            message = SAME_CASE if isinstance(record, Case) else NAMESAKE
            report(message.at(field_of(record, ("name",), record.name), None, **said))


def _contradicted(names: Names, figure: Figure, earlier: Iterable[Record], report: Report) -> None:
    """Inexact ones (余, 多, 近) may say the same in other words; what one record says of itself is no other's."""

    def contradicts(one: Figure) -> bool:
        if {one.qualifier, figure.qualifier} != {"exact"}:
            return False
        return exact_value(one)[:2] != exact_value(figure)[:2] and _subject(names, one) == _subject(names, figure)

    first = next((one for one in earlier if isinstance(one, Figure) and contradicts(one)), None)
    if first is not None:
        said = {"name": first.name, "first": str(first.place), "other": first.words, "words": figure.words}
        report(CONTRADICTS.at(field_of(figure, ("words",), figure.words), None, **said))


def _subject(names: Names, figure: Figure) -> tuple[object, ...]:
    """What a figure is about, beside its name."""
    meant = [_meant(names, value) for value in (figure.region, figure.about, figure.denominator)]
    told = figure.as_of, figure.period, figure.measure, exact_value(figure)[2], figure.inside
    return (*meant, *told)


def _apart(names: Names, one: Record, other: Record) -> bool:
    """Whether two records of one name differ in something that both of them tell."""
    for field in TELLING:
        a, b = (_meant(names, getattr(record, field, None)) for record in (one, other))
        if a and b and a != b:
            return True
    return False


def _meant(names: Names, value: Any) -> Any:
    """A value as it is compared: references by what they mean, however it is called."""
    if isinstance(value, Ref):
        return names.find(value) or value.text
    return frozenset(_meant(names, one) for one in value) if isinstance(value, tuple) else value
