"""The spare folder of a site: second names of all its files, kept for the run that lays out the next site there.

While its folders have the facts with which a run left them, no name in them has come or gone, and ten thousand files
need not be looked at. These facts are certain only once the clock of the disk has gone on, as those of files are (see
``facts``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from builder import manifest
from builder.changes import folders_of
from builder.facts import Digested, Facts
from builder.files import Disk, Entry, walk

Left: TypeAlias = Mapping[str, Facts]  # folder, the spare itself as "" → its facts


@dataclass(frozen=True, slots=True)
class Spare:
    """If its folders are as a run ``left`` them, it holds the files that this run has made ``known``, and a manifest.
    """

    folder: Path
    left: Left = field(default_factory=dict)
    known: Digested = field(default_factory=dict)

    def left_with(self, files: Mapping[str, Facts]) -> Left:
        """What it was left as, if it was left with second names of these very files of the output. Others may stand
        there by now: another version that was put back, or the output of another site in the same store."""
        return self.left if files == {path: facts for path, (_, facts) in self.known.items()} else {}


def found_in(disk: Disk, spare: Spare) -> dict[str, Entry]:
    """What stands in the spare folder, by its relative path; a folder before what is in it."""
    there = {name: disk.look(spare.folder / name) for name in sorted(spare.left)}
    if not there or any(entry is None or entry.facts != spare.left[name] for name, entry in there.items()):
        return walk(disk, spare.folder)
    folders = {name: entry for name, entry in there.items() if name and entry is not None}
    files = {path: Entry(path, "file", facts[0], facts) for path, (_, facts) in spare.known.items()}
    return folders | files | {manifest.FILE: Entry(manifest.FILE, "file", 0)}


def left_as(disk: Disk, folder: Path, paths: Iterable[str]) -> Left:
    """The facts of a spare folder that holds files at ``paths`` and nothing else; none where they are not certain."""
    reserved = [entry.name for entry in disk.entries(folder) if entry.name.startswith(manifest.RESERVED)]
    there = {name: disk.look(folder / name) for name in ("", *folders_of(paths))}
    left = {name: entry.facts for name, entry in there.items() if entry and entry.kind == "folder" and entry.facts}
    certain = reserved == [manifest.FILE] and left.keys() == there.keys()
    return left if certain and disk.outlast(folder.parent, left.values()) else {}
