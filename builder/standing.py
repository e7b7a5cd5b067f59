"""A site that stands already: of all that it is made from nothing has changed, and neither has it.

The pipeline at its coarsest key. It is asked by facts alone (see ``facts``), so ten thousand files cost a tenth of a
second; whatever is young, linked or missing makes the answer no, and the pipeline finds out for itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import msgspec

from builder import digests, manifest
from builder.facts import Facts, facts_below, settled
from builder.files import DISK
from builder.journal import journal_open
from builder.keeper import Keeper
from builder.manifest import Manifest
from builder.run import Known, Options, Run, theme_home

Inputs: TypeAlias = tuple[dict[str, Facts], dict[str, Facts]]  # of the site, of the default theme

INPUTS = ("content", "templates", "static", "site.yaml")
THEME = ("templates", "static")


class Whole(msgspec.Struct):
    """The last complete run, if it found no problem and all its inputs had settled."""

    asked: str
    site: dict[str, Facts]
    theme: dict[str, Facts]
    manifest: str
    pages: int


def look(options: Options) -> Inputs | None:
    """The facts of all inputs: of the site, of the default theme."""
    site = facts_below(options.root, INPUTS)
    theme = facts_below(theme_home(), THEME) if theme_home() != options.root else {}
    return None if site is None or theme is None else (site, theme)


def stands(options: Options, keeper: Keeper, inputs: Inputs | None) -> int | None:
    """The number of pages of the site that stands, if it is what a run would make; else None."""
    whole, known = keeper.remembered("whole", Whole), keeper.remembered("published", Known)
    if whole is None or known is None or options.rehash:
        return None
    if whole.asked != _asked(options) or (whole.site, whole.theme) != inputs:
        return None
    return whole.pages if _is_published(options.output, whole, known) else None


def _is_published(folder: Path, whole: Whole, known: Known) -> bool:
    top = [entry.name for entry in DISK.entries(folder)] if DISK.look(folder) else []
    found = facts_below(folder, top) or {}
    if found.pop(manifest.FILE, None) is None or journal_open(folder):
        return False
    same = found == {path: facts for path, (_, facts) in known.files.items()}
    return same and digests.of_bytes(DISK.read(folder / manifest.FILE)) == whole.manifest


def remember(run: Run, made: Manifest) -> None:
    """Remember a complete run, so that the next one may find that it stands."""
    if run.inputs is None or run.problems:
        return
    site, theme = run.inputs
    if all(settled(facts, run.began) for facts in (*site.values(), *theme.values())):
        told = digests.of_bytes(manifest.to_bytes(made))
        run.keeper.remember("whole", Whole(_asked(run.options), site, theme, told, len(run.pages)))


def _asked(options: Options) -> str:
    return digests.of_data([options.today.isoformat(), options.search, options.drafts])
