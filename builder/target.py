"""The folder to publish to: whether it may be touched, and whether the outputs can all stand in it.

Others' tools have deleted home folders and version histories because a path was mistyped. So a folder is touched only
if it is absent, empty, or carries our mark, and never if it is, or holds, something that a person would miss.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from builder import addresses, digests, journal, manifest
from builder.changes import folders_of
from builder.faults import DiskFault, faults_at
from builder.files import Disk, read_plain
from builder.problems import Message, Place, Report

NOT_A_FOLDER = Message(
    "output-not-a-folder",
    "输出位置“{folder}”不是文件夹。请换一个位置（--output），或者先把这个文件移走。",
    "The output “{folder}” is not a folder. Choose another place (--output) or move this file away.",
    misuse=True,
)
IS_SPECIAL = Message(
    "output-special",
    "输出位置“{folder}”是管道或设备，不是文件夹，网站放不进去。请换一个位置（--output），例如 public。",
    "The output “{folder}” is a pipe or a device, no folder, and holds no site. Choose another place (--output), such "
    "as public.",
    misuse=True,
)
IS_A_LINK = Message(
    "output-is-a-link",
    "输出文件夹“{folder}”是一个链接，指向别处；为免误删那里的文件，没有动它。请直接写出真正的文件夹（--output）。",
    "The output folder “{folder}” is a link to another place, so it was left alone. Name the real folder (--output).",
    misuse=True,
)
HOLDS_OTHERS = Message(
    "output-too-wide",
    "输出文件夹“{folder}”就是“{inner}”，或者包含着它；发布会清除输出文件夹里的其他文件，所以没有动它。"
    "请另选一个专用的文件夹（--output），例如 public。",
    "The output folder “{folder}” is, or holds, “{inner}”. Publishing removes other files from the output folder, so "
    "it was left alone. Choose a folder of its own (--output), such as public.",
    misuse=True,
)
AMONG_SOURCES = Message(
    "output-among-sources",
    "输出文件夹“{folder}”在“{inner}”里面，那里是网站的原稿和素材，下次生成会把生成的网页也当成素材。"
    "请另选一个专用的文件夹（--output），例如 public。",
    "The output folder “{folder}” lies in “{inner}”, from which the site is made: the next build would take the pages "
    "for material. Choose a folder of its own (--output), such as public.",
    misuse=True,
)
NOT_OURS = Message(
    "output-not-ours",
    "输出文件夹“{folder}”里有不是先锋生成的文件（例如“{name}”），所以没有动它。"
    "请换一个空文件夹（--output），或者先把里面的文件移走。",
    "The output folder “{folder}” holds files that Xianfeng did not make (such as “{name}”), so it was left alone. "
    "Choose an empty folder (--output) or move these files away.",
    misuse=True,
)
HOLDS_HISTORY = Message(
    "output-holds-history",
    "输出文件夹“{folder}”里有版本库“{name}”，发布会把它删除，所以没有动它。请换一个文件夹（--output），或者先把版本库移走。",
    "The output folder “{folder}” holds the repository “{name}”, which publishing would delete, so it was left alone. "
    "Choose another folder (--output) or move the repository away.",
    misuse=True,
)
BAD_PATH = Message(
    "output-path-unsafe",
    "网页文件名“{path}”不能用：有的系统不允许这样的文件名。请修改对应内容的编号或文件名，只用小写字母、数字和连字符。",
    "“{path}” cannot be the name of an output file: not every system allows it. Change the id or file name of what it "
    "is made from; use lower-case letters, digits and hyphens.",
)
CLASH = Message(
    "output-path-clash",
    "“{path}”和“{other}”在输出文件夹里会占用同一个位置（不分大小写）。请修改其中一个的编号或文件名。",
    "“{path}” and “{other}” would take the same place in the output folder (case is ignored). Change the id or file "
    "name of one of them.",
)

_NO_FOLDER = {"file": NOT_A_FOLDER, "link": IS_A_LINK, "other": IS_SPECIAL}
_HISTORY = (".git", ".hg", ".svn")
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")  # file managers leave these in a folder that was only looked at


def real(folder: Path) -> Path:
    """The absolute path without links, except that the folder itself may be one."""
    if folder.name in ("", ".."):
        return Path(os.path.realpath(folder))
    return Path(os.path.realpath(folder.parent)) / folder.name


def lock_of(folder: Path) -> Path:
    """The file that is locked while the folder is published to: one, whatever names lead there.

    It stands beside the folder, which may be exchanged; inside, where only the folder is ours, as on a server: then it
    is not exchanged either.
    """
    place = real(folder)
    return place / f"{manifest.RESERVED}-lock" if is_fixed(place) else place.parent / f".{place.name}.lock"


def is_fixed(folder: Path) -> bool:
    """Whether the folder is there and what holds it may not be written to, so that no other can take its place."""
    return folder.is_dir() and not os.access(folder.parent, os.W_OK)


def spare_of(store: Path, folder: Path) -> Path:
    """Where the next site for ``folder`` may be laid out: a place of its own, for another folder of the same name may
    be published to from the same store at the same time. Where a pipeline puts the store back, it finds it again."""
    place, way = real(folder), os.fspath(real(folder))
    with suppress(ValueError):  # on another drive
        way = Path(os.path.relpath(place, real(store))).as_posix()
    return store / f"{place.name}-{digests.of_bytes(os.fsencode(way))[:8]}.spare"


def is_marked(disk: Disk, folder: Path) -> bool:
    """True for a folder that we made, were it only in part: a first publishing may have been killed half-way."""
    data = read_plain(disk, folder / manifest.FILE)
    return (data is not None and manifest.is_marked(data)) or journal.journal_open(folder, disk)


def files_in(disk: Disk, folder: Path) -> Collection[str]:
    """The site paths of what was published to a folder; none where nothing was, or nothing that can be read."""
    with suppress(DiskFault):  # that is for the build to tell of
        data = read_plain(disk, folder / manifest.FILE)
        found = None if data is None else manifest.from_bytes(data)
        return found.files if found else ()
    return ()


def holds_records(disk: Disk, folder: Path) -> bool:
    """Whether pages of records were published to a folder, which a site without any has not."""
    return any("/" in path and path.endswith(".html") for path in files_in(disk, folder))


def may_be_touched(
    disk: Disk, folder: Path, protected: Iterable[Path], report: Report, sources: Iterable[Path] = ()
) -> bool:
    """Whether ``folder`` (as given by ``real``) may be made equal to a manifest; reports the first reason why not.

    It must neither be nor hold what is ``protected`` or one of the ``sources``, nor lie in one of these.
    """
    place = Place(folder.as_posix())
    entry = disk.look(folder)
    if entry is not None and entry.kind != "folder":
        report(_NO_FOLDER[entry.kind].at(place, folder=folder))
        return False
    inner = _held(folder, (*protected, *sources))
    if inner is not None:
        report(HOLDS_OTHERS.at(place, folder=folder, inner=inner))
        return False
    outer = next((one for one in sources if folder.is_relative_to(os.path.realpath(one))), None)
    if outer is not None:
        report(AMONG_SOURCES.at(place, folder=folder, inner=outer))
        return False
    if entry is None:
        return True
    names = [e.name for e in disk.entries(folder) if not e.name.startswith(manifest.RESERVED)]
    strange = [name for name in names if name not in LITTER]
    if strange and not is_marked(disk, folder):
        report(NOT_OURS.at(place, folder=folder, name=strange[0]))
        return False
    for name in _HISTORY:
        if name in names:
            report(HOLDS_HISTORY.at(place, folder=folder, name=name))
            return False
    return True


def can_hold(folder: Path, paths: Iterable[str], report: Report) -> bool:
    """Whether files at ``paths`` can stand beside one another on every system; reports each that cannot."""
    paths = sorted(paths)
    sound = [path for path in paths if _is_storable(path)]
    for path in sorted(set(paths) - set(sound)):
        report(BAD_PATH.at(Place(f"{folder.as_posix()}/{path}"), path=path))
    clash = False
    taken: dict[str, str] = {}
    for name in (*sound, *(f"{f}/" for f in sorted(folders_of(sound)))):  # a folder may not take a file's place either
        other = taken.setdefault(addresses.collision_key(name.rstrip("/")), name)
        if other != name:
            report(CLASH.at(Place(f"{folder.as_posix()}/{name}"), path=name, other=other))
            clash = True
    return len(sound) == len(paths) and not clash


def _is_storable(path: str) -> bool:
    return addresses.is_safe(path) and not addresses.collision_key(path).startswith(manifest.RESERVED)


def _are_one(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def lies_in(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or lies below it, whatever names lead there."""
    full = Path(os.path.realpath(path))
    with faults_at(full):
        return any(at == folder or _are_one(at, folder) for at in (full, *full.parents))


def _held(folder: Path, protected: Iterable[Path]) -> Path | None:
    """The first protected path that is ``folder`` or lies below it."""
    if folder.parent == folder:
        return folder
    home: list[Path] = []
    with suppress(RuntimeError):
        home = [Path.home()]
    return next((path for path in (*protected, *home) if lies_in(path, folder)), None)
