"""One build after the other: what changes while one runs leads to exactly one more.

A build runs in a thread, so that the browser is answered meanwhile; whatever it raises becomes a problem to be shown,
for an author's preview must outlive a full disk and a fault of ours alike.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from builder import addresses, journal, lock, manifest, siteconfig
from builder.build import Options, Run, alone, build
from builder.cluster import NoCluster
from builder.faults import NO_MEMORY, DiskFault, as_fault
from builder.problems import Message, Place, in_order, unheard
from builder.run import Superseded
from builder.serve.ahead import Ahead, ahead_of, edition_of
from builder.serve.overlay import Standing
from builder.serve.watching import SETTLE
from builder.warm import Warm
from builder.wording import Words

QUIET, IDLE = 1.0, 30.0  # seconds after which what may be needed is made ready, and rubbish cleared away
GRACE = 0.3  # seconds that a build steps aside while the browser loads what is made: both want the interpreter
PUT_OFF = 20  # builds in a row that are given up for the next one, at most: some program may never stop writing
RETRY = 0.5  # seconds until a folder that another run holds is tried again
LONG = 3.0  # seconds for which that is waited without a word: another preview of the site builds after each save too
AGAIN = 10.0  # seconds at least until a build that the machine has failed is tried again,
SHARE = 10  # so that at most one part in so many is spent on that

FAULT = Message(
    "preview-fault",
    "电脑出了问题，网站没能生成：{detail}",
    "The machine is at fault, and the site could not be built: {detail}",
)
NO_CLUSTER = Message("preview-no-cluster", "网站没能生成：{detail}", "The site could not be built: {detail}")
CRASH = Message(
    "preview-crash",
    "先锋自身出了错，不是内容写错了。请撤回最近的改动再保存；并把这一行告诉维护人员：{detail}",
    "Xianfeng itself failed; this is no mistake of yours. Take your last change back, and pass this line on: {detail}",
)


Ready: TypeAlias = Callable[[Standing, Ahead, Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build. ``changed`` counts files written, replaced and removed; ``seconds`` is wall time;
    ``given_up``: its pages are shown, and the rest was left to the next one, which is asked for already."""

    standing: Standing
    changed: int = 0
    pages: int = 0
    seconds: float = 0.0
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Reports:
    """Whom to tell. ``ready`` gets what is made and not published yet, and is to call when a page has shown it;
    ``done`` gets the outcome, and the names of all that changed since the last good build."""

    ready: Ready
    done: Callable[[Outcome, frozenset[str]], None]
    busy: Callable[[lock.Busy], None]


class Rebuilding:
    """The queue of one place: a build runs, or is asked for, or both."""

    def __init__(self, begin: Callable[[frozenset[str]], Options], reports: Reports) -> None:
        self._begin = begin  # is told because of which names a build is wanted, and gives its options
        self._reports = reports
        self._asked = asyncio.Event()
        self._names: set[str] = set()
        self._warm = Warm()
        self._put_off = 0  # builds that were given up for the next one, since the last that was not

    def ask(self, names: Iterable[str] = ()) -> None:
        """Want a build, because of ``names``. From the event loop's thread."""
        self._names.update(names)
        self._asked.set()

    async def run(self) -> None:
        """Build whenever asked, until cancelled; a build that runs then is not broken off."""
        passed_over, pause = False, 0.0
        await asyncio.sleep(SETTLE)
        while True:
            again = pause > 0 and not await self._is_asked_within(pause)
            if not pause:
                await self._wait()
            self._asked.clear()
            names = frozenset(self._names)
            # what the machine may fail to publish again is not shown for the time until it does
            outcome = await self._outcome(names, _unshown if again else self._reports.ready)
            pause = max(AGAIN, SHARE * outcome.seconds) if outcome.standing.fault else 0.0
            if again and pause:
                continue  # that it fails has been told
            # A file that was read half-written fails, and is read again at once: its problems are shown to nobody. But
            # only once in a row, lest a program that never stops writing hide them for ever.
            passed_over = outcome.standing.failed and self._asked.is_set() and not passed_over
            self._put_off = self._put_off + 1 if outcome.given_up else 0
            if not passed_over:
                if not outcome.standing.failed and not outcome.given_up:
                    self._names -= names
                self._reports.done(outcome, names)

    async def _wait(self) -> None:
        """Until a build is wanted. What the last ones left is cleared away once nothing happens: on a large site this
        takes half a second, in which no browser is answered."""
        for seconds, then in ((QUIET, self._prepare), (IDLE, gc.collect)):
            if await self._is_asked_within(seconds):
                return
            then()
        await self._asked.wait()

    def _is_superseded(self) -> bool:
        """Whether a build whose pages are shown may leave the rest to the next one: on a large site open data takes ten
        seconds, and whoever saves again would wait for them."""
        return self._asked.is_set() and self._put_off < PUT_OFF

    async def _is_asked_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):  # ``wait_for`` may miss that all is to end, before Python 3.12
                return await self._asked.wait()
        except TimeoutError:
            return False

    def _prepare(self) -> None:
        """Beside the event loop: a change that comes meanwhile need not wait for it."""
        threading.Thread(target=self._warm.prepare, daemon=True).start()

    async def _outcome(self, names: frozenset[str], show: Ready) -> Outcome:
        told, loop, began = False, asyncio.get_running_loop(), perf_counter()

        def ready(standing: Standing, files: Ahead) -> Superseded:
            seen = threading.Event()
            loop.call_soon_threadsafe(show, standing, files, seen.set)
            seen.wait(GRACE)
            return self._is_superseded

        while True:
            try:
                return await asyncio.to_thread(attempt, partial(self._begin, names), ready, self._warm)
            except lock.Busy as busy:
                if not told and perf_counter() - began >= LONG:
                    self._reports.busy(busy)
                    told = True
                await asyncio.sleep(RETRY)


def _unshown(_standing: Standing, _files: Ahead, seen: Callable[[], None]) -> None:
    seen()


def attempt(
    make_options: Callable[[], Options], ready: Callable[[Standing, Ahead], Superseded], warm: Warm
) -> Outcome:
    """One build under the lock of its output; ``ready`` is told when its pages are made, if they can be shown. Raises
    ``Busy`` only."""
    started = perf_counter()
    output: Path | None = None
    edition, tried_again = "", True

    def made(run: Run) -> Superseded:
        nonlocal edition
        edition = edition_of(run.outputs.manifest())
        files = ahead_of(run)
        return run.superseded if files is None else ready(_standing_of(run, edition), files)

    try:
        options = make_options()
        output = options.output
        with alone(options, 0):
            run = build(options, ready=made, warm=warm)
            if run.given_up:
                run.outputs.close()
                return Outcome(_standing_of(run, edition), given_up=True)
            if run.published is None or run.standing is not None:
                edition = edition_in(output)  # the old one; or no page was made, for the site stood
            run.outputs.close()
            return _outcome_of(run, edition, perf_counter() - started)
    except lock.Busy:
        raise
    except NoCluster as absent:
        problem = NO_CLUSTER.at(Place("--cluster"), detail=Words(absent.text("zh"), absent.text("en")))
    except MemoryError:
        problem = FAULT.at(Place(str(output)), detail=NO_MEMORY)
    except (DiskFault, OSError) as error:
        fault = as_fault(error, output or Path())
        problem = FAULT.at(Place(str(fault.path)), detail=Words(fault.text("zh"), fault.text("en")))
    except Exception as error:
        problem, tried_again = CRASH.at(_where(error), detail=f"{type(error).__name__}: {error}"[:300]), False
    edition = edition_in(output) if output else ""
    standing = Standing(edition, (problem,), failed=True, built=True, fault=tried_again)
    return Outcome(standing, seconds=perf_counter() - started)


def edition_in(output: Path) -> str:
    """The edition of the site that stands in ``output``; ``""`` where there is none, or one that is half the old and
    half the new."""
    if journal.journal_open(output):
        return ""
    try:
        found = manifest.from_bytes((output / manifest.FILE).read_bytes())
    except OSError:
        return ""
    return "" if found is None else edition_of(found)


def _outcome_of(run: Run, edition: str, seconds: float) -> Outcome:
    done = run.published
    changed = len(done.written) + len(done.replaced) + len(done.removed) if done else 0
    return Outcome(replace(_standing_of(run, edition), failed=done is None), changed, run.page_count, seconds)


def _standing_of(run: Run, edition: str) -> Standing:
    site = run.site or siteconfig.read_site(run.options.root, unheard)  # a site that stands was not read
    home = addresses.absolute(site.settings.url, "") if site else ""
    return Standing(edition, tuple(in_order(run.problems)), run.failed, built=True, home=home)


def _where(error: Exception) -> Place:
    """The innermost line of ours, named as in the source."""
    home = Path(__file__).parents[1]
    place = Place("builder")
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(home):
            place = Place(file.relative_to(home.parent).as_posix(), line)
    return place
