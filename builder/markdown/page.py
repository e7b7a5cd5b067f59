"""The growing output of a document, by whichever of its readers it is written."""

from __future__ import annotations

from builder.problems import Report

from .document import Address, Slot
from .findings import Positions


def escape(text: str) -> str:
    """``text`` for HTML, in content and in quoted attributes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


class Page:
    """The growing output of one document: fragments, after which of them a slot opens, and links out of the site."""

    def __init__(self, positions: Positions, report: Report) -> None:
        self.positions = positions
        self.report = report
        self.out: list[str] = []
        self.slots: list[Slot] = []
        self.outward: list[Address] = []
        self._ends: list[int] = []

    def open_slot(self, slot: Slot) -> None:
        self.slots.append(slot)
        self._ends.append(len(self.out))

    def parts(self) -> tuple[str, ...]:
        starts = [0, *self._ends]
        ends = [*self._ends, len(self.out)]
        return tuple("".join(self.out[start:end]) for start, end in zip(starts, ends, strict=True))
