"""Front matter that is read without the parser: the same tree to the last column as the parser gives, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.problems import Place, Problem
from builder.yamltext.plain import plain
from builder.yamltext.reading import parsed

ROOT = Path(__file__).parent.parent
PLACE = Place("a.md", 2, 1)

PIECES = [
    "党建", "先锋365", "a", "null", "Null", "~", "yes", "no", "2013", "2020-09-28", "1.5", "12:30", "50%", "r-01", "_", "-",
    "--", "---", "- ", "?", "? ", ":", ": ", " :", "：", "#", " #", " # ", "＃", " ＃", "，", "、", "。", "；", "！", "？", "“",
    "”", "‘", "（", "）", "《", "》", "「", "［", "｛", "【", '"', "'", "\\", "\\n", ",", ", ", "[", "]", "[]", "{", "}", "&",
    "&a", "*", "*a", "!", "!x", "|", ">", "%", "@", "`", "<<", "=", "/", "+", "·", "—", "…", " ", "  ", "\t", "\u3000",
    "\xa0", "\u200b", "\u2028", "\ufffd", "é", "𠀀", "😀", "０", "，甲，", "甲：乙",
]  # fmt: skip
NAMES = [
    "标题",
    "编号",
    "title",
    "date",
    "null",
    "a-b",
    "x1",
    "两新",
    "a.b",
    "1",
    "<<",
    "“名”",
    '"q"',
    " 缩进",
    "- 项",
    "标题：",
    "a b",
    "",
]
LINES = ["", " ", "# 注", "---", "...", "- 一", "  - 一", "  续行", "%YAML 1.2", "{a: b}", "标题：甲", "标题:甲", "甲"]

words = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
quoted = st.one_of(words.map('"{}"'.format), words.map("'{}'".format))
items = st.lists(st.one_of(words, quoted), max_size=4)
lists = st.builds(lambda found, comma, ends: f"[{ends}{comma.join(found)}{ends}]", items,
                  st.sampled_from([", ", ",", "，", " , ", ",  "]), st.sampled_from(["", "", " "]))  # fmt: skip
values = st.one_of(words, quoted, lists, st.sampled_from(["党建", '"党建：甲"', "[a, 乙]", "2020-09-28"]))
colons = st.sampled_from([": ", ": ", ": ", ":", "：", ":  ", " : "])
lines = st.one_of(
    st.builds("{}{}{}".format, st.sampled_from(NAMES), colons, values),
    st.builds("{}: {}".format, st.sampled_from(NAMES[:8]), values),
    st.sampled_from(LINES),
)
texts = st.builds(
    lambda found, end: "\n".join(found) + end, st.lists(lines, max_size=5), st.sampled_from(["\n", "\n", ""])
)


def agree(text: str) -> bool:
    """Whether ``text`` was taken for plain. Fails if the parser reads it otherwise or has anything to report."""
    found = plain(text, PLACE)
    if found is None:
        return False
    problems: list[Problem] = []
    expected = parsed(text, PLACE, problems.append)
    assert problems == []
    assert found == expected
    return True


@settings(max_examples=2000)
@given(texts)
@example("a: null\n")
@example("a: [null, b]\n")
@example("a: 甲\na: 乙\n")
@example("a: [甲，乙]\n")
def test_fields_that_are_read_without_the_parser_are_what_the_parser_reads(text: str) -> None:
    agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "标题: “两新”党建合伙人：先锋工匠带书记，通过认证领津贴\n编号: zjg-partners\n日期: 2020-09-28\n",
        'title: "甲：乙 # 丙"\nbrands: [\'b 1\', "b2",b3]\nbelts: []\n',
        "比例: 50%\n区间: 1—2\n",
    ],
)
def test_usual_fields_are_plain(text: str) -> None:
    assert agree(text)


@pytest.mark.parametrize(
    "text", ["", "\n", "a:\n", "a: 'it''s'\n", 'a: "\\n"\n', "a: b: c\n", "a: b\n  c\n", "# a: b\n"]
)
def test_what_may_be_meant_otherwise_is_left_to_the_parser(text: str) -> None:
    assert plain(text, PLACE) is None


def test_the_cases_of_the_site_need_no_parser() -> None:
    files = (ROOT / "content" / "cases").rglob("*.md")
    heads = [file.read_text(encoding="utf-8").split("---\n", 2)[1] for file in files]
    assert len(heads) > 30
    assert all(map(agree, heads))
