"""The slips of a Chinese keyboard inside braces: ``{环节：初审，审核人: 张三}``.

What is told is one sentence for a line, with the line as it should be. Only what YAML cannot take is a slip: a
full-width colon or comma inside a value is good Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from builder.problems import Message
from builder.wording import Words
from builder.yamltext import slips as s
from builder.yamltext.edits import Edit, edited

BRACES = Message(
    "yaml-braces",
    "花括号写得不对：{what}。请写成：{like}",
    "These braces are not right: {what}. Write: {like}",
)

COLON = Words("“{key}”后面是全角冒号", '"{key}" is followed by a full-width colon')
SPACE = Words("“{key}:”后面少了一个半角空格", 'an ordinary space is missing after "{key}:"')
COMMA = Words("“{key}”前面应是英文逗号，写成了“{found}”", 'an ASCII comma belongs before "{key}", not "{found}"')
NO_COMMA = Words("“{key}”前面少了英文逗号", 'a comma is missing before "{key}"')
BRACKET = Words("括号要用英文的 {mark}，写成了全角“{found}”", 'the bracket must be an ASCII {mark}, not "{found}"')

QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_TOKEN = re.compile(QUOTED.pattern + r"|[\[\]{},]|(?:(?<=\s)|\A)#.*")
_COLON = re.compile(r":(?=[ \t,}]|$)")
_SIGN = re.compile(r"[，、；][ \t\u3000]*|[ \t]+")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Flaw:
    """An edit and its reason: the sentence, and the words that it shows."""

    edit: Edit
    said: Words
    shown: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Brackets:
    """Reads the lines of a list or mapping in brackets; ``waiting`` are the brackets to come, innermost last."""

    waiting: list[str] = field(default_factory=list)
    begins: bool = False  # a pair begins here: after a brace or a comma

    def line(self, line: str, start: int) -> tuple[list[Flaw], int | None]:
        """The flaws of a line from ``start`` on, and the column after the last bracket if that closes in it."""
        flaws: list[Flaw] = []
        at = start
        if not self.waiting and line.startswith("｛", start):
            flaws.append(bracket(start, "{", "｛"))
            self.waiting, self.begins, at = ["}"], True, start + 1
        for token in (*_TOKEN.finditer(line, at), None):
            end = token.start() if token else len(line)
            if self.waiting[-1:] == ["}"]:
                flaws += _pairs(line, at, end, self.begins)
            self.begins = self.begins and not line[at:end].strip()
            if token is None:
                break
            at = token.end()
            if self._takes(token[0]):
                return flaws, at
        return flaws, None

    def _takes(self, sign: str) -> bool:
        """Goes past a sign; true if it is the last bracket."""
        if sign in s.PAIRS:
            self.waiting.append(s.PAIRS[sign])
            self.begins = sign == "{"
        elif sign == ",":
            self.begins = True
        elif self.waiting and sign == self.waiting[-1]:
            self.waiting.pop()
            self.begins = False
            return not self.waiting
        elif sign[0] != "#":
            self.begins = False
        return False


def opens(text: str) -> bool:
    """Is ``text`` a mapping in braces of which the first is full-width?"""
    return text[:1] == "｛" and text[-1] in "}｝" and s.ANY_KEY.match(text, 1) is not None


def bracket(column: int, mark: str, found: str) -> Flaw:
    return Flaw(Edit(column, 1, mark), BRACKET, (("mark", mark), ("found", found)))


def told(line: str, start: int, flaws: Sequence[Flaw]) -> dict[str, object]:
    """What ``BRACES`` says of a line: each sort of flaw once, and the line as it should be."""
    first = {flaw.said: flaw for flaw in reversed(flaws)}
    said = sorted(first.values(), key=lambda flaw: flaw.edit.column)
    zh = "；".join(flaw.said.in_("zh", **dict(flaw.shown)) for flaw in said)
    en = "; ".join(flaw.said.in_("en", **dict(flaw.shown)) for flaw in said)
    like = edited(line, [flaw.edit for flaw in flaws])[start:].strip()
    return {"what": Words(zh, en), "like": s.typed(like, _SHOWN)}


def _pairs(line: str, at: int, end: int, begins: bool) -> Iterator[Flaw]:
    """The flaws of a stretch of text between signs; with ``begins`` it starts with a key."""
    after = line[at - 1 : at]
    while True:
        at += s.indent_of(line[at:end], None)
        found = _next(line, at, end, wide=not begins and after in ('"', "'", "]", "}"))
        colon = _COLON.search(line, at, found.start() if found else len(line)) if begins else None
        if colon and colon.start() < end:
            value = colon.end() + s.indent_of(line[colon.end() : end], None)
            found = _next(line, value, end, wide=False)
        elif begins and (flaw := _colon(line, at, found.start() if found else end)):
            yield flaw
            found = _next(line, flaw.edit.column + flaw.edit.removed, end, wide=True)
        if found is None:
            return
        yield _comma(line, found)
        at, begins = found.end(), True


def _next(line: str, at: int, end: int, wide: bool) -> re.Match[str] | None:
    """What stands for the comma before the next pair; ``wide`` if the colon of that may be full-width or tight.

    An ASCII colon with its space is no part of a text here, so what stands before it is a key. Any other colon may be.
    """
    for sign in _SIGN.finditer(line, at, end):
        key = s.ANY_KEY.match(line, sign.end(), end)
        if key is not None:
            proper = line[key.end() - 1] == ":" and line[key.end() : key.end() + 1] in ("", " ", "\t")
            if proper or (wide and sign[0].strip()):
                return sign
    return None


def _colon(line: str, at: int, end: int) -> Flaw | None:
    wide = s.WIDE_KEY.match(line, at, end)
    found = wide or s.TIGHT_KEY.match(line, at, end + 1)  # with the bracket or the quote after it
    if found is None or (not wide and line[found.end() : found.end() + 1] in ("", ",", "]", "}")):
        return None
    colon = found.start("colon")
    edit = Edit(colon, found.end() - colon, ": ")
    return Flaw(edit, COLON if wide else SPACE, (("key", found["key"]),))


def _comma(line: str, sign: re.Match[str]) -> Flaw:
    key, found = s.ANY_KEY.match(line, sign.end()), sign[0].strip()
    shown = ("key", key["key"] if key else ""), ("found", found)
    return Flaw(Edit(sign.start(), len(sign[0]), ", "), COMMA if found else NO_COMMA, shown)
