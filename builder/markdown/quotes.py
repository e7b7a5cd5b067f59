"""Quotations: read as the parser reads them, but not without end inside each other.

A line without a mark goes on with the innermost of the quotations above it, and each of them asks every rule again
whether it does: forty of them over a page of such lines take seconds. No text quotes a quotation ten times over.
"""

from __future__ import annotations

from markdown_it.rules_block import StateBlock, blockquote

from builder.problems import Message

from .findings import note

TOO_DEEP = Message(
    "markdown-quotes-deep",
    "引用（行首的 “>”）套引用超过 {limit} 层，从这里起当作普通文字。请减少层次。",
    "Quotations (lines that begin with “>”) are nested more than {limit} deep; from here on they are plain text. "
    "Nest less.",
)
LIMIT = 10
_DEPTH, _TOLD = "quotation-depth", "quotation-told"


def quotation(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Block rule: the parser's quotation, ``LIMIT`` deep at most."""
    depth = state.env.get(_DEPTH, 0)
    start = state.bMarks[startLine] + state.tShift[startLine]
    if silent or not state.src.startswith(">", start):
        return blockquote(state, startLine, endLine, silent)
    if depth == LIMIT:
        if not state.env.get(_TOLD) and not state.is_code_block(startLine):
            note(state.env, TOO_DEEP, start, limit=LIMIT)
            state.env[_TOLD] = True
        return False
    state.env[_DEPTH] = depth + 1
    try:
        return blockquote(state, startLine, endLine, silent)
    finally:
        state.env[_DEPTH] = depth
