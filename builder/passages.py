"""The texts of a record, field by field, nested parts included: what editorial checks read.

A passage keeps the way to its field, so that what is found in it can be placed exactly (see ``spots``). Records do not
carry the place of every text: ten thousand are read back from the store on each run, and nearly all have no finding.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, cast

from builder.markdown import Document
from builder.problems import Label
from builder.schema import Field, Record, fields_of

Way: TypeAlias = tuple[str | int, ...]  # ("summary",), ("items", 2, "text"), ("platforms", 0), ("body",)

BODY = "body"


@dataclass(frozen=True, slots=True)
class Passage:
    """One text. ``label`` is the innermost field; none for prose, where a line and column say more. ``document`` is set
    for prose: ``text`` is its blocks, one a line."""

    way: Way
    label: Label | None
    text: str
    document: Document | None = None
    contact: bool = False


def passages(record: Record) -> Iterator[Passage]:
    """Every text of ``record`` that people read, in the order of declaration; no ids, dates, addresses."""
    yield from _passages(record, ())


def passages_of(part: object) -> Iterator[Passage]:
    """The same of a structure that is no record, such as the settings of a site."""
    yield from _passages(part, ())


def _passages(holder: Any, before: Way) -> Iterator[Passage]:
    for spec in _worded(cast("Hashable", type(holder))):
        value = getattr(holder, spec.attribute)
        if not value:
            continue
        way = (*before, spec.attribute)
        if spec.shape == "line":
            yield Passage(way, spec.label, value, contact=spec.contact)
        elif spec.shape == "lines":
            for at, item in enumerate(value):
                yield Passage((*way, at), spec.label, item)
        elif spec.shape == "prose":
            yield Passage(way, None, "\n".join(value.blocks), value)
        elif spec.shape == "part":
            yield from _passages(value, way)
        else:
            for at, part in enumerate(value):
                yield from _passages(part, (*way, at))


@cache
def _worded(cls: Hashable) -> tuple[Field, ...]:
    shapes = ("line", "lines", "prose", "part", "parts")
    return tuple(f for f in fields_of(cast("type[Any]", cls)) if f.shape in shapes)
