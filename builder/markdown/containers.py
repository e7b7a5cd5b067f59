"""``::: note 标题`` … ``:::``: a block set apart from the text.

The plugin for containers closes one at the first bare ``:::``, so that a container within a container ends the outer
one, runs one rule per name on every line, and lets an unknown name pass as text. This rule counts openings and
closings, accepts Chinese names and tells what is wrong.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from builder.problems import Message, closest, meant

from .findings import note

UNKNOWN = Message(
    "container-unknown",
    "“::: {name}” 不是可用的栏框。可用的有：note（说明）、tip（提示）、warning（注意）、quote（引文）。{hint}",
    "“::: {name}” is not a known container. Known are note (说明), tip (提示), warning (注意), quote (引文). {hint}",
)
UNCLOSED = Message(
    "container-unclosed",
    "“::: {name}” 没有收尾。请在内容后面另起一行写 “:::”。",
    "“::: {name}” is not closed. Write “:::” on a line of its own after its content.",
)
STRAY = Message(
    "container-stray",
    "这个 “:::” 没有对应的开头。请删去它，或在前面加上 “::: note 标题” 这样的开头行。",
    "This “:::” closes nothing. Remove it, or open a container before it with a line like “::: note Title”.",
)
FULLWIDTH = Message(
    "container-fullwidth",
    "栏框的冒号用了全角 “：”。请改用三个半角冒号 “:::”。",
    "The container is marked with full-width colons. Use three plain ones: “:::”.",
)

NAMES = {
    "note": "note", "说明": "note", "tip": "tip", "提示": "tip",
    "warning": "warning", "注意": "warning", "quote": "quote", "引文": "quote",
}  # fmt: skip

_LINE = re.compile(r"([:：]{3,})[ \t\u3000]*([^\s:：]*)[\s:：]*([^\n]*)")
_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)")


def container(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Block rule: ``container_open`` with its kind as ``info``, a title if there is one, and ``container_close``."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith((":::", "：：：", ":：", "：:"), start) or state.is_code_block(startLine):
        return False
    opening = _LINE.match(state.src, start, state.eMarks[startLine])
    if opening is None:
        return False
    if silent:
        return True
    if "：" in opening[1]:
        note(state.env, FULLWIDTH, start)
    name = opening[2]
    if not name:
        note(state.env, STRAY, start)
        state.line = startLine + 1
        return True
    if name.lower() not in NAMES:
        near = closest(name.lower(), list(NAMES), limit=1)
        note(state.env, UNKNOWN, start, name=name, hint=meant([f"::: {word}" for word in near]))
    end, closed = _end_of(state, startLine, endLine)
    if not closed:
        note(state.env, UNCLOSED, start, name=name)
    _push(state, NAMES.get(name.lower(), "note"), opening, startLine, end)
    state.line = end + (1 if closed else 0)
    return True


def _end_of(state: StateBlock, startLine: int, endLine: int) -> tuple[int, bool]:
    """The line of the closing mark, or the end of the surrounding block and False."""
    depth, fence = 1, ""
    for line in range(startLine + 1, endLine):
        start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if start >= end:
            continue
        if state.sCount[line] < state.blkIndent:
            return line, False
        if state.src[start] in "`~":
            mark = _FENCE.match(state.src, start, end)
            if mark and not fence:
                fence = mark[1]
            elif mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
        if fence or state.src[start] not in ":：" or state.is_code_block(line):
            continue
        found = _LINE.match(state.src, start, end)
        if found:
            depth += 1 if found[2] else -1
        if not depth:
            return line, True
    return endLine, False


def _push(state: StateBlock, kind: str, opening: re.Match[str], startLine: int, end: int) -> None:
    parent, last = state.parentType, state.lineMax
    # A paragraph inside must not run on past the closing mark.
    state.parentType, state.lineMax = "container", end
    token = state.push("container_open", "", 1)
    token.info, token.map = kind, [startLine, end]
    if kind != "quote":
        _push_title(state, "p", opening, startLine)
    state.md.block.tokenize(state, startLine + 1, end)
    token = state.push("container_close", "", -1)
    token.info = kind
    # The source of a quotation stands below it, outside the quoted words.
    if kind == "quote":
        _push_title(state, "figcaption", opening, startLine)
        state.push("container_end", "", 0)
    state.parentType, state.lineMax = parent, last


def _push_title(state: StateBlock, tag: str, opening: re.Match[str], line: int) -> None:
    title = opening[3].strip()
    if not title:
        return
    state.push("container_title_open", tag, 1)
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = title, [line, line + 1], []
    token.meta = {"offset": opening.start(3), "escapes": ()}
    state.push("container_title_close", tag, -1)
