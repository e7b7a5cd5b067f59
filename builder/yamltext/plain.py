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
from builder.yamltext.nodes import Mapping, Node, Scalar, Sequence

_LETTER = "A-Za-z0-9\u3400-\u4dbf\u4e00-\u9fff"
_NAME = "[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff-]{0,40}"
_OPENING = "“‘《〈（「『"
_INNER = f"-{_LETTER}{_OPENING}”’》〉）」』_./+%()·—…"  # signs that mean nothing to YAML inside a text
_WORDS = f"[{_LETTER}{_OPENING}](?:[{_INNER}，。、；：！？ ]*[{_INNER}，。、；：！？])?"
_ITEM = rf"[{_LETTER}{_OPENING}](?:[{_INNER} ]*[{_INNER}])?"
_QUOTED = r""""[^"\\\n]*"|'[^'\n]*'"""
_LINE = re.compile(
    rf"(?P<name>{_NAME}): (?:(?P<words>{_WORDS})|(?P<quoted>{_QUOTED})"
    rf"|(?P<list>\[(?:(?:{_ITEM}|{_QUOTED})(?:, ?(?:{_ITEM}|{_QUOTED}))*)?\]))\n"
)
_ITEMS = re.compile(f"{_QUOTED}|{_ITEM}")
_NOTHING = frozenset(("null", "Null", "NULL"))


def plain(text: str, place: Place) -> Mapping | None:
    """The mapping in ``text``, as ``parse`` would give it without a word; None where only ``parse`` can tell."""
    if not text.replace("\n", "").isprintable() or GAP in text:
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    at, number, file = 0, place.line, place.file
    while at < len(text):
        found = _LINE.match(text, at)
        if found is None:
            return None
        name, start = found["name"], at - 1
        value: Node | None
        if found["list"] is None:
            kind = "words" if found["words"] is not None else "quoted"
            value = _scalar(found[kind], Place(file, number, found.start(kind) - start))
        else:
            value = _sequence(text, found, Place(file, number, found.start("list") - start), start)
        if value is None or name in entries:
            return None
        entries[name] = Scalar(name, Place(file, number, 1)), value
        at, number = found.end(), number + 1
    return Mapping(tuple(entries.values()), Place(file, place.line, 1)) if entries else None


def _scalar(typed: str, place: Place) -> Scalar | None:
    if typed[0] in "\"'":
        return Scalar(typed[1:-1], place, plain=False)
    return Scalar(typed, place) if typed not in _NOTHING else None


def _sequence(text: str, found: re.Match[str], place: Place, start: int) -> Sequence | None:
    items: list[Scalar] = []
    for item in _ITEMS.finditer(text, found.start("list"), found.end("list")):
        scalar = _scalar(item[0], Place(place.file, place.line, item.start() - start))
        if scalar is None:
            return None
        items.append(scalar)
    return Sequence(tuple(items), place)
