"""The thin edge to the disk: what the keeping floor reads and writes of a site goes through a ``Disk``.

Constraints: Linux, macOS and Windows; a fault of the machine is a ``DiskFault`` with its path, never an ``OSError``, so
that the command line can tell it from a bug; each method is one operation that is done or not done, so that a test can
put its own ``Disk`` underneath and fail, or be killed, at every single one.

Rejected: ``tempfile`` (it makes folders that only their owner may read, which a web server is not), ``shutil.rmtree``
and ``shutil.copytree`` (a hundred operations in one, which no test can interrupt in the middle).
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Literal, NamedTuple

from builder.facts import Facts, facts_in, made_now
from builder.faults import DiskFault, faults_at

Kind = Literal["file", "folder", "link", "other"]  # other: sockets, devices; like links they are never followed or read


class Entry(NamedTuple):
    """What stands in a folder under ``name``; ``size`` in bytes, 0 for all but files; links have no ``facts``."""

    name: str
    kind: Kind
    size: int
    facts: Facts | None = None


class Disk:
    """The real disk. Every method raises ``DiskFault``; none leaves a half-done thing that it made behind."""

    def read(self, path: Path | str, start: int = 0, size: int = -1) -> bytes:
        """The bytes of a file from ``start`` on, all or at most ``size``."""
        return self.read_known(path, start, size)[0]

    def read_known(self, path: Path | str, start: int = 0, size: int = -1) -> tuple[bytes, Facts]:
        """Likewise, with the facts of the very file that was read."""
        try:  # by the calls of the system themselves: in a fresh clone tens of thousands of files are read
            handle = os.open(path, _READ)
            try:
                if start:
                    os.lseek(handle, start, os.SEEK_SET)
                return os.read(handle, size) if size >= 0 else _all_of(handle), facts_in(os.fstat(handle))
            finally:
                os.close(handle)
        except OSError as error:
            raise DiskFault(Path(path), error) from error

    def write(self, path: Path | str, data: bytes) -> Facts:
        """Write a whole file; its folder must be there. A file that could not be written whole is taken away again."""
        with faults_at(path):
            handle = os.open(path, _WRITTEN, 0o666)
            try:
                try:
                    left = memoryview(data)
                    while left:
                        left = left[os.write(handle, left) :]
                    return facts_in(os.fstat(handle))
                finally:
                    os.close(handle)
            except OSError:
                with suppress(OSError):
                    Path(path).unlink()
                raise

    def copy(self, source: Path | str, target: Path | str) -> Facts:
        """A second name for the same file where the file system has them, else a copy with the same times."""
        with faults_at(target):
            try:
                os.link(source, target)
            except OSError:
                shutil.copy2(source, target, follow_symlinks=False)
            return facts_in(os.lstat(target))

    def outlast(self, folder: Path, files: Collection[Facts]) -> bool:
        """Wait until what changes on the disk of ``folder`` gets later times than those of ``files``. False where that
        takes long, its clock going in steps of seconds, or cannot be known."""
        modified, changed = (max((facts[n] for facts in files), default=0) for n in (1, 2))
        with suppress(OSError):
            for pause in _TICKS:
                time.sleep(pause)
                told = made_now(folder)
                if told[1] > modified and told[2] > changed:
                    return True
        return False

    def replace(self, source: Path, target: Path) -> None:
        """Give ``source`` the name ``target`` in one step, in place of a file that has it."""
        with faults_at(target):
            _patiently(lambda: source.replace(target))

    def exchange(self, one: Path, other: Path) -> bool:
        """Let two folders change names in one step. False, with nothing done, where the system cannot."""
        swap = _system_exchange()
        code = errno.ENOSYS if swap is None else swap(os.fsencode(one), os.fsencode(other))
        if code in _CANNOT_EXCHANGE:
            return False
        if code:
            raise DiskFault(other, OSError(code, os.strerror(code)))
        return True

    def make_folder(self, path: Path) -> None:
        """Make the folder and those above it, unless they are there."""
        with faults_at(path):
            path.mkdir(parents=True, exist_ok=True)

    def remove(self, path: Path) -> None:
        """Remove a file or a link (never what it leads to); absent is as good."""
        with faults_at(path):
            _patiently(lambda: path.unlink(missing_ok=True))

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        with faults_at(path):
            _patiently(path.rmdir)

    def entries(self, folder: Path) -> list[Entry]:
        """What stands in ``folder``, by name; the order of the directory never shows."""
        with faults_at(folder), os.scandir(folder) as found:
            return sorted([_entry(e.name, e.stat(follow_symlinks=False)) for e in found])

    def look(self, path: Path) -> Entry | None:
        """What stands at ``path``, if anything."""
        with faults_at(path):
            try:
                return _entry(path.name, path.lstat())
            except (FileNotFoundError, NotADirectoryError):
                return None

    def alike(self, one: Path, other: Path) -> bool:
        """True where both have the same owner, group and permissions."""
        with faults_at(one):
            a, b = one.stat(), other.stat()
        return (a.st_mode, a.st_uid, a.st_gid) == (b.st_mode, b.st_uid, b.st_gid)

    def same_device(self, one: Path, other: Path) -> bool:
        """True where both folders are there and on one file system, so that files can have names in both."""
        try:
            return one.stat().st_dev == other.stat().st_dev
        except OSError:
            return False

    def settle(self, paths: Sequence[Path]) -> None:
        """Return when the content of these files and folders would survive a power cut."""
        if len(paths) > _ONE_BY_ONE and sys.platform == "linux":
            os.sync()  # returns when all is written; flushing thousands of files singly takes minutes on a slow disk
            return
        for path in paths:
            with faults_at(path):
                _flush(path)


DISK = Disk()
_ONE_BY_ONE = 64
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_WRITTEN = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def _all_of(handle: int) -> bytes:
    """What is left of an open file; it may be longer by now than it was."""
    read = partial(os.read, handle, os.fstat(handle).st_size + 1)
    first = read()
    return b"".join([first, *iter(read, b"")]) if first else first


def read_plain(disk: Disk, path: Path) -> bytes | None:
    """The bytes of the file at ``path``; None where there is none, but nothing, a folder, a link or a pipe."""
    entry = disk.look(path)
    return disk.read(path) if entry is not None and entry.kind == "file" else None


def walk(disk: Disk, top: Path) -> dict[str, Entry]:
    """All that stands below ``top`` by its relative path with ``/``, a folder before what is in it; {} where absent."""
    found: dict[str, Entry] = {}
    waiting = [""] if disk.look(top) else []
    while waiting:  # no recursion: folders made by hand may be nested deeper than Python recurses
        folder = waiting.pop()
        for entry in disk.entries(top / folder):
            found[folder + entry.name] = entry
            if entry.kind == "folder":
                waiting.append(f"{folder}{entry.name}/")
    return found


def remove_tree(disk: Disk, path: Path) -> None:
    """Remove whatever stands at ``path`` with all below it; links are removed, not followed. Absent is as good."""
    entry = disk.look(path)
    if entry is None:
        return
    if entry.kind != "folder":
        disk.remove(path)
        return
    for name, below in reversed(walk(disk, path).items()):
        if below.kind == "folder":
            disk.remove_folder(path / name)
        else:
            disk.remove(path / name)
    disk.remove_folder(path)


def clear_way(disk: Disk, top: Path, path: str) -> None:
    """Make room for a file at ``top/path``: a file where a folder must be, or a folder where the file must be, goes."""
    at = top
    for part in path.split("/")[:-1]:
        at = at / part
        entry = disk.look(at)
        if entry is None:
            break
        if entry.kind != "folder":
            disk.remove(at)
            break
    target = top / path
    disk.make_folder(target.parent)
    standing = disk.look(target)
    if standing is not None and standing.kind == "folder":
        remove_tree(disk, target)


def _entry(name: str, facts: os.stat_result) -> Entry:
    # A junction of Windows calls itself a folder; followed, a removal would empty the folder that it leads to. Files
    # that OneDrive keeps in the cloud have a reparse tag too, but not this bit, and are files.
    leads_elsewhere = getattr(facts, "st_reparse_tag", 0) & 0x20000000
    if stat.S_ISREG(facts.st_mode) and not leads_elsewhere:
        return Entry(name, "file", facts.st_size, facts_in(facts))
    if stat.S_ISDIR(facts.st_mode) and not leads_elsewhere:
        return Entry(name, "folder", 0, facts_in(facts))
    return Entry(name, "link" if leads_elsewhere or stat.S_ISLNK(facts.st_mode) else "other", 0)


_TICKS = (0, 0.001, 0.002, 0.004, 0.004, 0.004)  # seconds; the coarsest usual clock goes a hundred times a second

# Windows lets a virus scanner, an indexer, a sync client or a reader hold a file for a moment; these are its codes.
_HELD_BY_ANOTHER = {5, 32, 33}
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds


def _patiently(action: Callable[[], object]) -> None:
    for pause in _PAUSES:
        try:
            action()
            return
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD_BY_ANOTHER:
                raise
        time.sleep(pause)
    action()


def _flush(path: Path) -> None:
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":
        return  # folders cannot be opened there, and NTFS keeps a journal of its own
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)  # Windows flushes only what is open for writing
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot, and say so
            raise
    finally:
        os.close(handle)


# The kernel or the file system does not know how; or one of the two is a mount point, or on another file system.
_CANNOT_EXCHANGE = {
    errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV, errno.EBUSY,
}  # fmt: skip


@cache
def _system_exchange() -> Callable[[bytes, bytes], int] | None:
    """The system's own exchange of two names, giving 0 or an error number; None on Windows and old systems."""
    name, flag, before_each = _CALLS.get(sys.platform, ("", 0, ()))
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if call is None:
        return None

    def swap(one: bytes, other: bytes) -> int:
        failed = call(*before_each, one, *before_each, other, ctypes.c_uint(flag))
        return ctypes.get_errno() if failed else 0

    return swap


# platform → function of the C library, the flag that asks for an exchange, what stands before each path (AT_FDCWD)
_CALLS: dict[str, tuple[str, int, tuple[int, ...]]] = {
    "linux": ("renameat2", 2, (-100,)),
    "darwin": ("renamex_np", 2, ()),
}
