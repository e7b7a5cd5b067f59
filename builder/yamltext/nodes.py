"""The tree of a YAML text: texts, lists and mappings, each with its place. What a text means is the schema's affair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from builder.problems import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as typed, without quotes; an empty value, ``~`` and ``null`` give ``""``.

    ``plain`` is true without quotes, ``block`` for ``|`` and ``>``; then ``place`` is that of the first line below.
    """

    text: str
    place: Place
    plain: bool = True
    block: bool = False

    @property
    def is_empty(self) -> bool:
        """No value was given; ``""`` in quotes is one."""
        return self.plain and not self.text


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order in which they stand, each once.

    ``complete`` is false if a line in it could not be read and was reported; a key that seems missing may be on it.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place
    complete: bool = True


Node: TypeAlias = Scalar | Sequence | Mapping
