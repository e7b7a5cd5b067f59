"""Planning: which pages there are and what each shows, asked of pages as plain data, before any template."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import addresses
from builder.pages.page import Page, Slice, paged
from tests.links import dead_links, links_of
from tests.smallsite import BRANDS, CASE, FIGURES, SmallSite, case, codes, said


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path)


def hrefs(value: Any) -> set[str]:
    """Every address inside the site that stands anywhere in a context."""
    if isinstance(value, dict):
        own = {v for k, v in value.items() if k in ("href", "more", "newer", "older") and isinstance(v, str)}
        return own.union(*(hrefs(v) for v in value.values()))
    return set().union(*(hrefs(v) for v in value)) if isinstance(value, list) else set()


def titles(cards: list[dict[str, Any]]) -> list[str]:
    return [card["title"] for card in cards]


def related(page: Page, kind: str) -> list[str]:
    groups = page.context["record"]["related"]
    return [title for group in groups if group["key"] == kind for title in titles(group["cards"])]


# Lists in pages


def shown(count: int, size: int) -> dict[str, Slice[int]]:
    """The pages of a list of numbers, the newest (greatest) first."""
    return {part.path: part for part in paged(list(range(count, 0, -1)), "cases", size)}


@given(st.integers(0, 200), st.integers(1, 9))
def test_a_new_item_never_moves_another_to_a_page_of_another_number(count: int, size: int) -> None:
    before, after = shown(count, size), shown(count + 1, size)
    items = [item for part in before.values() for item in part.items]
    assert items == list(range(count, 0, -1)), "every item once, in order"
    assert all(len(part.items) == size for part in before.values() if part.number is not None)
    assert len(before["cases/index.html"].items) < 2 * size
    for path, part in before.items():
        if part.number is not None:
            assert list(after[path].items) == list(part.items)


@settings(max_examples=40)
@given(st.integers(0, 300), st.integers(1, 5))
def test_a_new_item_changes_few_pages(count: int, size: int) -> None:
    """The pager names the first page, the last and the neighbours: else each new page would change all the others."""
    before, after = shown(count, size), shown(count + 1, size)
    changed = [path for path, part in after.items() if before.get(path) != part]
    assert len(changed) <= (1 if len(before) == len(after) else 5)
    for part in after.values():
        assert part.pager is None or hrefs(part.pager) <= after.keys()


def test_a_pager_says_where_it_leaves_pages_out() -> None:
    pages = {path: part.pager["pages"] for path, part in shown(20, 2).items() if part.pager}
    said = {
        path: [("…" if page["gap"] else "") + str(page["number"] or "新") for page in row]
        for path, row in pages.items()
    }
    assert said["cases/index.html"] == ["新", "9", "8", "…1"]
    assert said["cases/page-5.html"] == ["新", "…7", "6", "5", "4", "3", "…1"]
    assert said["cases/page-1.html"] == ["新", "…3", "2", "1"]


# The small site


def test_every_address_in_every_page_is_a_page(site: SmallSite) -> None:
    pages, problems = site.planned()
    assert said(problems) == []
    for page in pages.values():
        assert hrefs(page.context) - {"feed.xml"} <= pages.keys(), page.path


def test_cases_stand_under_all_that_is_above_what_they_name(site: SmallSite) -> None:
    pages, _ = site.planned()
    listed = {path: titles(p.context["groups"][0]["cards"]) for path, p in pages.items() if p.template == "list.html"}
    assert listed["cases/region/suzhou/index.html"] == listed["cases/region/jiangsu/index.html"] == ["第一个案例"]
    assert listed["cases/brand/xianfeng-365/index.html"] == ["后来的案例", "第一个案例"]
    assert listed["cases/brand/action-branch/index.html"] == ["第一个案例"]
    assert listed["cases/theme/team/index.html"] == listed["cases/year/2020/index.html"] == ["第一个案例"]
    assert "cases/theme/talent/index.html" not in pages, "no list without a case"
    assert related(pages["brands/xianfeng-365.html"], "case") == ["后来的案例", "第一个案例"]
    assert related(pages["regions/jiangsu.html"], "case") == ["第一个案例"]


def test_whatever_is_named_knows_by_whom(site: SmallSite) -> None:
    pages, _ = site.planned()
    assert related(pages["sources/daily.html"], "case") == ["另一个案例", "后来的案例", "第一个案例"]
    assert related(pages["figures/posts.html"], "case") == ["第一个案例"]
    assert related(pages["brands/xianfeng-365.html"], "event") == ["成立"]
    assert related(pages["brands/xianfeng-365.html"], "station") == ["红色驿站"]
    assert [row["name"] for row in pages["brands/xianfeng-365.html"].context["record"]["figures"]] == ["驿站数"]


def test_more_cases_than_a_page_holds_are_led_to_and_never_lost(site: SmallSite) -> None:
    for n in range(14):
        site.write(f"content/cases/more/n{n}.md", case(f"案例{n}", f"2024-01-{n + 1:02}", "brands: [lonely]"))
    pages, _ = site.planned()
    (of_brand,) = pages["brands/lonely.html"].context["record"]["related"]
    assert (len(of_brand["cards"]), of_brand["total"], of_brand["more"]) == (12, 14, "cases/brand/lonely/index.html")
    of_source = next(g for g in pages["sources/daily.html"].context["record"]["related"] if g["key"] == "case")
    assert (len(of_source["cards"]), of_source["more"]) == (17, None), "a source has no list of its own to lead to"
    assert "cases/page-1.html" in pages and "cases/brand/lonely/page-6.html" in pages


def test_a_site_without_lists_by_facet_shows_all_cases_where_they_belong(site: SmallSite) -> None:
    site.edit("site.yaml", "per_page: 2", "per_page: 2\n分类列表: 否")
    for number in range(20):
        site.write(f"content/cases/n{number}.md", case("同名案例", "2024-02-03", "region: anhui"))
    pages, _ = site.planned()
    assert not [path for path in pages if path.startswith("cases/") and path.count("/") > 1]
    assert len(related(pages["regions/anhui.html"], "case")) == 21
    assert {href for page in pages.values() for href in hrefs(page.context)} <= pages.keys()


def test_a_theme_leads_to_its_cases_where_they_have_a_list(site: SmallSite) -> None:
    site.write("content/data/events.yaml", "- {id: e, name: 事, date: 2020, themes: [team, talent]}\n")
    themes = {"team": "cases/theme/team/index.html", "talent": None}
    for lists in (True, False):
        pages, _ = site.planned()
        facts = {row["label"]: row["values"] for row in pages["events/e.html"].context["record"]["facts"]}
        assert [value["href"] for value in facts["主题"]] == [href if lists else None for href in themes.values()]
        site.edit("site.yaml", "per_page: 2", "per_page: 2\nfacet_lists: no")


def test_a_figure_names_the_source_it_comes_from_once(site: SmallSite) -> None:
    two = [f"- {{id: {id_}, title: 报{id_}, publisher: 日报, date: 2020-11-24}}\n" for id_ in ("daily", "other")]
    site.write("content/data/sources.yaml", "".join(two))
    site.edit(FIGURES, "source: daily", "source: daily, sources: [daily, other]")
    context = site.planned()[0]["figures/posts.html"].context
    assert context["figure"]["source"]["href"] == "sources/daily.html"
    assert [row["href"] for row in context["record"]["sources"]] == ["sources/other.html"]


@pytest.mark.parametrize(
    ("typed", "value", "qualifier"),
    [
        ("words: 46个, value: 46, unit: 个", "46个", ""),
        ("words: 5—6个, value: 5, value_to: 6, unit: 个", "5—6个", ""),
        ("words: 200余个, value: 200, unit: 个, qualifier: 余", "200个", "余"),
        ("words: 9999个, value: 9999, unit: 个", "9999个", ""),
        ("words: 10.2万亿元, value: 10.2万亿, unit: 元", "10,200,000,000,000元", ""),
        ("words: 1.25万元, value: 1.25, unit: 万元", "1.25万元", ""),
        ("words: 46 stations, value: 46, unit: stations", "46 stations", ""),
        ("words: 46%, value: 46, unit: '%'", "46%", ""),
    ],
)
def test_the_page_of_a_figure_states_its_value_whole(site: SmallSite, typed: str, value: str, qualifier: str) -> None:
    site.edit(FIGURES, "words: 46个, value: 46, unit: 个", typed)
    site.edit(CASE, "[[figure:posts|46个]]", "[[figure:posts]]")
    assert codes(site.checked()) == []
    html = site.produce().outputs["figures/posts.html"].decode()
    assert f"<dt>数值</dt><dd>{value}</dd>" in html
    assert (f"<dt>限定</dt><dd>{qualifier}</dd>" in html) if qualifier else "限定" not in html


def test_crumbs_lead_from_the_home_page_down_the_tree(site: SmallSite) -> None:
    pages, _ = site.planned()
    crumbs = [(c["title"], c["href"]) for c in pages["brands/action-branch.html"].context["page"]["crumbs"]]
    assert crumbs == [("首页", "index.html"), ("品牌", "brands/index.html"), ("先锋365", "brands/xianfeng-365.html")]
    assert pages["index.html"].context["page"]["crumbs"] == []
    assert titles(pages["about.html"].context["page"]["crumbs"]) == ["首页"]


def test_the_page_of_a_programme_leads_to_those_below_it(site: SmallSite) -> None:
    site.write("content/data/programmes.yaml", "".join(
        f"- {{id: {id_}, name: 机制{id_}, kind: method, parent: {parent}}}\n"
        for id_, parent in (("whole", ""), ("one", "whole"), ("other", "whole"), ("inner", "one"))
    ))  # fmt: skip
    assert related(site.planned()[0]["programmes/whole.html"], "programme") == ["机制one", "机制other"]


def test_neighbours_are_those_of_the_list(site: SmallSite) -> None:
    pages, _ = site.planned()
    around = {
        path: [(record[side] or {}).get("href") for side in ("newer", "older")]
        for path in ("cases/plain.html", "cases/later.html", "cases/first.html")
        if (record := pages[path].context["record"])
    }
    assert around == {
        "cases/plain.html": [None, "cases/later.html"],
        "cases/later.html": ["cases/plain.html", "cases/first.html"],
        "cases/first.html": ["cases/later.html", None],
    }


def test_related_cases_are_near_ones_and_a_new_case_changes_few(site: SmallSite) -> None:
    def near(pages: dict[str, Page]) -> dict[str, list[str]]:
        return {path: related(p, "case") for path, p in pages.items() if p.template == "case.html"}

    assert near(site.planned()[0])["cases/first.html"] == ["后来的案例"]
    for n in range(30):
        text = case(f"案例{n}", f"2023-01-{n + 1:02}", "brands: [lonely]", "themes: [team]")
        site.write(f"content/cases/more/n{n}.md", text)
    before = near(site.planned()[0])
    site.write("content/cases/more/fresh.md", case("最新", "2024-01-01", "brands: [lonely]", "themes: [team]"))
    after = near(site.planned()[0])
    assert len(after["cases/fresh.html"]) == 4
    assert sum(after[path] != found for path, found in before.items()) <= 6


def test_text_is_filled_with_links_to_other_pages(site: SmallSite) -> None:
    body = site.planned()[0]["cases/first.html"].context["record"]["body"]
    assert '<a class="ref ref-brand" href="../brands/xianfeng-365.html">先锋365</a>' in body
    assert '<a class="ref ref-figure" href="../figures/posts.html">46个</a>' in body
    assert 'href="../cases/later.html"' in body and 'href="../about.html"' in body


def test_what_is_filled_in_is_escaped(site: SmallSite) -> None:
    site.edit(BRANDS, "名称: 先锋365", "名称: '先锋365<b>\"&'\n  别名: 先锋365")
    body = site.planned()[0]["cases/first.html"].context["record"]["body"]
    assert ">先锋365&lt;b&gt;&quot;&amp;</a>" in body


# Editorial life


def test_a_withdrawn_record_keeps_a_page_that_tells_nothing_of_it(site: SmallSite) -> None:
    site.edit(
        CASE,
        "日期: 2020",
        "状态: 已撤下\n撤下: {日期: 2025-05-01, 原因: 内容失实}\n原地址: cases/very-old.html\n日期: 2020",
    )
    pages, problems = site.planned()
    notice = pages["cases/first.html"]
    assert (notice.template, notice.context["page"]["noindex"], problems) == ("withdrawn.html", True, [])
    for page in pages.values():
        assert "第一个案例" not in str(page.context) and "失实" not in str(page.context)
        assert page is notice or page.path == "cases/very-old.html" or "cases/first.html" not in hrefs(page.context)
    assert "cases/year/2020/index.html" not in pages


@pytest.mark.parametrize("state", ["日期: 2030-01-01", "日期: 2020\n状态: 已撤下\n撤下: {日期: 2025-05-01, 原因: 某}"])
def test_what_readers_may_not_see_is_named_on_no_other_page(site: SmallSite, state: str) -> None:
    site.write("content/cases/secret.md", f"---\n标题: 禁发标题\n{state}\n来源: [daily]\n---\n正文。\n")
    site.edit(BRANDS, "level: 品牌项目}", """level: 品牌项目, status: withdrawn, withdrawal: {date: 2025-05-01, why: 某}}
- {id: low, name: 低处, level: 品牌项目}""")
    site.edit("content/data/stations.yaml", "[xianfeng-365]", "[lonely]")
    site.edit(CASE, "参见", "见[[case:secret]]，又见[[case:secret|那一篇]]，参见")
    pages, _ = site.planned()
    assert not [path for path, page in pages.items() if "禁发标题" in str(page.context) or "孤星" in str(page.context)]
    told = "见（内容未公开），又见那一篇，参见"
    assert told in pages["cases/first.html"].context["record"]["body"]
    assert told in str(pages["data/cases.csv"].context) and told in str(pages["feed.xml"].context)
    assert "品牌" not in [fact["label"] for fact in pages["stations/red-post.html"].context["record"]["facts"]]


def test_a_case_is_shown_from_its_day_on_and_before_in_a_preview_alone(site: SmallSite) -> None:
    site.write("content/cases/soon.md", case("预告", "2025-07-01"))
    assert "cases/soon.html" not in site.planned()[0]
    assert "cases/soon.html" in site.planned(today=date(2025, 7, 1))[0]
    preview = site.planned(drafts=True)[0]
    assert preview["cases/soon.html"].context["page"]["mark"] == "scheduled"
    assert preview["cases/index.html"].context["groups"][0]["cards"][0]["mark"] == "scheduled"
    assert "soon" not in str(preview["sitemap.xml"].context)


def test_an_old_address_leads_to_the_new_one(site: SmallSite) -> None:
    site.edit(CASE, "日期: 2020", "原地址: [2019/old.html, cases/older.html, 2018/%E7%BA%A2.htm]\n日期: 2020")
    pages, _ = site.planned()
    old = pages["2019/old.html"]
    assert (old.template, old.context["target"], old.context["root"]) == ("redirect.html", "cases/first.html", "../")
    assert old.context["page"]["canonical"] == "https://example.cn/party/cases/first.html"
    assert pages["2018/红.htm"].context["target"] == "cases/first.html"
    assert "older" not in str(pages["sitemap.xml"].context)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("content/cases/index.md", case("甲", "2020")),
        ("content/cases/CASES-case.md", case("甲", "2020", "id: other", "moved_from: CASES/First.html")),
        ("content/cases/x.md", case("甲", "2020", "moved_from: about.html")),
        ("content/pages/timeline.md", "---\ntitle: 甲\n---\n"),
    ],
)
def test_two_pages_never_want_one_address(site: SmallSite, file: str, text: str) -> None:
    site.write(file, text)
    problems = site.planned()[1]
    assert codes(problems) == ["path-clash"]
    assert file in {problems[0].place.file, dict(problems[0].values)["other"]} or file in said(problems)[0]


@pytest.mark.parametrize(
    ("moved", "column", "taken", "other"),
    [
        ("[index.html]", 14, "index.html", "程序自动生成"),
        ("[a.html, cases/First.html]", 22, "cases/first.html", f"{CASE}:2:1"),
        ("about.html", 13, "about.html", "content/pages/about.md:2:1"),
        ("[about.html/z.html]", 14, "about.html", "content/pages/about.md:2:1"),
        ("[a.html, a.html/z.html]", 22, "a.html", "content/cases/plain.md:4:14"),
        ("[Cases/old.html]", 14, "cases/index.html", "程序自动生成"),
        ("[media.html, Media/a.html]", 26, "media/", "程序自动生成"),
    ],
)
def test_an_old_address_that_is_taken_is_told_where_it_is_typed(
    site: SmallSite, moved: str, column: int, taken: str, other: str
) -> None:
    site.edit("content/cases/plain.md", "date: 2022\n", f"date: 2022\nmoved_from: {moved}\n")
    (problem,) = site.produce().problems
    assert (problem.message.code, str(problem.place)) == ("path-clash", f"content/cases/plain.md:4:{column}")
    assert f"{taken}（{other}）" in problem.text("zh")


def test_an_old_address_typed_twice_is_told_at_the_second(site: SmallSite) -> None:
    site.edit("content/cases/plain.md", "date: 2022\n", "date: 2022\nmoved_from:\n  - a.html\n  - a.html\n")
    (problem,) = site.produce().problems
    assert (problem.message.code, str(problem.place)) == ("path-again", "content/cases/plain.md:6:5")


@pytest.mark.parametrize("file", ["SITEMAP.XML", "sitemap.xml", "cases", "Assets/x.txt", "robots.txt", "about.html"])
def test_a_file_at_the_top_that_takes_the_place_of_a_page_is_told_by_its_own_name(site: SmallSite, file: str) -> None:
    site.write(f"static/root/{file}", "x")
    (problem,) = site.produce().problems
    assert (problem.message.code, problem.place.file) == ("path-clash", f"static/root/{file}")


def test_an_attachment_is_linked_where_the_problem_says_that_it_belongs(site: SmallSite) -> None:
    site.write("static/root/files/other.pdf", "x")
    site.edit(CASE, "## 背景\n", "## 背景\n\n见[通知](<评星 办法.pdf>)。\n")
    (problem,) = site.planned()[1]
    assert "[文字](<files/评星 办法.pdf>)" in problem.text("zh") and "other" not in problem.text("zh")
    site.edit(CASE, "(<", "(<files/")
    site.write("static/root/files/评星 办法.pdf", "x")
    assert site.produce().problems == []


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("files/评星%20办法.pdf", "files/评星 办法.pdf"),
        ("files/%E8%AF%84%E6%98%9F%20%E5%8A%9E%E6%B3%95.pdf", "files/评星 办法.pdf"),
        ("/2019/old/", "2019/old/index.html"),
    ],
)
def test_an_address_in_percent_form_or_of_a_folder_leads_where_it_does_in_a_browser(
    site: SmallSite, typed: str, leads: str
) -> None:
    site.write("static/root/files/评星 办法.pdf", "x")
    site.edit("content/cases/plain.md", "date: 2022\n", "date: 2022\nmoved_from: 2019/old/index.html\n")
    site.edit(CASE, "## 背景\n", f"## 背景\n\n见[通知]({typed})。\n")
    run = site.produce()
    assert run.problems == [] and f'href="../{addresses.href(leads)}"' in run.outputs["cases/first.html"].decode()


@pytest.mark.parametrize("name", ["100%.txt", "a%41.txt", "3#楼.pdf", "v1.2#3.pdf", "方案 (2024).pdf", "通知 [2].pdf"])
def test_every_attachment_is_linked_as_the_problem_says_by_an_address_that_leads_there(
    site: SmallSite, name: str
) -> None:
    site.edit(CASE, "## 背景\n", f"## 背景\n\n见[通知](<{name}>)。\n")
    (problem,) = site.planned()[1]
    (like,) = re.findall(r"写成 \[文字\](\(.*?\)+)。", problem.text("zh"))
    blank = name.replace(" ", "%20")
    site.edit(CASE, f"(<{name}>)", like)
    site.edit("site.yaml", "per_page: 2\n", f"per_page: 2\nfooter: {{links: [{{title: 通知, href: 'files/{blank}'}}]}}\n")
    site.write(f"static/root/files/{name}", "x")
    assert site.built().problems == []
    found = links_of(site.root / "public/cases/first.html").found
    assert len([address for address in found if unquote(address) == f"../files/{name}"]) == 2
    assert not any(set(address) & set(' "<>[]^`{|}') for address in found)
    assert dead_links(site.root / "public", top="/party/") == []


def test_an_address_in_percent_form_leads_to_a_name_with_the_sign_of_a_heading(site: SmallSite) -> None:
    site.write("static/root/files/3#楼.pdf", "x")
    site.edit(CASE, "## 背景\n", "## 背景\n\n见[通知](files/3%23楼.pdf)和[后文](later.md#a.bc)。\n")
    run = site.produce()
    assert [problem.message.code for problem in run.problems] == ["link-headings"]
    assert 'href="../files/3%23楼.pdf"' in run.outputs["cases/first.html"].decode()


def test_a_file_in_the_place_of_a_made_page_is_answered_with_the_way_to_change_that_page(site: SmallSite) -> None:
    site.write("static/root/robots.txt", "User-agent: *\n")
    (problem,) = site.produce().problems
    assert "templates/" in problem.text("zh")
    site.remove("static/root/robots.txt")
    site.write("templates/robots.txt", "User-agent: nobody\n")
    assert site.produce().outputs["robots.txt"] == b"User-agent: nobody"


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("[x](nowhere.md)", "link-dead"),
        ("[x](NOWHERE.MD)", "link-dead"),
        ("[x](../../pages/Capital.MD)", ""),
        ("[x](/brands/xianfeng-366)", "link-dead"),
        ("[x](../../../etc.html)", "link-dead"),
        ("[x](notice.pdf)", "link-file"),
        ("[x](/static/files/notice.pdf)", "link-file"),
        ("[图](photo.jpg)", "link-picture"),
        ("[x](/#节)", ""),
        ("[x](/brands/lonely#节)", ""),
        ("[x](later.md#背景)", "link-headings"),
        ("![图](photo.jpg)", "image-missing"),
        ("[x](/brands/xianfeng-365/#节)", ""),
        ("[x](/cases/)", ""),
        ("[x](/cases)", ""),
        ("[x](../brands/)", ""),
        ("[x](/cases/l%61ter/)", ""),
        ("[x](l%61ter.md)", ""),
        ("[x](/nowhere/)", "link-dead"),
        ("[x](#背景)", ""),
        ("[x](/)", ""),
        ("[x](https://example.cn/)", ""),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_its_place(site: SmallSite, link: str, code: str) -> None:
    site.write("content/pages/Capital.MD", "---\nid: capital\ntitle: 大写\n---\n")
    site.edit(CASE, "## 背景\n", f"## 背景\n\n见{link}。\n")
    problems = site.planned()[1]
    assert [(p.message.code, str(p.place)) for p in problems] == ([(code, f"{CASE}:11:2")] if code else [])


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("www.baidu.com", "外部网页要写全，如：https://www.baidu.com。"),
        ("www.例子.com/a?b=1", "外部网页要写全，如：https://www."),
        ("12371.cn/2020/", "外部网页要写全，如：https://12371.cn/2020/。"),
        ("甲乙丙丁.md", "请检查写法；外部网页以 https:// 开头。"),
        ("/brands/xianfeng-366", "是不是：brands/xianfeng-365.html？"),
        ("../later.md", "是不是：[[case:later|文字]]？"),
        ("later", "是不是：[[case:later|文字]]？"),
        ("later.html#背景", "是不是：[[case:later|文字]]？"),
        ("xianfeng-365.html", "是不是：[[brand:xianfeng-365|文字]]？"),
        ("t2.html", "请检查写法；外部网页以 https:// 开头。"),
        ("40.html", "请检查写法；外部网页以 https:// 开头。"),
        ("/2024/01/abc/", "请改成 [[文章标题]]，或者在那一篇的文件头里写“原地址: 2024/01/abc/index.html”"),
        ("/2024/01/abc.html", "“原地址: 2024/01/abc.html”"),
        ("/tags/党建/", "“原地址: tags/党建/index.html”"),
        ("/categories/", "旧站的栏目、标签页"),
        ("../../../x/", "请检查写法；"),
        ("photo.PNG", "请写成 ![图上是什么](photo.PNG)"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_what_was_probably_meant(site: SmallSite, link: str, said: str) -> None:
    site.edit(CASE, "## 背景\n", f"## 背景\n\n见[x]({link})。\n")
    (problem,) = site.planned()[1]
    assert said in problem.text("zh")


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "驿站数：46个"), ("en", "驿站数: 46个")])
def test_a_figure_is_described_in_the_signs_of_the_language(site: SmallSite, language: str, said: str) -> None:
    site.edit("site.yaml", "per_page: 2\n", f"per_page: 2\nlanguage: {language}\n")
    described = site.planned()[0]["figures/posts.html"].context["page"]["description"]
    assert described.split(" · ")[0] == said


def test_a_person_is_shown_with_the_deed_that_was_reported(site: SmallSite) -> None:
    site.write("content/data/people.yaml", "- {id: li, name: 李明, role: 书记, deed: 帮助销售农产品}\n")
    facts = site.planned()[0]["people/li.html"].context["record"]["facts"]
    assert [(row["label"], row["values"][0]["text"]) for row in facts] == [("职务", "书记"), ("事迹", "帮助销售农产品")]


def test_persons_are_in_no_feed_search_or_site_map(site: SmallSite) -> None:
    pages, _ = site.planned()
    assert pages["people/li.html"].context["page"]["noindex"] and pages["people/index.html"].context["page"]["noindex"]
    assert not any("people/li" in str(pages[path].context) for path in ("sitemap.xml", "feed.xml", "sitemap.html"))


def test_the_feed_is_dated_by_its_latest_change_and_never_by_the_clock(site: SmallSite) -> None:
    site.edit(CASE, "日期: 2020", "更正: [{日期: 2025-05-01, 内容: 改数字}]\n日期: 2020")
    feed = site.planned()[0]["feed.xml"].context
    assert [entry["published"][:10] for entry in feed["entries"]] == ["2022-01-01", "2021-03-01", "2020-09-28"]
    assert feed["entries"][-1]["updated"] == feed["updated"] == "2025-05-01T00:00:00+08:00"


def test_the_time_of_a_case_orders_its_day_and_is_told_in_the_zone_of_the_site(site: SmallSite) -> None:
    site.edit("site.yaml", "per_page: 2", "per_page: 5\ntimezone: Asia/Urumqi")
    site.write("content/cases/zz.md", case("早", "2024-11-20", "time: 00:30"))
    site.write("content/cases/aa.md", case("晚", "2024-11-20", "time: 09:30"))
    pages, _ = site.planned()
    late, early = pages["feed.xml"].context["entries"][:2]
    assert (late["title"], early["title"]) == ("晚", "早")
    assert early["published"] == early["updated"] == "2024-11-20T00:30:00+06:00"
    shown = str(pages["cases/zz.html"].context)
    assert shown.count("2024-11-20T00:30:00+06:00") == 2, "for search engines and for those who share it"


def test_links_within_a_text_lead_to_its_own_page_from_the_feed(site: SmallSite) -> None:
    site.edit(CASE, "参见", "[本页](#背景)，参见")
    feed = site.built().outputs["feed.xml"].decode()
    assert '<content type="html" xml:base="https://example.cn/party/cases/first.html">' in feed
