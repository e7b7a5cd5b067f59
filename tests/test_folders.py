"""The site's folder as a list of files, the same on every system."""

from __future__ import annotations

import errno
import os
import socket
import sys
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from builder import folders, sources
from builder.faults import DiskFault
from builder.problems import Problem
from tests.faulty_system import faulty


def listed(root: Path, folder: str = "content", suffixes: tuple[str, ...] = (".md",)) -> tuple[list[str], list[str]]:
    problems: list[Problem] = []
    found = folders.files_below(root, folder, suffixes, problems.append)
    return found, [f"{p.place} {p.message.code}" for p in problems]


def put(root: Path, *files: str) -> None:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(b"x")


def test_files_are_listed_sorted_without_what_editors_and_systems_leave(tmp_path: Path) -> None:
    put(tmp_path, "content/b.md", "content/a/z.md", "content/a/Y.MD", "content/甲.md", "content/a.yaml")
    put(tmp_path, "content/.git/x.md", "content/.#b.md", "content/#b.md#", "content/b.md~", "content/.b.md.swp")
    put(tmp_path, "content/x.tmp", "content/Thumbs.db", "content/.DS_Store", "content/~$c.md", "content/__MACOSX/c.md")
    put(tmp_path, "content/thumbs.db", "content/desktop.ini", "content/__macosx/c.md", "content/c.md.bak")
    assert listed(tmp_path) == (["content/a/Y.MD", "content/a/z.md", "content/b.md", "content/甲.md"], [])
    assert listed(tmp_path, "content", ()) == (
        ["content/a.yaml", "content/a/Y.MD", "content/a/z.md", "content/b.md", "content/甲.md"],
        [],
    )
    assert listed(tmp_path, "nowhere") == ([], [])
    assert listed(tmp_path, "content/b.md")[1] == ["content/b.md file-no-folder"]


def test_a_wrong_extension_is_told(tmp_path: Path) -> None:
    put(tmp_path, "content/a.md.txt", "content/b。md", "content/c.txt")
    assert listed(tmp_path) == ([], ["content/a.md.txt file-name-suffix", "content/b。md file-name-suffix"])


def test_names_that_other_systems_cannot_hold_are_problems(tmp_path: Path) -> None:
    """As many of them as this system's disk can hold; where it tells case apart, that is all."""
    told = {
        "content/a.md": "content/a.md file-name-clash",
        "content/b?.md": "content/b?.md file-name-unsafe",
        "content/c\nd.md": "content/c?d.md file-name-unsafe",
        "content/NUL.tar.md": "content/NUL.tar.md file-name-reserved",
        "content/aux .md": "content/aux .md file-name-reserved",
        "content/com¹.md": "content/com¹.md file-name-reserved",
        "content/con.md": "content/con.md file-name-reserved",
        "content/g\u202e.md": "content/g?.md file-name-unseen",
        "content/h\u200b.md": "content/h?.md file-name-unseen",
        "content/e.md.": "content/e.md. file-name-unsafe",
        "content/f.md ": "content/f.md  file-name-unsafe",
    }
    put(tmp_path, "content/A.md")
    for name in told:
        with suppress(OSError):
            put(tmp_path, name)
    on_disk = {f"content/{name}" for name in os.listdir(tmp_path / "content")}
    assert on_disk >= told.keys() or sys.platform in ("win32", "darwin")
    found, problems = listed(tmp_path)
    expected = sorted(said for name, said in told.items() if name in on_disk)
    assert (found, sorted(problems)) == (["content/A.md"], expected)


def test_unicode_forms_of_one_name_clash_and_a_lone_one_is_read(tmp_path: Path) -> None:
    composed, apart = "caf\u00e9.md", unicodedata.normalize("NFD", "caf\u00e9.md")
    put(tmp_path, f"content/{apart}")
    assert listed(tmp_path) == ([f"content/{composed}"], [])
    assert sources.read_bytes(tmp_path, f"content/{composed}", lambda _: pytest.fail()) == b"x"
    put(tmp_path, f"content/{composed}")
    both = len(os.listdir(tmp_path / "content")) == 2  # the disks of macOS join the two
    assert both or sys.platform == "darwin"
    assert listed(tmp_path) == ([f"content/{composed}"], [f"content/{composed} file-name-clash"] * both)


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Windows and macOS keep names as text, and refuse such a one or write it another way."""
    put(tmp_path, "content/a.md")
    with suppress(OSError, UnicodeError):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/content/\xff.md")).write_bytes(b"x")
    told = "content/?.md file-name-encoding" in listed(tmp_path)[1]
    assert told or sys.platform in ("win32", "darwin")


def test_links_stay_inside_and_do_not_turn_in_circles(tmp_path: Path) -> None:
    root = tmp_path / "site"
    put(root, "content/a/x.md", "content/b/y.md", "other/z.md")
    put(tmp_path, "outside/secret.md")
    for link, target in (
        ("content/a/up", root / "content"),
        ("content/b/a", root / "content/a"),
        ("content/aside", root / "other"),
        ("content/out", tmp_path / "outside"),
        ("content/secret.md", tmp_path / "outside/secret.md"),
        ("content/broken.md", root / "nothing"),
        ("content/self.md", root / "content/self.md"),
    ):
        (root / link).symlink_to(target, target_is_directory=target.is_dir())
    found, problems = listed(root)
    assert found == ["content/a/x.md", "content/aside/z.md", "content/b/y.md"]
    assert sorted(problems) == [
        "content/a/up file-link-again",
        "content/b/a file-link-again",
        "content/broken.md file-link-broken",
        "content/out file-link-outside",
        "content/secret.md file-link-outside",
        "content/self.md file-link-broken",
    ]


if sys.platform != "win32":

    def test_what_is_no_file_is_listed_and_then_refused(tmp_path: Path) -> None:
        put(tmp_path, "content/a.md")
        os.mkfifo(tmp_path / "content/pipe.md")
        with socket.socket(socket.AF_UNIX) as opened:
            place = tmp_path / "content" / "s.md"
            opened.bind(os.path.relpath(place))  # the whole path may be longer than a socket's may
            found, problems = listed(tmp_path)
            assert (found, problems) == (["content/a.md", "content/pipe.md", "content/s.md"], [])
            said: list[Problem] = []
            assert [sources.read_bytes(tmp_path, file, said.append) for file in found] == [b"x", None, None]
            assert [p.message.code for p in said] == ["file-special"] * 2


def test_nothing_is_passed_over_because_the_system_will_not_show_it(tmp_path: Path) -> None:
    """A folder that cannot be looked at is not an empty one: its pages would be taken down."""
    put(tmp_path, "content/a.md", "content/b/c.md", "content/b/d/e.md", "elsewhere/f.md")
    (tmp_path / "content/link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with faulty(tmp_path) as whole:
        expected = listed(tmp_path)
    assert len(expected[0]) == 4
    told = Counter[str]()
    for at in range(1, len(whole.done) + 1):
        for code in (errno.EACCES, errno.EIO, errno.EMFILE, errno.EROFS):
            with faulty(tmp_path, at, code):
                try:
                    found, problems = listed(tmp_path)
                except (DiskFault, OSError):
                    told["fault"] += 1
                    continue
            assert found == expected[0] or problems, f"{code} at {whole.done[at - 1]}"
            told["problem" if problems else "whole"] += 1
    assert told["fault"] and told["problem"]
