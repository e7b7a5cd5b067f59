"""A disk that fails, or is switched off together with the process, at the operation one chooses."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from builder.faults import DiskFault
from builder.files import Disk

OPERATIONS = {name for name, value in vars(Disk).items() if callable(value) and not name.startswith("_")}
READING = {"read", "read_known", "entries", "look", "alike"}


class Killed(BaseException):
    """The process is no more: no handler of errors may see this, and whoever cleans up finds the disk gone too."""


class FaultyDisk(Disk):
    """Operation ``at`` (from 1) fails with error ``code``, the later ones too if ``lasting``; ``code`` 0 kills.

    ``exchanges`` False is a system that cannot exchange folders. ``done`` lists the operations by name.
    """

    def __init__(self, at: int = 0, code: int = errno.ENOSPC, *, lasting: bool = False, exchanges: bool = True) -> None:
        self.at = at
        self.code = code
        self.lasting = lasting
        self.exchanges = exchanges
        self.done: list[str] = []

    @property
    def tripped(self) -> bool:
        return 0 < self.at <= len(self.done)

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        return partial(self._do, name, value) if name in OPERATIONS else value

    def _do(self, name: str, operation: Callable[..., Any], *args: Any) -> Any:
        self.done.append(name)
        now = len(self.done)
        if self.at and (now == self.at or (now > self.at and (self.lasting or not self.code))):
            if not self.code:
                if name == "write" and now == self.at:
                    operation(args[0], args[1][: len(args[1]) // 2])  # torn in the middle
                raise Killed
            raise DiskFault(Path(), OSError(self.code, "injected"))
        if name == "exchange" and not self.exchanges:
            return False
        return None if name == "settle" else operation(*args)  # power is not cut here; flushing is slow
