"""数读 as a reader has it: pictures that fit, agree with the table beside them and can be told from the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.smallsite import SmallSite
from tests.test_charts import CHARTS, FIGURES, chart
from tests.test_everyone import CHOICES, choosing

COVERED = """picture => {
  const boxes = of => [...picture.querySelectorAll(of)].map(part => {
    const words = document.createRange();
    words.selectNodeContents(part);
    return words.getBoundingClientRect();
  });
  const numbers = boxes(".bar-words");
  return boxes(".bar-label").filter((label, n) => {
    const beside = label.right <= numbers[n].left || label.bottom <= numbers[n].top;
    return !beside || label.left < 0 || label.right > innerWidth || numbers[n].right > innerWidth;
  }).length;
}"""

LUMINANCE = """([front, back]) => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(front), light(back)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@pytest.fixture(scope="module")
def glance(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page, built once."""
    site = SmallSite(tmp_path_factory.mktemp("site"), {"content/data/figures/more.yaml": FIGURES})
    bars, table = chart("junior", "many", "senior"), chart("junior", "people", form="表格").replace("one", "two")
    site.write(CHARTS, bars + table)
    site.built()
    return (site.root / "public" / "glance.html").as_uri()


def test_each_picture_says_what_its_table_says_and_a_table_has_none(page: Page, glance: str) -> None:
    page.goto(glance)
    assert page.locator("figure.chart").count() == 2 and page.locator(".bars").count() == 1
    picture, table = page.locator(".bars"), page.locator("figure.chart").first.locator("table")
    labels, words = picture.locator(".bar-label").all_text_contents(), picture.locator(".bar-words").all_text_contents()
    rows = [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]
    assert [list(pair) for pair in zip(labels, words, strict=True)] == rows
    assert page.get_by_role("img", name="77个").count() == 1, "the picture has a name that says its numbers"
    assert table.get_by_role("link", name="20余个").get_attribute("href") == "figures/many.html"


def test_bars_are_in_proportion_at_any_width(page: Page, glance: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(glance)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        room = page.locator(".bars").bounding_box()
        bars = [page.locator(".bars .bar").nth(n).evaluate("bar => bar.width.baseVal.value") for n in range(3)]
        assert room and abs(bars[0] - room["width"]) < 1
        assert [round(bar / bars[0] * 77, 1) for bar in bars] == [77, 20, 2]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_a_label_never_covers_its_number_or_leaves_the_page(
    browser: Browser, tmp_path: Path, choice: dict[str, str]
) -> None:
    site = SmallSite(tmp_path, {"content/data/figures/more.yaml": FIGURES})
    long = "名称: 红色加油站（楼宇园区、商圈市场、互联网企业）党群工作站数"
    site.write(CHARTS, chart("junior", "many", "senior").replace("名称: 项1", long))
    site.built()
    context = browser.new_context(viewport={"width": 320, "height": 800})
    choosing(context, choice)
    page = context.new_page()
    page.goto((site.root / "public" / "glance.html").as_uri())
    assert page.locator(".bar-label", has_text="互联网企业").count() == 1
    assert page.locator(".bars").evaluate(COVERED) == 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_page(browser: Browser, glance: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(glance)
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    marks = {".bar:not(.bar-loose)": "fill", ".bar-loose": "stroke", ".bar-base": "stroke", ".bar-label": "color"}
    for mark, side in marks.items():
        front = page.locator(f".bars {mark}").first.evaluate(f"mark => getComputedStyle(mark).{side}")
        assert page.evaluate(LUMINANCE, [front, back]) >= (4.5 if "label" in mark else 3), mark
    context.close()
