"""Records of one type with one id: two that want ids of their own, or one that stands in two places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from builder.problems import Message, Report
from builder.schema import Record
from builder.spots import field_of

Double: TypeAlias = tuple[Record, Record]  # the copy, and what it is one of

DUPLICATE = Message(
    "id-duplicate",
    "编号“{id}”已经用在 {first}。同一类记录的编号不能重复，请改一个。",
    "The id “{id}” is taken by {first}. Ids must be unique within a type.",
)
COPIED = Message(
    "id-copied",
    "编号“{id}”和 {first} 的相同，这个文件像是它的副本。不要的，请删去这个文件；要用它写新的一篇，请给它另一个编号（没有写编号的，"
    "就改文件名）。",
    "The id “{id}” is that of {first}, and this file seems to be a copy of it. Delete this file if it is not wanted; "
    "to make something new of it, give it another id (or, where it writes none, another file name).",
)
SAME = Message(
    "id-same-record",
    "编号“{id}”已经用在 {first}，那里写的是同一条记录。请删去一处；一个文件分成几个以后，移走的记录不能留在原来的文件里。",
    "The id “{id}” is taken by {first}, where the same record stands. Remove one of them; when a file has been "
    "divided, what was moved must not stay in the old one.",
)
SAME_FILE = Message(
    "id-same-file",
    "这个文件有 {count} 条记录和 {first} 里的是同一条（编号、名称都相同，例如“{id}”）。请只留一处；一个文件分成几个以后，"
    "原来的文件要删去，或者从中删去移走的记录。",
    "{count} records of this file stand in {first}, too (the same ids and names, such as “{id}”). Keep them in one "
    "place: when a file has been divided, remove the old one, or what was moved from it.",
)
MANY = 4  # records that two files share: told in one sentence, and not once for each

# As systems and net disks name what they copy.
_COPY = re.compile(r"副本|复件|拷贝|冲突|\bcopy\b|\bconflict|[(（][0-9]+[)）]\Z", re.IGNORECASE)


def tell_doubles(doubles: Iterable[Double], report: Report) -> None:
    """Each at its id, or those of two files at once; what is declared inside of one that is told goes with it."""
    doubles = list(doubles)
    told = {(copy.place.file, copy.kind, copy.id) for copy, _ in doubles}
    outer = [double for double in doubles if (double[0].place.file, *double[0].inside) not in told]
    between: dict[tuple[str, str], list[Double]] = defaultdict(list)
    for copy, original in outer:
        same = copy.name == original.name and copy.place.file != original.place.file
        between[copy.place.file, original.place.file if same else ""].append((copy, original))
    for (_, file), found in between.items():
        if file and len(found) >= MANY:
            _tell(SAME_FILE, found, file, report)
        else:
            for double in found:
                _tell(_message(*double), [double], str(double[1].place), report)


def _tell(message: Message, found: Sequence[Double], first: str, report: Report) -> None:
    copy = min((copy for copy, _ in found), key=lambda record: record.place)
    report(message.at(field_of(copy, ("id",), copy.id), id=copy.id, first=first, count=len(found)))


def _message(copy: Record, original: Record) -> Message:
    if copied(copy) > copied(original):
        return COPIED
    return SAME if copy.name == original.name else DUPLICATE


def copied(record: Record) -> tuple[bool, bool]:
    """How much the file of a record looks like a copy: by its name, then by an id that it is not named for."""
    stem = PurePosixPath(record.place.file).stem
    return _COPY.search(stem) is not None, stem != (record.inside[1] or record.id)
