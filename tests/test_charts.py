"""Only what may be compared stands on one axis, and bars are as long as their figures say."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import charts
from builder.schema import Chart
from tests.smallsite import SmallSite, codes

CHARTS = "content/data/charts.yaml"
ALIKE = "unit: 个, source: daily, as_of: 2020, region: suzhou"
FIGURES = f"""\
- {{id: total, name: 合计, words: 96个, value: 96, {ALIKE}, parts: [junior, middle, senior]}}
- {{id: junior, name: 初级, words: 77个, value: 77, {ALIKE}}}
- {{id: middle, name: 中级, words: 17个, value: 17, {ALIKE}}}
- {{id: senior, name: 高级, words: 2个, value: 2, {ALIKE}}}
- {{id: many, name: 约数, words: 20余个, value: 20, qualifier: 余, {ALIKE}}}
- {{id: range, name: 区间, words: 10—20个, value: 10, value_to: 20, {ALIKE}}}
- {{id: people, name: 人数, words: 9人, value: 9, unit: 人, source: daily, as_of: 2020, region: suzhou}}
- {{id: later, name: 后来, words: 9个, value: 9, unit: 个, source: daily, as_of: 2021, region: suzhou}}
- {{id: elsewhere, name: 别处, words: 9个, value: 9, unit: 个, source: daily, as_of: 2020, region: anhui}}
- {{id: coins, name: 合计元, words: 96元, value: 96, unit: 元, source: daily, as_of: 2020, region: suzhou}}
- {{id: past, name: 去年合计, words: 96个, value: 96, unit: 个, source: daily, as_of: 2019, region: suzhou}}
- {{id: wide, name: 全国合计, words: 96个, value: 96, unit: 个, source: 党建先行, as_of: 2020}}
- {{id: planned, name: 目标, words: 9个, value: 9, {ALIKE}, measure: 目标}}
- {{id: renamed, name: 同地, words: 9个, value: 9, unit: 个, source: 党建先行, as_of: 2020, region: 苏州市}}
"""


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path, {"content/data/figures/more.yaml": FIGURES})


def chart(*figures: str, form: str = "条形", more: str = "") -> str:
    entries = ", ".join(f"{{名称: 项{n}, 数据: {figure}}}" for n, figure in enumerate(figures))
    return f"- {{id: one, 名称: 图, 形式: {form}, 各项: [{entries}]{more}}}\n"


def found(site: SmallSite, text: str) -> list[str]:
    site.write(CHARTS, text)
    return codes(site.checked())


def test_figures_of_one_kind_stand_on_one_axis_however_they_name_their_region(site: SmallSite) -> None:
    assert found(site, chart("junior", "middle", "senior", more=", 合计: total")) == []
    assert found(site, chart("junior", "renamed")) == []


@pytest.mark.parametrize(
    ("other", "code", "said"),
    [
        ("people", "chart-unit", "单位不同（人、个）"),
        ("later", "chart-axis", "的时点不同"),
        ("elsewhere", "chart-axis", "的地区不同"),
        ("planned", "chart-axis", "的性质不同"),
        ("range", "chart-bar", "不能是区间或文字"),
    ],
)
def test_what_differs_is_never_drawn_but_may_be_a_table(site: SmallSite, other: str, code: str, said: str) -> None:
    site.write(CHARTS, chart("junior", other))
    (problem,) = site.checked()
    assert problem.message.code == code and said in problem.text("zh")
    assert (problem.place.file, problem.place.line) == (CHARTS, 1)
    assert found(site, chart("junior", other, form="表格")) == []


def test_the_source_may_put_dates_and_regions_together_but_never_units(site: SmallSite) -> None:
    together = ", 并列依据: 原文第3段一句"
    assert found(site, chart("junior", "later", "elsewhere", more=together)) == []
    assert found(site, chart("junior", "people", more=together)) == ["chart-unit"]


def test_bars_are_two_or_more_and_of_figures(site: SmallSite) -> None:
    assert found(site, chart("junior")) == ["chart-few"]
    words = "- {id: one, name: 图, form: FORM, entries: [{label: 甲, figure: junior}, {label: 乙, text: 未公布}]}\n"
    assert found(site, words.replace("FORM", "bars")) == ["chart-bar"]
    assert found(site, words.replace("FORM", "table")) == []
    assert found(site, words.replace("FORM", "table").replace(", text: 未公布", "")) == ["chart-empty"]


def test_a_total_is_the_sum_of_exact_entries(site: SmallSite) -> None:
    assert found(site, chart("junior", "middle", more=", 合计: total")) == ["chart-whole"]
    site.write(CHARTS, chart("junior", "many", more=", 合计: total"))
    (problem,) = site.checked()
    assert "（不能相加）" in problem.text("zh")


@pytest.mark.parametrize("form", ["条形", "表格"])
def test_no_chart_states_a_total_that_its_own_figures_contradict(site: SmallSite, form: str) -> None:
    both = chart("junior", "middle", "senior", form=form, more=", 合计: coins")
    site.write(CHARTS, both)
    (problem,) = site.checked()
    assert (problem.message.code, problem.place.line) == ("chart-whole", 1)
    assert problem.text("zh").startswith("各项之和是 96个，合计却是 96元；")
    assert found(site, chart("junior", "senior", form=form, more=", 合计: total")) == ["chart-whole"]
    assert found(site, both.replace("coins", "total")) == []


def test_a_total_is_of_the_same_date_but_perhaps_of_a_wider_region(site: SmallSite) -> None:
    bars = chart("junior", "middle", "senior", more=", 合计: past")
    site.write(CHARTS, bars)
    (problem,) = site.checked()
    assert problem.message.code == "chart-whole-axis"
    assert "“去年合计”与“初级”的时点不同" in problem.text("zh")
    assert found(site, bars.replace("past", "past, 并列依据: 原文第3段")) == []
    assert found(site, bars.replace("past", "wide")) == []


def test_a_figure_is_one_bar_and_one_part_of_a_total(site: SmallSite) -> None:
    site.write(CHARTS, chart("middle", "middle"))
    (problem,) = site.checked()
    assert (problem.message.code, problem.place.column) == ("chart-twice", 68)
    assert found(site, chart("middle", "驿站数", "middle", form="表格")) == []
    assert found(site, chart("many", "many", form="表格", more=", 合计: total")) == ["chart-twice"]


SUMMED, SHARES = "各项之和与合计已核对相符", "占比由本站推算"


def test_readers_are_told_of_a_sum_only_where_it_was_made(site: SmallSite) -> None:
    words = "- {id: one, name: 图, form: 表格, 合计: total, entries: [{label: 甲, figure: junior}, {label: 乙, text: 未公布}]}\n"
    for typed, told in (
        (chart("junior", "middle", "senior", more=", 合计: total"), (True, True)),
        (chart("junior", "middle", "senior", form="表格", more=", 合计: total"), (True, False)),
        (chart("junior", "many", form="表格", more=", 合计: total"), (False, False)),
        (words, (False, False)),
    ):
        assert found(site, typed) == []
        html = site.produce().outputs["charts/one.html"].decode()
        assert (SUMMED in html, SHARES in html) == told and "96个" in html


def test_bars_begin_at_nought_and_say_what_is_not_exact(site: SmallSite) -> None:
    site.write(
        CHARTS,
        chart("junior", "many", "senior")
        + chart("junior", "middle", "senior", more=", 合计: total").replace("one", "two").replace("图", "又图"),
    )
    cat, problems = site.related()
    assert problems == []
    loose, whole = (charts.bars(cat, one) for one in cat.all(Chart))
    assert [(f"{bar.length}", bar.exact) for bar in loose if bar] == [
        ("100.00", True),
        ("25.97", False),
        ("2.60", True),
    ]
    assert [str(bar.share) for bar in whole if bar] == ["80.2", "17.7", "2.1"]


def test_a_table_has_no_bars(site: SmallSite) -> None:
    site.write(CHARTS, chart("junior", "people", form="表格"))
    cat, _ = site.related()
    assert charts.bars(cat, cat.all(Chart)[0]) == [None, None]
