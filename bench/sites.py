"""The two sides of a comparison: how a site of each is built, from nothing or again."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Cost, peak, timed

REPOSITORY = Path(__file__).parent.parent
DAY = "2026-06-01"


@dataclass(frozen=True, slots=True)
class Side:
    """A site in ``folder`` and the command that builds it; ``made`` are the folders that a build leaves there."""

    folder: Path
    command: tuple[str | Path, ...]
    made: tuple[str, ...]
    started_in: Path

    def clean(self) -> Cost:
        """A build with nothing left of earlier ones."""
        self.forget()
        return self.again()

    def again(self) -> Cost:
        """A build over whatever is there."""
        return timed(self.command, self.started_in)

    def peak(self) -> float:
        """MiB of a build from nothing."""
        self.forget()
        return self.peak_again()

    def peak_again(self) -> float:
        """MiB of a build over whatever is there."""
        return peak(self.command, self.started_in)

    def forget(self) -> None:
        for name in self.made:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def at(self, folder: Path) -> Side:
        """The same side, for a copy of its site."""
        command: tuple[str | Path, ...] = tuple(folder if part == self.folder else part for part in self.command)
        return Side(folder, command, self.made, self.started_in)


def ours(folder: Path, *more: str) -> Side:
    command: tuple[str | Path, ...] = (
        sys.executable, "-m", "builder", "build", "--root", folder, "--date", DAY, *more,
    )  # fmt: skip
    return Side(folder, command, ("public", ".xianfeng"), REPOSITORY)


def hugo(program: Path, folder: Path) -> Side:
    command = (program, "--quiet", "--cacheDir", folder / ".cache")
    return Side(folder, command, ("public", "resources", ".cache"), folder)


def pages(folder: Path) -> int:
    """HTML files in the built site."""
    return sum(1 for _ in (folder / "public").rglob("*.html"))


def size(folder: Path) -> float:
    """MB of all files below ``folder``."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
