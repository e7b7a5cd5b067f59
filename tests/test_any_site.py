"""Whatever stands in a site's folder, every command ends with a sentence and an exit code."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from builder import cli
from builder.cli import main
from tests.smallsite import FILES, SmallSite

PIECES = [
    "---\n", "title: 甲\n", "标题：甲\n", "日期: 2020-13-01\n", "date: 2020\n", "- id: a\n", "- {id: con, name: 甲}\n",
    "  name: 乙\n",
    "brands: [xianfeng-365]\n", "地区: 苏州\n", "parent: lonely\n", "id: xianfeng-365\n", "status: withdrawn\n",
    "status: draft\n",
    "&a [*a]\n", "{{{[", "'", '"', "\t", "\0", "\u202e", "\ufeff", "正文46个[[先锋365]]\n", "[[figure:posts|47个]]",
    "![](x.jpg)",
    "| a |\n|-|\n",
    "> " * 12, "<script>", "moved_from: [a/b, ../c]\n", "vocabularies: 1\n", "url: ftp:x\n", "timezone: Mars\n",
    "per_page: 9e9\n",
]  # fmt: skip
NAMES = [
    *FILES, "content/cases/b.md", "content/cases/CON.md", "content/pages/index.md", "content/data/brands/x.yaml",
    "content/data/nothing.yaml", "content/x.txt", "content/cases/x.jpg", "static/css/site.css", "static/root/a.txt",
    "templates/case.html", "templates/words/zh-CN.yaml", "templates/parts/card.html",
]  # fmt: skip
bodies = st.lists(st.sampled_from(PIECES), max_size=12).map("".join).map(str.encode) | st.binary(max_size=60)
titles = st.text(max_size=8) | st.sampled_from(["con", "../x", "-", "甲" * 300, "\udcff"])


def survives(place: Path, files: dict[str, bytes], gone: set[str], title: str) -> None:
    """Every command that a person gives to a site, in turn."""
    site = SmallSite(place)
    for name in gone:
        (place / name).unlink(missing_ok=True)
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)

    def crashed(root: Path, language: object) -> str:
        raise

    where = [f"--root={site.root}", "--date=2025-06-01", "--workers=1"]
    with patch.object(cli, "_crashed", crashed):
        for command in (
            ["check"], ["build"], ["explain", "index.html"], ["explain", title], ["new", "case", title],
            ["new", title, "甲"], ["withdraw", "xianfeng-365", "--why", title], ["withdraw", title, "--why", "甲"],
            ["schema"], ["check", "--lang=en", "--format=json"], ["build", "--strict"], ["clean"],
        ):  # fmt: skip
            assert main([*command[:1], *where, *command[1:]]) in (0, 1, 2, 3)


sites = (st.dictionaries(st.sampled_from(NAMES), bodies, max_size=4), st.sets(st.sampled_from(list(FILES)), max_size=2))


@settings(max_examples=8)
@given(*sites, titles)
def test_no_site_makes_a_command_fail_inside(files: dict[str, bytes], gone: set[str], title: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        survives(Path(place) / "site", files, gone, title)
