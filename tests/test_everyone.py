"""The demonstration site for everyone: every kind of page on small and large screens, in both colour schemes, in larger
type and in the elder-friendly mode; by keyboard, without scripts, on paper, over a slow line.
"""

from __future__ import annotations

import gzip
import itertools
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.conftest import ServeFolder
from tests.photos import photo, saved
from tests.test_prose import with_photo

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"

# These are one template with other cards: one of them on each width stands for all.
SIMPLE = [f"page-list-{kind}" for kind in ("belt", "document", "honour", "person", "programme", "source", "station")]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CHOICES: tuple[dict[str, str], ...] = ({}, {"elder": "on"}, {"size": "4"}, {"size": "4", "elder": "on"})


def choosing(context: BrowserContext, choice: dict[str, str]) -> None:
    """A reader who has made this choice before."""
    sets = "".join(f"localStorage.setItem('xianfeng.{key}', '{value}');" for key, value in choice.items())
    context.add_init_script(f"try {{ {sets} }} catch (error) {{}}")


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    told = [f"{fault['id']} {node['target']}" for fault in found for node in fault["nodes"]]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*told, *([f"scrolls sideways by {over} px"] if over > 0 else [])]


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_kind_of_page_has_a_fault_on_any_width(
    width: int, turn: int, browser: Browser, site: Path, kinds: dict[str, str]
) -> None:
    """Each kind once per width; schemes and choices take turns, so that each width meets all of them."""
    at = [320, 390, 1280].index(width)
    shown = [kind for kind in kinds if kind not in SIMPLE or SIMPLE.index(kind) % 3 == at]
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=SCHEMES[(turn + at) % 2])
    choosing(context, CHOICES[turn])
    page = context.new_page()
    found = {}
    for kind in shown[(turn + at) % 4 :: 4]:
        page.goto((site / kinds[kind]).as_uri())
        if told := faults(page):
            found[kind] = told
    context.close()
    assert found == {}


@pytest.mark.parametrize("choice", CHOICES[1:], ids=str)
def test_the_largest_type_fits_the_smallest_screen(
    choice: dict[str, str], browser: Browser, site: Path, kinds: dict[str, str]
) -> None:
    """320 px is also what is left of a wide window at 400 % zoom."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    choosing(context, choice)
    page = context.new_page()
    wide = []
    for kind in ("page-home", "page-case", "page-belt", "page-scheme", "page-chart", "page-search", "page-data"):
        page.goto((site / kinds[kind]).as_uri())
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(kind)
    context.close()
    assert wide == []


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("choice", CHOICES[1:], ids=str)
def test_who_needs_the_largest_type_sees_what_they_type(
    width: int, choice: dict[str, str], browser: Browser, site: Path
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640})
    choosing(context, choice)
    page = context.new_page()
    for path, field in (("index.html", "#home-search"), ("search.html", "#search-query")):
        page.goto((site / path).as_uri())
        room = page.locator(field).evaluate(
            """field => { const style = getComputedStyle(field), size = side => parseFloat(style[side]);
                          const inner = field.clientWidth - size("paddingLeft") - size("paddingRight");
                          return inner / size("fontSize"); }"""
        )
        assert room >= 6, path
        assert page.locator(".top").evaluate("top => top.offsetHeight") <= 180, "name and controls, a line each"
    context.close()


# Text size and the elder-friendly mode


def base(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))


@pytest.fixture(params=["disk", "served"])
def top(request: pytest.FixtureRequest, site: Path, serve_folder: ServeFolder) -> str:
    return f"{site.as_uri()}/" if request.param == "disk" else serve_folder(site)


def test_what_a_reader_chose_holds_on_the_next_page(top: str, page: Page) -> None:
    page.goto(top + "index.html")
    assert base(page) == 16
    page.locator(".display summary").click()
    page.get_by_label("特大").check()
    assert base(page) == 21
    page.get_by_role("checkbox", name="长辈版").check()
    assert base(page) == 26.25
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="字号·长辈版")).to_be_hidden()

    page.locator(".front-main .card-title a").first.click()
    page.wait_for_url("**/cases/*.html")
    assert base(page) == 26.25
    page.locator(".display summary").click()
    expect(page.get_by_label("特大")).to_be_checked()
    page.get_by_role("checkbox", name="长辈版").uncheck()
    page.get_by_label("小", exact=True).check()
    assert base(page) == 15
    page.go_back()
    page.wait_for_function("parseFloat(getComputedStyle(document.documentElement).fontSize) === 15")


def test_no_page_is_drawn_before_it_knows_the_readers_choice(browser: Browser, site: Path) -> None:
    """Whatever runs later is kept away: the state must be right when the body begins."""
    context = browser.new_context()
    choosing(context, {"size": "3", "elder": "on"})
    context.route("**/site.*.js", lambda route: route.abort())
    context.add_init_script(
        """new MutationObserver((_, watcher) => {
             if (!document.body) return;
             watcher.disconnect();
             const root = document.documentElement;
             window.atFirst = `${root.dataset.size} ${root.dataset.elder}`;
           }).observe(document, { childList: true, subtree: true });"""
    )
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.evaluate("window.atFirst") == "3 on"
    context.close()


def test_storage_that_throws_does_no_harm(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    context.add_init_script(
        """Object.defineProperty(window, "localStorage", {
             get() { throw new DOMException("blocked", "SecurityError"); },
           });"""
    )
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.locator(".display summary").click()
    page.get_by_label("大", exact=True).check()
    assert base(page) == 18, "the choice holds for this page, at least"
    context.close()
    assert complaints == []


def test_without_scripts_nothing_is_offered_that_would_not_work(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "cases/zjg-partners.html").as_uri())
    assert page.locator(".display:visible, .share button:visible").count() == 0
    assert page.locator("#share-citation").is_visible()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("searchbox").fill("红领")
    page.get_by_role("button", name="搜索").click()
    assert page.url.endswith("search.html?q=%E7%BA%A2%E9%A2%86")
    expect(page.get_by_role("navigation", name="分类浏览")).to_be_visible()
    context.close()


# By keyboard


@pytest.fixture
def keys(browser: Browser) -> Iterator[Page]:
    """A page that only the keyboard will touch, for a reader who wants less motion."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  const shown = it.matches("input[type=radio]") ? getComputedStyle(it.nextElementSibling) : style;
  return {
    tag: it.tagName, words: (it.textContent || it.getAttribute("aria-label") || it.name || "").trim().slice(0, 20),
    ring: shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.mark.parametrize("kind", ["page-home", "page-case", "page-list-case", "page-scheme"])
def test_every_stop_of_the_keyboard_is_seen(kind: str, keys: Page, site: Path, kinds: dict[str, str]) -> None:
    keys.goto((site / kinds[kind]).as_uri())
    stops = keys.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter((it) => it.checkVisibility()).length"
    )
    unseen = []
    for step in range(min(stops, 60)):
        keys.keyboard.press("Tab")
        stop = keys.evaluate(FOCUSED)
        assert stop["tag"] != "BODY", f"the keyboard is lost after {step} stops of {stops}"
        if not (stop["ring"] and stop["inside"]):
            unseen.append(stop["words"])
    assert stops > 30 and unseen == []


def test_the_first_stop_skips_to_the_text_and_panels_open_and_close(keys: Page, site: Path) -> None:
    keys.goto((site / "cases/zjg-partners.html").as_uri())
    keys.keyboard.press("Tab")
    expect(keys.get_by_text("跳到正文")).to_be_focused()
    keys.keyboard.press("Enter")
    expect(keys.locator("main")).to_be_focused()

    for panel in (".display", ".menu"):
        keys.locator(f"{panel} summary").focus()
        keys.keyboard.press("Enter")
        expect(keys.locator(f"{panel} .panel")).to_be_visible()
        keys.keyboard.press("Tab")
        assert keys.evaluate(f"document.querySelector('{panel} .panel').contains(document.activeElement)")
        keys.keyboard.press("Escape")
        expect(keys.locator(f"{panel} .panel")).to_be_hidden()
        expect(keys.locator(f"{panel} summary")).to_be_focused()

    keys.keyboard.press("Shift+Tab")
    keys.keyboard.press("Enter")
    keys.keyboard.press("Tab")
    keys.keyboard.press("ArrowRight")
    assert base(keys) == 18, "the arrow keys go through the sizes"
    assert keys.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


# Reading, citing, printing


def test_a_line_of_the_text_holds_what_is_read_with_ease(keys: Page, site: Path) -> None:
    keys.goto((site / "cases/zjg-partners.html").as_uri())
    size, width, height = keys.evaluate(
        """() => { const text = document.querySelector(".prose > p"), style = getComputedStyle(text);
                   return [style.fontSize, style.width, style.lineHeight].map(parseFloat); }"""
    )
    assert 36 <= width / size <= 42 and height / size >= 1.7


def test_a_picture_of_a_phones_screen_is_seen_at_once_and_whole_on_paper(tmp_path: Path, page: Page) -> None:
    site = with_photo(tmp_path, '![截图](phone.jpg "截图")', "phone.jpg", saved(photo(1080, 2340), "JPEG"))
    site.built()
    for width, height in ((390, 700), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto((site.root / "public/cases/photo.html").as_uri())
        drawn = page.locator(".prose img").bounding_box()
        assert drawn and height / 2 < drawn["height"] <= height * 0.9
    assert page.evaluate("getComputedStyle(document.querySelector('.prose img')).objectFit") == "contain"
    page.emulate_media(media="print")
    drawn = page.locator(".prose img").bounding_box()
    assert drawn and drawn["height"] <= 215 / 25.4 * 96, "an A4 page with its margins leaves 266 mm"


def test_figures_lead_to_their_source_on_the_same_page(keys: Page, site: Path) -> None:
    keys.goto((site / "cases/zjg-partners.html").as_uri())
    rows = keys.locator(".ledger-when a")
    assert rows.count() >= 5
    assert set(rows.evaluate_all("links => links.map((link) => document.querySelector(link.hash).className)")) == {""}
    assert set(rows.all_inner_texts()) == {"来源 1"} and keys.locator("#source-1").is_visible()


def test_the_citation_is_copied_or_at_least_selected(browser: Browser, site: Path, serve_folder: ServeFolder) -> None:
    address = "https://xianfeng.example/cases/zjg-partners.html"
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(serve_folder(site) + "cases/zjg-partners.html")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator(".share-said")).to_have_text("已复制。")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("编辑部. “两新”党建合伙人") and copied.endswith(f"2020年9月28日. {address}")
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto((site / "cases/zjg-partners.html").as_uri())
    page.get_by_role("button", name="复制网址").click()
    expect(page.locator(".share-said")).not_to_be_empty()
    assert page.evaluate("getSelection().toString()").strip() == address
    context.close()


def test_paper_shows_the_text_with_its_address_and_nothing_to_press(keys: Page, site: Path) -> None:
    keys.goto((site / "cases/zjg-partners.html").as_uri())
    keys.emulate_media(media="print", color_scheme="dark")
    assert keys.locator("nav:visible, button:visible, .cover:visible, .skip:visible").count() == 0
    for part in (".prose", ".facts", ".sources", ".qr", ".print-address", ".notice"):
        expect(keys.locator(part).first).to_be_visible()
    assert keys.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert keys.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") in (1, 2, 3)


# Where lines end


LEFT_BEHIND = """() => [...document.querySelectorAll(".dots")].filter((row) => {
  const shown = (item) => item.offsetParent && getComputedStyle(item, "::after").position === "absolute";
  const items = [...row.children].filter(shown), edge = row.getBoundingClientRect().left;
  const strip = parseFloat(getComputedStyle(row).clipPath.split(" ").pop());
  const first = items.filter((item, nth) => !nth || item.offsetTop > items[nth - 1].offsetTop);
  return !items.length || first.some((item) => Math.abs(item.getBoundingClientRect().left - edge) > 1 || !(strip > 8));
}).length"""
TORN = """() => [...document.querySelectorAll(".tree-label, .prose .ref-figure")].filter((it) => {
  const wide = it.textContent.length * parseFloat(getComputedStyle(it).fontSize);
  return it.getClientRects().length > 1 && wide < it.parentElement.clientWidth / 2;
}).length"""


@pytest.mark.parametrize("choice", [CHOICES[0], CHOICES[3]], ids=str)
@pytest.mark.parametrize("width", [360, 768])
def test_no_line_ends_with_a_dot_and_no_chip_or_number_is_torn(
    width: int, choice: dict[str, str], browser: Browser, site: Path
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    choosing(context, choice)
    page = context.new_page()
    paths = ("regions/index.html", "brands/index.html", "organisations/index.html", "glance.html", "timeline.html")
    wrong = {}
    for path in (*paths, "cases/xzq-three-colours-and-stars.html", "cases/zjg-partners.html"):
        page.goto((site / path).as_uri())
        found = page.evaluate(LEFT_BEHIND), page.evaluate(TORN)
        if found != (0, 0):
            wrong[path] = found
    context.close()
    assert wrong == {}


# Over a slow line


SHIFTS = """new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 300);
})"""


@pytest.mark.parametrize("choice", CHOICES[:2], ids=str)
def test_a_case_is_light_and_nothing_in_it_moves(
    choice: dict[str, str], browser: Browser, site: Path, serve_folder: ServeFolder
) -> None:
    """The first visit: requests, bytes as a server sends them, shifts of the layout."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    choosing(context, choice)
    answers: list[Response] = []
    context.on("response", lambda answer: answers.append(answer))
    page = context.new_page()
    page.goto(serve_folder(site) + "cases/zjg-partners.html", wait_until="networkidle")
    assert page.evaluate(SHIFTS) == []
    sizes = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in answers}
    assert len(answers) <= 6 and sum(sizes.values()) <= 40 * 1024, sizes
    context.close()


IN_PIECES = """async (pieces) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const moved = [];
  const watch = new PerformanceObserver((list) => moved.push(...list.getEntries().map((entry) => entry.value)));
  document.open();
  watch.observe({ type: "layout-shift" });
  for (const piece of pieces) {
    document.write(piece);
    for (let frame = 0; frame < 3; frame++) await drawn();
  }
  document.close();
  return moved;
}"""


@pytest.mark.parametrize("choice", CHOICES[:2], ids=str)
def test_nothing_moves_in_a_head_that_is_drawn_while_it_is_read(
    choice: dict[str, str], browser: Browser, site: Path
) -> None:
    """Cut behind each tag that opens an item: a browser does not know yet that an item is the last one."""
    path = site / "cases/zjg-partners.html"
    html = path.read_text(encoding="utf-8")
    end = html.index("</ul>", html.index('class="dots origin"'))
    cuts = [found.end() for found in re.finditer("<(?:li|a|time)\\b[^>]*>", html[:end])]
    pieces = [html[start:stop] for start, stop in itertools.pairwise([0, *cuts, len(html)])]
    context = browser.new_context(viewport={"width": 390, "height": 800})
    choosing(context, choice)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate(IN_PIECES, pieces) == []
    context.close()


def test_no_case_weighs_more_than_a_phone_should_wait_for(site: Path) -> None:
    """Every case of the site, with the style sheets and scripts that its head names."""
    heavy = {}
    for path in sorted((site / "cases").glob("*.html")):
        html = path.read_text(encoding="utf-8")
        named = re.findall(r'(?:src|href)="([^"]+\.(?:css|js))"', html)
        parts = [path.read_bytes(), *((path.parent / name).read_bytes() for name in named)]
        weight = sum(len(gzip.compress(part, 6)) for part in parts)
        if weight > 40 * 1024 or len(parts) > 5:  # and the icon
            heavy[path.name] = (weight, len(parts))
    assert heavy == {}
