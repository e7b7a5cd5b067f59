"""The property: over whatever store and output folder, a build gives what a clean build gives, or the same problems."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from time import time_ns

from builder.build import Options, Run, build
from builder.run import Superseded
from builder.warm import Warm
from tests.randomedits import DEEDS, EDITS, put_back_output
from tests.randomsite import make
from tests.smallsite import said

TODAY = date(2025, 6, 1)
OUTPUTS = (*["public"] * 8, "elsewhere")
DAYS = (TODAY, TODAY, TODAY, date(2025, 6, 30), date(2024, 1, 1))
SETTLES = 10_000_000_000  # ns after which a file that has not changed may be known by its facts
Move = tuple[str, int]  # the name of an edit or deed, and the number that it is drawn from


class Differs(AssertionError):
    """A warm build is not the clean one."""


@dataclass
class Twins:
    """A site that is built warm, into ``public`` over ``store``, and clean, into a folder of its own each time."""

    root: Path
    options: Options
    warm: dict[bool, Warm] = field(default_factory=lambda: {True: Warm(), False: Warm()})  # by whether drafts show

    @classmethod
    def at(cls, root: Path, *, workers: int = 1) -> Twins:
        return cls(root, Options(root, root / "public", root / "store", TODAY, workers))

    def build(self, after: str, *, again: bool = False) -> Run:
        """Build both; raises ``Differs`` where they are not the same. ``after`` says what has been done before;
        ``again``: as a preview does that has built the site already."""
        options = replace(self.options, now=max(self.options.now, time_ns()))
        before = tree(options.output)
        memory, ready = (self.warm[options.drafts], _seen) if again else (None, None)
        warm = build(options, warm=memory, ready=ready)
        clean_folder = self.root.with_name(f"{self.root.name}-clean")
        shutil.rmtree(clean_folder, ignore_errors=True)
        elsewhere = replace(options, output=clean_folder / "public", store=clean_folder / "store")
        clean = build(replace(elsewhere, workers=1, rehash=True))
        if sorted(said(warm.problems)) != sorted(said(clean.problems)):
            told = set(said(warm.problems)) ^ set(said(clean.problems))
            raise Differs(f"after {after}: told by one build alone: {sorted(told)}")
        expected = before if clean.published is None else tree(clean_folder / "public")
        _compare(after, expected, tree(options.output))
        return warm


def _seen(run: Run) -> Superseded:
    """A preview shows the pages before the rest is made."""
    return run.superseded


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, the manifest too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _compare(after: str, expected: dict[str, bytes], found: dict[str, bytes]) -> None:
    lost, more = expected.keys() - found.keys(), found.keys() - expected.keys()
    other = {path for path in expected.keys() & found.keys() if expected[path] != found[path]} - {".xianfeng.json"}
    if lost or more or other:
        shown = "; ".join(f"{path}: {_first(expected[path], found[path])}" for path in sorted(other)[:3])
        raise Differs(f"after {after}: missing {_few(lost)}, left over {_few(more)}, stale {_few(other)}. {shown}")
    if expected != found:
        raise Differs(f"after {after}: the manifest differs")


def _few(paths: Iterable[str]) -> str:
    found = sorted(paths)
    return f"{len(found)} {found[:6]}" if found else "none"


def _first(expected: bytes, found: bytes) -> str:
    """The lines where two files begin to differ."""
    for one, two in zip(expected.splitlines(), found.splitlines(), strict=False):
        if one != two:
            return f"{one[:120]!r} became {two[:120]!r}"
    return "one is longer"


def live(root: Path, seed: int, moves: Iterable[Move], *, workers: int = 1) -> int:
    """The life of a random site: make it, then after each move build it both ways; the number of builds published.

    A move that makes a site that cannot be built is taken back after the two builds have said so alike; and now and
    then a preview, another day or a build without search comes in between.
    """
    model = make(Random(seed))
    model.write(root)
    twins = Twins.at(root, workers=workers)
    plain = twins.options
    done = int(twins.build(f"the first build of {seed}").published is not None)
    put_back_output(root, Random(seed))  # kept for the first time
    for name, number in moves:
        r, before = Random(number), model.copy()
        if name in EDITS:
            EDITS[name](model, r)
            model.write(root, disguised=r.random() < 0.3)
        else:
            DEEDS[name](root, r)
        drafts = r.random() < 0.1
        twins.options = replace(
            plain,
            output=root / "preview" if drafts else root / r.choice(OUTPUTS),
            drafts=drafts,
            today=r.choice(DAYS),
            search=r.random() < 0.9,
            rehash=r.random() < 0.1,
            now=time_ns() + r.choice([0, SETTLES]),
        )
        again = r.random() < 0.6
        if twins.build(f"{name}({number}) of {seed}", again=again).published is not None:
            done += 1
        else:
            model = before
            model.write(root)
    twins.options = plain
    twins.build(f"all moves of {seed}")
    return done
