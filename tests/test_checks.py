"""What the records say against each other: each check, once broken and once mended, on the small site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smallsite import BRANDS, CASE, FIGURES, SmallSite, codes, said

SCHEME = """\
- id: s
  name: 认证
  total: {id: all, name: 合计, words: 10人, value: 10, unit: 人, source: daily}
  levels:
  - {name: 初级, count: {id: low, name: 初级人数, words: 7人, value: 7, unit: 人, source: daily}}
  - {name: 高级, count: {id: high, name: 高级人数, words: 3人, value: 3, unit: 人, source: daily}}
"""
PARTS = """\
- {id: posts, name: 驿站数, words: 46个, value: 46, unit: 个, source: daily, parts: [east, west]}
- {id: east, name: 东片, words: 40个, value: 40, unit: 个, source: daily}
- {id: west, name: 西片, words: 6个, value: 6, unit: 个, source: daily}
"""
RATE = "- {id: posts, name: 驿站数, words: 46%, value: 46, unit: '%', measure: rate, source: daily, quoted: 是}\n"
SLOGAN = (
    "- {id: p, name: 机制, kind: method, slogan: 四抓两强, items: [{name: 一}, {name: 二}, {name: 三}, {name: 四}]}\n"
)
REGIONS = "content/data/regions.yaml"
PROGRAMMES, SCHEMES = "content/data/programmes.yaml", "content/data/schemes.yaml"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path, {PROGRAMMES: SLOGAN, SCHEMES: SCHEME})


def test_the_small_site_has_no_problem(site: SmallSite) -> None:
    assert said(site.checked()) == []


DATED = """审核:
- {环节: 初审, 审核人: 张三, 日期: FIRST}
- {环节: 终审, 审核人: 李四, 日期: FINAL}
更正:
- {日期: CORRECTED, 内容: 数目已改。}
"""


@pytest.mark.parametrize(
    ("first", "final", "corrected", "found"),
    [
        ("2020-09-20", "2020-09-21", "2020-10-01", []),
        ("2020-09", "2020-09-21", "2020-09", []),
        ("2020-09-22", "2020-09-21", "2020-10-01", ["6:25 2020年9月21日 早于初审（2020年9月22日）。请核对日期。"]),
        ("2020-09-20", "2099-09-21", "2020-10-01", ["6:25 2099年9月21日 还没有到"]),
        ("2020-09-20", "2020-09-21", "2099", ["8:8 2099年 还没有到"]),
        ("2020-09-20", "2020-09-21", "2020-09-01", ["8:8 2020年9月1日 早于发布日期（2020年9月28日）。请核对日期。"]),
    ],
)
def test_nothing_was_reviewed_or_corrected_on_a_day_to_come(
    site: SmallSite, first: str, final: str, corrected: str, found: list[str]
) -> None:
    typed = DATED.replace("FIRST", first).replace("FINAL", final).replace("CORRECTED", corrected)
    site.edit(CASE, "日期: 2020-09-28\n", f"日期: 2020-09-28\n{typed}")
    told = [f"{p.place.line}:{p.place.column} {p.text('zh')}" for p in site.checked()]
    assert len(told) == len(found) and all(map(str.startswith, told, found))


def test_what_waits_for_more_than_a_year_is_told_as_long_as_readers_do_not_see_it(site: SmallSite) -> None:
    site.edit(CASE, "日期: 2020-09-28", "日期: 2206-09-28")
    assert "date-far-ahead" in codes(site.checked())
    site.edit(CASE, "日期: 2206-09-28", "状态: 草稿\n日期: 2206-09-28")
    assert "date-far-ahead" not in codes(site.checked())


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        (CASE, "posts|46个", "posts|47个", ["figure-words"]),
        (CASE, "posts|46个", "posts|近46个", ["figure-words"]),
        (CASE, "posts|46个", "posts|46", []),
        (CASE, "posts|46个", "posts|46个月", ["figure-words"]),
        (CASE, "posts|46个", "posts|46个/月", ["figure-words"]),
        (CASE, "[[figure:posts|46个]]", "[[数据：驿站数｜四十六个]]", []),
        (CASE, "[[figure:posts|46个]]", "[[驿站数|47个]]", ["figure-words"]),
        (CASE, "[[figure:posts|46个]]", "[[驿站数|四十七个]]", ["figure-words"]),
        (CASE, "[[figure:posts|46个]]", "[[posts|47家]]", ["figure-words"]),
        (CASE, "[[figure:posts|46个]]", "[[posts|四十六个]]", []),
        (CASE, "[[figure:posts|46个]]", "[[posts|第一批驿站]]", []),
        (CASE, "[[figure:posts|46个]]", "[[posts|2020年9月的驿站]]", []),
        (FIGURES, "value: 46", "value: 45", ["figure-self"]),
        (FIGURES, "words: 46个", "words: 46家", ["figure-self"]),
        (FIGURES, "words: 46个, value: 46", "words: 近半, value: 50", ["figure-unread"]),
        (SCHEMES, "words: 3人, value: 3", "words: 2人, value: 2", ["figure-parts"]),
        (SCHEMES, "words: 3人, value: 3,", "words: 3余人, value: 3, qualifier: over,", ["figure-inexact"]),
        (PROGRAMMES, ", {name: 四}", "", ["slogan-numeral"]),
        (PROGRAMMES, "四抓两强", "四抓", []),
        (PROGRAMMES, "items: [{name: 一}, ", "数目说明: 原文只列了三项, items: [", []),
        (CASE, "来源: [daily]\n", "", ["case-source"]),
        (REGIONS, "level: city", 'level: city, code: "320500"', []),
        (REGIONS, "level: city", "level: city, code: 32050", ["region-code"]),
        (REGIONS, "level: city", 'level: city, code: "３２０５００"', ["region-code"]),
        (REGIONS, "level: 省级", "level: county", ["region-parent"]),
        (REGIONS, "level: 省级", "level: 开发区", []),
        ("content/data/sources.yaml", ", date: 2020-11-24", "", ["source-undated"]),
        ("content/data/sources.yaml", "date: 2020-11-24", "无日期: 是", []),
        (BRANDS, "name: 孤星,", "name: 孤星, status: withdrawn,", ["withdrawal-missing"]),
        (BRANDS, "name: 孤星,", "name: 孤星, 撤下: {日期: 2025-01-01, 原因: 依上级要求},", ["withdrawal-status"]),
        (BRANDS, "name: 孤星,", "name: 孤星, status: 草稿, 撤下: {日期: 2025-01-01, 原因: 依上级要求},", []),
    ],
)
def test_a_contradiction_is_told(site: SmallSite, file: str, old: str, new: str, found: list[str]) -> None:
    site.edit(file, old, new)
    assert sorted(codes(site.checked())) == sorted(found)


def test_a_figure_that_its_words_do_not_say_is_told_what_they_are_read_as(site: SmallSite) -> None:
    site.edit(FIGURES, "words: 46个, value: 46", "words: 不超过46个, value: 46")
    (problem,) = site.checked()
    assert problem.text("zh") == (
        "“不超过46个”读作：数值 46，单位 个，限定 最高；登记的却是：数值 46，单位 个，限定 确数。请核对，改成一致。"
    )
    site.edit(FIGURES, "value: 46,", "value: 46, 限定: 最高,")
    assert codes(site.checked()) == ["figure-words"]  # the text still says 46个


def test_a_fall_has_the_sign_that_its_words_have(site: SmallSite) -> None:
    site.edit(FIGURES, "words: 46个, value: 46, unit: 个", "words: -3.2%, value: -3.2, unit: '%'")
    site.edit(CASE, "posts|46个", "posts|-3.2%")
    assert codes(site.checked()) == []
    site.edit(CASE, "posts|-3.2%", "posts|3.2%")
    assert codes(site.checked()) == ["figure-words"]
    site.edit(FIGURES, "value: -3.2", "value: 3.2")
    assert codes(site.checked()) == ["figure-self"]


def test_a_code_belongs_to_one_region(site: SmallSite) -> None:
    site.edit(REGIONS, "level: 省级", 'level: 省级, code: "320000"')
    site.edit(REGIONS, "level: city", 'level: city, code: "320000"')
    (problem,) = site.checked()
    assert problem.line("zh") == (
        f"{REGIONS}:2:68 行政区划代码(code):“320000”已经用在“江苏省”（{REGIONS}:1:3）。一个代码只属于一个地区，请核对。"
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        (CASE, "posts|46个", "posts|47个", ["figure-words"]),
        (FIGURES, "words: 46个, value: 46", "words: 45个, value: 45", ["figure-words"]),
        (PROGRAMMES, ", {name: 四}", "", ["slogan-numeral"]),
        (SCHEMES, "words: 3人, value: 3", "words: 2人, value: 2", ["figure-parts"]),
    ],
)
def test_a_contradiction_is_told_of_what_an_earlier_run_found_sound(
    site: SmallSite, file: str, old: str, new: str, found: list[str]
) -> None:
    assert codes(site.produce().problems) == []
    site.edit(file, old, new)
    assert codes(site.produce().problems) == found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("西片, words: 6个, value: 6", "西片, words: 6多个, value: 6, qualifier: many", ["figure-inexact"]),
        ("西片, words: 6个, value: 6", "西片, words: 5个, value: 5", ["figure-parts"]),
        ("46个, value: 46, unit: 个", "46元, value: 46, unit: 元", ["figure-words", "figure-parts"]),
        ("unit: 个, source: daily, parts", "unit: 个, source: daily, about: [lonely], parts", []),
        ("[east, west]", "[east, north]", ["reference-unknown"]),
    ],
)
def test_the_parts_of_a_figure_sum_to_it(site: SmallSite, old: str, new: str, found: list[str]) -> None:
    site.write(FIGURES, PARTS)
    assert codes(site.checked()) == []
    site.edit(FIGURES, old, new)
    assert codes(site.checked()) == found


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("[east, west]", "[posts]", "figure-loop", (1, 81)),
        ("[east, west]", "[east, east]", "figure-part-twice", (1, 87)),
        ("id: west,", "id: west, parts: [posts],", "figure-loop", (1, 87)),
    ],
)
def test_a_figure_is_no_part_of_itself_and_a_part_counts_once(
    site: SmallSite, old: str, new: str, code: str, at: tuple[int, int]
) -> None:
    site.write(FIGURES, PARTS)
    site.edit(FIGURES, old, new)
    problem = site.checked()[0]
    assert (problem.message.code, problem.severity) == (code, "error")
    assert (problem.place.line, problem.place.column) == at


def test_parts_of_different_dates_are_told_unless_the_source_sums_them(site: SmallSite) -> None:
    site.write(FIGURES, PARTS.replace("个, source", "个, as_of: 2020, source"))
    assert codes(site.checked()) == []
    site.edit(FIGURES, "6个, value: 6, unit: 个, as_of: 2020", "6个, value: 6, unit: 个, as_of: 2020-09, region: anhui")
    assert codes(site.checked()) == [], "a month of that year, a region of that total"
    site.edit(FIGURES, "as_of: 2020-09", "as_of: 2010-09")
    (problem,) = site.checked()
    assert (problem.message.code, problem.severity) == ("figure-parts-dates", "warning")
    assert problem.text("zh").startswith("分项“西片”是2010年9月的，“驿站数”是2020年的")
    site.edit(FIGURES, "parts: [", "passage: 第3段, parts: [")
    assert codes(site.checked()) == []
    site.edit(FIGURES, "parts: [", "derived: 40+6, parts: [")
    assert codes(site.checked()) == ["figure-parts-dates"]


def test_a_withdrawal_without_its_status_is_told_where_it_stands(site: SmallSite) -> None:
    site.edit(CASE, "来源: [daily]\n", "来源: [daily]\n撤下:\n  日期: 2025-01-01\n  原因: 依上级要求\n")
    (problem,) = site.checked()
    assert (problem.place.line, problem.severity) == (10, "error") and "状态: 已撤下" in problem.text("zh")
    site.edit(CASE, "撤下:\n", "状态: 已撤下\n撤下:\n")
    assert "withdrawal-status" not in codes(site.checked())


@pytest.mark.parametrize("body", ["", "\n\n", "## 背景\n\n## Our practice\n"])
def test_a_published_case_without_a_text_is_told(site: SmallSite, body: str) -> None:
    head = "---\ntitle: 空\ndate: 2022\nsources: [daily]\n"
    site.write("content/cases/empty.md", f"{head}---\n{body}")
    (problem,) = site.checked()
    assert (problem.message.code, problem.severity, problem.place.line) == ("case-empty", "warning", 6)
    site.write("content/cases/empty.md", f"{head}status: draft\n---\n{body}")
    assert site.checked() == site.related(drafts=True)[1] == []
    for text in ("字", "![图](a.jpg)"):
        site.write("content/cases/empty.md", f"{head}---\n{body}\n{text}\n")
        assert site.checked() == []


def test_a_rate_names_its_base_or_is_quoted(site: SmallSite) -> None:
    site.edit(CASE, "|46个", "")
    site.write(FIGURES, RATE)
    assert codes(site.checked()) == []
    site.edit(FIGURES, ", quoted: 是", "")
    assert codes(site.checked()) == ["rate-base"]


@pytest.mark.parametrize(("profile", "fields"), [("party", 5), ("政府网站", 5)])
def test_a_profile_asks_for_its_footer_and_for_three_reviews(tmp_path: Path, profile: str, fields: int) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page: 2\n", f"per_page: 2\n规范: {profile}\n")
    problems = site.checked()
    assert codes(problems).count("profile-requires") == fields
    lacking = [p for p in problems if p.message.code == "review-lacks"]
    assert {p.place.file for p in lacking} == {CASE, "content/cases/suzhou/later.md", "content/cases/plain.md"}
    assert "缺：初审、复审、终审。请在文件头里写上“审核:”" in lacking[0].text("zh")
    assert not any("初审" in p.text("en") for p in lacking), "an English reader gets English stages"
    site.edit(CASE, "来源: [daily]\n", "来源: [daily]\n审核:\n" + "".join(
        f"- {{环节: {stage}, 审核人: 王, 日期: 2020-09-2{n}}}\n" for n, stage in enumerate(("初审", "复审", "终审"))
    ))  # fmt: skip
    assert CASE not in {p.place.file for p in site.checked()}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("环节：初审, 审核人: 王, 日期: 2020-09-20", "环节: 复审, 审核人: 王, 日期: 2020-09-21", []),
        ("环节: 初审, 审核人: 王, 日期: 2020.9.20", "环节: 复审, 审核人: 王, 日期: 2020-09-21", []),
        ("初审", "环节: 复审, 审核人: 王, 日期: 2020-09-21", []),
        ("环节：初审, 审核人: 王, 日期: 2020-09-20", "环节: 初审, 审核人: 王, 日期: 2020-09-21", ["缺：复审"]),
        ("环节: 初审, 审核人: 王, 日期: 2020.9.20", "环节: 初审, 审核人: 王, 日期: 2020.9.21", []),
        ("环节: 初审, 审核人: 王, 日期: 2020.9.20", "环节: 终审, 审核人: 王, 日期: 2020-09-21", ["缺：初审、复审"]),
    ],
)
def test_a_review_that_was_misspelt_is_not_said_to_be_missing(
    site: SmallSite, first: str, second: str, expected: list[str]
) -> None:
    site.edit("site.yaml", "per_page: 2\n", "per_page: 2\n规范: party\n")
    third = "环节: 终审, 审核人: 王, 日期: 2020-09-22"
    lines = "".join(f"- {{{line}}}\n" for line in (first, second, third))
    site.edit(CASE, "来源: [daily]\n", f"来源: [daily]\n审核:\n{lines}")
    lacking = [p.text("zh") for p in site.checked() if p.message.code == "review-lacks" and p.place.file == CASE]
    assert [text[text.index("缺") : text.index("。请")] for text in lacking] == expected


def test_the_message_on_reviews_can_be_followed_to_the_letter(site: SmallSite) -> None:
    site.edit("site.yaml", "per_page: 2\n", "per_page: 2\n规范: party\n")
    site.edit(CASE, "来源: [daily]\n", "来源: [daily]\n审核:\n")
    lines = [f"- {{环节: {stage}, 审核人: 姓名, 日期: 2020-09-28}}\n" for stage in ("初审", "复审")]
    for above in ("审核:\n", *lines):
        (told,) = [p.text("zh") for p in site.checked() if p.message.code == "review-lacks" and p.place.file == CASE]
        site.edit(CASE, above, f"{above}{told[told.index('- {') : told.index('}') + 1]}\n")
    assert not [p for p in site.checked() if p.place.file == CASE]


def test_a_line_that_cannot_be_read_may_be_the_review_that_is_missing(site: SmallSite) -> None:
    site.edit("site.yaml", "per_page: 2\n", "per_page: 2\n规范: party\n")
    lines = "".join(f"- {{环节: {stage}, 审核人: 王, 日期: 2020-09-20}}\n" for stage in ("初审", "复审"))
    site.edit(CASE, "来源: [daily]\n", f"来源: [daily]\n审核:\n{lines}- 终审 王\n")
    assert not [p for p in site.checked() if p.message.code == "review-lacks" and p.place.file == CASE]
    site.edit(CASE, f"审核:\n{lines}- 终审 王\n", "审核: 王\n")
    assert [p.message.code for p in site.checked() if p.place.file == CASE] == ["mapping-wanted"]
