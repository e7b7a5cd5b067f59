"""Tens of thousands of texts and heads of files, read with the parser and without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from tests import test_plain, test_plain_fields
from tests.soak.conftest import Times


@pytest.mark.parametrize(
    ("texts", "agree"),
    [(test_plain.texts, test_plain.agree), (test_plain_fields.texts, test_plain_fields.agree)],
    ids=["markdown", "fields"],
)
def test_a_text_is_the_same_with_the_parser_and_without(
    texts: SearchStrategy[str], agree: Callable[[str], bool], times: Times, tell: Callable[[str], None]
) -> None:
    tried = Counter[bool]()

    @settings(max_examples=times(20_000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts)
    def alike(text: str) -> None:
        tried[agree(text)] += 1

    alike()
    tell(f"texts read both ways: {sum(tried.values())}, of them plain: {tried[True]}")
    assert tried[True] > tried.total() / 50  # else the texts are too wild to tell anything
