"""HTML that was typed into a text: shown as it was typed, with a warning, never passed on."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from builder.problems import Message

from .findings import flaw

SHOWN = Message(
    "html-shown",
    "正文里不能使用 HTML，“{typed}” 会原样显示给读者。请删去它，改用 Markdown 的写法（加粗用 **文字**，换行请空一行）；"
    "如果就是要显示它，请用反引号括起来：`{typed}`。",
    "HTML does not work in a text: “{typed}” will be shown to readers as it is. Remove it and write Markdown "
    "(**words** for bold, an empty line for a new paragraph), or put it between backticks to show it: `{typed}`.",
    severity="warning",
)

_TAG = re.compile(r"<(?:[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>|!--)")
_LIMIT = 60


def raw_html(state: StateInline, silent: bool) -> bool:
    """Inline rule: notes an opening tag or a comment and leaves it to be read as text."""
    if not silent and state.src.startswith("<", state.pos):
        found = _TAG.match(state.src, state.pos, state.posMax)
        if found:
            typed = " ".join(found[0].split())
            flaw(state, SHOWN, state.pos, typed=typed if len(typed) <= _LIMIT else typed[:_LIMIT] + "…")
    return False
