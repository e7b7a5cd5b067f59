"""One build at a time: a file that the system itself locks for as long as its holder lives.

The lock is the system's (``flock``, or ``locking`` on Windows), so that of a killed process it vanishes with it: there
is no stale lock to recognise, and no guess whether a process number has been given to another. What is written inside
only tells the one who waits whom it waits for. Rejected: a file whose mere existence is the lock.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from builder.faults import faults_at
from builder.wording import Language, Words

_BUSY = Words(
    "另一个先锋正在处理这个网站（{holder}）。请等它结束后再运行，或者先停掉它。",
    "Another run of Xianfeng is at work on this site ({holder}). Wait for it to end, or stop it, and run again.",
)
_WAITING = Words(
    "另一个先锋正在处理这个网站（{holder}），正在等它结束……",
    "Another run of Xianfeng is at work on this site ({holder}); waiting for it to end …",
)
_HOLDER = Words("进程 {pid}，电脑 {host}，开始于 {started}", "process {pid} on {host}, since {started}")
_UNKNOWN = Words("不知是哪个进程", "which process is not known")
_POLL = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock, and since when."""

    pid: int
    host: str
    started: datetime


class Busy(Exception):
    """Another process, or another part of this one, holds the lock; ``holder`` where it could be read."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(holder)
        self.holder = holder

    def text(self, language: Language, *, waiting: bool = False) -> str:
        """Who is at work, and what to do about it; or that it is waited for."""
        h, who = self.holder, _UNKNOWN.in_(language)
        if h is not None:
            who = _HOLDER.in_(language, pid=h.pid, host=h.host, started=f"{h.started:%Y-%m-%d %H:%M}")
        return (_WAITING if waiting else _BUSY).in_(language, holder=who)

    def __str__(self) -> str:
        return self.text("en")


@contextmanager
def held(path: Path, wait_seconds: float, waiting: Callable[[Busy], None] | None = None) -> Iterator[None]:
    """Hold the lock at ``path`` (made with its folder if need be, gone afterwards) for the length of the block.

    Whoever has to wait is told by ``waiting`` for whom, once.
    Raises ``Busy`` when another holds it for longer than ``wait_seconds``, ``DiskFault`` when the file cannot be made.
    """
    handle = _taken(path, time.monotonic() + wait_seconds, waiting)
    try:
        with suppress(OSError):  # the disk is full, or the file is another's
            _say_who(handle)
        yield
    finally:
        _let_go(handle, path)


def _taken(path: Path, deadline: float, waiting: Callable[[Busy], None] | None) -> int:
    while True:
        with faults_at(path.parent):  # nobody knows the file itself
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = _opened(path)
            locked = False
            try:
                locked = _lock(handle)
                if locked and _is_still(handle, path):
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
        if locked:
            continue  # its last holder took the file away just before we locked it: the name is free, or another's
        if time.monotonic() >= deadline:
            raise Busy(_holder(path))
        if waiting is not None:
            waiting(Busy(_holder(path)))
            waiting = None
        time.sleep(_POLL)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except PermissionError:
        with suppress(OSError):
            return os.open(path, os.O_RDONLY)  # that of another person, whose build was killed: it can be locked still
        raise


def _is_still(handle: int, path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _let_go(handle: int, path: Path) -> None:
    """Take the file away while the lock still holds; Windows lets no open file be removed, so there it goes after."""
    with suppress(OSError):
        if sys.platform != "win32":
            path.unlink()
    os.close(handle)
    with suppress(OSError):
        if sys.platform == "win32":
            path.unlink()  # refused where the next one has it open already, which is right


def _say_who(handle: int) -> None:
    os.ftruncate(handle, 0)
    os.write(handle, msgspec.json.encode(Holder(os.getpid(), socket.gethostname(), datetime.now(UTC))))


def _holder(path: Path) -> Holder | None:
    """Whoever wrote the file last, by the clock of this machine; a person may have been faster with an editor, and then
    it is not known."""
    try:
        written = msgspec.json.decode(path.read_bytes(), type=Holder)
        return replace(written, started=written.started.astimezone())
    except (OSError, msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        # A locked byte cannot be read by others there, so it lies far behind the text.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
