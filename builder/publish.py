"""Publishing: make the output folder equal to the manifest, all or nothing.

All content is rendered before this begins, so that nothing but the disk can fail in between. There are two ways, and a
run takes the first that the place allows:

- *By exchange*, see there: the new site is laid out whole where nobody looks, and shown in one step.
- *In place*, where folders cannot be exchanged (Windows, a mount point, a parent that may not be written to) or should
  not be (somebody stands in the folder with a shell, or gave it an owner or permissions of its own). What is new is
  laid out inside the folder, and moved from there file by file under a journal.

What is unchanged is found by reading the files: one that was edited or deleted by hand is restored, and one that was
put there is removed; so only a folder that we made is ever touched. The caller must hold a lock on the folder: any
temporary folder that is met here is then a dead run's.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from builder import journal, manifest, target
from builder.changes import NOTHING, Changes, compare
from builder.exchange import MAY_NOT, Laid, Shown, by_exchange, lay_out, staging_of
from builder.facts import Digested, Facts
from builder.faults import DiskFault
from builder.files import DISK, Disk, Entry, read_plain, remove_tree
from builder.manifest import Manifest
from builder.outputs import Chosen
from builder.problems import Report
from builder.spare import Left, Spare
from builder.work import Hands, here


@dataclass(frozen=True, slots=True)
class Published:
    """What was done, by site path, each sorted: ``replaced`` had other bytes before, ``unchanged`` was not touched.

    ``found`` are the facts of unchanged files, as they were found; ``laid`` those of files that were laid out unseen,
    and shown only when nothing could change them any more but with a later time; None where that is not certain.
    ``left`` are those of the folders of the spare.
    """

    written: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    found: Mapping[str, Facts] = field(default_factory=dict, compare=False)
    laid: Laid = field(default_factory=dict, compare=False)
    left: Left = field(default_factory=dict, compare=False)


def publish(
    outputs: Mapping[str, bytes],
    folder: Path,
    report: Report,
    *,
    wanted: Manifest | None = None,
    known: Digested = NOTHING,
    spare: Spare | None = None,
    protected: Sequence[Path] = (),
    sources: Sequence[Path] = (),
    disk: Disk = DISK,
    hands: Hands = here,
) -> Published | None:
    """Make ``folder`` hold exactly ``outputs`` (site path → bytes) and their manifest; nothing is written if it does.
    ``wanted`` is that manifest where it is known already; files that ``known`` tells the digests of are not read, all
    others are, by these ``hands``; in ``spare`` the site may be laid out, and it has second names there in the end.

    None, after reporting why and with nothing touched, where the outputs cannot stand together, or the folder is not
    ours, or is or holds one of the ``protected`` paths or ``sources``, or lies in one of the latter. Raises
    ``DiskFault``; the old site stands then, or a journal is open. A journal that is open is superseded: what it was to
    bring about is compared with the outputs like all else.
    """
    folder = target.real(folder)
    sound = outputs.keys() <= known.keys() or target.can_hold(folder, outputs, report)  # what stood so once can again
    if not target.may_be_touched(disk, folder, protected, report, sources) or not sound:
        return None
    _clear_leftovers(disk, folder)
    wanted = wanted or manifest.of_outputs(outputs)
    there = disk.look(folder) is not None
    spare = spare if spare is not None and disk.same_device(spare.folder.parent, folder.parent) else None
    # A pipeline may put back the store, and with it the last site.
    source = folder if there or spare is None else spare.folder
    changes = compare(disk, source, wanted, known, hands)
    shown: Shown | None = Shown({}, {} if spare is None else spare.left_with(changes.facts))
    if not there or changes.needed or not _is_settled(disk, folder, manifest.to_bytes(wanted)):
        told = {manifest.FILE: manifest.to_bytes(wanted)}
        shown = by_exchange(disk, folder, Chosen(changes.fresh, outputs, told), changes, source, spare)
        if shown is None:
            changes = compare(disk, folder, wanted, known, hands)
            _in_place(disk, folder, Chosen(changes.fresh, outputs, told), changes)
    laid, left = shown or Shown({}, {})
    if not there:
        return Published(tuple(sorted(wanted.files)), (), (), (), laid=laid, left=left)
    return Published(
        changes.written, changes.replaced, changes.unchanged, changes.removed,
        found=changes.facts, laid=laid, left=left,
    )  # fmt: skip


def remove_output(folder: Path, report: Report, *, protected: Sequence[Path] = ()) -> bool:
    """Remove an output folder that we made; True when nothing of ours is left. The same guards as ``publish``."""
    folder = target.real(folder)
    if not target.may_be_touched(DISK, folder, protected, report):
        return False
    if target.is_marked(DISK, folder):
        publish({}, folder, report, protected=protected)  # all or nothing here too
        DISK.remove(folder / manifest.FILE)
        with suppress(DiskFault):  # a mount point, or somebody stands in it: it is empty, and that is what was asked
            DISK.remove_folder(folder)
    return True


def _is_settled(disk: Disk, folder: Path, told: bytes) -> bool:
    """The manifest says what the folder holds, and no journal is open."""
    return read_plain(disk, folder / manifest.FILE) == told and not journal.journal_open(folder, disk)


# In place


def _in_place(disk: Disk, folder: Path, new: Mapping[str, bytes], changes: Changes) -> None:
    plan = journal.planned(f"{manifest.RESERVED}-staging-{secrets.token_hex(4)}", changes)
    inside = folder / plan.staging
    try:
        disk.make_folder(inside)
        journal.begin(disk, folder, plan, [inside / path for path in lay_out(disk, inside, new)])
    except BaseException:
        remove_tree(disk, inside)  # nothing of the site has been touched yet
        raise
    journal.carry_out(disk, folder, plan)
    journal.close(disk, folder, plan)


# Leftovers


def _clear_leftovers(disk: Disk, folder: Path) -> None:
    """Remove the temporary folders of killed runs, inside and beside. A journal whose staging goes is superseded."""
    beside = re.compile(rf"{re.escape(staging_of(folder).name[:-8])}[0-9a-f]{{8}}\Z")
    for place, pattern in ((folder, journal.STAGING), (folder.parent, beside)):
        for entry in _seen(disk, place):
            if entry.kind == "folder" and pattern.match(entry.name):
                remove_tree(disk, place / entry.name)


def _seen(disk: Disk, folder: Path) -> list[Entry]:
    """What stands in the folder, as far as one may see it: a parent need not be ours to look into."""
    try:
        return disk.entries(folder) if disk.look(folder) else []
    except DiskFault as fault:
        if fault.cause.errno in MAY_NOT:
            return []
        raise
