"""Characters typed by their numbers (``&#x202e;``): what no page can hold does not come in that way either."""

from __future__ import annotations

import re
import sys

from markdown_it.rules_inline import StateInline

from builder import characters
from builder.problems import Message

from .findings import flaw

UNFIT = Message(
    "char-numbered",
    "这里用编号（“&#…;”）写了一个网页上不能用的字符（{code}）。请删去它。",
    "A character that no page can hold ({code}) is written by its number (“&#…;”) here. Delete it.",
)

_NUMBER = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));", re.IGNORECASE)


def unfit_character(state: StateInline, silent: bool) -> bool:
    """Inline rule before ``entity``: a gap stands for the character, and it is told."""
    found = _NUMBER.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    number = int(found[1], 16) if found[1] else int(found[2])
    code = characters.forbidden_in(chr(number)) if number <= sys.maxunicode else f"U+{number:X}"
    if not code:
        return False
    if not silent:
        flaw(state, UNFIT, state.pos, code=code)
        state.push("text_special", "", 0).content = characters.GAP
    state.pos = found.end()
    return True
