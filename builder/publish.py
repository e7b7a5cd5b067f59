"""Publishing: make the output folder equal to the manifest, all or nothing.

All content is rendered before this begins, so that nothing but the disk can fail in between. There are two ways, and a
run takes the first that the place allows:

- *By exchange.* The new site is laid out whole in another folder (files that stay are second names of the same files,
  so they keep their times and a web server its ETags); then the two folders change names in one step. What is left of
  the old one, names of files that stay, is the beginning of the next; so a small change costs little on a large site.
- *In place*, where folders cannot be exchanged (Windows, a mount point, a parent that may not be written to) or should
  not be (somebody stands in the folder with a shell, or gave it an owner or permissions of its own). What is new is
  laid out inside the folder, and moved from there file by file under a journal.

What is unchanged is found by reading the files: one that was edited or deleted by hand is restored, and one that was
put there is removed; so only a folder that we made is ever touched. The caller must hold a lock on the folder: any
temporary folder that is met here is then a dead run's.
"""

from __future__ import annotations

import errno
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder import journal, manifest, target
from builder.changes import NOTHING, Changes, Known, compare, folders_of
from builder.facts import Facts
from builder.faults import DiskFault
from builder.files import DISK, Disk, Entry, remove_tree, walk
from builder.manifest import Manifest
from builder.outputs import Chosen
from builder.problems import Report


@dataclass(frozen=True, slots=True)
class Published:
    """What was done, by site path, each sorted: ``replaced`` had other bytes before, ``unchanged`` was not touched.

    ``found`` are the facts of unchanged files, as they were found; ``laid`` those of files that were laid out unseen,
    and shown only when nothing could change them any more but with a later time; None where that is not certain.
    """

    written: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    found: Mapping[str, Facts] = field(default_factory=dict, compare=False)
    laid: Mapping[str, Facts | None] = field(default_factory=dict, compare=False)


def publish(
    outputs: Mapping[str, bytes],
    folder: Path,
    report: Report,
    *,
    wanted: Manifest | None = None,
    known: Known = NOTHING,
    spare: Path | None = None,
    protected: Sequence[Path] = (),
    disk: Disk = DISK,
) -> Published | None:
    """Make ``folder`` hold exactly ``outputs`` (site path → bytes) and their manifest; nothing is written if it does.
    ``wanted`` is that manifest where it is known already; files that ``known`` tells the digests of are not read; in
    ``spare`` the next site may be laid out, and what is needed for that is left there.

    None, after reporting why and with nothing touched, where the outputs cannot stand together, or the folder is not
    ours, or is or holds one of the ``protected`` paths. Raises ``DiskFault``; the old site stands then, or a journal is
    open. A journal that is open is superseded: what it was to bring about is compared with the outputs like all else.
    """
    folder = target.real(folder)
    sound = outputs.keys() <= known.keys() or target.can_hold(folder, outputs, report)  # what stood so once can again
    if not target.may_be_touched(disk, folder, protected, report) or not sound:
        return None
    _clear_leftovers(disk, folder)
    wanted = wanted or manifest.of_outputs(outputs)
    changes = compare(disk, folder, wanted, known)
    laid: Mapping[str, Facts | None] | None = {}
    if changes.needed or not _is_settled(disk, folder, manifest.to_bytes(wanted)):
        new = Chosen((*changes.written, *changes.replaced), outputs, {manifest.FILE: manifest.to_bytes(wanted)})
        laid = _by_exchange(disk, folder, new, changes, spare)
        if laid is None:
            _in_place(disk, folder, new, changes)
    return Published(
        changes.written, changes.replaced, changes.unchanged, changes.removed, found=changes.facts, laid=laid or {}
    )  # fmt: skip


def remove_output(folder: Path, report: Report, *, protected: Sequence[Path] = (), disk: Disk = DISK) -> bool:
    """Remove an output folder that we made; True when nothing of ours is left. The same guards as ``publish``."""
    folder = target.real(folder)
    if not target.may_be_touched(disk, folder, protected, report):
        return False
    if target.is_marked(disk, folder):
        publish({}, folder, report, protected=protected, disk=disk)  # all or nothing here too
        disk.remove(folder / manifest.FILE)
        with suppress(DiskFault):  # a mount point, or somebody stands in it: it is empty, and that is what was asked
            disk.remove_folder(folder)
    return True


def _is_settled(disk: Disk, folder: Path, told: bytes) -> bool:
    """The manifest says what the folder holds, and no journal is open."""
    entry = disk.look(folder / manifest.FILE)
    same = entry is not None and entry.kind == "file" and disk.read(folder / manifest.FILE) == told
    return same and not journal.journal_open(folder, disk)


# By exchange


def _by_exchange(
    disk: Disk, folder: Path, new: Mapping[str, bytes], changes: Changes, spare: Path | None
) -> Mapping[str, Facts | None] | None:
    """What was laid out, with its facts as far as they may be believed; None, with nothing changed, where the place
    refuses."""
    lasting = spare is not None and disk.same_device(spare.parent, folder.parent)
    beside = spare if lasting and spare else folder.with_name(f".{folder.name}.staging-{secrets.token_hex(4)}")
    left = False
    try:
        disk.make_folder(beside)
        there = disk.look(folder) is not None
        if there and not _can_exchange(disk, beside, folder):
            return None
        laid = _fit(disk, beside, folder, new, changes)
        if not there:
            disk.replace(beside, folder)
        elif not disk.exchange(beside, folder):
            return None
        disk.settle([folder.parent])
        if there and lasting:
            _strip(disk, beside, changes)
            left = True
        return laid
    except DiskFault as fault:
        if fault.cause.errno in _MAY_NOT and disk.look(beside) is None:
            return None
        raise
    finally:
        if not left:
            remove_tree(disk, beside)  # what was begun; or, after the exchange, the old site


def _fit(
    disk: Disk, beside: Path, folder: Path, new: Mapping[str, bytes], changes: Changes
) -> Mapping[str, Facts | None]:
    """Make ``beside``, where an earlier site may stand in part, the new site; what was not there and is now.

    What has the inode of a file of the folder is that file; whatever else is met is taken away.
    """
    found = walk(disk, beside)
    kept = {path for path in changes.unchanged if _is_one(found.get(path), changes.facts.get(path))}
    folders = folders_of((*new, *changes.unchanged))
    for path, entry in reversed(found.items()):
        if entry.kind == "folder" and path not in folders:
            disk.remove_folder(beside / path)
        elif entry.kind != "folder" and path not in kept:
            disk.remove(beside / path)
    laid: dict[str, Facts | None] = {**_lay_out(disk, beside, new)}
    for path in _with_folders(disk, beside, sorted(set(changes.unchanged) - kept)):
        told, before = disk.copy(folder / path, beside / path), changes.facts.get(path)
        laid[path] = told if before is not None and _but_for_its_names(told) == _but_for_its_names(before) else None
    disk.settle([*(beside / path for path in new), beside])
    lasting = disk.outlast(beside, [told for told in laid.values() if told])
    del laid[manifest.FILE]  # it is always read
    return laid if lasting else dict.fromkeys(laid)


def _but_for_its_names(facts: Facts) -> tuple[int, ...]:
    """All but the time of the last change, which another name for the file is too."""
    return facts[:2] + facts[3:]


def _is_one(entry: Entry | None, facts: Facts | None) -> bool:
    """Whether an entry of the spare folder is a second name of the file with these facts."""
    return entry is not None and entry.facts is not None and facts is not None and entry.facts[3:] == facts[3:] and facts[3] != 0


def _strip(disk: Disk, beside: Path, changes: Changes) -> None:
    """Leave of an old site nothing that the new one does not show: what was taken down is gone from the disk."""
    for path in (*changes.replaced, manifest.FILE):
        disk.remove(beside / path)
    for path in changes.strays:
        remove_tree(disk, beside / path)


def _can_exchange(disk: Disk, beside: Path, folder: Path) -> bool:
    """Ask before the site is laid out for nothing. A mount point shows itself only at the exchange."""
    if _stood_in(folder) or not disk.alike(beside, folder):
        return False
    one, other = beside / "one", beside / "other"
    disk.make_folder(one)
    disk.make_folder(other)
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


# In place


def _in_place(disk: Disk, folder: Path, new: Mapping[str, bytes], changes: Changes) -> None:
    plan = journal.planned(f"{manifest.RESERVED}-staging-{secrets.token_hex(4)}", changes)
    inside = folder / plan.staging
    try:
        disk.make_folder(inside)
        journal.begin(disk, folder, plan, [inside / path for path in _lay_out(disk, inside, new)])
    except BaseException:
        remove_tree(disk, inside)  # nothing of the site has been touched yet
        raise
    journal.carry_out(disk, folder, plan)
    journal.close(disk, folder, plan)


# Both


_MAY_NOT = (errno.EACCES, errno.EPERM, errno.EROFS)


def _lay_out(disk: Disk, folder: Path, files: Mapping[str, bytes]) -> dict[str, Facts]:
    """Write ``files`` below ``folder``; what the system says of them now."""
    return {path: disk.write(folder / path, files[path]) for path in _with_folders(disk, folder, files)}


def _with_folders(disk: Disk, top: Path, paths: Iterable[str]) -> Iterable[str]:
    """``paths``, after making the folders that they need."""
    paths = list(paths)
    for folder in sorted(folders_of(paths)):
        disk.make_folder(top / folder)
    return paths


def _clear_leftovers(disk: Disk, folder: Path) -> None:
    """Remove the temporary folders of killed runs, inside and beside. A journal whose staging goes is superseded."""
    beside = re.compile(rf"\.{re.escape(folder.name)}\.staging-[0-9a-f]{{8}}\Z")
    for place, pattern in ((folder, journal.STAGING), (folder.parent, beside)):
        for entry in _seen(disk, place):
            if entry.kind == "folder" and pattern.match(entry.name):
                remove_tree(disk, place / entry.name)


def _seen(disk: Disk, folder: Path) -> list[Entry]:
    """What stands in the folder, as far as one may see it: a parent need not be ours to look into."""
    try:
        return disk.entries(folder) if disk.look(folder) else []
    except DiskFault as fault:
        if fault.cause.errno in _MAY_NOT:
            return []
        raise
