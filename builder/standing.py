"""A site that stands already, or that the store holds: of all that it is made from nothing has changed.

The pipeline at its coarsest key. Asked by facts (see ``facts``), ten thousand files cost a tenth of a second; those
whose facts tell nothing, as in a fresh clone, are read, which takes half a second more. Whatever differs, is linked or
missing makes the answer no, and the pipeline finds out for itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from builder import digests, manifest, target
from builder.changes import BATCH, MANY, compare
from builder.facts import Digested, Facts, facts_below, facts_of, is_same, settled
from builder.faults import DiskFault
from builder.files import DISK, read_plain
from builder.journal import journal_open
from builder.manifest import Manifest
from builder.problemlist import SETTINGS
from builder.run import Inputs, Known, Options, Run, theme_home
from builder.spread import Processes, shared
from builder.work import Hands, Work

SOURCES = ("content", "templates", "static")
INPUTS = (*SOURCES, SETTINGS)
THEME = ("templates", "static")


class Whole(msgspec.Struct):
    """The last complete run, if it found no problem and all its inputs had settled: what was asked for, and of what
    the digest of the manifest; the files it read, with their digests and facts."""

    asked: str
    site: Digested
    theme: Digested
    manifest: str
    pages: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The number of its pages. If facts alone could not tell, or if it stands in the store only, then also its
    manifest, where its files are, and their digests by their facts."""

    pages: int
    manifest: Manifest | None = None
    place: Path = Path()
    known: Digested = field(default_factory=dict)


def look(options: Options) -> Inputs | None:
    """The facts of all inputs."""
    site = facts_below(options.root, INPUTS)
    theme = facts_below(theme_home(), THEME if theme_home() != options.root else ())
    return None if site is None or theme is None else Inputs(site.files, theme.files, site.empty)


def reading(options: Options) -> Hands:
    """Who reads many files."""
    return shared(Processes(options.workers))


def stands(run: Run) -> Standing | None:
    """What stands, if it is what a run would make.

    Notes what was read of the inputs: the pipeline need not read it again.
    """
    options, inputs = run.options, run.inputs
    whole = run.keeper.remembered("whole", Whole)
    if whole is None or inputs is None:
        return None
    inputs.before = whole.site, whole.theme
    site = _same(options, options.root, whole.site, inputs.site, inputs.read)
    theme = _same(options, theme_home(), whole.theme, inputs.theme, {})
    if not site or not theme or whole.asked != _asked(options, inputs):
        return None
    last = run.keeper.remembered("published", Known)
    known = last.files if last is not None and not options.rehash else {}
    if not options.rehash and _is_published(options.output, whole.manifest, known):
        return Standing(whole.pages)
    return _in_full(options, whole, known)


def _same(options: Options, root: Path, before: Digested, now: Mapping[str, Facts], read: Digested) -> bool:
    """Whether the files below ``root`` are those they were. What may have changed is read, into ``read``."""
    changed = [p for p, facts in now.items() if p in before and (options.rehash or before[p][1] != facts)]
    read |= zip(changed, reading(options)(Work(_digest, root, changed, BATCH, MANY)), strict=True)
    return before.keys() == now.keys() and all(read[path][0] == before[path][0] for path in changed)


def _digest(root: Path) -> Callable[[str], tuple[str, Facts]]:
    def digest(path: str) -> tuple[str, Facts]:
        try:
            data, facts = DISK.read_known(f"{root}/{path}")
        except DiskFault:
            return "", (0, 0, 0, 0, 0)  # the pipeline will say why
        return digests.of_bytes(data), facts

    return digest


def _is_published(folder: Path, told: str, known: Digested) -> bool:
    """By facts alone: whether the folder holds what it held when its files were last known."""
    there = DISK.look(folder)
    if there is None or there.kind != "folder":
        return False
    names = [entry.name for entry in DISK.entries(folder)]
    found = facts_below(folder, [n for n in names if n == manifest.FILE or not n.startswith(manifest.RESERVED)])
    if found is None or found.empty or found.files.pop(manifest.FILE, None) is None or journal_open(folder):
        return False
    same = found.files == {path: facts for path, (_, facts) in known.items()}
    return same and digests.of_bytes(DISK.read(folder / manifest.FILE)) == told


def _in_full(options: Options, whole: Whole, known: Digested) -> Standing | None:
    """By reading what is not known: whether the folder, or if there is none the spare one, holds the site."""
    folder = target.real(options.output)
    there = DISK.look(folder)
    if there is not None and there.kind != "folder":
        return None
    place = folder if there else target.spare_of(options.store, folder)
    data = None if journal_open(folder) else read_plain(DISK, place / manifest.FILE)
    told = manifest.from_bytes(data) if data is not None and digests.of_bytes(data) == whole.manifest else None
    if told is None:
        return None
    changes = compare(DISK, place, told, known, reading(options))
    if changes.needed:
        return None
    found = {path: (told.files[path].digest, facts) for path, facts in changes.facts.items()}
    return Standing(whole.pages, told, place, found)


def remember(run: Run, made: Manifest, pages: int) -> None:
    """Remember a complete run, so that the next one may find that it stands."""
    inputs = run.inputs
    if inputs is None or run.problems:
        return
    if all(settled(facts, run.began) for facts in (*inputs.site.values(), *inputs.theme.values())):
        parts = () if run.site is None else (run.readings, run.album, run.assets)
        known = {file: digest for part in parts for file, digest in part.digests().items()}
        site = _read(run.options.root, inputs.site, inputs.before[0], inputs.read, known)
        theme = _read(theme_home(), inputs.theme, inputs.before[1], {}, {})
        told = digests.of_bytes(manifest.to_bytes(made))
        if site is not None and theme is not None:
            run.keeper.remember("whole", Whole(_asked(run.options, inputs), site, theme, told, pages))


def _read(
    root: Path,
    now: Mapping[str, Facts],
    before: Digested,
    seen: Digested,
    used: Mapping[str, tuple[str, Facts | None]],
) -> Digested | None:
    """The files with their digests: of what was ``used``, else as ``seen`` when the run began, else as they were with
    these facts ``before``, else by reading. None where another file was read, or one that was not read as it was used
    has changed meanwhile."""
    digest, found = _digest(root), dict[str, tuple[str, Facts]]()
    known = {**{path: told for path, told in before.items() if now.get(path) == told[1]}, **seen, **used}
    for path, facts in now.items():
        told, read = known.get(path) or digest(path)
        if not is_same(read, facts):
            return None
        found[path] = told, facts
    return found if all(is_same(facts_of(root / path), now[path]) for path in now if path not in used) else None


def _asked(options: Options, inputs: Inputs) -> str:
    empty = os.fsencode("\n".join(sorted(inputs.empty)))  # one may have a name that no file can have
    return digests.of_data([options.today.isoformat(), options.search, options.drafts, empty])
