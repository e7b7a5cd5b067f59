"""Photos from run to run: which are opened, what is made of them anew, and what is held of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import build as pipeline
from builder import images, sources
from builder.facts import Facts
from builder.pictures import Picture
from builder.problems import Problem, Report
from tests.photos import photo, saved, turned
from tests.smallsite import SmallSite

READ, DERIVE = sources.read_known, images.derive
FILE = "content/cases/photos.md"
TEXT = """\
---
title: 有照片的案例
date: 2024-05-01
sources: [daily]
---
## 背景

![合影](合影.jpg)

![现场](site.png)
"""


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """A site of two photos that has been built twice: by then it is certain that their files are old."""
    site = SmallSite(tmp_path, {FILE: TEXT})
    (tmp_path / "content/cases/合影.jpg").write_bytes(turned(6))
    (tmp_path / "content/cases/site.png").write_bytes(saved(photo(1700, 900), "PNG"))
    site.built()
    site.edit(FILE, "## 背景", "## 做法")
    site.built()
    return site


def media(site: SmallSite) -> dict[str, bytes]:
    return {path: data for path, data in site.public().items() if path.startswith("media/")}


def without_photos(root: Path, file: str, report: Report) -> tuple[bytes | None, Facts | None]:
    assert not (file.startswith("content/") and file.endswith((".jpg", ".png"))), f"{file} is read"
    return READ(root, file, report)


def nobody(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """From now on whoever calls one of these functions fails."""
    for name in names:
        monkeypatch.setattr(f"builder.{name}", None)


def test_an_edited_text_opens_no_photo_and_holds_nothing_of_any(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = media(site)
    assert len(before) == 3 + 5 - 1, "one photo is 640 pixels wide, one 1700"
    nobody(monkeypatch, "pictures.look", "images.derive", "images.files")
    monkeypatch.setattr("builder.sources.read_known", without_photos)
    site.edit(FILE, "## 做法", "## 成效")
    run = site.built()
    assert "<h2" in site.page("cases/photos.html") and media(site) == before
    assert not [path for path in run.outputs.at_hand() if path.startswith("media/")]


def test_a_photo_of_which_only_the_times_are_new_is_not_made_anew(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = media(site)
    nobody(monkeypatch, "pictures.look", "images.derive")
    (site.root / "content/cases/合影.jpg").touch()
    site.edit(FILE, "## 做法", "## 成效")
    site.built()
    assert media(site) == before


def test_one_other_photo_is_one_photo_made(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def derive(shown: Picture, data: bytes) -> bytes | Problem:
        made.append(shown.file)
        return DERIVE(shown, data)

    monkeypatch.setattr("builder.images.derive", derive)
    before = media(site)
    (site.root / "content/cases/合影.jpg").write_bytes(turned(8))
    site.built()
    after = media(site)
    assert made == ["content/cases/合影.jpg"]
    assert {path for path in before if "site-" in path} == before.keys() & after.keys() and len(after) == len(before)


def test_an_update_of_the_program_makes_no_photo_anew_unless_it_makes_others(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = media(site)
    monkeypatch.setattr(pipeline, "code_digest", lambda: "another version")
    with monkeypatch.context() as patch:
        nobody(patch, "images.derive")
        site.built()
    assert media(site) == before
    monkeypatch.setattr("builder.images.made_with", lambda: "another Pillow")
    with monkeypatch.context() as patch:
        nobody(patch, "images.derive")
        patch.setattr(pipeline, "code_digest", lambda: "a third version")
        with pytest.raises(TypeError):
            site.built()


@pytest.mark.parametrize("lost", ["picture", "memory", "picture memory"])
def test_what_the_store_has_lost_is_made_once_more(site: SmallSite, lost: str) -> None:
    before = media(site)
    for kind in lost.split():
        shutil.rmtree(site.root / ".xianfeng/store" / kind)
    shutil.rmtree(site.root / "public/media")
    site.built()
    assert media(site) == before


def test_more_photos_than_may_be_held_wait_in_the_store(
    tmp_path: Path, site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = media(site)
    monkeypatch.setattr("builder.steps.HELD", 0)
    shutil.rmtree(tmp_path / ".xianfeng")
    shutil.rmtree(tmp_path / "public")
    run = site.built()
    assert media(site) == before and not run.outputs.at_hand().keys() & before.keys()


def test_a_photo_that_is_no_longer_shown_goes_and_comes_back(site: SmallSite) -> None:
    before = media(site)
    site.edit(FILE, "![现场](site.png)", "无照片。")
    site.built()
    assert {path for path in before if "site-" not in path} == media(site).keys()
    site.edit(FILE, "无照片。", "![现场](site.png)")
    site.built()
    assert media(site) == before
