"""What is heard of a text: every stop of the keyboard has a name, and only what scrolls is a stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.smallsite import CASE, FILES, SmallSite

TEXT = """
办法见表[^甲]，也见这里[^乙][^甲]。

| 事项 | 安排 |
| --- | --- |
| 场地 | 企业无偿提供 |

| 一 | 二 | 三 | 四 | 五 | 六 |
| --- | --- | --- | --- | --- | --- |
| 一 | 二 | 三 | 四 | 五 | 六 |

    <div class="table-scroll" tabindex="0">role="doc-noteref">[1]

[^甲]: 据通知。
[^乙]: 据报道。
"""
BACK = ("1", "1-2", "2")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh-CN", ["注 1", "注 2", "注 1", "表格", "表格", "返回正文，注 1", "返回正文，注 1-2", "返回正文，注 2"]),
        ("en", [*("Note 1", "Note 2", "Note 1", "Table", "Table"), *(f"Back to the text, note {n}" for n in BACK)]),
    ],
)
def test_tables_and_ways_to_footnotes_and_back_have_names(tmp_path: Path, language: str, names: list[str]) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page", f"language: {language}\nper_page")
    site.write(CASE, FILES[CASE] + TEXT)
    site.built()
    prose = site.page("cases/first.html").split('<div class="prose">')[1].split("</section>")[0]
    assert re.findall(r'aria-label="([^"]*)"', prose) == names
    assert "&lt;div class=&quot;table-scroll&quot; tabindex" in prose, "what is shown as code stays as it is"


def test_a_table_is_a_stop_where_it_scrolls(tmp_path: Path, page: Page) -> None:
    site = SmallSite(tmp_path)
    site.write(CASE, FILES[CASE] + TEXT)
    page.set_viewport_size({"width": 390, "height": 800})
    site.built()
    page.goto((tmp_path / "public/cases/first.html").as_uri())
    tables = page.locator(".table-scroll")
    expect(tables.nth(0)).not_to_have_attribute("tabindex", "0")
    expect(tables.nth(1)).to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(tables.nth(1)).not_to_have_attribute("tabindex", "0")
