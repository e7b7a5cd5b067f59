"""Real builds, killed by the system at an instant of one's choosing, and what must be true of what they leave."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from builder import manifest, target
from builder.cli import main
from builder.journal import journal_open
from tests.smallsite import FILES, SmallSite, case

ROOT = Path(__file__).parent.parent
DAY = "--date=2025-06-01"
NAMES = ("旧站", "新站")  # the name stands on every page, so that the two editions differ in nearly every file
Edition = Mapping[str, bytes]
# Entries, and the one folder in which the next site may be laid out: it is the same for all runs, so nothing piles up.
_IN_STORE = re.compile(
    r"[a-z]+/(?:([0-9a-f]{2})/\1[0-9a-f]{30}|packs/[0-9a-f]{32})|public-[0-9a-f]{8}\.spare/.*", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Rig:
    """A site that has two editions, what a clean build makes of each, and how long a build takes in all."""

    site: SmallSite
    editions: tuple[Edition, Edition]
    seconds: float

    def write(self, number: int) -> None:
        self.site.write("site.yaml", FILES["site.yaml"].replace("小站", NAMES[number]))

    def stands(self, number: int) -> bool:
        """Whether the published folder is wholly this edition, its manifest too, and says that it is."""
        folder = self.site.root / "public"
        told = folder / manifest.FILE
        outputs = self.editions[number]
        same = told.is_file() and told.read_bytes() == manifest.to_bytes(manifest.of_outputs(outputs))
        return same and not journal_open(folder) and _served(folder) == outputs

    def stands_as_left(self) -> bool:
        """Whether the published folder is what a clean build makes of the files that are left of the site."""
        with TemporaryDirectory() as place:
            alone = self.copied(Path(place) / "site")
            shutil.rmtree(alone.site.root / "public")
            shutil.rmtree(alone.site.root / ".xianfeng")
            alone.site.built()
            return _served(alone.site.root / "public") == _served(self.site.root / "public")

    def copied(self, place: Path) -> Rig:
        """The same site with its published folder and its store at another place."""
        shutil.copytree(self.site.root, place)
        return Rig(SmallSite.at(place), self.editions, self.seconds)

    def restore(self, whole: Rig) -> None:
        """Put back what has vanished of the site's own files."""
        for name in ("site.yaml", "content"):
            source, target = whole.site.root / name, self.site.root / name
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)

    def litter(self) -> list[str]:
        """Whatever a build has left that belongs neither to the site nor to its published folder nor to the store."""
        root = self.site.root
        beside = {p.name for p in root.iterdir()} - {"site.yaml", "content", "public", ".xianfeng"}
        inside = {p.name for p in (root / "public").glob(f"{manifest.RESERVED}*")} - {manifest.FILE}
        store = root / ".xianfeng" / "store"
        strange = {
            p.relative_to(store).as_posix()
            for p in store.rglob("*")
            if p.is_file() and not _IN_STORE.fullmatch(p.relative_to(store).as_posix())
        }
        return sorted(beside | inside | strange)


def set_up(place: Path, cases: int) -> Rig:
    """A rig below ``place`` with so many cases beside those of the small site; edition 0 is published."""
    editions = []
    for number in (1, 0):
        rig = Rig(SmallSite(place / f"clean{number}"), ({}, {}), 0)
        _fill(rig, cases, number)
        rig.site.built()
        editions.append(rig.site.public())
    rig = Rig(SmallSite(place / "site"), (editions[1], editions[0]), 0)
    _fill(rig, cases, 0)
    seconds = 0.0
    for number in (0, 1, 0):  # the last is as those that will be killed: over a store that knows both editions
        rig.write(number)
        began = time.monotonic()
        with start(rig) as process:
            assert process.wait() == 0
        seconds = time.monotonic() - began
    return Rig(rig.site, rig.editions, seconds)


def _fill(rig: Rig, cases: int, number: int) -> None:
    rig.write(number)
    for n in range(cases):
        rig.site.write(f"content/cases/more-{n}.md", case(f"案例{n}", f"2024-01-{n % 28 + 1:02}"))


def start(rig: Rig, *options: str, inside: bool = False) -> subprocess.Popen[bytes]:
    """A build as a person starts it; ``inside``: from within the published folder, so that it cannot be exchanged."""
    root = rig.site.root.absolute()
    return subprocess.Popen(
        [sys.executable, "-m", "builder", "build", f"--root={root}", DAY, *options],
        cwd=root / "public" if inside else ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_somewhere(rig: Rig, chance: random.Random, *options: str, inside: bool = False) -> bool:
    """Start a build and kill it: every other time while it publishes, else at any instant. True if it was in time."""
    with start(rig, *options, inside=inside) as process:
        if chance.random() < 0.5:
            _await_publishing(rig, process)
            time.sleep(chance.random() * 0.35 * rig.seconds)  # publishing is about that part of a build
        else:
            time.sleep(chance.random() * rig.seconds)
        process.kill()
        return process.wait() != 0


def _await_publishing(rig: Rig, process: subprocess.Popen[bytes]) -> None:
    """Until the next site is being laid out: inside the published folder, or in the spare one, which held no page."""
    inside = rig.site.root / "public"
    spare = target.spare_of(rig.site.root / ".xianfeng" / "store", inside)
    while process.poll() is None:
        if [*inside.glob(f"{manifest.RESERVED}-staging-*"), *spare.glob("*.html")]:
            return
        time.sleep(0.0005)


def finish(rig: Rig) -> int:
    """A build that is left alone, in this process."""
    return main(["build", f"--root={rig.site.root}", DAY])


def _served(folder: Path) -> Edition:
    """What a reader of the folder can get."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(manifest.RESERVED)
    }
