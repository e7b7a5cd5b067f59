"""Which level a line belongs to: the half of mending that looks at what stands before an entry.

Levels are the columns of the open mappings and lists. A line that meets none of them, or a record of a list without its
“- ”, is brought to where it was meant to stand, with all that belongs to it: one slip is told once, and the lines below
it are read as if it had not been made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from builder.problems import Message
from builder.yamltext import slips as s
from builder.yamltext.edits import Edit, back, edited
from builder.yamltext.values import ValueReader, without_comment

ITEM_DASH = Message(
    "yaml-item-dash",
    "这里像是列表里的一条，前面少了“- ”。请把这一行写成“{like}”（“-”前面{have}），这一条的其余各行前面{rest}。",
    'This looks like an item of a list that lacks its "- ". Write "{like}" with {have} before the hyphen, and {rest} '
    "before the other lines of this item.",
)
AT_MARGIN = Message(
    "yaml-margin",
    "这一行前面少了空格，与上面各级都对不齐。请在前面加 {want} 个空格。",
    "This line lacks its indentation and matches no level above. Put {want} spaces before it.",
)
ITEM_PLACE = Message(
    "yaml-item-place",
    "这一项像是上面“{key}”里的，缩进不够。请让它的“-”前面有{want}，下面同样的各项也一样。",
    'This item seems to belong to "{key}" above. Put {want} before its hyphen, and before those that follow it.',
)


class Head(NamedTuple):
    """The first entry of a mapping, and the column of the “- ” before it if the mapping is an item of a list."""

    line: int
    key: str
    mark: int | None


class LevelReader(ValueReader):
    """Columns of levels are those of the mended text, columns of slips those of the typed one."""

    def __init__(self, lines: list[str], everywhere: bool, forced: frozenset[int]) -> None:
        super().__init__(lines, everywhere, forced)
        self.levels: list[int] = []  # columns of the open mappings and lists, innermost last
        self.mappings: dict[int, Head] = {}  # those of them that hold keys
        self.lists: dict[int, str] = {}  # those that hold items, with the first key of these; one may stand at its key
        self.latest = ""  # the last key that was read

    def align(self, message: Message, at: int, start: int, lead: str, /, **values: object) -> None:
        """Puts ``lead`` before a line; of a tab or a full-width space there we have spoken already."""
        if self._forget_lead(at, start):
            self.edits[at].insert(0, back(Edit(0, start, lead), self.moved.get(at, 0)))
        else:
            self.slip(message, at, start, Edit(0, start, lead), **values)

    def _forget_lead(self, at: int, start: int) -> bool:
        """Takes back the edits of what stands before a line; true if there were any."""
        typed = start - self.moved.get(at, 0)
        every = self.edits.get(at, [])
        kept = [edit for edit in every if edit.column + edit.removed > typed]
        self.edits[at] = kept
        return len(kept) < len(every)

    def close(self, column: int) -> bool:
        """Leaves the levels beyond ``column``; true if there were any."""
        before = len(self.levels)
        while self.levels and self.levels[-1] > column:
            gone = self.levels.pop()
            self.mappings.pop(gone, None)
            self.lists.pop(gone, None)
        return len(self.levels) < before

    def key_level(self, at: int, start: int, column: int, marked: bool, key: str) -> int:
        """Enters the mapping in which the entry ``key`` stands."""
        mark = self.levels[-1] if marked and self.levels else self._missing_mark(at, column, key)
        if mark is not None and not marked:
            column = self._dash(at, start, column, mark, key)
        else:
            column = self._level(at, start, column, marked, self.mappings)
        self.mappings.setdefault(column, Head(at, key, mark))
        if mark is not None:
            self.lists[mark] = key
        self.latest = key
        return column

    def item_level(self, at: int, start: int, column: int, marked: bool, text: str) -> int:
        """Enters the list in which an item stands; ``text`` follows its mark."""
        if not marked and self.told(at):
            found = s.ANY_KEY.match(text)
            head = self.mappings.get(column)
            if found is None and text and self._waits_for(column):
                column = self._belong(at, start, column)
            elif found and head and not self.fresh and column not in self.lists and head[1:] == (found["key"], None):
                self._dash_above(at, column, head)
        column = self._level(at, start, column, marked, self.levels)
        self.lists.setdefault(column, "")
        return column

    def _level(self, at: int, start: int, column: int, marked: bool, kin: Collection[int]) -> int:
        """Enters the level at ``column``; a line that meets none of its ``kin`` is brought to the nearest."""
        open_before, heads = sorted(self.levels), dict(self.mappings)
        fits = [level for level in open_before if level in kin] or open_before
        closed = self.close(column)
        among_items = bool(self.levels) and self.levels[-1] == column and kin is self.mappings and column not in fits
        if self.levels and self.levels[-1] == column and not among_items:
            return column
        if not marked and (closed or among_items or not self.fresh) and fits:
            near = [level for level in fits if level > column][:1]
            if not (among_items and near):
                near = [level for level in fits if level <= column][-1:] + near
            nearest = min(near, key=lambda level: abs(level - column))
            want = s.either([str(level) for level in near])
            message = s.INDENT if column else AT_MARGIN
            self.align(message, at, start, " " * nearest, have=s.spaces(column), want=want)
            if nearest not in self.levels:
                self.levels.append(nearest)
                if nearest in heads:
                    self.mappings[nearest] = heads[nearest]
            return nearest
        self.levels.append(column)
        return column

    # Records without their mark ---------------------------------------------------------------------------------------

    def _missing_mark(self, at: int, column: int, key: str) -> int | None:
        """The column of the “- ” that should stand before this entry: it has the key with which the items begin."""
        head = self.mappings.get(column)
        if head is not None:
            return head.mark if at in self.forced and head.key == key else None
        near = [level for level in self.levels if level <= column][-1:] if self.told(at) else []
        return next((level for level in near if self.lists.get(level) == key), None)

    def _dash(self, at: int, start: int, column: int, mark: int, key: str) -> int:
        """Begins an item with the entry on line ``at``; returns the column of its keys."""
        inner = next((level for level in self.levels if level > mark), mark + 2)
        if column < inner:
            self._indent_record(at, column, inner - column, key)
        self._forget_lead(at, start)
        edit = Edit(0, start, f"{' ' * mark}-{' ' * (inner - mark - 1)}")
        self.slip(ITEM_DASH, at, start, edit, **self._shown(at, start, mark, inner))
        self.close(mark)
        self.levels.append(inner)
        return inner

    def _indent_record(self, at: int, column: int, by: int, key: str) -> None:
        """Indents what belongs to the record that begins on line ``at``, if that stands too far to the left as well."""
        numbers = list[int]()
        for number in range(at + 1, len(self.lines)):
            line = self.lines[number]
            indent = s.indent_of(line)
            if line.strip():
                found = s.ANY_KEY.match(line, indent)
                if indent < column or (indent == column and (found is None or found["key"] == key)):
                    break
                if not numbers and indent > column:
                    return
                numbers.append(number)
        self.indent(numbers, by)

    def _dash_above(self, at: int, column: int, head: Head) -> None:
        """The items of a list begin on line ``at``; the mapping above is one of them."""
        line = self.lines[head.line]
        start = s.indent_of(line)
        shown = self._shown(head.line, start, column, column + 2)
        self.slip(ITEM_DASH, head.line, start, Edit(start, 0, "- "), **shown)
        self.indent(range(head.line + 1, at), 2)
        self.close(column - 1)
        self.levels.append(column)

    def _shown(self, at: int, start: int, mark: int, inner: int) -> dict[str, object]:
        like = s.typed(without_comment(self.lines[at][start:]), 40)
        return {"like": f"- {like}", "have": s.spaces(mark), "rest": s.spaces(inner)}

    # Items that stand too far to the left -----------------------------------------------------------------------------

    def _waits_for(self, column: int) -> bool:
        """Does a key further in wait for its items, while those of the list at ``column`` are no plain texts?"""
        inner = self.levels[-1] if self.fresh and self.levels else -1
        return inner in self.mappings and column < inner and (bool(self.lists.get(column)) or column not in self.levels)

    def _belong(self, at: int, start: int, column: int) -> int:
        """Brings an item below the key that waits for it, with those that follow."""
        want = self.levels[-1] + 2
        more = list[int]()
        for number in range(at + 1, len(self.lines)):
            line = self.lines[number]
            if line.strip():
                if not line.startswith("- ", column) or line[:column].strip() or s.ANY_KEY.match(line, column + 2):
                    break
                more.append(number)
        self.align(ITEM_PLACE, at, start, " " * want, key=self.latest, want=s.spaces(want))
        self.indent(more, want - column)
        return want

    def indent(self, numbers: Iterable[int], by: int) -> None:
        """Moves lines to the right: a slip on another line is the reason, and is told there."""
        for number in numbers:
            edit = Edit(0, 0, " " * by)
            self.lines[number] = edited(self.lines[number], [edit])
            self.edits.setdefault(number, []).insert(0, edit)
            self.moved[number] = by
