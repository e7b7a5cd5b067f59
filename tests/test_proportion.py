"""Reading takes work in proportion to the length of a text, whatever stands in it.

Work is counted in calls of functions, which are the same on every machine; seconds are measured in the long tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import FrameType

import pytest

from builder import markdown
from builder.load import read_file
from builder.problems import Place, Problem
from tests.slowtexts import MARKDOWN, YAML, Text

SIZE = 500  # characters; and four times as many
VOCABULARIES: Mapping[str, Mapping[str, object]] = {"station": {}, "organisation": {}, "programme": {}, "theme": {}}


def calls(work: Callable[[], object]) -> int:
    count = 0

    def see(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def assert_in_proportion(work: Callable[[str], object], text: Text) -> None:
    work(text(SIZE))  # what is made once is made now
    once = calls(lambda: work(text(SIZE)))
    four_times = calls(lambda: work(text(4 * SIZE)))
    assert four_times < 6 * once + 6000
    assert four_times < 100 * 4 * SIZE


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown(name: str) -> None:
    assert_in_proportion(lambda text: markdown.parse(text, Place("a.md", 1), list[Problem]().append), MARKDOWN[name])


@pytest.mark.parametrize("name", YAML)
def test_data(name: str) -> None:
    assert_in_proportion(lambda text: read_file("content/data/brands.yaml", text.encode(), {}), YAML[name])


@pytest.mark.parametrize("name", YAML)
def test_front_matter(name: str) -> None:
    assert_in_proportion(
        lambda text: read_file("content/cases/a.md", f"---\n{text}\n---\n正文。\n".encode(), {}), YAML[name]
    )
