"""Texts that were made to harm, or that a disk or an editor has harmed, in each kind of file that is read as YAML.

Each is a problem in Chinese with file, line and column, all of them in one run, and none takes the run with it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from builder.cli import main
from tests.smallsite import FILES, SmallSite

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
# What is typed, what is said of it, and whether that has a line.
BAD = {
    "a billion laughs": (BOMB.encode(), "yaml-start", True),
    "a line of 10 MB": (b"a: " + b"x" * 10_000_000, "file-too-big", False),
    "a line of 200,000 characters": (("a: " + "甲" * 200_000).encode(), "file-line-too-long", True),
    "10,000 levels of brackets": (b"a: " + b"[" * 10_000 + b"]" * 10_000, "yaml-too-deep", True),
    "10,000 levels of lists": (b"- " * 10_000 + b"x", "yaml-too-deep", True),
    "a NUL": (b"a: b\0c", "file-binary", True),
    "half of a surrogate pair": (b"a: \xed\xa0\x80", "file-not-utf8", True),
    "half of a pair, escaped": (rb'a: "\ud800"', "yaml-escape", True),
    "bytes that are no UTF-8": (b"a: \xff", "file-not-utf8", True),
    "text that is turned round": ("a: b\u202ec".encode(), "char-direction", True),
    "two versions": (b"<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n", "file-conflict", True),
    "the same, escaped": (rb'a: "\u202e"', "yaml-escaped-character", True),
}
CASE, DATA, WORDS = "content/cases/bad.md", "content/data/terms.yaml", "templates/words/zh-CN.yaml"


def told(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert main(["check", f"--root={site.root}", "--date=2025-06-01", "--format=json"]) == 1
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(("typed", "code", "has_line"), BAD.values(), ids=BAD)
def test_a_bad_text_is_told_by_its_place_in_every_reader_of_yaml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: bytes, code: str, has_line: bool
) -> None:
    site = SmallSite(tmp_path)
    for name, text in ((CASE, b"---\n%s\n---\n\xe6\x96\x87\n" % typed), (DATA, typed), (WORDS, typed)):
        (site.root / name).parent.mkdir(parents=True, exist_ok=True)
        (site.root / name).write_bytes(text)
    found = told(site, capsys)
    (site.root / "site.yaml").write_bytes(FILES["site.yaml"].encode() + typed)
    found += told(site, capsys)  # without settings nothing else is read
    for name in (CASE, DATA, WORDS, "site.yaml"):
        (one, *_) = [problem for problem in found if (problem["file"], problem["code"]) == (name, code)]
        assert (one["line"] > 0) == (one["column"] > 0) == has_line
        assert re.search("[一-鿿]", one["message"])


def test_names_that_are_one_elsewhere_and_links_that_lead_away_stop_a_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In content and static files alike; what is listed how is tested with ``folders``."""
    site = SmallSite(tmp_path / "site")
    (tmp_path / "secret.md").write_text("机密", encoding="utf-8")
    for name in ("content/cases/aux.md", "static/root/Con.txt", "static/img/a\u202e.png"):
        site.write(name, "x")
    for link, target in (("content/cases/out.md", "secret.md"), ("static/root/out.md", "secret.md"),
                         ("content/cases/round.md", "site/content/cases/round.md")):  # fmt: skip
        (site.root / link).symlink_to(tmp_path / target)
    (site.root / "content/cases/again").symlink_to(site.root / "content", target_is_directory=True)
    found = {(problem["file"], problem["code"]) for problem in told(site, capsys)}
    assert found >= {
        ("content/cases/aux.md", "file-name-reserved"),
        ("static/root/Con.txt", "file-name-reserved"),
        ("static/img/a?.png", "file-name-unseen"),
        ("content/cases/out.md", "file-link-outside"),
        ("static/root/out.md", "file-link-outside"),
        ("content/cases/round.md", "file-link-broken"),
        ("content/cases/again", "file-link-again"),
    }
