"""``serve``: the live preview."""

from __future__ import annotations

import sys

from builder.commands import PREVIEW, USAGE, Context, failed_by, store_is_misplaced
from builder.problemlist import SETTINGS
from builder.problems import Problem
from builder.serve import serve as run_server
from builder.siteconfig import read_site
from builder.wording import Words

NO_OUTPUT = Words(
    "预览里有草稿，所以只放在站点文件夹的 {place} 里，不能另选位置，以免和要发布的网站混在一起。请去掉 --output，再运行一次。",
    "A preview shows drafts, so it stands in {place} of the site's folder and nowhere else, lest it be taken for the "
    "site to publish. Run again without --output.",
)


def serve(context: Context) -> int:
    args = context.args
    if args.output is not None:
        context.say(NO_OUTPUT, place=PREVIEW)
        return USAGE
    if store_is_misplaced(context):
        return USAGE
    if not (args.root / SETTINGS).is_file():  # another folder was meant; a preview would wait for a site there
        problems: list[Problem] = []
        read_site(args.root, problems.append)
        context.show(problems)
        return failed_by(problems)
    return run_server(
        lambda: context.options(PREVIEW, drafts=True),
        host=args.host,
        port=args.port,
        language=context.language,
        say=lambda text: print(text, file=sys.stderr, flush=True),
        open_browser=args.open,
    )
