"""Builds killed at random instants, as a laptop that is shut or a pipeline that is cancelled kills them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.cli import main
from builder.journal import journal_open
from tests.killing import DAY, finish, kill_somewhere, set_up
from tests.soak.conftest import Times


@pytest.mark.parametrize("inside", [False, True], ids=["by exchange", "in place"])
def test_a_build_killed_at_any_instant_loses_nothing(
    tmp_path: Path, times: Times, tell: Callable[[str], None], capsys: pytest.CaptureFixture[str], inside: bool
) -> None:
    rig, chance, seen = set_up(tmp_path, 60), random.Random(7), Counter[str]()
    old = number = 0
    while seen["killed"] < times(150):  # those that came too late do not count
        number += 1
        new = 1 - old
        rig.write(new)
        workers = "--workers=2" if number % 5 == 0 else "--workers=1"
        killed = kill_somewhere(rig, chance, workers, inside=inside)
        is_open = journal_open(rig.site.root / "public")
        seen["old" if rig.stands(old) else "new" if rig.stands(new) else "open" if is_open else "mixed"] += 1
        seen["killed"] += killed
        if is_open:
            assert main(["check", f"--root={rig.site.root}", DAY]) == 1
            assert "没有完成" in capsys.readouterr().err
        assert finish(rig) == 0
        assert rig.stands(new), "a store that a killed build has written to, or the folder that it left, was wrong"
        assert not rig.litter()
        old = new
    assert not seen["mixed"]
    assert not (seen["open"] and not inside)
    way = "in place" if inside else "by exchange"
    tell(
        f"builds killed, publishing {way}: {seen['killed']} of {number}; "
        f"old site {seen['old']}, new site {seen['new']}, journal open {seen['open']}, mixed {seen['mixed']}"
    )
