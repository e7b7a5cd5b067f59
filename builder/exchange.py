"""By exchange: the new site is laid out whole where nobody looks, and shown in one step.

It is laid out in the *spare*, which holds second names of all files of the site as it stands (so files that stay keep
their times, and a web server its ETags). What changes is written there, then the two folders change names, and the old
one is made the new spare. So a small change costs little on a large site; what was taken down is gone from the disk;
and a pipeline that puts back the store, but not the site, has the site in it. Where there can be no spare, the site is
laid out in a folder beside the published one, which goes again.

What is laid out is shown when the clock of its disk has gone on: whatever changes it from then on must show in its
facts, so these may be believed without reading it once more. Where the clock cannot be waited for, they are not.
"""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

from builder import manifest
from builder.changes import Changes, folders_of
from builder.facts import Facts
from builder.faults import DiskFault
from builder.files import Disk, Entry, clear_way, remove_tree
from builder.spare import Left, Spare, found_in, left_as
from builder.target import is_fixed

Laid: TypeAlias = Mapping[str, Facts | None]  # site path → the facts of what was laid out, if certain
_NO_PLACE = (FileNotFoundError, NotADirectoryError, FileExistsError, IsADirectoryError)
_PROBES = tuple(f"{manifest.RESERVED}-{name}" for name in ("one", "other"))  # no page has such a name
MAY_NOT = (errno.EACCES, errno.EPERM, errno.EROFS)


class Shown(NamedTuple):
    """A site that is shown: the facts of what was laid out, and of the folders of its spare."""

    laid: Laid
    left: Left


def by_exchange(
    disk: Disk, folder: Path, new: Mapping[str, bytes], changes: Changes, source: Path, spare: Spare | None
) -> Shown | None:
    """Show the site that ``changes`` make of ``source``: of ``folder``, or of the spare if that is all there is.

    ``new`` are the files that it lacks. None, with nothing changed, where the place refuses.
    """
    beside, stays = staging_of(folder) if spare is None else spare.folder, False
    left: Left = {}
    try:
        found = {} if spare is None else found_in(disk, spare)
        disk.make_folder(beside)
        there = disk.look(folder) is not None
        if there and not _can_exchange(disk, beside, folder):
            return None
        if spare is not None and there and not found.keys().isdisjoint(_PROBES):
            found = found_in(disk, spare)  # a run was killed while it asked; they are gone now
        laid = _fit(disk, beside, source, new, changes, found)
        if not there:
            disk.replace(beside, folder)
        elif not disk.exchange(beside, folder):
            return None
        disk.settle([folder.parent])
        if spare is not None:
            with suppress(DiskFault):  # the site is shown; without a spare the next one will take longer, no more
                if there:
                    _strip(disk, beside, changes)
                paths = new if there else (*new, *changes.unchanged)
                laid |= _renewed(disk, beside, folder, new[manifest.FILE], paths, {**changes.facts, **laid})
                stays = True
                left = left_as(disk, beside, (*new, *changes.unchanged))
        laid.pop(manifest.FILE, None)  # that is always read
        return Shown(laid, left)
    except DiskFault as fault:
        if fault.cause.errno in MAY_NOT and disk.look(beside) is None:
            return None
        raise
    finally:
        if not stays:
            remove_tree(disk, beside)  # what was begun; or, after the exchange, the old site


def _renewed(
    disk: Disk, spare: Path, folder: Path, told: bytes, paths: Iterable[str], before: Laid
) -> dict[str, Facts | None]:
    """Give these files of the new site their second names in the spare; what ``_follow`` says of them.

    The manifest, ``told``, is another file there: who damages the store shall not unmake the site.
    """
    laid = _follow(disk, folder, spare, [path for path in paths if path != manifest.FILE], before)
    disk.make_folder(spare)
    disk.write(spare / manifest.FILE, told)
    return laid


def staging_of(folder: Path) -> Path:
    """A new place for a folder beside ``folder``."""
    return folder.with_name(f".{folder.name}.staging-{secrets.token_hex(4)}")


def _fit(
    disk: Disk, beside: Path, source: Path, new: Mapping[str, bytes], changes: Changes, found: dict[str, Entry]
) -> dict[str, Facts | None]:
    """Make ``beside``, where an earlier site was ``found`` in part, the new site; what was not there and is now.

    What has the inode of a file of ``source`` is that file; whatever else is met is taken away.
    """
    kept = {*changes.unchanged} if source == beside else _second_names(found, changes.facts)
    folders = folders_of((*new, *changes.unchanged))
    for path, entry in reversed(found.items()):
        if entry.kind == "folder" and path not in folders:
            disk.remove_folder(beside / path)
        elif entry.kind != "folder" and path not in kept:
            disk.remove(beside / path)
    laid: dict[str, Facts | None] = {**lay_out(disk, beside, new)}
    laid |= _follow(disk, source, beside, sorted(set(changes.unchanged) - kept), changes.facts)
    disk.settle([*(beside / path for path in new), beside])
    lasting = disk.outlast(beside, [told for told in laid.values() if told])
    return laid if lasting else dict.fromkeys(laid)


def _follow(
    disk: Disk, folder: Path, beside: Path, paths: Iterable[str], before: Mapping[str, Facts | None]
) -> dict[str, Facts | None]:
    """Give files of ``folder`` second names in ``beside``; their facts now, where nothing but that has happened to them
    since they had those of ``before``."""
    laid: dict[str, Facts | None] = {}
    for path in paths:
        then, told = before.get(path), _copied(disk, folder, beside, path)
        same = then is not None and then[:2] + then[3:] == told[:2] + told[3:]  # another name is a change of the file
        laid[path] = told if same else None
    return laid


def _copied(disk: Disk, folder: Path, beside: Path, path: str) -> Facts:
    try:
        return disk.copy(f"{folder}/{path}", f"{beside}/{path}")
    except DiskFault as fault:
        if not isinstance(fault.cause, _NO_PLACE):
            raise
        clear_way(disk, beside, path)  # its folder is not there yet, or what a person put there stands in the way
        return disk.copy(folder / path, beside / path)


def _second_names(found: Mapping[str, Entry], facts: Mapping[str, Facts]) -> set[str]:
    """The paths at which what was ``found`` in the spare folder is a second name of the file with these facts."""
    one = ((path, found.get(path), told) for path, told in facts.items())
    return {path for path, entry, told in one if entry and entry.facts and entry.facts[3:] == told[3:] and told[3]}


def _strip(disk: Disk, beside: Path, changes: Changes) -> None:
    """Leave of an old site nothing that the new one does not show: what was taken down is gone from the disk."""
    for path in (*changes.replaced, manifest.FILE):
        disk.remove(beside / path)
    for path in changes.strays:
        remove_tree(disk, beside / path)


def _can_exchange(disk: Disk, beside: Path, folder: Path) -> bool:
    """Ask before the site is laid out for nothing. A mount point shows itself only at the exchange."""
    if _stood_in(folder) or is_fixed(folder) or not disk.alike(beside, folder):
        return False
    one, other = (beside / name for name in _PROBES)
    for probe in (one, other):
        remove_tree(disk, probe)
        disk.make_folder(probe)
    can = disk.exchange(one, other)
    disk.remove_folder(one)
    disk.remove_folder(other)
    return can


def _stood_in(folder: Path) -> bool:
    """A shell in a folder that is exchanged would be left in the old one, which is then deleted."""
    try:
        return Path.cwd().is_relative_to(folder)
    except FileNotFoundError:
        return False


def lay_out(disk: Disk, folder: Path, files: Mapping[str, bytes]) -> dict[str, Facts]:
    """Write ``files`` below ``folder``; what the system says of them now."""
    for inner in sorted(folders_of(files)):
        disk.make_folder(folder / inner)
    return {path: disk.write(f"{folder}/{path}", data) for path, data in files.items()}
