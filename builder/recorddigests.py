"""The digests of what records say, without their lines in the file: one more above a record changes no page.

The file itself counts, for addresses in a text begin in its folder: what is moved may show another picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from builder import digests
from builder.heads import head_of
from builder.markdown import Text
from builder.relations import Key
from builder.schema import Record


class Told(NamedTuple):
    """The digest of all that a record says, and that of its head. Either may be another one where nothing else has
    changed than a place in the file: then a page is made for nothing."""

    whole: str
    head: str


class Digests(dict[Key, Told]):
    """Key → what is told of the record: as it is known, else by taking the digests."""

    def __init__(self, shown: Mapping[Key, Record], known: Mapping[Key, Told]) -> None:
        super().__init__(known)
        self._shown = shown

    def __missing__(self, key: Key) -> Told:
        self[key] = found = told_of(self._shown[key])
        return found


def told_of(record: Record) -> Told:
    whole = _digest(record)
    return Told(whole, whole if record.body is None else _digest(head_of(record)))


def told_of_file(record: Record, digest: str) -> Told:
    """The same of a record that fills a file, by the ``digest`` of that: ten thousand of them are not looked through
    for their places."""
    whole = digests.of_data([record.place.file, digest])
    if record.body is None:
        return Told(whole, whole)
    return Told(whole, digests.of_bytes(msgspec.msgpack.encode(head_of(record), enc_hook=_text_digest)))


def _digest(record: Record) -> str:
    return digests.of_data([record.place.file, _placeless(msgspec.to_builtins(record, enc_hook=_text_digest))])


def _text_digest(value: object) -> str:
    if not isinstance(value, Text):
        raise NotImplementedError(type(value))
    return value.digest


def _placeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _placeless(inner) for key, inner in value.items() if key != "place"}
    return [_placeless(inner) for inner in value] if isinstance(value, list | tuple) else value
