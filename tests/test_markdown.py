"""Markdown: the dialect by its fixtures, and what must hold for every text.

A fixture is prose: a title, a text, what becomes of it, each ended by a line with a single point. Slots are shown as
``{reference target|words}``; ``problems.md`` lists places and codes instead of HTML.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.markdown import Document, Heading, Slot, parse
from builder.markdown.document import count_characters
from builder.problems import Place, Problem

FIXTURES = Path(__file__).parent / "fixtures" / "markdown"
START = Place("content/cases/a.md", 1)


def unread(problem: Problem) -> None:
    """A report nobody reads."""


def read(text: str, place: Place = START) -> tuple[Document, list[Problem]]:
    problems: list[Problem] = []
    return parse(text, place, problems.append), problems


def shown(text: str) -> str:
    """The HTML of ``text`` with its slots filled by what they hold."""
    document, _ = read(text)
    filled = [
        "{" + slot.kind + " " + "|".join(filter(None, [slot.target, slot.text, slot.title])) + "}"
        for slot in document.slots
    ]
    return "".join(part + slot for part, slot in zip_longest(document.parts, filled, fillvalue=""))


def found(text: str) -> str:
    """The problems of ``text``, one a line, in the order of their places."""
    problems = sorted(read(text)[1], key=lambda problem: (problem.place, problem.message.code))
    return "".join(f"{p.place.line}:{p.place.column} {p.severity} {p.message.code}\n" for p in problems)


def fixtures() -> list[tuple[str, str, str, str]]:
    """Kind, title, text and outcome of each fixture."""
    case = re.compile(r"^([^\n]+)\n\.\n(.*?)^\.\n(.*?)^\.$", re.MULTILINE | re.DOTALL)
    files = sorted(FIXTURES.glob("*.md"))
    return [(file.stem, *found) for file in files for found in case.findall(file.read_text("utf-8"))]


@pytest.mark.parametrize(("kind", "title", "text", "expected"), fixtures())
def test_fixture(kind: str, title: str, text: str, expected: str) -> None:
    assert (found(text) if kind == "problems" else shown(text)) == expected, title


def test_places_count_from_the_first_line_of_the_body() -> None:
    document, problems = read("甲[[乙]]\r\n\r\n> - 丙[[丁|戊]] [己](a.md)\r\n>   ![](b.png)\r\n", Place("a.md", 7))
    assert document.slots == (
        Slot("reference", "乙", "", "", Place("a.md", 7, 2)),
        Slot("reference", "丁", "戊", "", Place("a.md", 9, 6)),
        Slot("link", "a.md", "", "", Place("a.md", 9, 14)),
        Slot("image", "b.png", "", "", Place("a.md", 10, 5)),
    )
    assert [problem.place for problem in problems] == [Place("a.md", 10, 5)]


def test_places_in_cells_are_exact_beside_escaped_bars_and_equal_words() -> None:
    text = "> | 甲 | 乙 |\n> |---|---|\n> | a\\|b\\|[[丙]] | [[丙]] [[丙]] |\n"
    document, _ = read(text)
    assert [slot.place.column for slot in document.slots] == [11, 19, 25]
    assert {slot.place.line for slot in document.slots} == {3}


def test_a_text_within_a_line_counts_columns_from_where_it_begins() -> None:
    document = parse("见[[甲]]与**“乙”**", Place("data/brand.yaml", 5, 10), unread)
    assert document.slots[0].place == Place("data/brand.yaml", 5, 11)
    assert document.parts == ("<p>见", "与<strong>“乙”</strong></p>\n")
    unplaced = parse("见[[甲]]", Place("data/brand.yaml"), unread)
    assert unplaced.slots[0].place == Place("data/brand.yaml")


def test_blocks_are_the_plain_text_of_each_block_in_order() -> None:
    text = (
        "## 走进[[brand:a]]\n\n建设**“先锋”**\n站点，\nthe `code`\nends[[b|丙]]。\n\n- 一\n- 二\n\n"
        '| 甲 |\n|---|\n| 丁 |\n\n![图](a.jpg "图注*一*")\n\n::: quote 出处\n引\n:::\n'
    )
    document, problems = read(text)
    assert document.blocks == (
        "走进brand:a", "建设“先锋”站点， the code ends丙。", "一", "二", "甲", "丁", "图注一", "引", "出处",
    )  # fmt: skip
    assert document.headings == (Heading(2, "走进brand-a", "走进brand:a"),)
    assert not problems


@pytest.mark.parametrize(
    ("text", "count"),
    [("建立“两新”组织，", 6), ("共46个", 3), ("Party-building 3.5 times", 3), ("", 0), ("，。！", 0), ("𠮷〇々", 3)],
)
def test_characters_count_as_in_chinese_word_counts(text: str, count: int) -> None:
    assert count_characters([text]) == count


def test_repeated_headings_have_ids_of_their_own() -> None:
    document, _ = read("## 甲\n\n## 甲-2\n\n## 甲\n\n## 甲\n\n## 甲 2\n")
    assert [heading.id for heading in document.headings] == ["甲", "甲-2", "甲-3", "甲-4", "甲-2-2"]


def test_what_is_nested_too_deep_is_a_problem_not_a_loss_in_silence() -> None:
    for text in ("- " * 60 + "甲\n", "::: note\n" * 60 + "甲\n" + ":::\n" * 60):
        assert [p.message.code for p in read(text)[1]] == ["markdown-too-deep"]
    assert not read("> " * 10 + "甲\n")[1]
    document, problems = read("乙\n\n" + "> " * 11 + "甲\n")
    assert [(p.message.code, p.place.line, p.place.column) for p in problems] == [("markdown-quotes-deep", 3, 21)]
    assert "".join(document.parts).count("<blockquote>") == 10


def test_what_no_page_can_hold_is_refused_where_it_ends() -> None:
    problems: list[Problem] = []
    document = parse("**甲**乙\n" * 20_000, START, problems.append)
    assert [(p.message.code, p.place.line) for p in problems] == [("markdown-too-long", START.line + 14285)]
    assert document.parts == ("",)


def test_a_table_that_is_too_wide_or_lacks_too_much_is_told_and_not_filled_up() -> None:
    wide = "|" + "甲|" * 201 + "\n|" + "-|" * 201 + "\n"
    assert [p.message.code for p in read(wide)[1]] == ["table-wide"]
    short = "|" + "甲|" * 50 + "\n|" + "-|" * 50 + "\n" + "|乙|\n" * 30
    assert [(p.message.code, p.place.line) for p in read(short)[1]] == [("table-row", 24)]


def test_an_unknown_container_is_asked_about_as_everything_else() -> None:
    (problem,) = read("::: 提醒\n甲\n:::\n")[1]
    assert problem.text("zh").endswith("quote（引文）。是不是：::: 提示？")


def test_every_problem_can_be_said_in_both_languages() -> None:
    texts = "\n\n".join(text for kind, _, text, _ in fixtures() if kind == "problems")
    _, problems = read(texts)
    for problem in problems:
        assert re.search("[一-鿿]", problem.text("zh"))
        assert not re.search(r"[a-z_]+\}", problem.text("zh") + problem.text("en"))


MARKS = [
    "\n", "\n\n", "\n    ", " ", "\t", "　", "\r\n", "\u2028", "\ud7ff", "𠮷", "甲", "乙", "abc", "1", "“", "”", "，", "。",
    "*", "**", "***", "_", "~~", "`", "```", "[", "]", "[[", "]]", "|", "｜", "](", ")", "(a.md)", "![", "#", "## ",
    "> ", "- ", "1. ", ": ", ":::", "::: note ", "[^1]", "[^1]: ", "<b>", "<script>", "</script>", "<!--", "&lt;",
    "&#0;", "\\", "---", "|---|", "|--|--|", "javascript:", "https://", '"', "'", "\x02", "[[a|b]]", "[a](b)",
    '![a](b "c")', "<https://a.b>",
]  # fmt: skip
# Everything but surrogates, which no decoded file holds.
texts = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.sampled_from(MARKS)).map("".join))


@given(texts)
def test_any_text_becomes_a_document(text: str) -> None:
    document, problems = read(text)
    assert len(document.parts) == len(document.slots) + 1
    html = "".join(document.parts)
    assert "<script" not in html
    assert "style=" not in re.sub(r">[^<]*<", "><", html)
    assert "\x02" not in html
    assert len({heading.id for heading in document.headings}) == len(document.headings)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place in [slot.place for slot in document.slots] + [problem.place for problem in problems]:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert read(text) == (document, problems)


FRAMES = [
    "{}", "- {}", "> {}", "1. 甲\n   > {}", "## {}", "甲\n{}\n乙", "> - 甲\n> {}", "::: note {}\n乙\n:::", "术语\n: {}",
    "| 甲 | 乙 |\n|---|---|\n| 丙 | {} |", "  | 甲 |\n  |:-:|\n  |{}|", "**{}**，", "*甲*{}", "甲[^1]\n\n[^1]: {}",
    '![甲](乙.png "{}")',
]  # fmt: skip
PIECES = ["[[先锋]]", "[[a|b]]", "甲[乙](c.md)丙", "x![y](z.png)"]


@given(st.lists(st.tuples(st.sampled_from(FRAMES), st.sampled_from(PIECES))))
def test_every_slot_stands_where_its_place_says(pieces: list[tuple[str, str]]) -> None:
    text = "\n\n".join(frame.format(piece) for frame, piece in pieces)
    document, _ = read(text)
    lines = text.split("\n")
    begins = {"reference": ("[[",), "link": ("[乙]",), "image": ("![y]", "![甲]")}
    figures = sum(1 for frame, _ in pieces if frame.startswith("!["))
    assert len(document.slots) == len(pieces) + figures - _lost_footnotes(pieces)
    for slot in document.slots:
        assert lines[slot.place.line - 1][slot.place.column - 1 :].startswith(begins[slot.kind])


def _lost_footnotes(pieces: list[tuple[str, str]]) -> int:
    """Of footnotes with one name only the last is shown (and the others are reported)."""
    return max(0, sum(1 for frame, _ in pieces if "[^1]:" in frame) - 1)


@given(st.text(st.sampled_from("ab1 *_~.,\"'()-+>`\\\n!“”—é")))
def test_without_chinese_the_html_is_that_of_commonmark(text: str) -> None:
    plain = MarkdownIt("commonmark", {"xhtmlOut": False, "html": False, "maxNesting": 40}).enable("strikethrough")
    assert re.sub(r"(<h2) id=\"[^\"]*\"", r"\1", shown(text)) == plain.render(text)
