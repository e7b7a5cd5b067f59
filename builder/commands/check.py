"""``check``: what stands in the way of a build, without one."""

from __future__ import annotations

from builder import build as pipeline
from builder.commands import GOOD, PRIVATE, PROBLEMS, Context, warn_of_unfinished
from builder.files import DISK
from builder.run import Options, Run
from builder.spots import on_disk
from builder.wording import Words

CLEAN = Words("检查通过：{files} 个文件，{pages} 页。", "All is well: {files} files, {pages} pages.")
ASKED = Words("查看了 {links} 个外部链接。", "Looked at {links} links to other sites.")


def check(context: Context) -> int:
    options = context.options("public")
    if warn_of_unfinished(context):
        return PROBLEMS
    code = _checked(context, options)
    if context.args.watch:
        from watchfiles import watch  # only those who watch pay for the import

        for _ in watch(options.root / "content", options.root / "site.yaml", raise_interrupt=False):
            code = _checked(context, options)
    return code


def _checked(context: Context, options: Options) -> int:
    run: Run = pipeline.produce(options)
    if context.args.links and run.catalogue is not None:
        from builder.links import check_links  # only those who ask for it pay for it

        kept, read = options.root / PRIVATE / "links.json", on_disk(options.root)
        asked = check_links(run.catalogue, options.today, kept, DISK, read, run.problems.append)
        context.say(ASKED, links=asked)
    context.show(run.problems)
    if run.failed or (context.args.strict and run.problems):
        return PROBLEMS
    context.say(CLEAN, files=len(run.files), pages=len(run.pages))
    return GOOD
