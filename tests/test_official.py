"""The conventions of official sites: what a profile asks for and where it says so, and what its pages then show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from builder.problems import in_order
from tests.conftest import ServeFolder
from tests.photos import photo, saved
from tests.smallsite import CASE, SmallSite, codes

FOOT = """\
纠错: jiucuo@example.cn
页脚:
  主办单位: 示例机关
  联系方式: 0000-00000000
  ICP备案号: 示ICP备00000000号
  公安备案号: 示公网安备 00000000000000号
  网站标识码: "0000000000"
  党政机关网站标识:
    图片: images/mark.png
    地址: https://mark.example/0000
"""
REVIEW = "审核:\n" + "".join(
    f"- {{环节: {stage}, 审核人: 王, 日期: 2020-09-2{n}}}\n" for n, stage in enumerate(("初审", "复审", "终审"))
)
OTHERS = {"content/cases/suzhou/later.md": None, "content/cases/plain.md": None}
GUIDE = [
    "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType",
    "ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Image", "Url",
]  # fmt: skip


def official(folder: Path, profile: str, foot: str = FOOT) -> SmallSite:
    """A site with one case that lacks nothing."""
    site = SmallSite(folder, OTHERS)
    site.edit("site.yaml", "per_page: 2\n", f"per_page: 2\n规范: {profile}\n{foot}")
    site.edit(CASE, "来源: [daily]\n", f"时间: 9:30\n作者: 编辑部\n摘要: 一句话。\n来源: [daily]\n{REVIEW}")
    site.edit(CASE, "，参见[后来](later.md)", "![合影](a.jpg)")
    (folder / "content/cases/suzhou/a.jpg").write_bytes(saved(photo(), "JPEG"))
    (folder / "static/images").mkdir(parents=True)
    (folder / "static/images/mark.png").write_bytes(saved(photo(120, 80), "PNG"))
    return site


def metas(html: str) -> dict[str, str]:
    found = re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', html)
    assert len(found) == len(dict(found)), "each tag stands once"
    return dict(found)


def test_a_government_page_carries_the_tags_of_the_guide_by_letter_and_in_its_order(tmp_path: Path) -> None:
    site = official(tmp_path, "gov")
    run = site.built()
    assert codes(run.problems) == []
    found = metas(site.page("cases/first.html"))
    assert list(found) == GUIDE
    assert found["SiteDomain"] == "example.cn" and found["SiteIDCode"] == "0000000000"
    assert found["PubDate"] == "2020-09-28 09:30" and found["ContentSource"] == "日报"
    assert found["Keywords"] == "队伍建设,行动支部,苏州市" and found["Author"] == "编辑部"
    assert found["Url"] == "https://example.cn/party/cases/first.html"
    assert found["Image"].startswith("https://example.cn/party/media/")
    listed = metas(site.page("brands/index.html"))
    assert listed["ColumnName"] == "品牌" and listed["ColumnType"] and "ArticleTitle" not in listed
    assert list(metas(site.page("index.html"))) == GUIDE[:3]
    for path in site.public():
        if path.endswith(".html") and "redirect" not in path:
            assert {"SiteName", "SiteDomain", "SiteIDCode"} <= metas(site.page(path)).keys(), path


def test_the_site_says_of_a_column_what_only_it_knows(tmp_path: Path) -> None:
    site = official(tmp_path, "gov")
    site.edit(
        "site.yaml", "页脚:", "栏目:\n- {类别: 案例, 说明: 各地做法, 关键词: 党建、案例, 栏目类型: 工作动态}\n页脚:"
    )
    site.built()
    found = metas(site.page("cases/index.html"))
    assert (found["ColumnDescription"], found["ColumnKeywords"], found["ColumnType"]) == (
        "各地做法",
        "党建,案例",
        "工作动态",
    )


@pytest.mark.parametrize("profile", ["gov", "party"])
def test_the_line_of_an_article_and_the_numbers_at_the_foot_lead_where_the_public_can_look_them_up(
    tmp_path: Path, profile: str
) -> None:
    site = official(tmp_path, profile)
    site.built()
    html = site.page("cases/first.html")
    assert "来源：日报" in html and "作者：编辑部" in html and ">2020-09-28 09:30</time>" in html
    assert re.search(r'<a href="https://beian\.miit\.gov\.cn/"[^>]*>示ICP备00000000号</a>', html)
    query = "https://beian.mps.gov.cn/#/query/webSearch?code=00000000000000"
    assert re.search(rf'<a href="{re.escape(query)}"[^>]*>示公网安备 00000000000000号</a>', html)
    mark = re.search(
        r'<a class="foot-mark" href="https://mark\.example/0000"[^>]*><img src="\.\./(assets/images/mark\.\w+\.png)" '
        r'alt="党政机关网站标识" width="120" height="80"', html,
    )  # fmt: skip
    assert mark is not None and mark[1] in site.public()
    assert "示例机关" in html and "0000-00000000" in html
    errors = "mailto:jiucuo@example.cn?subject=%E6%9C%AC%E9%A1%B5%E7%BA%A0%E9%94%99"
    assert errors in html and "cases%2Ffirst.html" in html


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "来源：日报、晚报<"), ("en", "Source: 日报, 晚报<")])
def test_several_publishers_are_listed_in_the_signs_of_the_language(tmp_path: Path, language: str, said: str) -> None:
    site = official(tmp_path, "gov")
    site.edit("site.yaml", "per_page: 2\n", f"per_page: 2\nlanguage: {language}\n")
    site.edit(CASE, "来源: [daily]", "来源: [daily, evening]")
    site.write("content/data/sources/more.yaml", "- {id: evening, title: 晚, publisher: 晚报, date: 2020-11-24}\n")
    site.built()
    assert said in site.page("cases/first.html")


def test_the_mark_is_small_whatever_its_file_and_the_numbers_beside_it_stand_apart(
    tmp_path: Path, page: Page
) -> None:
    site = official(tmp_path, "gov")
    (tmp_path / "static/images/mark.png").write_bytes(saved(photo(800, 900), "PNG"))
    site.built()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((tmp_path / "public/cases/first.html").as_uri())
    page.locator(".foot-mark img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.foot-mark img').naturalHeight === 900")
    mark, icp, police = (page.locator(f".foot-numbers a >> nth={n}").bounding_box() for n in range(3))
    assert mark is not None and icp is not None and police is not None
    assert 40 <= mark["height"] <= 90
    assert police["x"] - icp["x"] - icp["width"] > 16 and icp["height"] >= 24


def test_a_site_without_a_profile_needs_none_of_it_and_shows_what_it_has(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page: 2\n", "per_page: 2\n纠错: https://example.org/jiucuo?page={url}\n")
    assert site.built().problems == []
    html = site.page("cases/first.html")
    assert metas(html) == {} and "beian" not in html and "发布时间" not in html
    assert 'href="https://example.org/jiucuo?page=https%3A%2F%2Fexample.cn%2Fparty%2Fcases%2Ffirst.html"' in html


@pytest.mark.parametrize(
    ("profile", "old", "new", "said"),
    [
        ("party", "  主办单位: 示例机关\n", "", [("profile-requires", "site.yaml:7:3", "host")]),
        ("gov", '  网站标识码: "0000000000"\n', "", [("profile-requires", "site.yaml:7:3", "site_code")]),
        ("party", '  网站标识码: "0000000000"\n', "", []),
        ("party", "  党政机关网站标识:\n    图片: images/mark.png\n    地址: https://mark.example/0000\n", "",
         [("profile-requires", "site.yaml:7:3", "mark")]),
        ("gov", "  党政机关网站标识:\n    图片: images/mark.png\n    地址: https://mark.example/0000\n", "",
         [("profile-advises", "site.yaml:7:3", "mark")]),
        ("gov", "纠错: jiucuo@example.cn\n", "", [("profile-advises", "site.yaml:4:5", "report_errors")]),
    ],
)  # fmt: skip
def test_what_a_profile_asks_for_and_the_site_lacks_is_told_at_its_place(
    tmp_path: Path, profile: str, old: str, new: str, said: list[tuple[str, str, str]]
) -> None:
    site = official(tmp_path, profile)
    site.edit("site.yaml", old, new)
    run = site.produce()
    found = [(p.message.code, str(p.place), p.field.key if p.field else "") for p in run.problems]
    assert found == said
    for problem in run.problems:
        top = problem.field is not None and problem.field.key == "report_errors"
        assert ("前面不缩进" if top else "“页脚:”下面") in problem.text("zh")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("纠错: jiucuo@example.cn\n", "纠错: 请来电\n", ["report-address 5:5"]),
        ("    地址: https://mark.example/0000\n", "", ["field-missing 13:5"]),
        ("联系方式: 0000-00000000", "联系方式: [0512-1, 0512-2]", ["one-wanted 8:9"]),
        ("ICP备案号:", "ICP备案:", ["key-unknown 9:3"]),
        ("页脚:\n", "页角:\n", ["key-unknown 6:1"]),
        (FOOT[FOOT.index("页脚:") :], "页脚: 无\n", ["value-nothing 6:5"]),
        (FOOT[FOOT.index("页脚:") :], "主办单位: 示例机关\n页脚: {联系方式: '0'}\n",
         ["key-unknown 6:1", *["profile-requires 7:5"] * 3]),
    ],
)  # fmt: skip
def test_what_is_written_and_could_not_be_read_is_not_said_to_lack(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    site = official(tmp_path, "party")
    site.edit("site.yaml", old, new)
    found = [f"{p.message.code} {p.place.line}:{p.place.column}" for p in in_order(site.produce().problems)]
    assert found == told


def test_a_date_without_a_day_and_a_mark_without_its_picture_are_told_where_they_stand(tmp_path: Path) -> None:
    site = official(tmp_path, "gov")
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020-09")
    site.edit("site.yaml", "images/mark.png", "images/none.png")
    found = [(p.message.code, str(p.place)) for p in site.produce().problems]
    assert found == [("profile-date", f"{CASE}:3:5"), ("picture-static", "site.yaml:13:9")]


def test_a_reader_is_asked_before_leaving_for_another_site_and_only_then(
    page: Page, serve_folder: ServeFolder, tmp_path: Path
) -> None:
    site = SmallSite(tmp_path)
    links = "[外站](https://other.example/a)、[自己](https://example.cn/party/)、[那一篇](/cases/plain)"
    site.edit("content/pages/about.md", "说明。", links)
    site.built()
    asked: list[str] = []
    page.route(re.compile(r"https://.*"), lambda route: route.fulfill(body="<title>elsewhere</title>"))

    def answered(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answered)
    address = serve_folder(tmp_path / "public") + "about.html"
    page.goto(address)
    page.get_by_text("外站").click()
    assert len(asked) == 1 and "other.example" in asked[0] and page.url == address, "a reader who says no stays"
    page.get_by_text("那一篇").click()
    page.wait_for_url("**/cases/plain.html")
    page.goto(address)
    page.get_by_text("自己").click()
    page.wait_for_url("https://example.cn/party/")
    assert len(asked) == 1, "nobody is asked on the way to the site's own pages"
