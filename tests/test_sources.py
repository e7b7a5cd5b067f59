"""Files become text, or a problem at the byte where they stop being text."""

from __future__ import annotations

import errno
import os
import sys
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import characters, digests, sources
from builder.facts import facts_of
from builder.faults import DiskFault
from builder.problems import Problem

CHINESE = "张家港市以党建引领基层治理，打造“先锋365”品牌。\n"


def decoded(data: bytes) -> tuple[str | None, list[str]]:
    problems: list[Problem] = []
    source = sources.decode(data, "a.md", problems.append)
    return (source.text if source else None), [f"{p.place} {p.message.code}" for p in problems]


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


OURS, THEIRS = "甲文字。\n\u202e\n", "乙文字。\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"前面。\n<<<<<<< HEAD\n{OURS}=======\n{THEIRS}>>>>>>> branch\n", "a.md:2:1 file-conflict last=7"),
        (f"<<<<<<< .mine\r\n{OURS}||||||| .r1\n=======\n{THEIRS}>>>>>>> .r2", "a.md:1:1 file-conflict last=7"),
        (2 * f"<<<<<<< HEAD\n{OURS}=======\n>>>>>>> b\n", "a.md:1:1 file-conflict last=5"),
        (f"<<<<<<< HEAD\n> 引文\n=======\n{THEIRS}>>>>>>>\n", "a.md:1:1 file-conflict last=5"),
        ("甲。\n<<<<<<< HEAD\n乙。\n", "a.md:2:1 file-conflict-remnant mark=<<<<<<<"),
        (">>>>>>> b\n甲。\n\n<<<<<<< HEAD\n=======\n>>>>>>> b\n", "a.md:1:1 file-conflict-remnant mark=>>>>>>>"),
        (f"{OURS}=======\n{THEIRS}>>>>>>> branch", "a.md:5:1 file-conflict-remnant mark=>>>>>>>"),
    ],
)
def test_two_versions_that_nobody_has_merged_are_told_once(text: str, problem: str) -> None:
    problems: list[Problem] = []
    assert sources.decode(text.encode(), "a.md", problems.append) is None
    [found] = problems
    assert " ".join([f"{found.place} {found.message.code}", *(f"{k}={v}" for k, v in found.values)]) == problem


@pytest.mark.parametrize(
    "text",
    [
        "标题\n=======\n\n前一段\n=======\n后一段\n",
        "> 甲\n>> 乙\n>>>>>> 丙\n>>>>>>> 丁\n",
        ">>>>>>> 甲\n>>>>>>> 乙\n",
        " <<<<<<< HEAD\n 甲\n =======\n 乙\n >>>>>>> b\n",
        "<<<<<<<< 甲\n>>>>>>>> 乙\n<<<<<<<甲\n>>>>>>>乙\n甲 <<<<<<< 乙 >>>>>>> 丙\n",
    ],
)
def test_headings_and_quotations_are_no_marks_of_git(text: str) -> None:
    assert decoded(text.encode()) == (text, [])


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
        ("\ufffc", "char-object", "warning"),
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


def test_radicals_are_told_once_with_the_characters_that_they_look_like() -> None:
    problems: list[Problem] = []
    text = "甲\n\u2f2f作站，\u2f40部的\u2ed3廊，\u2f3e外\u2f2f作\n"
    source = sources.decode(text.encode(), "a.md", problems.append)
    assert source is not None and source.text == text
    (problem,) = problems
    assert (str(problem.place), problem.message.code, problem.severity) == ("a.md:2:1", "char-radical", "warning")
    assert "（U+2F2F），不是汉字“工”" in problem.text("zh")
    assert problem.text("zh").endswith("：\u2f2f → 工、\u2f40 → 支、\u2ed3 → 长、\u2f3e → 户。")
    assert decoded("\u2e88人".encode())[1] == ["a.md:1:1 char-radical-alone"]


def test_the_characters_of_radicals_are_those_that_are_typed() -> None:
    radicals = [chr(code) for code in (*range(0x2E80, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6))]
    for char in radicals:
        problems: list[Problem] = []
        characters.checked(char, "a.md", problems.append)
        (problem,) = problems
        like = dict(problem.values).get("like")
        assert like is None if problem.message is characters.RADICAL_ALONE else "\u4e00" <= str(like) <= "\u9fff"


def test_the_remains_of_a_wrong_encoding_are_told() -> None:
    problems: list[Problem] = []
    characters.checked("甲锟斤拷锟斤拷", "a.md", problems.append)
    (problem,) = problems
    assert (str(problem.place), problem.message.code, problem.severity) == ("a.md:1:2", "char-garbled", "warning")


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


def test_a_file_that_is_gone_or_no_file_is_a_problem(tmp_path: Path) -> None:
    put(tmp_path, "content/a.md")
    problems: list[Problem] = []
    assert sources.read_bytes(tmp_path, "content/a.md", problems.append) == b"x"
    assert problems == []
    for file in ("content/b.md", "content/乙.md", "content", "content/a.md/c.md", "content/\0.md"):
        assert sources.read_bytes(tmp_path, file, problems.append) is None
    codes = [p.message.code for p in problems]
    assert codes == ["file-vanished", "file-vanished", "file-special", "file-vanished", "file-unreadable"]


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    put(tmp_path, "static/film.mp4", "content/a.md")
    for file in ("static/film.mp4", "content/a.md"):
        with (tmp_path / file).open("r+b") as opened:
            opened.truncate(1 << 40)  # a hole, which takes no room on the disk; in memory it would
    problems: list[Problem] = []
    assert sources.read_bytes(tmp_path, "static/film.mp4", problems.append) is None
    assert sources.read_bytes(tmp_path, "content/a.md", problems.append) is None
    assert [p.message.code for p in problems] == ["file-too-large", "file-too-big"]
    assert problems[0].text("zh").startswith("文件有 1099512 MB，超过 100 MB 的上限。")
    assert str(1 << 40) in problems[1].text("zh")


def test_a_file_is_digested_in_pieces_as_it_would_be_read_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 5000
    (tmp_path / "文件.pdf").write_bytes(data)
    problems: list[Problem] = []
    told = sources.digest_of(tmp_path, "文件.pdf", problems.append)
    assert told == (digests.of_bytes(data), len(data), facts_of(tmp_path / "文件.pdf"))
    assert problems == []
    with (tmp_path / "film.mp4").open("wb") as opened:
        opened.truncate(1 << 40)
    for file in ("film.mp4", "gone.pdf", "."):
        assert sources.digest_of(tmp_path, file, problems.append) is None
    assert [p.message.code for p in problems] == ["file-too-large", "file-vanished", "file-special"]


if sys.platform != "win32":

    def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.md")
        problems: list[Problem] = []
        assert sources.read_bytes(tmp_path, "a.md", problems.append) is None
        assert [p.message.code for p in problems] == ["file-special"]


class Written(FileIO):
    """A file that another program writes to again and again, each time just after we have read it."""

    times = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if Written.times:
            Written.times -= 1
            with Path(str(self.name)).open("ab") as other:
                other.write(b"x")
        return data


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.md")
    monkeypatch.setattr(sources, "FileIO", Written)
    problems: list[Problem] = []
    monkeypatch.setattr(Written, "times", 2)
    assert sources.read_bytes(tmp_path, "a.md", problems.append) == b"xxx"
    assert not problems
    monkeypatch.setattr(Written, "times", 100)
    assert sources.read_bytes(tmp_path, "a.md", problems.append) is None
    assert [p.message.code for p in problems] == ["file-changing"]


@pytest.mark.parametrize("code", [errno.EIO, errno.EMFILE, errno.ENOMEM, errno.ESTALE])
def test_a_fault_of_the_machine_is_not_laid_on_the_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(*_: object, **__: object) -> FileIO:
        raise OSError(code, "injected")

    put(tmp_path, "a.md")
    monkeypatch.setattr(sources, "FileIO", fail)
    with pytest.raises(DiskFault) as caught:
        sources.read_bytes(tmp_path, "a.md", lambda _: pytest.fail())
    assert caught.value.path == tmp_path / "a.md"


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM])
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def fail(*_: object, **__: object) -> FileIO:
        raise OSError(code, "injected")

    put(tmp_path, "a.md")
    monkeypatch.setattr(sources, "FileIO", fail)
    problems: list[Problem] = []
    assert sources.read_bytes(tmp_path, "a.md", problems.append) is None
    assert [p.message.code for p in problems] == ["file-unreadable"]
