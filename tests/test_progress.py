"""What a person sees while a run goes on, and what it says of its time afterwards."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from builder.cli import main
from builder.progress import Shown
from tests.smallsite import SmallSite


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def seen(stream: io.StringIO, seconds: float) -> str:
    """All that is written in a step of 40 items that takes so long."""
    clock = Clock()
    shown = Shown(stream, "zh", clock)
    for done in range(40):
        shown("render", done, 40)
        clock.now += seconds / 40
    shown.over()
    return stream.getvalue()


def test_a_terminal_gets_a_bar_that_is_taken_away_in_the_end() -> None:
    lines = seen(Terminal(), 8).split("\r")
    bars = [line for line in lines if line.strip()]
    assert len(bars) > 20
    assert bars[-1] == "渲染 " + "█" * 23 + "░ 39/40"
    assert lines[-1] == ""
    assert lines[-2].isspace()


def test_what_is_no_terminal_gets_a_line_now_and_then() -> None:
    assert seen(io.StringIO(), 40) == "渲染 10/40\n渲染 20/40\n渲染 30/40\n"


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_a_short_run_shows_nothing(stream: io.StringIO) -> None:
    assert seen(stream, 0.9) == ""


def test_a_profile_tells_every_step_and_the_costly_functions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = SmallSite(tmp_path)
    assert main(["build", "--root", str(site.root), "--profile", "--lang", "en"]) == 0
    told = capsys.readouterr()
    steps = re.findall(r"^(\w+) +(\d+\.\d\d) +(\d+\.\d\d)$", told.out, re.MULTILINE)
    assert [name for name, *_ in steps] == [
        "look", "read", "relate", "check", "picture", "protect", "plan", "derive", "render", "export", "index",
        "publish", "total",
    ]  # fmt: skip
    walls = [float(wall) for _, wall, _ in steps]
    assert sum(walls[:-1]) == pytest.approx(walls[-1], abs=0.06)
    assert re.search(r"builder.\w+(.\w+)*\.py:\d+\(", told.out)
    assert re.search(r"read \d+\.\d\d, relate", told.err)
