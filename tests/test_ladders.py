"""Schemes that compute: the worked table, the calculator and the rules say the same of every score."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from builder import rules
from builder.schema import Scheme, Tier
from tests.smallsite import SmallSite, codes

SCHEMES = "content/data/schemes.yaml"
COLOURS = """\
- id: colours
  名称: 三色
  满分: 100
  复评月份: [5, 11]
  现行: 是
  等次:
    - {名称: 金, 下限: 90, 上限: 100, 含下限: 是, 含上限: 是, 每星分值: 2}
    - {名称: 银, 下限: 75, 上限: 90, 含下限: 是, 每星分值: 3}
    - {名称: 铜, 下限: 60, 上限: 75, 每星分值: 3}
"""
ALIKE = "unit: 名, source: daily, as_of: 2020"
LEVELS = f"""\
- id: levels
  名称: 认证
  合计: {{id: all, name: 共, words: 96名, value: 96, {ALIKE}}}
  等级:
    - {{名称: 初级, 数量: {{id: l1, name: 一, words: 77名, value: 77, {ALIKE}}}}}
    - {{名称: 中级, 数量: {{id: l2, name: 二, words: 17名, value: 17, {ALIKE}}}}}
    - {{名称: 高级, 数量: {{id: l3, name: 三, words: 2名, value: 2, {ALIKE}}}}}
- id: pay
  名称: 薪酬
  基数: 最低工资
  等级:
    - {{名称: 大专, 倍数: {{id: m1, name: 倍一, words: 2.0倍, value: 2.0, unit: 倍, source: daily}}}}
    - {{名称: 本科, 倍数: {{id: m2, name: 倍二, words: 2.5倍, value: 2.5, unit: 倍, source: daily}}}}
"""
BASE = "{id: wage, name: 最低工资, words: 2000元, value: 2000, unit: 元, source: daily, as_of: 2020}"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path, {SCHEMES: COLOURS + LEVELS})


def scheme_of(site: SmallSite) -> Scheme:
    cat, problems = site.related()
    assert problems == []
    return cat.all(Scheme)[0]


def expected(score: Decimal, scheme: Scheme) -> str:
    tier = _tier_of(score, scheme)
    if tier is None:
        return "不在任何等次之内"
    stars = _stars_of(score, tier)
    return f"{tier.name} · {f'{stars}星' if stars else '无星级'}"


def test_the_calculator_agrees_with_the_rules_at_every_half_point(site: SmallSite, page: Page) -> None:
    scheme = scheme_of(site)
    site.built()
    page.goto((site.root / "public/schemes/colours.html").as_uri())
    wanted = {f"{n / 2:g}": expected(Decimal(n) / 2, scheme) for n in range(201)}
    said = page.evaluate(
        """scores => scores.map(score => {
          const input = document.querySelector('#score');
          input.value = score;
          input.dispatchEvent(new Event('input'));
          return document.querySelector('.calculator output').textContent;
        })""",
        list(wanted),
    )
    assert dict(zip(wanted, said, strict=True)) == wanted
    assert {wanted["60"], wanted["60.5"], wanted["75"], wanted["100"]} == {
        "不在任何等次之内", "铜 · 1星", "银 · 1星", "金 · 5星",
    }  # fmt: skip


def test_what_people_type_is_understood_and_the_row_is_marked(site: SmallSite, page: Page) -> None:
    site.built()
    page.goto((site.root / "public/schemes/colours.html").as_uri())
    output = page.locator(".calculator output")
    for typed, said in (
        ("９２．５", "金 · 2星"),
        (" 90分", "金 · 1星"),
        ("77。9", "银 · 1星"),
        ("甲", "请输入数字"),
        ("101", "不在任何等次之内"),
        ("", ""),
    ):
        page.get_by_label("输入分数").fill(typed)
        assert output.text_content() == said, typed
    page.get_by_label("输入分数").fill("98")
    assert page.locator("#worked [aria-current]").all_text_contents() == ["98—100 分金5星"]
    page.get_by_label("输入分数").press("Enter")
    assert output.text_content() == "金 · 5星", "nothing is sent anywhere"


def test_a_ladder_of_many_stars_stays_on_the_smallest_screen(site: SmallSite, page: Page) -> None:
    site.write(SCHEMES, COLOURS.replace("每星分值: 3", "每星分值: 1"))
    site.built()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto((site.root / "public/schemes/colours.html").as_uri())
    assert page.locator(".rungs").nth(1).locator(".rung").count() == 15
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_a_script_the_table_serves_and_no_dead_form_stands_there(site: SmallSite) -> None:
    site.built()
    html = site.page("schemes/colours.html")
    assert html.count('data-calculator="') == html.count(" hidden>") == 1
    assert (
        '<tr data-low="75" data-high="78" data-ends="[)"><th scope="row">75 分以上，不满 78 分</th><td>银</td><td>1星</td>'
        in html
    )
    assert "超过 60 分，不满 63 分" in html, "an open end is said"


def test_the_next_review_follows_the_build_date(site: SmallSite) -> None:
    for today, following in (
        (date(2025, 5, 31), "2025年5月"),
        (date(2025, 6, 1), "2025年11月"),
        (date(2025, 12, 1), "2026年5月"),
    ):
        pages, _ = site.planned(today=today)
        assert pages["schemes/colours.html"].context["review"]["next"] == following


def test_of_a_scheme_that_is_not_said_to_be_in_force_only_the_months_are_told(site: SmallSite) -> None:
    site.edit(SCHEMES, "  现行: 是\n", "")
    html = site.produce().outputs["schemes/colours.html"].decode()
    assert "5月</dd><dd>11月" in html and "下次复评" not in html


def test_levels_have_shares_and_money_only_a_base_with_a_source(site: SmallSite) -> None:
    pages, _ = site.planned()
    levels = pages["schemes/levels.html"].context
    assert ([level["share"] for level in levels["levels"]], levels["total"]["words"]) == (
        ["80.2%", "17.7%", "2.1%"],
        "96名",
    )
    assert [level["amount"] for level in pages["schemes/pay.html"].context["levels"]] == ["", ""]
    site.edit(SCHEMES, "  基数: 最低工资\n", f"  基数: 最低工资\n  基数数据: {BASE}\n")
    pages, _ = site.planned()
    assert [level["amount"] for level in pages["schemes/pay.html"].context["levels"]] == ["4000元", "5000元"]


def test_levels_are_said_to_be_summed_only_where_they_were(site: SmallSite) -> None:
    summed, shares = "各级之和与合计已核对相符", "占比由本站推算"
    html = site.produce().outputs["schemes/levels.html"].decode()
    assert summed in html and shares in html
    site.edit(SCHEMES, f", 数量: {{id: l3, name: 三, words: 2名, value: 2, {ALIKE}}}", "")
    html = site.produce().outputs["schemes/levels.html"].decode()
    assert summed not in html and shares in html and "80.2%" in html


def test_the_multiple_of_a_level_is_told(site: SmallSite, page: Page) -> None:
    site.built()
    page.goto((site.root / "public/schemes/pay.html").as_uri())
    assert page.locator(".calculator output").text_content() == "为最低工资的 2.0倍"
    page.get_by_label("选择等级").select_option("本科")
    assert page.locator(".calculator output").text_content() == "为最低工资的 2.5倍"
    assert "元" not in page.locator("main").inner_text().replace("不折算成元", "")


def test_stars_want_an_upper_end(site: SmallSite) -> None:
    site.edit(SCHEMES, "下限: 90, 上限: 100", "下限: 90")
    assert codes(site.checked()) == ["tier-stars"]


HALVES = st.integers(0, 240).map(lambda n: Decimal(n) / 2)


@given(
    st.lists(
        st.tuples(HALVES, HALVES, st.booleans(), st.booleans(), st.sampled_from(["0", "0.5", "2", "3", "7"])),
        max_size=4,
    ),
    HALVES,
)
def test_bands_are_the_rules_as_a_table(drawn: list[tuple[Decimal, Decimal, bool, bool, str]], score: Decimal) -> None:
    """The first band that holds a score has the tier and the stars that the rules give it.

    Where none does, no tier has.
    """
    tiers = tuple(
        Tier(name=str(n), low=min(a, b), high=max(a, b), low_closed=c, high_closed=d, star_step=Decimal(step) or None)
        for n, (a, b, c, d, step) in enumerate(drawn)
    )
    scheme = Scheme(id="s", name="s", tiers=tiers)
    held = next((band for band in rules.bands(scheme) if _holds(band, score)), None)
    tier = _tier_of(score, scheme)
    assert (held and held.tier) is tier
    assert held is None or tier is None or held.stars == _stars_of(score, tier)


TIERS = (
    Tier(name="优秀", low=Decimal(90), high=Decimal(100), low_closed=True, high_closed=True, star_step=Decimal(2)),
    Tier(name="合格", low=Decimal(60), high=Decimal(90), low_closed=True),
)


@pytest.mark.parametrize(
    ("score", "tier"), [("100", "优秀"), ("90", "优秀"), ("89.99", "合格"), ("60", "合格"), ("59", None), ("101", None)]
)
def test_a_score_lies_in_one_tier(score: str, tier: str | None) -> None:
    bands = list(rules.bands(Scheme(id="s", name="s", tiers=TIERS)))
    assert {band.tier.name for band in bands if _holds(band, Decimal(score))} == ({tier} if tier else set())
    assert [band.stars for band in bands] == [5, 4, 3, 2, 1, 0]


def _holds(ends: rules.Band | Tier, score: Decimal) -> bool:
    assert ends.low is not None
    above = score > ends.low or (ends.low_closed and score == ends.low)
    return above and (ends.high is None or score < ends.high or (ends.high_closed and score == ends.high))


# The rules, score by score: what the bands are a table of.


def _tier_of(score: Decimal, scheme: Scheme) -> Tier | None:
    return next((tier for tier in scheme.tiers if _holds(tier, score)), None)


def _stars_of(score: Decimal, tier: Tier) -> int:
    """The lowest step is one star, the steps between the ends are the most."""
    if not tier.star_step or tier.low is None:
        return 0
    stars = (score - tier.low) // tier.star_step + 1
    return int(stars if tier.high is None else min(stars, (tier.high - tier.low) // tier.star_step))
