"""``xianfeng init DIR``: a small site that builds at once, to be looked at and written over.

Its files lie in ``starter/`` as they are laid out, all but two: a name that begins with a dot would be obeyed or
overlooked by our own tools, so ``gitignore`` gets its dot here; and the settings of the editor are made by ``editor``.
In them ``{name}`` and ``{day}`` are filled in: cases that were dated once and for all would look old, or lie in the
future of a machine whose clock is wrong. ``site.yaml`` is written last: where it is not there yet and all else is ours,
an ``init`` that was killed is gone on with.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builder.authoring.editor import write_schemas
from builder.authoring.outcome import Outcome
from builder.authoring.quoting import one_line, quoted
from builder.files import DISK, Disk, Entry, walk
from builder.problems import Message, Place, Report
from builder.siteconfig import FILE, read_site
from builder.target import LITTER
from builder.wording import Words

HOME = Path(__file__).parent / "starter"
NAME = "先锋案例库"
RENAMED = {"gitignore": ".gitignore"}
ALLOWED = {".git", *LITTER}  # a new repository, in which nothing stands yet; a folder that was looked at

NO_FOLDER = Message(
    "init-no-folder",
    "这里已经有一个同名的文件。请换一个文件夹名。",
    "A file of this name is here already. Choose another name for the folder.",
    misuse=True,
)
NOT_EMPTY = Message(
    "init-not-empty",
    "这个文件夹里已经有“{found}”，为免覆盖，没有建立站点。请换一个新的或空的文件夹。",
    "This folder holds “{found}” already, so nothing was laid out. Choose a new or empty folder.",
    misuse=True,
)
MADE = Words("已在 {folder} 建立站点“{name}”，共 {count} 个文件。", "Laid out the site “{name}” in {folder}: {count} files.")


def init(folder: Path, name: str, day: date, disk: Disk, report: Report) -> Outcome | None:
    """Lay out a new site in ``folder``, which is made, or is empty but for ``ALLOWED``. ``name`` may be ``""``.

    None after a problem was reported. Raises ``DiskFault``.
    """
    place = Place(folder.as_posix())
    standing = disk.look(folder)
    if standing is not None and not folder.is_dir():
        report(NO_FOLDER.at(place))
        return None
    title = one_line(name) or NAME
    files = _starter({"{day}": day.isoformat(), "{name}": quoted(title)})
    other = _other(folder, files, disk) if standing else ""
    if other:
        report(NOT_EMPTY.at(place, found=other))
        return None
    for path, data in files.items():
        disk.make_folder((folder / path).parent)
        disk.write(folder / path, data)
    site = read_site(folder, report)
    if site is None:
        return None
    written = [*sorted(files), *write_schemas(folder, site, disk, report).files]
    kept = [file for file in written if not file.startswith(".xianfeng/")]
    return Outcome(tuple(written), (MADE.filled(folder=folder, name=title, count=len(kept)),))


def _starter(filled: dict[str, str]) -> dict[str, bytes]:
    """The files of a new site, ``site.yaml`` last."""
    made = {}
    for path, entry in walk(DISK, HOME).items():
        if entry.kind != "file":
            continue
        text = DISK.read(HOME / path).decode().replace("\r\n", "\n")  # a checkout on Windows may have put them in
        for mark, value in filled.items():
            text = text.replace(mark, value)
        made[RENAMED.get(path, path)] = text.encode()
    return {**{path: data for path, data in made.items() if path != FILE}, FILE: made[FILE]}


def _other(folder: Path, files: dict[str, bytes], disk: Disk) -> str:
    """What stands in ``folder`` that an ``init`` which was killed has not left there; ``""`` if nothing does."""
    tops = {path.split("/")[0] for path in files}
    for top in disk.entries(folder):
        if top.name in ALLOWED:
            continue
        if top.name not in tops:
            return top.name
        below = walk(disk, folder / top.name) if top.kind == "folder" else {"": top}
        for name, entry in below.items():
            path = f"{top.name}/{name}".rstrip("/")
            ours = path in files and _is_begun(folder / path, files[path], entry, disk)
            if not ours and entry.kind != "folder" and entry.name not in LITTER:
                return path
    return ""


def _is_begun(path: Path, data: bytes, entry: Entry, disk: Disk) -> bool:
    """Whether the file holds the beginning of ``data``; of ``site.yaml`` not all, which is the end of an ``init``."""
    if entry.kind != "file":
        return False
    there = disk.read(path)
    return data.startswith(there) and not (path.name == FILE and there == data)
