"""Exact places of words inside a record: found in the source text, and only when there is something to report.

A check knows the field of a word and how often the word stood there before; ``Inside`` says so instead of a line and
column. ``Finder`` reads the file once more and turns it into the place. Keeping the place of every text in every record
was rejected: it would make the store a third larger for the sake of words that hardly ever have a finding. So was
searching the whole file: the same words may stand in another record, or in the target of a reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from builder import frontmatter, sources, yamltext
from builder.contentfiles import WRITTEN
from builder.passages import BODY, Passage
from builder.problems import Message, Place, Problem, Report, place_in, unheard
from builder.schema import REGISTRY, Record, Way, keys_of
from builder.yamltext import Mapping, Node, Scalar, Sequence

Found = TypeVar("Found", bound=tuple[int, int] | tuple[int, int, Any])
Bytes: TypeAlias = Callable[[str], bytes | None]  # a site-relative path → the bytes of that file, if it can be read

MOST = 100  # findings of one kind in one text
MORE = Message(
    "finding-more",
    "从这里往后还有同样的问题，没有一一列出。请先改好上面的，再检查一次。",
    "There are more of these from here on, not listed one by one. Mend those above and check again.",
    "warning",
)

# What readers do not see: the target of a reference with words of its own, and the address of a link. Blanked out of
# the source before it is searched; offsets stay true.
_UNSEEN = re.compile(r"\[\[[^\[\]\n|｜]*[|｜]|\]\([^()\n]*\)")
_MARKUP = r"(?:[*_~`\\]|\n[ \t>]*)*"  # what may stand between two characters that readers see side by side


class Inside(Place, frozen=True):
    """The place of a record, until ``Finder`` makes it that of ``typed``, the ``nth`` (from 0) in field ``way``."""

    kind: str = ""
    way: Way = ()
    typed: str = ""
    nth: int = 0


def inside(record: Record, passage: Passage, at: int, end: int) -> Inside:
    """The place of ``passage.text[at:end]``."""
    typed = passage.text[at:end]
    nth = passage.text.count(typed, 0, at)
    place = record.place
    return Inside(place.file, place.line, place.column, record.kind, passage.way, typed, nth)


def field_of(record: Record, way: Way, typed: str) -> Inside:
    """The place of ``typed`` in a field that is no text for readers."""
    place = record.place
    return Inside(place.file, place.line, place.column, record.kind, way, typed)


def few(found: Iterable[Found], record: Record, passage: Passage, report: Report) -> Iterator[Found]:
    """The first ``MOST`` of what was ``found`` in a passage, as (start, end, …); that there are more is reported.

    Each finding counts the like before it, so a thousand in one text would be slow, and nobody reads so many.
    """
    for number, one in enumerate(found):
        if number == MOST:
            report(MORE.at(inside(record, passage, one[0], one[1])))
            return
        yield one


def nothing(_file: str) -> bytes | None:
    """No file can be read: places stay those of the records."""
    return None


def on_disk(root: Path) -> Bytes:
    """The files of a site folder. One that cannot be read has been reported when it was read first."""
    return partial(sources.read_bytes, root, report=unheard)


class Finder:
    """Places problems exactly; each file is read and parsed at most once."""

    def __init__(self, read: Bytes) -> None:
        self.read = read
        self._files: dict[str, _File | None] = {}

    def placed(self, problem: Problem) -> Problem:
        """``problem`` with a plain place: the exact one, or that of its record where the words cannot be found."""
        at = problem.place
        if not isinstance(at, Inside):
            return problem
        if at.file not in self._files:
            data = self.read(at.file)
            source = None if data is None else sources.decode(data, at.file, unheard)
            self._files[at.file] = None if source is None else _File(source)
        file = self._files[at.file]
        plain = Place(at.file, at.line, at.column)
        return replace(problem, place=plain if file is None else file.find(at) or plain)


class _File:
    """One source text and the tree of its YAML."""

    def __init__(self, source: sources.SourceText) -> None:
        self.name, self.text = source.file, source.text
        self.starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
        self.node: Node | None
        self.body_line = 0
        if source.file.lower().endswith(WRITTEN):
            front = frontmatter.split(source, unheard)
            self.node, self.body_line = front.node, front.body_line
        else:
            self.node = yamltext.parse(self.text, Place(source.file, 1), unheard)
        self.records = {(m.place.line, m.place.column): m for m in _mappings(self.node)}
        self.found: dict[tuple[int, str], list[int]] = {}
        self.seen = _UNSEEN.sub(lambda found: "\x00" * len(found[0]), self.text)

    def find(self, at: Inside) -> Place | None:
        """Where the words begin; the beginning of their field if they cannot be found in it."""
        if at.way == (BODY,) and self.body_line:
            return self._search(Place(self.name, self.body_line, 1), at)
        record = self.records.get((at.line, at.column))
        scalar = None if record is None else _scalar(REGISTRY[at.kind], record, at.way)
        return None if scalar is None else self._search(scalar.place, at) or scalar.place

    def _search(self, start: Place, at: Inside) -> Place | None:
        sought = self._offset(start), at.typed
        if sought not in self.found:  # a word that is wrong a thousand times is searched once
            pattern = re.compile(_MARKUP.join(re.escape(c) for c in at.typed))
            self.found[sought] = [match.start() for match in pattern.finditer(self.seen, sought[0])]
        found = self.found[sought]
        return place_in(self.name, self.text, found[min(at.nth, len(found) - 1)]) if found else None

    def _offset(self, place: Place) -> int:
        return self.starts[min(place.line, len(self.starts)) - 1] + max(place.column, 1) - 1


def _mappings(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _mappings(item)
    elif isinstance(node, Mapping):
        yield node
        for _, value in node.entries:
            yield from _mappings(value)


def _scalar(cls: type[Any], node: Node, way: Way) -> Scalar | None:
    """The text at the end of ``way``; of a list in one line (``甲、乙``) that line."""
    at: Node | None = node
    for step in way:
        if isinstance(step, int):
            items = at.items if isinstance(at, Sequence) else (at,)
            at = items[step] if step < len(items) else items[0]
        elif isinstance(at, Mapping):
            spec = keys_of(cls)[step]
            at = next((v for k, v in at.entries if keys_of(cls).get(k.text.strip()) is spec), None)
            cls = spec.part or cls
        if at is None:
            return None
    return at if isinstance(at, Scalar) else None
