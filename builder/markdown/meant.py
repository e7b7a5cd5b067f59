"""What several lines of a paragraph were meant to be: a list numbered as in a document of an office, or a table pasted
from a spreadsheet. Markdown knows neither, and joins the lines to one.
"""

from __future__ import annotations

import re

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

_COUNT = "[一二三四五六七八九十]{1,3}"
_ITEM = re.compile(
    rf"[\s　]*(?:([0-9０-９]{{1,2}}、|{_COUNT}、)|([(（](?:[0-9０-９]{{1,2}}|{_COUNT})[)）])|([①-⑳])"
    r"|([0-9]{1,2}[.．)][^\s0-9])|(-[^\s-])|(\*[^\s*][^*]*$)|([•·●▪]))"
)
_BROKEN = re.compile(r"(?:  |\\)$")  # a line that ends so stays a line of its own


def joined(paragraph: str) -> tuple[Message, int] | None:
    """What the lines of a paragraph were meant to be, and the offset of the first of them."""
    if "\n" not in paragraph:
        return None
    first: dict[int | str, int] = {}
    offset, own_line = 0, False
    for line in paragraph.split("\n"):
        item = _ITEM.match(line)
        kind = "\t" if "\t" in line.strip() else item and item.lastindex
        if kind and not own_line:
            if kind in first:
                return PASTED if kind == "\t" else LIST, first[kind]
            first[kind] = offset + len(line) - len(line.lstrip())
        own_line = _BROKEN.search(line) is not None
        offset += len(line) + 1
    return None
