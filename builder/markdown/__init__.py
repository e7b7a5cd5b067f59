"""Markdown for Chinese: a text becomes a ``Document``, or the problems that say why a part of it does not.

The dialect
-----------
CommonMark with tables, ``~~strikethrough~~``, footnotes (``[^1]`` and ``[^1]: 说明``) and definition lists (``: 说明``
below a term), and these differences:

- **Emphasis** works beside Chinese characters and punctuation: ``建立**“两新”**组织``. Without Chinese in the text the
  rule is CommonMark's.
- **A line break** between two Chinese characters or signs leaves no space.
- **References**: ``[[先锋365]]``, ``[[brand:xianfeng-365|该品牌]]``, with ``：`` and ``｜`` as good as ``:`` and ``|``.
  They work wherever text does, in cells of tables too; not in code; ``\\[[`` is literal. One line, no brackets inside.
- **Headings** of a body begin at ``##``. Ids keep Chinese characters; a second one of the same words gets ``-2``.
- **Containers**: ``::: note 标题`` to ``:::`` (note 说明, tip 提示, warning 注意, quote 引文), one inside another as well. The
  title of a quote is its source and stands below it.
- **Images** alone in a paragraph are figures; the title is the caption: ``![替代文字](图.jpg "图注")``. They must have an
  alternative text and be files of the site.
- **Links** to other sites are set at once; any other address is an open slot. ``javascript:`` and the like are refused.
- **HTML** is shown as it was typed, with a warning.
- Inline footnotes (``^[…]``) are not part of it.

What a reader would silently lose is a problem with its line and column: a table row with a cell too few or too many, a
row of dashes that does not match, one that makes a heading of the text above it, an unknown container or footnote, a
heading without its space, bold marks that do nothing, text indented into a code block, nesting too deep to be read (40
levels, 10 of quotations), more text than a page can hold.
"""

from __future__ import annotations

from builder.problems import Message, Place, Report

from .document import Address, Document, Heading, Slot, SlotKind, Text
from .findings import Positions
from .plain import plain
from .references import hide_bars

__all__ = ["Address", "Document", "Heading", "Slot", "SlotKind", "Text", "parse"]

LONGEST = 100_000  # characters; the slowest text of that length takes about a second
TOO_LONG = Message(
    "markdown-too-long",
    "正文有 {length} 个字符，超过 {limit} 的上限，从这里起放不下了。请分成几篇。",
    "The text has {length} characters, more than the limit of {limit}, which is reached here. Divide it.",
)


def parse(text: str, place: Place, report: Report) -> Document:
    """Read ``text``, the body of a file; ``place`` is its file and line (from 1) of the text's first line.

    Never raises on any text; what is wrong goes to ``report``. The result depends on ``text`` and ``place`` alone.
    """
    if len(text) > LONGEST:
        report(TOO_LONG.at(Positions(text, place).place(LONGEST), length=len(text), limit=LONGEST))
        return Document(Text.of(("",), ()), (), (), 0)
    source = _prepared(text)
    return plain(source, place) or parsed(source, place, report)


def parsed(source: str, place: Place, report: Report) -> Document:
    """The same by the parser, which reads every text; ``source`` is prepared."""
    from .render import document  # most runs read a text or two, and do without the parser

    return document(source, place, report)


def _prepared(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return hide_bars(text.replace("\x00", "\ufffd"))
