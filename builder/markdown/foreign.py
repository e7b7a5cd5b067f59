"""Marks that other programs read and this one does not: shortcodes, ``[TOC]``, formulas, ``==…==``, boxes of tasks,
``> [!NOTE]`` and ``!!! note``, attributes as in ``{#id}``. They are shown as they were typed, with a warning.
"""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from builder.chinese import is_chinese
from builder.problems import Message

from .findings import flaw

SHORTCODE = Message(
    "shortcode-shown",
    "“{typed}” 是别的建站软件的短代码，在这里不起作用，会原样显示给读者。图片请改写成 ![说明](图片.jpg)，"
    "链接请改写成 [文字](地址)，其他的请删去；如果就是要显示它，请用反引号括起来：`{typed}`。",
    "“{typed}” is a shortcode of another program; it does nothing here and will be shown to readers. Write an image as "
    "![words](picture.jpg) and a link as [words](address), and remove the rest; to show it, put it between backticks: "
    "`{typed}`.",
    severity="warning",
)
CONTENTS = Message(
    "toc-shown",
    "“{typed}” 在这里不起作用，会原样显示给读者。目录由程序按小标题自动加上，请删去这一行。",
    "“{typed}” does nothing here and will be shown to readers. A table of contents is made of the headings; remove "
    "this line.",
    severity="warning",
)
FORMULA = Message(
    "formula-shown",
    "“$$” 之间的公式在这里不会排出来，会原样显示给读者。请改写成文字，或者做成图片。",
    "The formula between “$$” is not typeset here and will be shown to readers as it is. Write it in words, or make a "
    "picture of it.",
    severity="warning",
)
MARKED = Message(
    "highlight-shown",
    "“=={words}==” 在这里不起作用，会原样显示给读者。要突出这几个字，请写成 **{words}**；不要的，请删去等号。",
    "“=={words}==” does nothing here and will be shown to readers. Write **{words}** to set the words off, or remove "
    "the signs.",
    severity="warning",
)
BOX = Message(
    "task-shown",
    "列表开头的 “{typed}” 不会成为方框，会原样显示给读者。请改写成 {like}，或者删去（下面各项也请检查）。",
    "“{typed}” at the head of an item makes no box and will be shown to readers. Write {like} instead, or remove it; "
    "look at the items below, too.",
    severity="warning",
)

ALERT = Message(
    "alert-shown",
    "“{typed}” 在这里不起作用，会原样显示给读者。要把这一段突出来，请在它上面写一行 “::: {name}”，下面写一行 “:::”，"
    "再删去这个标记（行首有 “>” 的，各行的 “>” 也删去；行首有空格的，空格也删去）。",
    "“{typed}” does nothing here and will be shown to readers. To set these words off, write a line “::: {name}” above "
    "them and “:::” below, and remove the mark (and the “>” or the spaces at the head of each line).",
    severity="warning",
)
ATTRIBUTES = Message(
    "attributes-shown",
    "“{typed}” 是别的软件的样式标记，在这里不起作用，会原样显示给读者。请删去；如果就是要显示它，请用反引号括起来：`{typed}`。",
    "“{typed}” is for another program, does nothing here and will be shown to readers. Remove it; to show it, put it "
    "between backticks: `{typed}`.",
    severity="warning",
)

LIMIT = 60  # characters that a message quotes
_SHORTCODE = re.compile(r"\{\{[^{}\n]{1,1000}\}\}|\{%[^{}\n]{1,1000}%\}")
_CONTENTS = re.compile(r"\s*(?:@?\[toc\])\s*", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$[^$]+\$\$\s*")
_MARKED = re.compile(r"(?<![=A-Za-z0-9_])==(?![\s=])([^=\n]{1,200})(?<!\s)==(?!=)")
_ALERT = re.compile(r"\[!([A-Za-z]{2,20})\]|!!![+]?[ \t]+([A-Za-z]{2,20})\b[^\n]*")
_CAUTION = frozenset(("warning", "caution", "danger", "attention", "important", "error", "bug", "failure"))
_ATTRIBUTES = re.compile(r"\{(?::?[ \t]*[.#][A-Za-z_][^{}\n]{0,200}|:?[ \t]*[A-Za-z-]{1,40}=[^{}\n]{1,200})\}")
_BOX = re.compile(r"\[([ xX])\](?=\s+\S)")


def quoted(typed: str) -> str:
    """``typed`` as a message quotes it: one line, and not too long."""
    said = " ".join(typed.split())
    return said if len(said) <= LIMIT else said[:LIMIT] + "…"


def foreign(state: StateInline, silent: bool) -> bool:
    """Inline rule: notes the mark of another program. A shortcode is read as text whole, all else goes on as usual."""
    start, sign = state.pos, state.src[state.pos]
    if sign == "{" and (found := _SHORTCODE.match(state.src, start, state.posMax)):
        if not silent:
            flaw(state, SHORTCODE, start, once="shortcode", typed=quoted(found[0]))
            state.pending += found[0]
        state.pos = found.end()
        return True
    if silent:
        return False
    if sign == "{" and (found := _ATTRIBUTES.match(state.src, start, state.posMax)):
        flaw(state, ATTRIBUTES, start, once="attributes", typed=quoted(found[0]))
    elif sign == "=" and (found := _MARKED.match(state.src, start, state.posMax)) and is_chinese(found[1]):
        flaw(state, MARKED, start, once="marked", words=found[1])
    elif start == 0 and sign in "[!" and (found := _ALERT.match(state.src)):
        name = (found[1] or found[2]).lower()
        kind = "warning" if name in _CAUTION else "tip" if name in ("tip", "hint") else "note"
        flaw(state, ALERT, 0, typed=quoted(found[0]), name=kind)
    elif start == 0 and sign in "[@" and (found := _CONTENTS.fullmatch(state.src)):
        flaw(state, CONTENTS, 0, typed=found[0].strip())
    elif start == 0 and sign == "$" and _FORMULA.fullmatch(state.src):
        flaw(state, FORMULA, 0)
    return False


def box(item: str) -> tuple[str, str] | None:
    """The box of a task with which the text of an item begins, and a sign that looks like it."""
    found = _BOX.match(item)
    return (found[0], "☐" if found[1] == " " else "☑") if found else None
