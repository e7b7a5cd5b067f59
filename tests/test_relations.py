"""References: which record a typed word means, and what is said of a word that means none or several."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import relations
from builder.load import read_file
from builder.problems import Place, Problem, unheard
from builder.relations import Names, index, plain_name, references
from builder.schema import ANY, Record, Ref
from builder.wording import Words
from tests.smallsite import SmallSite, case, codes

BRANDS = """\
- {id: xianfeng-365, name: 先锋“365”, also_known_as: [先锋三六五, 老名], level: mother}
- {id: other, name: 别的, also_known_as: [先锋365], level: sub, parent: xianfeng-365}
- {id: old, name: 老名, level: sub}
- {id: shared, name: 同名, level: sub}
"""
REGIONS = "- {id: shared, name: 苏州市, level: city}\n- {id: tong, name: 同名, level: city}\n"

POST = Words("红色驿站", "Red post")


def records(file: str, text: str) -> list[Record]:
    loaded = read_file(file, text.encode(), {})
    assert not loaded.problems
    return list(loaded.records)


@pytest.fixture
def names() -> Names:
    problems: list[Problem] = []
    brands, regions = records("content/data/brands.yaml", BRANDS), records("content/data/regions.yaml", REGIONS)
    found = index([*brands, *regions], problems.append)
    assert not problems
    return found


def resolved(names: Names, to: str, text: str) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    key = names.resolve(Ref(to, text, Place("x.md", 3, 4)), problems.append)
    return ":".join(key) if key else "", problems


@pytest.mark.parametrize(
    ("to", "text", "key"),
    [
        ("brand", "xianfeng-365", "brand:xianfeng-365"),
        ("brand", "先锋365", "brand:xianfeng-365"),
        ("brand", "「先锋 ３６５」", "brand:xianfeng-365"),
        ("brand", "先锋三六五", "brand:xianfeng-365"),
        ("brand", "老名", "brand:old"),
        (ANY, "品牌：同名", "brand:shared"),
        (ANY, "region : shared", "region:shared"),
        (ANY, "Brand:xianfeng-365", "brand:xianfeng-365"),
        ("brand", "品牌:别的", "brand:other"),
        ("region", "苏州市", "region:shared"),
    ],
)
def test_a_name_leads_to_its_record(names: Names, to: str, text: str, key: str) -> None:
    """By id before name, by name before other name: 先锋365 is a name of one brand and an other name of the next."""
    assert resolved(names, to, text) == (key, [])


@pytest.mark.parametrize(
    ("to", "text", "code", "said"),
    [
        ("brand", "先锋三六六", "reference-unknown", "是不是：先锋“365”（brand:xianfeng-365）"),
        ("brand", "完全不同", "reference-unknown", "请先在 content/data/ 里添加它"),
        (ANY, "案例：完全不同", "reference-unknown", "找不到案例“完全不同”。请先在 content/cases/ 里添加它"),
        ("source", "新华社", "reference-unknown", '（来源写在 sources.yaml 或者 sources 文件夹里，也可以运行 xianfeng new 来源 "新华社"）'),
        ("source", "https://a.cn/", "reference-unknown", "这里不写网址，写来源的编号或名称；网址填在那条来源的“网址”里。"),
        ("brand", "无", "reference-unknown", "找不到品牌“无”。没有内容的，冒号后面空着就行。"),
        ("brand", "/", "reference-unknown", "冒号后面空着就行"),
        ("brand", "先锋366", "reference-unknown", "是不是：别的（brand:other）"),
        (ANY, "无", "reference-unknown", "请先在 content/data/ 里添加它"),
        ("figure", "1,234平方米", "reference-unknown", "这里填数据的编号，数字不直接写在这里"),
        ("figure", "3-posts", "reference-unknown", "请先在 content/data/ 里添加它"),
        ("page", "完全不同", "reference-unknown", "请先在 content/pages/ 里添加它"),
        (ANY, "标牌：完全不同", "reference-unknown", "冒号前面如果是类别，只能是：品牌、"),
        ("brand", "苏州市", "reference-type", "这里要填品牌，“苏州市”却是地区"),
        (ANY, "同名", "reference-ambiguous", "brand:shared（同名）、region:tong（同名）"),
        (ANY, "shared", "reference-ambiguous", "brand:shared（同名）、region:shared（苏州市）"),
        (ANY, "组织：同名", "reference-type", "这里要填组织"),
    ],
)
def test_a_word_that_means_none_or_several_is_told(names: Names, to: str, text: str, code: str, said: str) -> None:
    key, problems = resolved(names, to, text)
    assert (key, codes(problems), str(problems[0].place)) == ("", [code], "x.md:3:4")
    assert said in problems[0].text("zh")


def test_the_id_that_a_record_had_is_answered_with_the_one_it_has() -> None:
    rows = [f"- {{id: yz-{n}, name: 示范区第{n}红色驿站, kind: post}}" for n in (402, 420, 433, 500)]
    moved = "- {id: jiulong-20, name: 九龙驿站, kind: post, moved_from: stations/yz-20.html}"
    loaded = read_file("content/data/stations.yaml", "\n".join([*rows, moved]).encode(), {"station": {"post": POST}})
    names = index(loaded.records, unheard)
    for to, text in [("station", "yz-20"), (ANY, "yz-20"), (ANY, "station:yz-20")]:
        (problem,) = resolved(names, to, text)[1]
        assert problem.text("zh").endswith("“yz-20”。阵地“九龙驿站”的编号已改成 jiulong-20，请照改。")
    assert "请先在" in resolved(names, "station", "yz-33")[1][0].text("zh"), "another's number is no slip"
    assert "请先在" in resolved(names, "station", "示范区第33红色驿站")[1][0].text("zh")
    assert "是不是：九龙驿站" in resolved(names, "station", "九龙红色驿站")[1][0].text("zh")


def test_types_are_named_in_the_middle_of_an_english_sentence(names: Names) -> None:
    _, problems = resolved(names, "brand", "苏州市")
    assert problems[0].text("en") == "What is wanted here is of the type brand, but “苏州市” is of the type region."
    _, problems = resolved(names, ANY, "同名")
    assert "brand:shared (同名), region:tong (同名)" in problems[0].text("en")


def test_names_are_compared_as_a_reader_would() -> None:
    assert plain_name("先锋“３６５” 品牌") == plain_name("先锋365品牌") != plain_name("先锋366品牌")
    assert plain_name("“Red” Post") == plain_name("red post")


def test_an_id_twice_is_told_with_the_first_place() -> None:
    problems: list[Problem] = []
    twice = records("content/data/brands.yaml", "- {id: a, name: 甲, level: sub}\n- {id: a, name: 乙, level: sub}\n")
    found = index(
        [*twice, *records("content/data/regions.yaml", "- {id: a, name: 丙, level: city}\n")], problems.append
    )
    assert found.ids["brand", "a"].name == "甲"
    assert [(str(p.place), p.message.code) for p in problems] == [("content/data/brands.yaml:2:3", "id-duplicate")]
    assert "content/data/brands.yaml:1:3" in problems[0].text("zh")


@pytest.mark.parametrize("copy", ["tc - 副本", "tc (1)", "tc（2）", "tc-copy", "tc-张三的冲突文件", "zz-next"])
def test_a_copied_file_is_told_and_not_what_it_was_copied_from(tmp_path: Path, copy: str) -> None:
    own = "编号: tc\nfigures: [{id: own, name: 自, words: 1个, value: 1, source: daily}]"
    files = dict.fromkeys(("content/cases/tc.md", f"content/cases/{copy}.md"), case("甲", "2020", own))
    run = SmallSite(tmp_path, files).produce()
    (told,) = [p for p in run.problems if p.message.code.startswith("id-")]  # not its figure as well
    assert (told.message.code, str(told.place)) == ("id-copied", f"content/cases/{copy}.md:5:5")
    assert "content/cases/tc.md:2:1" in told.text("zh")
    assert run.catalogue.tables.names.ids["figure", "own"].place.file == "content/cases/tc.md"
    site = SmallSite.at(tmp_path)
    site.edit(f"content/cases/{copy}.md", "编号: tc", "编号: other")
    site.edit(f"content/cases/{copy}.md", "id: own", "id: other")
    assert not [p for p in site.produce().problems if p.message.code.startswith("id-")]


def test_one_record_in_two_places_is_to_be_removed_and_many_of_two_files_are_told_at_once() -> None:
    def told(count: int) -> list[Problem]:
        rows = "\n".join(f"- {{id: b{n}, name: 品牌{n}, level: sub}}" for n in range(count))
        problems: list[Problem] = []
        one, two = records("content/data/brands.yaml", rows), records("content/data/brands/a.yaml", rows)
        index([*one, *two], problems.append)
        return problems

    assert codes(told(3)) == ["id-same-record"] * 3
    assert "请删去一处" in told(1)[0].text("zh")
    (problem,) = told(4)
    assert (problem.message.code, str(problem.place)) == ("id-same-file", "content/data/brands/a.yaml:1:3")
    assert "有 4 条记录和 content/data/brands.yaml 里的是同一条" in problem.text("zh")


def test_references_are_found_wherever_they_stand() -> None:
    scheme = """\
- id: s
  name: 评级
  owner: 党委
  sources: [daily]
  levels:
  - {name: 初级, count: few, allowance: pay}
  figures: [total, {id: own, name: 自, words: 1个, value: 1, source: daily}]
  body: 见[[先锋365]]。
"""
    found = records("content/data/schemes.yaml", scheme)
    assert [(field, ref.to, ref.text) for field, ref in references(found[0])] == [
        ("body", ANY, "先锋365"),
        ("sources", "source", "daily"),
        ("owner", "organisation", "党委"),
        ("levels", "figure", "few"),
        ("levels", "figure", "pay"),
        ("figures", "figure", "total"),
        ("figures", "figure", "own"),
    ]
    (written,) = records("content/cases/a.md", case("甲", "2020") + "[[乙]]\n\n| a |\n|---|\n| [[丙|x]] |\n")
    assert [ref.text for _, ref in references(written)] == ["乙", "丙", "daily"]


def test_thousands_of_unknown_names_are_all_told_and_not_each_compared_with_all(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def closest(word: str, _candidates: list[str], _limit: int) -> list[str]:
        compared.append(word)
        return []

    monkeypatch.setattr(relations, "closest", closest)
    problems: list[Problem] = []
    for number in range(3 * relations.HELPED):
        for line in (1, 2):
            names.resolve(Ref("brand", f"没有{number}", Place("a.md", line)), problems.append)
    assert len(problems) == 6 * relations.HELPED
    assert len(compared) == relations.HELPED
