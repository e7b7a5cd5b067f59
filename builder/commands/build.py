"""``build``: the site, published; or what stands in the way."""

from __future__ import annotations

import sys
from contextlib import nullcontext

from builder import build as pipeline
from builder import target, timings
from builder.commands import (
    GOOD,
    PREVIEW,
    PRIVATE,
    USAGE,
    WAIT,
    Context,
    failed_by,
    renew_schemas,
    store_is_misplaced,
    warn_of_unfinished,
)
from builder.progress import Shown
from builder.run import Options
from builder.wording import Words

BUILT = Words(
    "已生成 {folder}：读取 {files} 个文件，渲染 {rendered} 页（共 {pages} 页），写入 {written} 个、删除 {removed} 个文件，"
    "用时 {total:.2f} 秒（{steps}）。",
    "Built {folder}: read {files} files, rendered {rendered} of {pages} pages, wrote {written} and removed {removed} "
    "files in {total:.2f} s ({steps}).",
)
AMONG_DRAFTS = Words(
    "输出文件夹“{folder}”在 {private} 里面，那里放的是带草稿的预览和缓存，随时会被改动或清除。"
    "请换一个位置（--output），例如 public。",
    "The output folder “{folder}” lies in {private}, where previews with drafts and caches come and go. Choose another "
    "place (--output), such as public.",
)
NOT_BUILT = Words("没有生成，原来的网站保持不变。", "Nothing was published; the site is as it was.")


def build(context: Context) -> int:
    options = context.options("public")
    if _is_among_drafts(options):
        context.say(AMONG_DRAFTS, folder=options.output, private=PRIVATE)
        return USAGE
    if store_is_misplaced(context):
        return USAGE
    progress, profile = Shown(sys.stderr, context.language), timings.profile() if context.args.profile else None
    with pipeline.alone(options, WAIT, context.tell_of):
        try:
            with profile or nullcontext():
                run = pipeline.build(options, strict=context.args.strict, progress=progress)
        finally:
            progress.over()
    context.lasting.append(run)
    renew_schemas(run)
    context.show(run.problems)
    if run.published is None:
        if not warn_of_unfinished(context):
            context.say(NOT_BUILT)
        return failed_by(run.problems)
    done = run.published
    context.say(
        BUILT,
        folder=options.output,
        files=run.read_count,
        rendered=len(run.rendered),
        pages=run.page_count,
        written=len(done.written) + len(done.replaced),
        removed=len(done.removed),
        total=sum(spent.wall for spent in run.spent.values()),
        steps=timings.in_short(run.spent, context.language),
    )
    if done.removed:
        from builder.commands.gone import tell_what_went  # a site that stands needs none of what that imports

        tell_what_went(context, run)
    if profile:
        print(timings.table(run.spent, context.language), timings.functions(profile, context.language), sep="\n\n")
    return GOOD


def _is_among_drafts(options: Options) -> bool:
    place = target.real(options.output)
    return place == target.real(options.root / PREVIEW) or PRIVATE in map(str.casefold, place.parts)
