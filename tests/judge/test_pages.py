"""Every page, not one of each kind: under the strict policy, without scripts, by keyboard; all links and markup."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from builder import policy
from tests.links import dead_links
from tests.nu import findings

# Where the focus is now: whether it can be seen, and whether the reader is still in the page.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  window.visited = window.visited || new Set();
  const again = window.visited.has(at);
  window.visited.add(at);
  return { ring, seen: box.width > 0 && box.height > 0, again, what: at.outerHTML.slice(0, 120) };
}"""
MOST = 400  # steps of one tour
ADDRESS = "https://xianfeng.example/"  # that of site.yaml


def test_no_page_breaks_the_strict_policy_or_complains(browser: Browser, site: Path, every: list[str]) -> None:
    """At the address that the site is built for: its 404 page, which may be shown anywhere, names its files in full."""
    context = browser.new_context()
    said: list[str] = []
    context.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda error: said.append(str(error.error)))

    def answer(route: Route) -> None:
        asked = unquote(urlsplit(route.request.url).path).removeprefix("/")
        if not route.request.url.startswith(ADDRESS) or not (site / asked).is_file():
            said.append(f"404 {route.request.url}")
            route.abort()
        else:
            route.fulfill(path=site / asked, headers={"Content-Security-Policy": policy.HEADER})

    context.route("**/*", answer)
    page = context.new_page()
    for path in every:
        page.goto(ADDRESS + path)
    context.close()
    assert said == []


def test_every_page_can_be_read_and_left_without_scripts(browser: Browser, site: Path, every: list[str]) -> None:
    """There is a text to read, and there are ways to go on."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    silent = []
    for path in every:
        page.goto((site / path).as_uri())
        if not page.locator("main").inner_text().strip() or page.locator("nav a:visible").count() < 5:
            silent.append(path)
    context.close()
    assert silent == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_focus_can_be_seen_on_its_way_through_every_kind_of_page(
    width: int, browser: Browser, site: Path, kinds: dict[str, str]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    found = {kind: told for kind, path in kinds.items() if (told := _tour(page, (site / path).as_uri()))}
    context.close()
    assert found == {}


def _tour(page: Page, address: str) -> list[str]:
    page.goto(address)
    told = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None or at["again"]:
            break
        if not (at["ring"] and at["seen"]):
            told.append(at["what"])
    return told


def test_no_link_and_no_markup_is_wrong(site: Path) -> None:
    assert dead_links(site) == []
    assert findings(site) == []
