"""A whole build on a system that fails: a sentence and an exit code, the old site or the new one, and no lasting harm.

Here at some operations of a build, in the long tests at every one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import cli
from builder.cli import main
from builder.journal import journal_open
from tests.faulty_disk import Killed
from tests.faulty_system import CODES, KILL, VANISH, faulty
from tests.killing import DAY, Rig, set_up

POINTS = 3  # operations that fail, of each kind of fault


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """A site whose old edition is published and whose new one is written."""
    rig = set_up(tmp_path_factory.mktemp("faults"), 1)
    rig.write(1)
    return rig


def unforgiving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be told as a fault of the program."""

    def crashed(root: Path, language: object) -> str:
        raise

    monkeypatch.setattr(cli, "_crashed", crashed)


def operations(rig: Rig, place: Path) -> int:
    copy = rig.copied(place)
    with faulty(copy.site.root) as system:
        assert main(["build", f"--root={copy.site.root}", DAY, "--workers=1"]) == 0
    assert copy.stands(1)
    return len(system.done)


def broken(rig: Rig, place: Path, at: int, code: int) -> str:
    """One build that meets a fault, what it left, and the next one; returns how it ended."""
    copy = rig.copied(place)
    ended = "killed"
    with faulty(copy.site.root, at, code) as system:
        try:
            exit_code = main(["build", f"--root={copy.site.root}", DAY, "--workers=1"])
            ended = {0: "built", 1: "problems", 3: "fault"}[exit_code]
        except Killed:
            assert code == KILL
    told = f"{code} at {system.done[at - 1]}: {ended}"
    is_open = journal_open(copy.site.root / "public")
    # What vanishes before the files are listed is not there for this build: the site is that of the others.
    without = code == VANISH and ended == "built"
    assert copy.stands(0) or copy.stands(1) or is_open or (without and copy.stands_as_left()), told
    assert copy.stands(1) or ended != "built" or code == VANISH, told
    if code == VANISH:
        copy.restore(rig)
    assert main(["build", f"--root={copy.site.root}", DAY, "--workers=1"]) == 0, told
    assert copy.stands(1), told
    assert not copy.litter(), told
    shutil.rmtree(place)
    return ended


def in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange folders."""
    monkeypatch.setattr("builder.files._system_exchange", lambda: None)


@pytest.mark.parametrize("kind", CODES)
def test_a_build_survives_a_fault_anywhere(
    prepared: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    unforgiving(monkeypatch)
    last = operations(prepared, tmp_path / "whole")
    first = 1 + list(CODES).index(kind) * last // (POINTS * len(CODES))  # each kind elsewhere
    for at in range(first, last, last // POINTS):
        broken(prepared, tmp_path / str(at), at, CODES[kind])
    assert "Traceback" not in capsys.readouterr().err
