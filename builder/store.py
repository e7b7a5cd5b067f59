"""The store: results of pure steps, by the digest of what they were made from.

An entry is trusted only for its content: it opens with the digest of its kind, key and value, which is checked before
use. A torn, damaged or misplaced entry is therefore the same as an absent one, and the next ``put`` writes over it.
That one check lets entries be written in place, by several processes at once, with no temporary files and no flushing:
whatever a killed build leaves behind either proves itself or does not count. What is put by the thousand stands in
packs, see there.

The store may be deleted at any time; nothing but time is lost. Rejected: a database (a second format that can be
damaged as a whole) and pickles (an entry must not be able to run code).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from builder import digests, packs
from builder.faults import DiskFault
from builder.files import DISK, Disk, clear_way
from builder.packs import Packs

_KIND = re.compile(r"[a-z]{1,40}\Z")
_KEY = re.compile(r"[0-9a-f]{32}\Z")
_SEAL = 32  # characters of a digest at the head of an entry
_NO_PLACE = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


class Store:
    """Entries stand in ``folder/kind/first two digits of key/key``, or in ``folder/kind/packs``; ``kind`` is a-z,
    ``key`` a digest."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self._folder = folder
        self._disk = disk
        self._packs: dict[str, Packs] = {}
        self._empty: dict[str, bool] = {}

    def get(self, kind: str, key: str) -> bytes | None:
        """The value that was put, or None. What cannot be read is absent; it can be made anew."""
        for entry in self._entries(kind, key):
            if entry[:_SEAL] == _seal(kind, key, memoryview(entry)[_SEAL:]):
                return entry[_SEAL:]
        return None

    def _entries(self, kind: str, key: str) -> Iterator[bytes]:
        path = _path(kind, key)
        if self._is_empty(kind):
            return
        yield from self._packs_of(kind).get(key)  # most are there, and it knows without asking the disk
        with suppress(DiskFault):
            yield self._disk.read(self._folder / path)

    def _is_empty(self, kind: str) -> bool:
        """Whether nothing of the kind was there when it was first asked for: a first build asks ten thousand times."""
        if kind not in self._empty:
            self._empty[kind] = False
            with suppress(DiskFault):
                self._empty[kind] = self._disk.look(self._folder / kind) is None
        return self._empty[kind]

    def _packs_of(self, kind: str) -> Packs:
        found = self._packs.get(kind)
        if found is None:
            found = self._packs[kind] = Packs(self._folder / kind / packs.FOLDER, self._disk)
        return found

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Keep ``value``. Raises ``DiskFault`` where the folder cannot be written to."""
        path = _path(kind, key)
        self._empty[kind] = False
        entry = _seal(kind, key, value) + value
        try:
            self._disk.write(self._folder / path, entry)
        except DiskFault as fault:
            if not isinstance(fault.cause, _NO_PLACE):
                raise
            clear_way(self._disk, self._folder, path)  # its folder is not there yet, or a stranger stands in the way
            self._disk.write(self._folder / path, entry)

    def put_all(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep many values at once; the same as to ``put`` each, in fewer files."""
        if len(values) <= packs.FEW:
            for key, value in values.items():
                self.put(kind, key, value)
            return
        self._empty[kind] = False
        for batch in packs.batches(values):
            self._packs_of(kind).put({key: _seal(kind, key, value) + value for key, value in batch.items()})

    def sweep(self, used: AbstractSet[tuple[str, str]]) -> int:
        """Remove the entries whose (kind, key) is not in ``used``; their number.

        Only files that are named as entries are touched: somebody may have pointed the store at their documents.
        """
        removed = 0
        for kind in self._folders(self._folder, _KIND):
            for shard in self._folders(self._folder / kind, re.compile(r"[0-9a-f]{2}\Z")):
                for entry in self._disk.entries(self._folder / kind / shard):
                    named = entry.kind == "file" and _KEY.match(entry.name) and entry.name.startswith(shard)
                    if named and (kind, entry.name) not in used:
                        self._disk.remove(self._folder / kind / shard / entry.name)
                        removed += 1
            removed += self._packs_of(kind).sweep({key for of, key in used if of == kind})
        return removed

    def _folders(self, folder: Path, pattern: re.Pattern[str]) -> list[str]:
        if self._disk.look(folder) is None:
            return []
        return [e.name for e in self._disk.entries(folder) if e.kind == "folder" and pattern.match(e.name)]


def _path(kind: str, key: str) -> str:
    if not _KIND.match(kind) or not _KEY.match(key):
        raise ValueError(f"not the name of an entry: {kind!r}, {key!r}")
    return f"{kind}/{key[:2]}/{key}"


def _seal(kind: str, key: str, value: bytes | memoryview) -> bytes:
    """Kind and key are sealed in: an entry that a sync tool restored under another's name is not that other."""
    return digests.of_parts(f"{kind}/{key}/".encode(), value).encode()
