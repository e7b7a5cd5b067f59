"""axe on every kind of page in every way a reader may have set his browser; and on every page once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.test_everyone import CHOICES, SCHEMES, choosing, faults

WIDTHS = (320, 390, 768, 1280, 1920)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_kind_of_page_has_a_fault(
    width: int, scheme: str, choice: dict[str, str], browser: Browser, site: Path, kinds: dict[str, str]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    choosing(context, choice)
    page = context.new_page()
    found = {}
    for kind, path in kinds.items():
        page.goto((site / path).as_uri())
        if told := faults(page):
            found[kind] = told
    context.close()
    assert found == {}


@pytest.mark.parametrize("turn", range(8))
def test_no_page_has_a_fault(turn: int, browser: Browser, site: Path, every: list[str]) -> None:
    """Widths, schemes and choices take turns over all pages."""
    context = browser.new_context(
        viewport={"width": WIDTHS[turn % len(WIDTHS)], "height": 800}, color_scheme="dark" if turn % 2 else "light"
    )
    choosing(context, CHOICES[turn // 2])
    page = context.new_page()
    found = {}
    for path in every[turn::8]:
        page.goto((site / path).as_uri())
        if told := faults(page):
            found[path] = told
    context.close()
    assert found == {}
