"""Plain front matter, read without the parser: lines ``name: value`` whose values are words, a text in quotes or a list
of such in brackets.

Nearly every case is headed by such lines, and the parser's events would take ten times as long. The whole text is taken
or refused: with one sign in doubt the parser reads it, so that all that is said of slips is said in one place. Tests
hold both against each other.
"""

from __future__ import annotations

import re

from builder.characters import GAP
from builder.problems import Place
from builder.yamltext.nodes import EMPTY, Mapping, Node, Scalar, Sequence

_LETTER = "A-Za-z0-9\u3400-\u4dbf\u4e00-\u9fff"
_NAME = "[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff-]{0,40}"
_OPENING = "“‘《〈（「『"
_INNER = f"-{_LETTER}{_OPENING}”’》〉）」』_./+%()·—…"  # signs that mean nothing to YAML inside a text
_FIELD = re.compile(rf"({_NAME}): (\S[^\n]*)\n")
_WORDS = re.compile(f"[{_LETTER}{_OPENING}](?:[{_INNER}，。、；：！？ ]*[{_INNER}，。、；：！？])?")
_QUOTED = re.compile(r""""[^"\\\n]*"|'[^'\n]*'""")
_ITEM = re.compile(rf"({_QUOTED.pattern}|[{_LETTER}{_OPENING}](?:[{_INNER} ]*[{_INNER}])?)(?:, ?(?!\])|(?=\]))")


def plain(text: str, place: Place) -> Mapping | None:
    """The mapping in ``text``, as ``parse`` would give it without a word; None where only ``parse`` can tell."""
    if not text.replace("\n", "").isprintable() or GAP in text:
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    at, number = 0, place.line
    while at < len(text):
        found = _FIELD.match(text, at)
        if found is None or found[1] in entries:
            return None
        name, typed = found.groups()
        value = _value(typed, Place(place.file, number, found.start(2) - at + 1))
        if value is None:
            return None
        entries[name] = Scalar(name, Place(place.file, number, 1)), value
        at, number = found.end(), number + 1
    return Mapping(tuple(entries.values()), Place(place.file, place.line, 1)) if entries else None


def _value(typed: str, place: Place) -> Node | None:
    if typed[0] in "\"'":
        return Scalar(typed[1:-1], place, plain=False) if _QUOTED.fullmatch(typed) else None
    if typed[0] == "[":
        return _sequence(typed, place)
    return Scalar(typed, place) if _WORDS.fullmatch(typed) and typed not in EMPTY else None


def _sequence(typed: str, place: Place) -> Sequence | None:
    items: list[Scalar] = []
    at, end = 1, len(typed) - 1
    while at < end:
        found = _ITEM.match(typed, at)
        if found is None or found[1] in EMPTY:
            return None
        text, where = found[1], Place(place.file, place.line, place.column + at)
        quoted = text[0] in "\"'"
        items.append(Scalar(text[1:-1], where, plain=False) if quoted else Scalar(text, where))
        at = found.end()
    return Sequence(tuple(items), place) if at == end and typed[end] == "]" else None
