"""The pipeline: its steps in their order, and publishing. One function for a build, a check and the preview."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from builder import journal, standing, target
from builder.facts import Digested, Moment, moment, settled
from builder.files import DISK
from builder.keeper import Keeper, Reasons
from builder.lock import Busy, held
from builder.manifest import Manifest
from builder.problemlist import SETTINGS
from builder.progress import Progress, Unseen
from builder.publish import Published, publish
from builder.run import GivenUp, Known, Options, Run, Superseded, code_digest, theme_home
from builder.spare import Spare
from builder.spread import Processes, Spread
from builder.standing import Standing
from builder.store import Store
from builder.timings import timed

if TYPE_CHECKING:
    from builder.warm import Warm


@contextmanager
def alone(options: Options, wait: float, waiting: Callable[[Busy], None] | None = None) -> Iterator[None]:
    """Hold the lock of the output folder; a publishing that was killed is finished there first, whatever comes of this
    run. Where no site is, or none any more as its folder was moved, nothing shall be made, not even a lock.

    Raises ``Busy`` when another holds it for longer than ``wait`` seconds; ``waiting`` is told of that other.
    """
    if not (options.root / SETTINGS).is_file() and not journal.journal_open(options.output):
        yield
        return
    with held(target.lock_of(options.output), wait, waiting):
        journal.complete(options.output)
        yield


def produce(options: Options) -> Run:
    """Everything but the publishing: what would be written, or the problems that stand in the way."""
    run = _begun(options, Unseen())
    with _uninterrupted():
        with timed(run.spent, "look"):
            run.inputs = standing.look(options)
        _produce(run, None)
    return run


def _begun(options: Options, progress: Progress, store: Store | None = None) -> Run:
    keeper = Keeper(store or Store(options.store), code_digest(), options.drafts)
    return Run(options, keeper, moment(options.store, options.now), progress)


def _produce(run: Run, warm: Warm | None) -> None:
    from builder.steps import STEPS  # a site that stands is recognised without all these
    from builder.warm import Warm

    run.warm = warm or Warm()
    with _hands(run.options) as run.spread:
        for name, step in STEPS.items():
            with timed(run.spent, name):
                step(run)
            if run.site is None:
                return  # without ``site.yaml`` there is nothing to go on with


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A run makes millions of objects and hardly any rubbish; looking for it would take a quarter of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def _hands(options: Options) -> Iterator[Spread]:
    """Who does the work that can be spread: a cluster if one is named, else processes of this machine."""
    if options.cluster:
        from builder import cluster  # only those who have one pay for the import

        with cluster.connected(options.cluster, code_digest) as spread:
            yield spread
    else:
        yield Processes(options.workers)


def build(
    options: Options,
    *,
    strict: bool = False,
    progress: Progress | None = None,
    ready: Callable[[Run], Superseded] | None = None,
    warm: Warm | None = None,
) -> Run:
    """Produce the site and publish it, unless there are problems or it is given up: then the folder stays as it is.
    ``ready``, ``warm``: see ``Run``.

    The caller holds the lock of the output folder. Raises ``DiskFault`` for what the machine refuses, ``NoCluster``
    where one was asked for and is not there.
    """
    run = _begun(options, progress or Unseen(), warm.store if warm is not None else None)
    run.ready = ready
    with _uninterrupted():
        with timed(run.spent, "look"):
            run.inputs = standing.look(options)
            found = standing.stands(run)
            if found is not None and (warm is None or warm.pages is not None):  # a preview is to have it in memory
                _stands(run, found)
                return run
        try:
            _produce(run, warm)
            if not run.failed and not (strict and run.problems):
                run.go_on()
                with timed(run.spent, "publish"):
                    _publish(run)
        except GivenUp:
            run.given_up = True
        run.warm.rest(run.keeper.store)
    return run


def _stands(run: Run, found: Standing) -> None:
    """Take the site that stands, or that the store holds, for that of this run."""
    run.standing, run.published = found.pages, Published((), (), (), ())
    run.keeper.remember("reasons", Reasons())  # this run has rendered nothing
    if found.manifest is None:
        return
    if found.place == target.real(run.options.output):
        old = {path: told for path, told in found.known.items() if settled(told[1], run.began)}
        run.keeper.remember("published", Known(old))
    else:
        for path, told in found.manifest.files.items():
            run.outputs.expect(path, told, partial(DISK.read, found.place / path))
        run.published = _put_in_place(run, found.manifest, Known(found.known))
    if run.published is not None:
        standing.remember(run, found.manifest, found.pages)


def _publish(run: Run) -> None:
    last = run.keeper.remembered("published", Known)
    made = run.outputs.manifest()
    run.published = _put_in_place(run, made, Known({}) if last is None or run.options.rehash else last)
    if run.published is not None:
        _finish(run)
        standing.remember(run, made, len(run.pages))


def _put_in_place(run: Run, made: Manifest, last: Known) -> Published | None:
    """Publish the outputs of a run, and remember by which facts they are known from now on."""
    options = run.options
    done = publish(
        run.outputs, options.output, run.problems.append, wanted=made, known=last.files,
        spare=Spare(target.spare_of(options.store, options.output), last.spare, last.files),
        protected=[options.root, options.store], sources=[options.root / name for name in standing.SOURCES],
        hands=standing.reading(options),
    )  # fmt: skip
    if done is not None:
        told = _known(made, done, last.files, run.began)
        run.keeper.remember("published", Known(told, {**done.left} if len(told) == len(made.files) else {}))
    return done


def _known(made: Manifest, done: Published, before: Digested, began: Moment) -> Digested:
    """The published files that may be known by their facts: found as they were known, found old enough, or laid out."""
    known: Digested = {}
    for path, facts in done.found.items():
        if path in before and before[path][1] == facts:
            known[path] = before[path]
        elif settled(facts, began):
            known[path] = made.files[path].digest, facts
    for path, told in done.laid.items():
        if told is None:
            known.pop(path, None)
        elif path in known or path not in done.found:
            known[path] = made.files[path].digest, told
    return known


def _finish(run: Run) -> None:
    """Remember a complete run, now that its site stands."""
    run.warm.pages, run.warm.drafts = run.makings.finish(), run.makings.drafts
    made = (f"page:{kept.key}" for kept in run.pages.values())
    run.keeper.finish([*run.readings.relied_on(), *run.album.relied_on(), *made])


__all__ = ["Options", "Run", "alone", "build", "code_digest", "produce", "theme_home"]
