"""``site.yaml``: what a site is called, its vocabularies, and what is said when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.problems import Problem, in_order
from builder.siteconfig import Site, read_site
from builder.wording import Words
from tests.smallsite import CASE, SmallSite, codes

GOOD = "name: 小站\nurl: https://example.cn/\n"


def read(root: Path, text: str) -> tuple[Site | None, list[Problem]]:
    (root / "site.yaml").write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    return read_site(root, problems.append), problems


def test_a_site_needs_a_name_and_an_address(tmp_path: Path) -> None:
    site, problems = read(tmp_path, GOOD)
    assert problems == [] and site is not None
    assert (site.per_page, site.zone, site.english, site.vocabularies) == (20, "Asia/Shanghai", False, {})
    site, problems = read(tmp_path, "name: 小站\n")
    assert site is not None and site.unread == {"url"}
    assert [p.text("zh") for p in problems] == ["网址(url):没有填写，这一项必填。"]
    site, problems = read(tmp_path, "- name: 小站\n")
    assert site is None and codes(problems) == ["mapping-wanted"]


def test_a_folder_without_settings_is_no_site(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_site(tmp_path, problems.append) is None
    assert read_site(tmp_path / "typo", problems.append) is None
    assert codes(problems) == ["site-missing", "site-folder-missing"]
    assert [p.text("zh").split("。")[0] for p in problems] == [
        f"{tmp_path} 里没有 site.yaml，不是一个站点",
        f"没有 {tmp_path / 'typo'} 这个文件夹",
    ]


def test_a_setting_that_stands_outside_its_part_is_sent_there(tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"{GOOD}主办单位: 示例机关\nhosts: x\n")
    assert [p.text("zh") for p in problems] == [
        "没有“主办单位”这个字段。它写在“页脚:”下面，缩进两格。",
        "没有“hosts”这个字段。是不是：intranet_hosts？",
    ]


@pytest.mark.parametrize(
    ("typed", "place", "told"),
    [
        ("页脚:\n  主办单位：某县委", "4:7", "“主办单位”后面是全角冒号“：”。请改成英文冒号加一个空格：主办单位: 某县委"),
        ("页脚:\n  主办单位:某县委", "4:8", "“主办单位:”后面少了一个空格。请写成：主办单位: 某县委"),
        ("页脚:\n  主办单位:　某县委", "4:8",
         "“主办单位:”后面是全角空格，应是普通的半角空格。请写成：主办单位: 某县委"),
        ("栏目:\n  - 类别：案例", "4:7", "“类别”后面是全角冒号“：”。请改成英文冒号加一个空格：类别: 案例"),
        ("页脚:\n  党政机关网站标识:\n    图片：a.png", "5:7",
         "“图片”后面是全角冒号“：”。请改成英文冒号加一个空格：图片: a.png"),
        ("页脚:\n  单位：某县委", "4:3",
         ("页脚(footer):这里要分别写明：主办单位、联系方式、ICP备案号、公安备案号、网站标识码、党政机关网站标识、链接。"
          "例如写成 {主办单位: …}。")),
    ],
)  # fmt: skip
def test_a_lone_setting_of_a_part_without_a_right_colon_is_recognised(
    tmp_path: Path, typed: str, place: str, told: str
) -> None:
    _, (problem,) = read(tmp_path, f"{GOOD}{typed}\n")
    assert (str(problem.place), problem.text("zh")) == (f"site.yaml:{place}", told)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("per_page: 0", "count-invalid"),
        ("per_page: 2.5", "count-invalid"),
        ("每页条数: 501", "count-invalid"),
        ("timezone: 北京", "timezone-unknown"),
        ("timezone: ../../etc/passwd", "timezone-unknown"),
        ("language: fr", "choice-unknown"),
        ("titel: x", "key-unknown"),
        ("vocabularies: {theme: {team: [a]}}", "vocabulary-entry"),
        ("vocabularies: {theme: {team: {en: Team}}}", "vocabulary-entry"),
        ("vocabularies: {theme: 队伍}", "vocabulary-entry"),
        ("vocabularies: 队伍", "vocabulary-entry"),
    ],
)
def test_a_wrong_setting_is_told_on_its_line(tmp_path: Path, line: str, code: str) -> None:
    _, problems = read(tmp_path, f"{GOOD}{line}\n")
    assert [(p.message.code, p.place.line) for p in problems] == [(code, 3)]
    assert "{{" not in problems[0].text("zh") + problems[0].text("en")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://[党建].cn/", "url-host"), ("https://[::1", "url-host"), ("https://℀.cn/", "url-host"),
        ("https://a.cn:99999/", "url-host"), ("https://me@a.cn/", "site-address"),
        (f"https://{'党' * 60}.cn/", "site-domain"), ("https://א党.cn/", "site-domain"),
        ("https://a.cn/?a=b", "site-address"), ("https://a.cn/#a", "site-address"), ("https://a.cn?", "site-address"),
        ("https://a.cn/party/index.html", "site-address"), ("https://a.cn/Default.ASPX", "site-address"),
    ],
)  # fmt: skip
def test_an_address_that_no_page_could_have_is_told_where_it_is_written(tmp_path: Path, url: str, code: str) -> None:
    site, problems = read(tmp_path, f"name: 小站\nprofile: gov\nurl:  '{url}'\n")
    assert site is not None and site.unread == {"url"}
    assert [(p.message.code, str(p.place)) for p in problems] == [(code, "site.yaml:3:7")]


def test_all_that_is_wrong_in_the_settings_and_in_the_content_is_told_at_once(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
    vocabularies = (tmp_path / "site.yaml").read_text(encoding="utf-8").partition("per_page: 2\n")[2]
    text = "网址: https://a.cn/?x\n时区: 北京\n每页条数: 0\n纠错: abc\n"
    (tmp_path / "site.yaml").write_text(text + vocabularies, encoding="utf-8")
    told = [(p.message.code, p.place.line) for p in in_order(site.produce().problems)]
    assert told == [
        ("date-invalid", 3), ("field-missing", 1), ("site-address", 1), ("timezone-unknown", 2), ("count-invalid", 3),
        ("report-address", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "stray", "like"),
    [
        ("https://www.a.cn。", "。", "https://www.a.cn"), ("https://www.a.cn。/党建/", "。", "https://www.a.cn/党建/"),
        ("https://www.a.cn/；", "；", "https://www.a.cn/"), ("https://a.cn/b）。/", "）。", "https://a.cn/b/"),
        ("https://党建。中国。:80/", "。", "https://党建。中国:80/"),
    ],
)  # fmt: skip
def test_punctuation_that_was_copied_with_an_address_is_refused(
    tmp_path: Path, url: str, stray: str, like: str
) -> None:
    _, (problem,) = read(tmp_path, f"name: 小站\nurl: {url}\n")
    assert problem.text("zh").startswith(f"网址(url):“{url}” 里多了“{stray}”，")
    assert f"请写成 {like}。" in problem.text("zh")
    assert read(tmp_path, f"name: 小站\nurl: {like}\n")[1] == []


@pytest.mark.parametrize("typed", ["a@b.cn", "mailto:a@b.cn", "MAILTO: a@b.cn", "a＠b.cn"])
def test_a_mail_address_is_taken_as_people_write_it(tmp_path: Path, typed: str) -> None:
    site, problems = read(tmp_path, f"{GOOD}纠错: '{typed}'\n")
    assert problems == [] and site is not None and site.settings.report_errors == "a@b.cn"
    for wrong in ("tel:a@b.cn", "mailto:", f"mailto:mailto:{typed}"):
        assert codes(read(tmp_path, f"{GOOD}纠错: '{wrong}'\n")[1]) == ["report-address"]


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://党建.中国/", "https://xn--n5qz54a.xn--fiqs8s/"),
        ("http://党建。中国:8080/a/", "http://xn--n5qz54a.xn--fiqs8s:8080/a/"),
        ("https://a.cn/党建/b%20c/", "https://a.cn/%E5%85%9A%E5%BB%BA/b%20c/"),
        ("https://Example.cn/Party/", "https://Example.cn/Party/"), ("Https://A.cn/", "https://A.cn/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)  # fmt: skip
def test_a_chinese_domain_is_taken_and_written_as_standards_want_it(tmp_path: Path, url: str, plain: str) -> None:
    site, problems = read(tmp_path, f"name: 小站\nurl: '{url}'\n")
    assert problems == [] and site is not None and site.settings.url == plain


def test_an_entry_of_a_vocabulary_has_one_name_or_two(tmp_path: Path) -> None:
    site, problems = read(
        tmp_path, f"{GOOD}词表:\n  theme:\n    a: 甲\n    b: {{zh: 乙, en: B}}\n    c: {{中文: 丙}}\n"
    )
    assert problems == [] and site is not None
    assert site.vocabularies["theme"] == {"a": Words("甲", "甲"), "b": Words("乙", "B"), "c": Words("丙", "丙")}
    assert site.say(Words("乙", "B")) == "乙"


@pytest.mark.parametrize(
    ("typed", "place", "told"),
    [
        ("词表:\n  theme:\n    a: 甲\n    b: {zh: 乙, en: B}\n    c: {zh: 甲, en: C}", "7:13",
         "这个词表里已经有“甲”了（第 5 行），写这个名称的内容都归到那一项。请删去一项，或者给其中一项改名。"),
        ("词表:\n  theme: {b: {zh: 乙, en: B}}\n  主题: {c: {zh: 丙, en: B}}", "5:23",
         "这个词表里已经有“B”了（第 4 行），写这个名称的内容都归到那一项。请删去一项，或者给其中一项改名。"),
        ("词表:\n  theme: {a: {zh: 甲, eng: A}}", "4:22",
         "“eng”不起作用：词表的一项里只写 zh（中文名称）和 en（英文名称）。请改成其中之一，或删去。"),
        ("首页数据: 甲、乙、甲", "3:7", "首页数据(highlights):“甲”写了两次，请删去一处。"),
        ("栏目:\n  - {类别: 案例, 说明: 一}\n  - {类别: 阵地}\n  - {类别: case}", "6:5",
         "栏目(columns):“案例”已经写过一次，这里写的不起作用。请并到前面那一项里，或删去。"),
    ],
)  # fmt: skip
def test_what_stands_twice_or_is_never_looked_at_is_told(tmp_path: Path, typed: str, place: str, told: str) -> None:
    _, (problem,) = read(tmp_path, f"{GOOD}{typed}\n")
    assert (str(problem.place), problem.text("zh"), problem.severity) == (f"site.yaml:{place}", told, "warning")


def test_a_vocabulary_may_be_called_in_chinese(tmp_path: Path) -> None:
    words = {"阵地": "station", "组织": "organisation", "机制": "programme", "主题": "theme"}
    text = "".join(f"  {name}: {{a: 甲}}\n" for name in words)
    site, problems = read(tmp_path, f"{GOOD}词表:\n{text}")
    assert problems == [] and site is not None and list(site.vocabularies) == list(words.values())
    site, problems = read(tmp_path, f"{GOOD}词表:\n  主题: {{a: 甲}}\n  theme: {{b: 乙}}\n")
    assert problems == [] and site is not None and list(site.vocabularies["theme"]) == ["a", "b"]


def test_a_vocabulary_that_no_field_uses_is_told_where_it_stands(tmp_path: Path) -> None:
    site, (problem,) = read(tmp_path, f"{GOOD}词表:\n  专题: {{a: 甲}}\n")
    assert site is not None and (problem.message.code, problem.severity) == ("vocabulary-unknown", "warning")
    assert str(problem.place) == "site.yaml:4:3" and "theme、主题" in problem.text("zh")


@pytest.mark.parametrize("name", ["site.yml", "site.yaml.txt", "site.yml.txt"])
def test_settings_under_another_name_are_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    problems: list[Problem] = []
    assert read_site(tmp_path, problems.append) is None
    assert codes(problems) == ["site-misnamed"] and f"“{name}”" in problems[0].text("zh")
    (tmp_path / name).rename(tmp_path / "site.yaml")
    assert read_site(tmp_path, problems.append) is not None


def test_empty_vocabularies_are_no_problem(tmp_path: Path) -> None:
    site, problems = read(tmp_path, f"{GOOD}vocabularies:\n")
    assert problems == [] and site is not None and site.vocabularies == {}
