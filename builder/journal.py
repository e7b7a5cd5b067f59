"""The journal of a publishing in place: what is still to be done until an output folder is whole again.

It stands in the output folder from before the first file of the site is touched until after the last. While it is
there, the folder is neither the old site nor the new one: ``journal_open`` says so, and nobody should show or send it.
The new files lie complete in a staging folder beside it, so a later run can do what a killed one left undone; each
step may be done twice. Whether the result is whole is then read from the disk, not concluded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Literal

import msgspec

from builder import manifest
from builder.changes import Changes, stands
from builder.files import DISK, Disk, clear_way, read_plain, remove_tree

FILE = f"{manifest.RESERVED}-journal.json"
STAGING = re.compile(rf"{re.escape(manifest.RESERVED)}-staging-[0-9a-f]{{8}}\Z")
# Pages, feeds, site maps and exports: they name the others.
_PAGES = (".html", ".htm", ".shtml", ".xml", ".txt", ".json")
_INDEX = "search/"


@dataclass(frozen=True, slots=True)
class Step:
    """Put the staged file at ``path``, or remove whatever stands there."""

    action: Literal["place", "remove"]
    path: str


@dataclass(frozen=True, slots=True)
class Journal:
    """``staging`` is the name of the folder, inside the output folder, that holds the files to be placed."""

    staging: str
    steps: tuple[Step, ...]


def planned(staging: str, changes: Changes) -> Journal:
    """The steps in the order in which a reader is least likely to meet a page without what it refers to."""
    new = sorted((*changes.written, *changes.replaced), key=lambda path: (_rank(path), path))
    late = [path for path in changes.strays if path not in changes.misspelt]
    steps = (
        *(Step("remove", path) for path in changes.misspelt),
        *(Step("place", path) for path in new),
        *(Step("remove", path) for path in late),
        Step("place", manifest.FILE),
    )
    return Journal(staging, steps)


def begin(disk: Disk, folder: Path, journal: Journal, staged: Iterable[Path]) -> None:
    """Open ``journal``, in place of one that was open. The ``staged`` files must be written; they are made to last."""
    draft = folder / journal.staging / FILE
    disk.write(draft, json.dumps(asdict(journal)).encode())  # ASCII: a stray file's name need not be valid UTF-8
    disk.settle([*staged, draft, draft.parent])
    clear_way(disk, folder, FILE)
    disk.replace(draft, folder / FILE)


def carry_out(disk: Disk, folder: Path, journal: Journal) -> None:
    """Do the steps; those that are done already have no effect."""
    disk.settle([folder])
    for step in journal.steps:
        if step.action == "remove":
            remove_tree(disk, folder / step.path)
        elif disk.look(folder / journal.staging / step.path) is not None:
            clear_way(disk, folder, step.path)
            disk.replace(folder / journal.staging / step.path, folder / step.path)


def close(disk: Disk, folder: Path, journal: Journal) -> None:
    """The folder is whole: leave nothing of the work in it, the journal last."""
    disk.settle([folder])
    remove_tree(disk, folder / journal.staging)
    remove_tree(disk, folder / FILE)


def journal_open(folder: Path, disk: Disk = DISK) -> bool:
    """True while ``folder`` is neither an old site nor a new one. Checking, serving and sending must refuse it."""
    return disk.look(folder / FILE) is not None


def complete(folder: Path, disk: Disk = DISK) -> bool:
    """Finish what a killed run left undone; True when the folder is whole. The caller must hold the lock.

    False where the journal or the staged files are damaged; the journal stays open then, until the next publishing.
    """
    if not journal_open(folder, disk):
        return True
    journal = _read(disk, folder)
    if journal is None:
        return False
    carry_out(disk, folder, journal)
    if not stands(folder, disk):
        return False
    close(disk, folder, journal)
    return True


def _read(disk: Disk, folder: Path) -> Journal | None:
    """What ``begin`` wrote, or None for anything else, such as one whose paths lead out of the folder."""
    data = read_plain(disk, folder / FILE)
    if data is None:
        return None
    try:
        journal = msgspec.convert(json.loads(data), Journal)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return None
    if not STAGING.match(journal.staging) or not all(_stays_inside(step.path) for step in journal.steps):
        return None
    return journal


def _stays_inside(path: str) -> bool:
    pure = PurePath(path)
    return bool(pure.parts) and not pure.anchor and ".." not in pure.parts and "\0" not in path


def _rank(path: str) -> int:
    """Assets, then the search index, then pages."""
    return 1 if path.startswith(_INDEX) else 2 if path.endswith(_PAGES) else 0
