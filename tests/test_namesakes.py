"""Records that may be one: told once, at the later one or the copy, and never where something tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import namesakes
from builder.relations import Names
from builder.schema import Record
from tests.smallsite import BRANDS, FIGURES, SmallSite, case, codes, said

STATIONS, EVENTS = "content/data/stations.yaml", "content/data/events.yaml"
POST = "- {id: red-post, name: 红色驿站, kind: post, region: suzhou, brands: [xianfeng-365]}\n"
FIGURE = "{name: 驿站数, words: 46个, value: 46, unit: 个, source: daily, about: [xianfeng-365], region: suzhou}\n"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("- {id: b, name: 红色 驿站, kind: post, region: 苏州市}", True),
        ("- {id: b, name: 红色驿站, kind: post}", True),  # it may well be the same
        ("- {id: b, name: 红色驿站, kind: post, region: anhui}", False),
        ("- {id: b, name: 红色驿站, kind: centre, region: suzhou}", False),
        ("- {id: b, name: 红色驿站二号, kind: post, region: suzhou}", False),
        ("- {id: b, name: 红色驿站, kind: post, region: suzhou, status: draft}", False),
    ],
)
def test_another_station_of_the_same_name_is_told(site: SmallSite, more: str, told: bool) -> None:
    site.write(STATIONS, f"{POST}{more}\n")
    assert codes(site.checked()) == ["name-twice"] * told
    if told:
        (problem,) = site.checked()
        assert str(problem.place) == f"{STATIONS}:2:17" and "已经有阵地“红色" in problem.text("zh")
        assert f"（{STATIONS}:1:3）" in problem.text("zh")


def test_of_a_case_and_its_copy_the_copy_is_told(site: SmallSite) -> None:
    site.write("content/cases/tc.md", case("测试", "2020-03-01", "region: suzhou"))
    site.write("content/cases/tc-copy.md", case("测试", "2020-03-01"))
    assert [line.split("。")[0] for line in said(site.checked())] == [
        "content/cases/tc-copy.md:2:8 case-twice: 和 content/cases/tc.md:2:1 的标题、日期都相同，列表、检索和统计里会算作两篇"
    ]
    site.edit("content/cases/tc-copy.md", "2020-03-01", "2020-04-01")  # a monthly report has the title of the last
    assert said(site.checked()) == []


def test_what_happened_to_another_or_on_another_day_is_another_thing(site: SmallSite) -> None:
    one = "- {id: founded, name: 成立, date: 2020-09, about: [xianfeng-365]}\n"
    site.write(EVENTS, one + "- {id: b, name: 成立, date: 2020-09, about: [lonely]}\n- {id: c, name: 成立, date: 2021}\n")
    assert said(site.checked()) == []
    site.write(EVENTS, one + "- {id: b, name: 成立, date: 2020-09, about: [先锋365]}\n")
    assert codes(site.checked()) == ["name-twice"]


def test_an_alias_that_is_the_name_of_another_is_told_where_it_stands(site: SmallSite) -> None:
    site.write(STATIONS, f"{POST}- {{id: b, name: 甲乙站, also_known_as: [甲站, 红色驿站], kind: post}}\n")
    (problem,) = site.checked()
    assert (problem.message.code, str(problem.place)) == ("alias-taken", f"{STATIONS}:2:42")
    assert f"“红色驿站”是另一阵地的名称（{STATIONS}:1:3）" in problem.text("zh")
    site.edit(STATIONS, "[甲站, 红色驿站]", "[甲站, 孤星, 甲乙站]")  # the name of a brand, and its own
    assert said(site.checked()) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("46个, value: 46", "47个, value: 47", True),
        ("46个, value: 46", "四十六个, value: 46", False),
        ("46个, value: 46", "40余个, value: 40, qualifier: over", False),
        ("46个, value: 46", "47个, value: 47, as_of: 2021", False),
        ("46个, value: 46, unit: 个", "47家, value: 47, unit: 家", False),
        ("46个, value: 46", "47个, value: 47, measure: target", False),
        ("驿站数, words: 46个, value: 46", "东片驿站数, words: 47个, value: 47", False),
        ("46个, value: 46, unit: 个, source: daily, about: [xianfeng-365]", "7个, value: 7, source: daily", False),
    ],
)
def test_figures_that_contradict_each_other_are_told(site: SmallSite, old: str, new: str, told: bool) -> None:
    site.edit(FIGURES, "- {id: posts", f"- {{id: other, {FIGURE[1:]}- {{id: posts")
    text = (site.root / FIGURES).read_text(encoding="utf-8").splitlines()
    site.write(FIGURES, f"{text[1]}\n{text[0].replace(old, new)}\n")
    problems = site.checked()
    assert codes(problems) == ["figure-contradicts"] * told
    if told:
        assert str(problems[0].place) == f"{FIGURES}:2:33" and "那里是“46个”，这里是“47个”" in problems[0].text("zh")


def test_what_two_records_say_of_themselves_is_no_contradiction(site: SmallSite) -> None:
    for name, count in (("x", 3), ("y", 4)):
        own = f"{{id: {name}, name: 参加人数, words: {count}人, value: {count}, unit: 人, source: daily}}"
        site.write(f"content/cases/{name}.md", case(f"活动{name}", "2020", f"figures: [{own}]"))
    assert said(site.checked()) == []


def test_a_thousand_of_one_name_are_each_held_against_a_few(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, apart = list[Record](), namesakes._apart

    def counted(names: Names, one: Record, other: Record) -> bool:
        asked.append(other)
        return apart(names, one, other)

    monkeypatch.setattr(namesakes, "_apart", counted)
    lines = [f"- {{id: b{n}, name: 同名, level: sub, owner: 单位{n}}}\n" for n in range(100)]
    site.write(BRANDS, (site.root / BRANDS).read_text(encoding="utf-8") + "".join(lines))
    assert "name-twice" not in codes(site.checked())
    assert len(asked) <= 100 * namesakes.EARLIER
