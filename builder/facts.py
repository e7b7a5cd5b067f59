"""What the system says of a file without reading it, and when that may be believed.

Rejected: size and time of change alone; a change within one tick of the clock of a disk, or a time set back, would go
unseen for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Facts: TypeAlias = tuple[int, int, int, int]  # size in bytes, modified and changed in ns, inode
YOUNG = 2_000_000_000  # ns; FAT counts time in steps of two seconds


def facts_of(path: Path) -> Facts | None:
    """The facts of a file; None where there is none."""
    try:
        return facts_in(path.stat())
    except (OSError, ValueError):
        return None


def facts_in(told: os.stat_result) -> Facts:
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino


def settled(facts: Facts | None, now: int) -> Facts | None:
    """``facts`` if they may be believed later: so old at ``now`` (ns) that a later change must show in them."""
    return facts if facts is not None and max(facts[1], facts[2]) < now - YOUNG else None


def facts_below(root: Path, names: Iterable[str]) -> dict[str, Facts] | None:
    """Path below ``root``, with ``/`` → facts, for the files and folders ``names`` and all that lies in them.

    None where anything but plain files and folders is met: what a link leads to has facts of its own.
    """
    found: dict[str, Facts] = {}
    waiting = []
    for name in names:
        facts = facts_of(root / name)
        if facts is not None and (root / name).is_dir():
            waiting.append(name)
        elif facts is not None:
            found[name] = facts
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    name = f"{folder}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(name)
                    elif entry.is_file(follow_symlinks=False):
                        found[name] = facts_in(entry.stat(follow_symlinks=False))
                    else:
                        return None
        except OSError:
            return None
    return found
