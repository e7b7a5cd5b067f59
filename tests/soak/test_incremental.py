"""Hundreds of random sites with a life of edits each, every step built warm and clean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from shutil import rmtree

from tests.randomedits import DEEDS, EDITS
from tests.soak.conftest import Times
from tests.twins import live


def test_after_any_edit_a_warm_build_is_a_clean_build(
    tmp_path: Path, times: Times, tell: Callable[[str], None]
) -> None:
    done = Counter[str]()
    for seed in range(times(100)):
        r = Random(seed)
        moves = [(name, r.getrandbits(32)) for name in r.choices(sorted((*EDITS, *DEEDS)), k=4)]
        site = tmp_path / str(seed)
        done["published"] += live(site, seed, moves, workers=2 if seed % 10 == 0 else 1)
        done["built both ways"] += len(moves) + 2
        for folder in (site, site.with_name(f"{site.name}-clean")):
            rmtree(folder)
    tell(f"random sites: {times(100)}; built warm and clean: {done['built both ways']}; published: {done['published']}")
