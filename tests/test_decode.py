"""YAML → records: every shape of field, what is said when it is wrong, and that nothing can make it fail."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.markdown import Text
from builder.problems import Place, Problem
from builder.readfile import packed, unpacked
from builder.schema import (
    REGISTRY,
    Brand,
    Case,
    Event,
    Figure,
    Organisation,
    Record,
    Scheme,
    Source,
    Station,
    fields_of,
    keys_of,
)
from builder.schema.decode import Decoder
from builder.schema.fields import When
from builder.schema.values import divided
from builder.wording import Words
from builder.yamltext import Mapping, Node, Scalar, Sequence, parse
from tests.smallsite import codes

WORDS = {
    "station": {"post": Words("红色驿站", "Red post")},
    "theme": {"team": Words("队伍建设", "Team"), "stations": Words("阵地建设", "Stations")},
}
PLACE = Place("content/data/x.yaml", 1, 1)


def decoded(cls: type[Record], text: str) -> tuple[Any, list[Problem]]:
    """The one record of ``text``, or the problems. Problems of YAML itself are none of this file's affair."""
    problems: list[Problem] = []
    node = parse(text, Place("x.yaml", 1), problems.append)
    assert node is not None
    return Decoder(problems.append, WORDS).record(cls, node, {}), problems


def test_a_record_may_be_written_in_chinese_or_in_english() -> None:
    chinese, none = decoded(Station, "编号: a\n名称: 甲\n类别: 红色驿站\n启用: 2020-09\n服务: 咨询、调解；接待\n")
    english, no_more = decoded(
        Station, "id: a\nname: 甲\nkind: Red post\nopened: 2020-09\nservices: [咨询, 调解, 接待]\n"
    )
    assert (none, no_more) == ([], [])
    assert chinese == english
    assert (chinese.kind_of, chinese.opened, chinese.services) == ("post", When("2020-09"), ("咨询", "调解", "接待"))


@pytest.mark.parametrize("line", ["摘要: {好}", "服务: {咨询, 调解}", "地区: {苏州}", "审核: {初审}", "更正: [{好}]"])
def test_of_braces_that_could_not_be_read_nothing_more_is_said(line: str) -> None:
    record, problems = decoded(Station, f"编号: a\n名称: 甲\n类别: 红色驿站\n{line}\n")
    assert record is not None
    assert codes(problems) == ["yaml-no-pairs"]


def test_a_line_that_goes_on_with_a_text_is_read_when_it_is_indented_as_it_was_told() -> None:
    """A cell with a line break, as spreadsheets have them."""
    broken = "编号: a\n名称: 甲\n类别: 红色驿站\n地址: 示例路8号\n{}二楼东\n说明: 乙\n"
    (problem,) = decoded(Station, "\n".join(["x:", *("  " + line for line in broken.format("").split("\n"))]))[1][:1]
    assert problem.message.code == "yaml-no-colon" and "比上一项的名称多缩进两格" in problem.text("zh")
    record, problems = decoded(Station, broken.format("  "))
    assert problems == [] and record.address == "示例路8号二楼东"


def test_all_that_is_wrong_is_told_at_once_with_its_place() -> None:
    text = "id: A B\n名称: 甲\n类别: 红色驿占\n启用: 2020.9.28\n启用日: 1\n地区: [a, b]\nopened: 2020\n主办单位:\n  name: x\n"
    record, problems = decoded(Station, text)
    assert record is None, "its kind is missing"
    assert [(p.place.line, p.message.code) for p in problems] == [
        (1, "slug-invalid"),
        (3, "choice-unknown"),
        (4, "date-invalid"),
        (5, "key-unknown"),
        (6, "one-wanted"),
        (7, "key-twice"),
        (9, "one-wanted"),
    ]
    assert "红色驿站" in problems[1].text("zh")
    assert "启用" in problems[3].text("zh")
    assert problems[2].line("zh") == "x.yaml:4:5 启用(opened):“2020.9.28” 不是有效日期。应写成 2020-09-28。"


@pytest.mark.parametrize(
    ("cls", "line", "said"),
    [
        (Case, "draft: true", "草稿写成“状态: 草稿”；"),
        (Case, "tags: [党建]", "写作“主题”，"),
        (Case, "关键词: 党建", "写作“主题”，"),
        (Station, "categories: 驿站", "写作“类别”。"),
        (Station, "tags: 驿站", "用不着这一项，请删去这一行。"),
        (Case, "description: x", "写作“摘要”。"),
        (Station, "简介: x", "写作“摘要”。"),
        (Case, "地址: 示例路8号", "在哪个阵地、哪个地区，写在“阵地”“地区”里；"),
        (Case, "aliases: [/2024/x/]", "旧网址写在“原地址”里，"),
        (Case, "permalink: /2024/x/", "网址由“编号”决定，"),
        (Source, "link: https://a.example/", "写作“网址”。"),
        (Case, "cover: a.jpg", "正文里的第一张图片"),
        (Case, "featured_image: a.jpg", "正文里的第一张图片"),
        (Case, "责任编辑: 甲", "写作“作者”。"),
        (Case, "publishDate: 2024-01-05", "日期写在“日期”里，时刻写在“时间”里。"),
        (Event, "发布时间: 2024-01-05", "写作“日期”。"),
        (Case, "updated: 2024-01-05", "用不着这一项，请删去这一行。"),
        (Case, "summery: x", "是不是：summary？"),
        (Case, "标提: x", "是不是：标题"),
    ],
)
def test_a_field_of_another_program_is_told_by_its_meaning(cls: type[Record], line: str, said: str) -> None:
    problems = decoded(cls, line + "\n")[1]
    told = next(p for p in problems if p.message.code == "key-unknown")
    assert said in told.text("zh")
    assert told.text("en")


def test_what_is_required_and_lacks_is_told_once_and_not_beside_its_own_fault() -> None:
    missing = decoded(Figure, "id: a\nname: 甲\nvalue: 约46\n")[1]
    assert [(p.message.code, p.field.key if p.field else "") for p in missing] == [
        ("number-invalid", "value"),
        ("field-missing", "words"),
        ("field-missing", "source"),
    ]


def test_a_line_that_could_not_be_read_does_not_make_its_field_missing() -> None:
    """The key that seems to lack may be the one on the line that the parser refused: that was told already."""
    name, level = Scalar("id", PLACE), Scalar("a", PLACE)
    problems: list[Problem] = []
    Decoder(problems.append, WORDS).record(Brand, Mapping(((name, level),), PLACE, complete=False), {})
    assert codes(problems) == []


def test_a_field_that_is_empty_counts_as_not_written() -> None:
    record, problems = decoded(Brand, "id: a\nname: 甲\nlevel: sub\nparent:\nsince: ~\ncarriers: []\nslogan: ''\n")
    assert problems == []
    assert (record.parent, record.since, record.carriers, record.slogan) == (None, None, (), "")


def test_texts_keep_what_yaml_would_change() -> None:
    record, _ = decoded(Organisation, "id: a\nname: no\nkind: x\nrating: 010\nnote: 12:30:45\n")
    assert record is None, "the site has no kinds of organisation"
    record, problems = decoded(Brand, "id: a\nname: no\nlevel: sub\nslogan: 010\nnote: 12:30:45\n")
    assert problems == []
    assert (record.name, record.slogan, record.note) == ("no", "010", "12:30:45")


@pytest.mark.parametrize(
    ("typed", "services", "told"),
    [
        ("\n  政策咨询\n  结对共建", ("政策咨询", "结对共建"), ["2:3 items-joined error"]),
        ("热线12345\n  结对共建", ("热线12345", "结对共建"), ["1:5 items-joined error"]),
        ("甲、乙\n  丙、丁", ("甲", "乙", "丙", "丁"), ["1:5 items-joined error"]),
        ("|\n  甲\n  乙", ("甲", "乙"), ["2:3 items-joined error"]),
        ("\n  first-id\n  second-id", ("first-id", "second-id"), ["2:3 items-joined error"]),
        ("Party\n  building", ("Party building",), ["1:5 items-joined-perhaps warning"]),
        ("甲、乙，\n  丙\n  ；丁", ("甲", "乙", "丙", "丁"), []),
        ("Advice, Party\n  building", ("Advice", "Party building"), []),
        ("|\n  甲、\n  乙", ("甲", "乙"), []),
        ("'甲\n  乙、丙'", ("甲乙", "丙"), []),
        ("[甲\n  乙, 丙]", ("甲乙", "丙"), []),
        ("\n  - 甲\n    乙\n  - 丙", ("甲乙", "丙"), []),
    ],
)
def test_lines_that_were_meant_as_items_do_not_run_together(
    typed: str, services: tuple[str, ...], told: list[str]
) -> None:
    text = f"服务: {typed}\nid: a\n名称: 甲\n类别: 红色驿站\n"
    station, problems = decoded(Station, text)
    assert station.services == services
    assert [f"{p.place.line}:{p.place.column} {p.message.code} {p.severity}" for p in problems] == told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("地址: /", ["4:5 value-nothing-shown warning"]),
        ("说明: 无", ["4:5 value-nothing-shown warning"]),
        ("服务: 暂无", ["4:5 value-nothing-shown warning"]),
        ('公开电话: "#N/A"', ["4:7 value-nothing-shown warning"]),
        ("启用: —", ["4:5 value-nothing error"]),
        ("审核: 无", ["4:5 value-nothing error"]),
        ("品牌: 无", []),  # told with what it is looked for
        ("地址: 无锡路8号", []),
        ("地址: 示例路<br>8号", ["4:5 value-markup warning"]),
        ("摘要: 有&nbsp;空格", ["4:5 value-markup warning"]),
        ("摘要: AT&T; &甲; 2*3*4 a < b [1] **甲", []),
        ("服务: 咨询、**办事**", ["4:5 value-markup warning"]),
        ("服务:\n  - 咨询\n  - 见[甲](a.html)", ["6:5 value-markup warning"]),
        ("公开电话: 5.12581E+11", ["4:7 telephone-odd warning"]),
        ("公开电话: 见门口", ["4:7 telephone-odd warning"]),
        ("公开电话: （０５１２）５８１２ ３４５６转8", []),
        ("公开电话: 110", []),
    ],
)
def test_what_cells_of_a_spreadsheet_bring_along_is_told(typed: str, told: list[str]) -> None:
    station, problems = decoded(Station, f"id: a\n名称: 甲\n类别: 红色驿站\n{typed}\n")
    assert station is not None
    assert [f"{p.place.line}:{p.place.column} {p.message.code} {p.severity}" for p in problems] == told


def test_a_name_is_never_left_empty_and_what_is_wrong_in_it_is_told_with_what_to_write() -> None:
    case, problems = decoded(Case, "标题: 无\n日期: 2020\n")
    assert (case.name, problems) == ("无", [])
    _, (one, two) = decoded(Case, "标题: 题&ldquo;甲\n日期: 2020\n摘要: 见[[甲]]<p>\n")
    assert one.text("zh").endswith("“&ldquo;” 会原样显示给读者。请直接写成 “。")
    assert two.text("en").endswith("“[[甲]]” will be shown to readers as it is. Write 甲 instead.")


def test_a_theme_that_is_not_there_is_answered_with_where_to_add_one() -> None:
    _, (problem,) = decoded(Case, "标题: 甲\n日期: 2020\n主题: 党建\n")
    added = "要新加一个，请在 site.yaml 的“词表”“theme”下面加一行，如“new-word: 党建”。"
    assert problem.text("zh").endswith(f"可填：队伍建设、阵地建设。{added}")


def test_a_choice_that_says_nothing_is_answered_with_how_to_leave_it_out() -> None:
    _, (problem,) = decoded(Case, "标题: 甲\n日期: 2020\n主题: 暂无\n")
    assert problem.text("zh").endswith("“暂无” 不在可选值之中。没有内容的，冒号后面空着就行。")


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("政策咨询（医保、社保）、办事", ("政策咨询（医保、社保）", "办事")),
        ("“党建、工建”联建，甲(乙, (丙; 丁)、戊) , 《己、庚》", ("“党建、工建”联建", "甲(乙, (丙; 丁)、戊)", "《己、庚》")),
        ("甲（乙、丙", ("甲（乙", "丙")),
        ("甲）、乙”、丙", ("甲）", "乙”", "丙")),
        ("（甲、乙)、丙", ("（甲、乙)", "丙")),
    ],
)
def test_what_stands_in_brackets_or_quotes_is_not_divided(typed: str, items: tuple[str, ...]) -> None:
    assert divided(typed, ()) == (list(items), None)


def test_choices_and_references_without_dashes_are_told_as_such_and_read() -> None:
    case, problems = decoded(Case, "标题: 甲\n日期: 2020\n主题:\n  队伍建设\n  阵地建设\n品牌: 甲\n  乙\n")
    assert [f"{p.place.line} {p.message.code}" for p in problems] == ["4 items-joined", "6 items-joined"]
    assert case.themes == ("team", "stations")
    assert [ref.text for ref in case.brands] == ["甲", "乙"]


def test_a_kind_of_which_the_site_has_none_yet_is_answered_with_where_to_write_them() -> None:
    _, (problem, *_) = decoded(Organisation, "id: a\nname: 甲\nkind: 党委\n")
    assert problem.text("zh").endswith("请先在 site.yaml 的“词表”里写上 organisation 及其各项。")


def test_a_reference_may_be_a_record_declared_on_the_spot() -> None:
    problems: list[Problem] = []
    node = parse(
        "id: s\nname: 评级\nlevels:\n"
        "- {name: 初级, count: {id: c, name: 初级人数, words: 2名, value: 2, unit: 名, source: daily}}\n"
        "- {name: 高级, count: other}\n"
        "- {name: 特级, count: {name: 没有编号, words: 3名, value: 3, source: daily}}\n",
        Place("x.yaml", 1),
        problems.append,
    )
    assert node is not None
    decoder = Decoder(problems.append, WORDS)
    scheme = decoder.record(Scheme, node, {})
    assert isinstance(scheme, Scheme)
    assert [level.count and level.count.text for level in scheme.levels] == ["c", "other", None]
    decoder.settle(scheme)
    assert [(r.id, getattr(r, "value", None), r.inside) for r in decoder.found] == [("c", Decimal(2), ("scheme", "s"))]
    assert [(p.message.code, p.place.line) for p in problems] == [("field-missing", 6)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("更正: “10场”改为“12场”。", "更正(corrections):这里要分别写明：日期、内容。例如写成 {日期: 2020-09-28, 内容: …}。"),
        ("更正:\n- “10场”改为“12场”。", "更正(corrections):这里要分别写明：日期、内容。例如写成 {日期: 2020-09-28, 内容: …}。"),
        ("审核: 张三", "审核(review):这里要分别写明：环节、审核人、日期。例如写成 {环节: 初审, 审核人: …, 日期: 2020-09-28}。"),
        ("工作法: 三步", "工作法(method):这里要分别写明：名称、步骤、说明。例如写成 {名称: …}。"),
    ],
)
def test_what_should_have_fields_is_answered_with_their_names_and_an_example(typed: str, found: str) -> None:
    record = "编号: a\n名称: 甲\n级别: 子品牌\n"
    _, (problem,) = decoded(Brand, f"{record}{typed}\n")
    assert problem.text("zh") == found
    for language, key in (("zh", typed.split(":", maxsplit=1)[0]), ("en", problem.field.key if problem.field else "")):
        like = re.search(r"\{.*\}", problem.text("zh" if language == "zh" else "en"))
        assert like and decoded(Brand, f"{record}{key}: {like[0]}\n")[1] == []


@pytest.mark.parametrize("cls", REGISTRY.values(), ids=lambda c: c.kind)
def test_no_key_of_a_type_means_two_fields(cls: type[Record]) -> None:
    for holder in (cls, *(f.part for f in fields_of(cls) if f.part)):
        fields = fields_of(holder)
        keys = [key for f in fields for key in {f.key, f.words.zh}]
        assert len(keys) == len(set(keys)), holder
        assert {f.attribute for f in keys_of(holder).values()} == {f.attribute for f in fields}


# Keys that are known, values of every form, some of them right: deep enough to reach nested parts and inline records.
KEYS = sorted({key for cls in REGISTRY.values() for holder in (cls, *(f.part for f in fields_of(cls) if f.part))
               for key in keys_of(holder)})  # fmt: skip
RIGHT = ["", "a", "2020-09", "46", "12.7万", "是", "sub", "post", "https://a.cn", "[[x]]", "行\n行", "、", "a.html"]
TEXTS = st.sampled_from(RIGHT)
SCALARS = st.builds(Scalar, TEXTS | st.text(max_size=8), st.just(PLACE), st.booleans(), st.booleans())


def _deeper(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    key = st.builds(Scalar, st.sampled_from(KEYS) | st.text(max_size=4), st.just(PLACE))
    entries = st.lists(st.tuples(key, inner), max_size=8).map(tuple)
    return st.builds(Sequence, st.lists(inner, max_size=3).map(tuple), st.just(PLACE)) | st.builds(
        Mapping, entries, st.just(PLACE), st.booleans()
    )


TREES: st.SearchStrategy[Node] = st.recursive(SCALARS, _deeper, max_leaves=24)


@given(st.sampled_from(sorted(REGISTRY)), TREES)
def test_no_tree_makes_reading_fail_and_what_is_read_can_be_kept(kind: str, tree: Node) -> None:
    problems: list[Problem] = []
    decoder = Decoder(problems.append, WORDS)
    preset = {f.attribute: "x" for f in fields_of(REGISTRY[kind]) if f.required and f.shape == "line"}
    record = decoder.record(REGISTRY[kind], tree, {"id": "a", **preset})
    decoder.settle(record)
    for problem in problems:
        assert "{" not in problem.message.zh or problem.values, "a message with nothing to fill it"
        assert problem.line("zh") and problem.line("en")
    kept = tuple(r for r in (record, *decoder.found) if r is not None)
    texts: list[Text] = []
    raw = [packed(one, texts.append) for one in kept]
    contents = {text.digest: text.packed for text in texts}
    assert tuple(unpacked(one.kind, data, contents.__getitem__) for one, data in zip(kept, raw, strict=True)) == kept
