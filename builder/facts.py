"""What the system says of a file without reading it, and when that may be believed.

Rejected: size and time of change alone; a change within one tick of the clock of a disk, or a time set back, would go
unseen for ever.
"""

from __future__ import annotations

import os
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
