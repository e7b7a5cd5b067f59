"""Static files: names that change with the content, the site's own in place of the theme's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.assets import Assets, bare, read_assets
from builder.problems import Problem
from tests.smallsite import codes


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
    assert first.outputs[first.names["js/a.js"]] == b"1"
    put(theme, {"js/a.js": "2"})
    second, _ = read(theme, root)
    assert second.names["js/a.js"] != first.names["js/a.js"]
    assert second.names["css/a.css"] == first.names["css/a.css"]


def test_the_files_of_a_site_stand_in_for_the_themes_one_by_one(tmp_path: Path) -> None:
    theme = put(tmp_path / "theme", {"css/a.css": "theme{}", "css/b.css": "theme{}"})
    found, _ = read(theme, put(tmp_path / "site", {"css/b.css": "site{}", "own/c.txt": "c"}))
    assert {name: found.outputs[path] for name, path in found.names.items()} == {
        "css/a.css": b"theme{}",
        "css/b.css": b"site{}",
        "own/c.txt": b"c",
    }


def test_the_folder_root_goes_to_the_top_unchanged(tmp_path: Path) -> None:
    found, _ = read(tmp_path, put(tmp_path / "site", {"root/verify_1a2b.html": "x", "root/a/b.txt": "y"}))
    assert found.outputs == {"verify_1a2b.html": b"x", "a/b.txt": b"y"}
    assert found.names == {}


def test_a_style_sheet_names_published_files_whatever_its_quotes(tmp_path: Path) -> None:
    css = "a{src:url(../img/x.svg)} b{src:url( '../img/x.svg#i' ) url(\"../img/x.svg?v=1\")} @import url(z/base.css);"
    kept = "c{background:url(data:image/png;base64,AA)} d{mask:url(#m)} e{src:url(https://a.cn/f.woff)}"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {"css/a.css": css + kept, "css/z/base.css": "i{src:url(../../img/x.svg)}", "img/x.svg": drawing}
    found, problems = read(tmp_path, put(tmp_path / "site", files))
    assert codes(problems) == []
    text = found.outputs[found.names["css/a.css"]].decode()
    image = found.names["img/x.svg"].removeprefix("assets/")
    assert f'url("../{image}")' in text and f'url("../{image}#i")' in text and f'url("../{image}?v=1")' in text
    assert found.names["css/z/base.css"].removeprefix("assets/css/") in text
    assert text.endswith(kept)


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("\n\na{src:url(../no.svg)}", "asset-missing"),
        ("@import url(a.css);", "asset-circle"),
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
    assert not any(b"\xef\xbf\xbd" in data for data in found.outputs.values())


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
    ours = {name: found.outputs[path] for name, path in found.names.items() if name.endswith((".js", ".css"))}
    assert len(ours) > 10
    assert [name for name, content in ours.items() if re.search(rb"^[ \t]|^/\*[^!]", content, re.MULTILINE)] == []
