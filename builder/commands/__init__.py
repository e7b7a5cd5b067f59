"""The commands, a module for each sort of them, imported when it is called for: a build of a site that stands already
is over before the libraries of the others would be there."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from builder import journal, target
from builder.clock import HERE, today
from builder.files import DISK
from builder.lock import Busy
from builder.problemlist import SETTINGS, counted, listing
from builder.problems import Problem
from builder.run import Options, Run
from builder.standing import SOURCES
from builder.wording import Language, Words

GOOD, PROBLEMS, USAGE = 0, 1, 2
PRIVATE = ".xianfeng"  # the folder of a site that holds what can be made again: store, preview, schemas
EDITOR = ".vscode"
PREVIEW = f"{PRIVATE}/preview"  # the one place where drafts stand
WAIT = 30.0  # seconds that a build waits for another one of the same output

_MAY_NAME_A_ZONE = re.compile(r"zone|时区|時區|[\\Ａ-Ｚａ-ｚ]", re.IGNORECASE)  # in letters of any width, or escaped
UNFINISHED = Words(
    "{folder} 的上一次发布没有完成，里面新旧文件混在一起，请不要使用。请先运行一次 xianfeng build。",
    "The last publishing to {folder} was not completed: old and new files are mixed there, so do not use it. Run "
    "“xianfeng build” first.",
)
STORE_AMONG = Words(
    "缓存文件夹“{store}”在“{folder}”里面，那里是网站的原稿、素材或生成的网页，和缓存混在一起会弄乱。什么也没有写。"
    "请另选一个位置（--store），或者去掉 --store。",
    "The store “{store}” lies in “{folder}”, which is for the site or for what it is made from, and would be muddled. "
    "Nothing was written. Choose another place (--store), or leave --store out.",
)


@dataclass(frozen=True, slots=True)
class Context:
    """One call: the parsed arguments, the language of messages, and the environment. ``lasting``: what goes with the
    process; to take a large run apart before would be a tenth of a small edit."""

    args: Namespace
    language: Language
    environment: Mapping[str, str]
    lasting: list[object] = field(default_factory=list)

    def day(self) -> date:
        """The day that counts as today, asked anew each time: a preview may run past midnight."""
        return today(self.args.date, self.environment, partial(_zone, self.args.root))

    def options(self, output: str, *, drafts: bool = False) -> Options:
        args = self.args
        root: Path = args.root
        return Options(
            root=root,
            output=args.output or root / output,
            store=args.store or root / PRIVATE / "store",
            today=self.day(),
            workers=args.workers or int(args.profile),  # what other processes do is not seen
            cluster=args.cluster,
            drafts=drafts,
            search=not args.no_search,
            rehash=args.rehash,
        )

    def say(self, words: Words, **values: object) -> None:
        print(words.in_(self.language, **values), file=sys.stderr)

    def tell_of(self, busy: Busy) -> None:
        """Say who is waited for."""
        print(busy.text(self.language, waiting=True), file=sys.stderr)

    def show(self, problems: Sequence[Problem]) -> None:
        """The problems in the format asked for; their number too where a person reads."""
        text = listing(problems, self.args.format, self.language, self._below())
        if text:
            print(text)
        if problems and self.args.format == "text":
            print(counted(problems, self.language))

    def add(self, words: Words, **values: object) -> None:
        """A word after the problems: beside them for people, apart from them where a machine reads."""
        people = self.args.format == "text"
        print(words.in_(self.language, **values), file=sys.stdout if people else sys.stderr)

    def _below(self) -> str:
        """The site's folder in its repository, whose top GitHub names; elsewhere that is where a pipeline begins."""
        top = Path(self.environment.get("GITHUB_WORKSPACE") or Path()).resolve()
        root: Path = self.args.root.resolve()
        return f"{root.relative_to(top).as_posix()}/" if top in root.parents else ""


def renew_schemas(run: Run) -> None:
    """Keep up with ``site.yaml`` what an editor follows, if one does. A site that stands was not read anew."""
    if run.site is not None and (run.options.root / EDITOR).is_dir():
        from builder import authoring  # only where there is an editor anybody pays for the import

        authoring.renew_schemas(run.options.root, run.site, DISK)


def failed_by(problems: Iterable[Problem]) -> int:
    """The exit code of a command that these kept from its work."""
    errors = [problem for problem in problems if problem.severity == "error"]
    return USAGE if errors and all(problem.message.misuse for problem in errors) else PROBLEMS


def _zone(root: Path) -> str:
    """The site's time zone. Hardly any site names one, and to read all its settings takes as long as to find that
    nothing has changed."""
    with suppress(OSError, UnicodeDecodeError):
        there = (root / SETTINGS).is_file()  # a pipe would be waited for
        if there and not _MAY_NAME_A_ZONE.search((root / SETTINGS).read_text(encoding="utf-8")):
            return HERE
    from builder.siteconfig import read_site

    site = read_site(root, list[Problem]().append)  # its problems are reported by the run itself
    return site.zone if site else HERE


def store_is_misplaced(context: Context) -> bool:
    """True, after saying so, where the store that was asked for would lie among the site or what it is made from."""
    options = context.options("public")
    others = (options.output, *(options.root / name for name in (PREVIEW, *SOURCES)))
    found = next((one for one in others if target.lies_in(options.store, target.real(one))), None)
    if context.args.store is None or found is None:
        return False
    context.say(STORE_AMONG, store=options.store, folder=found)
    return True


def warn_of_unfinished(context: Context) -> bool:
    """True, after saying so, where the published folder is neither the old site nor the new one."""
    folder = context.options("public").output
    is_open = journal.journal_open(folder)
    if is_open:
        context.say(UNFINISHED, folder=folder)
    return is_open
