"""The demonstration site as a reader meets it: built from ``content/``, looked at as files and in a real browser."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.links import dead_links, links_of
from tests.nginxserver import nginx

NOTICE = "演示站点，非官方网站；内容据公开报道整理"


@pytest.fixture
def until_the_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_no_link_is_dead(site: Path) -> None:
    assert dead_links(site) == []


def test_the_address_404_is_shown_at_does_not_matter(site: Path) -> None:
    addresses = [a for a in links_of(site / "404.html").found if not a.startswith("#")]
    assert addresses and all(a.startswith("/") and not a.startswith("//") for a in addresses)


def test_every_page_says_that_this_is_a_demonstration(site: Path) -> None:
    silent = [
        str(page)
        for page in site.rglob("*.html")
        if "http-equiv" not in (text := page.read_text(encoding="utf-8")) and NOTICE not in text
    ]
    assert silent == []


def test_people_are_kept_from_search_engines_and_from_machines(site: Path) -> None:
    people = list((site / "people").glob("*.html"))
    assert people and all('content="noindex"' in p.read_text(encoding="utf-8") for p in people)
    assert "/people/" not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_feed_and_sitemap_are_well_formed_and_absolute(site: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 20
    assert all((e.findtext(f"{atom}id") or "").startswith("https://xianfeng.example/cases/") for e in entries)
    assert all("<p>" in (e.findtext(f"{atom}content") or "") for e in entries)
    maps = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [loc.text or "" for loc in ET.parse(site / "sitemap.xml").getroot().iter(f"{maps}loc")]
    assert len(set(addresses)) == len(addresses) > 700
    assert "https://xianfeng.example/" in addresses and not any(a.endswith("index.html") for a in addresses)


@pytest.fixture(params=["disk", "root", "sub-path"])
def address(request: pytest.FixtureRequest, site: Path, until_the_end: ExitStack) -> str:
    """From disk, and from a real nginx with the configuration that we write."""
    if request.param == "disk":
        return site.as_uri() + "/"
    below = "" if request.param == "root" else "party/cases/"
    return until_the_end.enter_context(nginx(site, f"https://a.example/{below}"))


def _complaints(context: BrowserContext) -> list[str]:
    """What goes wrong in a browser while pages are visited: requests that fail, messages of the console."""
    found: list[str] = []
    context.on("requestfailed", lambda r: found.append(f"failed: {r.url}") if r.failure != "net::ERR_ABORTED" else None)
    context.on("response", lambda r: found.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    context.on("console", lambda said: found.append(f"{said.type}: {said.text}"))
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found


def test_the_same_folder_works_from_disk_at_a_root_and_under_a_sub_path(
    address: str, kinds: dict[str, str], browser: Browser
) -> None:
    context = browser.new_context()
    complaints = _complaints(context)
    page = context.new_page()
    for path in kinds.values():
        page.goto(address + path)
        assert page.locator("h1").count() == 1, path
        styled = page.evaluate("getComputedStyle(document.body).getPropertyValue('background-color')")
        assert styled not in ("", "rgba(0, 0, 0, 0)"), f"{path} has no style"
    page.goto(address + "index.html")
    page.locator("main a[href^='cases/'][href$='.html']:not([href$='index.html']):visible").first.click()
    page.wait_for_url("**/cases/**")
    expect(page.locator("article h1")).to_be_visible()
    context.close()
    assert complaints == []


def test_every_page_can_be_read_and_left_without_javascript(
    site: Path, kinds: dict[str, str], browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in kinds.values():
        page.goto((site / path).as_uri())
        assert page.locator("main").inner_text().strip(), path
        assert page.locator("nav a:visible").count() >= 5, path
    context.close()
