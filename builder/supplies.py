"""What a site is made from beside its records: the theme, the static files, and the list of files that hold records.

A preview has these in its memory. They are read again when one of their folder has other facts than it had then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from builder import target, templates
from builder.assets import Assets, Plain, read_assets
from builder.contentfiles import content_files
from builder.facts import settled
from builder.files import DISK
from builder.run import Run, theme_home
from builder.templates import Theme

T = TypeVar("T")


def supplies_of(run: Run, language: str) -> tuple[Theme, Assets, list[str]]:
    """The theme, the static files, and the files that hold records, in their order: as this process had them, if
    nothing tells otherwise."""
    root, home, report, warm = run.options.root, theme_home(), run.problems.append, run.warm

    def again(folder: str, more: str, make: Callable[[], T]) -> T:
        seen = run.inputs.below(folder) if run.inputs is not None and not run.options.rehash else None
        believed = seen is not None and all(settled(facts, run.began) for each in seen for facts in each.values())
        return warm.again(folder, (more, seen) if believed else None, run.problems, make)

    theme = again("templates", language, partial(templates.read_theme, home, root, language, report, run.keeper.result))
    assets = again("static", "", partial(_assets, run))
    names = None if run.inputs is None else [*run.inputs.below("content")[0]] or None  # an empty folder may go
    stands = partial(target.holds_records, DISK, target.real(run.options.output))
    files = warm.again("content", names, run.problems, partial(content_files, root, report, stands))
    warm.theme = theme
    return theme, assets, files


def _assets(run: Run) -> Assets:
    """The static files; what is known of those that are published as they lie is remembered."""
    last = run.keeper.remembered("static", dict[str, Plain], shared=True) or {}
    found = read_assets(theme_home(), run.options.root, run.problems.append, run.trust, last)
    if found.plain != last:
        run.keeper.remember("static", found.plain, shared=True)
    return found
