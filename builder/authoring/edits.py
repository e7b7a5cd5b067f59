"""Taking a record down in the text of its file: its status is set and the withdrawal put in; no other byte changes.

Lines keep their own ends, since a file may have been made on Windows. The edit is by lines and places, never by
writing the data out again, which would lose comments, order and quoting. What does not look as expected is refused
(None): the caller reads the edited text again anyway, and asks the author to do it by hand where it does not say what
it should.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from builder.schema import Record, keys_of
from builder.wording import Language
from builder.yamltext import Mapping, Scalar
from builder.yamltext.slips import indent_of

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_KEY = r"""(?P<key>"[^"]*"|'[^']*'|[^:：#]*[^:：#\s])\s*[:：]"""
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'|>#&*!{\[](?:.*?\S)??|)"""
_ONE_VALUE = re.compile(rf"{_KEY}[ \t\u3000]*{_VALUE}(?P<rest>(?:\s+#.*)?\s*)\Z")


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` with their ends: ``\\n``, ``\\r\\n`` or ``\\r``, as editors count them."""
    return _LINES.findall(text)


def withdrawal(day: str, why: str, language: Language) -> list[str]:
    """The lines that a withdrawn record has more than others; the reason is always quoted, whatever it holds."""
    reason = json.dumps(why, ensure_ascii=False)
    if language == "zh":
        return ["撤下:", f"  日期: {day}", f"  原因: {reason}"]
    return ["withdrawal:", f"  date: {day}", f"  why: {reason}"]


def language_of(node: Mapping) -> Language:
    """The language in which the keys of a record are written."""
    return "zh" if any(not key.text.isascii() for key, _ in node.entries) else "en"


def withdrawn(lines: list[str], node: Mapping, day: str, why: str) -> list[str] | None:
    """``lines`` with the record ``node``, a block mapping whose places are lines and columns in them, taken down."""
    record = _Record(lines, node)
    language = language_of(node)
    word, added = ("已撤下" if language == "zh" else "withdrawn"), withdrawal(day, why, language)
    status, old = record.find("status"), record.find("withdrawal")
    if status is None:
        line = f"{'状态' if language == 'zh' else 'status'}: {word}"
        edits = [record.below(None, [line, *([] if old is not None else added)])]
    else:
        edits = [record.valued(status, word)]
        edits += [record.below(status, added)] if old is None else []
    if old is not None:
        edits.append(record.replaced(old, added))
    return _applied(lines, edits)


Edit = tuple[int, int, list[str]]  # the lines from … up to … (from 0) give way to these


def _applied(lines: list[str], edits: list[Edit | None]) -> list[str] | None:
    """The lines after ``edits``, the lowest first, so that the numbers of the others hold; None if one is missing."""
    done = list(lines)
    end = _end_of(lines)
    whole = not done[-1].endswith(("\r", "\n"))  # the file has no end of line at its end, and shall have none after
    if whole:
        done[-1] += end
    for edit in sorted(edits, key=lambda edit: edit[:2] if edit else (0, 0), reverse=True):
        if edit is None:
            return None
        start, stop, added = edit
        done[start:stop] = [line if line.endswith(("\r", "\n")) else line + end for line in added]
    if whole:
        done[-1] = done[-1].rstrip("\r\n")
    return done


def _end_of(lines: list[str]) -> str:
    found = re.search(r"(?:\r\n|\r|\n)\Z", lines[0])
    return found[0] if found else "\n"


@dataclass(frozen=True, slots=True)
class _Record:
    """A record in the lines of its file. Entries go by their number in the mapping."""

    lines: list[str]
    node: Mapping

    @property
    def indent(self) -> int:
        return self.node.place.column - 1

    def find(self, attribute: str) -> int | None:
        """The entry that is the field ``attribute``."""
        wanted = {name for name, spec in keys_of(Record).items() if spec.attribute == attribute} | (
            {"title", "标题"} if attribute == "name" else set()
        )
        return next((i for i, (key, _) in enumerate(self.node.entries) if key.text.strip() in wanted), None)

    def valued(self, entry: int, word: str) -> Edit | None:
        """Give the entry another value on its line; what is before the key and behind the value stays."""
        key, value = self.node.entries[entry]
        line, column = key.place.line - 1, key.place.column - 1
        text = self.lines[line]
        found = _ONE_VALUE.match(text, column)
        if found is None or not isinstance(value, Scalar) or not self._on_one_line(entry):
            return None
        return line, line + 1, [f"{text[:column]}{found['key']}: {word}{found['rest']}"]

    def replaced(self, entry: int, added: list[str]) -> Edit:
        """Put ``added`` in the place of an entry with all its lines; the dash of a list item before it stays."""
        start, stop = self._extent(entry)
        before = self.lines[start][: self.node.entries[entry][0].place.column - 1]
        return start, stop, [before + added[0], *(" " * self.indent + line for line in added[1:])]

    def below(self, entry: int | None, added: list[str]) -> Edit | None:
        """Put ``added`` below an entry of one line: that one, else the name, else the id, else any."""
        at = self._anchor() if entry is None else self.node.entries[entry][0].place.line
        return None if at is None else (at, at, [" " * self.indent + line for line in added])

    def _anchor(self) -> int | None:
        """The number of lines above the place where new entries may stand."""
        preferred: list[int | None] = [self.find("name"), self.find("id"), *range(len(self.node.entries))]
        for entry in preferred:
            if entry is not None and self._on_one_line(entry):
                return self.node.entries[entry][0].place.line
        if len(self.node.entries) > 1:
            return self.node.entries[1][0].place.line - 1
        first = self.node.entries[0][0].place
        return None if self.lines[first.line - 1][: first.column - 1].strip() else first.line - 1

    def _on_one_line(self, entry: int) -> bool:
        value = self.node.entries[entry][1]
        start, stop = self._extent(entry)
        return stop == start + 1 and not (isinstance(value, Scalar) and value.block)

    def _extent(self, entry: int) -> tuple[int, int]:
        """The lines of an entry, without the blank ones and the comments that stand before the next."""
        entries = self.node.entries
        start = entries[entry][0].place.line - 1
        if entry + 1 < len(entries):
            stop = entries[entry + 1][0].place.line - 1
        else:
            below = enumerate(self.lines[start + 1 :], start + 1)
            ends = (number for number, line in below if line.strip() and indent_of(line) <= self.indent)
            stop = next(ends, len(self.lines))
        while stop > start + 1 and _is_between(self.lines[stop - 1], self.indent):
            stop -= 1
        return start, stop


def _is_between(line: str, indent: int) -> bool:
    return not line.strip() or (line.lstrip().startswith("#") and indent_of(line) <= indent)
