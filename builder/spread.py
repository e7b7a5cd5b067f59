"""Pure work over many items, in this process or spread over several. The results come in the order of the items.

``make(setting)`` gives the function that is applied, once in each process: what is costly to prepare (an engine with
its templates) is prepared there and not sent with every item. Processes are spawned, as on every system.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

Setting = TypeVar("Setting")
Item = TypeVar("Item")
Result = TypeVar("Result")

BATCH = 64  # items sent to a process at a time
MOST = 61  # processes; Windows cannot wait for more
MANY = 1500  # items from which the start of further processes pays; measured on two cores


def spread(
    make: Callable[[Setting], Callable[[Item], Result]], setting: Setting, items: Sequence[Item], workers: int
) -> Iterator[Result]:
    """``make(setting)`` applied to every item. ``workers``: processes; 0 as many as the work is worth.

    ``make`` must be importable by name, and setting, items and results plain enough to be sent between processes.
    """
    wanted = min(workers or (os.cpu_count() or 1 if len(items) >= MANY else 1), MOST)
    if wanted <= 1 or len(items) <= BATCH:
        yield from map(make(setting), items)
        return
    batches = [items[at : at + BATCH] for at in range(0, len(items), BATCH)]
    context = get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context, initializer=_prepare, initargs=(make, setting)) as pool:
        for done in pool.map(_batch, batches):
            yield from done


_prepared: list[Callable[[Any], Any]] = []  # of a spawned process: the function it was started for


def _prepare(make: Callable[[Any], Callable[[Any], Any]], setting: Any) -> None:
    _prepared[:] = [make(setting)]


def _batch(items: Sequence[Any]) -> list[Any]:
    return [_prepared[0](item) for item in items]
