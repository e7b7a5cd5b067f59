"""What the system says of a file without reading it, and when that may be believed.

A file may be known by its facts if whatever changes it from now on must show in them: if its times lie before what its
disk takes to be the present. A disk says what that is when a file is made on it (``Moment``). Of any other disk only
this is taken for granted, that it counts in steps of no more than ``YOUNG``.

Rejected: size and time of change alone; a change within one tick of the clock of a disk, or a time set back, would go
unseen for ever. Windows tells no more than these and the time of creation, so there a program that sets times back does
go unseen, but for ``--rehash``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

Facts: TypeAlias = tuple[int, int, int, int, int]  # size in bytes, modified and changed in ns, inode, device
Digested: TypeAlias = dict[str, tuple[str, Facts]]  # path → the digest of the file while it has these facts
YOUNG = 2_000_000_000  # ns; FAT counts time in steps of two seconds
CLOCK = ".xianfeng-clock"  # the file that asks a disk for its time, gone again at once


class Moment(NamedTuple):
    """A present, in ns: ``now`` by the clock of this machine, ``modified`` and ``changed`` by that of a ``device``."""

    now: int
    modified: int = 0
    changed: int = 0
    device: int = 0


def moment(folder: Path, now: int) -> Moment:
    """``now``, and what the disk of ``folder`` takes it to be; that is not asked where nothing can be written."""
    with suppress(OSError):
        _, modified, changed, _, device = made_now(folder)
        return Moment(now, modified, changed, device)
    return Moment(now)


def made_now(folder: Path) -> Facts:
    """The facts of a file made in ``folder`` and gone again. Raises OSError."""
    path = folder / CLOCK
    try:
        with path.open("wb") as file:
            file.write(b".")
            file.flush()
            return facts_in(os.fstat(file.fileno()))
    finally:
        path.unlink(missing_ok=True)


def facts_of(path: Path) -> Facts | None:
    """The facts of a file; None where there is none."""
    try:
        return facts_in(path.stat())
    except (OSError, ValueError):
        return None


def facts_in(told: os.stat_result) -> Facts:
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino, told.st_dev


def is_same(one: Facts | None, other: Facts | None) -> bool:
    """Whether two looks met one file as it was. A folder of Windows lists its files without inode and device."""
    if one is None or other is None:
        return False
    return one == other or (one[:3] == other[:3] and (0, 0) in (one[3:], other[3:]))


def settled(facts: Facts | None, at: Moment) -> Facts | None:
    """``facts`` if they may be believed later: so old at that moment that a later change must show in them."""
    if facts is None:
        return None
    _, modified, changed, _, device = facts
    told = device == at.device and modified < at.modified and changed < at.changed
    return facts if told or max(modified, changed) < at.now - YOUNG else None


@dataclass(frozen=True, slots=True)
class Trust:
    """What one run may believe of files without reading them. ``facts``: those of all files as they were when it
    ``began``; ``rehash``: believe none; ``told``: the digests and facts of files that have been read since.

    What was read is known by the facts of the very file that was opened. A whole folder may have been exchanged since
    the run began, and be put back later: neither changes anything in the files themselves.
    """

    facts: Mapping[str, Facts]
    began: Moment
    rehash: bool = False
    told: Digested = field(default_factory=dict)

    def of(self, file: str) -> Facts | None:
        """The facts by which a file may be known from now on; None if they could lie."""
        _, read = self.told.get(file, ("", None))
        return settled(self.facts.get(file), self.began) if read is None else self.of_read(file, read)

    def of_read(self, file: str, read: Facts | None) -> Facts | None:
        """Likewise, of a file that had the facts ``read`` when it was opened."""
        facts = self.facts.get(file)
        return settled(facts, self.began) if is_same(facts, read) else None

    def same(self, file: str, digest: str, then: Facts | None) -> bool:
        """Whether a file need not be read to know that it has this digest still, which it had when its facts were
        ``then``; None if these could lie."""
        unchanged = not self.rehash and then is not None and then == self.of(file)
        return unchanged or self.told.get(file, (None,))[0] == digest


class Below(NamedTuple):
    """What lies below a folder: path with ``/`` → facts, and the folders in which nothing lies."""

    files: dict[str, Facts]
    empty: list[str]


def facts_below(root: Path, names: Iterable[str]) -> Below | None:
    """The files and folders ``names`` of ``root``, if they are there, and all that lies in them.

    None where anything but plain files and folders is met: what a link leads to has facts of its own.
    """
    found = Below({}, [])
    waiting = []
    for name in names:
        try:
            told = (root / name).lstat()
        except (OSError, ValueError):
            continue
        if stat.S_ISDIR(told.st_mode):
            waiting.append(name)
        elif stat.S_ISREG(told.st_mode):
            found.files[name] = facts_in(told)
        else:
            return None
    while waiting:
        folder = waiting.pop()
        empty = True
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    empty = False
                    name = f"{folder}/{entry.name}"
                    if entry.is_file(follow_symlinks=False):
                        found.files[name] = facts_in(entry.stat(follow_symlinks=False))
                    elif entry.is_dir(follow_symlinks=False):
                        waiting.append(name)
                    else:
                        return None
        except OSError:
            return None
        if empty:
            found.empty.append(folder)
    return found
