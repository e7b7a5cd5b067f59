"""``explain``: why a page of the last build was rendered, or was not."""

from __future__ import annotations

from builder.commands import GOOD, PROBLEMS, Context
from builder.keeper import Keeper, Reasons
from builder.makings import FIRST, LOST, NEW, Pages
from builder.problems import closest
from builder.run import code_digest
from builder.store import Store
from builder.wording import Words, listed

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
PART = Words("页面内容的“{name}”部分变了", "the part “{name}” of its content has changed")


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
    reasons = why.pages.get(path) or why.taken.get(path)
    if reasons is None:
        print(KEPT.in_(context.language, path=path))
        return GOOD
    said = [
        WHY[r].in_(context.language) if r in WHY else PART.in_(context.language, name=r.removeprefix("context."))
        for r in reasons
    ]
    told = RENDERED if path in why.pages else TAKEN
    print(told.in_(context.language, path=path, why=listed(said, context.language)))
    return GOOD
