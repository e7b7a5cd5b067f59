"""The timeline: all of it without a script, narrowed by region and theme with one, the choice in the address."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.smallsite import SmallSite

EVENTS = """\
- {id: a, name: 甲, date: 2005, region: suzhou, themes: [team]}
- {id: b, name: 乙, date: 2005-03-02, region: jiangsu, themes: [talent]}
- {id: c, name: 丙, date: 2009-07, region: anhui, themes: [team, talent], inferred: 据上下文}
- {id: d, name: 丁, undated: 是, region: suzhou}
- {id: e, name: 戊, date: 2010}
"""


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path, {"content/data/events.yaml": EVENTS})


@pytest.fixture
def address(site: SmallSite) -> str:
    site.built()
    return (site.root / "public/timeline.html").as_uri()


def shown(page: Page) -> list[str]:
    return page.locator(".event:visible .event-title").all_text_contents()


def test_years_are_in_order_with_gaps_named_and_each_date_as_exact_as_it_is_known(site: SmallSite) -> None:
    context = site.planned()[0]["timeline.html"].context
    assert [(y["year"], y["gap"], [e["precision"] for e in y["events"]]) for y in context["years"]] == [
        (2005, "", ["year", "day"]),
        (2009, "2006—2008年", ["month"]),
        (2010, "", ["year"]),
    ]
    assert [e["title"] for e in context["undated"]] == ["丁"]
    assert context["years"][0]["events"][0]["regions"] == ["suzhou", "jiangsu"], (
        "a city's events are its province's too"
    )
    assert [(r["key"], r["depth"]) for r in context["filters"]["regions"]] == [
        ("jiangsu", 0),
        ("suzhou", 1),
        ("anhui", 0),
    ]


def test_it_narrows_by_region_and_theme_and_says_how_many(page: Page, address: str) -> None:
    page.goto(address)
    said = page.get_by_role("status")
    expect(said).to_have_text("显示 5 条，共 5 条")
    page.get_by_role("combobox", name="地区").select_option("jiangsu")
    assert shown(page) == ["甲", "乙", "丁"] and page.url.endswith("#region=jiangsu")
    page.get_by_role("combobox", name="主题").select_option("team")
    assert shown(page) == ["甲"] and page.url.endswith("#region=jiangsu&theme=team")
    expect(said).to_have_text("显示 1 条，共 5 条")
    assert (
        not page.locator("section.year:visible", has_text="2009年").count()
        and not page.locator(".year-gap:visible").count()
    )
    page.go_back()
    assert shown(page) == ["甲", "乙", "丁"]
    page.get_by_role("button", name="全部显示").click()
    assert len(shown(page)) == 5 and "#" not in page.url
    assert page.evaluate("document.activeElement.name") == "region"


def test_an_address_that_was_sent_on_shows_the_same_and_a_foolish_one_shows_all(page: Page, address: str) -> None:
    page.goto(f"{address}#theme=talent&region=anhui")
    assert shown(page) == ["丙"]
    for foolish in ("#region=nowhere", "#region=%E0%A4%A", "#year-2009", "#__proto__=x"):
        page.goto("about:blank")
        page.goto(address + foolish)
        assert len(shown(page)) == 5, foolish


def test_narrowed_to_nothing_it_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}#theme=talent&region=suzhou")
    assert shown(page) == []
    expect(page.get_by_text("本站没有收录这个范围内的大事。")).to_be_visible()
    page.get_by_role("button", name="全部显示").click()
    expect(page.get_by_text("本站没有收录这个范围内的大事。")).to_be_hidden()


def test_how_exact_a_date_is_shows_without_colours_too(browser: Browser, address: str) -> None:
    for forced in ("none", "active"):
        context = browser.new_context(forced_colors=forced)
        page = context.new_page()
        page.goto(address)
        grounds = page.locator(".timeline-key li").evaluate_all(
            "keys => keys.map(key => getComputedStyle(key, '::before')).map(its => its.background)"
        )
        assert len(set(grounds)) == 3, forced
        context.close()


def test_without_a_script_all_is_there_and_no_dead_control(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    assert len(shown(plain)) == 5 and plain.locator("form:visible").count() == 0
    context.close()
