"""The catalogue: what readers may see, who names whom, trees and their circles, reading order."""

from __future__ import annotations

from datetime import date

import pytest

from builder.catalogue import Catalogue, mark_of
from builder.load import read_file
from builder.problems import Place, Problem
from builder.relate import relate
from builder.schema import Case, Record, Ref
from builder.settings import Footer, Settings
from builder.siteconfig import Site
from tests.smallsite import TODAY, case, codes

SITE = Site(Settings(name="小站", url="https://example.cn/"), Footer(), "Asia/Shanghai", 20, {}, {})


def catalogue(files: dict[str, str], *, drafts: bool = False, today: date = TODAY) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of files below ``content/``."""
    problems: list[Problem] = []
    records: list[Record] = []
    for name, text in files.items():
        loaded = read_file(f"content/{name}", text.encode(), {})
        assert not loaded.problems, loaded.problems
        records += loaded.records
    return relate(SITE, records, today, drafts=drafts, report=problems.append), problems


SOURCES = {"data/sources.yaml": "- {id: daily, title: 日报, publisher: 报社, date: 2020}\n"}


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        ("2025-06-01", None), ("2025-06-02", "scheduled"), ("2025-06", None), ("2025-07", "scheduled"), ("2025", None),
        ("2026", "scheduled"),
    ],
)  # fmt: skip
def test_a_case_waits_for_its_day(day: str, mark: str | None) -> None:
    files = {**SOURCES, "cases/a.md": case("甲", day)}
    built, _ = catalogue(files)
    preview, _ = catalogue(files, drafts=True)
    assert [c.id for c in built.all(Case)] == ([] if mark else ["a"])
    assert [mark_of(c, TODAY) for c in preview.all(Case)] == [mark]


def test_drafts_are_shown_in_a_preview_and_withdrawn_records_nowhere() -> None:
    files = {
        **SOURCES,
        "cases/a.md": case("甲", "2020", "status: draft"),
        "cases/b.md": case("乙", "2020", "状态: 已撤下", "撤下: {日期: 2025-01-01, 原因: 失实}"),
    }
    built, _ = catalogue(files)
    preview, _ = catalogue(files, drafts=True)
    assert ([r.id for r in built.all(Case)], [r.id for r in built.tables.withdrawn]) == ([], ["b"])
    assert ([r.id for r in preview.all(Case)], [r.id for r in preview.tables.withdrawn]) == (["a"], ["b"])


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        ("2020", "draft", "“乙”还是草稿，"),
        ("2020", "withdrawn", "“乙”已撤下，"),
        ("2999", "published", "“乙”还没到发布日期，"),
    ],
)
def test_whoever_names_what_readers_may_not_see_is_told(day: str, status: str, said: str) -> None:
    naming, hidden = case("甲", "2020") + "见[[乙]]。\n", case("乙", day, f"status: {status}")
    files = {**SOURCES, "cases/a.md": naming, "cases/b.md": hidden}
    built, problems = catalogue(files)
    assert [(str(p.place), p.message.code, p.severity) for p in problems] == [
        ("content/cases/a.md:7:2", "reference-hidden", "warning")
    ]
    assert said in problems[0].text("zh")
    assert built.target(Ref("case", "b", Place(""))) is None
    assert not built.tables.back.get(("case", "b"))


def test_what_stands_inside_a_draft_is_hidden_with_it_and_for_that_reason() -> None:
    figure = "figures: [{id: n, name: 站数, words: 2个, value: 2, unit: 个, source: daily}]"
    naming = case("甲", "2020") + "见[[figure:n]]。\n"
    files = {**SOURCES, "cases/a.md": naming, "cases/b.md": case("乙", "2020", "status: draft", figure)}
    assert "“站数”还是草稿，" in catalogue(files)[1][0].text("zh")


def test_everyone_knows_who_names_him() -> None:
    files = {
        **SOURCES,
        "data/brands.yaml": "- {id: a, name: 甲, level: mother}\n- {id: b, name: 乙, level: sub, parent: a}\n",
        "cases/one.md": case("一", "2020", "brands: [a]") + "又见[[甲]]。\n",
        "cases/two.md": case("二", "2021") + "[[甲]]\n",
    }
    found, problems = catalogue(files)
    brand = found.tables.shown["brand", "a"]
    assert problems == []
    assert [id_ for _, id_ in found.naming(brand, "case")] == ["two", "one"]
    assert [id_ for _, id_ in found.naming(brand, "case", "brands")] == ["one"]
    assert [id_ for _, id_ in found.naming(brand, "brand", "parent")] == ["b"]
    assert found.above(("brand", "b")) == [("brand", "a")]
    assert list(found.below(("brand", "a"))) == [("brand", "a"), ("brand", "b")]


def test_a_circle_is_told_once_and_cut() -> None:
    ring = "".join(f"- {{id: {i}, name: 名{i}, level: sub, parent: {p}}}\n" for i, p in ("ac", "ba", "cb", "da"))
    found, problems = catalogue({"data/brands.yaml": ring})
    assert codes(problems) == ["tree-cycle"]
    assert "名a → 名c → 名b → 名a" in problems[0].text("zh")
    assert [list(found.below(("brand", i))) for i in "abc"], "every walk down ends"
    assert all(len(found.above(("brand", i))) <= 3 for i in "abcd")


def test_a_parent_of_oneself_is_a_circle() -> None:
    found, problems = catalogue({"data/regions.yaml": "- {id: a, name: 甲, level: city, parent: a}\n"})
    assert codes(problems) == ["tree-cycle"]
    assert found.above(("region", "a")) == []


def test_cases_stand_newest_first_and_all_else_as_the_editor_wrote_it() -> None:
    days = {"a": "2020", "b": "2021-05", "c": "2021", "d": "2021-05"}
    files = {
        **SOURCES,
        "data/brands.yaml": "".join(f"- {{id: {i}, name: 名{i}, level: sub}}\n" for i in "cab"),
        **{f"cases/{i}.md": case(i, day) for i, day in days.items()},
    }
    found, _ = catalogue(files)
    reversed_, _ = catalogue(dict(reversed(files.items())))
    assert [r.id for r in found.tables.records["brand"]] == ["c", "a", "b"]
    assert [r.id for r in found.all(Case)] == ["d", "b", "c", "a"]
    assert found.tables.records == reversed_.tables.records
