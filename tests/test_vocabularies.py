"""One slip in a vocabulary, in a file's name or in a record is told once, and not at all that has to do with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.problems import in_order
from tests.smallsite import BRANDS, CASE, SmallSite, case, codes, said

SITE = "site.yaml"
TEAM = "theme: {team: {zh: 队伍建设, en: Team}, talent: 人才工作}"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = SmallSite(tmp_path)
    site.edit(SITE, TEAM, "theme:\n    team: {zh: 队伍建设, en: Team}\n    talent: 人才工作")
    site.write("content/cases/more.md", case("又一个", "2021", "themes: 人才工作、队伍建设"))
    assert said(site.produce().problems) == []
    return site


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{zh: 队伍建设, en", "{zh: 队伍建设，en", 9),
        ("    team: {zh", "    队伍: {zh", 9),
        ("team: {zh: 队伍建设, en: Team}", "team: {en: Team}", 9),
        ("    team: {zh: 队伍建设, en: Team}\n    talent: 人才工作", "    - 队伍建设\n    - 人才工作", 9),
        ("  theme:", "  themes:", 8),
        ("  theme:", "  主题词:", 8),
        ("theme:\n    team: {zh: 队伍建设, en: Team}\n    talent: 人才工作", "theme: {team: [队伍建设]}", 8),
    ],
)
def test_a_slip_in_a_vocabulary_is_all_that_is_told(site: SmallSite, old: str, new: str, line: int) -> None:
    site.edit(SITE, old, new)
    run = site.produce()
    assert run.failed
    assert [(p.place.file, p.place.line) for p in run.problems] == [(SITE, line)], said(run.problems)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("vocabularies:", "词汇表:", ("site.yaml:4:1", "没有“词汇表”这个字段。是不是：词表？")),
        ("vocabularies:", "vocabulary:", ("site.yaml:4:1", "没有“vocabulary”这个字段。是不是：vocabularies？")),
        ("  theme:\n", "theme:\n", ("site.yaml:8:1", "没有“theme”这个字段。它写在“词表:”下面，缩进两格。")),
        ("  theme:\n", "主题:\n", ("site.yaml:8:1", "没有“主题”这个字段。它写在“词表:”下面，缩进两格。")),
        ("name: 小站\n", "name: 小站\n词表:\n  theme: {extra: 其他}\n",
         ("site.yaml:6:1", "词表(vocabularies):写了两次（“词表”和“vocabularies”是同一个字段），请删去一个。")),
    ],
)  # fmt: skip
def test_a_slip_in_the_key_of_all_vocabularies_is_all_that_is_told(
    site: SmallSite, old: str, new: str, told: tuple[str, str]
) -> None:
    site.edit(SITE, old, new)
    assert [(str(p.place), p.text("zh")) for p in site.produce().problems] == [told]


def test_the_english_message_names_keys_and_ids(site: SmallSite) -> None:
    site.edit(SITE, "per_page: 2", "language: fr\nzzzz: x\nfooter: {logo: x}")
    site.edit(SITE, "  theme:", "  topics: {a: 甲}\n  theme:")
    site.edit(CASE, "主题: 队伍建设", "主题: 其他")
    case, language, title, logo, topics = (p.text("en") for p in in_order(site.produce().problems))
    assert "Allowed: team, talent." in case and "Allowed: zh-CN, en." in language
    assert "Allowed: name, short_name," in title and title.endswith(", vocabularies.")
    assert "Allowed: host, contact, icp," in logo
    assert topics.endswith("The vocabularies are: programme, theme, organisation, station.")


def test_another_vocabulary_and_another_setting_are_judged_as_ever(site: SmallSite) -> None:
    site.edit(CASE, "主题: 队伍建设", "主题: 队伍")
    site.edit("content/data/stations.yaml", "kind: post", "kind: posts")
    site.edit(SITE, "    team: {zh", "    队伍: {zh")
    assert sorted(codes(site.produce().problems)) == ["choice-unknown", "slug-invalid"]  # the station, not the theme
    site.edit(SITE, "    队伍: {zh", "    team: {zh")
    site.edit(SITE, "per_page: 2", "language: fr")
    assert sorted(codes(site.produce().problems)) == ["choice-unknown"] * 3


def test_a_vocabulary_is_not_taken_for_one_that_is_there(site: SmallSite) -> None:
    site.edit(SITE, "  theme:", "  themes: {a: 甲}\n  theme:")
    assert [(p.message.code, p.severity) for p in site.produce().problems] == [("vocabulary-unknown", "warning")]


@pytest.mark.parametrize("name", ["brand", "brands (1)", "品牌表"])
def test_what_stands_in_a_misnamed_file_is_not_missed_besides(site: SmallSite, name: str) -> None:
    (site.root / BRANDS).rename(site.root / f"content/data/{name}.yaml")
    assert codes(site.produce().problems) == ["data-unknown"]


def test_a_record_without_a_name_is_not_missed_besides(site: SmallSite) -> None:
    site.edit(BRANDS, "  名称: 先锋365\n", "")
    assert codes(site.produce().problems) == ["field-missing"]
    site.edit(BRANDS, "  级别: 母品牌\n", "  级别: 母品牌\n  状态: 草稿\n")
    found = site.produce()
    assert found.failed and set(codes(found.problems)) == {"field-missing-yet", "reference-unknown"}


def test_a_record_that_could_not_be_read_is_not_taken_for_another_of_its_id(site: SmallSite) -> None:
    site.write("content/data/programmes.yaml", "- {id: later, name: 结对, kind: 方法}\n")  # as the case “later” is called
    site.edit(CASE, "主题: 队伍建设", "主题: 队伍建设\n机制: later")
    assert codes(site.produce().problems) == ["choice-unknown"]
    site.write("content/data/programmes.yaml", "- {id: sooner, name: 结对, kind: 工作法}\n")
    assert codes(site.produce().problems) == ["reference-type"]
