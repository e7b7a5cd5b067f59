"""Pages of records that stand in the published folder and have no place in the site any more.

This is said beside what a command did and is no problem of the content: to delete a page is nobody's mistake, and as a
warning it would keep a build with ``--strict`` from ever publishing what is to be deleted. A draft that was set back is
none of these; nor is what was withdrawn or leads on to a new address, for something stands in its place. Cases whose
day has not come are told for themselves: they were published, and days do not go back unless a clock does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from builder import target
from builder.catalogue import mark_of
from builder.commands import Context
from builder.files import DISK
from builder.pages.shell import OVERVIEWS, SEARCH
from builder.relations import Key, Names, plain_name
from builder.run import Run
from builder.schema import REGISTRY, SitePage
from builder.wording import Words

WENT = Words(
    "这些页面原来在网站上，现在没有了，打开旧网址的人会看到“找不到这个页面”：\n{pages}\n{mend}",
    "These pages stood on the site and are gone; whoever opens their addresses finds nothing:\n{pages}\n{mend}",
)
GOES = Words(
    "这些页面还在已生成的网站上，下次生成就没有了，打开旧网址的人会看到“找不到这个页面”：\n{pages}\n{mend}",
    "These pages stand on the built site and will be gone after the next build; whoever opens their addresses will "
    "find nothing:\n{pages}\n{mend}",
)
MEND = Words(
    "编号改了的，请在改后的记录里写上旧地址，如“原地址: {path}”；要撤下的，请恢复原来的文件，再运行 xianfeng withdraw {key} "
    '--why "原因"；有意删去的，不用处理。',
    "If an id was changed, write the old address into the record, such as “moved_from: {path}”. To take a page down, "
    'bring its file back and run xianfeng withdraw {key} --why "reason". If it was deleted on purpose, all is well.',
)
EARLY = Words(
    "这些页面原来在网站上，按今天的日期（{today}）却还没到发布的日子，所以不再显示：\n{pages}\n"
    "电脑的日期不对、或者 --date、SOURCE_DATE_EPOCH 写错了的，请改正后再生成一次；有意推迟发布的，不用处理。",
    "These pages stood on the site, and by today's date ({today}) their day has not come yet, so they are not shown:\n"
    "{pages}\nIf the clock of this computer is wrong, or --date or SOURCE_DATE_EPOCH is, mend it and build again; if "
    "they were put off on purpose, all is well.",
)
MORE = Words("另有 {count} 页", "and {count} more")
MOST = 10  # pages that are named

_LISTS = {SEARCH, *(path for path, _ in OVERVIEWS.values())}  # what may come and go at the top beside the site's own
_LIST = re.compile(r"index|page-[0-9]+")
_KIND_OF = {cls.folder: kind for kind, cls in REGISTRY.items() if kind != SitePage.kind} | {"": SitePage.kind}


def tell_what_went(context: Context, run: Run) -> None:
    """What a build took down."""
    if run.published is not None and run.site is not None:
        _tell(context, WENT, run.published.removed, run)
        _tell_of_early(context, run.published.removed, run)


def tell_what_goes(context: Context, run: Run) -> None:
    """What the next build will take down, if one has built before."""
    standing = target.files_in(DISK, run.options.output)
    _tell(context, GOES, [path for path in standing if path not in run.outputs], run)


def _tell(context: Context, words: Words, paths: Iterable[str], run: Run) -> None:
    pages = gone(paths, run.catalogue.tables.names)
    if not pages:
        return
    path = min(pages)
    mend = MEND.in_(context.language, path=path, key=":".join(pages[path]))
    context.say(words, pages=_listed(context, sorted(pages)), mend=mend)


def _tell_of_early(context: Context, paths: Iterable[str], run: Run) -> None:
    records, today = run.catalogue.tables.names.ids, run.options.today
    found = {path: records.get(key) for path in paths if (key := _record_at(path)) is not None}
    early = [path for path, record in found.items() if record is not None and mark_of(record, today) == "scheduled"]
    if early:
        context.say(EARLY, today=today.isoformat(), pages=_listed(context, sorted(early)))


def _listed(context: Context, pages: Sequence[str]) -> str:
    more = [MORE.in_(context.language, count=len(pages) - MOST)] if len(pages) > MOST else []
    return "\n".join(f"  {line}" for line in [*pages[:MOST], *more])


def gone(paths: Iterable[str], names: Names) -> dict[str, Key]:
    """Those of the ``paths`` that were pages of records which nobody has written any more."""
    led_on = {path for record in names.ids.values() for path in record.moved_from}  # comes back with its record
    found: dict[str, Key] = {}
    for path in sorted({*paths} - led_on):
        key = _record_at(path)
        if key is not None and key not in names.ids and not _is_lost(key, names):
            found[path] = key
    return found


def _is_lost(key: Key, names: Names) -> bool:
    """Whether the record is written, but could not be read: a draft from which a required field was taken out."""
    kind, id_ = key
    return bool({(kind, ""), (kind, plain_name(id_))} & names.lost)


def _record_at(path: str) -> Key | None:
    """The record whose page a site path is; None for lists and for what is no page."""
    folder, _, name = path.rpartition("/")
    id_, dot, suffix = name.partition(".")
    if folder not in _KIND_OF or dot + suffix != ".html" or path in _LISTS or _LIST.fullmatch(id_):
        return None
    return _KIND_OF[folder], id_
