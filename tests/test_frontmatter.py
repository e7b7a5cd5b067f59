"""Front matter and body part at their fences, and a fence that is nearly one is named as such."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.frontmatter import FrontMatter, split
from builder.problems import Problem
from builder.sources import SourceText


def read(text: str) -> tuple[FrontMatter, list[str]]:
    problems: list[Problem] = []
    found = split(SourceText("content/cases/x.md", text), problems.append)
    return found, [f"{p.place.line}:{p.place.column} {p.message.code}" for p in problems]


def fields(found: FrontMatter) -> dict[str, object] | None:
    return (
        None if found.node is None else {key.text: getattr(value, "text", value) for key, value in found.node.entries}
    )


def test_fields_and_body_know_their_lines() -> None:
    found, problems = read("\n---  \n标题: 张家港\n地区: 苏州\n---\n\n## 背景\n")
    assert problems == []
    assert fields(found) == {"标题": "张家港", "地区": "苏州"}
    assert found.node is not None
    assert found.node.entries[1][0].place.line == 4
    assert (found.body, found.body_line) == ("\n## 背景\n", 6)


def test_a_rule_in_the_body_and_dashes_in_a_text_are_no_fences() -> None:
    found, problems = read("---\n摘要: |\n  第一段\n  ———\n  ---\n---\n正文\n\n---\n完\n")
    assert problems == []
    assert fields(found) == {"摘要": "第一段\n———\n---\n"}
    assert (found.body, found.body_line) == ("正文\n\n---\n完\n", 7)


@pytest.mark.parametrize("fence", ["———", "－－－", "-----", "--", "—-—", "——— ", "___"])
def test_a_fence_that_is_nearly_one_is_read_and_named(fence: str) -> None:
    for text, line in ((f"{fence}\n标题: 甲\n---\n正文", 1), (f"---\n标题: 甲\n{fence}\n正文", 3)):
        found, problems = read(text)
        assert problems == [f"{line}:1 front-matter-fence"]
        assert (fields(found), found.body, found.body_line) == ({"标题": "甲"}, "正文", 4)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1 front-matter-empty-file"),
        ("\n \n", "1:1 front-matter-empty-file"),
        ("---\n标题: 甲\n\n正文\n", "1:1 front-matter-open"),
        ("正文没有文件头。\n", "1:1 front-matter-missing"),
        ("\n## 背景\n\n---\n", "2:1 front-matter-missing"),
        ("+++\ntitle = '甲'\n+++\n正文", "1:1 front-matter-toml"),
        ("---\n---\n正文", "1:1 front-matter-empty"),
        ("---\n# 待填\n---\n正文", "1:1 front-matter-empty"),
        ("---\n- 标题\n- 地区\n---\n", "2:1 front-matter-not-fields"),
        ("---\n只有一句话\n---\n", "2:1 front-matter-not-fields"),
    ],
)
def test_without_fields_there_is_always_a_problem(text: str, problem: str) -> None:
    found, problems = read(text)
    assert (found.node, problems) == (None, [problem])


def test_a_forgotten_first_fence_still_lets_the_fields_be_read() -> None:
    found, problems = read("标题：甲\n地区: 苏州\n---\n正文")
    assert problems == ["1:1 front-matter-unopened", "1:3 yaml-colon-wide"]
    assert (fields(found), found.body) == ({"标题": "甲", "地区": "苏州"}, "正文")


def test_fields_with_equals_signs_are_told_once_and_read() -> None:
    found, problems = read("---\ntitle = '甲'\ndate=2024-01-01\n地区: a = b\n摘要: |\n  c = d\n---\n正文")
    assert problems == ["2:7 front-matter-equals"]
    assert fields(found) == {"title": "甲", "date": "2024-01-01", "地区": "a = b", "摘要": "c = d\n"}


def test_slips_among_the_fields_stand_at_their_lines_in_the_file() -> None:
    found, problems = read("\n———\n标题：甲\n地区:苏州\n---\n正文")
    assert problems == ["2:1 front-matter-fence", "3:3 yaml-colon-wide", "4:4 yaml-colon-space"]
    assert fields(found) == {"标题": "甲", "地区": "苏州"}


@given(st.text(st.sampled_from("-—－+ .a甲:：\n#[\"'|"), max_size=60))
def test_any_text_gives_fields_or_a_problem_and_a_body_that_ends_it(text: str) -> None:
    found, problems = read(text)
    assert found.node is not None or problems
    assert text.endswith(found.body)
    assert 1 <= found.body_line <= text.count("\n") + 2
