"""Reading values as their author meant them: the half of mending that begins behind a colon or a list mark.

A value is a block below ``|``, a text in quotes, a list in brackets or plain text; each has slips of its own. What the
reader of entries (``mend``) must know of a value is left in the attributes below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from builder.problems import Message
from builder.yamltext import braces
from builder.yamltext import slips as s
from builder.yamltext.edits import Edit, back

KEY_COLON = re.compile(r":(?=[ \t]|\Z)")
FURTHEST = 300  # lines to look for the end of a quoted text or a list in brackets

_CLOSERS = {'"': re.compile(r'(?:[^"\\]|\\.)*?"'), "'": re.compile(r"(?:[^']|'')*?'(?!')")}
_BLOCK = re.compile(r"[|>][0-9+-]{0,2}[ \t]*(?:(?<=[ \t])#.*)?\Z")
_COMMENT = re.compile(braces.QUOTED.pattern + r"|(?:(?<=[\s\[{,])|\A)#.*")
_HASHTAG = re.compile(r"(#+[^\s#][^,\]}]*).*")  # a comment that is meant as one has a space behind its sign


class ValueReader:
    """The lines of a text with what has been found in them; columns of slips are those of the typed text."""

    def __init__(self, lines: list[str], everywhere: bool, forced: frozenset[int]) -> None:
        self.lines = list(lines)
        self.everywhere = everywhere
        self.forced = forced
        self.slips: list[s.Slip] = []
        self.edits: dict[int, list[Edit]] = {}
        self.lost: set[int] = set()
        self.moved: dict[int, int] = {}  # by how much a line stands further right in ``lines`` than it was typed
        self.fresh = True  # the line above waits for something below it
        self.text_over: int | None = None  # a line beyond this column goes on with the text of the line above
        self.text_of_key = False  # and that text is the value of a key, not an item

    def told(self, at: int) -> bool:
        """Are slips on line ``at`` told and mended?"""
        return self.everywhere or at in self.forced

    def slip(self, message: Message, at: int, column: int, /, *edits: Edit, **values: object) -> None:
        if self.told(at):
            moved = self.moved.get(at, 0)
            self.slips.append(s.slip(message, at, max(column - moved, 0), **values))
            self.edits.setdefault(at, []).extend(back(edit, moved) for edit in edits)

    def drop_below(self, at: int, column: int) -> int:
        """Leaves out what stands deeper below a line that could not be read: it would only be misread."""
        number = at + 1
        while number < len(self.lines):
            line = self.lines[number]
            if line.strip() and s.indent_of(line) <= column:
                break
            if line.strip() and self.told(at):
                self.edits[number] = [Edit(0, len(line) - self.moved.get(number, 0), "")]
                self.lost.add(number)
            number += 1
        return number

    def value(self, at: int, start: int, parent: int, key: str) -> int:
        """Reads the value at ``start``, which belongs to the level at ``parent``."""
        line = self.lines[at]
        value = without_comment(line[start:])
        self.fresh, self.text_over, self.text_of_key = False, parent, bool(key)
        if not value:
            self.fresh, self.text_over = True, None
            return at + 1
        first = value[0]
        if first in "|>":
            if _BLOCK.match(line, start):
                return self._after_block(at + 1, parent)
            self._quote(s.BLOCK_TEXT, at, start, start, value, mark=first)
        elif first in "\"'":
            return self._quoted(at, start, parent, first)
        elif first in "[{" or braces.opens(value):
            return self._flow(at, start, parent)
        elif first in "@`%&*!,]}" or value.startswith(("? ", ": ")) or value in ("-", "?", ":"):
            self._quote(s.START, at, start, start, value, mark=first)
        elif value.startswith("- "):
            self._quote(s.MARK_IN_VALUE, at, start, start, value, key=key)
        elif (inner := KEY_COLON.search(value)) is not None:
            message = s.COLON_IN_WIDE_QUOTES if first in "“‘" else s.COLON_IN_VALUE
            self._quote(message, at, start + inner.start(), start, value)
        else:
            return at + 1
        return self.drop_below(at, parent)

    def _quote(self, message: Message, at: int, column: int, start: int, value: str, /, **values: object) -> None:
        """A slip that quotes around the whole value would mend."""
        inner = [Edit(start + m.start(), 0, "'") for m in re.finditer("'", value)]
        edits = (Edit(start, 0, "'"), *inner, Edit(start + len(value), 0, "'"))
        self.slip(message, at, column, *edits, **{"quoted": s.quoted(value), **values})

    def _after_block(self, at: int, parent: int) -> int:
        """The line after a ``|`` text, whose lines are blank or stand beyond ``parent``."""
        while at < len(self.lines):
            line = self.lines[at]
            if line.strip(" \t") and s.indent_of(line) <= parent:
                break
            at += 1
        self.text_over = None
        return at

    def _quoted(self, at: int, start: int, parent: int, mark: str) -> int:
        line = self.lines[at]
        self.text_over = None
        closer = _CLOSERS[mark].match(line, start + 1)
        if closer is not None:
            return self._closed(at, at, start, closer.end(), s.AFTER_QUOTE)
        # A quoted text may go on below, but only beyond its own level; else a quote was forgotten.
        for number in range(at + 1, len(self.lines)):
            if number > at + FURTHEST:
                return at + 1
            below = self.lines[number]
            if below.strip() and s.indent_of(below, " \t") <= parent:
                break
            closer = _CLOSERS[mark].match(below)
            if closer is not None:
                return self._closed(number, at, start, closer.end(), s.AFTER_QUOTE)
        end = len(line.rstrip())
        wide = "”“＂〞" if mark == '"' else "’‘＇"
        if line[end - 1] in wide and end - 1 > start:
            edit = Edit(end - 1, 1, mark)
            self.slip(s.QUOTE_WIDE, at, end - 1, edit, mark=mark, found=line[end - 1])
        else:
            self.slip(s.QUOTE_OPEN, at, start, Edit(end, 0, mark), mark=mark)
        return at + 1

    def _closed(self, at: int, first: int, start: int, end: int, message: Message) -> int:
        """After a closing quote or bracket on line ``at`` only a comment may follow."""
        trailing = without_comment(self.lines[at][end:]).strip(" \t")
        if trailing and not trailing.startswith("#") and at == first:
            value = without_comment(self.lines[at][start:])
            whole = value.count("'") == 3 and value[0] == value[-1] == "'"  # 'it's'
            self._quote(message, at, end, start, value, quoted=s.quoted(value[1:-1] if whole else value))
        return at + 1

    def _flow(self, at: int, start: int, parent: int) -> int:
        self.text_over = None
        brackets = braces.Brackets()
        flaws: dict[int, list[braces.Flaw]] = {}
        last = at
        for number in range(at, len(self.lines)):
            if number > at + FURTHEST:
                return at + 1
            line = self.lines[number]
            indent = s.indent_of(line, " \t")
            if number > at and indent < len(line) and indent <= parent and line[indent] not in "]}":
                break
            last = number if line.strip() else last
            flaws[number], end = brackets.line(line, start if number == at else 0)
            if end is not None:
                below = self._closed(number, at, start, end, s.AFTER_BRACKET)
                self._flawed(flaws if line[end:].lstrip()[:1] in ("", "#") else {}, at, start)
                return below
        closing = "".join(reversed(brackets.waiting))
        line = self.lines[last]
        final = len(without_comment(line)) - 1
        if closing == "}" and line[final] == "｝":
            flaws[last].append(braces.bracket(final, "}", "｝"))
        else:
            self._unclosed(at, start, last, closing)
        self._flawed(flaws, at, start)
        return last + 1

    def _flawed(self, flaws: Mapping[int, list[braces.Flaw]], at: int, start: int) -> None:
        """The slips within braces that begin on line ``at``: each line is told as it should be."""
        for number, found in flaws.items():
            if found:
                edits = [flaw.edit for flaw in found]
                shown = braces.told(without_comment(self.lines[number]), start if number == at else 0, found)
                self.slip(braces.BRACES, number, edits[0].column, *edits, **shown)

    def _unclosed(self, at: int, start: int, last: int, closing: str) -> None:
        """A list in brackets that ends on the line ``last`` without ``closing``."""
        line = self.lines[last]
        found = _COMMENT.finditer(line, start if last == at else 0)
        comment = next((token.start() for token in found if token[0].startswith("#")), len(line))
        end = len(line[:comment].rstrip(" \t"))
        hashtag = _HASHTAG.fullmatch(line, comment) if end else None
        final = line[end - 1 : end]
        if s.WIDE_BRACKETS.get(final) == closing[:1]:
            self.slip(s.BRACKET_WIDE, last, end - 1, Edit(end - 1, 1, closing), mark=closing[:1], found=final)
            return
        if hashtag is not None:
            item = re.split(r"[\[{,]|: ", line[:comment])[-1].lstrip() + hashtag[1].rstrip()
            self.slip(s.HASH_TEXT, last, comment, quoted=s.quoted(item))
        else:
            self.slip(s.BRACKET_OPEN, at, start, mark=self.lines[at][start], closing=closing)
        if self.told(at):
            self.edits.setdefault(last, []).append(Edit(end - self.moved.get(last, 0), 0, closing))


def without_comment(text: str) -> str:
    """``text`` up to a comment, without the space before it."""
    if text.startswith("#"):
        return ""
    comment = re.search(r"(?<=[ \t])#", text)
    return text[: comment.start() if comment else len(text)].rstrip(" \t")
