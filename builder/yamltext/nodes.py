"""The tree of a YAML text: texts, lists and mappings, each with its place. What a text means is the schema's affair."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from builder.problems import Place

EMPTY = frozenset(("", "~", "null", "Null", "NULL"))  # plain texts that say nothing


class Scalar(msgspec.Struct, frozen=True):
    """A text as typed, without quotes; an empty value, ``~`` and ``null`` give ``""``.

    ``plain`` is true without quotes, ``block`` for ``|`` and ``>``; then ``place`` is that of the first line below.
    ``rows`` are the lines of a plain text that stands on several.
    """

    text: str
    place: Place
    plain: bool = True
    block: bool = False
    rows: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """No value was given; ``""`` in quotes is one."""
        return self.plain and not self.text


class Sequence(msgspec.Struct, frozen=True):
    items: tuple[Node, ...]
    place: Place


class Mapping(msgspec.Struct, frozen=True):
    """Keys in the order in which they stand, each once.

    ``complete`` is false if a line or a name in it could not be read and was reported; a key that seems missing may be
    there.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place
    complete: bool = True


Node: TypeAlias = Scalar | Sequence | Mapping
