"""Texts over several lines, which YAML joins with a space. Between two Chinese characters nobody means one."""

from __future__ import annotations

from builder.chinese import is_chinese, joins
from builder.yamltext.look import Spot


def rows_of(spot: Spot, lines: list[str]) -> tuple[str, ...]:
    """The lines of a text as they were typed, without the space around them; none of a text on one line."""
    if spot.end_line == spot.line:
        return ()
    typed = [*lines[spot.line : spot.end_line], lines[spot.end_line][: spot.end_column]]
    typed[0] = typed[0][spot.column :]
    return tuple(row.strip(" \t") for row in typed if row.strip(" \t"))


def unquoted(rows: tuple[str, ...]) -> tuple[str, ...]:
    """The same of a text in quotes, without them."""
    return tuple(row.replace("''", "'") for row in (rows[0][1:], *rows[1:-1], rows[-1][:-1])) if len(rows) > 1 else rows


def folded(text: str, rows: tuple[str, ...]) -> str:
    """``text`` as Markdown would join its ``rows``; unchanged where YAML made something else of them."""
    if text != " ".join(rows):
        return text
    among_chinese = is_chinese(text)
    whole = rows[0] if rows else ""
    for row in rows[1:]:
        whole += row if joins(whole[-1:], row[:1], among_chinese) else f" {row}"
    return whole
