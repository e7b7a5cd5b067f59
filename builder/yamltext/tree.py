"""From the parser's events to our tree: places kept, nothing guessed, everything clever in YAML refused.

PyYAML's own constructors would guess types, lose places and let the last of two equal keys win. What is refused
(anchors, tags, merging …) still gives a tree with the text as typed, so that the reading of the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from builder import characters
from builder.problems import Message, Place
from builder.yamltext import slips as s
from builder.yamltext.edits import Mended
from builder.yamltext.faults import DIRECTIVE, DOCUMENTS
from builder.yamltext.folding import folded, rows_of, unquoted
from builder.yamltext.look import (
    Findings,
    Spot,
    look_at_bare,
    look_at_item,
    look_at_key,
    look_at_quoted,
    look_at_text,
    look_behind,
)
from builder.yamltext.nodes import EMPTY, Mapping, Node, Scalar, Sequence

DEPTH_LIMIT = 100

DUPLICATE = Message(
    "yaml-duplicate",
    "“{key}”写了两次，第 {line} 行已经有了。请合并，或删去一处。",
    '"{key}" stands here twice; it is on line {line} already. Merge them or delete one.',
)
COMPLEX_KEY = Message(
    "yaml-complex-key",
    "冒号前面只能是一个名称，不能是列表、括号或以“?”开头的内容。",
    'Before the colon there must be one name, not a list, brackets or something after "?".',
)
MERGE = Message(
    "yaml-merge",
    "“<<”是 YAML 的合并写法，本站的数据不用。请把要合并的内容直接写在这里。",
    '"<<" is YAML\'s way of merging, which our data do not use. Write out here what should be merged.',
)
ESCAPED = Message(
    "yaml-escaped-character",
    "引号里的转义写出了一个不能用的字符（{code}）。请删去它。",
    "An escape within the quotes writes a character that cannot be used ({code}). Delete it.",
)

# The C parser where it is installed; the other gives the same events, ten times slower.
_LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLOCK = ("|", ">")
_WIDE = "\u3000\u00a0"


class TooDeepError(Exception):
    """The nodes on ``line`` (from 0) pass the limit."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def build(mended: Mended, at: Place, findings: Findings) -> Node | None:
    """The tree of the text, whose first line is ``at.line``; what is found on the way goes to ``findings``.

    Raises ``yaml.YAMLError`` where the parser gives up, and ``TooDeepError``.
    """
    loader = _LOADER("\n".join(mended.lines))
    try:
        return _Builder(iter(loader.get_event, None), mended, at, findings).documents()
    finally:
        loader.dispose()


class _Builder:
    """Reads the events; lines and columns in here count from 0 and are those of the mended text."""

    def __init__(self, events: Iterator[yaml.Event], mended: Mended, at: Place, findings: Findings) -> None:
        self.events = events
        self.mended = mended
        self.at = at
        self.findings = findings
        self.hidden: set[int] = set()  # the lines whose value is in a comment

    def documents(self) -> Node | None:
        node: Node | None = None
        seen = False
        for event in self.events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if event.version or event.tags:
                self._slip(DIRECTIVE, _spot(event))
            if seen:
                self._slip(DOCUMENTS, _spot(event))
                break
            seen = True
            first = next(self.events)
            spot = _spot(first)
            if not (isinstance(first, yaml.ScalarEvent) and not first.style and spot.is_empty):
                node = self._node(first, 1, -1, in_flow=False)
        return node

    def _node(self, event: yaml.Event, depth: int, parent: int, in_flow: bool) -> Node:
        """``parent`` is the column of the mapping or list that holds the node."""
        spot = _spot(event)
        if depth > DEPTH_LIMIT:
            raise TooDeepError(spot.line)
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_properties(event, spot)
            return self._scalar(event, spot, parent, in_flow)
        if isinstance(event, yaml.SequenceStartEvent):
            self._refuse_properties(event, spot)
            return self._sequence(spot, depth, in_flow or bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            self._refuse_properties(event, spot)
            return self._mapping(spot, depth, in_flow or bool(event.flow_style))
        text = self.mended.lines[spot.line][spot.column : spot.end_column]
        self._slip(s.START, spot, mark="*", quoted=s.quoted(text))  # an alias: nothing else begins a node
        return Scalar(text, self._place(spot))

    def _refuse_properties(self, event: yaml.NodeEvent, spot: Spot) -> None:
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            shown = self.mended.lines[spot.line][spot.column :].strip()
            self._slip(s.START, spot, mark=shown[:1], quoted=s.quoted(shown))

    def _sequence(self, spot: Spot, depth: int, in_flow: bool) -> Sequence:
        items: list[Node] = []
        waits = False  # the item above ends with a key that has no value: a text after it may be its first item
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            item = self._node(event, depth + 1, spot.column, in_flow)
            if waits and isinstance(item, Scalar) and item.text and not in_flow:
                self.findings.entries.add(_spot(event).line)
            waits = isinstance(item, Mapping) and _ends_open(item)
            if in_flow and isinstance(item, Scalar) and item.plain:
                look_at_item(item.text, _spot(event), self.findings)
            if not (isinstance(item, Scalar) and item.is_empty and _spot(event).line in self.hidden):
                items.append(item)
        return Sequence(tuple(items), self._place(spot))

    def _mapping(self, spot: Spot, depth: int, in_flow: bool) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        typed: list[tuple[str, int]] = []
        bare: list[tuple[str, Spot]] = []  # names in braces without a value
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            at = _spot(event)
            key = self._key(event, at, depth, in_flow)
            below = next(self.events)
            if isinstance(below, yaml.ScalarEvent) and below.style not in _BLOCK and _spot(below).line > at.end_line:
                look_behind("", at.end_line, at.end_column, self.mended.lines, self.findings, below.value)
            value = self._node(below, depth + 1, spot.column, in_flow)
            if key is None:
                continue
            if in_flow and key.plain and _follows_nothing(_spot(below), at):
                bare.append((key.text, at))
                continue
            typed.append((key.text, at.line))
            if key.text in entries:
                self._slip(DUPLICATE, at, key=key.text, line=entries[key.text][0].place.line)
            else:
                entries[key.text] = (key, value)
        if len(typed) > len(entries) and not in_flow:
            self.findings.entries.update(_further_items(typed))
        end = _spot(event)
        if bare:
            one_line = self.mended.lines[spot.line][spot.column : end.end_column] if end.end_line == spot.line else ""
            look_at_bare(bare, spot, "" if entries or one_line[:1] != "{" else one_line, self.findings)
        gone = self.mended.lost | self.hidden
        complete = not bare and not any(depth == 1 or spot.line <= n <= end.end_line for n in gone)
        return Mapping(tuple(entries.values()), self._place(spot), complete)

    def _key(self, event: yaml.Event, spot: Spot, depth: int, in_flow: bool) -> Scalar | None:
        """A key, or None and a problem."""
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, depth + 1, spot.column, in_flow=True)
            self._slip(COMPLEX_KEY, spot)
            return None
        self._refuse_properties(event, spot)
        plain = not event.style
        text = event.value.strip(_WIDE) if plain else event.value
        if not text:
            self._slip(s.NAMELESS, spot)
            return None
        if plain and text == "<<":
            self._slip(MERGE, spot)
            return None
        if plain and not in_flow:
            look_at_key(event.value, spot, self.findings)
        return Scalar(characters.replaced(text), self._place(spot), plain)

    def _scalar(self, event: yaml.ScalarEvent, spot: Spot, parent: int, in_flow: bool) -> Scalar:
        if event.style in _BLOCK:
            return Scalar(event.value, self._block_place(spot), plain=False, block=True)
        behind = look_behind(event.value, spot.end_line, spot.end_column, self.mended.lines, self.findings)
        if behind and spot.is_empty:
            self.hidden.add(spot.line)
        if not event.style:
            text = "" if event.value in EMPTY else event.value
            if text and not in_flow and event.tag is None and event.anchor is None:
                look_at_text(text, spot, self.mended.lines, self.findings)
            rows = rows_of(spot, self.mended.lines)
            shorter = folded(text, rows).lstrip(_WIDE)
            return Scalar(shorter.rstrip(_WIDE), self._place(spot, s.indent_of(text, _WIDE)), rows=rows)
        if not in_flow and spot.end_line > spot.line:
            look_at_quoted(spot, parent, self.mended.lines, self.findings)
        code = characters.forbidden_in(event.value) if event.style == '"' else None
        if code is not None and characters.GAP not in event.value:
            self._slip(ESCAPED, spot, code=code)
        text = folded(event.value, unquoted(rows_of(spot, self.mended.lines)))
        return Scalar(characters.replaced(text), self._place(spot), plain=False)

    def _block_place(self, spot: Spot) -> Place:
        below = self.mended.lines[spot.line + 1 : spot.end_line + 1]
        indent = next((s.indent_of(line, None) for line in below if line.strip()), 0)
        return Place(self.at.file, self.at.line + spot.line + 1, indent + 1)

    def _place(self, spot: Spot, further: int = 0) -> Place:
        column = self.mended.column(spot.line, spot.column + further)
        return Place(self.at.file, self.at.line + spot.line, column + 1)

    def _slip(self, message: Message, spot: Spot, /, **values: object) -> None:
        self.findings.slips.append(s.slip(message, spot.line, spot.column, **values))


def _follows_nothing(value: Spot, key: Spot) -> bool:
    """No colon stands between a key and its value, which is empty."""
    return (value.end_line, value.end_column) <= (key.end_line, key.end_column)


def _ends_open(node: Mapping) -> bool:
    last = node.entries[-1][1] if node.entries else None
    return isinstance(last, Scalar) and last.is_empty


def _further_items(typed: list[tuple[str, int]]) -> Iterator[int]:
    """The lines on which another item seems to begin: its first key stands there again, and so does what follows."""
    first = typed[0][0]
    before: set[str] = set()
    for number, (key, line) in enumerate(typed[1:], 1):
        before.add(typed[number - 1][0])
        follows = typed[number + 1][0] in before if number + 1 < len(typed) else len(before) == 1
        if key == first and follows:
            yield line


def _spot(event: yaml.Event) -> Spot:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # only events that were made by hand have no marks
        raise yaml.YAMLError
    return Spot(start.line, start.column, end.line, end.column)
