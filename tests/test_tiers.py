"""Every score has one tier: ends that contradict each other are told where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.rules import month_of
from tests.smallsite import SmallSite, codes

SCHEMES = "content/data/schemes.yaml"
GOOD = "{名称: 甲, 下限: 80, 上限: 100, 含下限: 是, 含上限: 是}、{名称: 乙, 下限: 60, 上限: 80, 含下限: 是}"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path)


def scheme(tiers: str, *more: str) -> str:
    """A scheme with ``tiers`` divided by 、, each on a line of its own from the fifth."""
    head = ["- id: s", "  名称: 评价", "  满分: 100", *[f"  {line}" for line in more], "  等次:"]
    return "\n".join([*head, *[f"    - {tier}" for tier in tiers.split("、")], ""])


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("下限: 80", "下限: 80", []),
        ("上限: 80, 含下限: 是", "上限: 85, 含下限: 是", ["6:19 “乙”和“甲”重叠：80 分"]),
        ("上限: 80,", "上限: 80, 含上限: 是,", ["6:19 “乙”和“甲”重叠：80 分"]),
        ("下限: 80,", "下限: 70,", ["6:19 “乙”和“甲”重叠：70 分"]),
        ("{名称: 乙, 下限: 60, 上限: 80", "{名称: 乙, 下限: 60", ["6:19 “乙”和“甲”重叠：80 分"]),
        ("下限: 60, 上限: 80", "下限: 80, 上限: 60", ["6:27 “乙”里一个分数也没有：下限是 80，上限是 60。"]),
        ("下限: 60, 上限: 80", "下限: 60, 上限: 60", ["6:27 “乙”里一个分数也没有：下限是 60，上限是 60。"]),
        ("上限: 100", "上限: 120", ["5:27 “甲”到了 120 分，满分却是 100。"]),
        ("下限: 80, 上限: 100", "下限: 101", ["5:19 “甲”到了 101 分，满分却是 100。"]),
    ],
)
def test_tiers_do_not_contradict_each_other(site: SmallSite, old: str, new: str, found: list[str]) -> None:
    assert GOOD.count(old) == 1
    site.write(SCHEMES, scheme(GOOD.replace(old, new)))
    problems = site.checked()
    told = [f"{p.place.line}:{p.place.column} {p.text('zh')}" for p in problems]
    assert len(told) == len(found) and all(map(str.startswith, told, found))
    assert {p.severity for p in problems} <= {"error"}


@pytest.mark.parametrize(
    ("old", "new", "told", "left_out"),
    [
        ("上限: 100, 含下限: 是", "上限: 100", "5:19 80 分哪个等次都不算。", False),
        ("下限: 80", "下限: 90", "5:19 80 分到 90 分之间，", True),
        (", 含上限: 是", "", "5:27 满分 100 分哪个等次都不算。", False),
        ("上限: 100", "上限: 90", "5:27 90 分到 100 分之间，", True),
    ],
)
def test_a_score_in_no_tier_is_told_unless_the_reading_leaves_it_out(
    site: SmallSite, old: str, new: str, told: str, left_out: bool
) -> None:
    site.write(SCHEMES, scheme(GOOD.replace(old, new)))
    (problem,) = site.checked()
    assert problem.severity == "warning"
    assert f"{problem.place.line}:{problem.place.column} {problem.text('zh')}".startswith(told)
    site.write(SCHEMES, scheme(GOOD.replace(old, new), "读法: 得分只取整数"))
    assert codes(site.checked()) == ([] if left_out else [problem.message.code])


def test_one_score_may_be_a_tier_and_below_the_lowest_there_may_be_none(site: SmallSite) -> None:
    full = "{名称: 满分, 下限: 100, 上限: 100, 含下限: 是, 含上限: 是}"
    site.write(SCHEMES, scheme(f"{full}、{GOOD.replace(', 含上限: 是', '')}".replace("60, 上限: 80, 含下限: 是", "60, 上限: 80")))
    assert codes(site.checked()) == []
    site.write(SCHEMES, scheme(GOOD.replace("上限: 100, 含下限: 是, 含上限: 是", "含下限: 是")))
    assert codes(site.checked()) == []


def test_review_months_are_months(site: SmallSite) -> None:
    site.write(SCHEMES, scheme(GOOD, "复评月份: 5、13、abc"))
    assert [(p.message.code, p.place.line, p.place.column) for p in site.checked()] == [
        ("month-invalid", 4, 11),
        ("month-invalid", 4, 14),
    ]
    site.write(SCHEMES, scheme(GOOD, "复评月份: 每年五月、11月"))
    assert codes(site.checked()) == []


@pytest.mark.parametrize(
    ("typed", "month"),
    [("5", 5), ("05", 5), ("１１月", 11), ("十一月份", 11), ("每年五月", 5), ("0", None), ("每半年", None), ("5月和11月", None)],
)
def test_a_month_as_typed(typed: str, month: int | None) -> None:
    assert month_of(typed) == month
