"""The browser is there, shows Chinese, and sees a served folder as readers will."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import BrowserMissing, find_browser
from tests.conftest import ServeFolder
from tests.tools.install_programs import ensure

HTML = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
    '<link rel="icon" href="data:,">{body}'
)


def test_the_browser_draws_chinese_characters_and_not_boxes(page: Page) -> None:
    page.set_content(HTML.format(title="样张", body="<p>先</p><p>锋</p><p>&nbsp;</p>"))
    first, second, blank = (page.locator("p").nth(n).screenshot() for n in range(3))
    assert len({first, second, blank}) == 3, "a missing font draws every character as the same box"


@pytest.mark.parametrize("at", ["/", "/party/site/"])
def test_a_folder_is_served_at_a_root_and_below_a_path(
    page: Page, serve_folder: ServeFolder, tmp_path: Path, at: str
) -> None:
    (tmp_path / "brands").mkdir()
    (tmp_path / "brands/a.html").write_text(
        HTML.format(title="品牌", body='<h1>先锋</h1><a href="../index.html">首页</a><script src="../a.js"></script>'),
        encoding="utf-8",
    )
    (tmp_path / "index.html").write_text(HTML.format(title="首页", body=""), encoding="utf-8")
    (tmp_path / "a.js").write_text("document.title += '：已运行'", encoding="utf-8")
    top = serve_folder(tmp_path, at)
    assert top.endswith(at)

    page.goto(top + "brands/a.html")
    assert page.title() == "品牌：已运行"
    page.click("a")
    assert page.url == top + "index.html"
    page.goto(top)
    assert page.title() == "首页"


def test_what_is_not_there_gives_the_sites_own_404(serve_folder: ServeFolder, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "404.html").write_text("找不到", encoding="utf-8")
    top = serve_folder(tmp_path, "/party/")
    outside = top.removesuffix("party/")
    for address in (top + "nothing.html", top + "empty/", outside, outside + "404.html"):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(address)
        with error.value as answer:
            assert (answer.code, answer.read().decode()) == (404, "找不到")


def test_a_strict_policy_in_the_headers_is_kept(page: Page, serve_folder: ServeFolder, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        HTML.format(title="原样", body="<script>document.title = '内联'</script>"), encoding="utf-8"
    )
    page.goto(serve_folder(tmp_path, headers={"Content-Security-Policy": "default-src 'self'"}))
    assert page.title() == "原样"
    page.goto(serve_folder(tmp_path))
    assert page.title() == "内联"


def test_a_named_browser_that_is_not_there_is_said_and_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(BrowserMissing, match="no-such-browser"):
        find_browser({"CHROMIUM": "no-such-browser", "PATH": str(find_browser().parent)})


def test_what_is_missing_is_installed_where_we_may_and_asked_for_elsewhere() -> None:
    asked: list[list[str]] = []
    installed: set[str] = set()

    def look() -> dict[str, str]:
        return {} if "chromium" in installed else {"chromium": "install it"}

    def run(command: object) -> int:
        assert isinstance(command, list)
        asked.append(command)
        installed.update(command if "install" in command else ())
        return 0

    assert ensure(look, False, run) == ["install it"] and asked == []
    assert ensure(look, True, run) == [] and [c[1] for c in asked] == ["update", "install"]
    assert ensure(look, True, run) == [] and len(asked) == 2, "nothing missing: nothing is run"
