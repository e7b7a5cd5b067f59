"""Strict YAML with positions: text becomes a small tree in which every scalar is still the text that was typed.

There are no implicit types: ``no``, ``010`` and ``12:30:45`` stay as they are. Duplicate keys, anchors, aliases, tags,
merge keys, complex keys, directives and several documents are problems. The C parser can be crashed by nesting, so
depth is measured before it sees the text, and once more while it reads.

When a text does not parse, or parses into something that nobody means, its lines are mended (``mend``) and it is
parsed again, so that all slips of a file are told at once and the records in it are still read. Rejected: stopping at
the parser's first error, as parsers do; a clerk who broke five lines would run the check five times.
"""

from __future__ import annotations

import re
from dataclasses import replace

import yaml

from builder import characters
from builder.problems import Message, Place, Report
from builder.yamltext import slips as s
from builder.yamltext.edits import Mended
from builder.yamltext.faults import OTHER, fault
from builder.yamltext.look import Findings
from builder.yamltext.mend import mend
from builder.yamltext.nodes import Node
from builder.yamltext.plain import plain
from builder.yamltext.tree import DEPTH_LIMIT, TooDeepError, build

TOO_DEEP = Message(
    "yaml-too-deep",
    "层次超过 {limit} 层。请检查括号和缩进，多半是复制出错。",
    "This is nested more than {limit} levels deep. Check brackets and indentation; something was pasted twice.",
)

_ROUNDS = 12  # parses of one text, each after mending what the last one showed
_LARGE = 5000  # lines; so many are not read over that often
_BLANK = re.compile(r"^[ \t\u3000\u00a0]+$", re.MULTILINE)
_BRACKETS = re.compile(r"[\[\]{}]")
_INDENTED = re.compile(r"^( *)((?:[-?:][ \t]+)*)(?=\S)", re.MULTILINE)


def parse(text: str, place: Place, report: Report) -> Node | None:
    """The tree of ``text``, whose first line is ``place.line`` of ``place.file``.

    None if the text holds no data, or if a problem made it unreadable. Slips that can be mended give a tree as well,
    and so does a text of which single lines had to be left out (``Mapping.complete``). Columns count characters from
    1.
    """
    return plain(text, place) or parsed(text, place, report)


def parsed(text: str, place: Place, report: Report) -> Node | None:
    """The same by the parser, which reads every text."""
    typed = _BLANK.sub("", characters.replaced(text)).split("\n")  # a tab on an empty line harms nobody
    deep = _too_deep(text)
    if deep is not None:
        report(TOO_DEEP.at(Place(place.file, place.line + text.count("\n", 0, deep), 1), limit=DEPTH_LIMIT))
        return None
    reading = _Reading(typed, place)
    node = reading.node()
    for slip in reading.slips():
        report(slip.message.at(Place(place.file, place.line + slip.line, slip.column + 1), None, **dict(slip.values)))
    return node


class _Reading:
    """Parses, mends and parses again until nothing new is found."""

    def __init__(self, typed: list[str], place: Place) -> None:
        self.place = place
        self.lines = typed  # those that cannot be read are blanked one by one
        self.lost: frozenset[int] = frozenset()
        self.mended: dict[int, list[s.Slip]] = {}
        self.faults: dict[int, s.Slip] = {}
        self.found: list[s.Slip] = []

    def node(self) -> Node | None:
        everywhere, forced = False, frozenset[int]()
        for _ in range(_ROUNDS if len(self.lines) < _LARGE else 4):
            mended = mend(self.lines, everywhere, forced) if everywhere or forced else Mended(self.lines)
            mended = replace(mended, lost=mended.lost | self.lost)
            self._keep(mended)
            findings = Findings()
            try:
                node = build(mended, self.place, findings)
            except TooDeepError as deep:
                self.faults[deep.line] = s.slip(TOO_DEEP, deep.line, 0, limit=DEPTH_LIMIT)
                return None
            except yaml.YAMLError as error:
                if everywhere and not self._blame(error, mended):
                    return None
                everywhere = True
                continue
            self.found = [mended.typed(slip) for slip in findings.slips]
            if findings.entries <= forced:
                return node
            forced |= findings.entries
        return None

    def slips(self) -> list[s.Slip]:
        """All that was found, without what only follows from a fault on the same line."""
        named = [slip for slips in self.mended.values() for slip in slips]
        every = [*named, *self.faults.values(), *(slip for slip in self.found if slip.line not in self.faults)]
        return sorted(every, key=lambda slip: (slip.line, slip.column))

    def _keep(self, mended: Mended) -> None:
        """The slips of each line as they were seen before any was blanked: those below it look different then."""
        if not self.lost:
            self.mended.clear()
        fresh: dict[int, list[s.Slip]] = {}
        for slip in mended.slips:
            if slip.line not in self.mended and slip.line not in self.faults:
                fresh.setdefault(slip.line, []).append(slip)
        self.mended.update(fresh)

    def _blame(self, error: yaml.YAMLError, mended: Mended) -> bool:
        """Names the line that the parser refuses, unless a slip on it is known, and blanks it; false if it is blank."""
        if not isinstance(error, yaml.MarkedYAMLError):
            self.faults[0] = s.slip(OTHER, 0, 0, shown=s.short(mended.lines[0].strip(), 40))
            return False
        found = mended.typed(fault(error, mended.lines))
        if found.line not in self.mended:
            self.faults.setdefault(found.line, found)
        return self._blank(found.line)

    def _blank(self, number: int) -> bool:
        """Takes a line, with those below that belong to it, out of the text; false if it was out."""
        if not self.lines[number].strip():
            return False
        indent = s.indent_of(self.lines[number], None)
        lines = [*self.lines[:number], "", *self.lines[number + 1 :]]
        for below in range(number + 1, len(lines)):
            if lines[below].strip() and s.indent_of(lines[below], None) <= indent:
                break
            lines[below] = ""
        self.lost |= {number}
        self.lines = lines
        return True


def _too_deep(text: str) -> int | None:
    """Where the brackets or the levels of ``text`` pass the limit: a rough count, which no text in earnest reaches."""
    if text.count("[") + text.count("{") > DEPTH_LIMIT:
        depth = 0
        for found in _BRACKETS.finditer(text):
            depth = depth + 1 if found[0] in "[{" else max(depth - 1, 0)
            if depth > DEPTH_LIMIT:
                return found.start()
    if " " * (DEPTH_LIMIT // 2) in text or "- - - " in text or "? ? " in text:
        levels: list[int] = []
        for found in _INDENTED.finditer(text):
            indent, marks = len(found[1]), len(found[2].replace(" ", "").replace("\t", ""))
            while levels and levels[-1] >= indent:
                levels.pop()
            levels.append(indent)
            if len(levels) + marks > DEPTH_LIMIT:
                return found.start()
    return None
