"""Pure work over many items, as the lower rooms know it. Who does it is decided at the top of the house: ``spread``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol


class Work(Protocol):
    """A way to apply ``make(setting)`` to every item; the results come in the order of the items."""

    def __call__(
        self, make: Callable[[Any], Callable[[Any], Any]], setting: Any, items: Sequence[Any], /
    ) -> Iterable[Any]: ...


def here(make: Callable[[Any], Callable[[Any], Any]], setting: Any, items: Sequence[Any]) -> Iterable[Any]:
    """The work done by this process alone."""
    return map(make(setting), items)
