"""A build never does work twice, and is never wrong for it: random sites, random edits, each step built warm and clean.

More of the same, for hours if one likes: ``make soak``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.randomedits import DEEDS, EDITS
from tests.twins import Move, live

NUMBERS = st.integers(0, 2**32)
MOVES = st.tuples(st.sampled_from(sorted((*EDITS, *DEEDS))), NUMBERS)


@settings(max_examples=3)
@given(NUMBERS, st.lists(MOVES, min_size=9, max_size=11, unique_by=lambda move: move[0]))
def test_after_any_edit_a_warm_build_is_a_clean_build(seed: int, moves: list[Move]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        live(Path(folder) / "site", seed, moves)
