"""Pages of a preview that turn to what is new, whatever was edited: each must end as a page that was loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from playwright.sync_api import Page

from tests.soak.conftest import Times
from tests.test_serve import SHOWN, connected, in_the_end, small_site, turned

BLOCKS = (
    "网格员每天走访各户，把办得了的事当天办完。",
    "先锋站有**三项**服务，见[首页](../index.html)和[[case:first|本案例]]。",
    "- 一项\n- 二项，*要紧*",
    "1. 先走访\n2. 再办理\n\n   办不了的上报。",
    "| 项 | 数 |\n| -- | -- |\n| 走访 | 甲 |\n| 办结 | 乙 |",
    "> 群众说好才是好。",
    "## 做法",
    "### 走访",
    "```\n门牌 户主\n```",
    "::: note 说明\n数据由站点提供。\n:::",
    "有出处的话[^a]。\n\n[^a]: 站点公示栏。",
    "---",
)


def body(chance: Random, before: list[str]) -> list[str]:
    """Blocks that differ from those before as an author's do: a few come, go, or change their words."""
    now = [*before]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(now) + 1)
        if now and at < len(now) and chance.random() < 0.6:
            if chance.random() < 0.4:
                del now[at]
            else:
                now[at] = now[at].replace("。", f"，记{chance.randrange(100)}。", 1)
        else:
            noted = any("[^a]" in block for block in now)  # once in a text
            now.insert(at, chance.choice([block for block in BLOCKS if not noted or "[^a]" not in block]))
    return now


def test_a_page_that_turns_is_the_page_that_a_load_would_show(
    tmp_path: Path, page: Page, times: Times, tell: Callable[[str], None]
) -> None:
    chance, seen = Random(11), Counter[bool]()
    preview, blocks, title, text = small_site(tmp_path), [BLOCKS[0]], "第一个案例", ""
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        page.goto(preview.url + "cases/first.html")
        connected(page)
        other = page.context.new_page()
        for _ in range(times(300)):
            in_the_end(preview, page)
            blocks = body(chance, blocks)[:20]
            title = chance.choice((title, title, title, title, f"第{chance.randrange(1000)}个案例"))
            before, text = text, "\n\n".join(blocks)
            if text == before:
                continue
            seen[turned(preview, page, "first", title, text)] += 1
            other.goto(preview.url + "cases/first.html")
            assert page.evaluate(SHOWN) == other.evaluate(SHOWN), text
    assert min(seen.values()) > 0
    tell(f"edits that a page of the preview followed: in place {seen[True]}, loaded anew {seen[False]}")
