"""Pictures in a text: what a page shows of a photo beside its case, and what is said of one it cannot show."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.photos import photo, saved, turned
from tests.smallsite import SmallSite, codes

TEXT = "---\ntitle: 有照片的案例\ndate: 2024-05-01\nsources: [daily]\n---\n## 背景\n\n{line}\n"
FILE = "content/cases/photo.md"


def with_photo(folder: Path, line: str, name: str = "合影.jpg", data: bytes | None = None) -> SmallSite:
    site = SmallSite(folder, {FILE: TEXT.format(line=line)})
    (folder / "content" / "cases" / name).write_bytes(turned(6) if data is None else data)
    return site


def test_a_page_offers_a_photo_in_the_formats_and_widths_that_are_published(tmp_path: Path) -> None:
    site = with_photo(tmp_path, '![党员在站内学习](合影.jpg "摄于[[先锋365]]驿站")')
    site.built()
    html, public = site.page("cases/photo.html"), site.public()
    figure = re.search(r"<figure>(.*?)</figure>", html, re.DOTALL)
    assert figure is not None
    assert 'type="image/webp"' in figure[1] and 'alt="党员在站内学习"' in figure[1]
    assert 'width="640" height="400" loading="lazy"' in figure[1], "the size of the upright photo"
    assert re.search(r"<figcaption>摄于<a[^>]*>先锋365</a>驿站</figcaption>", figure[1])
    named = re.findall(r"\.\./(media/[^\s\"]+)", figure[1])
    assert len(named) == 3 and set(named) == {path for path in public if path.startswith("media/")}
    feed = site.page("feed.xml")
    assert all(f"https://example.cn/party/{path}" in feed for path in named), "in the feed every address is whole"


def test_pictures_come_from_the_store_until_their_bytes_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = with_photo(tmp_path, "![合影](合影.jpg)")
    site.built()
    before = site.public()
    monkeypatch.setattr("builder.images.derive", None)  # whoever makes a picture now fails
    site.edit(FILE, "## 背景", "## 做法")
    site.built()
    assert {p: d for p, d in site.public().items() if p.startswith("media/")} == {
        p: d for p, d in before.items() if p.startswith("media/")
    }
    monkeypatch.undo()
    (tmp_path / "content/cases/合影.jpg").write_bytes(turned(8)[:-2] + b"\0\0\xff\xd9")
    site.built()
    assert not {p for p in site.public() if p.startswith("media/")} & set(before), "the old files are gone"


@pytest.mark.parametrize(
    ("line", "name", "data", "said", "place"),
    [
        ("![合影](没有.jpg)", "a.jpg", None, ["image-missing"], f"{FILE}:8:1"),
        ("![合影](a.heic)", "a.heic", b"heic", ["image-format"], f"{FILE}:8:1"),
        ("![标志](a.svg)", "a.svg", b"<svg onload='alert(1)'/>", ["image-format"], f"{FILE}:8:1"),
        ("![](a.jpg)", "a.jpg", None, ["image-no-alt"], f"{FILE}:8:1"),
        ("![合影](a.jpg)", "a.jpg", b"not a photo", ["picture-unreadable"], "content/cases/a.jpg"),
        ("![合影](a.jpg)", "a.jpg", saved(photo(), "JPEG")[:900], ["picture-unreadable"], "content/cases/a.jpg"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_of_once_and_nothing_is_published(
    tmp_path: Path, line: str, name: str, data: bytes | None, said: list[str], place: str
) -> None:
    run = with_photo(tmp_path, line, name, data).build()
    assert codes(run.problems) == said
    assert str(run.problems[0].place) == place
    assert run.published is None


@pytest.mark.parametrize("typed", ["图1%20(2).JPG", "%E5%9B%BE1%20%282%29.JPG", "../cases/图1%20(2).JPG"])
def test_a_picture_is_found_by_the_percent_form_of_its_name(tmp_path: Path, typed: str) -> None:
    run = with_photo(tmp_path, f"![合影]({typed})", "图1 (2).JPG").build()
    assert run.problems == [] and run.published is not None
    assert any(path.startswith("media/") for path in run.published.written)


ELSEWHERE = "有同名的：content/cases/a.jpg。如果是它，请写成 {path}，"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("旧/a.jpg", ELSEWHERE.format(path="a.jpg")),
        ("../a.jpg", ELSEWHERE.format(path="a.jpg")),
        ("旧\\a.jpg", "“\\”请改成“/”。"),
        ("b.jpg", "找不到图片“b.jpg”。图片放在这个文件旁边"),
    ],
)
def test_a_picture_that_lies_elsewhere_is_told_with_its_address(tmp_path: Path, typed: str, said: str) -> None:
    (problem,) = with_photo(tmp_path, f"![合影]({typed})", "a.jpg").build().problems
    assert (problem.message.code, str(problem.place)) == ("image-missing", f"{FILE}:8:1")
    assert said in problem.text("zh")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("A.JPG", "a.jpg"), ("照片.jpg", "照片.JPG"), ("cafe\u0301.jpg", "caf\u00e9.jpg"),
        ("./caf\u00c9.jpg", "cafe\u0301.jpg"),
    ],
)  # fmt: skip
def test_a_picture_whose_name_only_looks_the_same_is_named(tmp_path: Path, typed: str, name: str) -> None:
    (problem,) = with_photo(tmp_path, f"![合影]({typed})", name).build().problems
    assert (problem.message.code, str(problem.place)) == ("image-alike", f"{FILE}:8:1")
    said = problem.text("zh")
    assert f"“{typed}”" in said and f"“{unicodedata.normalize('NFC', name)}”" in said
