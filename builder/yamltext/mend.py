"""Mending: reads the lines of a YAML text as their author meant them, and says what is wrong with each.

A parser stops at the first thing it does not understand, and often far from the cause: a quote that was never closed
shows at the end of the file. A person wants all slips of a file at once. So the lines are read once more by a reader
that knows where entries begin, passes over comments, quoted texts and blocks, finds the slips and edits each within
its line as its message says; the edited text is then parsed again.

Rejected: a lenient parser of our own. It would have to agree with YAML wherever YAML is right; this one only has
to be right about slips, and the real parser judges the result.
"""

from __future__ import annotations

import re

from builder.yamltext import braces
from builder.yamltext import slips as s
from builder.yamltext.braces import QUOTED
from builder.yamltext.edits import Edit, Mended, edited
from builder.yamltext.levels import LevelReader
from builder.yamltext.values import FURTHEST, KEY_COLON, without_comment

_QUOTED_KEY = re.compile(rf"(?P<key>{QUOTED.pattern})[ ]*(?P<colon>:)(?=[ \t]|\Z)")
_PLAIN_KEY = re.compile(r"(?P<key>.*?)(?P<colon>:)(?=[ \t]|\Z)")
_MARK = re.compile(r"-(?:[ \t]+|\Z)")
_DIVIDER = re.compile(r"(?:---|\.\.\.)(?:\s|\Z)|%")
_BEYOND_PLAIN = "\"'[{|>@`%&!?"  # what begins no plain text
_LONGEST = 2000  # a longer line is a paragraph, and patterns that look ahead would be slow on it
_LINES = 10_000  # those beyond are read when these are right: nobody mends so many slips at once


def mend(lines: list[str], everywhere: bool, forced: frozenset[int]) -> Mended:
    """``lines`` mended: all of them, or only those in ``forced``, which are known to begin entries."""
    reader = _Reader(lines, everywhere, forced)
    at = 0
    while at < min(len(lines), _LINES):
        at = reader.line(at)
    result = list(lines)
    for number, edits in reader.edits.items():
        edits.sort(key=lambda edit: edit.column)
        result[number] = edited(lines[number], edits)
    return Mended(result, reader.slips, reader.edits, frozenset(reader.lost))


class _Reader(LevelReader):
    """Goes down the lines."""

    def line(self, at: int) -> int:
        """Reads the entry that begins on line ``at``; returns the number of the line after it."""
        line = self.lines[at]
        start = s.indent_of(line, s.BLANK)
        if start == len(line) or line[start] == "#" or len(line) > _LONGEST:
            return at + 1
        if _DIVIDER.match(line):
            self.close(-1)
            self.fresh, self.text_over = True, None
            return at + 1
        column = self._lead(at, line[:start])
        if self.text_over is not None and column > self.text_over:
            shallower = self._continues(at, start, column)
            if shallower is None:
                return at + 1
            column = shallower
        return self._entry(at, start, column)

    def _lead(self, at: int, lead: str) -> int:
        """The column to which the white space ``lead`` brings us."""
        wrong = lead.lstrip(" ")
        if not wrong:
            return len(lead)
        column = len(lead) - len(wrong)
        spaces = _as_spaces(wrong)
        edit = Edit(column, len(wrong), spaces)
        if wrong[0] == "\t":
            self.slip(s.TAB, at, column, edit)
        else:
            self.slip(s.WIDE_INDENT, at, column, edit, name=s.WIDE_SPACES[wrong[0]])
        return column + len(spaces)

    def _continues(self, at: int, start: int, column: int) -> int | None:
        """None if the line goes on with the text above; else the column at which it should have begun."""
        parent = self.text_over or 0
        rest = without_comment(self.lines[at][start:])
        entry = KEY_COLON.search(QUOTED.sub("", rest)) and self.text_of_key
        item = rest.startswith("- ") and parent in self.lists
        if not entry and not (item and at in self.forced):
            return column if at in self.forced else None
        self.align(s.INDENT_MORE, at, start, " " * parent, want=s.spaces(parent))
        return parent

    def _entry(self, at: int, start: int, column: int) -> int:
        line = self.lines[at]
        marked = False
        while True:
            found = _MARK.match(line, start)
            width = len(found[0]) if found else 2
            if found is None and not marked and self._is_item(at, column):
                found = self._bad_mark(at, start)
            elif found is not None and "\t" in found[0]:
                self.slip(s.TAB, at, line.index("\t", start), Edit(start, width, "- "))
                width = 2
            if found is None:
                break
            column = self.item_level(at, start, column, marked, line[found.end() :])
            start, column, marked, self.fresh, self.text_over = found.end(), column + width, True, True, None
        if start >= len(line):
            return at + 1
        if line[start] == "＃":
            self.slip(s.HASH, at, start, Edit(start, 1, "#"))
            return at + 1
        return self._key(at, start, column, marked)

    def _is_item(self, at: int, column: int) -> bool:
        """Would a list stand here? Under a key, or as the next item of one."""
        return at in self.forced or self.fresh or column in self.lists

    def _bad_mark(self, at: int, start: int) -> re.Match[str] | None:
        line = self.lines[at]
        found = s.BAD_MARK.match(line, start)
        if found is not None:
            value = s.typed(without_comment(line[found.end() :]))
            edit = Edit(start, len(found[0]), "- ")
            if found["mark"] == "-":
                self.slip(s.MARK_SPACE, at, start + 1, edit, value=value)
            else:
                self.slip(s.MARK, at, start, edit, mark=found["mark"], value=value)
        return found

    def _key(self, at: int, start: int, column: int, marked: bool) -> int:
        line = self.lines[at]
        named = _QUOTED_KEY.match(line, start)
        if named is None:
            named = self._plain_key(at, start, column, marked)
        if named is None:
            return self._text(at, start, column, marked)
        key = line[start : named.start("colon")]
        column = self.key_level(at, start, column, marked, key.strip())
        end = named.end()
        end += s.indent_of(line[end:], " \t")
        return self.value(at, end, column, key)

    def _text(self, at: int, start: int, column: int, marked: bool) -> int:
        """A line, or the rest of one, that has no key."""
        if self.lines[at].startswith(("? ", ": "), start):
            return at + 1  # an elaborate way to write a key, which the parser understands and we refuse
        if self._is_entry(at, column, marked, bare=True) and not self._is_beyond(at, start):
            return self._bare(at, start, column, marked)
        self.close(column)
        if self.levels and (marked or (self.fresh and self.levels[-1] < column)):
            return self.value(at, start, self.levels[-1], "")
        below = self.value(at, start, column - 1, "")
        self.text_over = column  # it must not swallow those after it
        return below

    def _bare(self, at: int, start: int, column: int, marked: bool) -> int:
        """A line among entries that has no colon: a name with something below it needs one, anything else is lost."""
        line = self.lines[at]
        shown = s.short(line.strip(), 40)
        name = s.BARE_KEY.match(line, start)
        if name is not None and not marked and self._has_below(at, column):
            self.slip(s.NO_COLON, at, start, Edit(name.end(), 0, ":"), shown=shown)
            column = self.key_level(at, start, column, marked, name["key"])
            return self.value(at, len(line) - len(line[name.end() :].lstrip()), column, name["key"])
        self.slip(s.NO_COLON, at, start, Edit(start, 0, "# "), shown=shown)
        self.lost.add(at)
        self.fresh, self.text_over = marked, None
        return at + 1 if marked else self.drop_below(at, column)

    def _is_beyond(self, at: int, start: int) -> bool:
        line = self.lines[at]
        return line[start] in _BEYOND_PLAIN or braces.opens(without_comment(line[start:]))

    def _has_below(self, at: int, column: int) -> bool:
        below = next((line for line in self.lines[at + 1 : at + FURTHEST] if line.strip()), "")
        return s.indent_of(below) > column

    def _plain_key(self, at: int, start: int, column: int, marked: bool) -> re.Match[str] | None:
        """The key at ``start`` with its colon, mended if need be."""
        line = self.lines[at]
        if self._is_beyond(at, start):
            return None
        end = start + len(without_comment(line[start:]))
        proper = _PLAIN_KEY.match(line, start, end)
        wide = s.WIDE_KEY.match(line, start, end)
        tight = s.TIGHT_KEY.match(line, start, end)
        if wide and proper and proper.start("colon") < wide.start("colon"):
            wide = None
        slipped = wide or (tight if proper is None else None)
        if slipped is None or not self._is_entry(at, column, marked):
            return proper
        colon = slipped.start("colon")
        message, told_at, values = s.colon_slip(slipped, line[slipped.end() : end])
        edit = Edit(colon, slipped.end() - colon, ": " if slipped.end() < end else ":")
        self.slip(message, at, told_at, edit, **values)
        return slipped

    def _is_entry(self, at: int, column: int, marked: bool, bare: bool = False) -> bool:
        """Must an entry stand here? Where one would be possible, a second one below must bear it out.

        At the margin anything like a key counts; ``bare`` text, which has no colon at all, does not.
        """
        if column in self.mappings or (not bare and (at in self.forced or (column == 0 and not marked))):
            return True
        for below in range(at + 1, len(self.lines)):
            line = self.lines[below]
            text = line.lstrip(s.BLANK)
            if text and not text.startswith("#"):
                indent = len(_as_spaces(line[: len(line) - len(text)]))
                return indent == column and s.ANY_KEY.match(text) is not None
        return False


def _as_spaces(lead: str) -> str:
    """White space at the head of a line as its author saw it."""
    return lead.replace("\t", "  ").replace("\u3000", "  ").replace("\u00a0", " ")
