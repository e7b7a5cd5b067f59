"""The figures as tables in Markdown. A ratio is taken within its round; what is printed is the median of the rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.measure import Cost
from bench.rounds import Figures, Grown


def written(figures: Figures, machine: str, cases: int, rounds: int, place: Path) -> str:
    """All that was measured."""
    lines = [f"{machine}; sites in {place}; {cases} cases, {rounds} rounds", ""]
    lines += [f"pages: {_told(figures.pages)}", f"peak memory, MiB: {_told(figures.memory)}", ""]
    if figures.paired:
        lines += _paired(figures)
    if figures.alone:
        lines += _table(("work", "wall s", "CPU s"), (_alone(row, found) for row, found in figures.alone.items()))
    if figures.grown:
        lines += _grown(figures.grown)
    return "\n".join(lines)


def _paired(figures: Figures) -> list[str]:
    head = ("work", "wall s", "Hugo", "ratio of wall", "CPU s", "Hugo", "ratio of CPU")
    rows = []
    for row, pairs in figures.paired.items():
        walls, cpus = [(a.wall, b.wall) for a, b in pairs], [(a.cpu, b.cpu) for a, b in pairs]
        rows.append((row, *_compared(walls), *_compared(cpus)))
    return _table(head, rows)


def _compared(pairs: Sequence[tuple[float, float]]) -> tuple[str, str, str]:
    own, peer = zip(*pairs, strict=True)
    return f"{median(own):.2f}", f"{median(peer):.2f}", f"**{median(a / b for a, b in pairs):.3f}**"


def _alone(row: str, found: Sequence[Cost]) -> tuple[str, ...]:
    return row, f"{median(c.wall for c in found):.2f}", f"{median(c.cpu for c in found):.2f}"


def _grown(grown: Sequence[Grown]) -> list[str]:
    head = (
        "cases", "pages", "clean, wall s", "CPU s", "one edited, wall s", "nothing changed, wall s", "peak MiB",
        "output MB", "of it search MB", "store MB", "CPU against the size before",
    )  # fmt: skip
    rows = []
    for place, now in enumerate(grown):
        times = f"{now.clean.cpu / grown[place - 1].clean.cpu:.1f} ×" if place else ""
        rows.append((
            f"{now.cases:,}", f"{now.pages:,}", f"{now.clean.wall:.1f}", f"{now.clean.cpu:.1f}",
            f"{now.edited.wall:.2f}", f"{now.unchanged.wall:.2f}", f"{now.memory:.0f}",
            f"{now.output:.0f}", f"{now.index:.0f}", f"{now.store:.0f}", times,
        ))  # fmt: skip
    return _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows), ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _told(named: dict[str, int] | dict[str, float]) -> str:
    return ", ".join(f"{name} {value:,.0f}" for name, value in named.items())
