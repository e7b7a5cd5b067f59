"""Tens of thousands of texts, read with the parser and without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings

from tests.soak.conftest import Times
from tests.test_plain import agree, texts


def test_a_text_is_the_same_with_the_parser_and_without(times: Times, tell: Callable[[str], None]) -> None:
    tried = Counter[bool]()

    @settings(max_examples=times(20_000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts)
    def alike(text: str) -> None:
        tried[agree(text)] += 1

    alike()
    tell(f"texts read both ways: {sum(tried.values())}, of them plain: {tried[True]}")
    assert tried[True] > tried.total() / 50  # else the texts are too wild to tell anything
