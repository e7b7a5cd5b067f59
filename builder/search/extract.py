"""The searchable text of a page, read back from its HTML: what stands inside ``data-search-body``, block by block.

Read from the finished page and not from the record, so that search finds exactly what a reader sees there: the steps of a
method, the tiers of a scheme, the name of a brand that changed elsewhere, and whatever the template of a new type shows.
Our own templates write the HTML, so a scan for tags is enough; a full parser took six times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Literal

MARK = "data-search-body"
Tier = Literal["body", "summary", "name"]

INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var "
    "wbr img".split()
)
SILENT = frozenset(("script", "style", "template", "svg", "noscript"))
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>|<!--.*?-->", re.DOTALL)
_CLASS = re.compile(r'\bclass="([^"]*)"')
_TIERS: dict[str, Tier] = {"also": "name", "lead": "summary", "slogan": "summary"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page as plain text. ``tier`` says how much a match in it weighs."""

    text: str
    tier: Tier


def blocks(html: str) -> list[Block]:
    """The blocks of all elements with the mark, in order, each text once: a contents list repeats its headings."""
    found: dict[str, Block] = {}
    at = html.find(MARK)
    while at >= 0:
        start = html.rfind("<", 0, at)
        at, inside = _element(html, start)
        for block in inside:
            found.setdefault(block.text, block)
        at = html.find(MARK, at)
    return list(found.values())


def _element(html: str, start: int) -> tuple[int, list[Block]]:
    """The element whose start tag stands at ``start``: where it ends, and its blocks."""
    reader = _Reader()
    end = len(html)
    last = start
    for tag in _TAG.finditer(html, start):
        reader.text(html[last : tag.start()])
        last = tag.end()
        if tag[2] is not None and reader.tag(tag[1] == "/", tag[2].lower(), tag[3]):
            end = last
            break
    reader.flush()
    return end, list(reader.found)


class _Reader:
    def __init__(self) -> None:
        self.found: list[Block] = []
        self._parts: list[str] = []
        self._depth = 0
        self._silent = ""
        self._tier: Tier = "body"

    def text(self, raw: str) -> None:
        if raw and not self._silent:
            self._parts.append(raw)

    def tag(self, closing: bool, name: str, attributes: str) -> bool:
        """Take one tag; True where it closes the element that was opened first."""
        if self._silent:
            self._silent = "" if closing and name == self._silent else self._silent
            return False
        if name in SILENT:
            self._silent = "" if closing or attributes.endswith("/") else name
            return False
        if name not in INLINE:
            self.flush()
            if not closing:
                self._tier = _tier(name, attributes)
        if name not in VOID:
            self._depth += -1 if closing else 1
        return self._depth == 0

    def flush(self) -> None:
        text = " ".join("".join(self._parts).split()) if self._parts else ""
        self._parts.clear()
        if text:
            self.found.append(Block(unescape(text) if "&" in text else text, self._tier))
        self._tier = "body"


def _tier(name: str, attributes: str) -> Tier:
    if name == "h1":
        return "name"
    classes = _CLASS.search(attributes)
    for one in classes[1].split() if classes else ():
        if one in _TIERS:
            return _TIERS[one]
    return "summary" if name in ("h2", "h3", "h4") and not classes else "body"


def tiered(found: list[Block]) -> Iterator[tuple[Tier, str]]:
    """The texts of each tier, joined line by line."""
    for tier in ("name", "summary", "body"):
        yield tier, "\n".join(block.text for block in found if block.tier == tier)
