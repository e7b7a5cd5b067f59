"""The pipeline: its steps in their order, and publishing. One function for a build, a check and the preview."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from builder import standing, target
from builder.facts import Digested, moment, settled
from builder.files import DISK
from builder.keeper import Keeper, Reasons
from builder.manifest import Manifest
from builder.progress import Progress, Unseen
from builder.publish import Published, publish
from builder.run import Known, Options, Run, code_digest, theme_home
from builder.spread import Processes, Spread
from builder.standing import Standing
from builder.store import Store
from builder.timings import timed


def produce(options: Options) -> Run:
    """Everything but the publishing: what would be written, or the problems that stand in the way."""
    run = _begun(options, Unseen())
    with _uninterrupted():
        with timed(run.spent, "look"):
            run.inputs = standing.look(options)
        _produce(run)
    return run


def _begun(options: Options, progress: Progress) -> Run:
    keeper = Keeper(Store(options.store), code_digest(), options.drafts)
    return Run(options, keeper, Processes(options.workers), moment(options.store, options.now), progress)


def _produce(run: Run) -> None:
    from builder.steps import STEPS  # a site that stands is recognised without all these

    with _hands(run.options) as run.spread:
        for name, step in STEPS.items():
            with timed(run.spent, name):
                step(run)


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


def build(options: Options, *, strict: bool = False, progress: Progress | None = None) -> Run:
    """Produce the site and publish it, unless there are problems: then the folder stays as it is.

    The caller holds the lock of the output folder. Raises ``DiskFault`` for what the machine refuses.
    """
    run = _begun(options, progress or Unseen())
    with _uninterrupted():
        with timed(run.spent, "look"):
            run.inputs = standing.look(options)
            found = standing.stands(run)
            if found is not None:
                _stands(run, found)
                return run
        _produce(run)
        if not run.failed and not (strict and run.problems):
            with timed(run.spent, "publish"):
                _publish(run)
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
        run.published = _put_in_place(run, found.manifest, found.known)
    if run.published is not None:
        standing.remember(run, found.manifest, found.pages)


def _publish(run: Run) -> None:
    last = run.keeper.remembered("published", Known)
    made = run.outputs.manifest()
    run.published = _put_in_place(run, made, {} if last is None or run.options.rehash else last.files)
    if run.published is not None:
        _finish(run)
        standing.remember(run, made, len(run.pages))


def _put_in_place(run: Run, made: Manifest, known: Digested) -> Published | None:
    """Publish the outputs of a run, and remember by which facts they are known from now on."""
    options = run.options
    protected = [options.root, options.store, *(options.root / name for name in ("content", "templates", "static"))]
    done = publish(
        run.outputs, options.output, run.problems.append, wanted=made, known=known,
        spare=target.spare_of(options.store, options.output), protected=protected, work=standing.reading(options),
    )  # fmt: skip
    if done is not None:
        old = {path: facts for path, facts in done.found.items() if settled(facts, run.began)}
        stand = old | {path: facts for path, facts in done.laid.items() if path in old or path not in done.found}
        told = {path: (made.files[path].digest, facts) for path, facts in stand.items() if facts is not None}
        run.keeper.remember("published", Known(told))
    return done


def _finish(run: Run) -> None:
    """Remember a complete run, now that its site stands."""
    assert run.makings is not None and run.readings is not None, "a complete run"
    run.makings.finish(run.spread)
    run.keeper.finish([*run.readings.relied_on(), *(f"page:{kept.key}" for kept in run.pages.values())])


__all__ = ["Options", "Run", "build", "code_digest", "produce", "theme_home"]
