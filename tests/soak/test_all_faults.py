"""Every kind of fault at every operation of a build, as far as the size of the soak goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faulty_system import CODES
from tests.killing import set_up
from tests.soak.conftest import Times
from tests.test_faults import broken, in_place, operations, unforgiving


@pytest.mark.parametrize("exchanges", [True, False], ids=["by exchange", "in place"])
def test_no_fault_anywhere_in_a_build_does_lasting_harm(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    times: Times,
    tell: Callable[[str], None],
    exchanges: bool,
) -> None:
    rig = set_up(tmp_path / "rig", 1)
    rig.write(1)
    unforgiving(monkeypatch)
    if not exchanges:
        in_place(monkeypatch)
    last = operations(rig, tmp_path / "whole")
    every = [(at, kind) for at in range(1, last + 1) for kind in CODES]
    step = max(1, len(every) // times(160)) | 1  # odd: every kind has its turn; at ten times the size, everywhere
    chosen = every[::step]
    ended = Counter[str]()
    for at, kind in chosen:
        ended[broken(rig, tmp_path / str(at), at, CODES[kind])] += 1
        assert "Traceback" not in capsys.readouterr().err
    way = "by exchange" if exchanges else "in place"
    tell(
        f"faults injected, publishing {way}: {len(chosen)} at {len({at for at, _ in chosen})} of {last} operations "
        f"({len(CODES)} kinds); {', '.join(f'{how} {count}' for how, count in sorted(ended.items()))}"
    )
