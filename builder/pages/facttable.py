"""The table of facts on the page of a record, made from the fields that its type declares."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from typing import Any, cast

from builder.pages import listings
from builder.pages.view import Plain, View, path_of
from builder.schema import Field, Figure, Record, Ref, fields_of
from builder.wording import Words

# Shown elsewhere on the page than in the table of facts, or not for readers at all.
NOT_FACTS = {
    "id", "name", "also_known_as", "summary", "body", "sources", "note", "moved_from", "status", "review",
    "corrections", "withdrawal", "waivers", "figures", "slogan", "numeral_note", "definition", "usage", "undated",
    "author",
}  # fmt: skip

DRAWN: dict[str, set[str]] = {  # by type, what its own template draws
    "case": {"date", "time"},
    "belt": {"start", "end"},
    "figure": {
        "words", "value", "value_to", "unit", "qualifier", "measure", "as_of", "period", "inferred", "derived",
        "source",
        "passage", "parts", "denominator", "quoted", "region",
    },
    "programme": {"platforms"},
    "scheme": {"full_score", "review_months", "in_force", "reading", "total", "base", "base_figure"},
    "chart": {"form", "whole", "together", "region"},
}  # fmt: skip


def fact_table(view: View, record: Record) -> list[Plain]:
    """A row for each field that says something: its label and values, references as links."""
    rows = []
    for spec in _stated(cast("Hashable", type(record))):
        value = getattr(record, spec.attribute)
        if value not in (None, "", (), False):
            told = _VALUES[spec.shape](view, spec, value)
            rows += [{"label": view.say(spec.words), "values": told}] if told else []
    return rows


def _linked(view: View, refs: Iterable[Ref]) -> list[Plain]:
    found = []
    for ref in refs:
        record = view.cat.target(ref)
        if record is not None:  # what is hidden from readers is not named to them either
            words = record.words if isinstance(record, Figure) else record.name
            found.append({"text": words, "href": path_of(record)})
    return found


def _choice(view: View, spec: Field, key: str) -> Plain:
    return {"text": view.label(spec, key), "href": listings.of_theme(view, key) if spec.of == "theme" else None}


def _text(text: str) -> Plain:
    return {"text": text, "href": None}


_VALUES: Mapping[str, Callable[[View, Field, Any], list[Plain]]] = {  # by the shape of a field
    **dict.fromkeys(("line", "time"), lambda _, __, value: [_text(value)]),
    "url": lambda _, __, value: [{"text": value, "href": value, "external": True}],
    "lines": lambda _, __, value: [_text(v) for v in value],
    "number": lambda _, __, value: [_text(f"{value:f}")],
    "flag": lambda view, _, __: [_text(view.say(Words("是", "Yes")))],
    "when": lambda view, _, value: [_text(view.date(value))],
    "choice": lambda view, spec, value: [_text(view.label(spec, value))],
    "choices": lambda view, spec, value: [_choice(view, spec, key) for key in value],
    "ref": lambda view, _, value: _linked(view, [value]),
    "refs": lambda view, _, value: _linked(view, value),
}


@cache
def _stated(cls: Hashable) -> tuple[Field, ...]:
    """The fields of a type that stand in its table."""
    told = cast("type[Record]", cls)
    elsewhere = NOT_FACTS | DRAWN.get(told.kind, set())
    return tuple(spec for spec in fields_of(told) if spec.shape in _VALUES and spec.attribute not in elsewhere)
