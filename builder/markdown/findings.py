"""What the rules of the parser notice while it runs, and where that is in the file.

The parser knows lines of blocks only, and an inline rule sees a text whose indents and quote marks are already gone.
So rules note what they find by offset (blocks) or leave a *flaw*, an empty token that carries a message (inline), and
``Positions`` turns both into a line and column once, at the end, when most texts have nothing to turn.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.problems import Message, Place

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_KEY = "findings"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at ``offset`` of the text that is being parsed."""

    message: Message
    offset: int
    values: Mapping[str, object]


def note(env: MutableMapping[str, Any], message: Message, offset: int, **values: object) -> None:
    """Keep a finding of a block rule. Rules may try one line several times; it is found once."""
    env.setdefault(_KEY, {})[message.code, offset] = Finding(message, offset, values)


def noted(env: MutableMapping[str, Any]) -> list[Finding]:
    """All findings of the run to which ``env`` belongs."""
    return list(env.get(_KEY, {}).values())


def flaw(state: StateInline, message: Message, offset: int, *, once: object = None, **values: object) -> None:
    """Leave a problem at ``offset`` of the inline text; what was typed goes on being read as text. Of those with
    the same ``once`` in one text the first is told."""
    meta = {"at": offset, "message": message, "once": once, "values": values}
    state.push("flaw", "", 0).meta = meta


class Positions:
    """Offsets of one text as places in its file; ``first`` is the place of the text's first character."""

    def __init__(self, text: str, first: Place) -> None:
        self.text = text
        self.first = first
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """Where ``offset`` is; without a line if nobody knew where the text itself begins."""
        if not self.first.line:
            return self.first
        line = bisect_right(self.starts, offset) - 1
        column = offset - self.starts[line] + 1
        if line == 0 and self.first.column:
            column += self.first.column - 1
        return Place(self.first.file, self.first.line + line, column)

    def line_start(self, line: int) -> int:
        return self.starts[min(line, len(self.starts) - 1)]

    def line_text(self, line: int) -> str:
        start = self.line_start(line)
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None]


class Origin:
    """Where the text of one inline token came from.

    Rules that know the offset of their text leave it in ``meta`` (cells, titles of containers). Elsewhere each line of
    the text is the tail of its source line, less closing marks: it is found from the right, once per line.
    """

    def __init__(self, positions: Positions, token: Token) -> None:
        self.positions = positions
        self.token = token
        self.inner: Positions | None = None
        self.columns: dict[int, int] = {}

    def place(self, at: int) -> Place:
        """The place of offset ``at`` in the token's text."""
        start = self.token.meta.get("offset")
        if start is None:
            return self.positions.place(self._offset(at))
        return self.positions.place(start + at + bisect_right(self.token.meta["escapes"], at))

    def _offset(self, at: int) -> int:
        if self.inner is None:
            self.inner = Positions(self.token.content, Place(""))
        line = bisect_right(self.inner.starts, at) - 1
        source_line = (self.token.map or [0])[0] + line
        if line not in self.columns:
            found = self.positions.line_text(source_line).rfind(self.inner.line_text(line))
            self.columns[line] = max(found, 0)
        return self.positions.line_start(source_line) + self.columns[line] + at - self.inner.starts[line]
