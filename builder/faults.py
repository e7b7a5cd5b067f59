"""A fault of the machine: no space, no permission, a disk that fails. It ends a run; it is no problem of the content.

Whoever touches the disk turns the system's ``OSError`` into a ``DiskFault``, which knows the path and can be said to a
person in their language. An ``OSError`` that slips through is told as one by the command line: the machine is at fault
then too, only the file may be less well known.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.wording import Language, Words


class DiskFault(Exception):
    """The machine, not the content, is at fault: ``path`` could not be read or written because of ``cause``."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(path, cause)
        self.path = path
        self.cause = cause

    def text(self, language: Language) -> str:
        """What could not be done, and what to do about it; whether to run again is for the caller to say."""
        words = _TOO_LONG if is_too_long(self.cause, self.path, sys.platform) else _FAULTS.get(
            self.cause.errno or 0, _OTHER_FAULT
        )
        code = errno.errorcode.get(self.cause.errno or 0, type(self.cause).__name__)
        return words.in_(language, path=self.path, code=code)

    def __str__(self) -> str:
        return self.text("en")


_NO_SPACE = Words(
    "磁盘空间不足，写不下“{path}”。请腾出一些空间。",
    "No space is left on the disk for “{path}”. Free some space.",
)
_NO_PERMISSION = Words(
    "没有权限读写“{path}”。请检查它和所在文件夹的权限，并关闭正在使用它的程序。",
    "No permission to read or write “{path}”. Check its permissions, and close programs that use it.",
)
_READ_ONLY = Words(
    "“{path}”所在的磁盘是只读的，写不进去。请换一个可以写入的位置。",
    "The disk that holds “{path}” is read-only. Choose a place that can be written to.",
)
_TOO_MANY = Words(
    "系统同时打开的文件太多，打不开“{path}”。请关闭一些程序。",
    "Too many files are open to open “{path}”. Close some programs.",
)
_TOO_LONG = Words(
    "路径太长，系统不接受：“{path}”。请把网站文件夹移到更浅的位置。",
    "The path is too long for this system: “{path}”. Move the site's folder to a shorter path.",
)
_VANISHED = Words(
    "“{path}”不见了，可能正被别的程序移动、删除或同步。",
    "“{path}” has vanished; another program may be moving, deleting or syncing it.",
)
_CHANGED = Words(
    "“{path}”在生成过程中被改动、移动或删除了。请等它改完。",
    "“{path}” was changed, moved or deleted while the site was being made. Wait until that is done.",
)
_IN_THE_WAY = Words(
    "“{path}”放不下：它的路径上有同名的文件或文件夹。请把挡路的移开。",
    "There is no room for “{path}”: a file or folder of that name is in the way. Move it away.",
)
_CIRCLE = Words(
    "“{path}”打不开：路径上有一个链接绕了一圈又指向自己。请删去这个链接，或者换一个位置。",
    "“{path}” cannot be opened: a link on the way leads back to itself. Remove that link or choose another place.",
)
_OTHER_FAULT = Words(
    "读写“{path}”时系统出错（{code}）。请检查磁盘或网络位置是否正常。",
    "The system failed to read or write “{path}” ({code}). Check the disk or network drive.",
)
NO_MEMORY = Words(
    "内存不够用，程序没能做完。请关闭一些程序，或者加 --workers 1。",
    "There was not enough memory to go on. Close some programs, or add --workers 1.",
)
_LONGEST_ON_WINDOWS = 248  # characters of a folder; a file has 260 with its end
_FAULTS = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _READ_ONLY,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.ENAMETOOLONG: _TOO_LONG,
    errno.ELOOP: _CIRCLE,
    errno.ENOENT: _VANISHED,
    errno.ESTALE: _CHANGED,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTEMPTY: _IN_THE_WAY,
}


def is_too_long(cause: OSError, path: Path, platform: str) -> bool:
    """Whether the length of the path is what the system means: Windows calls a file whose path it cannot take, or a
    folder whose files could have no names, one that is not there."""
    return platform == "win32" and cause.errno == errno.ENOENT and len(str(path.absolute())) >= _LONGEST_ON_WINDOWS


def changed(path: Path) -> DiskFault:
    """That a file is no longer what this run has taken it for."""
    return DiskFault(path, OSError(errno.ESTALE, os.strerror(errno.ESTALE)))


def as_fault(error: DiskFault | OSError, path: Path) -> DiskFault:
    """``error`` as a fault of the machine, at the file it names, else at ``path``."""
    if isinstance(error, DiskFault):
        return error
    return DiskFault(Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else path, error)


@contextmanager
def faults_at(path: Path | str) -> Iterator[None]:
    """Any ``OSError`` inside becomes a ``DiskFault`` at ``path``."""
    try:
        yield
    except OSError as error:
        raise DiskFault(Path(path), error) from error
