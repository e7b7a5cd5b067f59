"""Random sites in numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings

from tests.soak.conftest import Times
from tests.test_any_site import sites, survives, titles


def test_no_site_makes_a_command_fail_inside(times: Times, tell: Callable[[str], None]) -> None:
    @settings(max_examples=times(100))
    @given(*sites, titles)
    def check(files: dict[str, bytes], gone: set[str], title: str) -> None:
        with tempfile.TemporaryDirectory() as place:
            survives(Path(place) / "site", files, gone, title)

    check()
    tell(f"random sites: {times(100)}, twelve commands each, none failed inside")
