"""The command line: ``xianfeng …`` and ``python -m builder …``. Words in, exit code out; all work is done elsewhere.

Exit codes: 0 all is well, 1 problems in the content, 2 wrong use, 3 a fault of the machine. Standard output carries
what was asked for (problems in the chosen format, explanations), standard error what happens meanwhile.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from builder import __version__, commands, streams
from builder.cluster import NoCluster
from builder.commands import USAGE, Context
from builder.faults import NO_MEMORY, DiskFault, as_fault
from builder.interruption import MACHINE, STOPPED
from builder.lock import Busy
from builder.problemlist import FORMATS
from builder.streams import Unwritten
from builder.usage import OPTIONS_LATER, Parser, WrongUse, count
from builder.wording import LANGUAGES, Language, Words, asked_for, listed

ABOUT = Words("先锋：把案例和数据变成可以检索的展示网站。", "Xianfeng: case studies and data into a showcase site.")
BAD_DATE = Words("--date 应写成 2026-01-31 这样。", "--date is written like 2026-01-31.")
BAD_EPOCH = Words(
    "环境变量 SOURCE_DATE_EPOCH 应是 1970 年以来的秒数。", "SOURCE_DATE_EPOCH is a number of seconds since 1970."
)
AGAIN = Words("处理好后，再运行一次。", " Then run again.")  # a preview tries again by itself
CRASH = Words(
    "程序出了内部错误，这不是您的内容的问题。详细情况写在 {path}，请把它交给维护人员。",
    "The program failed inside; your content is not at fault. The details are in {path}: please hand them to a "
    "maintainer.",
)
NOT_INSTALLED = Words(
    "这台电脑上还缺一个组件：{name}，多半是先锋更新后新用到的。请运行 make site，或者 pip install -r requirements/run.lock。",
    "A package is not installed here: {name}; an update of Xianfeng may have brought it. Run make site, or "
    "pip install -r requirements/run.lock.",
)
CRASH_UNTOLD = Words(
    "程序出了内部错误，这不是您的内容的问题。请把这一行交给维护人员：",
    "The program failed inside; your content is not at fault. Please hand this line to a maintainer:",
)

COMMANDS: dict[str, tuple[str, Words]] = {  # the module in which the function of this name stands, and what it does
    "build": ("build", Words("生成网站", "build the site")),
    "check": ("check", Words("检查内容，不生成网站", "check the content, build no site")),
    "serve": ("serve", Words("打开实时预览", "open the live preview")),
    "new": ("author", Words("新建一条内容，如 new case 标题", "write a skeleton, such as: new case TITLE")),
    "withdraw": ("author", Words("撤下一条内容", "take a record down")),
    "explain": ("explain", Words("说明一个页面为什么重新生成", "say why a page was rendered")),
    "schema": ("author", Words("为编辑器写出数据格式说明", "write JSON Schemas for editors")),
    "hosting": ("hosting", Words("写出服务器配置", "write the configuration of a server")),
    "init": ("author", Words("建一个新站点", "lay out a new site")),
    "clean": ("clean", Words("删除生成的网站和缓存", "remove the built site and the store")),
}


def parser(language: Language) -> Parser:
    """The grammar of the command line, with help in ``language``."""

    def say(zh: str, en: str) -> str:
        return Words(zh, en).in_(language)

    common = Parser(language, add_help=False)
    common.add_argument("--root", type=Path, default=Path(), metavar="DIR", help=say("站点文件夹", "the site's folder"))
    common.add_argument("--lang", choices=LANGUAGES, default="zh", help=say("提示文字的语言", "language of messages"))
    common.add_argument("--format", choices=FORMATS, default="text", help=say("问题的输出格式", "format of problems"))
    common.add_argument("--date", type=str, default="", help=say("按这一天生成", "build as of this day"))
    common.add_argument("--output", type=Path, metavar="DIR", help=say("输出文件夹，默认 public", "default: public"))
    common.add_argument("--store", type=Path, metavar="DIR", help=say("缓存文件夹", "where results are kept"))
    common.add_argument("--workers", type=count, default=0, metavar="N", help=say("进程数", "number of processes"))
    common.add_argument("--cluster", default="", metavar="TCP", help=say("由 Dask 集群分担", "spread over a Dask cluster"))
    common.add_argument("--strict", action="store_true", help=say("有提醒也算不通过", "warnings fail too"))
    common.add_argument("--no-search", action="store_true", help=say("不生成检索索引", "leave out the search index"))
    common.add_argument(
        "--rehash", action="store_true", help=say("逐个重读所有文件，不看时间", "read every file, whatever its times say")
    )
    common.set_defaults(profile=False)
    top = Parser(language, prog="xianfeng", description=ABOUT.in_(language))
    top.add_argument("--version", action="version", version=__version__)
    sub = top.add_subparsers(dest="command", metavar=say("命令", "COMMAND"), required=True)
    made = {
        name: sub.add_parser(
            name, parents=[common], language=language, help=words.in_(language), description=words.in_(language)
        )
        for name, (_, words) in COMMANDS.items()
    }
    profile = say("列出各步和各函数的用时（单进程）", "tell what each step and function took (in one process)")
    made["build"].add_argument("--profile", action="store_true", help=profile)
    made["check"].add_argument("--watch", action="store_true", help=say("改动后自动再查", "check again on every change"))
    made["check"].add_argument("--links", action="store_true", help=say("也查看外部链接", "look at links elsewhere too"))
    made["serve"].add_argument("--host", default="127.0.0.1", help=say("监听地址", "address to listen on"))
    made["serve"].add_argument("--port", type=int, default=8000, help=say("端口", "port"))
    made["serve"].add_argument("--open", action="store_true", help=say("打开浏览器", "open a browser"))
    made["new"].add_argument("kind", metavar=say("类别", "KIND"), help="case, brand, station …")
    made["new"].add_argument("title", metavar=say("标题", "TITLE"))
    made["new"].add_argument("--slug", default="", help=say("编号，默认用拼音", "id; pinyin by default"))
    made["withdraw"].add_argument("id", metavar=say("编号", "ID"))
    made["withdraw"].add_argument("--why", default="", help=say("原因，必填，不在网站上显示", "reason; needed, never shown"))
    made["explain"].add_argument("path", metavar=say("页面", "PATH"), help="brands/xianfeng-365.html")
    hosts, kind = ("nginx", "apache", "iis", "pages", "store"), say("主机", "HOST")
    made["hosting"].add_argument("host", metavar=kind, choices=hosts, help=listed(hosts, language))
    folder = say("网站在服务器上的文件夹", "where the site lies on the server")
    made["hosting"].add_argument("--folder", default="/srv/www/xianfeng", metavar="DIR", help=folder)
    written = say("写到这个文件，不打印", "write to this file, print nothing")
    made["hosting"].add_argument("--to", type=Path, metavar="FILE", help=written)
    made["init"].add_argument("folder", type=Path, metavar=say("文件夹", "FOLDER"))
    made["init"].add_argument("--name", default="", help=say("站点名称", "name of the site"))
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command; every way to fail ends in a sentence and an exit code."""
    language = asked_for(arguments)
    try:
        args = parser(language).parse_args(arguments)
    except WrongUse as wrong:
        first = arguments[0] if arguments else ""
        too_early = first.startswith("-") and not COMMANDS.keys().isdisjoint(arguments)
        print(OPTIONS_LATER.in_(language, option=first) if too_early else wrong, file=sys.stderr)
        return USAGE
    context = Context(args, language, dict(os.environ))
    try:
        if not _has_a_day(context):
            print((BAD_DATE if args.date else BAD_EPOCH).in_(language), file=sys.stderr)
            return USAGE
        module = import_module(f"builder.commands.{COMMANDS[args.command][0]}")
        code: int = getattr(module, args.command)(context)
        sys.stdout.flush()  # a full disk, or a reader that has gone, shows here and not after the last word
    except BrokenPipeError:
        raise  # nobody reads any more
    except (Busy, NoCluster, Unwritten) as refused:
        said = refused.text(language)
    except (DiskFault, OSError) as fault:
        said = as_fault(fault, args.root).text(language) + AGAIN.in_(language)
    except MemoryError:
        said = NO_MEMORY.in_(language) + AGAIN.in_(language)
    except KeyboardInterrupt:
        said = STOPPED.in_(language)
    except ModuleNotFoundError as missing:  # the program was updated, what it stands on was not
        said = NOT_INSTALLED.in_(language, name=missing.name)
    except Exception:
        said = _crashed(args.root, language)
    else:
        return code
    print(said, file=sys.stderr)
    with suppress(DiskFault, OSError):
        commands.warn_of_unfinished(context)
    return MACHINE


def _has_a_day(context: Context) -> bool:
    try:
        context.day()
    except (ValueError, OverflowError):
        return False
    return True


def _crashed(root: Path, language: Language) -> str:
    """A mistake of ours: the traceback goes into a file for those who can use it, a sentence to the person."""
    import tempfile  # both for this alone
    import traceback

    told = traceback.format_exc()
    for path in (root / commands.PRIVATE / "crash.txt", Path(tempfile.gettempdir()) / "xianfeng-crash.txt"):
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            path.write_text(told, encoding="utf-8")
            return CRASH.in_(language, path=path)
    return f"{CRASH_UNTOLD.in_(language)} {' / '.join(told.split()[-40:])}"


def entry() -> None:
    """One call, and the end of the process.

    A command ends soon, so nobody looks for rubbish while it runs (``serve`` does it between builds), and what it made
    is not taken apart piece by piece at its end: of a large site that would be a fifth of the time.
    """
    gc.disable()
    streams.prepare()
    try:
        code = main(sys.argv[1:])
    except BrokenPipeError:  # as in `xianfeng check | head`: what is left is for nobody, and no news
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = MACHINE
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # what could not be said has been told, or was closed
            stream.flush()
    os._exit(code)
