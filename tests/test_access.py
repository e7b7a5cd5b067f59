"""What only some readers meet: the elder-friendly mode, forced colours, another host, a browser of some years ago."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import ServeFolder


def test_what_is_not_there_is_said_in_full_dress_under_any_host(
    page: Page, site: Path, serve_folder: ServeFolder
) -> None:
    page.goto(serve_folder(site) + "no/such/page.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).borderTopWidth") == "4px"
    assert page.evaluate("document.documentElement.hasAttribute('data-script')")
    page.get_by_role("link", name="首页").last.click()
    page.wait_for_url("http://127.0.0.1:*/index.html")
