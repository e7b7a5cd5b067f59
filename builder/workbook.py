"""A workbook of xlsxwriter that gives its files away as they are, instead of compressing them into a ZIP.

The library ships no types, so its classes are unknown to mypy as bases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager


class _Parts(Packager):  # type: ignore[misc]
    """Keeps what the library has written, and leaves nothing to its own ZIP."""

    written: Sequence[tuple[StringIO, str, bool]] = ()  # text, name, whether it is binary

    def _create_package(self) -> list[object]:
        self.written = super()._create_package()
        return []


class Book(Workbook):  # type: ignore[misc]
    """A workbook in memory; its packager is the one thing that the library lets others put in place of its own."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), {"in_memory": True})
        self._parts = _Parts()

    def _get_packager(self) -> Packager:
        return self._parts

    def files(self) -> Iterator[tuple[str, str]]:
        """Close the workbook: the name and the text of each of its files."""
        self.close()
        return ((name, text.getvalue()) for text, name, _ in self._parts.written)
