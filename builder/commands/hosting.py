"""``hosting``: what a server of the site is to be told."""

from __future__ import annotations

import sys
from pathlib import Path

from builder.commands import GOOD, PROBLEMS, USAGE, Context, failed_by
from builder.files import DISK
from builder.hosting import Unfit, configuration, is_ours
from builder.problems import Problem
from builder.siteconfig import read_site
from builder.wording import Words

WRITTEN = Words("已写出 {file}。", "Wrote {file}.")
NOT_OURS = Words(
    "“{file}”不是 xianfeng hosting 写出的文件，或者写出后改动过，为免覆盖，没有动它。"
    "请用 --to 写到另一个文件，再把要留的改动抄过去；或者先把它移走。",
    "“{file}” was not written by “xianfeng hosting”, or has been edited since, so it was left alone. Write to another "
    "file (--to) and copy the edits that shall stay; or move it away.",
)


def hosting(context: Context) -> int:
    """The configuration for a server or host: on standard output, or in a file, which is UTF-8 whatever a shell would
    make of it."""
    problems: list[Problem] = []
    site = read_site(context.args.root, problems.append)
    context.show(problems)
    if site is None or "url" in site.unread:
        return failed_by(problems)
    try:
        text = configuration(context.args.host, site.settings.url, context.args.folder, context.language)
    except Unfit as unfit:
        print(unfit.text(context.language), file=sys.stderr)
        return USAGE if unfit.value == context.args.folder else PROBLEMS  # else the address of the site is at fault
    file: Path | None = context.args.to
    if file is None:
        print(text, end="")
        return GOOD
    if file.exists() and not (file.is_file() and is_ours(DISK.read(file))):
        context.say(NOT_OURS, file=file)
        return USAGE
    DISK.make_folder(file.parent)
    DISK.write(file, text.encode())
    context.say(WRITTEN, file=file)
    return GOOD
