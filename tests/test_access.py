"""What only some readers meet: the elder-friendly mode, forced colours, another host, a browser of some years ago."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from builder.build import Options, build
from tests.conftest import ServeFolder
from tests.test_everyone import choosing

LONG = "张家港市非公有制经济组织和社会组织党建品牌案例库"
# Of the name of a site: how many lines it takes, and whether one of them has less than three characters but the last.
LINES = """() => {
  const text = document.querySelector(".name-text").firstChild, tops = [];
  for (let at = 0; at < text.length; at++) {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const { top } = range.getBoundingClientRect();
    if (!tops.length || top > tops[tops.length - 1][0] + 8) tops.push([top, 0]);
    tops[tops.length - 1][1]++;
  }
  const over = document.documentElement.scrollWidth > innerWidth;
  return [tops.length, tops.slice(0, -1).some(([, count]) => count < 3), over];
}"""

# How far to the right of its row the text of each fact begins.
INDENTS = """() => [...document.querySelectorAll(".facts dd")].map((dd) => {
  const indent = dd.getBoundingClientRect().left - dd.parentElement.getBoundingClientRect().left;
  return indent + parseFloat(getComputedStyle(dd).paddingLeft);
})"""


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site with an interface and a name in English."""
    root, here = tmp_path_factory.mktemp("english"), Path(__file__).parent.parent
    shutil.copytree(here / "content", root / "content")
    said = (here / "site.yaml").read_text(encoding="utf-8")
    said = said.replace("name: 先锋案例库", "name: Green County Showcase", 1).replace("language: zh-CN", "language: en")
    (root / "site.yaml").write_text(said, encoding="utf-8")
    return build(Options(root, root / "public", root / "store", date(2026, 1, 31))).options.output


@pytest.mark.parametrize("size", ["2", "3", "4"])
def test_the_name_of_a_site_is_never_squeezed(size: str, browser: Browser, site: Path, english: Path) -> None:
    """Laptops and tablets lying between them meet the wide menu; phones the narrow one."""
    squeezed = []
    for folder, name, most in ((site, "", 1), (site, LONG, 5), (english, "", 3)):
        for width in (320, 390, 960, 1024, 1100, 1200, 1280):
            context = browser.new_context(viewport={"width": width, "height": 800})
            choosing(context, {"size": size})
            page = context.new_page()
            page.goto((folder / "cases/index.html").as_uri())
            page.evaluate("name => { if (name) document.querySelector('.name-text').textContent = name; }", name)
            lines, torn, over = page.evaluate(LINES)
            if lines > most or torn or over:
                squeezed.append((most, width, lines, torn, over))
            context.close()
    assert squeezed == []


def test_what_is_not_there_is_said_in_full_dress_under_any_host(
    page: Page, site: Path, serve_folder: ServeFolder
) -> None:
    page.goto(serve_folder(site) + "no/such/page.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).borderTopWidth") == "4px"
    assert page.evaluate("document.documentElement.hasAttribute('data-script')")
    page.get_by_role("link", name="首页").last.click()
    page.wait_for_url("http://127.0.0.1:*/index.html")


@pytest.mark.parametrize("choice", [{}, {"elder": "on"}, {"size": "4"}], ids=str)
def test_whatever_is_folded_opens_to_something(
    choice: dict[str, str], browser: Browser, site: Path
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    choosing(context, choice)
    page = context.new_page()
    seen, empty = 0, []
    for path in ("cases/index.html", "regions/jiangsu.html"):
        page.goto((site / path).as_uri())
        for folded in page.locator("main details").all():
            seen += 1
            before = folded.evaluate("one => one.offsetHeight")
            folded.locator("summary").click()
            if folded.evaluate("one => one.offsetHeight") < before + 20:
                empty.append((path, folded.inner_text()))
    context.close()
    assert seen > 5 and empty == []


def ground(page: Page, chosen: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.querySelector({chosen!r})).backgroundColor"))


def test_forced_colours_leave_what_is_current_and_chosen_to_be_seen(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, forced_colors="active")
    page = context.new_page()
    page.goto((site / "cases/index.html").as_uri())
    assert ground(page, ".pager [aria-current]") != ground(page, ".pager a:not([aria-current])")
    page.locator(".display summary").click()
    assert ground(page, ".sizes input:checked + span") != ground(page, ".sizes input:not(:checked) + span")
    page.goto((site / "cases/js-provincial-opinion.html").as_uri())
    page.evaluate("document.querySelector('.prose h2').scrollIntoView()")
    page.wait_for_selector(".toc [aria-current]")
    bar = "getComputedStyle(document.querySelector('{}')).borderLeftColor"
    assert page.evaluate(bar.format(".toc [aria-current]")) != page.evaluate(bar.format(".toc a:not([aria-current])"))
    context.close()


def test_words_that_were_searched_for_are_marked_in_the_colours_of_the_site(
    page: Page, site: Path, serve_folder: ServeFolder
) -> None:
    page.goto(serve_folder(site) + "cases/js-binhai-valve-centre.html#q=%E5%85%9A%E5%BB%BA")
    page.wait_for_selector("mark")
    assert ground(page, "mark") == "rgb(245, 237, 218)"


def test_paper_has_nothing_to_press_and_is_the_same_in_the_elder_friendly_mode(
    browser: Browser, site: Path, serve_folder: ServeFolder
) -> None:
    context = browser.new_context()
    choosing(context, {"elder": "on"})
    page = context.new_page()
    page.goto(serve_folder(site) + "search.html?q=党建")
    page.wait_for_selector(".search-side [aria-current]")
    page.emulate_media(media="print")
    assert page.locator(".search-more:visible, .search-side:visible, .search-meant:visible").count() == 0
    page.goto((site / "cases/js-binhai-valve-centre.html").as_uri())
    places = page.evaluate(INDENTS)
    assert len(places) > 3 and max(places) - min(places) < 1
    assert page.evaluate("getComputedStyle(document.querySelector('.facts a')).textDecorationLine") == "none"
    context.close()


# By these words in a class or an id, reading modes tell what is beside the text (after Mozilla's Readability).
BESIDE = re.compile(
    r"-ad-|author|banner|breadcrumbs|byline|comment|com-|community|contact|dateline|disqus|extra|footer|header|hidden"
    r"|masthead|media|menu|meta|pager|pagination|popup|promo|related|remark|replies|rss|scroll|share|shopping|sidebar"
    r"|social|sponsor|supplemental|tags|widget"
)


def test_reading_modes_keep_caveats_and_the_dates_of_numbers(site: Path) -> None:
    """Nothing within the text of a record is called what they throw away; a table of data stays whatever its name."""
    taken = set()
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        start = html.find("<article")
        ends = (html.find(end, start) for end in ('class="part share"', 'class="group', 'class="turn"', "</article>"))
        text = html[start : min((end for end in ends if end >= 0), default=0)] if start >= 0 else ""
        named = {tag[1] for tag in re.finditer(r'<[^<>]*\b(?:class|id)="([^"]+)"', text)}
        taken |= {one for name in named for one in name.split() if BESIDE.search(one)}
    assert taken == {"table-scroll"}


def test_signs_between_facts_are_seen_and_not_read_aloud(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    top = serve_folder(site)
    page.goto(top + "search.html?q=党建")
    page.wait_for_selector(".search-side [aria-current]")
    heard = page.locator("body").aria_snapshot()
    for path in ("index.html", "cases/js-binhai-valve-centre.html", "programmes/hongqi-piaopiao.html"):
        page.goto(top + path)
        heard += page.locator("body").aria_snapshot()
        assert page.evaluate("getComputedStyle(document.querySelector('.dots li'), '::after').content")[1] == "·"
    assert [line for line in heard.splitlines() if re.search(r'(?:·|/|[＋－])"?:?$', line)] == []
    assert "又称 红旗飘飘 “红旗飘飘”" in heard and "人民网 2015年10月26日" in heard, "nor do facts run together"


def test_a_phone_offers_the_elder_friendly_mode_in_words_and_keeps_words_in_it(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    panel, menu = page.locator(".display .panel"), page.locator(".menu .panel")
    page.locator("main").get_by_role("button", name="字号·长辈版").click()
    expect(panel).to_be_visible()
    page.get_by_text("栏目", exact=True).first.click()
    menu.get_by_role("button", name="字号·长辈版").click()
    expect(menu).to_be_hidden()
    panel.get_by_text("长辈版", exact=True).click()
    page.keyboard.press("Escape")
    for word in ("搜索", "字号", "栏目"):
        box = page.locator(".nav").get_by_text(word, exact=True).locator("visible=true").first.bounding_box()
        assert box and box["width"] > 30 and box["y"] < 120, word
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_without_style_no_drawing_fills_the_screen(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    """A page that was kept longer than its style sheet stands on the server."""
    page.route("**/*.css", lambda route: route.abort())
    page.goto(serve_folder(site) + "cases/js-binhai-valve-centre.html")
    drawn = page.evaluate("[...document.querySelectorAll('svg')].map((one) => [one.clientWidth, one.clientHeight])")
    assert len(drawn) > 5 and max(map(max, drawn)) <= 140
    paths = page.locator(".cover path, .icon path")
    assert set(paths.evaluate_all("all => all.map((path) => getComputedStyle(path).fill)")) == {"none"}
