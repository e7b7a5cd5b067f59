"""Files become text, or a problem at the byte where they stop being text."""

from __future__ import annotations

import os
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import characters, sources
from builder.problems import Problem

CHINESE = "张家港市以党建引领基层治理，打造“先锋365”品牌。\n"


def decoded(data: bytes) -> tuple[str | None, list[str]]:
    problems: list[Problem] = []
    source = sources.decode(data, "a.md", problems.append)
    return (source.text if source else None), [f"{p.place} {p.message.code}" for p in problems]


def listed(root: Path, folder: str = "content", suffixes: tuple[str, ...] = (".md",)) -> tuple[list[str], list[str]]:
    problems: list[Problem] = []
    found = sources.files_below(root, folder, suffixes, problems.append)
    return found, [f"{p.place} {p.message.code}" for p in problems]


def put(root: Path, *files: str) -> None:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(b"x")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfa\r\nb\rc\n", "a\nb\nc\n"),
        (CHINESE.encode(), CHINESE),
        (
            "　　全角空格，😀，👩‍💻，🏳️‍🌈，葛\U000e0100\t制表\n".encode(),
            "　　全角空格，😀，👩‍💻，🏳️‍🌈，葛\U000e0100\t制表\n",
        ),
    ],
)
def test_good_text_passes_in_silence(data: bytes, text: str) -> None:
    assert decoded(data) == (text, [])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (CHINESE.encode("gbk"), "a.md:1:1 file-gbk"),
        (("# title\r\nab" + CHINESE).encode("gb18030"), "a.md:2:3 file-gbk"),
        (CHINESE.encode() + "张家".encode() + b"\xe6\xb8" + b"\n", "a.md:2:3 file-not-utf8"),
        ("甲\n乙".encode() + b"\xff" + CHINESE.encode(), "a.md:2:2 file-not-utf8"),
        ("caf\u00e9 cr\u00e8me".encode("latin-1"), "a.md:1:4 file-not-utf8"),
        (b"ab\xed\xa0\x80", "a.md:1:3 file-not-utf8"),
        (CHINESE.encode("utf-16"), "a.md:1:1 file-utf16"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "a.md:1:1 file-utf16"),
        (b"ab\ncd\0", "a.md:2:3 file-binary"),
        (b"PK\x03\x04....", "a.md file-not-text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.md file-not-text"),
        (b"x" * 1_000_001, "a.md file-too-big"),
        (b"a\n" + "甲".encode() * 100_001, "a.md:2:100001 file-line-too-long"),
    ],
)
def test_what_is_no_text_is_refused_at_its_place(data: bytes, problem: str) -> None:
    assert decoded(data) == (None, [problem])


def test_the_gbk_message_tells_how_to_mend() -> None:
    problems: list[Problem] = []
    sources.decode(CHINESE.encode("gbk"), "content/cases/x.md", problems.append)
    [problem] = problems
    assert problem.line("zh") == (
        "content/cases/x.md:1:1 这个文件是 GBK 编码，不是 UTF-8。请在编辑器里选择“另存为 UTF-8”。"
    )
    assert (
        problem.line("en") == "content/cases/x.md:1:1 This file is in GBK, not UTF-8. Save it as UTF-8 in your editor."
    )


@pytest.mark.parametrize(
    ("char", "code", "severity"),
    [
        ("\x08", "char-control", "error"),
        ("\x7f", "char-control", "error"),
        ("\ufdd0", "char-control", "error"),
        ("\uffff", "char-control", "error"),
        ("\U0001fffe", "char-control", "error"),
        ("\x85", "char-line-break", "error"),
        ("\u2028", "char-line-break", "error"),
        ("\u202e", "char-direction", "error"),
        ("\u2066", "char-direction", "error"),
        ("\ufffd", "char-garbled", "error"),
        ("\u200b", "char-zero-width", "warning"),
        ("\ufeff", "char-zero-width", "warning"),
        ("\u200d", "char-zero-width", "warning"),
        ("\uf06c", "char-private", "warning"),
    ],
)
def test_an_unseen_character_is_named_where_it_stands(char: str, code: str, severity: str) -> None:
    problems: list[Problem] = []
    source = sources.decode(f"甲\n乙丙{char}丁\n".encode(), "a.md", problems.append)
    [problem] = problems
    assert (str(problem.place), problem.message.code, problem.severity) == ("a.md:2:3", code, severity)
    assert f"U+{ord(char):04X}" in problem.text("zh")
    assert source is not None
    assert source.text == f"甲\n乙丙{char if severity == 'warning' else characters.GAP}丁\n"


def test_a_damaged_file_does_not_flood_the_list() -> None:
    _, problems = decoded(b"\x01" * 500)
    assert len(problems) == 21
    assert problems[-1] == "a.md:1:21 char-more"


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_problem(data: bytes) -> None:
    text, problems = decoded(data)
    assert text is not None or problems
    assert text is None or not {"\r", "\0", "\u2028"} & set(text)


@given(st.text(max_size=100))
def test_text_keeps_its_length_whatever_is_replaced(text: str) -> None:
    data = text.replace("\r", "").replace("\0", "").lstrip("\ufeff").encode()
    found, _ = decoded(data)
    assert found is None or len(found) == len(data.decode())


def test_files_are_listed_sorted_without_what_editors_and_systems_leave(tmp_path: Path) -> None:
    put(tmp_path, "content/b.md", "content/a/z.md", "content/a/Y.MD", "content/甲.md", "content/a.yaml")
    put(tmp_path, "content/.git/x.md", "content/.#b.md", "content/#b.md#", "content/b.md~", "content/.b.md.swp")
    put(tmp_path, "content/x.tmp", "content/Thumbs.db", "content/.DS_Store", "content/~$c.md", "content/__MACOSX/c.md")
    assert listed(tmp_path) == (["content/a/Y.MD", "content/a/z.md", "content/b.md", "content/甲.md"], [])
    assert listed(tmp_path, "content", ()) == (
        ["content/a.yaml", "content/a/Y.MD", "content/a/z.md", "content/b.md", "content/甲.md"],
        [],
    )
    assert listed(tmp_path, "nowhere") == ([], [])
    assert listed(tmp_path, "content/b.md")[1] == ["content/b.md file-unreadable"]


def test_a_wrong_extension_is_told(tmp_path: Path) -> None:
    put(tmp_path, "content/a.md.txt", "content/b。md", "content/c.txt")
    assert listed(tmp_path) == ([], ["content/a.md.txt file-name-suffix", "content/b。md file-name-suffix"])


def test_names_that_other_systems_cannot_hold_are_problems(tmp_path: Path) -> None:
    """As many of them as this system's disk can hold; where it tells case apart, that is all."""
    told = {
        "content/a.md": "content/a.md file-name-clash",
        "content/b?.md": "content/b?.md file-name-unsafe",
        "content/c\nd.md": "content/c?d.md file-name-unsafe",
        "content/con.md": "content/con.md file-name-unsafe",
    }
    put(tmp_path, "content/A.md")
    for name in told:
        with suppress(OSError):
            put(tmp_path, name)
    on_disk = {f"content/{name}" for name in os.listdir(tmp_path / "content")}
    assert on_disk >= told.keys() or sys.platform in ("win32", "darwin")
    assert listed(tmp_path) == (["content/A.md"], [said for name, said in told.items() if name in on_disk])


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


def test_a_file_that_is_gone_or_no_file_is_a_problem(tmp_path: Path) -> None:
    put(tmp_path, "content/a.md")
    problems: list[Problem] = []
    assert sources.read_bytes(tmp_path, "content/a.md", problems.append) == b"x"
    assert problems == []
    for file in ("content/b.md", "content/乙.md", "content", "content/a.md/c.md", "content/\0.md"):
        assert sources.read_bytes(tmp_path, file, problems.append) is None
    codes = [p.message.code for p in problems]
    assert codes[:3] == ["file-vanished", "file-vanished", "file-unreadable"]
    assert len(codes) == 5
