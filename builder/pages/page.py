"""A page is a path, a template and a context of plain data; and how long lists are cut into pages.

Planning first only drafts: which pages there are, and what makes each. A draft whose questions to the catalogue have
the answers of the last run need not be made again, so all that a page shows must come from its arguments, which are
plain data, or from questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

Context: TypeAlias = dict[str, Any]  # mappings, lists, text, numbers, booleans, None
T = TypeVar("T")


class Page(msgspec.Struct, frozen=True):
    """``path`` is a site path; ``template`` a name below ``templates/``; nothing else reaches the rendering."""

    path: str
    template: str
    context: Context


class Draft(msgspec.Struct, frozen=True):
    """A page to be made by ``make(view, *args)``, a function at the top of a module, so that it hides nothing."""

    path: str
    make: Callable[..., Page]
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a long list. ``number`` is None for the first page shown, which is the newest."""

    path: str
    number: int | None
    items: Sequence[T]
    pager: Context | None


def paged(items: Sequence[T], folder: str, size: int) -> Iterator[Slice[T]]:
    """Cut ``items`` (newest first) into pages numbered from the oldest.

    ``folder/index.html`` shows the newest ``size`` to ``2 × size - 1`` items; ``folder/page-1.html`` the oldest
    ``size``, and so on. So a new item changes the first page alone, and once in ``size`` times adds a page; numbers
    never shift.
    """
    full = max(0, len(items) // size - 1)
    first = len(items) - full * size
    numbers = [None, *range(full, 0, -1)]
    for place, number in enumerate(numbers):
        start = 0 if number is None else first + (full - number) * size
        shown = items[start : first if number is None else start + size]
        pager = _pager(folder, numbers, place) if full else None
        yield Slice(page_path(folder, number), number, shown, pager)


def page_path(folder: str, number: int | None) -> str:
    return f"{folder}/index.html" if number is None else f"{folder}/page-{number}.html"


def _pager(folder: str, numbers: Sequence[int | None], place: int) -> Context:
    """Links to the newest page, the neighbours and the oldest: never the whole row, which would tie all pages to it."""
    near = {0, len(numbers) - 1, *range(max(0, place - 2), min(len(numbers), place + 3))}
    order = sorted(near)
    return {
        "newer": page_path(folder, numbers[place - 1]) if place else None,
        "older": page_path(folder, numbers[place + 1]) if place + 1 < len(numbers) else None,
        "pages": [
            {
                "number": numbers[n],
                "href": page_path(folder, numbers[n]),
                "current": n == place,
                "gap": n - before > 1,  # pages between this link and the one before it are left out
            }
            for before, n in zip([0, *order], order, strict=False)
        ],
    }
