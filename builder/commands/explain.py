"""``explain``: why a page of the last build was rendered, or was not."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builder import addresses
from builder.commands import GOOD, PROBLEMS, USAGE, Context
from builder.keeper import Keeper, Reasons
from builder.makings import FIRST, LOST, NEW, Pages
from builder.problems import closest, meant, unheard
from builder.run import code_digest
from builder.siteconfig import read_site
from builder.store import Store
from builder.wording import Words, listed

NO_BUILD = Words(
    "还没有生成过网站（或者后来换过程序、清过缓存），所以没有可以说明的。请先运行一次 xianfeng build。",
    "Nothing has been built yet, or not since the program was exchanged or the store cleared, so there is nothing to "
    "tell. Run “xianfeng build” first.",
)
NO_PAGE = Words("上次生成时没有页面 {path}。{hint}", "The last build made no page {path}. {hint}")
KEPT = Words("{path}：没有重新渲染，内容和上次相同。", "{path}: not rendered; nothing it shows has changed.")
RENDERED = Words("{path}：重新渲染了，因为{why}。", "{path}: rendered, because {why}.")
TAKEN = Words(
    "{path}：内容变了，因为{why}；检查或预览时已经渲染好，这次没有重新渲染。",
    "{path}: changed, because {why}; not rendered again, as a check or a preview had done so.",
)
WHY = {
    FIRST: Words("没有上一次的记录可比：这是第一次生成，或者换过程序、清过缓存",
                 "there is no last build to compare with: this is the first, or that of another version"),
    NEW: Words("这是新页面", "it is new"),
    LOST: Words("缓存里没有它", "its result was not in the store"),
    "template": Words("模板变了", "its template has changed"),
    "words": Words("界面文字变了", "the words of the interface have changed"),
}
PARTS = Words("页面内容的{names}部分变了", "these parts of its content have changed: {names}")


def explain(context: Context) -> int:
    """Why a page of the last build was rendered, or was not."""
    keeper = Keeper(Store(context.options("public").store), code_digest(), drafts=False)
    last, why = keeper.remembered("pages", Pages), keeper.remembered("reasons", Reasons) or Reasons()
    if last is None:
        context.say(NO_BUILD)
        return PROBLEMS
    path = _meant(context.args.path, context.args.root, last.pages)
    if path not in last.pages:
        near = closest(path, sorted(last.pages))
        context.say(NO_PAGE, path=path, hint=meant(near).in_(context.language))
        return USAGE
    reasons = why.pages.get(path) or why.taken.get(path)
    if reasons is None:
        print(KEPT.in_(context.language, path=path))
        return GOOD
    parts = [f"“{r.removeprefix('context.')}”" for r in reasons if r not in WHY]
    said = [WHY[r].in_(context.language) for r in reasons if r in WHY]
    if parts:
        said.append(PARTS.in_(context.language, names=listed(parts, context.language)))
    told = RENDERED if path in why.pages else TAKEN
    print(told.in_(context.language, path=path, why=listed(said, context.language)))
    return GOOD


def _meant(typed: str, root: Path, known: Container[str]) -> str:
    """The site path of the page that is called by this path, in the style of any system, or address; a folder is its
    first page."""
    path, parts = typed.replace("\\", "/"), addresses.web_parts(typed)
    if parts is not None:
        site = read_site(root, unheard)
        home = site.settings.url.rstrip("/") if site is not None else ""
        typed = addresses.in_ascii(typed) or typed  # as the home is written
        at_home = f"{typed}/".startswith(f"{home}/")  # else at a preview, where a site is at the top
        path = unquote(parts.path.removeprefix(urlsplit(home).path) if at_home else parts.path)
    path = path.lstrip("/").removeprefix("./").removeprefix("public/")
    folder = f"{path.rstrip('/')}/index.html".lstrip("/")
    return path if path in known or folder not in known else folder
