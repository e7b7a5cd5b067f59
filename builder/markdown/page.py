"""The growing output of a document, by whichever of its readers it is written."""

from __future__ import annotations

from collections.abc import Iterable

from builder.problems import Report

from .document import Address, Document, Heading, Slot, Text, count_characters
from .findings import Positions


def escape(text: str) -> str:
    """``text`` for HTML, in content and in quoted attributes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


class Page:
    """Fragments, after which of them a slot opens, and links out of the site."""

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

    def document(self, blocks: Iterable[str], headings: Iterable[Heading]) -> Document:
        """All that was written, with its plain text, of which empty blocks are left out."""
        starts, ends = [0, *self._ends], [*self._ends, len(self.out)]
        parts = ("".join(self.out[start:end]) for start, end in zip(starts, ends, strict=True))
        said = tuple(block for block in blocks if block)
        slots, outward = tuple(self.slots), tuple(self.outward)
        return Document(Text.of(parts, said), slots, tuple(headings), count_characters(said), outward)
