"""The digests of what records say, without their places in the file: a line more above one changes no page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from builder import digests
from builder.markdown import Text
from builder.relations import Key
from builder.schema import Record


class Digests(dict[Key, str]):
    """Key → digest of what the record holds, without its places in the file: a line more above it changes no page."""

    def __init__(self, shown: Mapping[Key, Record], known: Mapping[Key, str]) -> None:
        super().__init__(known)
        self._shown = shown

    def __missing__(self, key: Key) -> str:
        self[key] = found = digest_of(self._shown[key])
        return found


def digest_of(record: Record) -> str:
    """The digest of all that a record says."""
    return digests.of_data(_placeless(msgspec.to_builtins(record, enc_hook=_text_digest)))


def _text_digest(value: object) -> str:
    if not isinstance(value, Text):
        raise NotImplementedError(type(value))
    return value.digest


def _placeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _placeless(inner) for key, inner in value.items() if key != "place"}
    return [_placeless(inner) for inner in value] if isinstance(value, list | tuple) else value
