"""The glossary at work: what is wrong, outdated and restricted, where, and where it is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.problems import Place
from builder.schema import Form, Term, When
from builder.terminology import glossary
from tests.smallsite import BRANDS, CASE, SmallSite, codes, said

TERMS = "content/data/terms.yaml"
GLOSSARY = """\
- id: plan
  name: 国家级人才计划
  definition: 一类计划，曾称千人计划。
  restricted: [{text: 千人计划, since: 2018}]
- id: by
  name: 截至
  definition: 后接时间。
  body: 截止目前，是动词“截止”的误用。
  wrong: [{text: 截止目前, note: 应作“截至目前”}]
- id: centre
  name: 党群服务中心
  definition: 场所。
  outdated: [{text: 党员服务中心, since: 2020-09}]
- id: wide
  name: 区党员服务中心联盟
  definition: 联盟，正式名称里含有“党员服务中心”；不写“截止目前”。
"""


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path, {TERMS: GLOSSARY})


def found(site: SmallSite) -> list[str]:
    return [f"{p.place} {p.message.code} {p.severity}" for p in site.checked()]


def test_a_glossary_may_explain_its_own_forms(site: SmallSite) -> None:
    assert said(site.checked()) == []


def test_each_kind_of_form_is_told_with_the_approved_one_and_since_when(site: SmallSite) -> None:
    site.edit("content/cases/plain.md", "正文。", "截止目前，党员服务中心\n引进“千人计划”专家。")
    assert said(site.checked()) == [
        "content/cases/plain.md:7:1 term-wrong: “截止目前”是错误写法，规范写法是“截至”（应作“截至目前”）。",
        "content/cases/plain.md:7:6 term-outdated: “党员服务中心”是过时写法，自2020年9月起写“党群服务中心”。",
        "content/cases/plain.md:8:4 term-restricted: “千人计划”自2018年起只能出现在来源记录和术语表里，这里应写“国家级人才计划”。",
    ]
    assert [p.severity for p in site.checked()] == ["error", "warning", "error"]
    assert "since 2020-09 it is “党群服务中心”" in site.checked()[1].text("en")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("content/cases/plain.md", "正文。", "《党员服务中心、千人计划和截止目前》。", []),
        ("content/cases/plain.md", "正文。", "加入区党员服务中心联盟。", []),
        ("content/cases/plain.md", "正文。", "参见[[brand:lonely|党员服务中心]]。", ["term-outdated"]),
        (CASE, "驿站，", "驿站和党员服务中心，", ["term-outdated"]),
        (CASE, "日期: 2020-09-28", "日期: 2020-08-28", []),
        (BRANDS, "name: 孤星,", "name: 孤星, summary: 千人计划专家,", ["term-restricted"]),
        (BRANDS, "name: 孤星,", "name: 孤星, note: 原文误作“截止目前”,", []),
        (BRANDS, "name: 孤星,", "name: 孤星, note: 截止目前未定,", ["term-wrong"]),
        (
            BRANDS,
            "name: 孤星,",
            "name: 孤星, method: {name: 法, steps: [{name: 步, text: 千人计划}]},",
            ["term-restricted"],
        ),
        ("content/data/sources.yaml", "title: 党建先行", "title: 截止目前的千人计划", []),
        ("content/data/sources.yaml", "title: 党建先行", "title: 党建先行, summary: 说到千人计划", []),
        ("content/data/sources.yaml", "title: 党建先行", "title: 党建先行, summary: 截止目前", ["term-wrong"]),
        (TERMS, "definition: 场所。", "definition: 场所，千人计划也用。", []),
    ],
)
def test_where_a_form_may_stand(site: SmallSite, file: str, old: str, new: str, expected: list[str]) -> None:
    site.edit(file, old, new)
    assert codes(site.checked()) == expected


def test_a_case_before_the_change_keeps_the_name_of_its_time(site: SmallSite) -> None:
    site.edit("content/cases/plain.md", "正文。", "党员服务中心。")
    for date, expected in (("2022", 1), ("2020-09", 1), ("2020-08-31", 0), ("2020", 0), ("2019", 0)):
        text = (site.root / "content/cases/plain.md").read_text(encoding="utf-8")
        site.write("content/cases/plain.md", text.replace(text.split("date: ")[1].split("\n")[0], date, 1))
        assert len(site.checked()) == expected, date


def test_places_are_exact_in_nested_fields_lists_and_folded_text(site: SmallSite) -> None:
    site.write(
        "content/data/programmes.yaml",
        """\
- id: p
  名称: 机制
  kind: method
  平台:
  - 甲
  - 截止目前的平台
  steps:
  - {name: 甲, text: 乙}
  - name: "丙"
    text: "说明：截止目前"
  care: >-
    第一行
    第二行截止目前，
    截止目前
  正文: |
    段一。

    [[p|截止目前]]和**截止**目前。
""",
    )
    places = [f"{p.place.line}:{p.place.column}" for p in site.checked()]
    assert sorted(places) == ["10:15", "13:8", "14:5", "18:18", "18:9", "6:5"]


def test_the_longest_form_speaks_and_latin_letters_stand_alone() -> None:
    def term(name: str, *forms: str) -> Term:
        return Term(id=name, name=name, definition="", wrong=tuple(Form(text=f) for f in forms), place=Place("x"))

    known = glossary((term("手机应用", "APP", "APP端"), term("甲", "“两新”工委")))
    assert known is not None
    text = "APP端、app和APPLE、两新工委、“两新”工委"
    assert [text[a:b] for a, b, _ in known.found(text)] == ["APP端", "app", "两新工委", "两新”工委"]
    assert glossary((term("乙"),)) is None
    assert When("2018").year == 2018
