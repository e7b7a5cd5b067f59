"""Pure work over many items, as all rooms know it. Who does it is decided at the top of the house: ``spread``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

Setting = TypeVar("Setting")
Item = TypeVar("Item")
Result = TypeVar("Result")
Keep: TypeAlias = Callable[[str, object, Callable[[], bytes]], bytes]  # (kind, all it is made from, make) → result


@dataclass(frozen=True, slots=True)
class Work(Generic[Setting, Item, Result]):
    """``make(setting)`` is to be applied to every item. ``batch`` (at most so many are handed over at a time) and
    ``many`` (from so many on others help, unless a number of them was asked for) are for items that take another time
    than a page."""

    make: Callable[[Setting], Callable[[Item], Result]]
    setting: Setting
    items: Sequence[Item]
    batch: int | None = None
    many: int | None = None


class Hands(Protocol):
    """Who does work; the results come in the order of the items."""

    def __call__(self, work: Work[Setting, Item, Result], /) -> Iterator[Result]: ...


def here(work: Work[Setting, Item, Result], /) -> Iterator[Result]:
    """This process alone."""
    return map(work.make(work.setting), work.items)
