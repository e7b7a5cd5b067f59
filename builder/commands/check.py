"""``check``: what stands in the way of a build, without one.

Results are kept in the store, so that a build after it makes nothing twice. Where the store cannot be written to, as on
a read-only or a full disk, a check is none the worse: it takes one that is gone with it.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from builder import build as pipeline
from builder.catalogue import Catalogue, mark_of
from builder.commands import (
    GOOD,
    PRIVATE,
    PROBLEMS,
    USAGE,
    Context,
    failed_by,
    renew_schemas,
    store_is_misplaced,
    warn_of_unfinished,
)
from builder.commands.gone import tell_what_goes
from builder.faults import DiskFault
from builder.files import DISK
from builder.run import Run
from builder.schema import Case
from builder.spots import on_disk
from builder.wording import Language, Words, listed

CLEAN = Words("检查通过：{files} 个文件，{pages} 页。", "All is well: {files} files, {pages} pages.")
NOT_KEPT = Words(
    "缓存文件夹“{folder}”写不进去，这次检查不用它：结果不受影响，只是下次还要从头查。",
    "The store “{folder}” cannot be written to, so this check does without: it is as good, only the next begins anew.",
)
SAMPLE_HOME = Words(
    "网址还是样例里的 {value}，搜索引擎和二维码会把读者带到那里去。发布以前，请在 site.yaml 里改成自己的。",
    "The address is still that of the sample, {value}, where search engines and QR codes would send readers. Write "
    "your own into site.yaml before you publish.",
)
SAMPLE_HOST = "example.com"  # of what ``init`` writes
HELD_BACK = Words("还没有发布：{what}。", "Not published yet: {what}.")
STATES = {
    "draft": Words("草稿 {count} 篇（{names}）", "drafts: {count} ({names})"),
    "scheduled": Words("待发布 {count} 篇（{names}）", "dated ahead: {count} ({names})"),
}
MORE = Words("等", "…")
FEW = 5
ASKED = Words("查看了 {links} 个外部链接。", "Looked at {links} links to other sites.")


def check(context: Context) -> int:
    if store_is_misplaced(context):
        return USAGE
    if warn_of_unfinished(context):
        return PROBLEMS
    return _watched(context) if context.args.watch else _checked(context)


def _watched(context: Context) -> int:
    """Check, and again on every change, until Ctrl-C; the exit code is that of the last time."""
    from builder.serve.watching import repeat, watched_by  # only those who watch pay for the import

    options, code = context.options("public"), GOOD
    def again() -> None:
        nonlocal code
        code = _checked(context)
        sys.stdout.flush()  # whoever reads it waits for no more
        gc.collect()  # nothing else does: see ``cli.entry``

    repeat(watched_by(options), again)
    return code


def _checked(context: Context) -> int:
    options = context.options("public")  # anew each time: the day may be another one
    try:
        run = pipeline.produce(options)
    except DiskFault as fault:
        if not fault.path.is_relative_to(options.store):
            raise
    else:
        return _told(context, run)
    context.say(NOT_KEPT, folder=options.store)
    with TemporaryDirectory(prefix="xianfeng-", ignore_cleanup_errors=True) as folder:
        return _told(context, pipeline.produce(replace(options, store=Path(folder))))


def _told(context: Context, run: Run) -> int:
    options = run.options
    renew_schemas(run)
    if context.args.links and run.site is not None:
        from builder.links import check_links  # only those who ask for it pay for it

        kept, read = options.root / PRIVATE / "links.json", on_disk(options.root)
        asked = check_links(run.catalogue, options.today, kept, DISK, read, run.problems.append)
        context.say(ASKED, links=asked)
    context.show(run.problems)
    if run.failed or (context.args.strict and run.problems):
        return failed_by(run.problems)
    context.say(CLEAN, files=len(run.files), pages=len(run.pages))
    if run.site is None:
        return GOOD
    tell_what_goes(context, run)
    if urlsplit(run.site.settings.url).hostname == SAMPLE_HOST:
        context.say(SAMPLE_HOME, value=run.site.settings.url)
    if what := held_back(run.catalogue, context.language):
        context.say(HELD_BACK, what=what)
    return GOOD


def held_back(cat: Catalogue, language: Language) -> str:
    """What readers do not see yet, in words: a draft that lies forgotten, a date that was mistyped. Empty if nothing.

    What waits for its day stands in the order of the days, all else in that of the files.
    """
    said = []
    for state, words in STATES.items():
        found = [r for r in cat.tables.names.ids.values() if not r.inside[0] and mark_of(r, cat.today) == state]
        dated = sorted((r.date.iso if isinstance(r, Case) and r.date else "", r.place.file, r.id) for r in found)
        names = [f"{id_} {iso}" if state == "scheduled" else id_ for iso, _, id_ in dated]
        if names:
            shown = listed(names[:FEW], language) + (MORE.in_(language) if len(names) > FEW else "")
            said.append(words.in_(language, count=len(names), names=shown))
    return ("；" if language == "zh" else "; ").join(said)
