"""Lines of Chinese: never wider than they may be, nothing lost, no stop at the head of a line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.typeset import ELLIPSIS, balanced, lines

TEXTS = st.text(alphabet="先锋党建案例“”《》（）、。，：abc123 %-", max_size=60)


def wide(text: str) -> float:
    """A Chinese character is one wide, a Latin one a half."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


@given(TEXTS, st.integers(4, 20))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    found = lines(text, width, wide, 1000)
    assert all(wide(line) <= width for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(TEXTS, st.integers(4, 20), st.integers(1, 3))
def test_what_does_not_fit_ends_in_an_ellipsis(text: str, width: int, most: int) -> None:
    whole, found = lines(text, width, wide, 1000), lines(text, width, wide, most)
    assert len(found) <= most and all(wide(line) <= width for line in found)
    assert (found == whole) or found[-1].endswith(ELLIPSIS)


def test_stops_stay_with_what_they_close_and_brackets_with_what_they_open() -> None:
    assert lines("一二三四五，六七", 5, wide, 9) == ["一二三四", "五，六七"]
    assert lines("一二三四“五六”", 5, wide, 9) == ["一二三四", "“五六”"]
    assert lines("建成 Party-building 站", 8, wide, 9) == ["建成", "Party-building", "站"]


def test_a_title_does_not_end_in_a_single_word() -> None:
    title = "企业出场地发工资滨海泵阀集群办起党员服务中心"
    assert len(lines(title, 10, wide, 4)[-1]) == 2
    assert [len(line) for line in balanced(title, 10, wide, 4)] == [8, 8, 6]
    assert balanced("短题", 10, wide, 4) == ["短题"] and balanced("", 10, wide, 4) == []
