"""Quantities as people type them, and what is computed from figures and schemes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from builder.problems import Place
from builder.rules import (
    chinese_number,
    exact_value,
    next_review,
    numerals,
    quantity,
    says,
    summable,
    total_of,
)
from builder.schema import Figure, Ref, Scheme
from builder.schema.figures import QUALIFIERS

SOURCE = Ref("source", "daily", Place("x"))
# Before the number, directly behind it, or behind the unit: where each qualifier is typed.
BEFORE = {
    "near": "近",
    "about": "约",
    "max": "最高",
    "min": "不少于",
    "over": "超过",
    "breaks": "突破",
    "reaches": "达到",
    "under": "不到",
}
AFTER = {"over": "余", "many": "多", "several": "几"}
BEHIND = {"at-least": "以上", "around": "左右"}


def figure(words: str, value: str, unit: str = "", qualifier: str = "exact", to: str | None = None) -> Figure:
    upper = None if to is None else Decimal(to)
    made = Figure(id="x", name="x", words=words, value=Decimal(value), source=SOURCE)
    return structs.replace(made, value_to=upper, unit=unit, qualifier=qualifier)


@pytest.mark.parametrize(
    ("words", "value", "upper", "qualifiers", "rest"),
    [
        ("46个", "46", None, "", "个"),
        ("12.7万余家", "127000", None, "over", "家"),
        ("20多万元", "200000", None, "many", "元"),
        ("14,673 名", "14673", None, "", "名"),
        ("近３万人", "30000", None, "near", "人"),
        ("四十六个", "46", None, "", "个"),
        ("10至20万元", "100000", "200000", "", "元"),
        ("30%-50%", "30", None, "", "%-50%"),
        ("50人以上", "50", None, "at-least", "人"),
        ("最高1.2倍", "1.2", None, "max", "倍"),
        ("不超过100个", "100", None, "max", "个"),
        ("超过100个", "100", None, "over", "个"),
        ("100个以内", "100", None, "max", "个"),
        ("不足100个", "100", None, "under", "个"),
        ("不达100个", "100", None, "under", "个"),
        ("≥100个", "100", None, "at-least", "个"),
        ("100个上下", "100", None, "around", "个"),
        ("3条上下班路线", "3", None, "", "条上下班路线"),
        ("数百个", "100", None, "several", "个"),
        ("十几个", "10", None, "several", "个"),
        ("好几千人", "1000", None, "several", "人"),
        ("上百个", "100", None, "at-least", "个"),
        ("数万元", "10000", None, "several", "元"),
        ("上亿元", "100000000", None, "at-least", "元"),
        ("人数46人", "46", None, "", "人"),
        ("百分之十二", "12", None, "", "%"),
        ("百分之九十四点三", "94.3", None, "", "%"),
        ("近三分之一", "33.3", None, "near", "%"),
        ("五分之三", "60", None, "", "%"),
        ("千分之5", "5", None, "", "‰"),
        ("零分之五", "5", None, "", "%"),
        ("-3.2%", "-3.2", None, "", "%"),
        ("－3.2%", "-3.2", None, "", "%"),
        ("同比增长−3.2%", "-3.2", None, "", "%"),
        ("约-1.5万元", "-15000", None, "about", "元"),
        ("负3.2%", "-3.2", None, "", "%"),
        ("下降3.2%", "3.2", None, "", "%"),
        ("减负3项", "3", None, "", "项"),
        ("2-3项", "2", "3", "", "项"),
        ("G-20项", "20", None, "", "项"),
    ],
)
def test_a_quantity_as_typed(words: str, value: str, upper: str | None, qualifiers: str, rest: str) -> None:
    found = quantity(words)
    assert found is not None
    assert (found.value, found.rest) == (Decimal(value), rest)
    assert found.value_to == (None if upper is None else Decimal(upper))
    assert found.qualifiers == ({qualifiers} if qualifiers else set())


def test_no_number_is_no_quantity() -> None:
    assert quantity("若干") is None
    assert quantity("") is None
    assert quantity("近半") is None


@given(
    st.integers(0, 10**7) | st.decimals(min_value=0, max_value=9999, places=1),
    st.sampled_from(["", "万", "亿", "万亿"]),
    st.sampled_from(["个", "家", "元", "平方米", "㎡", "名"]),
    st.sampled_from(sorted(QUALIFIERS)),
)
def test_the_words_of_a_figure_say_the_figure(number: int | Decimal, scale: str, unit: str, qualifier: str) -> None:
    """However a figure is worded, reading the words gives its value, qualifier and unit, and nothing else."""
    words = f"{BEFORE.get(qualifier, '')}{number}{scale}"
    if qualifier in AFTER:
        words = f"{number}{scale}{AFTER[qualifier]}"
    words += unit + BEHIND.get(qualifier, "")
    value, _, _ = exact_value(figure(words, str(number), scale + unit))
    assert says(words, figure(words, str(number), scale + unit, qualifier))
    assert says(words, figure(words, str(value), unit, qualifier))
    assert not says(words, figure(words, str(Decimal(number) + 1), scale + unit, qualifier))
    other = "near" if qualifier != "near" else "over"
    assert not says(words, figure(words, str(number), scale + unit, other))
    assert not says(words, figure(words, str(number), scale + "次", qualifier))


@pytest.mark.parametrize(
    ("words", "typed", "unit", "said"),
    [
        ("46人", "46人", "人", True),
        ("46人", "46人参加", "人", True),
        ("46人", "46人次", "人", False),
        ("46人", "46人次日返回", "人", True),
        ("46人", "46人/月", "人", False),
        ("46人次", "46人", "人次", False),
        ("46人次", "46", "人次", True),
        ("46个", "46个驿站", "个", True),
        ("46个", "46个月", "个", False),
        ("46个", "46个百分点", "个", False),
        ("46个月", "46个", "个月", False),
        ("46个驿站", "46个", "个驿站", True),
        ("46场次", "46场", "场次", False),
        ("46元/年", "46元", "元/年", True),
        ("46元/年", "46元／年", "元/年", True),
        ("46平方米", "46平方米", "平方米", True),
    ],
)
def test_a_longer_unit_is_another_unit(words: str, typed: str, unit: str, said: bool) -> None:
    assert says(words, figure(words, "46", unit))
    assert says(typed, figure(words, "46", unit)) is said


@given(st.integers(1, 9999))
def test_chinese_numerals_count(number: int) -> None:
    assert chinese_number(_in_chinese(number)) == number


def _in_chinese(number: int) -> str:
    said, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            said += ("零" if zero and said else "") + "零一二三四五六七八九"[digit] + unit
        zero = not digit
    return said.removeprefix("一") if said.startswith("一十") else said


def test_only_exact_figures_of_one_unit_add_up() -> None:
    ten, more = figure("10万元", "10", "万元"), figure("5万元", "50000", "元")
    assert total_of([ten, more]) == 150000
    assert total_of([ten, figure("3个", "3", "个")]) is None
    assert total_of([ten, figure("30余万元", "30", "万元", "over")]) is None
    assert total_of([]) is None
    assert not summable(figure("1至3个", "1", "个", to="3"))


SCHEME = Scheme(id="s", name="评级", review_months=("5月", "11"))


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2025, 1, 31), (2025, 5)),
        (date(2025, 5, 31), (2025, 5)),
        (date(2025, 6, 1), (2025, 11)),
        (date(2025, 12, 1), (2026, 5)),
    ],
)
def test_the_next_review(today: date, due: tuple[int, int]) -> None:
    assert next_review(SCHEME, today) == due


def test_review_months_that_are_none_are_passed_over() -> None:
    assert next_review(Scheme(id="s", name="x", review_months=("每年", "13", "9" * 5000)), date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("slogan", "counted"),
    [
        ("四抓两强", [4, 2]),
        ("“两新”组织三带", [3]),
        ("第一书记统一培训", []),
        ("365先锋", []),
        ("2025年行动", []),
        ("１０条", [10]),
        ("十百千", [10]),
    ],
)
def test_the_numerals_of_a_slogan(slogan: str, counted: list[int]) -> None:
    assert numerals(slogan) == counted
