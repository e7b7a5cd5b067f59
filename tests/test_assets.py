"""Static files: names that change with the content, the site's own in place of the theme's."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from builder import mentions, sources
from builder.assets import Assets, bare, read_assets
from builder.build import Run, build, theme_home
from builder.facts import Facts
from builder.faults import DiskFault
from builder.problems import Problem, Report, place_in
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


def said_of(found: Assets, name: str) -> str:
    return found.outputs[found.names[name]].read().decode()


def test_a_style_sheet_names_published_files_whatever_its_quotes(tmp_path: Path) -> None:
    css = "a{src:url(../img/x.svg)} b{src:URL( '../img/x.svg#i' ) url(\"../img/x.svg?v=1\")} @import url(z/base.css);"
    css += "@import 'z/base.css' print;"
    kept = "c{background:url(data:image/png;base64,AA)} d{mask:url(#m)} e{src:url(https://a.cn/f.woff)} f{src:url('')}"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {"css/a.css": css + kept, "css/z/base.css": "i{src:url(../../img/x.svg)}", "img/x.svg": drawing}
    found, problems = read(tmp_path, put(tmp_path / "site", files))
    assert codes(problems) == []
    text = said_of(found, "css/a.css")
    image = found.names["img/x.svg"].removeprefix("assets/")
    base = found.names["css/z/base.css"].removeprefix("assets/css/")
    assert f"url(../{image})" in text and f"'../{image}#i'" in text and f'url("../{image}?v=1")' in text
    assert f"@import url(./{base});" in text and f"@import './{base}' print;" in text
    assert text.endswith(kept)


def test_a_style_sheet_names_pictures_of_a_set(tmp_path: Path) -> None:
    css = """a{background:-webkit-image-set("../img/x.svg" 1x,/* 'old.png' */ url(../img/x.svg) 2x, '../img/y.svg'
 type("image/svg+xml") 3x, "data:image/png;base64,AA" 4x, linear-gradient(red, rgb(0 0 0)) 5x)} b{content:"(x.svg"}"""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title></svg>'
    files = {f"img/{name}.svg": drawing.format(name) for name in "xy"}
    wrong = '\n\na{background:IMAGE-SET("../img/x.svg" 1x,\n  "../img/no.svg" 2x)}'
    found, problems = read(tmp_path, put(tmp_path / "site", {"css/a.css": css, "css/b.css": wrong, **files}))
    assert [(str(p.place), p.message.code) for p in problems] == [("static/css/b.css:4:4", "asset-missing")]
    x, y = (found.names[f"img/{name}.svg"].removeprefix("assets/") for name in "xy")
    text = css.replace("img/x.svg", x).replace("img/y.svg", y).replace("\n ", "\n")
    assert said_of(found, "css/a.css") == text


@pytest.mark.parametrize(
    "css",
    [
        "/* url(old.png) */",
        "a{b:c}/* @import 'old.css'; ",
        """a{background:url("data:image/svg+xml,%3Csvg fill='url(%23g)'/%3E")}""",
        "a{background:url(data:image/svg+xml,<svg fill='url(%23g)'/>)}",
        """a{content:"url(old.png)"} b{content:'/*'}""",
        "a{src:url(HTTPS://a.cn/f.woff) url(//a.cn/f.woff) url(blob:x) url( '#g' )}",
    ],
)
def test_what_only_looks_like_an_address_in_a_style_sheet_is_none(tmp_path: Path, css: str) -> None:
    files = {"css/a.css": f"{css}\n", "css/b.css": """a{content:"/*"} b{src:url(a.css)} c{content:"*/"}"""}
    found, problems = read(tmp_path, put(tmp_path / "site", files))
    assert codes(problems) == []
    assert said_of(found, "css/a.css") in (f"{css}\n", "")  # a comment stays at home
    assert found.names["css/a.css"].removeprefix("assets/css/") in said_of(found, "css/b.css")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("My Font (1).woff2", '"../fonts/My Font (1).woff2"'),
        ("My Font (1).woff2", "'../fonts/My%20Font%20(1).woff2?#iefix'"),
        ("My Font (1).woff2", r"../fonts/My\ Font\ \(1\).woff2"),
        ("My Font.woff2", "../fonts/My Font.woff2"),
        ("我的.woff2", '"../fonts/%E6%88%91%E7%9A%84.woff2"'),
        ("我的.woff2", "../fonts/我的.woff2#a"),
        ("a#100%.woff2", "../fonts/a%23100%25.woff2"),
    ],
)
def test_a_style_sheet_may_name_a_file_as_addresses_are_written(tmp_path: Path, name: str, written: str) -> None:
    files = {"css/a.css": f"a{{src:url({written})}}", f"fonts/{name}": "font"}
    found, problems = read(tmp_path, put(tmp_path / "site", files))
    assert codes(problems) == []
    address = re.fullmatch(r"""a\{src:url\((["']?)([^"'() ]+?)([?#].*)?\1\)\}""", said_of(found, "css/a.css"))
    assert address is not None and unquote(address[2]) == found.names[f"fonts/{name}"].replace("assets", "..", 1)


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
    at = next(css.index(named) for named in ("../no.svg", "no.css", "a.css") if named in css)
    assert problems[0].place == place_in("static/css/a.css", css, at)


SCRIPT = """\
import { a } from './lib.js';
import * as d from "../js/deep/d.js?v=1";
import './lib.js';
export * from './lib.js';
const test = /['"\\/*]/.test(a), later = () => import('./lib.js');
// import './main.js' and import './no.js'
const said = "import './lib.js'" + `from './lib.js'`; /* from './main.js' */
import e from './no.js'; import f from 'lib.js'; from(['./lib.js']);
"""


def test_a_script_imports_published_files(tmp_path: Path) -> None:
    files = {"js/main.js": SCRIPT, "js/lib.js": "export const a = 1", "js/deep/d.js": "export{a}from'../lib.js'"}
    found, problems = read(tmp_path, put(tmp_path / "site", files))
    assert codes(problems) == []
    lib, deep = (found.names[name].removeprefix("assets/js/") for name in ("js/lib.js", "js/deep/d.js"))
    lines = SCRIPT.splitlines(keepends=True)
    lines[:5] = [line.replace("./lib.js", f"./{lib}").replace("../js/deep/d.js", f"./{deep}") for line in lines[:5]]
    assert said_of(found, "js/main.js") == "".join(lines)
    assert said_of(found, "js/deep/d.js") == f"export{{a}}from'../{lib}'"
    put(tmp_path / "site", {"js/lib.js": "export const a = 2"})
    again, _ = read(tmp_path, tmp_path / "site")
    assert not {*found.names.values()} & {*again.names.values()}


@pytest.mark.parametrize(
    "text",
    [
        "url(", "image-set(", "image-set(/* */ ", "image-set((", "image-set('",
        "url('", "=/[", "=/\\\\", "'", "`", "/*", "import ", "@import ",
    ],
)
def test_a_text_that_leads_nowhere_is_read_in_good_time(text: str) -> None:
    for content in (text * 30_000, "'./a'" + text * 30_000):
        assert mentions.in_script(content, lambda _: None) == content
        assert mentions.in_sheet(content, lambda _: None) == content


def test_scripts_that_import_each_other_in_a_circle_are_told_and_may_stand_where_names_do_not_change(
    tmp_path: Path,
) -> None:
    circle = {"a.js": "import './b.mjs';", "b.mjs": "\nimport './a.js';"}
    _, problems = read(tmp_path, put(tmp_path / "site", {f"js/{name}": text for name, text in circle.items()}))
    assert [(str(p.place), p.message.code) for p in problems] == [("static/js/b.mjs:2:9", "asset-circle-scripts")]
    assert "js/a.js → js/b.mjs → js/a.js" in problems[0].text("zh")
    at_top = {f"root/js/{name}": text for name, text in circle.items()}
    found, problems = read(tmp_path, put(tmp_path / "other", at_top))
    assert codes(problems) == []
    assert {f"root/{path}": asset.read().decode() for path, asset in found.outputs.items()} == at_top


@pytest.mark.parametrize(("name", "severity"), [("css/a.css", "error"), ("js/a.js", "warning")])
def test_a_file_in_another_encoding_is_told_and_not_garbled(tmp_path: Path, name: str, severity: str) -> None:
    root = put(tmp_path / "site", {name: ""})
    (root / "static" / name).write_bytes("\na('先锋阵地')".encode("gbk"))
    found, problems = read(tmp_path, root)
    told = [(str(p.place), p.message.code, p.severity) for p in problems]
    assert told == [(f"static/{name}:2:4", "file-gbk", severity)]
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


def test_a_hidden_file_at_the_top_is_told_and_what_systems_leave_there_is_not(site: SmallSite) -> None:
    site.write("static/root/.htaccess", "x")
    for left in (".DS_Store", ".gitkeep", "._a.pdf", ".a.txt.swp", ".~lock.a.xlsx#", ".well-known/.gitignore"):
        site.write(f"static/root/{left}", "x")
    site.write("static/.nobody", "x")
    assert site.built().problems == [] and ".htaccess" in site.public()
    site.write("static/root/.nojekyll", "")
    site.write("static/root/files/.verify.txt", "x")
    run = site.built()
    assert [(str(problem.place), problem.message.code) for problem in run.problems] == [
        ("static/root/.nojekyll", "file-hidden"), ("static/root/files/.verify.txt", "file-hidden"),
    ]  # fmt: skip
    assert {path for path in site.public() if "/." in f"/{path}"} == {".htaccess"}
