"""What is measured, and in which order: in each round Hugo and we build in turn, so that both meet the same machine."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import edits, layout
from bench.corpus import Corpus
from bench.measure import Cost
from bench.sites import REPOSITORY, hugo, ours, pages, size

CLEAN = "clean build, no search index"
SAME_CLONE = "nothing changed, fresh clone with store and output restored"
BARE_CLONE = "nothing changed, fresh clone with store restored, no output"
FULL = ("everything on: clean build", "everything on: one case edited", "everything on: nothing changed")
REAL = ("clean build", "one case edited", "nothing changed")
PHOTOS = 200  # those of a small county in a year


@dataclass(frozen=True, slots=True)
class Grown:
    """One size of the corpus: seconds and MiB of a clean build with all that the plain site has, MB that it leaves."""

    cases: int
    pages: int
    clean: Cost
    edited: Cost
    unchanged: Cost
    memory: float
    output: float
    index: float
    store: float


@dataclass(slots=True)
class Figures:
    """Row → (our cost, the peer's cost in the same round) of each round; ``alone``: rows that have no peer."""

    paired: dict[str, list[tuple[Cost, Cost]]] = field(default_factory=dict)
    alone: dict[str, list[Cost]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    grown: list[Grown] = field(default_factory=list)

    def pair(self, row: str, own: Cost, peer: Cost) -> None:
        self.paired.setdefault(row, []).append((own, peer))
        _tell(f"{row}: {own.wall:.2f} s, {own.cpu:.2f} CPU-s; Hugo {peer.wall:.2f} s, {peer.cpu:.2f} CPU-s")

    def add(self, row: str, own: Cost) -> None:
        self.alone.setdefault(row, []).append(own)
        _tell(f"{row}: {own.wall:.2f} s, {own.cpu:.2f} CPU-s")


def paired(figures: Figures, corpus: Corpus, plain: Path, program: Path, peer: Path, rounds: int) -> None:
    """The table of the plain site. Clean builds leave out search, all others make it too."""
    cold, warm, other = ours(plain, "--no-search"), ours(_copy(plain, "warm")), hugo(program, peer)
    warm.again()
    other.again()
    figures.pages = {"ours": pages(warm.folder), "hugo": pages(peer)}
    for turn in range(rounds):
        figures.pair(CLEAN, cold.clean(), other.clean())
        for row, edit in edits.EDITS.items():
            edit(warm.folder, corpus, turn)
            figures.pair(row, warm.again(), other.again())
        for row, output in ((SAME_CLONE, True), (BARE_CLONE, False)):
            copy = warm.at(plain.parent / "clone")
            edits.clone(warm.folder, copy.folder, output=output)
            figures.pair(row, copy.again(), other.again())


def memory(figures: Figures, plain: Path, program: Path, peer: Path) -> None:
    figures.memory["ours"] = ours(plain, "--no-search").peak()
    figures.memory["ours, with search"] = ours(plain).peak()
    figures.memory["hugo"] = hugo(program, peer).peak()


def everything(figures: Figures, corpus: Corpus, full: Path, rounds: int) -> None:
    """The same corpus with our own theme and all that we make by default."""
    side = ours(full)
    for turn in range(rounds):
        figures.add(FULL[0], side.clean())
        edits.edit_one(full, corpus, turn)
        figures.add(FULL[1], side.again())
        figures.add(FULL[2], side.again())
    figures.pages["ours, everything on"] = pages(full)
    figures.memory["ours, everything on"] = side.peak()


def real_site(figures: Figures, folder: Path, rounds: int, photos: int = 0) -> None:
    """The site in ``content/`` of this repository, with so many ``photos`` in its cases."""
    name = f"content/ with {photos} photos" if photos else "content/"
    folder.mkdir(parents=True)
    shutil.copy(REPOSITORY / "site.yaml", folder)
    shutil.copytree(REPOSITORY / "content", folder / "content")
    layout.photos(folder, photos)
    side = ours(folder)
    case = max((folder / "content" / "cases").rglob("*.md"))
    for _ in range(rounds):
        figures.add(f"{name}: {REAL[0]}", side.clean())
        case.write_text(case.read_text(encoding="utf-8") + "\n补充一句。\n", encoding="utf-8", newline="\n")
        figures.add(f"{name}: {REAL[1]}", side.again())
        figures.add(f"{name}: {REAL[2]}", side.again())
    figures.pages[name] = pages(folder)
    figures.memory[name] = side.peak()
    case.write_text(case.read_text(encoding="utf-8") + "\n再补充一句。\n", encoding="utf-8", newline="\n")
    figures.memory[f"{name}, one case edited"] = side.peak_again()


def growth(figures: Figures, home: Path, sizes: Sequence[int]) -> None:
    """The plain site with its search index, at each size."""
    for cases in sizes:
        corpus, site = Corpus(cases), home / str(cases)
        layout.ours(corpus, site, plain=True)
        side = ours(site)
        most = side.peak()
        clean = side.clean()
        edits.edit_one(site, corpus, 0)
        edited, unchanged = side.again(), side.again()
        left = [size(site / name) for name in ("public", "public/search", ".xianfeng")]
        figures.grown.append(Grown(cases, pages(site), clean, edited, unchanged, most, *left))
        _tell(f"{cases} cases: {clean.wall:.1f} s, {clean.cpu:.1f} CPU-s, {most:.0f} MiB")
        shutil.rmtree(site)


def _copy(site: Path, name: str) -> Path:
    return Path(shutil.copytree(site, site.with_name(name)))


def _tell(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


