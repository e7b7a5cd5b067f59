"""Search as a reader has it:

The site of content/, in a real browser, from a server with a strict policy and from disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from builder.build import Options, build
from builder.search import layers
from builder.search.folding import fold
from tests.conftest import ServeFolder
from tests.searching import asked, terms
from tests.searchtruth import Truth

ROOT = Path(__file__).parent.parent
POLICY = {"Content-Security-Policy": "default-src 'self'"}
QUERIES = [
    line
    for line in (ROOT / "tests/search_queries.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

# Waits until the search is done, then asks for more until all results are there.
ALL_RESULTS = """async () => {
  const box = document.querySelector("[data-search-state]"), more = document.querySelector("[data-search-more]");
  const rest = () => new Promise((resolve) => setTimeout(resolve, 5));
  const busy = () => !["done", "error"].includes(box.dataset.searchState) || more.disabled;
  const quiet = async () => { while (busy()) await rest(); };
  await quiet();
  const first = document.querySelectorAll("[data-search-result]").length;
  while (!more.hidden) { more.click(); await quiet(); }
  const found = [...document.querySelectorAll("[data-search-result] a")];
  return {
    state: box.dataset.searchState, total: Number(box.dataset.searchTotal), first,
    paths: found.map((link) => new URL(link.href).href.split("#")[0]),
  };
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    run = build(Options(ROOT, folder / "public", folder / "store", date(2026, 1, 31)))
    assert run.published is not None
    return folder / "public"


@pytest.fixture(scope="module")
def layered(site: Path) -> Path:
    """The same site as if it were a large one: its newest documents are a layer of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layers, "LAYERED", 3)
        run = build(Options(ROOT, site.with_name("layered"), site.with_name("store"), date(2026, 1, 31), rehash=True))
    assert run.published is not None
    assert {path.split("/")[1] for path in run.outputs if path.startswith("search/")} >= {"s", "r"}
    return site.with_name("layered")


@pytest.fixture(scope="module")
def truth(site: Path) -> Truth:
    return Truth(site)


@pytest.fixture
def clean(page: Page) -> Iterator[Page]:
    """A page whose console must stay silent: a refused script would speak there."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert not said


@pytest.mark.parametrize("way", ["http", "file"])
def test_every_query_finds_exactly_what_the_pages_hold(
    clean: Page, site: Path, layered: Path, truth: Truth, serve_folder: ServeFolder, way: str
) -> None:
    top = serve_folder(layered, "/party/site/", POLICY) if way == "http" else site.as_uri() + "/"
    wanted = found_right = shown = shown_right = 0
    faults = []
    for query in QUERIES:
        clean.goto(f"{top}search.html?q={quote(query)}")
        answer: dict[str, Any] = clean.evaluate(ALL_RESULTS)
        right = truth.find(query)
        paths = [path.removeprefix(top) for path in answer["paths"]]
        wanted += len(right)
        found_right += len(right & set(paths))
        shown += min(10, answer["first"])
        shown_right += sum(path in right for path in paths[: min(10, answer["first"])])
        if set(paths) != right or len(paths) != len(set(paths)) or answer["total"] != len(right):
            faults.append(f"{query}: {len(right)} wanted, {len(paths)} shown, total {answer['total']}")
    print(f"{way}: {len(QUERIES)} queries, recall {found_right / wanted:.3f}, precision@10 {shown_right / shown:.3f}")
    assert len(QUERIES) >= 60
    assert not faults, "\n".join(faults)


def search(page: Page, top: str, query: str, more: str = "") -> None:
    page.goto(f"{top}search.html?q={quote(query)}{more}")
    expect(page.locator("[data-search-state]")).to_have_attribute("data-search-state", "done")


def titles(page: Page) -> list[str]:
    return page.locator("[data-search-result] h2").all_inner_texts()


def test_the_name_itself_comes_first_and_then_names_with_it(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    top = serve_folder(site)
    search(clean, top, "先锋365")
    found = titles(clean)
    assert fold(found[0]) == "先锋365"
    assert all("先锋365" in fold(title) for title in found[: len([t for t in found if "先锋365" in fold(t)])])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhangjiagang", "张家港"), ("zjg", "张家港"), ("dangqungongzuozhan", "党群工作站"), ("ＺＪＧ", "张家港"),
        ("xf365", "先锋365"), ("xian feng 365", "先锋365"),
    ],
)  # fmt: skip
def test_pinyin_finds_names(clean: Page, site: Path, serve_folder: ServeFolder, typed: str, meant: str) -> None:
    search(clean, serve_folder(site), typed)
    assert any(meant in title for title in titles(clean)[:3])
    expect(clean.locator("[data-search-meant]")).to_contain_text(meant)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("zj", ["张家港", "浙江"]), ("dqgzz", ["党群工作站", "党群工作示范点"]), ("xf", ["先锋"]), ("sc", ["双创"]), ("QR", []),
        ("hongse", ["红色"]), ("党群工作占", ["党群工作站"]), ("家张港", ["张家港"]), ("李飞", []),
    ],
)  # fmt: skip
def test_words_are_proposed_and_no_splinters(
    clean: Page, site: Path, serve_folder: ServeFolder, typed: str, words: list[str]
) -> None:
    search(clean, serve_folder(site), typed)
    clean.wait_for_load_state("networkidle")
    assert clean.locator("[data-search-meant]").get_by_role("link").all_inner_texts() == words
    expect(clean.locator("[data-search-meant]")).to_be_visible(visible=bool(words))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("徐州红色驿站", "徐州 红色驿站"), ("宣州区示范带", "宣州区 示范带"), ("张家港，党建", "张家港 党建"),
        ("党务工作者津贴", "党务工作者 津贴"), ("苏州相城党建", "苏州 相城 党建"), ("張家港黨群工作站", "张家港 党群工作站"),
        ("徐州红色驿站 数据", "徐州 红色驿站 数据"), ("张家港2020年", "张家港 2020年"),
        ("张家港两新组织", "张家港 两新组织"),
    ],
)  # fmt: skip
def test_what_is_written_without_spaces_is_taken_apart_into_words(
    clean: Page, site: Path, truth: Truth, serve_folder: ServeFolder, typed: str, words: str
) -> None:
    top = serve_folder(site, "/", POLICY)
    search(clean, top, typed)
    expect(clean.get_by_role("status")).to_contain_text(f"没有连在一起的“{typed}”，按“{words}”分开查找")
    expect(clean.locator("[data-search-meant]")).to_be_hidden()
    assert "q=" + quote(typed.split(" ")[0]) in clean.url
    answer = clean.evaluate(ALL_RESULTS)
    assert not truth.find(typed)
    assert {path.removeprefix(top) for path in answer["paths"]} == truth.find(words) != set()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2020-09-28", "2020年9月28日"), ("2020.9.28", "2020年9月28日"), ("党群 2020/9", "党群 2020年9月"),
        ("２０２０年０９月２８日", "2020年9月28日"),
    ],
)  # fmt: skip
def test_a_day_is_found_however_it_is_typed(
    clean: Page, site: Path, truth: Truth, serve_folder: ServeFolder, typed: str, words: str
) -> None:
    top = serve_folder(site)
    search(clean, top, typed)
    expect(clean.get_by_role("status")).to_contain_text(f"没有“{typed}”，按“{words}”查找")
    assert {path.removeprefix(top) for path in clean.evaluate(ALL_RESULTS)["paths"]} == truth.find(words) != set()


def test_who_comes_back_finds_as_many_results_as_were_there(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    search(clean, serve_folder(site), "党群")
    results = clean.locator("[data-search-result]")
    clean.locator("[data-search-more]").click()
    expect(results).to_have_count(25)
    results.nth(23).get_by_role("link").click()
    clean.wait_for_url(re.compile("#q="))
    clean.go_back()
    expect(results).to_have_count(25)
    expect(results.nth(23)).to_be_in_viewport()
    clean.locator("[data-search-facets] a").nth(3).click()
    expect(results.nth(5)).to_have_count(0)


def test_what_is_asked_by_the_address_takes_its_place_from_the_first(
    page: Page, site: Path, serve_folder: ServeFolder
) -> None:
    top = serve_folder(site)
    page.route("**/search/index.js", lambda _: None)  # on its way
    browse = page.locator("[data-search-browse]")
    page.goto(f"{top}search.html?q={quote('党群')}", wait_until="domcontentloaded")
    expect(browse).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("正在查找“党群”……")
    page.unroute_all(behavior="ignoreErrors")
    page.goto(f"{top}search.html?q=")
    expect(browse).to_be_visible()
    search(page, top, "没有这样的词语")
    expect(browse).to_be_visible()


@pytest.mark.parametrize(("typed", "meant"), [("党工作站", "党群工作站"), ("张家港港市", "张家港市")])
def test_a_slip_is_not_taken_apart_into_splinters(
    clean: Page, site: Path, serve_folder: ServeFolder, typed: str, meant: str
) -> None:
    """党工 and 作站, or 张家港 and 港市, stand together in many pages."""
    search(clean, serve_folder(site), typed)
    expect(clean.locator("[data-search-meant]")).to_contain_text(meant)
    assert clean.locator("[data-search-result]").count() == 0


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("党群工作站", "&type=belt&year=2019"), ("昭亭路", "&type=brand"), ("昭亭路", "&type=nonsense"), ("xf365", "&year=2013"),
        ("徐州红色驿站", "&type=belt"),
    ],
)  # fmt: skip
def test_what_is_found_but_not_under_a_choice_is_said_and_found_without_it(
    clean: Page, site: Path, serve_folder: ServeFolder, typed: str, choice: str
) -> None:
    search(clean, serve_folder(site), typed, choice)
    expect(clean.get_by_role("status")).to_have_text(f"在所选范围内没有找到与“{typed}”相符的内容。")
    clean.wait_for_load_state("networkidle")
    link = clean.locator("[data-search-meant]").get_by_role("link")
    assert link.all_inner_texts() == ["不限范围再找"]
    assert clean.locator("[data-search-result]").count() == 0
    link.click()
    expect(clean.locator("[data-search-result]").first).to_be_visible()
    assert re.search("[?&](type|year)=", clean.url) is None


@pytest.mark.parametrize("typed", ["张加港", "张港", "家张港", "张家岗", "張加港"])
def test_a_slip_is_answered_with_what_was_meant_and_shows_nothing_as_found(
    clean: Page, site: Path, serve_folder: ServeFolder, typed: str
) -> None:
    search(clean, serve_folder(site), typed)
    meant = clean.locator("[data-search-meant]")
    expect(meant).to_contain_text("是不是要找：")
    assert clean.locator("[data-search-result]").count() == 0
    meant.get_by_role("link", name="张家港", exact=True).click()
    expect(clean.locator("[data-search-result]").first).to_be_visible()


def test_half_a_number_is_not_what_was_meant(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    search(clean, serve_folder(site), "先锋366")
    expect(clean.locator("[data-search-meant]")).to_contain_text("先锋365")
    assert "先锋36" not in clean.locator("[data-search-meant]").get_by_role("link").all_inner_texts()


def test_where_nothing_is_found_there_is_nothing_to_narrow(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    """Pairs of it stand in many pages, so there are candidates, none of which holds it."""
    search(clean, serve_folder(site), "张家港市市")
    expect(clean.locator("[data-search-meant]")).to_contain_text("张家港市")
    clean.wait_for_load_state("networkidle")
    assert clean.locator("[data-search-result]").count() == 0
    expect(clean.locator("[data-search-facets]")).to_be_hidden()
    expect(clean.locator("[data-search-status] .unseen")).to_contain_text("是不是要找：张家港市")


def test_choices_narrow_the_results_and_stand_in_the_address(
    clean: Page, site: Path, truth: Truth, serve_folder: ServeFolder
) -> None:
    top = serve_folder(site)
    search(clean, top, "党建")
    side = clean.locator("[data-search-facets]")
    link = side.get_by_role("link", name=re.compile("^案例"))
    expect(link).to_be_visible()
    number = re.search(r"\d+", link.inner_text())
    assert number is not None
    cases = {path for path in truth.find("党建") if path.startswith("cases/")}
    assert int(number[0]) == len(cases)
    link.click()
    expect(clean).to_have_url(re.compile("type=case"))
    expect(clean.locator("[data-search-state]")).to_have_attribute("data-search-total", str(len(cases)))
    clean.go_back()
    expect(clean.locator("[data-search-state]")).to_have_attribute("data-search-total", str(len(truth.find("党建"))))
    search(clean, top, "党建", "&type=case&region=zhangjiagang&sort=date")
    shown = clean.evaluate(ALL_RESULTS)
    assert 0 < shown["total"] < len(cases)
    dates = clean.locator("[data-search-result] .search-meta li:last-child").all_inner_texts()
    ordered = [tuple(map(int, re.findall(r"\d+", date))) for date in dates]
    assert len(ordered) > 3 and ordered == sorted(ordered, reverse=True)


def test_a_choice_that_leaves_nothing_can_be_taken_back(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    search(clean, serve_folder(site), "党建", "&type=belt&year=2019")
    expect(clean.locator("[data-search-state]")).to_have_attribute("data-search-total", "0")
    chosen = clean.locator("[data-search-facets] [aria-current=true]")
    expect(chosen.filter(has_text="2019")).to_be_visible()
    chosen.filter(has_text="2019").click()
    expect(clean.locator("[data-search-result]").first).to_be_visible()


def test_what_is_found_by_its_name_is_told_by_what_it_is(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    top = serve_folder(site)
    for query, text in (("党建小白", "张家港报道对没有党务基础的新手的俗称。"), ("红领导师", "用于“红领培优”。")):
        search(clean, top, query)
        expect(clean.locator("[data-search-result] .card-text").first).to_contain_text(text)


def test_who_chooses_by_keyboard_stays_where_they_chose(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    top = serve_folder(site)
    search(clean, top, "党建")
    for link in ("[data-facet=type] li:nth-child(2) a", ".search-sort a >> nth=1"):
        clean.locator("[data-search-facets]").locator(link).focus()
        name = clean.evaluate("document.activeElement.firstChild.data")
        clean.keyboard.press("Enter")
        chosen = clean.locator("[data-search-facets] [aria-current=true]").filter(has_text=name)
        expect(chosen).to_be_focused()
    search(clean, top, "张加港")
    clean.locator("[data-search-meant] a").first.focus()
    clean.keyboard.press("Enter")
    expect(clean.get_by_role("combobox")).to_be_focused()
    expect(clean.locator("[data-search-result]").first).to_be_visible()


def test_the_address_follows_what_is_typed_and_keeps_what_was_chosen(
    clean: Page, site: Path, serve_folder: ServeFolder
) -> None:
    search(clean, serve_folder(site), "党建", "&type=case")
    before = clean.url
    clean.fill("#search-query", "党群")
    expect(clean).to_have_url(before.replace(quote("党建"), quote("党群")))
    clean.locator("[data-search-facets]").get_by_role("link", name=re.compile("^案例")).click()
    expect(clean).not_to_have_url(re.compile("type="))
    clean.fill("#search-query", "党员")
    clean.fill("#search-query", "党群")  # before the answer to the other has come
    expect(clean.locator("[data-search-state]")).to_have_attribute("data-search-state", "done")
    expect(clean).to_have_url(re.compile("q=" + quote("党群") + "$"))
    clean.go_back()
    expect(clean).to_have_url(before.replace(quote("党建"), quote("党群")))
    expect(clean.locator("#search-query")).to_have_value("党群")


def test_the_keyboard_is_enough(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    clean.goto(serve_folder(site) + "index.html")
    clean.keyboard.press("/")
    clean.wait_for_url("**/search.html")
    field = clean.get_by_role("combobox")
    clean.keyboard.press("/")
    expect(field).to_be_focused()
    clean.keyboard.type("张家", delay=40)
    options = clean.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    clean.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert options.first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid", "not by its ground alone"
    name = options.first.inner_text()
    clean.keyboard.press("Enter")
    expect(field).to_have_value(name)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(clean.locator("[data-search-result]").first).to_be_visible()


def test_nothing_is_searched_while_an_input_method_composes(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    clean.goto(serve_folder(site) + "search.html")
    box = clean.locator("[data-search-state]")
    clean.focus("#search-query")
    keys = clean.context.new_cdp_session(clean)
    for typed in ("z", "zhang", "zhang'jia"):
        keys.send("Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)})
    expect(clean.locator("#search-query")).to_have_value("zhang'jia")
    clean.wait_for_timeout(200)
    expect(box).to_have_attribute("data-search-state", "idle")
    keys.send("Input.insertText", {"text": "张家"})
    expect(clean.locator("#search-query")).to_have_value("张家")
    expect(box).to_have_attribute("data-search-state", "done")


def test_the_page_that_is_reached_marks_the_words(clean: Page, site: Path, serve_folder: ServeFolder) -> None:
    search(clean, serve_folder(site), "党群工作站", "&type=case")
    clean.locator("[data-search-result] a").first.click()
    expect(clean.locator("[data-search-body] mark").first).to_have_text("党群工作站")


def test_words_that_run_across_a_link_are_marked_in_all_their_pieces(
    clean: Page, site: Path, serve_folder: ServeFolder
) -> None:
    search(clean, serve_folder(site), "非公企业有14673家", "&type=case")
    clean.locator("[data-search-result] a").first.click()
    marks = clean.locator("[data-search-body] mark")
    expect(marks).to_have_text(["非公企业有", "14673家"])
    expect(marks.last).to_be_in_viewport()
    expect(clean.locator("[data-search-body] a > mark")).to_have_text("14673家")


def test_an_index_that_cannot_be_read_is_said(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    page.route("**/search/s/*", lambda route: route.abort())
    page.goto(serve_folder(site) + "search.html?q=" + quote("党建"))
    expect(page.locator("[data-search-state]")).to_have_attribute("data-search-state", "error")
    expect(page.get_by_role("status")).to_contain_text("检索数据未能读取")
    page.unroute("**/search/s/*")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("[data-search-state]")).to_have_attribute("data-search-state", "done")


def test_a_search_whose_scripts_do_not_come_is_said_too(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    held: list[Route] = []
    page.route("**/search-page.*.js", lambda route: held.append(route))
    page.goto(serve_folder(site) + "search.html?q=" + quote("党建"), wait_until="commit")
    expect(page.get_by_role("searchbox")).to_have_value("党建")
    expect(page.locator("[data-search-browse]")).to_be_hidden()
    held[0].abort()
    expect(page.get_by_role("status")).to_contain_text("检索数据未能读取")
    expect(page.locator("[data-search-browse]")).to_be_visible()


def test_on_a_slow_line_what_has_come_is_shown_in_its_place(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    top, box = serve_folder(site), page.locator("[data-search-state]")
    search(page, top, "党建")
    whole, held = titles(page), list[Route]()
    page.route("**/search/t/*", lambda route: route.continue_() if held else held.append(route))
    page.goto(f"{top}search.html?q={quote('党建')}", wait_until="commit")
    expect(page.locator("[data-search-result]").first).to_be_visible()
    early = titles(page)
    assert early == [title for title in whole if title in early] != whole
    expect(box).to_have_attribute("data-search-state", "loading")
    held[0].continue_()
    expect(box).to_have_attribute("data-search-state", "done")
    assert titles(page) == whole


def test_a_query_typed_while_the_index_is_opened_is_answered(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    held: list[Route] = []
    page.route("**/search/index.js*", lambda route: held.append(route))
    page.goto(serve_folder(site) + "search.html")
    page.get_by_role("combobox").press_sequentially("党建")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("[data-search-state]")).to_have_attribute("data-search-state", "done")
    expect(page.locator("[data-search-result]").first).to_be_visible()


def test_nothing_of_the_index_is_loaded_before_it_is_wanted(page: Page, site: Path, serve_folder: ServeFolder) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serve_folder(site) + "search.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/search/" in url]


@pytest.mark.parametrize("word", ["党群工作站", "先锋365", "２.０版本", "1.2.30", "Party", "G20", "張家港", "a1b2", "6", "港"])
def test_browser_and_builder_fold_alike_and_ask_for_the_same_keys(
    clean: Page, site: Path, serve_folder: ServeFolder, word: str
) -> None:
    search(clean, serve_folder(site), "新時代")  # has loaded the table of traditional characters
    text = f"，“{word}” {word} x{word}。{word}；"
    assert clean.evaluate("text => window.xianfeng.search.fold(text).text.trim()", text) == fold(text).strip()
    assert clean.evaluate("text => window.xianfeng.search.plain(text).trim()", text) == fold(text).strip()
    (term,) = terms(word)
    assert sorted(clean.evaluate("term => window.xianfeng.search.keys(term)", term)) == sorted(asked(term))
    assert clean.evaluate("term => window.xianfeng.search.isExact(term)", term) is (asked(term) == [term])
