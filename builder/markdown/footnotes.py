"""Footnotes: ``[^1]`` in the text, ``[^1]: 说明`` on a line of its own.

The plugin's definitions and its gathering at the end are used; its rule for references is not, since it passes over an
unknown one in silence and looks for the closing bracket again from every ``[^`` of a long line.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin

from builder.problems import Message

from .findings import flaw

MISSING = Message(
    "footnote-missing",
    "脚注 “{typed}” 没有说明。请在文后另起一行写：{typed}: 说明文字（冒号用半角；脚注名里不能有空格）。",
    "The footnote “{typed}” is not explained. Write below the text, on a line of its own: {typed}: words "
    "(a plain colon; no spaces in the name).",
)
FULLWIDTH = Message(
    "footnote-fullwidth",
    "脚注说明 “{typed}：” 的冒号是全角的。请改成半角冒号：{typed}: 说明文字。",
    "The footnote “{typed}：” has a full-width colon. Use a plain one: {typed}: words.",
)
UNUSED = Message(
    "footnote-unused",
    "脚注 “[^{label}]” 有说明，但正文没有用到，读者看不到它。请在正文里加上 [^{label}]，或删去这条说明。",
    "The footnote “[^{label}]” is explained but not used, so no reader sees it. "
    "Put [^{label}] in the text or remove it.",
    severity="warning",
)
REPEATED = Message(
    "footnote-repeated",
    "脚注 “[^{label}]” 说明了两次。请给其中一条另起一个名字。",
    "The footnote “[^{label}]” is explained twice. Give one of them another name.",
)
NESTED = Message(
    "footnote-nested",
    "脚注 “[^{label}]” 的说明写在了另一条脚注里面。请去掉行首空格，让它单独成段。",
    "The footnote “[^{label}]” is explained inside another one. Remove the indent before it.",
)

DEFINITIONS = "definitions"  # what is wrong with them, in what a run knows
_LABEL = re.compile(r"\[\^([^\[\]\n]*)\]")


def footnotes(md: MarkdownIt) -> None:
    """Plugin: the dialect's footnotes."""
    md.use(footnote_plugin, inline=False)
    md.inline.ruler.at("footnote_ref", footnote_reference)
    md.core.ruler.before("footnote_tail", "footnote_definitions", judge_definitions)


def footnote_reference(state: StateInline, silent: bool) -> bool:
    """Inline rule: a token ``footnote_ref``, numbered in the order of first use."""
    start = state.pos
    if not state.src.startswith("[^", start):
        return False
    found = _LABEL.match(state.src, start, state.posMax)
    if found is None:
        return False
    footnotes = state.env.get("footnotes", {})
    known: dict[str, int] = footnotes.get("refs", {})
    key = ":" + found[1]
    if key not in known:
        if not silent:
            # The parser would take ``[^1]：`` for a reference at the start of a paragraph.
            line = state.src.rfind("\n", 0, start) + 1
            slip = state.src.startswith("：", found.end()) and not state.src[line:start].strip()
            flaw(state, FULLWIDTH if slip else MISSING, start, typed=found[0])
        return False
    if not silent:
        notes: dict[int, dict[str, Any]] = footnotes.setdefault("list", {})
        if known[key] < 0:
            known[key] = len(notes)
            notes[known[key]] = {"label": found[1], "count": 0}
        entry = notes[known[key]]
        state.push("footnote_ref", "", 0).meta = {"id": known[key], "subId": entry["count"]}
        entry["count"] += 1
    state.pos = found.end()
    return True


def judge_definitions(state: StateCore) -> None:
    """Core rule: what is wrong with the explanations, before they are gathered at the end: message, line counted from
    0, label."""
    found: list[tuple[Message, int, str]] = []
    seen, depth = set[str](), 0
    used: dict[str, int] = state.env.get("footnotes", {}).get("refs", {})
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            label: str = token.meta["label"]
            is_used = used.get(":" + label, -1) >= 0
            wrong = REPEATED if label in seen else NESTED if depth else None if is_used else UNUSED
            if wrong:
                found.append((wrong, (token.map or [0])[0], label))
            seen.add(label)
            depth += 1
        elif token.type == "footnote_reference_close":
            depth -= 1
    state.env[DEFINITIONS] = found
