"""No text within the limits keeps a build waiting: the slowest kinds of text that are known, as long as may be."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from builder import markdown
from builder.load import read_file
from builder.problems import Place, Problem
from tests.slowtexts import BODIES, MARKDOWN, YAML, Text
from tests.smallsite import SmallSite

PER_100_000 = 4.0  # CPU seconds for as many characters, on a machine that does much else; about a second on an idle one


def seconds(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


def slowest(kinds: Mapping[str, Text], work: Callable[[str], object], size: int) -> list[tuple[float, str]]:
    """(seconds, name) of each kind, the slowest first."""
    return sorted(((seconds(work, text(size)[:size]), name) for name, text in kinds.items()), reverse=True)


def test_every_kind_of_markdown(tell: Callable[[str], None]) -> None:
    (most, name), *_ = slowest(
        MARKDOWN, lambda text: markdown.parse(text, Place("a.md", 1), list[Problem]().append), markdown.LONGEST
    )
    tell(f"slowest of {len(MARKDOWN)} kinds of Markdown, {markdown.LONGEST} characters: {most:.2f} CPU-s ({name})")
    assert most < PER_100_000


def test_every_kind_of_data(tell: Callable[[str], None]) -> None:
    def read(text: str) -> object:
        return read_file("content/data/brands.yaml", text.encode()[:1_000_000], {})

    ranked = slowest(YAML, read, 100_000)
    most, name = ranked[0]
    tell(f"slowest of {len(YAML)} kinds of YAML, 100000 characters: {most:.2f} CPU-s ({name})")
    assert most < PER_100_000
    (most, name), *_ = slowest({name: YAML[name] for _, name in ranked[:3]}, read, 999_000)
    tell(f"slowest kinds of YAML, 1 MB: {most:.2f} CPU-s ({name})")
    assert most < 10 * PER_100_000


def test_every_kind_of_case_in_all_checks(tmp_path: Path, tell: Callable[[str], None]) -> None:
    site = SmallSite(
        tmp_path / "site",
        {"content/data/terms.yaml": "- {id: centre, name: 党群服务中心, wrong: [党群中心]}\n"},
    )

    def checked(text: str) -> object:
        site.write("content/cases/plain.md", f"---\ntitle: 另一个\ndate: 2022\nsources: [daily]\n---\n{text}\n")
        return site.checked()

    (most, name), *_ = slowest(BODIES, checked, markdown.LONGEST - 1)
    tell(f"slowest of {len(BODIES)} kinds of case with all checks: {most:.2f} CPU-s ({name})")
    assert most < PER_100_000
