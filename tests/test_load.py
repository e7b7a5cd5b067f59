"""Which file holds what, and what a file gives that is not as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.contentfiles import content_files, kind_of
from builder.load import Loaded, read_file
from builder.problems import Problem
from tests.smallsite import case, codes


def read(file: str, text: str) -> Loaded:
    return read_file(file, text.encode(), {})


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("content/cases/a.md", "case"),
        ("content/cases/suzhou/2020/a.markdown", "case"),
        ("content/cases/A.MD", "case"),
        ("content/pages/about.md", "page"),
        ("content/data/brands.yaml", "brand"),
        ("content/data/brands/suzhou/a.yml", "brand"),
        ("content/data/BRANDS.yaml", ""),
        ("content/data/brand.yaml", ""),
        ("content/cases/a.yaml", ""),
        ("content/a.md", ""),
        ("content/data/a.md", ""),
    ],
)
def test_the_place_of_a_file_says_what_it_holds(file: str, kind: str) -> None:
    assert kind_of(file) == kind


def test_files_that_no_type_claims_are_told(tmp_path: Path) -> None:
    names = (
        "cases/a.md", "cases/photo.jpg", "cases/table.yaml", "cases/b.txt", "cases/b.xlsx", "cases/案例.docx",
        "cases/案例.WPS", "data/brands.yaml",
        "data/brand.yaml", "data/阵地.yaml", "data/c.md", "data/brands/d.md", "data/e.CSV", "data/belts/f.json",
        "notes.md",
    )  # fmt: skip
    for name in names:
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    problems: list[Problem] = []
    assert content_files(tmp_path, problems.append) == ["content/cases/a.md", "content/data/brands.yaml"]
    assert {(p.place.file, p.message.code) for p in problems} == {
        ("content/data/brand.yaml", "data-unknown"),
        ("content/data/阵地.yaml", "data-unknown"),
        ("content/data/c.md", "data-markdown"),
        ("content/data/brands/d.md", "data-markdown"),
        ("content/data/e.CSV", "file-unread"),
        ("content/data/belts/f.json", "file-unread"),
        ("content/cases/b.txt", "file-unread"),
        ("content/cases/案例.docx", "file-unread"),
        ("content/cases/案例.WPS", "file-unread"),
        ("content/notes.md", "file-stray"),
        ("content/cases/table.yaml", "file-stray"),
    }
    unknown = [p for p in problems if p.message.code == "data-unknown"]
    assert "是不是：brands？" in unknown[0].text("zh") and "是不是：stations？" in unknown[1].text("zh")
    assert "brands、belts" in unknown[0].text("zh") and "brands, belts" in unknown[0].text("en")


@pytest.mark.parametrize("name", ["stations2.yaml", "stations_张家港.yaml"])
def test_a_second_file_of_a_type_belongs_into_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "content/data").mkdir(parents=True)
    (tmp_path / "content/data" / name).write_text("x", encoding="utf-8")
    problems: list[Problem] = []
    content_files(tmp_path, problems.append)
    assert "请放进 content/data/stations/ 文件夹，文件名自己定。" in problems[0].text("zh")


def test_a_case_is_known_by_its_file_name_or_by_what_it_says() -> None:
    assert [r.id for r in read("content/cases/good-name.md", case("甲", "2020")).records] == ["good-name"]
    assert [r.id for r in read("content/cases/案例.md", case("甲", "2020", "编号: named")).records] == ["named"]
    loaded = read("content/cases/My Case.md", case("甲", "2020"))
    assert codes(loaded.problems) == ["file-name"]
    assert "my-case" in loaded.problems[0].text("zh")


def test_a_text_in_a_folder_with_its_pictures_is_known_by_the_name_of_the_folder() -> None:
    text = case("甲", "2020")
    assert [r.id for r in read("content/cases/my-post/index.md", text).records] == ["my-post"]
    assert [r.id for r in read("content/cases/x/index.md", case("甲", "2020", "编号: named")).records] == ["named"]
    unfit = (("cases/红色驿站/index.md", "hongseyizhan"), ("cases/a/_index.md", "a"), ("cases/_index.md", "case-1"))
    for file, like in unfit:
        loaded = read(f"content/{file}", text)
        assert codes(loaded.problems) == ["file-name-index"] and not loaded.records
        assert f"“编号: {like}”" in loaded.problems[0].text("zh")


def test_what_lies_among_the_drafts_of_another_program_is_a_draft_unless_it_says_otherwise() -> None:
    loaded = read("content/cases/_drafts/a.md", case("甲", "2020"))
    assert [r.status for r in loaded.records] == ["draft"]
    assert [(p.message.code, p.severity) for p in loaded.problems] == [("drafts-folder", "warning")]
    undated = read("content/cases/_drafts/a.md", "---\n标题: 甲\n---\n")
    assert codes(undated.problems) == ["drafts-folder", "field-missing-yet"]
    for status in ("published", "draft"):
        (record,) = (loaded := read("content/cases/_drafts/b/a.md", case("甲", "2020", f"状态: {status}"))).records
        assert record.status == status and not loaded.problems
    assert [r.status for r in read("content/cases/_posts/a.md", case("甲", "2020")).records] == ["published"]


def test_a_letter_that_only_looks_like_one_of_ours_is_named() -> None:
    (problem,) = read("content/cases/c\u0430se.md", case("甲", "2020")).problems
    assert problem.message.code == "file-name-lookalike"
    assert "“\u0430”（U+0430）" in problem.text("zh") and "编号: case" in problem.text("zh")
    (problem,) = read("content/data/brands.yaml", "- {id: xi\u0430n, name: 甲, level: sub}\n").problems
    assert (str(problem.place), problem.message.code) == ("content/data/brands.yaml:1:8", "slug-lookalike")


def test_the_lines_of_a_text_are_counted_from_the_head_of_its_file() -> None:
    loaded = read("content/cases/a.md", case("甲", "2020") + "\n见[[乙]]。\n")
    (record,) = loaded.records
    assert record.body is not None
    assert [str(slot.place) for slot in record.body.slots] == ["content/cases/a.md:8:2"]


def test_data_is_a_list_or_named_by_its_keys() -> None:
    as_list = read("content/data/brands.yaml", "- {id: a, name: 甲, level: sub}\n- {id: b, name: 乙, level: sub}\n")
    by_key = read("content/data/brands.yaml", "a: {name: 甲, level: sub}\nb: {name: 乙, level: sub}\n")
    for loaded in (as_list, by_key):
        assert [(r.id, r.name) for r in loaded.records] == [("a", "甲"), ("b", "乙")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- {name: 甲, level: sub}\n", [(1, "id-missing")]),
        ("- {id: A B, name: 甲, level: sub}\n", [(1, "slug-invalid")]),
        ("甲: {name: 甲, level: sub}\nb: {name: 乙, level: sub}\n", [(1, "slug-invalid")]),
        ("编号: b\n名称: 乙\n级别: 母品牌\n", [(1, "records-no-dash")]),
        ("# 注\nname: 乙\nmethod: {name: 甲}\n", [(2, "records-no-dash")]),
        ("name: {name: 甲, level: sub}\n", []),
        ("一段文字\n", [(1, "records-wanted")]),
        ("- 甲\n", [(1, "mapping-wanted")]),
        ("", []),
        ("# 还没有\n", []),
    ],
)
def test_what_is_no_record_is_told_once(text: str, found: list[tuple[int, str]]) -> None:
    loaded = read("content/data/brands.yaml", text)
    assert [(p.place.line, p.message.code) for p in loaded.problems] == found


def test_a_record_without_its_dash_is_read_once_the_hint_is_obeyed() -> None:
    lines = ["编号: b", "名称: 乙", "级别: 母品牌"]
    (problem,) = read("content/data/brands.yaml", "\n".join(lines)).problems
    assert "“编号”的前面加上“- ”" in problem.text("zh")
    obeyed = "\n".join([f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)])
    assert [r.id for r in read("content/data/brands.yaml", obeyed).records] == ["b"]


def test_a_record_with_a_fault_does_not_hide_the_next_one() -> None:
    text = "- {id: a, name: 甲, level: 大}\n- {id: b, name: 乙, level: sub}\n- {id: c, level: sub}\n"
    loaded = read("content/data/brands.yaml", text)
    assert [r.id for r in loaded.records] == ["b"]
    assert [(p.place.line, p.message.code) for p in loaded.problems] == [(1, "choice-unknown"), (3, "field-missing")]


def test_what_is_given_by_its_place_is_not_given_again() -> None:
    written = read("content/cases/a.md", case("甲", "2020", "正文: 别的"))
    keyed = read("content/data/brands.yaml", "a: {id: b, name: 甲, level: sub}\n")
    assert codes(written.problems) == codes(keyed.problems) == ["key-elsewhere"]
    assert written.records[0].body is not None and written.records[0].body.blocks == ("正文。",)
    assert keyed.records[0].id == "a"


def test_figures_declared_in_a_case_are_records_of_the_site() -> None:
    figure = "数据: [{编号: n, 名称: 站数, 写法: 2个, 数值: 2, 单位: 个, 出处: daily}]"
    loaded = read("content/cases/a.md", case("甲", "2020", figure))
    assert [(r.kind, r.id) for r in loaded.records] == [("case", "a"), ("figure", "n")]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf---\r\ntitle: \xe7\x94\xb2\r\ndate: 2020\r\n---\r\n",
        "---\n标题：甲\n日期：2020\n---\n".encode(),
        "---\ntitle: 甲\ndate: 2020\n---\n".encode("gbk"),
        b"",
        b"\x00\xff",
        "# 没有文件头\n".encode(),
        b"---\ntitle: [\n---\n",
        b'---\ntitle: "\\ud800"\ndate: 2020\n---\n',
    ],
)
def test_no_file_makes_reading_fail(data: bytes) -> None:
    loaded = read_file("content/cases/a.md", data, {})
    assert loaded.records or loaded.problems
    for record in loaded.records:
        record.name.encode()


@given(st.text(st.sampled_from("-:：[]{}|>#&*!%@`'\"“”\n\t 标题a1、,") | st.characters(), max_size=60), st.booleans())
def test_no_text_makes_reading_fail(text: str, data: bool) -> None:
    data_bytes = f"---\n{text}\n---\n{text}".encode("utf-8", "surrogatepass")
    loaded = read_file("content/data/brands.yaml" if data else "content/cases/a.md", data_bytes, {})
    assert all(p.line("zh") and p.line("en") for p in loaded.problems)
    assert data or loaded.records or loaded.problems, "a case is never passed over in silence"


@pytest.mark.parametrize(
    ("below", "place"),
    [
        ("---\n标题: 旧的\n编号: tc\n# 别名:\n来源:\n  - 甲\n---\n\n正文。\n", "5:1 11"),
        ("\n---\n状态: 草稿\n---\n正文。\n", "6:1 8"),
        ("\n标题: 旧的\n日期: 2020\n---\n正文。\n", "6:1 8"),
    ],
)
def test_a_front_matter_pasted_below_the_first_is_told_once_and_is_no_text(below: str, place: str) -> None:
    loaded = read("content/cases/tc.md", f"---\n标题: 新的\n日期: 2021\n---\n{below}")
    (problem,) = loaded.problems
    assert problem.message.code == "front-matter-second"
    line, column, last = problem.place.line, problem.place.column, dict(problem.values)["last"]
    assert f"{line}:{column} {last}" == place
    (record,) = loaded.records
    assert record.body is not None and record.body.blocks == ("正文。",)


@pytest.mark.parametrize(
    "body",
    ["---\n\n来源：甲\n\n---\n\n乙\n", "来源: 甲\n\n---\n\n乙\n", "---\n注意: 甲\n\n乙\n", "---\n", "标题: 甲\n编号: 乙\n\n丙\n"],
)
def test_rules_at_the_head_of_a_body_are_no_front_matter(body: str) -> None:
    assert read("content/cases/tc.md", f"---\n标题: 新的\n日期: 2021\n---\n{body}").problems == ()
