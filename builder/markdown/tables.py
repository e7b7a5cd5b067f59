"""Tables: read as the parser reads them, and told when one is cut short.

By rule a row with a cell too few is filled up, one with a cell too many loses it, and a table whose second row is not
quite right becomes a paragraph full of bars, all in silence. A clerk who pastes a table from elsewhere does not see
which of forty rows lost its number, so each of these is a problem with its line.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock, table

from builder.problems import Message

from .document import WIDEST
from .findings import note

ROW = Message(
    "table-row",
    "表格这一行有 {cells} 格，表头有 {columns} 格。请补上缺少的单元格或删去多余的 “|”（空格子也要用 “|” 隔开）；"
    "如果这一行不属于表格，请在它前面空一行。",
    "This row has {cells} cells, the header of the table has {columns}. Add the missing cells or remove a “|” "
    "(an empty cell still needs its bars); if the line is not part of the table, leave an empty line before it.",
)
HEADER = Message(
    "table-header",
    "表头有 {columns} 格，下面的分隔行有 {rules} 格，所以这里不会成为表格。请把两行改成一样多的格数。",
    "The header has {columns} cells and the row of dashes below it has {rules}, so this is not read as a table. "
    "Give both the same number.",
)
RULE = Message(
    "table-rule",
    "表头下面的分隔行写得不对，所以这里不会成为表格。请用半角的竖线和连字符，例如 {like}。",
    "The row below the header is not written as it must be, so this is not read as a table. "
    "Use plain bars and hyphens: {like}.",
)
NO_RULE = Message(
    "table-no-rule",
    "这几行像是表格，但没有成为表格：表头下面缺少分隔行（例如 {like}），或者表格中间被空行隔断了，"
    "或者竖线用了全角的 “｜”。",
    "These lines look like a table but are not read as one: the row of dashes below the header is missing "
    "(for example {like}), or an empty line cuts the table, or the bars are full-width.",
)

WIDE = Message(
    "table-wide",
    "表格有 {columns} 列，超过 {limit} 列的上限，所以没有当作表格。请拆成几个表格，或行列互换。",
    "The table has {columns} columns, more than the limit of {limit}, so it is not read as one. Split it, or exchange "
    "rows and columns.",
)
# Every row is filled up to the cells of the header, so that a page of short rows costs as much as one of wide ones.
MOST_MISSING = 1000  # cells

_BAR = re.compile(r"(?<!\\)\|")
_ESCAPED_BAR = re.compile(r"\\\|")
_RULE = re.compile(r"[-—–－─:：|｜ \t]{3,}")


def checked_table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Block rule: the parser's table, its cells placed and its rows counted."""
    before = len(state.tokens)
    if not silent and _is_too_costly(state, startLine, endLine):
        return False
    if not table(state, startLine, endLine, silent):
        _note_rule(state, startLine, endLine)
        return False
    if not silent:
        _place_cells(state, before)
    return True


def _is_too_costly(state: StateBlock, line: int, endLine: int) -> bool:
    """Whether a table begins here that is too wide, or lacks too many cells; once one was refused, every table is."""
    start, below = state.bMarks[line] + state.tShift[line], line + 1
    if below >= endLine or "|" not in state.src[start : state.eMarks[line]]:
        return False
    if not _RULE.fullmatch(state.src[state.bMarks[below] + state.tShift[below] : state.eMarks[below]]):
        return False
    if not state.env.get(_REFUSED):
        columns = len(_split(state, line))
        if columns > WIDEST:
            note(state.env, WIDE, start, columns=columns, limit=WIDEST)
            state.env[_REFUSED] = True
        else:
            state.env[_REFUSED] = _lacks_too_many(state, below, endLine, columns)
    return bool(state.env[_REFUSED])


_REFUSED = "table-refused"


def _lacks_too_many(state: StateBlock, line: int, endLine: int, columns: int) -> bool:
    missing = 0
    for row in range(line + 1, endLine):
        start, end = state.bMarks[row] + state.tShift[row], state.eMarks[row]
        if start >= end or state.sCount[row] < state.blkIndent:
            return False
        missing += max(columns - 1 - state.src.count("|", start, end), 0)
        if missing > MOST_MISSING:
            note(state.env, ROW, start, cells=len(_split(state, row)), columns=columns)
            return True
    return False


def looks_like_table(text: str) -> bool:
    """True for a paragraph of two lines or more that all begin and end with a bar."""
    lines = [line.strip() for line in text.split("\n")]
    return len(lines) > 1 and all(len(line) > 1 and line[0] in "|｜" and line[-1] in "|｜" for line in lines)


def rule_like(columns: int) -> str:
    """``| --- | --- |``, the row that belongs under a header of so many cells."""
    return "|" + " --- |" * max(1, min(columns, 12))


def _split(state: StateBlock, line: int) -> list[tuple[int, str]]:
    """The cells of a line as the parser splits them, each with the offset of its text."""
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    row = state.src[start:end].rstrip(MD_TRIM_CHARS)
    cells = []
    at = len(row) - len(row.lstrip(MD_TRIM_CHARS))
    for bar in [*(match.start() for match in _BAR.finditer(row)), len(row)]:
        raw = row[at:bar]
        cells.append((start + at + len(raw) - len(raw.lstrip(MD_TRIM_CHARS)), raw))
        at = bar + 1
    if cells and not cells[0][1]:
        cells.pop(0)
    if cells and not cells[-1][1]:
        cells.pop()
    return cells


def _place_cells(state: StateBlock, before: int) -> None:
    columns = 0
    cells: list[tuple[int, str]] = []
    column = 0
    for token in state.tokens[before:]:
        if token.type == "tr_open" and token.map:
            line, column = token.map[0], 0
            cells = _split(state, line)
            columns = columns or len(cells)
            if len(cells) != columns:
                offset = state.bMarks[line] + state.tShift[line]
                note(state.env, ROW, offset, cells=len(cells), columns=columns)
        elif token.type == "inline":
            if column < len(cells):
                offset, raw = cells[column]
                raw = raw.strip(MD_TRIM_CHARS)
                escapes = [match.start() - n for n, match in enumerate(_ESCAPED_BAR.finditer(raw))]
                token.meta = {"offset": offset, "escapes": escapes}
            column += 1


def _note_rule(state: StateBlock, line: int, endLine: int) -> None:
    """Note a second row that was meant as the row of dashes and is not."""
    below = line + 1
    if below >= endLine or state.sCount[below] < state.blkIndent or state.is_code_block(below):
        return
    start, end = state.bMarks[below] + state.tShift[below], state.eMarks[below]
    if start >= end or state.src[start] not in "|-:｜—–－─：":
        return
    rule = state.src[start:end]
    if not _RULE.fullmatch(rule) or not set(rule) & set("|｜") or not set(rule) & set("-—–－─"):
        return
    columns, rules = len(_split(state, line)), len(_split(state, below))
    offset = state.bMarks[line] + state.tShift[line]
    if _RULE.fullmatch(state.src[offset : state.eMarks[line]]):
        return
    if set(rule) <= set("|-: \t") and columns != rules:
        note(state.env, HEADER, offset, columns=columns, rules=rules)
    else:
        note(state.env, RULE, start, like=rule_like(max(columns, rules)))
