"""Static files: names that change with the content, the site's own in place of the theme's."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from builder import sources
from builder.assets import Assets, bare, read_assets
from builder.build import Run, build, theme_home
from builder.facts import Facts
from builder.faults import DiskFault
from builder.problems import Problem, Report
from builder.run import Superseded
from builder.serve.ahead import ahead_of
from builder.warm import Warm
from tests.smallsite import CASE, SmallSite, codes
from tests.twins import Twins

READ = sources.read_known
PDF, OTHER, ICON, TOP = "static/files/a.pdf", "static/files/b.bin", "static/icons/icon-192.png", "static/root/c.bin"


def put(home: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = home / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return home


def read(theme: Path, root: Path) -> tuple[Assets, list[Problem]]:
    problems: list[Problem] = []
    return read_assets(theme, root, problems.append), problems


def test_a_name_changes_with_its_content_and_with_nothing_else(tmp_path: Path) -> None:
    theme, root = put(tmp_path / "theme", {"js/a.js": "1", "css/a.css": "b{}"}), tmp_path / "site"
    first, problems = read(theme, root)
    assert problems == []
    assert re.fullmatch(r"assets/js/a\.[0-9a-f]{10}\.js", first.names["js/a.js"])
    assert first.outputs[first.names["js/a.js"]].read() == b"1"
    put(theme, {"js/a.js": "2"})
    second, _ = read(theme, root)
    assert second.names["js/a.js"] != first.names["js/a.js"]
    assert second.names["css/a.css"] == first.names["css/a.css"]


def test_the_files_of_a_site_stand_in_for_the_themes_one_by_one(tmp_path: Path) -> None:
    theme = put(tmp_path / "theme", {"css/a.css": "theme{}", "css/b.css": "theme{}"})
    found, _ = read(theme, put(tmp_path / "site", {"css/b.css": "site{}", "own/c.txt": "c"}))
    assert {name: found.outputs[path].read() for name, path in found.names.items()} == {
        "css/a.css": b"theme{}",
        "css/b.css": b"site{}",
        "own/c.txt": b"c",
    }


def test_the_folder_root_goes_to_the_top_unchanged(tmp_path: Path) -> None:
    found, _ = read(tmp_path, put(tmp_path / "site", {"root/verify_1a2b.html": "x", "root/a/b.txt": "y"}))
    assert {path: asset.read() for path, asset in found.outputs.items()} == {"verify_1a2b.html": b"x", "a/b.txt": b"y"}
    assert found.names == {}


def test_a_style_sheet_names_published_files_whatever_its_quotes(tmp_path: Path) -> None:
    css = "a{src:url(../img/x.svg)} b{src:url( '../img/x.svg#i' ) url(\"../img/x.svg?v=1\")} @import url(z/base.css);"
    css += "@import 'z/base.css' print;"
    kept = "c{background:url(data:image/png;base64,AA)} d{mask:url(#m)} e{src:url(https://a.cn/f.woff)}"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {"css/a.css": css + kept, "css/z/base.css": "i{src:url(../../img/x.svg)}", "img/x.svg": drawing}
    found, problems = read(tmp_path, put(tmp_path / "site", files))
    assert codes(problems) == []
    text = found.outputs[found.names["css/a.css"]].read().decode()
    image = found.names["img/x.svg"].removeprefix("assets/")
    assert f'url("../{image}")' in text and f'url("../{image}#i")' in text and f'url("../{image}?v=1")' in text
    base = found.names["css/z/base.css"].removeprefix("assets/css/")
    assert f'@import url("{base}");' in text and f'@import url("{base}") print;' in text
    assert text.endswith(kept)


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("\n\na{src:url(../no.svg)}", "asset-missing"),
        ("@import url(a.css);", "asset-circle"),
        ('@import "a.css";', "asset-circle"),
        ('@import "no.css";', "asset-missing"),
    ],
)
def test_a_style_sheet_that_cannot_be_published_is_told(tmp_path: Path, css: str, code: str) -> None:
    _, problems = read(tmp_path, put(tmp_path / "site", {"css/a.css": css}))
    assert [(p.place.file, p.message.code) for p in problems] == [("static/css/a.css", code)]
    assert problems[0].place.line == css.count("\n") + 1


def test_a_style_sheet_in_another_encoding_is_told_and_not_garbled(tmp_path: Path) -> None:
    root = put(tmp_path / "site", {"css/a.css": ""})
    (root / "static/css/a.css").write_bytes("a::after{content:'先锋阵地'}".encode("gbk"))
    found, problems = read(tmp_path, root)
    assert codes(problems) == ["file-gbk"]
    assert not any(b"\xef\xbf\xbd" in asset.read() for asset in found.outputs.values())


@pytest.mark.parametrize("name", ["a.css", "a.js", "a.svg"])
def test_two_versions_that_nobody_has_merged_are_told_once(tmp_path: Path, name: str) -> None:
    text = "\r\n<<<<<<< HEAD\r\na{b:c}\r\n=======\r\na{b:d}\r\n>>>>>>> x\r\n"
    _, problems = read(tmp_path, put(tmp_path / "site", {name: text}))
    assert [f"{p.place} {p.message.code}" for p in problems] == [f"static/{name}:2:1 file-conflict"]


def test_comments_of_scripts_and_style_sheets_stay_at_home_but_for_those_on_rights() -> None:
    script = "/*! keep */\n/* what\n   it is */\n(function () {\n  // why\n\n  say('/* no */'); // how\n})();\n"
    assert bare(script.encode(), script=True) == b"/*! keep */\n(function () {\nsay('/* no */'); // how\n})();\n"
    style = "\n/* Copyright */\n/* a */\r\nb {\r\n  c: url(\n//d/e)\n}\n"
    assert bare(style.encode(), script=False) == b"/* Copyright */\nb {\nc: url(\n//d/e)\n}\n"


@pytest.mark.parametrize(
    "script",
    [
        "a = `\n  // in a text\n`;\n",
        "a = 'x\\\n  // in a text';\n",
        "a; /* one\n/* the same */\nb;\n",
        "a = 'image/*';\n",
    ],
)
def test_a_script_that_may_say_something_else_without_its_comments_is_left_as_it_is(script: str) -> None:
    assert bare(script.encode(), script=True) == script.encode()


def test_all_scripts_and_style_sheets_of_the_theme_are_published_bare() -> None:
    found, _ = read(Path(), Path())
    ours = {name: found.outputs[path].read() for name, path in found.names.items() if name.endswith((".js", ".css"))}
    assert len(ours) > 10
    assert [name for name, content in ours.items() if re.search(rb"^[ \t]|^/\*[^!]", content, re.MULTILINE)] == []


# Documents, films and other files that are published as they lie


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """A site with some of them that has been built twice: by then it is certain that its files are old."""
    site = SmallSite(tmp_path / "site", {PDF: "%PDF first", OTHER: "other", TOP: "top"})
    site.built()
    site.edit(CASE, "## 背景", "## 做法")
    site.built()
    return site


def documents(site: SmallSite) -> dict[str, bytes]:
    return {path: data for path, data in site.public().items() if path.startswith("assets/files/") or path == "c.bin"}


def test_an_edited_text_opens_no_document_and_rehash_opens_all(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, opened, digest_of = documents(site), set[str](), sources.digest_of
    assert len(before) == 3

    def read(root: Path, file: str, report: Report) -> tuple[bytes | None, Facts | None]:
        opened.add(file)
        return READ(root, file, report)

    def digest(root: Path, file: str, report: Report) -> tuple[str, int, Facts] | None:
        opened.add(file)
        return digest_of(root, file, report)

    monkeypatch.setattr(sources, "read_known", read)
    monkeypatch.setattr(sources, "digest_of", digest)
    site.edit(CASE, "## 做法", "## 成效")
    run = site.built()
    assert documents(site) == before and not {PDF, OTHER, TOP} & opened and CASE in opened
    assert run.outputs.at_hand() and not run.outputs.at_hand().keys() & before.keys()
    produced = build(replace(site.options(store=site.root / "empty"), rehash=True))
    assert opened >= {PDF, OTHER, TOP} and produced.outputs.manifest() == run.outputs.manifest()


def in_disguise(site: SmallSite) -> None:
    """Other bytes in the same file, as many and as old."""
    path = site.root / PDF
    times = path.stat()
    path.write_bytes(b"%PDF again")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced(site: SmallSite) -> None:
    """Another file that is as long and as old, under the same name."""
    path, new = site.root / PDF, site.root / "new"
    new.write_bytes(b"%PDF third")
    os.utime(new, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    new.replace(path)


def exchanged(site: SmallSite) -> None:
    """Two files under each other's names."""
    one, other, aside = site.root / PDF, site.root / OTHER, site.root / "aside"
    one.replace(aside)
    other.replace(one)
    aside.replace(other)


def over_the_theme(site: SmallSite) -> None:
    path = site.root / ICON
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((theme_home() / "static/icons/icon-512.png").read_bytes())


EDITS: list[Callable[[SmallSite], object]] = [
    in_disguise,
    lambda site: (site.root / PDF).touch(),
    replaced,
    exchanged,
    lambda site: (site.root / OTHER).rename(site.root / "static/files/c.bin"),
    over_the_theme,
    lambda site: site.remove(ICON),
    lambda site: site.remove(PDF),
    lambda site: site.write(TOP, "pot"),
    lambda site: site.write("static/files/list.csv", "电话 13800138000"),
    lambda site: site.edit(CASE, "## 做法", "## 成效"),
    lambda site: site.write("static/files/list.csv", "电话"),
]


@pytest.mark.parametrize("again", [False, True], ids=["a build", "a preview"])
def test_whatever_becomes_of_a_document_the_site_is_that_of_a_clean_build(site: SmallSite, *, again: bool) -> None:
    twins = Twins.at(site.root)
    twins.build("nothing", again=again)
    published = []
    for number, edit in enumerate(EDITS):
        edit(site)
        published.append(twins.build(f"edit {number}", again=again).published is not None)
    assert published == [True] * 9 + [False] * 2 + [True]


@pytest.mark.parametrize("then", [lambda path: path.write_bytes(b"%PDF newer"), Path.unlink], ids=["changed", "gone"])
def test_a_document_that_changes_during_the_build_is_not_published_under_the_name_of_its_old_content(
    site: SmallSite, then: Callable[[Path], object]
) -> None:
    before = site.public()
    site.write(PDF, "%PDF newest")

    def ready(run: Run) -> Superseded:
        then(site.root / PDF)
        return run.superseded

    with pytest.raises(DiskFault, match="was changed, moved or deleted"):
        build(site.options(), ready=ready)
    assert site.public() == before
    site.built()
    assert (b"%PDF newer" in documents(site).values()) == (site.root / PDF).exists()


def test_a_preview_has_a_new_document_for_its_pages_before_it_is_published(site: SmallSite) -> None:
    warm, shown = Warm(), set[bytes | None]()
    build(site.options(), warm=warm)
    site.write(PDF, "%PDF newest")
    site.edit(CASE, "## 做法", "## 成效")

    def ready(run: Run) -> Superseded:
        for path, found in (ahead_of(run) or {}).items():
            if path.startswith("assets/files/a."):
                assert path not in documents(site)
                shown.add(found() if callable(found) else found)
        return run.superseded

    build(site.options(), warm=warm, ready=ready)
    assert shown == {b"%PDF newest"}
