"""A system that fails at the operation one chooses, below all of the program: every touch of a file by its path.

The ``Disk`` of the keeping floor has a faulty twin of its own (``faulty_disk``), which also tears writes and refuses to
exchange folders; here the reading floor and all that comes between meet the same faults, and what root never meets.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.faulty_disk import Killed

KILL, VANISH = 0, -1  # instead of an error number: the process is no more; the file has just been deleted
CODES = {
    "no space": errno.ENOSPC,
    "no access": errno.EACCES,
    "not permitted": errno.EPERM,
    "read-only": errno.EROFS,
    "too many files": errno.EMFILE,
    "failing disk": errno.EIO,
    "killed": KILL,
    "vanished": VANISH,
}
_CALLS = (
    "open", "scandir", "listdir", "stat", "lstat", "mkdir", "rename", "replace", "unlink", "rmdir", "link", "utime",
)  # fmt: skip


@dataclass
class System:
    """``done`` lists the operations below ``root`` by name and path; number ``at`` (from 1) meets ``code``."""

    root: Path
    at: int = 0
    code: int = KILL
    done: list[str] = field(default_factory=list)

    def step(self, name: str, path: object) -> None:
        if not isinstance(path, str | Path) or not str(path).startswith(f"{self.root}{os.sep}"):
            return
        self.done.append(f"{name} {path}")
        now = len(self.done)
        if self.at and (now == self.at or (now > self.at and self.code == KILL)):
            if self.code == KILL and now > self.at and name == "unlink" and str(path).endswith(".lock"):
                raise OSError(errno.EIO, "the system itself lets go of what a dead process held")
            if self.code == KILL:
                raise Killed
            if self.code != VANISH:
                raise OSError(self.code, "injected", str(path))
            if _REAL_ISFILE(path) and {"content", ".xianfeng"} & set(Path(path).parts):
                _REAL_UNLINK(path)  # of the site or the store; whoever deletes in the output has it back next time


_REAL_ISFILE, _REAL_UNLINK = os.path.isfile, os.unlink


class _File:
    """An open file whose reading and writing are operations too."""

    def __init__(self, system: System, real: Any, path: object) -> None:
        self._system, self._real, self._path = system, real, path

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name not in ("read", "write", "flush"):
            return found

        def call(*args: Any) -> Any:
            self._system.step(name, self._path)
            return found(*args)

        return call

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()


@contextmanager
def faulty(root: Path, at: int = 0, code: int = KILL) -> Iterator[System]:
    system = System(root, at, code)

    def before(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **named: Any) -> Any:
            system.step(name, path)
            return real(path, *args, **named)

        return call

    real_open = io.open

    def opened(path: Any, *args: Any, **named: Any) -> Any:
        system.step("open", path)
        return _File(system, real_open(path, *args, **named), path)

    patches = [patch.object(os, name, before(name, getattr(os, name))) for name in _CALLS]
    patches.append(patch.object(io, "open", opened))
    for one in patches:
        one.start()
    try:
        yield system
    finally:
        for one in patches:
            one.stop()
