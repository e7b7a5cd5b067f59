"""What a command costs: wall time, processor time of it and all it started, and, when asked, memory.

Memory is the proportional set size, summed over the processes that live at one moment, so that pages shared between
them count once; the largest of the sums is the peak. Looking costs time, so a run that is watched is not also timed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.02  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Cost:
    """``wall`` and ``cpu`` in seconds."""

    wall: float
    cpu: float


class Failed(Exception):
    """A command that was to be measured did not end well."""


def timed(command: Sequence[str | Path], folder: Path) -> Cost:
    """Run ``command`` in ``folder`` to its end."""
    with _running(command, folder) as process:
        began = time.perf_counter()
        _, status, used = os.wait4(process.pid, 0)  # with the processes that it has waited for itself
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    _must_succeed(process, command)
    return Cost(wall, used.ru_utime + used.ru_stime)


def peak(command: Sequence[str | Path], folder: Path) -> float:
    """The most memory that ``command`` and what it starts hold together at a time, in MiB. Needs Linux."""
    most = 0
    with _running(command, folder) as process:
        while process.poll() is None:
            most = max(most, sum(map(_memory, _family(process.pid))))
            time.sleep(EVERY)
    _must_succeed(process, command)
    return most / 1024


@contextmanager
def _running(command: Sequence[str | Path], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command, started; ended with us if we are stopped meanwhile."""
    quiet = subprocess.DEVNULL
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, env=usual)
    try:
        yield process
    finally:
        if process.returncode is None and process.poll() is None:
            process.terminate()
            process.wait()


def _must_succeed(process: subprocess.Popen[bytes], command: Sequence[str | Path]) -> None:
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {process.returncode}")


def _family(top: int) -> list[int]:
    """The process and all below it."""
    below: dict[int, list[int]] = {}
    for pid, parent in _parents().items():
        below.setdefault(parent, []).append(pid)
    found = [top]
    for pid in found:
        found += below.get(pid, [])
    return found


def _parents() -> Mapping[int, int]:
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                status = Path("/proc", entry, "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue  # it has ended meanwhile
            found[int(entry)] = int(status.rpartition(")")[2].split()[1])
    return found


def _memory(pid: int) -> int:
    """KiB."""
    try:
        told = Path("/proc", str(pid), "smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)


def machine() -> str:
    """What the figures were taken on."""
    names = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if sys.platform == "linux" else []
    models = (line.partition(":")[2].strip() for line in names if line.startswith("model name"))
    model = next(models, "unknown processor")
    return f"{os.cpu_count()} × {model}, {sys.platform}, Python {sys.version.split()[0]}"
