"""Strict YAML: what was typed is what is read, and every slip is named where it stands."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder import yamltext
from builder.problems import Place, Problem
from builder.yamltext import Mapping, Node, Scalar, Sequence
from builder.yamltext import tree as yamltree

FIXTURES = Path(__file__).parent / "fixtures" / "yaml" / "slips.txt"
SLIPS = re.findall(
    r"^=== ([^\n]+)\n(.*?)\n>>> zh\n(.*?)>>> en\n(.*?)(?=^===|\Z)", FIXTURES.read_text(encoding="utf-8"), re.M | re.S
)


def read(text: str, line: int = 1) -> tuple[Node | None, list[Problem]]:
    problems: list[Problem] = []
    return yamltext.parse(text, Place("a.yaml", line, 1), problems.append), problems


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return None if node is None else {key.text: plain(value) for key, value in node.entries}


def at(node: Node) -> tuple[int, int]:
    return node.place.line, node.place.column


def at_problem(problem: Problem) -> tuple[int, int]:
    return problem.place.line, problem.place.column


@pytest.mark.parametrize(("title", "typed", "zh", "en"), SLIPS, ids=[str(n) for n in range(len(SLIPS))])
def test_a_slip_is_told_in_both_languages_at_its_place(title: str, typed: str, zh: str, en: str) -> None:
    _, problems = read(typed.replace("<TAB>", "\t").replace("<U+3000>", "\u3000") + "\n")
    lead = [f"{p.place.line}:{p.place.column}" for p in problems]
    said_zh = [f"{where} {p.message.code} {p.severity} {p.text('zh')}" for where, p in zip(lead, problems, strict=True)]
    assert said_zh == zh.splitlines()
    assert [f"{where} {p.text('en')}" for where, p in zip(lead, problems, strict=True)] == en.strip("\n").splitlines()


def test_the_fixtures_are_all_read() -> None:
    assert len(SLIPS) == FIXTURES.read_text(encoding="utf-8").count("\n>>> zh\n") >= 30


def test_nothing_is_taken_for_a_type() -> None:
    node, problems = read("a: no\nb: 010\nc: 12:30:45\nd: 1e3\ne: 2020-12-01\nf: ~\ng:\nh: null\ni: ''\nj: 'null'\n")
    assert problems == []
    assert plain(node) == {
        "a": "no", "b": "010", "c": "12:30:45", "d": "1e3", "e": "2020-12-01",
        "f": "", "g": "", "h": "", "i": "", "j": "null",
    }  # fmt: skip
    assert isinstance(node, Mapping)
    assert [value.is_empty for _, value in node.entries if isinstance(value, Scalar)] == [False] * 5 + [True] * 3 + [
        False, False,
    ]  # fmt: skip


def test_places_count_characters_and_begin_at_the_line_given() -> None:
    node, problems = read(
        "标题: 😀张家港 # 注\n站点:\n  - 名称: '甲'\n    表: [x, 😀, y]\n说明: |\n\n   正文\n空:\n", line=11
    )
    assert problems == []
    assert isinstance(node, Mapping)
    values = {key.text: value for key, value in node.entries}
    assert [at(key) for key, _ in node.entries] == [(11, 1), (12, 1), (15, 1), (18, 1)]
    assert (at(node), at(values["标题"]), at(values["空"])) == ((11, 1), (11, 5), (18, 3))
    stations = values["站点"]
    assert isinstance(stations, Sequence)
    assert at(stations) == (13, 3)
    [station] = stations.items
    assert isinstance(station, Mapping)
    (_, name), (_, table) = station.entries
    assert isinstance(name, Scalar)
    assert isinstance(table, Sequence)
    assert (at(station), at(name), name.plain) == ((13, 5), (13, 9), False)
    assert [at(item) for item in table.items] == [(14, 9), (14, 12), (14, 15)]
    text = values["说明"]
    assert isinstance(text, Scalar)
    assert (text.text, at(text), text.block, text.plain) == ("\n正文\n", (16, 4), True, False)


def test_a_mended_line_keeps_its_places() -> None:
    node, problems = read("－名称：甲站　\n　地区：[苏州, 太仓]\n- 名称: 乙站\n")
    assert plain(node) == [{"名称": "甲站", "地区": ["苏州", "太仓"]}, {"名称": "乙站"}]
    assert [at_problem(p) for p in problems] == [(1, 1), (1, 4), (2, 1), (2, 4)]
    node, problems = read("标题：张家港\n主题：[党建, 治理]\n")
    assert isinstance(node, Mapping)
    assert len(problems) == 2
    assert [at(value) for _, value in node.entries] == [(1, 4), (2, 4)]
    themes = node.entries[1][1]
    assert isinstance(themes, Sequence)
    assert [at(item) for item in themes.items] == [(2, 5), (2, 9)]


@pytest.mark.parametrize(
    "text",
    [
        "标题: 党建：引领，“两新”、先锋\n",
        "简介:\n  特点：小而美\n",
        "简介: 写在第一行，\n  接着写第二行。\n",
        "说明: |\n  标题：张家港\n  － 不是列表\n  a: b: c\n\t\n后: x\n",
        "# 注：这里的冒号无妨\na: b # 也：无妨\n",
        "#注\na: b ## 注\nc: d #　注\ne: 1#楼 #\nf: #注\n  - g\nh: | #注\n  i #j\n  #注\n",
        "a: '名称：甲'\nb: \"［x，y］\"\nc: [“两新”, 《意见》]\n",
        "网址: http://example.org/a?b=1\n时间: 12:30\n文号: ［2020］5号\n楼: 1#楼\n",
        "引: ——摘自报道\n负: -5\n无: —\n",
        "- brand:xianfeng-365\n- case:a\n",
        "- 来源：新华社\n- 时间：下午\n",
        "句子: [宣州区的提法，也称“非公党建2.0版本”, 一]\n",
        "比例（男：女）: 三\n",
        "a: [x,\n  y]\nb: {c: d}\n",
        'a: "第一行\n  第二行"\n',
        "---\na: b\n...\n",
        "\n# 只有注释\n",
        "",
    ],
)
def test_good_chinese_is_left_alone(text: str) -> None:
    assert read(text)[1] == []


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("第一行。\n  第二行", "第一行。第二行"),
        ("\n  全县\n  365天\n  先锋", "全县 365天先锋"),
        ("Party\n  building\n  党建", "Party building 党建"),
        ("“好。”\n  “不行”", "“好。”“不行”"),
        ('"甲\n  乙"', "甲乙"),
        ("'甲''\n  乙\n  丙'", "甲' 乙丙"),
        ('"甲\\t\n  乙"', "甲\t 乙"),
        ("甲\n\n  乙", "甲\n乙"),
        (">\n  甲\n  乙", "甲 乙\n"),
        ("[甲\n  乙, 丙]", ["甲乙", "丙"]),
    ],
)
def test_lines_of_chinese_are_joined_without_a_space(typed: str, read_as: object) -> None:
    assert plain(read(f"a: {typed}\n")[0]) == {"a": read_as}


def test_no_data_gives_none() -> None:
    assert read("") == (None, [])
    assert read("# 注释\n---\n") == (None, [])


def test_the_rest_is_read_around_a_line_that_cannot_be() -> None:
    node, problems = read("- 名称: 甲\n  面积 300\n  地区: 苏州\n- 名称: 乙\n")
    assert [p.message.code for p in problems] == ["yaml-no-colon"]
    assert plain(node) == [{"名称": "甲", "地区": "苏州"}, {"名称": "乙"}]
    assert isinstance(node, Sequence)
    assert [item.complete for item in node.items if isinstance(item, Mapping)] == [False, True]


def test_a_value_that_became_a_comment_counts_neither_as_missing_nor_as_empty() -> None:
    node, _ = read("- 标题: #先锋365# 上线\n- 服务:\n    - #甲#\n    - 乙\n- 服务: []\n")
    assert isinstance(node, Sequence)
    first, second, third = (item for item in node.items if isinstance(item, Mapping))
    assert (first.complete, second.complete, third.complete) == (False, False, True)
    assert plain(second) == {"服务": ["乙"]}


@pytest.mark.parametrize(
    "text",
    [
        "- 编号: s1\n  名称: 甲\n  编号: s2\n  名称: 乙\n  服务:\n    - 一\n",
        "- 编号: s1\n  名称: 甲\n编号: s2\n  名称: 乙\n  服务:\n    - 一\n",
        "- 编号: s1\n  名称: 甲\n编号: s2\n名称: 乙\n服务:\n  - 一\n",
        "- 编号: s1\n  名称: 甲\n 编号: s2\n  名称: 乙\n  服务:\n    - 一\n",
        "- 编号: s1\n  名称: 甲\n 编号: s2\n 名称: 乙\n 服务:\n   - 一\n",
        "编号: s1\n名称: 甲\n- 编号: s2\n  名称: 乙\n  服务:\n    - 一\n",
        "- 编号: s1\n  名称: 甲\n- 编号: s2\n 名称: 乙\n  服务:\n    - 一\n",
        "- 编号: s1\n  名称: 甲\n- 编号: s2\n名称: 乙\n  服务:\n    - 一\n",
        "- 编号: s1\n  名称: 甲\n- 编号: s2\n  名称: 乙\n  服务:\n- 一\n",
    ],
)
def test_one_wrong_indentation_is_one_slip_and_both_records_are_read(text: str) -> None:
    node, problems = read(text)
    assert len(problems) == 1
    assert plain(node) == [{"编号": "s1", "名称": "甲"}, {"编号": "s2", "名称": "乙", "服务": ["一"]}]


def test_nobody_is_told_to_type_a_masked_number() -> None:
    """Done to the letter, that would publish its asterisks."""
    hints = {
        "联系方式:0512-12345678\n甲: 乙": "“联系方式:”后面少了一个空格。请写成：联系方式: …",
        "联系方式：0512-12345678\n甲: 乙": "“联系方式”后面是全角冒号“：”。请改成英文冒号加一个空格：联系方式: …",
        "甲:\n  - 乙\n  · 0512-12345678转1": "列表的每一项要用“- ”（英文减号加一个空格）开头，这里是“·”。请写成：- …转1",
        "甲: {名称：乙, 纠错: jc@a.gov.cn}": "花括号写得不对：“名称”后面是全角冒号。请写成：{名称: 乙, 纠错: …}",
        "甲: '电话 0512-12345678' 转1":
            "引号到这里就结束了，后面还有文字。请用一对英文引号括住整段，里面的引号用中文“”：\"'电话 …' 转1\"",
    }  # fmt: skip
    for typed, told in hints.items():
        assert [p.text("zh") for p in read(typed)[1]] == [told]


def test_places_in_a_record_that_was_moved_are_those_typed() -> None:
    node, _ = read("- 编号: s1\n编号: s2\n名称：乙\n服务:\n  - 一\n")
    assert isinstance(node, Sequence)
    record = node.items[1]
    assert isinstance(record, Mapping)
    assert [at(value) for _, value in record.entries] == [(2, 5), (3, 4), (5, 3)]


def test_many_slips_are_told_at_once() -> None:
    typed = "标题：甲\n地区:苏州\n主题: @x\n站点:\n\t- 甲\n  － 乙\n摘要: a: b\n引: \"两新\n日期: '2020'年\n标题: 乙\n"
    node, problems = read(typed)
    assert {p.place.line for p in problems} == {1, 2, 3, 5, 6, 7, 8, 9, 10}
    assert plain(node) == {
        "标题": "甲", "地区": "苏州", "主题": "@x", "站点": ["甲", "乙"], "摘要": "a: b", "引": "两新", "日期": "'2020'年",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["[" * 101, "a: " + "{" * 200, "- " * 150 + "x", "".join(" " * n + "a:\n" for n in range(102)), "? " * 150],
)
def test_nesting_is_refused_before_it_is_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltext.reading, "build", lambda *_: pytest.fail("the parser saw it"))
    node, problems = read(text)
    assert (node, [p.message.code for p in problems]) == (None, ["yaml-too-deep"])


def test_nesting_that_hides_among_quotes_is_refused_while_parsing() -> None:
    node, problems = read("[']', " * 120)
    assert (node, [p.message.code for p in problems]) == (None, ["yaml-too-deep"])


@pytest.mark.parametrize(
    "text",
    ["a: [\n" + " x,\n" * 20_000, "甲：乙\n" * 15_000, 'a: "' + "x\n y: '\n" * 8_000,
     " " * 90_000 + "x: y: z", "at: @\n" * 9_000],
    ids=["bracket", "colons", "quotes", "spaces", "signs"],
)  # fmt: skip
def test_a_large_wrong_file_takes_seconds_at_most(text: str) -> None:
    begun = time.process_time()
    assert read(text)[1] or text.startswith(" ")
    assert time.process_time() - begun < 20


def test_the_python_parser_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltree, "_LOADER", yaml.SafeLoader)
    for title, typed, zh, _ in SLIPS:
        _, problems = read(typed.replace("<TAB>", "\t").replace("<U+3000>", "\u3000") + "\n")
        assert [p.place.line for p in problems] == [int(line.split(":")[0]) for line in zh.splitlines()], title
        assert all(re.search("[一-鿿]", p.text("zh")) for p in problems)


_YAMLISH = st.text(
    st.sampled_from(list("ab甲乙：: \n\t-－—·[]{}［］，,、\"'“”#＃|>@%&*!?~.\\\u3000😀<x0")), max_size=120
)


@given(st.one_of(st.text(max_size=200), _YAMLISH))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_or_refused_in_order(text: str) -> None:
    node, problems = read(text)
    lines = text.count("\n") + 1
    assert all(1 <= p.place.line <= lines and p.place.column >= 1 for p in problems)
    assert all(p.text("zh") and p.text("en") for p in problems)
    if node is None and not problems:  # then there was nothing to read
        assert all(re.fullmatch(r"\s*(#.*)?|(---|\.\.\.)(\s.*)?", line) for line in text.split("\n"))


_TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]), max_size=30)
_TREES = st.recursive(
    _TEXTS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(_TEXTS.filter(bool), below, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_TEXTS.filter(bool), _TREES, min_size=1, max_size=4), st.booleans())
@settings(max_examples=300, deadline=None)
def test_quoted_data_comes_back_as_it_was(data: dict[str, object], flow: bool) -> None:
    dumped = yaml.dump(
        data, Dumper=yaml.SafeDumper, default_style='"', allow_unicode=True, default_flow_style=flow, width=10**6
    )
    node, problems = read(re.sub(r"!!\w+ ", "", dumped))
    assert problems == []
    assert plain(node) == data
