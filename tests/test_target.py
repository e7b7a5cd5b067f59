from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder import manifest
from builder.files import DISK
from builder.problems import Problem
from builder.target import can_hold, lock_of, may_be_touched, real, spare_of
from tests.sitefolder import OLD, put


def refusal(folder: Path, *protected: Path) -> str:
    problems: list[Problem] = []
    assert not may_be_touched(DISK, real(folder), protected, problems.append)
    (problem,) = problems
    assert real(folder).name in problem.text("zh")
    assert real(folder).name in problem.text("en")
    return problem.message.code


def link_to(path: Path) -> Path:
    link = path.with_name("link")
    link.symlink_to(path)
    return link


def is_taken(folder: Path) -> bool:
    problems: list[Problem] = []
    return may_be_touched(DISK, real(folder), [], problems.append) and not problems


def test_a_folder_has_one_lock_and_one_spare_whatever_names_lead_to_it(tmp_path: Path) -> None:
    folder, store = tmp_path / "work" / "public", tmp_path / "store"
    folder.mkdir(parents=True)
    (tmp_path / "alias").symlink_to(tmp_path / "work", target_is_directory=True)
    for name in (tmp_path / "alias" / "public", folder / ".." / "public", folder / "in" / ".."):
        (folder / "in").mkdir(exist_ok=True)
        assert (lock_of(name), spare_of(store, name)) == (lock_of(folder), spare_of(store, folder))
    other = tmp_path / "other" / "public"  # of the same name, and published to from the same store
    assert lock_of(other) != lock_of(folder) and spare_of(store, other) != spare_of(store, folder)


def test_a_folder_that_we_did_not_make_is_refused(tmp_path: Path) -> None:
    (tmp_path / "论文.docx").write_bytes(b"years of work")
    assert refusal(tmp_path) == "output-not-ours"
    (tmp_path / manifest.FILE).write_bytes(b'{"made_by": "somebody"}')
    assert refusal(tmp_path) == "output-not-ours"


def test_an_empty_folder_and_one_that_was_only_looked_at_are_taken(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / ".DS_Store").write_bytes(b"")
    assert is_taken(tmp_path / "public")
    assert is_taken(tmp_path / "absent")


def test_a_file_a_link_and_a_repository_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert refusal(tmp_path / "file") == "output-not-a-folder"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert refusal(tmp_path / "link") == "output-is-a-link"
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    assert refusal(tmp_path / "broken") == "output-is-a-link"
    put(OLD, tmp_path / "public")
    (tmp_path / "public" / ".git").mkdir()
    assert refusal(tmp_path / "public") == "output-holds-history"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_and_a_device_are_told_as_such(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == refusal(Path(os.devnull)) == "output-special"
    assert refusal(link_to(tmp_path / "pipe")) == "output-is-a-link"


def test_the_site_its_parents_the_home_folder_and_a_drive_are_refused_by_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "work" / "site"
    (site / "content").mkdir(parents=True)
    (tmp_path / "alias").symlink_to(tmp_path / "work", target_is_directory=True)
    for folder in (site, site.parent, tmp_path / "alias" / "site", site / "content" / ".."):
        assert refusal(folder, site, site / "content") == "output-too-wide"
    monkeypatch.chdir(site)
    assert refusal(Path(), Path()) == "output-too-wide"
    assert refusal(Path(".."), Path()) == "output-too-wide"
    monkeypatch.setattr(Path, "home", lambda: site / "content")
    assert refusal(site / "content") == "output-too-wide"
    assert refusal(Path(site.anchor)) == "output-too-wide"


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        (["../a.html"], "output-path-unsafe"),
        (["/a.html"], "output-path-unsafe"),
        (["a//b.html"], "output-path-unsafe"),
        (["con.html"], "output-path-unsafe"),
        ([".xianfeng.json"], "output-path-unsafe"),
        ([".Xianfeng-journal.json"], "output-path-unsafe"),
        (["A.html", "a.html"], "output-path-clash"),
        (["a", "a/b.html"], "output-path-clash"),
        (["A", "a/b.html"], "output-path-clash"),
        (["Foo/a.html", "foo/b.html"], "output-path-clash"),
    ],
)
def test_outputs_that_cannot_stand_together_everywhere_are_refused(tmp_path: Path, paths: list[str], code: str) -> None:
    problems: list[Problem] = []
    assert not can_hold(tmp_path, [*paths, "fine.html"], problems.append)
    assert [p.message.code for p in problems] == [code]
    assert problems[0].place.file.startswith(tmp_path.as_posix())
