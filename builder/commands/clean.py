"""``clean``: away with what can be made again."""

from __future__ import annotations

from contextlib import ExitStack

from builder import target
from builder.commands import GOOD, PREVIEW, WAIT, Context, failed_by
from builder.files import DISK, remove_tree
from builder.lock import held
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
    with ExitStack() as locks:
        for folder in (options.output, *((preview,) if preview.parent.is_dir() else ())):
            locks.enter_context(held(target.lock_of(folder), WAIT, context.tell_of))
        removed = remove_output(options.output, problems.append, protected=[options.root])
        remove_output(preview, problems.append, protected=[options.root])
        for folder in (options.output, preview):
            remove_tree(DISK, target.spare_of(options.store, folder))
    Store(options.store).sweep(frozenset())
    context.show(problems)
    if removed:
        context.say(REMOVED)
    return GOOD if removed else failed_by(problems)
