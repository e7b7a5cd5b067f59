"""A second look at what parsed: YAML takes many a slip for plain text, and the author never learns of it.

``地区：苏州`` below a key is text to YAML, two such lines are one text, ``[a，b]`` is a list of one. So every plain text
is looked at: what can only be a slip becomes a problem, and lines that must have been meant as entries are handed to
``mend`` and parsed again. One line of text with a full-width colon is left alone: that is how sentences look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.problems import Message
from builder.yamltext import braces
from builder.yamltext import slips as s

NO_PAIRS = Message(
    "yaml-no-pairs",
    "花括号里要写“名称: 值”，这里一项也没有。如果是一段文字，请给整段加上英文引号：{quoted}；如果是几项，请把花括号改成方括号。",
    'Braces hold "name: value", and here is none. If this is a text, put the whole in quotes: {quoted}; if it is a '
    "list, use square brackets.",
)
_COMMA = re.compile("[，、；]")
_NAME = 12  # characters; items of a list in brackets are names, and what is longer between commas is a sentence
_HASH = re.compile(r"(?<=\s)＃")
_SHORT_KEY = 8  # characters; what stands before a colon in running text is mostly longer


@dataclass(slots=True)
class Findings:
    """What the looks have found: ``slips``, and the lines (from 0) that are ``entries`` in disguise."""

    slips: list[s.Slip] = field(default_factory=list)
    entries: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a plain text stands: lines and columns from 0; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def is_empty(self) -> bool:
        return (self.line, self.column) == (self.end_line, self.end_column)


def look_at_key(text: str, spot: Spot, findings: Findings) -> None:
    """At a plain key of a mapping that is not in braces."""
    if s.WIDE_KEY.match(text) or text[0] in "\u3000\u00a0｛":
        findings.entries.add(spot.line)


def look_at_bare(names: Sequence[tuple[str, Spot]], brace: Spot, whole: str, findings: Findings) -> None:
    """At the names in braces that have no value; ``whole`` is the text of the braces if nothing in them has one."""
    findings.entries.update(spot.line for _, spot in names)
    if whole:
        findings.slips.append(s.slip(NO_PAIRS, brace.line, brace.column, quoted=s.quoted(whole)))
        return
    for text, spot in names:
        findings.slips.append(s.slip(s.COLON_IN_FLOW, spot.line, spot.column, text=s.short(text)))


def look_at_item(text: str, spot: Spot, findings: Findings) -> None:
    """At a plain item of a list in brackets."""
    found = _COMMA.search(text)
    if found and all(len(part) <= _NAME for part in _COMMA.split(text)):
        column = spot.column + found.start() if spot.line == spot.end_line else spot.column
        findings.slips.append(s.slip(s.COMMA_WIDE, spot.line, column, found=found[0], quoted=s.quoted(text)))


def look_at_text(text: str, spot: Spot, lines: list[str], findings: Findings) -> None:
    """At a plain text that is a value, an item or the whole document, and not in brackets."""
    first, last = text[0], text[-1]
    if first in "［｛" and s.WIDE_BRACKETS.get(last, last) == s.PAIRS[s.WIDE_BRACKETS[first]]:
        mark = s.WIDE_BRACKETS[first]
        if braces.opens(text):
            findings.entries.add(spot.line)
        findings.slips.append(s.slip(s.BRACKET_WIDE, spot.line, spot.column, mark=mark + s.PAIRS[mark], found=first))
    if "＃" in text:
        _look_for_hash(spot, lines, findings)
    before = lines[spot.line][: spot.column]
    if spot.line == spot.end_line:
        whole = not before.strip(" \t")
        if whole and (first in "\u3000\u00a0" or _is_marked(text) or (not before and s.WIDE_KEY.match(text))):
            findings.entries.add(spot.line)
        return
    _look_at_rows(spot, lines, before, findings)


def _look_at_rows(spot: Spot, lines: list[str], before: str, findings: Findings) -> None:
    """At a text over several lines, which YAML joins into one."""
    rows = {n: lines[n].strip(s.BLANK) for n in range(spot.line, spot.end_line + 1)}
    rows[spot.line] = lines[spot.line][spot.column :].strip(s.BLANK)
    rows = {n: row for n, row in rows.items() if row and not row.startswith("#")}
    keyed = {n for n, row in rows.items() if s.WIDE_KEY.match(row) or s.TIGHT_KEY.match(row)}
    marked = {n for n, row in rows.items() if _is_marked(row)}
    dashed = {n for n, row in rows.items() if n > spot.line and row.startswith("- ")}
    if len(keyed) == len(rows):
        findings.entries |= keyed
    elif len(marked) == len(rows) and not before.strip(" \t"):
        findings.entries |= marked
    elif dashed:
        findings.entries |= dashed
    else:
        for number in sorted(keyed - {spot.line}):
            found = s.WIDE_KEY.match(rows[number])
            if found and len(found["key"]) <= _SHORT_KEY:
                column = lines[number].index(rows[number])
                findings.slips.append(s.slip(s.COLON_PERHAPS, number, column, key=found["key"]))


def look_at_quoted(spot: Spot, parent: int, lines: list[str], findings: Findings) -> None:
    """At a quoted text over several lines: YAML lets it run over the entries below if its end was forgotten."""
    for number in range(spot.line + 1, spot.end_line + 1):
        line = lines[number]
        indent = s.indent_of(line, " \t")
        if indent < len(line) and indent <= parent and s.ANY_KEY.match(line, indent):
            findings.entries.add(spot.line)
            return


def look_behind(before: str, line: int, column: int, lines: list[str], findings: Findings, after: str = "") -> bool:
    """Whether the rest of a line is a comment to YAML but hardly to its author, who typed it between two texts."""
    found = s.STUCK_COMMENT.fullmatch(lines[line], column) if line < len(lines) else None  # a lone "?" ends beyond
    if found is not None:
        whole = " ".join(part for part in (before, found[1].rstrip(), after) if part)
        findings.slips.append(s.slip(s.HASH_TEXT, line, found.start(1), quoted=s.quoted(whole)))
    return found is not None


def _is_marked(row: str) -> bool:
    return s.BAD_MARK.match(row) is not None


def _look_for_hash(spot: Spot, lines: list[str], findings: Findings) -> None:
    for number in range(spot.line, spot.end_line + 1):
        start = spot.column if number == spot.line else 0
        end = spot.end_column if number == spot.end_line else len(lines[number])
        found = _HASH.search(lines[number], start, end)
        if found and found.start() > start:
            findings.slips.append(s.slip(s.HASH_PERHAPS, number, found.start()))
            return
