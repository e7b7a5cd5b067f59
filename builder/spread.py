"""Pure work over many items, in this process or spread over several. The results come in the order of the items.

``make(setting)`` gives the function that is applied, once in each process: what is costly to prepare (an engine with
its templates) is prepared there and not sent with every item. Where a process can be forked safely it has the items
already; elsewhere it is spawned, and they are sent to it.

A process may be killed (a system short of memory picks the largest) or refused (too many of them, no memory for one).
The work is pure, so what is missing then is done here, alone and thus with less memory: it takes longer, no more. And
should this process be the one that is killed, the others end by themselves; left alone they would wait for ever.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Any, Protocol

from builder.work import Hands, Item, Result, Setting, Work, here

BATCH = 160  # items sent to a process at a time, at most: many small batches cost more than they hand over
TURNS = 8  # batches for each process, at least: the last one should not be waited for long
MOST = 61  # processes; Windows cannot wait for more
SPELL = 120  # batches after which forked processes are replaced by fresh ones: each copies the memory that it touches
SELDOM = 50_000  # objects made between two looks for rubbish: pure work leaves little, and looking took it some percent
FORKED, SPAWNED = 400, 1500  # items from which such further processes pay; measured with pages on two cores


class Spread(Hands, Protocol):
    """The hands of several: of processes of this machine (``Processes``) or of a cluster (``cluster.connected``).

    ``make`` must be importable by name, and unless they are inherited setting and items must be plain enough to be sent
    between processes; results always."""

    def inherits(self, count: int, many: int | None = None, /) -> bool:
        """Whether so many items, and the setting, reach those who do the work as they are, without being sent."""


@dataclass(frozen=True, slots=True)
class Processes:
    """So many processes of this machine; 0: as many as the work is worth."""

    workers: int

    def inherits(self, count: int, many: int | None = None, /) -> bool:
        return _may_fork() or self._wanted(count, many) == 1

    def __call__(self, work: Work[Setting, Item, Result], /) -> Iterator[Result]:
        count, done = len(work.items), 0
        wanted = self._wanted(count, work.many)
        batch = max(1, min(work.batch or BATCH, count // (wanted * TURNS)))
        if wanted > 1 and count > batch:
            from concurrent.futures import BrokenExecutor  # most runs need no further process

            try:
                for results in _by_others(work, wanted, batch):
                    yield from results
                    done += len(results)
            except (BrokenExecutor, MemoryError, OSError):
                pass  # done below
        if done < count:
            yield from here(replace(work, items=work.items[done:]))

    def _wanted(self, count: int, many: int | None) -> int:
        if many is None:
            many = FORKED if _may_fork() else SPAWNED
        return min(self.workers or (os.cpu_count() or 1 if count >= many else 1), MOST)


def shared(spread: Spread) -> Hands:
    """For work with what only this process has, such as the catalogue: those who inherit it, else this process."""

    def hands(work: Work[Setting, Item, Result], /) -> Iterator[Result]:
        return (spread if spread.inherits(len(work.items), work.many) else here)(work)

    return hands


def _by_others(work: Work[Setting, Item, Result], wanted: int, batch: int) -> Iterator[list[Result]]:
    context = get_context("fork" if _may_fork() else "spawn")
    inherited = context.get_start_method() == "fork"
    items = work.items
    spans = [range(at, min(at + batch, len(items))) for at in range(0, len(items), batch)]
    batches = spans if inherited else [items[span.start : span.stop] for span in spans]
    given = work if inherited else replace(work, items=())
    spell = SPELL if inherited else len(batches)
    for first in range(0, len(batches), spell):
        yield from _in_one_spell(context, wanted, given, batches[first : first + spell])


def _in_one_spell(
    context: BaseContext, wanted: int, given: Work[Any, Any, Result], batches: Sequence[Sequence[Any]]
) -> Iterator[list[Result]]:
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(wanted, mp_context=context, initializer=_prepare, initargs=(given,))
    try:
        with _deaf_to_the_keyboard():
            coming = pool.map(_batch, batches)  # this starts them
        yield from coming
    finally:
        pool.shutdown(cancel_futures=True)  # who stops early, if only at the start, does not wait for all


def _may_fork() -> bool:
    """A lock that another thread holds at that moment would be held for ever in the new process; macOS has such threads
    of its own."""
    return sys.platform == "linux" and threading.active_count() == 1


@contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal. Those started meanwhile never hear it; the first one hears it a
    moment later, and ends them all."""
    if sys.platform == "win32":
        yield  # nothing is inherited there; see ``_prepare``
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# Of a further process: the function it was started for, and the items it has already.
_prepared: list[Callable[[Any], Any]] = []
_items: list[Sequence[Any]] = []


def _prepare(work: Work[Any, Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for Windows
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    gc.freeze()  # what was inherited is looked through for rubbish by nobody, and so stays shared
    gc.enable()
    gc.set_threshold(SELDOM)
    _prepared[:] = [work.make(work.setting)]
    _items[:] = [work.items]


def _end_with_the_first() -> None:
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _batch(batch: Sequence[Any]) -> list[Any]:
    """``batch``: the items, or the numbers of those that are here already."""
    items = map(_items[0].__getitem__, batch) if isinstance(batch, range) else batch
    return [_prepared[0](item) for item in items]
