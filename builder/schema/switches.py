"""Fields that are filled in and not switched on: ``# 摘要: 文字``, a comment to YAML, which no reader ever sees.

The skeletons of ``new`` leave optional fields behind ``# ``, and a form invites to be filled in behind its colons. Told
are lines of just that form: ``# `` where a field of the record would begin, the name of a field of its type or of one
of its parts, a colon, and a text. Not told is what has a remark of its own behind it, which is a sample, and a field
that the record gives elsewhere, of which an older text was kept. Where the lines of a part are switched on and its
head is not, the head is read as if it were: else each of them would be told as a slip of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.problems import Message, Place, Report
from builder.schema.fields import Field, keys_of
from builder.schema.records import Record
from builder.wording import Words, enumerated
from builder.yamltext.slips import indent_of

OFF = Message(
    "field-off",
    "这一行开头有“# ”，还没有启用，“{key}:”后面填的内容不会显示。请去掉“# ”；不用的，请清空冒号后面的字。{more}",
    "This line begins with “# ” and is not switched on, so what stands behind “{key}:” is not shown. Remove the “# ”; "
    "if it is not wanted, remove what stands behind the colon. {more}",
    "warning",
)
OFF_HEAD = Message(
    "field-off-head",
    "下面的“{below}”已经启用，这一行“{key}:”却还没有。请把这一行开头的“# ”也去掉。",
    "“{below}” below is switched on, but “{key}:” here is not. Remove the “# ” from this line too.",
)
_MORE = Words("这样的还有第 {lines} 行。", "There are more in the lines {lines}.")

# Nothing is given back: a line may be all spaces, and long.
_NAME = r"(?P<key>[^\s:：#'\"\[\]{}|>-][^:：#]{0,40}):(?:[ \t]++(?P<value>.*))?\Z"
_LINE = re.compile(rf"(?P<lead> *+)(?P<off># )? *+(?P<mark>- ++)?{_NAME}")
_BLOCK = re.compile(r"(?:.*:|[ ]*-)[ ]+[|>][-+0-9]*[ ]*(?:#.*)?\Z")
_REMARK = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class _Line:
    """``name: value`` in row ``number``: ``start`` is the column of its ``#`` or mark, ``column`` that of its name."""

    number: int
    start: int
    column: int
    off: bool
    marked: bool
    key: str
    value: str

    @property
    def is_filled(self) -> bool:
        return bool(self.value) and not _REMARK.search(self.value)

    def is_head(self, column: int) -> bool:
        """Whether it is that of a field, in a record whose names stand at ``column``."""
        return self.start == column and self.column == column + 2 * self.off and not (self.off and self.marked)


@dataclass(slots=True)
class _Entry:
    """A field of a record, on or off, and the lines of its part."""

    head: _Line
    spec: Field | None
    below: list[_Line] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Of what is switched on below it."""
        return {line.key for line in self.below if not line.off}

    def knows(self, names: set[str]) -> bool:
        return self.spec is not None and self.spec.part is not None and names <= keys_of(self.spec.part).keys()


def switched(text: str, cls: type[Record], place: Place, report: Report) -> str:
    """The YAML ``text``, which holds records of type ``cls`` and begins at ``place``, as it is to be read."""
    if "# " not in text:
        return text
    rows = text.split("\n")
    off: list[_Line] = []
    for entries in _records([*_lines(rows)], cls):
        given = {e.spec.attribute for e in entries if e.spec and not e.head.off}
        above: _Entry | None = None
        for entry in entries:
            if not entry.head.off:
                above = entry
            elif _lacks_head(entry, above):
                head = entry.head
                at = Place(place.file, place.line + head.number, head.start + 1)
                report(OFF_HEAD.at(at, key=head.key, below=next(line.key for line in entry.below if not line.off)))
                rows[head.number] = f"{' ' * head.start}{head.key}:"
            elif entry.spec is None or entry.spec.attribute in given:
                continue
            off += _filled(entry)
    if off:
        others = [str(place.line + line.number) for line in off[1:]]
        more = _MORE.filled(lines=enumerated(others)) if others else ""
        first = Place(place.file, place.line + off[0].number, off[0].start + 1)
        report(OFF.at(first, key=off[0].key, more=more))
    return "\n".join(rows)


def _filled(entry: _Entry) -> list[_Line]:
    """The lines of ``entry`` that are off and hold something, with the head of those of a part."""
    below = [line for line in entry.below if line.off and line.is_filled and entry.knows({line.key})]
    head = entry.head.off and entry.spec is not None and (entry.head.is_filled or below)
    return [entry.head, *below] if head else below


def _lacks_head(entry: _Entry, above: _Entry | None) -> bool:
    """Whether what is on below ``entry``, which is off, is its own and not that of ``above``, the last field on."""
    names = entry.names
    if not names or entry.head.value or not entry.knows(names):
        return False
    return above is None or (bool(above.head.value or above.below) and not above.knows(names))


def _records(lines: list[_Line], cls: type[Record]) -> Iterator[list[_Entry]]:
    """The fields of each record: of front matter, of each item of a list, or of what stands below an id."""
    known = keys_of(cls)
    on = [line for line in lines if not line.off]
    if not on:
        return
    column = on[0].column
    if not on[0].marked and on[0].key not in known:  # an id, and the record below it
        column = on[1].column if len(on) > 1 else column
    entries: list[_Entry] = []
    for line in lines:
        begins = not line.off and (line.column < column or (line.marked and line.column == column))
        if begins and entries:
            yield entries
            entries = []
        if (begins and line.column == column) or line.is_head(column):
            entries.append(_Entry(line, known.get(line.key)))
        elif entries and line.column > column and (line.start == column or not line.off):
            entries[-1].below.append(line)
    yield entries


def _lines(rows: list[str]) -> Iterator[_Line]:
    """The lines that name a field, without those within a text of several lines."""
    inside: int | None = None  # the column of what such a text belongs to
    for number, row in enumerate(rows):
        bare = row.strip()
        if not bare or (inside is not None and indent_of(row) > inside):
            continue
        inside = None
        found = _LINE.match(row)
        if found is not None:
            start, off = found.start("off") if found["off"] else len(found["lead"]), found["off"] is not None
            value = (found["value"] or "").strip()
            marked = found["mark"] is not None
            yield _Line(number, start, found.start("key"), off, marked, found["key"].strip(), value)
        if bare[0] != "#" and _BLOCK.match(row):
            inside = found.start("key") if found else indent_of(row)
