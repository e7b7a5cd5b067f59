"""``check``: what stands in the way of a build, without one."""

from __future__ import annotations

import gc
import sys

from builder import build as pipeline
from builder.commands import GOOD, PRIVATE, PROBLEMS, Context, warn_of_unfinished
from builder.files import DISK
from builder.run import Run
from builder.spots import on_disk
from builder.wording import Words

CLEAN = Words("检查通过：{files} 个文件，{pages} 页。", "All is well: {files} files, {pages} pages.")
ASKED = Words("查看了 {links} 个外部链接。", "Looked at {links} links to other sites.")


def check(context: Context) -> int:
    if warn_of_unfinished(context):
        return PROBLEMS
    return _watched(context) if context.args.watch else _checked(context)


def _watched(context: Context) -> int:
    """Check, and again on every change, until Ctrl-C; the exit code is that of the last time."""
    from builder.serve.watching import Watched, repeat  # only those who watch pay for the import

    options, code = context.options("public"), GOOD
    ignored = (options.output.resolve(), options.store.resolve())
    watched = Watched(options.root.resolve(), pipeline.theme_home().resolve(), ignored)

    def again() -> None:
        nonlocal code
        code = _checked(context)
        sys.stdout.flush()  # whoever reads it waits for no more
        gc.collect()  # nothing else does: see ``cli.entry``

    repeat(watched, again)
    return code


def _checked(context: Context) -> int:
    options = context.options("public")  # anew each time: the day may be another one
    run: Run = pipeline.produce(options)
    if context.args.links and run.site is not None:
        from builder.links import check_links  # only those who ask for it pay for it

        kept, read = options.root / PRIVATE / "links.json", on_disk(options.root)
        asked = check_links(run.catalogue, options.today, kept, DISK, read, run.problems.append)
        context.say(ASKED, links=asked)
    context.show(run.problems)
    if run.failed or (context.args.strict and run.problems):
        return PROBLEMS
    context.say(CLEAN, files=len(run.files), pages=len(run.pages))
    return GOOD
