"""What a run took, step by step; with ``--profile`` also the functions in which the time was spent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from builder.progress import STEPS
from builder.wording import Language, Words, listed

if TYPE_CHECKING:
    from cProfile import Profile

FUNCTIONS = 25  # of a profile

HEADING = Words("步骤        秒    CPU 秒", "step          s     CPU s")
SUM = Words("合计", "total")
MEMORY = Words("内存最多时 {most:.0f} MB（主进程）。", "Peak memory {most:.0f} MB (the first process).")
SPENT = Words("用时最多的函数（主进程，秒；测量本身也费时）：", "Functions by time (first process, s; measuring costs too):")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a step: by the clock, and of all processors, ended child processes included."""

    wall: float
    cpu: float


@contextmanager
def timed(spent: dict[str, Spent], step: str) -> Iterator[None]:
    """Note under ``step`` what the block took."""
    wall, cpu = perf_counter(), _cpu()
    yield
    spent[step] = Spent(perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    return sum(os.times()[:4])


def in_short(spent: Mapping[str, Spent], language: Language) -> str:
    """``读取 0.31、关联 0.02``."""
    return listed([f"{STEPS[step].in_(language)} {took.wall:.2f}" for step, took in spent.items()], language)


def table(spent: Mapping[str, Spent], language: Language) -> str:
    """One line for each step, and their sum."""
    lines = [HEADING.in_(language)]
    whole = Spent(sum(took.wall for took in spent.values()), sum(took.cpu for took in spent.values()))
    rows = [(STEPS[step].in_(language), took) for step, took in spent.items()]
    for name, took in [*rows, (SUM.in_(language), whole)]:
        width = sum(2 if char > "\u2e80" else 1 for char in name)
        lines.append(f"{name}{' ' * (8 - width)}{took.wall:7.2f} {took.cpu:9.2f}")
    if (most := _peak()) is not None:
        lines.append(MEMORY.in_(language, most=most))
    return "\n".join(lines)


def _peak() -> float | None:
    """MB; None on Windows, which does not tell."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def profile() -> Profile:
    """What notes the functions that run while it is entered."""
    from cProfile import Profile  # for those who ask for it, as is what reads it

    return Profile()


def functions(profile: Profile, language: Language) -> str:
    """The functions of ``profile`` that took the most time by themselves; paths from the package on."""
    from io import StringIO
    from pstats import Stats

    text = StringIO()
    Stats(profile, stream=text).sort_stats("tottime").print_stats(FUNCTIONS)
    lines = text.getvalue().replace(f"{Path(__file__).parent.parent}{os.sep}", "").splitlines()
    start = next((n for n, line in enumerate(lines) if "ncalls" in line), 0)
    return "\n".join([SPENT.in_(language), *(line for line in lines[start:] if line.strip())])
