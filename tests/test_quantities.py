"""Quantities without a figure: told with the reference to type, exactly where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from builder.markdown import parse
from builder.numerals import CLOSE, OPEN, Names, quantities_in
from builder.problems import Place, Problem
from builder.quantities import counts, marked_text
from tests.smallsite import BRANDS, CASE, FIGURES, SmallSite, codes, said
from tests.test_plain import texts

BODY = "[[先锋365]]设有[[figure:posts|46个]]驿站"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path)


def found(site: SmallSite) -> list[tuple[str, int, int, str]]:
    """File, line, column and what was typed, of each finding."""
    return [_told(p) for p in site.checked() if p.message.code.startswith("quantity")]


def _told(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.file, problem.place.line, problem.place.column, str(dict(problem.values)["typed"])


def test_the_words_of_references_and_names_with_numbers_are_fine(site: SmallSite) -> None:
    site.edit(CASE, BODY, f"2013年起，先锋“365”有第一批驿站。{BODY}")
    assert found(site) == []


def test_a_quantity_that_a_figure_states_is_told_with_the_reference_to_type(site: SmallSite) -> None:
    site.edit(CASE, BODY, f"{BODY}，四十六个\n都在**46个**社区")
    assert found(site) == [(CASE, 11, 35, "四十六个"), (CASE, 12, 5, "46个")]
    assert "[[figure:posts|四十六个]]" in site.checked()[0].text("zh")
    assert "[[figure:posts|46个]]" in site.checked()[1].text("en")


def test_a_quantity_that_no_figure_states_wants_a_figure_with_its_source(site: SmallSite) -> None:
    site.edit(CASE, BODY, f"| 站 | 数 |\n|---|---|\n| 东 | 47个 |\n\n{BODY}")
    assert found(site) == [(CASE, 13, 7, "47个")]
    assert "再在正文里写成 [[figure:编号|47个]]。" in said(site.checked())[0]
    assert site.checked()[0].severity == "warning"


def test_what_html_and_shortcodes_measure_states_nothing(site: SmallSite) -> None:
    site.edit(CASE, BODY, f'{BODY}<img width="300" alt="47个">{{{{< figure w="47个" >}}}}<b>48个</b>')
    assert found(site) == [(CASE, 11, 86, "48个")]


def test_the_same_words_inside_a_reference_are_not_taken_for_the_finding(site: SmallSite) -> None:
    site.edit(CASE, BODY, "[[figure:posts|46个]]驿站，46个社区")
    assert found(site) == [(CASE, 11, 24, "46个")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("标题: 第一个案例", "标题: 四十六个驿站", []),  # the body names the figure that says so
        ("标题: 第一个案例", "标题: 四十七个驿站", [(2, 5, "四十七个")]),
        ("主题: 队伍建设", "主题: 队伍建设\n摘要: '首批驿站46个，党员300名'", [(7, 16, "300名")]),
    ],
)
def test_titles_and_summaries_say_what_the_case_has_a_figure_for(
    site: SmallSite, old: str, new: str, expected: list[tuple[int, int, str]]
) -> None:
    site.edit(CASE, old, new)
    assert found(site) == [(CASE, *place) for place in expected]


def test_a_record_of_data_names_the_figure_that_it_states(site: SmallSite) -> None:
    site.edit(BRANDS, "name: 孤星, ", "name: 孤星, sources: [daily], summary: 覆盖46个社区, ")
    assert found(site) == [(BRANDS, 6, 55, "46个")]
    assert "quantity-unnamed" in codes(site.checked())
    site.edit(BRANDS, "name: 孤星, ", "name: 孤星, figures: [posts], ")
    assert found(site) == []


def test_a_figure_about_a_record_speaks_for_it(site: SmallSite) -> None:
    site.edit(BRANDS, "  名称: 先锋365", "  名称: 先锋365\n  成效: 建成46个驿站")
    assert found(site) == []


def test_a_small_number_may_count_the_items_that_the_record_lists(site: SmallSite) -> None:
    item = "- {id: p, name: 机制, kind: method, duty: 完成三项任务, items: [{name: 甲}, {name: 乙}, {name: 丙}]}\n"
    site.write("content/data/programmes.yaml", item)
    assert found(site) == []
    site.edit("content/data/programmes.yaml", ", {name: 丙}", "")
    assert found(site) == [("content/data/programmes.yaml", 1, 43, "三项")]


def test_a_figure_of_another_report_is_not_suggested(site: SmallSite) -> None:
    site.edit("content/data/sources.yaml", "- {", "- {id: weekly, title: 周报报道, publisher: 周报, date: 2020}\n- {")
    site.edit(FIGURES, "source: daily", "source: weekly")
    site.write("content/cases/plain.md", "---\ntitle: 案例\ndate: 2022\nsources: [daily]\n---\n有46个站。\n")
    assert codes(site.checked()) == ["quantity-source"]


def test_the_text_holds_the_words_of_references_between_marks_and_no_code_or_markup() -> None:
    text = "## 一节\n\n甲**乙**[[figure:x|46个]]，[丙](a3个.md)`5个`[^1]。\n\n- 丁\n- 戊\n\n[^1]: 注\n"
    problems: list[Problem] = []
    document = parse(text, Place(CASE, 1), problems.append)
    lines = [line.strip() for line in marked_text(document).split("\n") if line.strip()]
    assert lines == ["一节", f"甲乙{OPEN}46个{CLOSE}，丙 。", "丁", "戊", "注 ↩\ufe0e"]


@settings(max_examples=500)
@given(texts)
def test_a_text_that_is_not_looked_through_has_no_quantity(text: str) -> None:
    problems: list[Problem] = []
    document = parse(text, Place(CASE, 1), problems.append)
    if not counts(document, "\n".join(document.blocks)):
        assert [*quantities_in(marked_text(document), Names({}))] == []
