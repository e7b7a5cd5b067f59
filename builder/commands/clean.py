"""``clean``: away with what can be made again."""

from __future__ import annotations

from contextlib import nullcontext

from builder import target
from builder.commands import GOOD, PREVIEW, Context, alone, failed_by
from builder.files import DISK, remove_tree
from builder.problems import Problem
from builder.publish import remove_output
from builder.store import Store
from builder.wording import Words

REMOVED = Words("已删除生成的网站和缓存。", "The built site and the store are removed.")


def clean(context: Context) -> int:
    """Remove what can be made again: the output, the preview, the store. Never a folder that we did not make."""
    options = context.options("public")
    problems: list[Problem] = []
    preview = options.root / PREVIEW
    language = context.language
    with alone(options.output, language), alone(preview, language) if preview.parent.is_dir() else nullcontext():
        removed = remove_output(options.output, problems.append, protected=[options.root])
        remove_output(preview, problems.append, protected=[options.root])
        for folder in (options.output, preview):
            remove_tree(DISK, target.spare_of(options.store, folder))
    Store(options.store).sweep(frozenset())
    context.show(problems)
    if removed:
        context.say(REMOVED)
    return GOOD if removed else failed_by(problems)
