"""The site that ``init`` lays out, byte for byte: what a change does to every kind of output is seen in its difference.

After a change that is meant, run ``python -m tests.tools.regold`` and read what it did. Of static files and share
pictures the names are compared, and fingerprints are masked: a new style sheet would otherwise change every page here.
XLSX files are compared by their digests, since nobody can read their difference.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from builder import digests
from builder.authoring import init
from builder.build import Options, build
from builder.files import DISK
from builder.problems import Problem

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2026, 1, 31)
_FINGERPRINT = re.compile(r"\.[0-9a-f]{10}\.")


def built(folder: Path) -> dict[str, bytes]:
    """Site path → what is compared of it, for the starter site built on a fixed day."""
    problems: list[Problem] = []
    assert init(folder / "site", "某县先锋", DAY, DISK, problems.append), problems
    run = build(Options(folder / "site", folder / "public", folder / "store", DAY))
    assert run.problems == [] and run.published is not None
    return {_masked(path): _compared(path, data) for path, data in sorted(run.outputs.items())}


def _masked(text: str) -> str:
    return _FINGERPRINT.sub(".fingerprint.", text)


def _compared(path: str, data: bytes) -> bytes:
    if path.startswith(("assets/", "share/")):
        return b""
    return digests.of_bytes(data).encode() if path.endswith(".xlsx") else _masked(data.decode()).encode()


def test_the_starter_site_is_built_as_it_always_was(tmp_path: Path) -> None:
    expected = {p.relative_to(GOLDEN).as_posix(): p.read_bytes() for p in GOLDEN.rglob("*") if p.is_file()}
    found = built(tmp_path)
    assert sorted(found) == sorted(expected)
    differing = [path for path, data in found.items() if data != expected[path]]
    assert not differing, "meant? then: python -m tests.tools.regold"
