"""What an editor does between two builds: one step each, on the files of a site of ours."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bench import layout
from bench.corpus import Corpus

BRANDS = Path("content/data/brands/0.yaml")
Edit = Callable[[Path, Corpus, int], None]  # the site, what it was made from, the number of the round


def edit_one(site: Path, corpus: Corpus, turn: int) -> None:
    """A sentence more in one case."""
    case = corpus.case(corpus.count // 2 + turn)
    layout.write_case(site, replace(case, body=f"{case.body}\n补充一句。\n"))


def add_one(site: Path, corpus: Corpus, turn: int) -> None:
    """A new case, newer than all others."""
    like = corpus.case(turn)
    day = date(2026, 1, 1) + timedelta(days=turn)
    layout.write_case(site, replace(like, slug=f"new-{turn:06}", title=f"新{like.title}", date=day))


def delete_old(site: Path, corpus: Corpus, turn: int) -> None:
    """The oldest case to which no other links: else its links would have to be edited away too."""
    cases = {f.stem: f.read_text(encoding="utf-8") for f in (site / "content" / "cases").rglob("*.md")}
    linked = {slug for text in cases.values() for slug in re.findall(r"\(/cases/([a-z0-9-]+)/\)", text)}
    day = re.compile(r'^date: "(.+)"$', re.MULTILINE)
    dated = [(found[1], slug) for slug, text in cases.items() if slug not in linked and (found := day.search(text))]
    next((site / "content" / "cases").rglob(f"{min(dated)[1]}.md")).unlink()


def rename_brand(site: Path, corpus: Corpus, turn: int) -> None:
    """A brand that cases show gets another name."""
    brand = corpus.terms["brands"][turn]
    file = site / BRANDS
    text = file.read_text(encoding="utf-8")
    assert text.count(f'"{brand.name}"') == 1
    file.write_text(text.replace(f'"{brand.name}"', f'"新{brand.name}"'), encoding="utf-8", newline="\n")


def nothing(site: Path, corpus: Corpus, turn: int) -> None:
    """Not even a touch."""


EDITS: Mapping[str, Edit] = {
    "one case edited": edit_one,
    "one case added": add_one,
    "one old case deleted": delete_old,
    "one brand renamed": rename_brand,
    "nothing changed": nothing,
}


def clone(site: Path, to: Path, *, output: bool) -> None:
    """The site as a pipeline gets it: every file new, the store restored, ``output``: the built site too."""
    shutil.rmtree(to, ignore_errors=True)
    left_out = () if output else ("public",)
    shutil.copytree(site, to, ignore=shutil.ignore_patterns(*left_out), copy_function=shutil.copy)

