"""``python -m bench``: builds of one corpus by us and by Hugo in turn, and what each costs. See README.md here."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from bench import layout, report
from bench.corpus import Corpus
from bench.measure import machine
from bench.rounds import PHOTOS, Figures, everything, growth, memory, paired, real_site


def main() -> int:
    args = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what is in memory must not stay there
    home = Path(tempfile.mkdtemp(prefix="xianfeng-bench-", dir=args.folder or _quick_folder()))
    try:
        figures = Figures()
        corpus = Corpus(args.cases)
        if "paired" in args.parts:
            plain, peer = home / "plain", home / "hugo"
            layout.ours(corpus, plain, plain=True)
            layout.hugo(corpus, peer)
            paired(figures, corpus, plain, args.hugo, peer, args.rounds)
            memory(figures, plain, args.hugo, peer)
        if "full" in args.parts:
            layout.ours(corpus, home / "full", plain=False)
            everything(figures, corpus, home / "full", args.rounds)
        if "real" in args.parts:
            real_site(figures, home / "real", args.rounds)
        if "photos" in args.parts:
            real_site(figures, home / "photos", args.rounds, PHOTOS)
        if "growth" in args.parts:
            growth(figures, home / "growth", args.sizes)
        text = report.written(figures, machine(), args.cases, args.rounds, home.parent)
        sys.stdout.write(text)
        if args.write:
            args.write.write_text(text, encoding="utf-8", newline="\n")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _arguments() -> argparse.Namespace:
    parts = ("paired", "full", "real", "photos", "growth")
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--cases", type=int, default=10_000, help="size of the corpus")
    asked.add_argument("--rounds", type=int, default=3, help="times that everything is measured")
    asked.add_argument("--parts", nargs="+", choices=parts, default=parts[:3], help="what to measure")
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="cases, for the growth")
    asked.add_argument("--hugo", type=Path, help="the program of Hugo, or the environment that it is installed in")
    asked.add_argument("--folder", type=Path, help="where the sites are laid out; default: in memory where it can be")
    asked.add_argument("--write", type=Path, help="a file for the report")
    args = asked.parse_args()
    args.hugo = _program(args.hugo) if args.hugo else None
    if "paired" in args.parts and not args.hugo:
        asked.error("the paired part needs --hugo")
    return args


def _program(place: Path) -> Path | None:
    """The program, wherever the wheel has put it."""
    inside = place.rglob("hugo/binaries/hugo*") if place.is_dir() else (place,)
    return next((found.resolve() for found in inside if found.is_file()), None)


def _quick_folder() -> Path | None:
    """In memory: what files cost on a disk varies more than what is compared."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() else None


if __name__ == "__main__":
    sys.exit(main())
