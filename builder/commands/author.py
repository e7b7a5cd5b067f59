"""The commands that write files for an author."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from builder import authoring
from builder.authoring import Outcome
from builder.commands import GOOD, Context, failed_by
from builder.files import DISK
from builder.problems import Problem, Report
from builder.siteconfig import read_site
from builder.wording import Words

NEXT = Words(
    "下一步：运行 {program} serve --root {folder}，在浏览器里看；先改 site.yaml 里的名称和网址。",
    "Next: run {program} serve --root {folder}; begin with the name and the address in site.yaml.",
)


def new(context: Context) -> int:
    args = context.args
    return _authored(
        context,
        lambda report: authoring.new(args.root, args.kind, args.title, args.slug, context.day(), DISK, report),
    )


def withdraw(context: Context) -> int:
    args = context.args
    return _authored(
        context, lambda report: authoring.withdraw(args.root, args.id, args.why, context.day(), DISK, report)
    )


def init(context: Context) -> int:
    args = context.args
    folder = args.root / args.folder
    code = _authored(context, lambda report: authoring.init(folder, args.name, context.day(), DISK, report))
    if code == GOOD:
        context.add(NEXT, program=_program(), folder=f'"{folder}"')
    return code


def _program() -> str:
    """What this program was called by: beside a checkout there is no “xianfeng”."""
    called = Path(sys.argv[0])
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{python} -m builder" if called.name == "__main__.py" else called.stem


def schema(context: Context) -> int:
    root: Path = context.args.root

    def write(report: Report) -> Outcome | None:
        site = read_site(root, report)
        return authoring.write_schemas(root, site, DISK, report) if site else None

    return _authored(context, write)


def _authored(context: Context, act: Callable[[Report], Outcome | None]) -> int:
    """A command that writes files for an author: what it did, or the problems that stood in the way."""
    problems: list[Problem] = []
    outcome = act(problems.append)
    context.show(problems)
    for words in outcome.said if outcome else ():
        context.add(words)
    return GOOD if outcome else failed_by(problems)
