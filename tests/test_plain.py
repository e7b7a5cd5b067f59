"""Texts that are written without the parser: the same to the last character as the parser writes them, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.markdown import parsed
from builder.markdown.plain import plain
from builder.markdown.references import hide_bars
from builder.problems import Place, Problem

ROOT = Path(__file__).parent.parent
PLACE = Place("a.md", 7, 3)

# Each is joined with others into one line: what may stand in a text, and what a text may be mistaken for.
PIECES = [
    "党建", "先锋365", "a", "B", "1", "2013年", "。", "，", "：", ":", " ", "  ", "\u3000", "\xa0", "“", "”", "'", '"', "！",
    "!", "**", "*", "***", "_", "__", "~", "~~", "`", "\\", "<", ">", "&", "&amp;", "&#20;", "[", "]", "[[", "]]",
    "(", ")", "（", "）", "[[先锋365]]", "[[brand:x|文字]]", "[[region:a｜b]]", "[[|x]]", "[[ ]]", "[字](/a/)",
    "[x](https://a.cn/b_c?d=1&e)", "[x](a b)", "[x](mailto:a@b.cn)", "[x](javascript:1)", "[x]()", "![图](a.jpg)",
    "[^1]", "[x]: /a", "**思路。**", "**“两新”**", "**x**", "#", "##", "## ", "### ", "# ", "＃", "-", "- ", "* ", "+ ",
    "+", "1. ", "2) ", "0. ", "1.", "---", "——", "—", "===", "> ", ">", "|", "| ", " |", "｜", "|---|", "| :-: |",
    ": ", ":::", "::: note", "：：", "\t", "\x02", "\x00", "\u2028", "\u200b", "𠀀",
    "{{x}}", "{{", "{% x %}", "==甲==", "==", "$$", "[TOC]", "[x] ", "<b>", "</b>",
]  # fmt: skip
LINES = [
    "", "", "", "", "文字。", "## 标题", "### 小节", "## 标题", "- 一", "- 二", "* 一", "1. 一", "2. 二", "1) 一", "> 引文",
    "**思路。** 文字。", "见[[先锋365]]。", "| 甲 | 乙 |", "| --- | ---: |", "|---|", "| 一 | **二** |", "| [[a|b]] |  |", "  续行",
    "    代码", "文字  ", "——某某", "- ", "##", "~~~", "```", "=", "-", ": 说明", "[^1]: 注", "[x]: /a", "::: note", ":::",
    "<b>", "***", "- - -", "| 甲 |", "||", "2013. 年", "10. 十", "-5度", "+1",
]  # fmt: skip

lines = st.one_of(
    st.sampled_from(LINES),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.text(alphabet=st.sampled_from("党。a1 *[]()|-#>_:：“”"), max_size=8),
)
pieces = st.sampled_from(PIECES)
texts = st.lists(lines, max_size=9).map("\n".join)


def agree(text: str) -> bool:
    """Whether ``text`` was taken for a plain one. Fails if the parser reads it otherwise or has anything to report."""
    source = hide_bars(text)
    found = plain(source, PLACE)
    if found is None:
        return False
    problems: list[Problem] = []
    expected = parsed(source, PLACE, problems.append)
    assert problems == []
    assert (found.parts, found.blocks) == (expected.parts, expected.blocks)
    assert found == expected
    return True


@settings(max_examples=1500)
@given(texts)
@example("- 一\n\n- 二")
@example("文字\n2. 二")
@example("**一**二**三**")
@example("## 一\n## 一")
@example("|a|\n|-|\n|b|")
def test_a_text_that_is_written_without_the_parser_is_what_the_parser_writes(text: str) -> None:
    agree(text)


@settings(max_examples=500)
@given(pieces, pieces, pieces, st.sampled_from(["", "- ", "## ", "> "]))
def test_bold_words_end_where_the_parser_ends_them(before: str, within: str, after: str, start: str) -> None:
    agree(f"{start}党{before}**{within}文{within}**{after}")
    agree(f"{start}党{before}**{within}**{after}**{within}字**")


PLAIN = """\
## 背景

江苏的园区[[programme:a|统筹建设]]场所。见[附表](/data/)与[网页](https://example.org/a?b=1)。
## 做法
**思路。** 全市的提法是“市场化”。
- 选人
- 用人

**“两新”组织**：

1. 一
2. [[先锋365]]

> 引文
"""
TABLE = "| 事项 | 数 |\n|:---|---:|\n| 场地 | **3个** |\n| [[a|b]] |  |\n"


@pytest.mark.parametrize("text", [PLAIN, TABLE, "", "文字。", "——某某", "> 引文", "2013年", "1.5亿元", "a > b & c", "2~3人"])
def test_usual_texts_are_plain(text: str) -> None:
    assert agree(text)


def test_the_cases_of_the_site_need_no_parser() -> None:
    files = (ROOT / "content" / "cases").rglob("*.md")
    bodies = [file.read_text(encoding="utf-8").split("---\n", 2)[2] for file in files]
    assert len(bodies) > 30
    assert all(map(agree, bodies))
