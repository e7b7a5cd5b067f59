"""The texts of a record, field by field, nested parts included: what editorial checks read.

A passage keeps the way to its field, so that what is found in it can be placed exactly (see ``spots``). Records do not
carry the place of every text: ten thousand are read back from the store on each run, and nearly all have no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.markdown import Document
from builder.problems import Label
from builder.schema import Way, values_in

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


def passages(holder: object) -> Iterator[Passage]:
    """Every text of a record, or of the settings of a site, that people read, in the order of declaration; no ids,
    dates, addresses."""
    for way, spec, value in values_in(holder, ("line", "lines", "prose")):
        if spec.shape == "line":
            yield Passage(way, spec.label, value, contact=spec.contact)
        elif spec.shape == "lines":
            for at, item in enumerate(value):
                yield Passage((*way, at), spec.label, item)
        else:
            yield Passage(way, None, "\n".join(value.blocks), value)
