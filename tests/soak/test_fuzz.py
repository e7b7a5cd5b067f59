"""A hundred thousand inputs, changed towards lines not yet reached: no reader raises, crashes, hangs or swells."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.readers import READERS
from tests.soak.conftest import Times
from tests.soak.fuzz import MEMORY

ROOT = Path(__file__).parents[2]
# Reader → inputs; 82,000 in all. Those that cost most for what they may hold get fewer.
RUNS = {
    "markdown": 18_000, "case": 12_000, "front": 10_000, "data": 18_000, "site": 8_000,
    "picture": 8_000, "svg": 3_000, "theme": 2_000, "own": 3_000,
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_whatever_comes(reader: str, times: Times, tell: Callable[[str], None]) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.fail(
            "fuzzing needs atheris, with wheels for Linux on x86-64 and Python 3.11 to 3.13: run `make soak` there",
            pytrace=False,
        )
    runs = times(RUNS[reader])
    run = subprocess.run(
        [sys.executable, "-m", "tests.soak.fuzz", reader, str(runs)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert run.returncode == 0, (run.stdout + run.stderr)[-6000:]
    done = re.search(r"Done (\d+) in (\d+) second", run.stdout + run.stderr)
    assert done is not None and int(done[1]) >= runs, run.stderr[-2000:]
    *_, worst = re.findall(r"worst ([\d.]+) CPU-s, (\d+) MB", run.stderr)
    tell(f"fuzzing {reader}: {done[1]} inputs, slowest {worst[0]} CPU-s, {worst[1]} MB (limit {MEMORY} MB)")
    assert float(worst[0]) < 1
