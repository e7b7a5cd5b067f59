"""Headings: their levels and their ids.

The title of the page is its h1, so a body begins at h2. Ids keep Chinese characters, as browsers and people read them;
they depend on the text of this document alone, so a link to a section lives as long as its words.
"""

from __future__ import annotations

import re

from builder.problems import Message

from .document import Heading

TITLE_LEVEL = Message(
    "heading-h1",
    "正文里的标题从两个 “#” 开始：一个 “#” 是页面标题，已由标题字段给出。这里按 “##” 处理，请改成 “## {text}”。",
    "Headings in a text begin with “##”: a single “#” is the title of the page, which its field gives. "
    "It is read as “##” here; write “## {text}”.",
    severity="warning",
)
UNDERLINED = Message(
    "heading-underlined",
    "这一行紧接着文字，会把上面那段“{text}”变成小标题。要小标题，请删去这一行，在那段文字的开头写“## ”；"
    "要分隔线，请在上面空一行，这里写“---”；都不要的，请删去这一行。",
    "This line follows a text and makes a heading of “{text}” above. For a heading remove this line and begin the text "
    "above with “## ”; for a rule leave an empty line above and write “---” here; otherwise remove the line.",
    severity="warning",
)
SKIPPED = Message(
    "heading-skipped",
    "标题 “{text}” 是第 {level} 级（{marks}），上一级只到第 {before} 级，中间跳了级。请改用 “{like}”。",
    "The heading “{text}” is of level {level} ({marks}) after level {before}, so one is skipped. Use “{like}”.",
    severity="warning",
)
NO_SPACE = Message(
    "heading-no-space",
    "“{typed}” 像是标题，但 “#” 后面缺一个空格，会显示为普通文字。请写成 “{like}”。",
    "“{typed}” looks like a heading, but a space is missing after “#”, so it stays plain text. Write “{like}”.",
)
EMPTY_ID = "section"
SHOWN = 24  # characters of a text that became a heading

_NO_SPACE = re.compile(r"([#＃]{1,6})[ \t]*([^\s#＃][^\n#＃]*)(?:\n|$)")
_NOT_WORD = re.compile(r"[\W_]+")


class Outline:
    """The headings of one document while it is written."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}
        self._level = 1

    def add(self, typed_level: int, text: str) -> tuple[Heading, Message | None, int]:
        """The heading as it will stand, what is wrong with its level, and the level before it."""
        level, before = max(typed_level, 2), self._level
        heading = Heading(level, self._id(text), text)
        self.headings.append(heading)
        self._level = level
        if typed_level == 1:
            return heading, TITLE_LEVEL, before
        return heading, SKIPPED if level > before + 1 else None, before

    def _id(self, text: str) -> str:
        base = _NOT_WORD.sub("-", text.lower()).strip("-") or EMPTY_ID
        found, number = base, self._next.get(base, 2)
        while found in self._taken:
            found, number = f"{base}-{number}", number + 1
        self._next[base] = number
        self._taken.add(found)
        return found


def underlined(text: str, markup: str) -> str | None:
    """The words to show of the heading ``text``, if a line of ``-`` or ``=`` below made it one: often by mistake."""
    if markup not in ("-", "="):
        return None
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def meant_as_heading(paragraph: str) -> tuple[str, str] | None:
    """What was typed and what was meant, if a paragraph begins like ``##背景`` or ``＃＃ 背景``."""
    if paragraph[0] not in "#＃":
        return None
    found = _NO_SPACE.match(paragraph)
    if found is None:
        return None
    marks = "#" * max(len(found[1]), 2)
    return found[0].strip(), f"{marks} {found[2].strip()}"
