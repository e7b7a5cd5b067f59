"""What several lines of a paragraph were meant to be: a list numbered as in a document of an office, paragraphs as
a word processor keeps them, or a table pasted from a spreadsheet. Markdown knows none of them, and joins the lines.
"""

from __future__ import annotations

import re
from itertools import pairwise

from builder.chinese import HAN
from builder.problems import Message

LIST = Message(
    "list-joined",
    "这几行像是并列的几条，但中间没有空行，网页上会连成一段。要成为列表，每行开头请写 “- ” 或 “1. ”（后面有一个空格）；"
    "要各成一段，请在每条之间空一行。",
    "These lines look like the items of a list, but without empty lines they become one paragraph. For a list begin "
    "each with “- ” or “1. ”, a space behind it; for paragraphs leave an empty line between them.",
    severity="warning",
)
PASTED = Message(
    "table-pasted",
    "这几行像是从表格软件里粘贴来的，网页上会连成一段。表格请写成 “| 甲 | 乙 |” 这样的行，第二行写 “| --- | --- |”。",
    "These lines look like a table pasted from a spreadsheet, and become one paragraph. Write rows like “| A | B |”, "
    "the second one “| --- | --- |”.",
    severity="warning",
)
PARAGRAPHS = Message(
    "paragraphs-joined",
    "这一行像是另一段的开头，但上面没有空行，网页上会和上一段连在一起。每两段之间请空一行（这一段下面的各行也请检查）；"
    "段首缩进由网页样式完成，不必手工输入。",
    "This line seems to begin a paragraph, but without an empty line above it goes on with the one before. Leave an "
    "empty line between any two paragraphs (look at the lines below, too); the page indents them by itself.",
    severity="warning",
)

_COUNT = "[一二三四五六七八九十]{1,3}"
_ITEM = re.compile(
    rf"\s*(?:([0-9０-９]{{1,2}}、|{_COUNT}(?:、|[.．](?!{_COUNT})))|([(（](?:[0-9０-９]{{1,2}}|{_COUNT})[)）])"
    r"|([①-⒛❶-❿➀-➓])|([0-9０-９]{1,2}[.．)）](?![0-9０-９]))|(-[^\s-])|(\*[^\s*][^*]*$)|([•·●▪■□◆◇★☆►➢➤✓✔√])"
    rf"|([A-Za-zＡ-Ｚａ-ｚ][.．、)）]\s*[{HAN}])|(—+\s*[{HAN}]))"
)
_BROKEN = re.compile(r"(?:  |\\)$")  # a line that ends so stays a line of its own
_INDENT = re.compile("[ \t]*[\u3000\xa0\u2002\u2003]")  # as it is typed before a paragraph
_BLANK = re.compile(r"[ \t]{2,}")
_QUOTED = re.compile("“[^“”]*”")
_ENDED = re.compile("[。！？；：][”’）]*$")
_SENTENCE = re.compile("[。！？]")


def joined(paragraph: str, indent: str = "") -> tuple[Message, int] | None:
    """What the lines of a paragraph were meant to be, and the offset of the first of them. ``indent`` is what its first
    line begins with in the file."""
    if "\n" not in paragraph:
        return None
    rows = _rows(paragraph)
    return _items(rows) or _paragraphs(rows, _BLANK.match(indent) is not None)


def _rows(paragraph: str) -> list[tuple[str, int, bool]]:
    """The lines with their offsets, and whether each goes on with the one above."""
    rows, offset, goes_on = [], 0, False
    for line in paragraph.split("\n"):
        rows.append((line, offset, goes_on))
        goes_on = _BROKEN.search(line) is None
        offset += len(line) + 1
    return rows


def _items(rows: list[tuple[str, int, bool]]) -> tuple[Message, int] | None:
    first: dict[int | str, int] = {}
    for line, offset, goes_on in rows:
        item = _ITEM.match(line)
        kind = "\t" if "\t" in line.strip() else item and item.lastindex
        if kind and (goes_on or not offset):
            if kind in first:
                return PASTED if kind == "\t" else LIST, first[kind]
            first[kind] = offset + len(line) - len(line.lstrip())
    return None


def _paragraphs(rows: list[tuple[str, int, bool]], indented: bool) -> tuple[Message, int] | None:
    """Lines that are indented as paragraphs are, or of which each ends a sentence and most hold several: who breaks the
    lines of one paragraph breaks them behind every sentence, or anywhere."""
    apart = len(rows) > 2 and all(_ENDED.search(line) for line, _, _ in rows)
    whole = apart and sum(len(_SENTENCE.findall(_QUOTED.sub("", line))) > 1 for line, _, _ in rows) * 2 > len(rows)
    for (above, _, _), (line, offset, goes_on) in pairwise(rows):
        like = _INDENT.match(line) or (indented and _BLANK.match(line) and _ENDED.search(above))
        if goes_on and (like or whole):
            return PARAGRAPHS, offset + len(line) - len(line.lstrip())
    return None
