"""A text without markup, for open data: the page as it is filled for readers, with its tags taken away again.

The blocks that a document holds for search were rejected: a reference stands in them as it was typed, and nobody could
tell it from the same words typed beside it; and a table is a column of words in them.
"""

from __future__ import annotations

import re
from html import escape, unescape

from builder.markdown import Document
from builder.pages.prose import words
from builder.pages.view import View

CELLS = " | "
# Whatever a text says with < or > of its own is escaped, so these find tags and nothing else.
_FOOTNOTE = re.compile(r'<sup class="footnote-ref">.*?</sup>|<a href="#fnref:[^>]*>.*?</a>', re.DOTALL)
_INLINE = re.compile(r"</?(?:strong|em|s|a|code)\b[^>]*>")
_CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_TABLE = re.compile(r"(<table>.*?</table>)", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def plain(view: View, document: Document) -> str:
    """The text of a document, its blocks divided by empty lines, its references by the words that readers see. A row of
    a table is a line, an empty cell stands there too; signs and texts of pictures do not."""
    html = document.filled(lambda slot: escape(words(view, slot)) if slot.kind == "reference" else "")
    whole = _CODE.sub(lambda code: " ".join(code[0].split()), html)
    pieces = _TABLE.split(_INLINE.sub("", _FOOTNOTE.sub("", whole.replace("<br>\n", " "))))
    blocks = [block for n, piece in enumerate(pieces) for block in (_table(piece) if n % 2 else _blocks(piece))]
    return "\n\n".join(blocks)


def _blocks(html: str) -> list[str]:
    return [text for piece in _TAG.split(html) if (text := _text(piece))]


def _table(html: str) -> list[str]:
    rows = (CELLS.join(_text(cell) for cell in _CELL.findall(row)) for row in _ROW.findall(html))
    return ["\n".join(row.strip() for row in rows)]


def _text(html: str) -> str:
    """Without tags; a line break left in the HTML is a space."""
    return unescape(html.replace("\n", " ")).strip()
