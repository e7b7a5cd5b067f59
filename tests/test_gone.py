"""Pages that a build takes down, or is about to, with nothing in their place: they are told, and that is all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder.cli import main
from builder.commands.gone import MOST
from tests.smallsite import BRANDS, CASE, SmallSite, case

DAY = "--date=2025-06-01"
PLAIN = "content/cases/plain.md"
GONE, GOING = "这些页面原来在网站上，现在没有了", "这些页面还在已生成的网站上"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SmallSite(tmp_path_factory.mktemp("gone") / "site")
    assert main(["build", "--root", str(site.root), DAY, "--no-search"]) == 0
    return site.root


@pytest.fixture
def site(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    shutil.copytree(built, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return SmallSite.at(tmp_path / "site")


def said_by(command: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert main([command, DAY, "--no-search", "--strict", *more]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_page_that_vanishes_is_told_before_and_when_it_does(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert GOING not in said_by("check", capsys)
    (site.root / PLAIN).rename(site.root / f"{PLAIN}.bak")
    assert GOING in (said := said_by("check", capsys)) and "\n  cases/plain.html\n" in said
    said = said_by("build", capsys)
    assert f"{GONE}，打开旧网址的人会看到“找不到这个页面”：\n  cases/plain.html\n编号改了的" in said
    assert "“原地址: cases/plain.html”" in said and 'xianfeng withdraw case:plain --why "原因"' in said
    assert GONE not in said_by("build", capsys) + said_by("build", capsys, "--rehash") + said_by("check", capsys)


def test_another_id_is_told_until_the_old_address_leads_on(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.edit(BRANDS, "id: lonely, ", "id: alone, ")
    said = said_by("build", capsys, "--lang=en")
    assert "  brands/lonely.html\nIf an id was changed" in said and "“moved_from: brands/lonely.html”" in said
    site.edit(BRANDS, "id: alone, ", "id: alone, moved_from: brands/lonely.html, ")
    said_by("build", capsys)
    assert "alone.html" in site.page("brands/lonely.html")
    site.edit(BRANDS, "id: alone, ", "id: lonesome, ")
    assert "\n  brands/alone.html\n" in said_by("build", capsys)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 另一个案例\n", "title: 另一个案例\nstatus: draft\n"),
        ("date: 2022\n", "status: draft\n"),  # one that cannot be read is a draft all the same
        ("date: 2022\n", "date: 2026\n"),
        ("date: 2022\n", "date: 2022\nstatus: withdrawn\nwithdrawal: {date: 2025-05-01, why: 通知}\n"),
    ],
)
def test_what_is_held_back_or_withdrawn_is_not_gone(
    site: SmallSite, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.edit(PLAIN, old, new)
    assert main(["build", DAY, "--no-search"]) == 0
    assert GONE not in capsys.readouterr().err
    assert "另一个案例" not in "".join(page.decode() for page in site.public().values() if b"<html" in page)


def test_a_clock_that_goes_back_is_told_by_the_cases_whose_day_has_not_come_again(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.edit(PLAIN, "date: 2022\n", "date: 2022\nmoved_from: cases/once.html\n")
    assert "cases/plain.html\n" not in said_by("build", capsys)
    assert main(["build", "--date=2021-12-01", "--no-search"]) == 0
    said = capsys.readouterr().err
    assert not {"cases/plain.html", "cases/once.html"} & site.public().keys()
    assert "按今天的日期（2021-12-01）却还没到发布的日子，所以不再显示：\n" in said and "\n  cases/plain.html\n" in said
    assert "once" not in said and "now" not in said


def test_lists_that_go_are_not_told_and_of_many_pages_only_a_few(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(MOST + 2):
        site.write(f"content/cases/more-{number:02}.md", case(f"又一个{number}", "2023"))
    assert main(["build", DAY]) == 0  # with a search page
    assert {"search.html", "cases/page-3.html"} <= site.public().keys()
    for number in range(MOST + 2):
        site.remove(f"content/cases/more-{number:02}.md")
    site.write("content/data/events.yaml", "[]\n")  # and with it the timeline
    said = said_by("build", capsys)
    assert said.count(".html\n") == MOST and "\n  另有 3 页\n" in said
    assert "page-" not in said and "search.html" not in said and "timeline.html" not in said


def test_another_folder_and_a_first_build_know_of_none(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    site.remove(PLAIN)
    assert GOING not in said_by("check", capsys, "--output", "elsewhere")
    assert GONE not in said_by("build", capsys, "--output", "elsewhere")
    Path("public/.xianfeng.json").write_text("{", encoding="utf-8")
    assert GOING not in said_by("check", capsys)


def test_what_went_changes_nothing_of_the_site(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    site.remove(CASE)
    site.edit("content/cases/suzhou/later.md", "brands: [xianfeng-365]\n", "")
    assert GONE in said_by("build", capsys)
    said_by("build", capsys, "--output", "clean", "--store", "other-store")
    assert site.public() == site.public("clean")
