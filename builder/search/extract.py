"""The searchable text of a page, read back from its HTML: what stands inside ``data-search-body``, block by block.

Read from the finished page and not from the record, so that search finds exactly what a reader sees there: the steps
of a method, the tiers of a scheme, the name of a brand that changed elsewhere, and whatever the template of a new
type shows. Our own templates write the HTML (no ``>`` inside an attribute, every element closed), so a few
expressions are enough; a parser takes ten times as long, and there may be ten thousand pages.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Literal

MARK = "data-search-body"
Tier = Literal["body", "summary", "name"]
TIERS: tuple[Tier, ...] = ("name", "summary", "body")

_SILENT = re.compile(r"<(script|style|template|svg|noscript)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|i|img|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup"
    r"|time|u|var|wbr)\b[^>]*>"
)
_TAG = re.compile(r"<([^>]*)>")
_CLASS = re.compile(r'\bclass="([^"]*)"')
_BY_CLASS: dict[str, Tier] = {"also": "name", "lead": "summary", "slogan": "summary"}


def blocks(html: str) -> dict[Tier, list[str]]:
    """The blocks of all elements with the mark as plain text, by their tiers, which say how much a match weighs; in
    order, each text once: a contents list repeats its headings."""
    found: dict[str, Tier] = {}
    at = html.find(MARK)
    while at >= 0:
        start = html.rfind("<", 0, at)
        end = _end(html, start)
        pieces = _TAG.split(_INLINE.sub("", _SILENT.sub("", html[start:end])))
        for tag, text in zip(pieces[1::2], pieces[2::2], strict=False):
            words = " ".join(text.split())
            if words:
                text = unescape(words) if "&" in words else words
                tier = _tier(tag)
                found[text] = min(tier, found.get(text, tier), key=TIERS.index)
        at = html.find(MARK, end)
    return {tier: [text for text, own in found.items() if own == tier] for tier in TIERS}


def _end(html: str, start: int) -> int:
    """Where the element whose tag stands at ``start`` is closed."""
    name = re.match(r"<(\w+)", html[start : start + 20])
    depth = 0
    for tag in re.finditer(rf"<(/?){name[1] if name else ''}\b[^>]*>", html[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return start + tag.end()
    return len(html)


def _tier(tag: str) -> Tier:
    if tag.startswith("h1"):
        return "name"
    classes = _CLASS.search(tag) if tag.startswith("p ") else None
    if classes:
        return next((_BY_CLASS[one] for one in classes[1].split() if one in _BY_CLASS), "body")
    return "summary" if tag.startswith(("h2 id", "h3 id", "h4 id", "h2>", "h3>")) and "class=" not in tag else "body"
