"""A new site, a new record, a record taken down: what is on disk afterwards, and that it builds."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builder import build as pipeline
from builder.authoring import Outcome, init, new, withdraw, write_schemas
from builder.authoring.edits import lines_of, withdrawn
from builder.contentfiles import BODY_FOLDERS, content_files, kind_of
from builder.files import DISK
from builder.load import read_file
from builder.problems import Place, Problem
from builder.schema import REGISTRY, Chart, Record, fields_of, keys_of
from builder.schema.decode import MISSING_YET
from builder.siteconfig import read_site
from builder.slugs import slug_for
from builder.yamltext import Mapping, Node, Scalar, Sequence, parse
from tests.faulty_disk import FaultyDisk, Killed

ROOT = Path(__file__).parent.parent
DAY = date(2026, 1, 31)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site as ``init`` lays it out."""
    outcome = init(tmp_path / "站点", "", DAY, DISK, unwanted)
    assert outcome is not None
    return tmp_path / "站点"


def unwanted(problem: Problem) -> None:
    raise AssertionError(problem.line("zh"))


def problems_of(root: Path, *, drafts: bool = False) -> list[str]:
    """What a build would report."""
    run = pipeline.produce(pipeline.Options(root, root / "public", root / ".xianfeng/store", DAY, drafts=drafts))
    return [problem.line("zh") for problem in run.problems]


def files_of(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def records_of(root: Path) -> dict[tuple[str, str], Record]:
    site = read_site(root, unwanted)
    assert site is not None
    files = content_files(root, unwanted)
    loaded = [read_file(file, (root / file).read_bytes(), site.vocabularies) for file in files]
    return {(record.kind, record.id): record for one in loaded for record in one.records}


# init -----------------------------------------------------------------------------------------------------------------


def test_a_new_site_builds_at_once_without_a_problem_or_a_warning(site: Path) -> None:
    assert problems_of(site) == problems_of(site, drafts=True) == []
    kinds = {kind for kind, _ in records_of(site)}
    assert {"region", "source", "organisation", "brand", "station", "belt", "figure", "case", "page"} <= kinds
    assert "/public/" in (site / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert all("示例" in record.name for (kind, _), record in records_of(site).items() if kind != "page")


def test_a_new_site_takes_any_name(tmp_path: Path) -> None:
    for number, name in enumerate(["甲: 乙 # 丙", '引号"与{day}', "“先锋”", "365", "- x", "a\nb"]):
        assert init(tmp_path / str(number), name, DAY, DISK, unwanted)
        site = read_site(tmp_path / str(number), unwanted)
        assert site is not None and site.settings.name == name.replace("\n", " ")


def test_init_takes_an_empty_folder_or_a_new_repository_and_touches_no_other(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert init(tmp_path, "", DAY, DISK, unwanted)
    before = files_of(tmp_path)
    problems: list[Problem] = []
    assert init(tmp_path, "另一个", DAY, DISK, problems.append) is None
    assert init(tmp_path / "site.yaml", "", DAY, DISK, problems.append) is None
    assert [p.message.code for p in problems] == ["init-not-empty", "init-no-folder"]
    assert files_of(tmp_path) == before


def test_an_init_that_was_killed_anywhere_is_gone_on_with(tmp_path: Path) -> None:
    assert init(tmp_path / "whole", "", DAY, DISK, unwanted)
    whole = files_of(tmp_path / "whole")
    at = 1
    while True:
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / ".DS_Store").write_bytes(b"looked at")
        try:
            init(folder, "", DAY, FaultyDisk(at, code=0), unwanted)
            break
        except Killed:
            pass
        problems: list[Problem] = []
        if init(folder, "", DAY, DISK, problems.append) is None:  # the site was whole, only its schemas were not
            assert files_of(folder).keys() >= {path for path in whole if not path.startswith((".xianfeng", ".vscode"))}
        else:
            assert files_of(folder) == {**whole, ".DS_Store": b"looked at"}
        at += 1
    assert at > 10
    own = tmp_path / "own"
    (own / "content").mkdir(parents=True)
    (own / "content/note.md").write_bytes(b"mine")
    found: list[Problem] = []
    assert init(own, "", DAY, DISK, found.append) is None and [p.message.code for p in found] == ["init-not-empty"]
    assert files_of(own) == {"content/note.md": b"mine"}


# new ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("张家港", "zhangjiagang"),
        ("先锋365", "xianfeng-365"),
        ("党群服务中心", "dangqun-fuwu-zhongxin"),
        ("张家港党群服务中心", "zhangjiagang-dangqun-fuwu-zhongxin"),
        ("重庆绿道：２０２０ ABC", "chongqinglvdao-2020-abc"),
        ("四十六个党群工作站，一站一岗聘专人", "sishi-liuge-dangqun-gongzuo-zhan-yizhan"),
        ("con", ""),
        ("🎉", ""),
    ],
)
def test_a_title_becomes_a_short_id(title: str, slug: str) -> None:
    assert slug_for(title, ["张家港", "港党"]) == slug


def test_a_new_case_builds_at_once_as_a_draft(site: Path) -> None:
    outcome = new(site, "case", "企业出场地：“滨海”泵阀 # 1", "", DAY, DISK, unwanted)
    assert outcome is not None
    case = records_of(site)["case", Path(outcome.files[0]).stem]
    assert (case.name, case.status) == ("企业出场地：“滨海”泵阀 # 1", "draft")
    assert "## 做法" in (site / outcome.files[0]).read_text(encoding="utf-8")
    assert problems_of(site) == []
    assert not [line for line in problems_of(site, drafts=True) if "没有写来源" not in line]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("kind", "prompts"), [("case", 3), ("page", 1)])
def test_no_prompt_of_a_skeleton_is_published(site: Path, kind: str, prompts: int, language: str) -> None:
    settings = site / "site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("zh-CN", language, 1), encoding="utf-8")
    outcome = new(site, kind, "新的", "", DAY, DISK, unwanted)
    assert outcome is not None
    file = site / outcome.files[0]
    text = re.sub("草稿|draft", "已发布", file.read_text(encoding="utf-8"), count=1)
    file.write_text(text, encoding="utf-8")
    left = [line for line in problems_of(site) if "“new”写下的提示" in line]
    lines = text.split("\n")
    places = [f"{outcome.files[0]}:{at}:1" for at, line in enumerate(lines, 1) if line[:1] in ("（", "(")]
    assert [line.split(" ")[0] for line in left] == places and len(places) == prompts
    file.write_text(re.sub("^[（(].*", "写好了。", text, flags=re.MULTILINE), encoding="utf-8")
    assert not [line for line in problems_of(site) if "没有写来源" not in line]


def test_a_second_record_of_one_name_gets_another_id_and_no_file_is_overwritten(site: Path) -> None:
    before = files_of(site)
    made = [new(site, kind, "示例先锋", "", DAY, DISK, unwanted) for kind in ("brand", "品牌", "brands", "case")]
    assert [outcome.files[0] for outcome in made if outcome] == [
        "content/data/brands/shilixianfeng.yaml",
        "content/data/brands/shilixianfeng-2.yaml",
        "content/data/brands/shilixianfeng-3.yaml",
        "content/cases/shilixianfeng.md",
    ]
    assert before.items() <= files_of(site).items()
    assert [outcome for outcome in made[:3] if outcome and "已经有同名的品牌：brand:sample-brand" in _words(outcome)] == made[:3]
    assert made[3] is not None and "同名" not in _words(made[3])  # a case may have the title of another


def _words(outcome: Outcome) -> str:
    return "".join(words.zh for words in outcome.said)


def test_an_id_that_is_asked_for_is_taken_or_refused(site: Path) -> None:
    problems: list[Problem] = []
    made = new(site, "station", "甲", "my-own", DAY, DISK, unwanted)
    assert made is not None and made.files == ("content/data/stations/my-own.yaml",)
    before = files_of(site)
    for kind, title, slug in [
        ("station", "乙", "sample-station"), ("station", "乙", "my-own"), ("station", "乙", "../x"),
        ("案列", "乙", ""), ("case", " ", ""),
    ]:  # fmt: skip
        assert new(site, kind, title, slug, DAY, DISK, problems.append) is None
    codes = ["new-id-taken", "new-id-taken", "slug-invalid", "new-kind", "new-title"]
    assert [p.message.code for p in problems] == codes
    assert "content/data/stations.yaml:2" in problems[0].text("zh") and "案例" in problems[3].text("zh")
    assert files_of(site) == before


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("kind", REGISTRY)
def test_a_skeleton_holds_every_field_and_lacks_only_what_nobody_can_guess(
    site: Path, kind: str, language: str
) -> None:
    settings = site / "site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("zh-CN", language, 1), encoding="utf-8")
    outcome = new(site, kind, "甲乙", "", DAY, DISK, unwanted)
    assert outcome is not None
    file, cls = outcome.files[0], REGISTRY[kind]
    text = (site / file).read_text(encoding="utf-8")
    loaded = read_file(file, text.encode(), {})
    empty = [spec for spec in fields_of(cls) if spec.required and spec.attribute not in ("name", "date")]
    assert [problem.message for problem in loaded.problems] == [MISSING_YET] * len(empty)
    assert all(spec.words.zh in outcome.said[1].zh for spec in empty)
    # Without the marks of comment, and of list item and fences, every field of the type stands in it once.
    fields = text.splitlines()
    plain = re.sub(r"^( *)# ", r"\1", "\n".join(fields), flags=re.MULTILINE)
    if kind in BODY_FOLDERS.values():
        plain = plain.split("---\n")[1]
    node = parse(plain, Place(file, 1), unwanted)
    record = node.items[0] if isinstance(node, Sequence) else node
    assert isinstance(record, Mapping)
    written = [keys_of(cls)[key.text].attribute for key, _ in record.entries]
    wanted = {spec.attribute for spec in fields_of(cls)} - ({"body"} if kind in BODY_FOLDERS.values() else set())
    assert len(written) == len(wanted) and set(written) == wanted


@pytest.mark.parametrize("kind", REGISTRY)
def test_whatever_is_typed_at_the_end_of_a_line_of_a_skeleton_is_the_value_of_its_field(site: Path, kind: str) -> None:
    outcome = new(site, kind, "甲乙", "", DAY, DISK, unwanted)
    assert outcome is not None
    head = (site / outcome.files[0]).read_text(encoding="utf-8").split("\n---\n")[0]
    lines = [re.sub(r"^( *)# ", r"\1", line) for line in head.removeprefix("---\n").splitlines()]
    assert not [line for line in lines if "#" in line and not line.lstrip().startswith("##")]
    typed = "\n".join(f"{line}甲" if line.endswith(": ") else line for line in lines)
    node = parse(typed, Place("x.yaml", 1), unwanted)
    values = list(_scalars(node))
    assert values and all(value.text for value in values) and len(values) >= head.count(": \n")


def _scalars(node: Node | None) -> Iterator[Scalar]:
    """Every value of a tree."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, Mapping):
        for _, value in node.entries:
            yield from _scalars(value)


def test_the_skeleton_of_a_chart_spells_out_the_items_that_it_asks_for(site: Path) -> None:
    outcome = new(site, "图表", "各镇的站", "", DAY, DISK, unwanted)
    assert outcome is not None
    text = (site / outcome.files[0]).read_text(encoding="utf-8")
    filled = {"形式: ": "形式: 表格", "#   - 名称: ": "  - 名称: 甲", "#     说明: ": "    说明: 原文未公布"}
    for line, instead in filled.items():
        text = text.replace(f"  {line}\n", f"  {instead}\n", 1)
    (record,) = read_file(outcome.files[0], text.encode(), {}).records
    assert isinstance(record, Chart) and [(e.label, e.text) for e in record.entries] == [("甲", "原文未公布")]


# withdraw -------------------------------------------------------------------------------------------------------------


def edits() -> dict[str, tuple[str, str]]:
    """Title → the file before and after."""
    text = (ROOT / "tests/fixtures/withdraw.md").read_text(encoding="utf-8")
    case = re.compile(r"^([^\n]+)\n\.\n(.*?)^\.\n(.*?)^\.$", re.MULTILINE | re.DOTALL)
    found = {title: (before, after) for title, before, after in case.findall(text)}
    return {
        title: (before[:-1], after[:-1]) if "no end of line" in title else (before, after)
        for title, (before, after) in found.items()
    }


EDITS = edits()


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize("name", EDITS)
def test_taking_down_changes_the_lines_of_the_record_and_no_other(site: Path, name: str, mark: str, end: str) -> None:
    before, after = EDITS[name]
    file = "content/pages/a.md" if before.startswith("---") else "content/data/regions.yaml"
    (site / file).write_bytes((mark + before.replace("\n", end)).encode())
    outcome = withdraw(site, "甲", ' 依“要求”: 撤下 # "一"\n', DAY, DISK, unwanted)
    assert outcome is not None and outcome.files == (file,)
    assert (site / file).read_bytes().decode() == mark + after.replace("\n", end)
    assert not list(site.rglob("*.new"))
    again = withdraw(site, "甲", "再来一次", DAY, DISK, unwanted)
    assert again is not None and again.files == () and "已经在 2026-01-31 撤下" in again.said[0].zh


def test_a_file_may_be_called_md_in_capitals(site: Path) -> None:
    (site / "content/pages/A.MD").write_text("---\n编号: a\n标题: 甲\n---\n", encoding="utf-8")
    outcome = withdraw(site, "甲", "依要求", DAY, DISK, unwanted)
    assert outcome is not None and outcome.files == ("content/pages/A.MD",)


def test_every_place_that_still_names_the_record_is_listed(site: Path) -> None:
    outcome = withdraw(site, "品牌：示例先锋", "依要求", DAY, DISK, unwanted)
    assert outcome is not None
    said = "\n".join(words.zh for words in outcome.said)
    assert "content/cases/sample-station-case.md:7:5 案例“示例：怎样写一个阵地案例”" in said
    assert "content/data/stations.yaml:9:7 阵地“示例党群服务中心”" in said
    warned = [line.split(" ")[0] for line in problems_of(site)]
    assert warned and all(place in said for place in warned)
    assert ("brand", "sample-brand") in records_of(site)


def test_unknown_and_ambiguous_names_are_answered_with_candidates(site: Path) -> None:
    new(site, "case", "示例先锋", "sample-brand", DAY, DISK, unwanted)
    before = files_of(site)
    problems: list[Problem] = []
    for typed, why in [("示例先峰", "依要求"), ("sample-brand", "依要求"), ("示例市", " ")]:
        assert withdraw(site, typed, why, DAY, DISK, problems.append) is None
    assert "brand:sample-brand" in problems[0].text("zh")
    assert "brand:sample-brand" in problems[1].text("zh") and "case:sample-brand" in problems[1].text("zh")
    assert problems[2].message.code == "withdraw-reason"
    assert files_of(site) == before


def test_a_broken_file_elsewhere_does_not_hinder_and_is_named_where_it_may_be_the_reason(site: Path) -> None:
    (site / "content/data/people.yaml").write_text("- 名称: 丁\n  职务： 书记\n", encoding="utf-8")
    assert withdraw(site, "示例市", "依要求", DAY, DISK, unwanted)
    problems: list[Problem] = []
    assert withdraw(site, "丁", "依要求", DAY, DISK, problems.append) is None
    assert problems[0].place.file == "content/data/people.yaml" and problems[-1].message.code == "reference-unknown"


WITHIN = "- 编号: h\n  名称: 站\n  类别: 红色驿站\n  数量:\n    编号: n\n    名称: 数\n    写法: 3个\n    数值: 3\n    单位: 个\n    出处: 某报\n"
REFUSED = {
    "withdraw-braces": ("regions.yaml", "- {编号: a, 名称: 甲, 级别: 省级}\n", "甲", "1:3"),
    "withdraw-within": ("stations.yaml", WITHIN, "数", "5:5"),
    "withdraw-by-hand": ("regions.yaml", "- 编号: a\n  名称: 甲\n  级别: 省级\n  状态: |\n    草稿\n", "甲", "1:3"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_edited_safely_is_left_to_the_author_with_the_words_to_write(site: Path, code: str) -> None:
    file, text, typed, at = REFUSED[code]
    (site / "content/data" / file).write_text(text, encoding="utf-8")
    before = files_of(site)
    problems: list[Problem] = []
    assert withdraw(site, typed, "依要求", DAY, DISK, problems.append) is None
    (problem,) = problems
    assert (problem.message.code, str(problem.place)) == (code, f"content/data/{file}:{at}")
    assert '状态: 已撤下\n撤下:\n  日期: 2026-01-31\n  原因: "依要求"' in problem.text("zh")
    assert files_of(site) == before


def test_any_record_of_the_demonstration_site_can_be_edited_line_by_line() -> None:
    edited = 0
    unread: list[Problem] = []  # what is wrong with the site is the matter of `check`
    for file in content_files(ROOT, unwanted):
        if not file.startswith("content/data/") or not kind_of(file):
            continue
        text = (ROOT / file).read_text(encoding="utf-8")
        node = parse(text, Place(file, 1), unread.append)
        lines = lines_of(text)
        for record in node.items if isinstance(node, Sequence) else ():
            if not isinstance(record, Mapping) or lines[record.place.line - 1].lstrip("- ").startswith("{"):
                continue
            after = withdrawn(lines, record, "2026-01-31", "依要求")
            assert after is not None and len(after) == len(lines) + 4
            added = next(i for i, (one, other) in enumerate(zip(after, lines, strict=False)) if one != other)
            assert after[:added] + after[added + 4 :] == lines
            edited += 1
    assert edited > 50


# editors --------------------------------------------------------------------------------------------------------------


def schemas_written(root: Path, problems: list[Problem]) -> Outcome:
    site = read_site(root, unwanted)
    assert site is not None
    return write_schemas(root, site, DISK, problems.append)


def test_the_editor_is_told_which_file_follows_which_schema(site: Path) -> None:
    settings: dict[str, Any] = json.loads((site / ".vscode/settings.json").read_text(encoding="utf-8"))
    told = settings["yaml.schemas"]
    assert told["./.xianfeng/schemas/site.json"] == ["/site.yaml"]
    assert {"/content/data/brands.yaml", "/content/data/brands/*.yaml"} <= set(told["./.xianfeng/schemas/brands.json"])
    for name in told:
        assert json.loads((site / name).read_text(encoding="utf-8"))["$schema"].endswith("draft-07/schema#")
    assert schemas_written(site, []).files == ()  # nothing has changed, so nothing is written


def test_other_settings_stay_and_what_cannot_be_merged_is_words(site: Path) -> None:
    path = site / ".vscode/settings.json"
    own = '"x.json": "y", "./.xianfeng/schemas/old.json": "z"'
    path.write_text(f'{{\n    "a": 1,\n    "yaml.schemas": {{{own}}}\n}}', encoding="utf-8")
    assert ".vscode/settings.json" in schemas_written(site, []).files
    merged = path.read_text(encoding="utf-8")
    told = json.loads(merged)
    assert told["a"] == 1 and told["yaml.schemas"]["x.json"] == "y"
    assert "./.xianfeng/schemas/old.json" not in told["yaml.schemas"]
    assert '\n    "a": 1' in merged
    unsafe = ('{"a": 1, "a": 2}', '{"a": 1e400}', '{"a": [1.10]}', '{"a": NaN}', '{"a": -0}', '{"a": "\\ud800"}')
    for other in ('{"a": 1, // 注\n}', "[]", '{"yaml.schemas": []}', *unsafe):
        path.write_text(other, encoding="utf-8")
        problems: list[Problem] = []
        schemas_written(site, problems)
        (problem,) = problems
        assert path.read_text(encoding="utf-8") == other
        assert problem.severity == "warning" and '"yaml.schemas": {' in problem.text("zh")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_settings_that_are_a_link_stay_one_and_what_is_no_file_is_left_alone(site: Path, tmp_path: Path) -> None:
    path, shared = site / ".vscode/settings.json", tmp_path / "shared.json"
    path.unlink()
    shared.write_text('{"a": 1.5}', encoding="utf-8")
    path.symlink_to(shared)
    assert ".vscode/settings.json" in schemas_written(site, []).files
    told = json.loads(shared.read_text(encoding="utf-8"))
    assert path.is_symlink() and told["a"] == 1.5 and "yaml.schemas" in told

    def leads_nowhere() -> None:
        path.symlink_to(tmp_path / "absent.json")

    def leads_to_itself() -> None:
        path.symlink_to(path.name)

    for make in (leads_nowhere, leads_to_itself, lambda: os.mkfifo(path), path.mkdir):
        path.unlink()
        make()
        problems: list[Problem] = []
        schemas_written(site, problems)
        assert [p.message.code for p in problems] == ["editor-settings"]
        assert not path.is_file() and not (tmp_path / "absent.json").exists()
