"""``[[target]]`` and ``[[target|words]]``: the one syntax that refers to anything.

Cells of a table are split at ``|`` long before inline text is read. So the bar inside a reference is hidden before
parsing as a control character, which no source can hold (``sources`` refuses them), one for one: offsets stay true.
Parsing references before Markdown and leaving numbered marks was rejected: positions would have to be translated back,
and a reference inside a code span would have to be undone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.problems import Message

from .findings import flaw

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

UNCLOSED = Message(
    "reference-unclosed",
    "“[[” 没有在同一行里用 “]]” 收尾，或者中间又有方括号。引用要写成 [[先锋365]] 或 [[先锋365|显示的文字]]；"
    "如果就是要显示方括号，请写成 \\[[。",
    "“[[” is not closed by “]]” on the same line, or has brackets inside. Write [[name]] or [[name|words]]; "
    "to show the brackets themselves, write \\[[.",
)
EMPTY = Message(
    "reference-empty",
    "引用 “{typed}” 里没有写名称。请在方括号里写上要引用的名称，例如 [[先锋365]]。",
    "The reference “{typed}” names nothing. Write the name inside the brackets, for example [[先锋365]].",
)
IN_LINK = Message(
    "reference-in-link",
    "引用 “{typed}” 本身就是链接，不能再放进另一个链接的文字里。请只保留其中一个。",
    "The reference “{typed}” is a link by itself and cannot stand in the text of another. Keep one of the two.",
)
FULLWIDTH = Message(
    "reference-fullwidth",
    "这里的 “{marks}” 是全角的，不会成为引用，会原样显示给读者。请改用半角的方括号：[[名称]]。",
    "“{marks}” is full-width here, refers to nothing and will be shown to readers. Use plain brackets: [[name]].",
)

HIDDEN_BAR = "\x02"
_WHOLE = re.compile(r"(?<!\\)(?:\\\\)*\[\[[^\[\]\n]*\]\]")
_INSIDE = re.compile(r"\[\[([^\[\]\n]*)")
_BAR = re.compile(r"\\?[|｜\x02]")


def hide_bars(text: str) -> str:
    """``text`` with the bars inside references hidden from the splitting of cells; its length stays the same."""
    if HIDDEN_BAR in text:
        text = text.replace(HIDDEN_BAR, "\ufffd")
    if "[[" not in text:
        return text
    return _WHOLE.sub(lambda match: match[0].replace("|", HIDDEN_BAR), text)


def show_bars(text: str) -> str:
    """``text`` as it was typed."""
    return text.replace(HIDDEN_BAR, "|") if HIDDEN_BAR in text else text


def reference(state: StateInline, silent: bool) -> bool:
    """Inline rule: a token ``reference`` with the target as ``content`` and the words as ``info``."""
    source, start = state.src, state.pos
    if not source.startswith("[[", start):
        return False
    found = _INSIDE.match(source, start, state.posMax)
    if found is None:
        return False
    end = found.end()
    if not source.startswith("]]", end) or end + 2 > state.posMax:
        # In a run of brackets only the last two can be a reference; reporting each would say one thing many times.
        if not silent and not source.startswith("[", end):
            flaw(state, UNCLOSED, start)
        return False
    target, *words = _BAR.split(found[1], maxsplit=1)
    typed = show_bars(source[start : end + 2])
    if not target.strip():
        if not silent:
            flaw(state, EMPTY, start, typed=typed)
        return False
    if not silent:
        if source.startswith("](", end + 2):
            flaw(state, IN_LINK, start, typed=typed)
        token = state.push("reference", "", 0)
        token.content = target.strip()
        token.info = show_bars(words[0]).strip() if words else ""
        token.meta = {"at": start}
    state.pos = end + 2
    return True
