"""The head of a record: all of it but the text of its body. Lists, cards and links show no more of a record, so whoever
makes one is handed the head, and an edited paragraph is no matter of theirs."""

from __future__ import annotations

from msgspec import structs

from builder.markdown import Document
from builder.markdown.document import Text
from builder.problems import Place
from builder.schema import Record

_NOWHERE = Place("")


def head_of(record: Record) -> Record:
    """``record`` with what others may show of its body: its pictures, for the first stands on its card, and its
    headings, for links lead to them. To ask for the text raises an error."""
    if record.body is None:
        return record
    pictures = tuple([structs.replace(s, place=_NOWHERE) for s in record.body.slots if s.kind == "image"])
    return structs.replace(record, body=Document(_TEXT, pictures, record.body.headings, 0))


def _refused(_: str) -> bytes:
    raise RuntimeError("a head has no text: ask the catalogue for the whole record")


_TEXT = Text("", _refused)
