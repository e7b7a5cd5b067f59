"""What each command does: a few lines that call the pipeline and say how it went."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from cProfile import Profile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from builder import build as pipeline
from builder import journal, target, timings
from builder.build import Options, Run, code_digest
from builder.clock import today
from builder.files import DISK, remove_tree
from builder.keeper import Keeper
from builder.lock import held
from builder.makings import LOST, NEW, Pages, Reasons
from builder.problemlist import counted, listing
from builder.problems import Problem, Report, closest
from builder.progress import Shown
from builder.publish import remove_output
from builder.siteconfig import FILE, read_site
from builder.spots import on_disk
from builder.store import Store
from builder.wording import Language, Words, listed

if TYPE_CHECKING:
    from builder.authoring import Outcome

GOOD, PROBLEMS = 0, 1
PRIVATE = ".xianfeng"  # the folder of a site that holds what can be made again: store, preview, schemas
WAIT = 30.0  # seconds that a build waits for another one of the same output

BUILT = Words(
    "已生成 {folder}：读取 {files} 个文件，渲染 {rendered} 页（共 {pages} 页），写入 {written} 个、删除 {removed} 个文件，"
    "用时 {total:.2f} 秒（{steps}）。",
    "Built {folder}: read {files} files, rendered {rendered} of {pages} pages, wrote {written} and removed {removed} "
    "files in {total:.2f} s ({steps}).",
)
NOT_BUILT = Words("没有生成，原来的网站保持不变。", "Nothing was published; the site is as it was.")
CLEAN = Words("检查通过：{files} 个文件，{pages} 页。", "All is well: {files} files, {pages} pages.")
ASKED = Words("查看了 {links} 个外部链接。", "Looked at {links} links to other sites.")
UNFINISHED = Words(
    "{folder} 的上一次发布没有完成，里面新旧文件混在一起，请不要使用。请先运行一次 xianfeng build。",
    "The last publishing to {folder} was not completed: old and new files are mixed there, so do not use it. Run "
    "“xianfeng build” first.",
)
REMOVED = Words("已删除生成的网站和缓存。", "The built site and the store are removed.")
NO_PAGE = Words("上次生成时没有页面 {path}。{hint}", "The last build made no page {path}. {hint}")
KEPT = Words("{path}：没有重新渲染，内容和上次相同。", "{path}: not rendered; nothing it shows has changed.")
RENDERED = Words("{path}：重新渲染了，因为{why}。", "{path}: rendered, because {why}.")
WHY = {
    NEW: Words("这是新页面", "it is new"),
    LOST: Words("缓存里没有它", "its result was not in the store"),
    "code": Words("程序或所用的库变了", "the program or a library has changed"),
    "template": Words("模板变了", "its template has changed"),
    "words": Words("界面文字变了", "the words of the interface have changed"),
}
PART = Words("页面内容的“{name}”部分变了", "the part “{name}” of its content has changed")


@dataclass(frozen=True, slots=True)
class Context:
    """One call: the parsed arguments, the language of messages, and the environment."""

    args: Namespace
    language: Language
    environment: Mapping[str, str]

    def day(self) -> date:
        """The day that counts as today, asked anew each time: a preview may run past midnight."""
        return today(self.args.root, self.args.date, self.environment)

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

    def show(self, problems: Sequence[Problem]) -> None:
        """The problems in the format asked for; their number too where a person reads."""
        text = listing(problems, self.args.format, self.language)
        if text:
            print(text)
        if problems and self.args.format == "text":
            print(counted(problems, self.language))


@contextmanager
def alone(output: Path, language: Language) -> Iterator[None]:
    """Hold the lock of an output folder; raises ``Busy`` when another build does not finish in time."""
    with held(target.lock_of(output), WAIT, lambda busy: print(busy.text(language, waiting=True), file=sys.stderr)):
        yield


def build(context: Context) -> int:
    options = context.options("public")
    site = (options.root / FILE).is_file()  # else nothing will be written, and no lock shall be left behind
    progress, profile = Shown(sys.stderr, context.language), Profile()
    with alone(options.output, context.language) if site else nullcontext():
        journal.complete(options.output)  # a publishing that was killed is finished first, whatever comes of this run
        try:
            with profile if context.args.profile else nullcontext():
                run = pipeline.build(options, strict=context.args.strict, progress=progress)
        finally:
            progress.over()
    context.show(run.problems)
    if run.published is None:
        if not warn_of_unfinished(context):
            context.say(NOT_BUILT)
        return PROBLEMS
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
    if context.args.profile:
        print(timings.table(run.spent, context.language), timings.functions(profile, context.language), sep="\n\n")
    return GOOD


def warn_of_unfinished(context: Context) -> bool:
    """True, after saying so, where the published folder is neither the old site nor the new one."""
    folder = context.options("public").output
    is_open = journal.journal_open(folder)
    if is_open:
        context.say(UNFINISHED, folder=folder)
    return is_open


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


def explain(context: Context) -> int:
    """Why a page of the last build was rendered, or was not."""
    keeper = Keeper(Store(context.options("public").store), code_digest(), drafts=False)
    last, why = keeper.remembered("pages", Pages), keeper.remembered("reasons", Reasons) or Reasons()
    path: str = context.args.path.removeprefix("./").removeprefix("public/")
    known = last.pages if last is not None else {}
    if path not in known:
        near = closest(path, sorted(known))
        context.say(NO_PAGE, path=path, hint=f"→ {listed(near, context.language)}?" if near else "")
        return PROBLEMS
    reasons = why.pages.get(path)
    if reasons is None:
        print(KEPT.in_(context.language, path=path))
        return GOOD
    said = [
        WHY[r].in_(context.language) if r in WHY else PART.in_(context.language, name=r.removeprefix("context."))
        for r in reasons
    ]
    print(RENDERED.in_(context.language, path=path, why=listed(said, context.language)))
    return GOOD


def clean(context: Context) -> int:
    """Remove what can be made again: the output, the preview, the store. Never a folder that we did not make."""
    options = context.options("public")
    problems: list[Problem] = []
    preview = options.root / PRIVATE / "preview"
    language = context.language
    with alone(options.output, language), alone(preview, language) if preview.parent.is_dir() else nullcontext():
        removed = remove_output(options.output, problems.append, protected=[options.root])
        remove_output(preview, problems.append, protected=[options.root])
        for folder in (options.output, preview):
            remove_tree(DISK, target.spare_of(options.store, folder))
    Store(options.store).sweep(frozenset())
    context.show(problems)
    if removed:
        context.say(REMOVED)
    return GOOD if removed else PROBLEMS


def serve(context: Context) -> int:
    from builder.serve import serve as run_server  # the server's libraries are for the preview alone

    args = context.args
    return run_server(
        lambda: context.options(f"{PRIVATE}/preview", drafts=True),
        host=args.host,
        port=args.port,
        language=context.language,
        say=lambda text: print(text, file=sys.stderr, flush=True),
        open_browser=args.open,
    )


def hosting(context: Context) -> int:
    """The configuration for a server or host, on standard output."""
    from builder.hosting import Unfit, configuration  # for those who set up a server, once

    problems: list[Problem] = []
    site = read_site(context.args.root, problems.append)
    context.show(problems)
    if site is None:
        return PROBLEMS
    try:
        print(configuration(context.args.host, site.settings.url, context.args.folder, context.language), end="")
    except Unfit as unfit:
        print(unfit.text(context.language), file=sys.stderr)
        return PROBLEMS
    return GOOD


def new(context: Context) -> int:
    from builder.authoring import new as write  # builds never pay for the libraries of authors

    args = context.args
    return _authored(
        context, lambda report: write(args.root, args.kind, args.title, args.slug, context.day(), DISK, report)
    )


def withdraw(context: Context) -> int:
    from builder.authoring import withdraw as take_down

    args = context.args
    return _authored(context, lambda report: take_down(args.root, args.id, args.why, context.day(), DISK, report))


def init(context: Context) -> int:
    from builder.authoring import init as lay_out

    args = context.args
    return _authored(context, lambda report: lay_out(args.folder, args.name, context.day(), DISK, report))


def schema(context: Context) -> int:
    from builder.authoring import write_schemas

    root: Path = context.args.root

    def write(report: Report) -> Outcome | None:
        site = read_site(root, report)
        return write_schemas(root, site, DISK, report) if site else None

    return _authored(context, write)


def _authored(context: Context, act: Callable[[Report], Outcome | None]) -> int:
    """A command that writes files for an author: what it did, or the problems that stood in the way."""
    problems: list[Problem] = []
    outcome = act(problems.append)
    context.show(problems)
    for words in outcome.said if outcome else ():
        print(words.in_(context.language))
    return GOOD if outcome else PROBLEMS
