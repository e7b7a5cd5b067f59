"""Edits within lines: what mending changed, and the way from a place in the mended text back to the typed one.

Lines are never added or removed, so a line number is the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.yamltext.slips import Slip


@dataclass(frozen=True, slots=True)
class Edit:
    """``removed`` characters at ``column`` of the typed line give way to ``added``."""

    column: int
    removed: int
    added: str


def back(edit: Edit, moved: int) -> Edit:
    """``edit`` of a line that was moved to the right by so much, as one of the line that was typed."""
    before = max(moved - edit.column, 0)
    return Edit(max(edit.column - moved, 0), max(edit.removed - before, 0), edit.added)


@dataclass(frozen=True, slots=True)
class Mended:
    """The text to parse, the slips found, the edits of each line by column, and the lines that had to be left out."""

    lines: list[str]
    slips: list[Slip] = field(default_factory=list)
    edits: dict[int, list[Edit]] = field(default_factory=dict)
    lost: frozenset[int] = frozenset()

    def column(self, line: int, column: int) -> int:
        """The column in the typed line for a ``column`` in the mended one; all count from 0."""
        shift = 0
        for edit in self.edits.get(line, ()):
            start = edit.column + shift
            if column < start:
                break
            if column < start + len(edit.added):
                return edit.column
            shift += len(edit.added) - edit.removed
        return column - shift

    def typed(self, slip: Slip) -> Slip:
        """``slip`` of the mended text at its place in the typed one."""
        return Slip(slip.message, slip.line, self.column(slip.line, slip.column), slip.values)


def edited(line: str, edits: list[Edit]) -> str:
    """``line`` after ``edits``, which stand in the order of their columns."""
    for edit in reversed(edits):
        line = line[: edit.column] + edit.added + line[edit.column + edit.removed :]
    return line
