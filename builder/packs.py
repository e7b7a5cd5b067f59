"""Packs: many entries of the store in one file, since a file system takes longer to make a file than we to fill it.

A pack opens with a table of ``HEAD`` bytes, a line ``key size`` for each entry, and the entries follow in that order.
The table is not sealed: an entry is, and one that a damaged table misplaces does not prove itself. A pack is never
changed; an entry that is damaged in it is put again, in a file of its own or in another pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from builder import digests
from builder.faults import DiskFault
from builder.files import Disk, clear_way

FOLDER = "packs"
MOST = 128  # entries of a pack; those of one batch of work are asked for together later
FEW = 8  # entries for which a pack is not worth the bytes that it keeps from being swept
HEAD = 8192  # bytes
LARGEST = 1 << 31  # bytes of an entry that a table may tell of: a damaged one must not ask for all memory
_NAME = re.compile(r"[0-9a-f]{32}\Z")

Table: TypeAlias = dict[str, int]  # key → the size of its entry in bytes, in the order of the entries


class Packs:
    """The packs below ``folder``, which need not be there. Their tables are read when one is first asked for."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk
        self._tables: dict[str, Table] | None = None
        self._holders: dict[str, list[str]] = {}  # key → the packs that hold it: what was damaged is put again

    def get(self, key: str) -> Iterator[bytes]:
        """What stands in some pack as the entry of ``key``."""
        if self._tables is None:
            self._tables = {}
            with suppress(DiskFault):
                for name in self._names():
                    self._add(name, self._table(name))
        for name in reversed(self._holders.get(key, [])):
            table = self._tables[name]
            if key not in table:  # it was a damaged one that told of it
                continue
            start = HEAD + sum(islice(table.values(), list(table).index(key)))
            try:
                yield self._disk.read(f"{self._folder}/{name}", start, table[key])
            except DiskFault:
                continue

    def put(self, entries: Mapping[str, bytes]) -> None:
        """Write one pack of at most ``MOST`` entries. Raises ``DiskFault``."""
        table = {key: len(entry) for key, entry in entries.items()}
        name = digests.of_data(sorted(table))
        head = "".join(f"{key} {size}\n" for key, size in table.items()).encode().ljust(HEAD)
        clear_way(self._disk, self._folder, name)
        self._disk.write(self._folder / name, b"".join([head, *entries.values()]))
        if self._tables is not None:
            self._add(name, table)

    def sweep(self, used: set[str]) -> int:
        """Remove the packs in which nothing is used; the number of their entries."""
        removed = 0
        for name in self._names():
            table = self._table(name)
            if used.isdisjoint(table):
                self._disk.remove(self._folder / name)
                removed += len(table)
        self._tables, self._holders = None, {}
        return removed

    def _names(self) -> list[str]:
        if self._disk.look(self._folder) is None:
            return []
        return [e.name for e in self._disk.entries(self._folder) if e.kind == "file" and _NAME.match(e.name)]

    def _table(self, name: str) -> Table:
        try:
            told = self._disk.read(self._folder / name, 0, HEAD).decode("ascii").split()
            table = dict(zip(told[::2], map(int, told[1::2]), strict=True))
        except (DiskFault, ValueError):
            return {}  # damaged: what it holds will be made anew
        sizes = table.values()
        return table if sizes and min(sizes) >= 0 and max(sizes) < LARGEST else {}

    def _add(self, name: str, table: Table) -> None:
        assert self._tables is not None
        for key in table:
            self._holders.setdefault(key, []).append(name)
        self._tables[name] = table


def batches(entries: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    """``entries`` in packs."""
    each = iter(entries.items())
    while batch := dict(islice(each, MOST)):
        yield batch
