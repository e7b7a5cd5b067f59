"""Plain texts, written without the parser: nine of ten cases are made of nothing but them, at a tenth of the time.

A text is plain if every line of it is empty or a whole block that can be read in one way only: a paragraph, a heading,
an item of a flat list, a quotation, a row of a table; and if within the lines there is nothing but words, bold words,
references and links. Whatever else there is, and whatever would be reported, is left to the parser, which stays the
reference: ``tests/test_plain.py`` holds the two against each other over generated texts.

Each condition below says when *not* to go on. A text that is refused here costs time; one that is wrongly taken would
be wrong on the page. So a sign in doubt is refused, and rare constructions are not worth a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from builder.chinese import HAN, SIGNS
from builder.problems import Message, Place, Problem

from .document import WIDEST, Address, Document, Slot
from .findings import Positions
from .headings import Outline
from .links import judge
from .page import Page, escape
from .references import HIDDEN_BAR, show_bars

# Escapes, code, HTML, strikethrough, images, footnotes, full-width marks, marks of others, entities: the parser's.
_FOREIGN = ("\\", "`", "<", "~~", "![", "[^", "＊＊", "【【", "［［", "】(", "】（", "{", "!!! ", "==", "$$")
_ENTITY = re.compile("&[#A-Za-z][A-Za-z0-9]*;")
_LINE = re.compile(
    r"(?P<heading>#{2,6}) (?=[^\s#])|(?P<quote>>) (?=\S)|(?P<bullet>[-*+]) (?=\S)"
    r"|(?P<number>[0-9]{1,9})(?P<after>[.)]) (?=\S)|(?P<row>\|)"
)
# How a paragraph may begin: with no sign that opens another block, or that could be meant to.
_WORDS = re.compile(
    r"(?![0-9]+[.)](?:\s|$)|\[[^\]]*\]:)[^\s#＃>|｜+*=:：~—–－─-]|\*\*[^\s*]|[—–]+[^\s*:：|｜—–－─-]"
)
# Bold words begin and end with a letter or a Chinese sign; beside other signs it depends on what is around.
_BOLD = rf"(?:[^\W_]|[{SIGNS}]|[“‘](?=[{HAN}]))(?:[^*\[\]_]*(?:[^\W_]|[{SIGNS}]|(?<=[{HAN}])[”’]))?"
_PIECE = re.compile(
    rf"\*\*(?P<strong>{_BOLD})\*\*(?!\*)"
    rf"|\[\[(?P<target>[^\[\]{HIDDEN_BAR}｜]*)(?:[{HIDDEN_BAR}｜](?P<words>[^\[\]]*))?\]\](?!\()"
    r"|\[(?P<text>[^\[\]*_]+)\]\((?P<to>[^\s()<>\"']+)\)"
)
_MARKS = re.compile(r"[*_\[\]]")
_RULE = re.compile(r" *(:?)-+(:?) *")


class Doubt(Exception):
    """This text is not plain."""


def plain(source: str, place: Place) -> Document | None:
    """What ``source`` says if it is a plain text, else ``None``. ``place`` is where it begins."""
    if _is_foreign(source):
        return None
    writer = _Writer(source, place)
    offset = 0
    try:
        for line in source.split("\n"):
            writer.line(line, offset)
            offset += len(line) + 1
        return writer.document()
    except Doubt:
        return None


def _is_foreign(source: str) -> bool:
    """Whether there is anything in it that is the parser's, control characters but ours and odd spaces among it."""
    return (
        not source.replace("\n", "").replace(HIDDEN_BAR, "").isprintable()
        or any(sign in source for sign in _FOREIGN)
        or ("&" in source and _ENTITY.search(source) is not None)
    )


def _needs_escaping(source: str) -> bool:
    """Whether a sign of HTML stands in it that opens no quotation; ``<`` is foreign anyway."""
    return "&" in source or '"' in source or source.count(">") > f"\n{source}".count("\n>")


class _Writer:
    """Writes one plain text line by line. Every method raises ``Doubt`` where the text turns out not to be one."""

    def __init__(self, source: str, place: Place) -> None:
        self._page = Page(Positions(source, place), _doubt)
        self._escape: Callable[[str], str] = escape if _needs_escaping(source) else str
        self._outline = Outline()
        self._blocks: list[str] = []
        self._last = ""  # the kind of block on the line before
        self._list = ""  # the marker of the list that is open, or that ended just before the empty line
        self._tag = ""
        self._rows: list[tuple[str, int]] = []

    def document(self) -> Document:
        self._empty()
        return self._page.document(self._blocks, self._outline.headings)

    def line(self, line: str, offset: int) -> None:
        if not line:
            self._empty()
            return
        if line[0].isspace() or line[-1].isspace():
            raise Doubt
        found = _LINE.match(line)
        kind = (found and found.lastgroup) or "words"
        if self._last and kind not in _FOLLOW[self._last]:
            raise Doubt
        at = found.end() if found else 0
        if kind == "row":
            self._rows.append((line, offset))
        elif kind == "heading":
            self._heading(at - 1, line[at:], offset + at)
        elif not _WORDS.match(line, at):
            raise Doubt
        elif found and kind in ("bullet", "after"):
            self._item(found["number"] or "", found["after"] or found["bullet"], line[at:], offset + at)
        else:
            self._list = ""
            opening, closing = ("<blockquote>\n<p>", "</p>\n</blockquote>\n") if found else ("<p>", "</p>\n")
            self._write(opening, line[at:], offset + at, closing)
        self._last = kind

    def _empty(self) -> None:
        """An empty line, or the end."""
        if self._rows:
            self._table()
        self._end_list()
        self._last = ""

    def _end_list(self) -> None:
        if self._tag:
            self._page.out.append(f"</{self._tag}>\n")
        self._tag = ""

    def _heading(self, level: int, text: str, offset: int) -> None:
        self._list = ""
        if text[-1] == "#":  # may be a closing mark
            raise Doubt
        place = len(self._page.out)
        self._write("", text, offset, "")
        heading, message, _ = self._outline.add(level, self._blocks[-1])
        if message:
            raise Doubt
        self._page.out[place] = f'<h{heading.level} id="{self._escape(heading.id)}">'
        self._page.out[-1] = f"</h{heading.level}>\n"

    def _item(self, number: str, marker: str, text: str, offset: int) -> None:
        if self._tag:
            if marker != self._list:
                raise Doubt
        else:
            # After an empty line it may go on with the list above it; within a paragraph only a 1 begins a list.
            if self._list or (self._last == "words" and number not in ("", "1")):
                raise Doubt
            self._tag = "ol" if number else "ul"
            start = f' start="{int(number)}"' if number and int(number) != 1 else ""
            self._page.out.append(f"<{self._tag}{start}>\n")
            self._list = marker
        self._write("<li>", text, offset, "</li>\n")

    def _table(self) -> None:
        self._list = ""
        rows = [_cells(line, offset) for line, offset in self._rows]
        self._rows = []
        columns = len(rows[0])
        if len(rows) < 3 or columns > WIDEST or any(len(row) != columns for row in rows):
            raise Doubt
        aligned = [_alignment(cell) for cell, _ in rows[1]]
        out = self._page.out
        out.append('<div class="table-scroll" tabindex="0">\n<table>\n<thead>\n')
        self._row(rows[0], [f'<th scope="col"{side}>' for side in aligned], "</th>\n")
        out.append("</thead>\n<tbody>\n")
        opening = [f"<td{side}>" for side in aligned]
        for row in rows[2:]:
            self._row(row, opening, "</td>\n")
        out.append("</tbody>\n</table>\n</div>\n")

    def _row(self, cells: list[tuple[str, int]], opening: list[str], closing: str) -> None:
        self._page.out.append("<tr>\n")
        for (raw, offset), opens in zip(cells, opening, strict=True):
            text = raw.strip()
            if text != raw.strip(" "):
                raise Doubt
            self._write(opens, text, offset + len(raw) - len(raw.lstrip()), closing)
        self._page.out.append("</tr>\n")

    def _write(self, opening: str, text: str, offset: int, closing: str) -> None:
        """One block of text with the tags around it, each a fragment of its own."""
        out = self._page.out
        out.append(opening)
        if _MARKS.search(text):
            text = self._marked(text, offset)
        else:
            out.append(self._escape(text))
        self._blocks.append(text.strip())
        out.append(closing)

    def _marked(self, text: str, offset: int) -> str:
        """Write words with marks among them; the plain words."""
        said, at, out = [], 0, self._page.out
        for found in _PIECE.finditer(text):
            before = _unmarked(text[at : found.start()])
            out.append(self._escape(before))
            said.append(before)
            if found["strong"]:
                out.append(f"<strong>{self._escape(found['strong'])}</strong>")
                said.append(found["strong"])
            elif found["text"]:
                said.append(found["text"])
                self._link(found["text"], found["to"], offset + found.start(), offset + found.start("to"))
            else:
                said.append(self._reference(found["target"].strip(), found["words"] or "", offset + found.start()))
            at = found.end()
        after = _unmarked(text[at:])
        out.append(self._escape(after))
        return "".join([*said, after])

    def _reference(self, target: str, words: str, offset: int) -> str:
        if not target:
            raise Doubt
        words = show_bars(words).strip()
        self._page.open_slot(Slot("reference", target, words, "", self._page.positions.place(offset)))
        return words or target

    def _link(self, words: str, target: str, offset: int, to: int) -> None:
        kind = judge(target)
        if isinstance(kind, Message):
            raise Doubt
        out = self._page.out
        if kind == "internal":
            out.append('<a href="')
            self._page.open_slot(Slot("link", target, "", "", self._page.positions.place(offset)))
            out.append(f'">{self._escape(words)}</a>')
        else:
            from markdown_it.common.normalize_url import normalizeLink  # with it comes the whole parser

            self._page.outward.append(Address(target, self._page.positions.place(to)))
            outward = ' class="external"' if kind == "external" else ""
            out.append(f'<a{outward} href="{escape(normalizeLink(target))}" rel="noopener">{escape(words)}</a>')


# What may stand on the line below what, without an empty line between them.
_FOLLOW = {
    "heading": ("heading", "words", "bullet", "after"),
    "words": ("heading", "bullet", "after"),
    "bullet": ("bullet",),
    "after": ("after",),
    "row": ("row",),
    "quote": (),
}


def _cells(line: str, offset: int) -> list[tuple[str, int]]:
    """The cells of a row with their offsets; the bars of references are hidden."""
    if len(line) < 3 or line[-1] != "|":
        raise Doubt
    cells, at = [], offset + 1
    for cell in line[1:-1].split("|"):
        cells.append((cell, at))
        at += len(cell) + 1
    return cells


def _alignment(cell: str) -> str:
    found = _RULE.fullmatch(cell)
    if not found:
        raise Doubt
    side = {":-": "left", "::": "center", "-:": "right"}.get((found[1] or "-") + (found[2] or "-"))
    return f' class="{side}"' if side else ""


def _unmarked(text: str) -> str:
    if _MARKS.search(text):
        raise Doubt
    return text


def _doubt(_problem: Problem) -> NoReturn:
    raise Doubt
