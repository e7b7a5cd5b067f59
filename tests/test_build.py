"""The pipeline as stories on a small site: an edit, a build, what was rendered and why, and what stands there then."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from builder import fonts, sources
from builder.build import Run, build
from builder.facts import Facts
from builder.problems import Report
from builder.run import RENDERED_WITH, versions
from builder.spread import Processes
from builder.warm import Warm
from tests.links import dead_links
from tests.smallsite import BRANDS, CASE, FIGURES, FILES, TODAY, SmallSite, case, codes, said

REPOSITORY = Path(__file__).parent.parent
OWN_BLOCKS = ("head", "logo", "nav", "links", "footer")  # of the layout, for sites to fill
LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that few have")


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SmallSite(tmp_path_factory.mktemp("first") / "site")
    assert said(site.built().problems) == []
    return site.root


@pytest.fixture
def site(first_build: Path, tmp_path: Path) -> SmallSite:
    """The small site as it stands after its first build, moved to another folder."""
    shutil.copytree(first_build, tmp_path / "site")
    return SmallSite.at(tmp_path / "site")


def rendered(run: Run) -> Mapping[str, list[str]]:
    assert run.published is not None, said(run.problems)
    return run.rendered


def clean_build(site: SmallSite, today: date = TODAY) -> Mapping[str, bytes]:
    """What a build with an empty store gives."""
    return site.produce(today=today, store=site.root / "empty-store").outputs


def test_the_small_site_has_no_dead_link(site: SmallSite) -> None:
    assert dead_links(site.root / "public", top="/party/") == []


def test_nothing_changed_renders_nothing_in_whatever_folder_the_site_stands(site: SmallSite) -> None:
    run = site.built()
    assert (rendered(run), run.read_count) == ({}, 0)
    assert run.published is not None and not run.published.written and not run.published.replaced


def test_a_file_that_was_only_touched_renders_nothing(site: SmallSite) -> None:
    for path in (site.root / "content").rglob("*.*"):
        os.utime(path, (1, 1))
    assert rendered(site.built()) == {}


def test_the_order_of_a_vocabulary_shows_in_what_lists_it(site: SmallSite) -> None:
    site.edit("site.yaml", "committee: 党委", "committee: 党委, branch: 党支部")
    site.write("content/data/organisations.yaml", "- {id: east, name: 东园党委, kind: committee}\n")
    assert said(site.built().problems) == []
    site.edit("site.yaml", "committee: 党委, branch: 党支部", "branch: 党支部, committee: 党委")
    assert "data/organisations.json" in rendered(site.built())
    assert site.public() == site.produce().outputs


def test_what_no_page_shows_renders_nothing(site: SmallSite) -> None:
    """Blank lines at the end, a comment, fields in another order."""
    head, body = FILES[CASE].split("---\n", 2)[1:]
    fields = "".join(reversed(head.splitlines(keepends=True)))
    site.write(CASE, f"---\n# 待核\n{fields}---\n\n{body}\n\n\n")
    run = site.built()
    assert (rendered(run), run.read_count) == ({}, 1)
    assert run.published is not None and not run.published.written and not run.published.replaced


def test_a_changed_sentence_renders_its_page_and_the_feed(site: SmallSite) -> None:
    site.edit("content/cases/plain.md", "\n正文。", "\n新正文。")
    found = rendered(site.built())
    assert found.keys() == {"cases/plain.html", "feed.xml", "data/cases.json", "data/cases.csv", "data/cases.xlsx"}
    assert (found["feed.xml"], found["data/cases.csv"]) == (["context.entries"], ["context.rows"])
    assert site.public() == clean_build(site)


def test_a_changed_name_renders_exactly_the_pages_that_show_it(site: SmallSite) -> None:
    """The old name stands on as another name, so references hold; pages that do not show the name stay as they are."""
    before = site.public()
    site.edit(BRANDS, "名称: 先锋365", "名称: 先锋品牌\n  别名: 先锋365")
    run = site.built()
    pages = run.rendered.keys()
    showing = {path for path, data in before.items() if "先锋365".encode() in data}
    assert pages == {path for path in showing if not path.startswith("search/")}  # the index is no page
    assert "brands/lonely.html" not in pages and "people/li.html" not in pages
    assert site.public() == clean_build(site)


def test_a_new_case_disturbs_only_the_lists_it_joins(site: SmallSite) -> None:
    site.write("content/cases/new.md", case("新案例", "2023-01-01", "region: anhui"))
    run = site.built()
    assert run.rendered.keys() - {"cases/new.html", "share/new.png", "cases/year/2023/index.html"} == {
        "index.html", "cases/index.html", "cases/page-1.html", "cases/region/anhui/index.html", "cases/plain.html",
        "regions/anhui.html", "regions/index.html", "sources/daily.html", "sitemap.html", "sitemap.xml", "feed.xml",
        "data/index.html", "data/cases.json", "data/cases.csv", "data/cases.xlsx",
    }  # fmt: skip
    assert rendered(run)["cases/new.html"] == ["new"]
    assert site.public() == clean_build(site)


def test_a_template_of_the_site_renders_the_pages_that_use_it(site: SmallSite) -> None:
    site.write("templates/brand.html", '{% extends "record.html" %}\n')
    run = site.built()
    assert rendered(run) == {path: ["template"] for path, page in run.pages.items() if page.template == "brand.html"}
    site.remove("templates/brand.html")
    assert rendered(site.built()).keys() == set(), "the old results are still there"


def test_a_case_whose_file_has_another_name_is_another_case(site: SmallSite) -> None:
    """Byte for byte the same file, and in lists at the same place."""
    (site.root / "content/cases/plain.md").rename(site.root / "content/cases/plainer.md")
    site.built()
    assert b"cases/plainer.html" in site.public()["data/cases.csv"]
    assert site.public() == clean_build(site)


def test_the_versions_that_are_part_of_every_key_are_those_installed() -> None:
    assert versions() == [(name, version(name)) for name in RENDERED_WITH]


def test_what_names_a_file_that_cannot_be_read_is_no_further_problem(site: SmallSite) -> None:
    brands = (site.root / BRANDS).read_text(encoding="utf-8")
    for built_before in (True, False):
        (site.root / BRANDS).write_text(brands + "#" * 1_000_000, encoding="utf-8")
        assert codes(site.build().problems) == ["file-too-big"], built_before
        shutil.rmtree(site.root / ".xianfeng")


@pytest.mark.parametrize("name", ["sitemap.xml", "Sitemap.xml", "search/index.js", "feed.xml"])
def test_a_static_file_in_the_place_of_one_that_is_made_is_told_of(site: SmallSite, name: str) -> None:
    site.built()
    site.write(f"static/root/{name}", "<mine/>")
    (problem,) = site.build().problems
    assert f"static/root/{name}" in f"{problem.place} {problem.text('zh')}"
    shutil.rmtree(site.root / ".xianfeng")
    assert site.build().problems == [problem]


@pytest.mark.parametrize("output", ["static/site", "content/cases/public", "templates/x"])
def test_the_output_may_not_lie_among_what_the_site_is_made_from(site: SmallSite, output: str) -> None:
    run = build(replace(site.options(), output=site.root / output))
    assert codes(run.problems) == ["output-among-sources"] and not (site.root / output).exists()


def test_what_is_gone_leaves_no_page_behind(site: SmallSite) -> None:
    site.remove("content/cases/plain.md")
    site.edit(FIGURES, "about: [xianfeng-365], ", "")
    site.built()
    assert "cases/plain.html" not in site.public() and "cases/region/anhui/index.html" not in site.public()
    assert "驿站数" not in site.page("brands/xianfeng-365.html")
    assert site.public() == clean_build(site)


# A site that stands


def cloned(site: SmallSite) -> SmallSite:
    """The site as a pipeline has put it back, every file new."""
    site.edit("content/cases/plain.md", "\n正文。", "\n新正文。")
    site.built()
    copy = site.root.with_name("clone")
    shutil.copytree(site.root, copy, copy_function=shutil.copy)
    return SmallSite.at(copy)


def test_in_a_fresh_clone_a_site_that_stands_is_recognised(site: SmallSite) -> None:
    clone = cloned(site)
    for _ in range(2):
        run = clone.built()
        assert (run.standing, run.read_count, [*run.spent]) == (len(site.produce().pages), 0, ["look"])
        assert run.published is not None and not run.published.written


def test_a_site_that_only_the_store_holds_is_put_in_place_again(site: SmallSite) -> None:
    clone, before = cloned(site), site.public()
    shutil.rmtree(clone.root / "public")
    run = clone.built()
    assert (run.standing is not None, clone.public()) == (True, before)
    assert [*clone.built().spent] == ["look"]


def test_a_preview_has_a_site_that_stands_in_its_memory_before_the_first_edit(site: SmallSite) -> None:
    clone, warm = cloned(site), Warm()
    run = build(clone.options(), warm=warm)
    assert (run.standing, run.read_count, run.rendered) == (None, 0, {})
    assert warm.theme is not None and warm.pages is not None and warm.pages.pages.keys() == run.pages.keys()


def test_a_preview_reads_theme_and_static_files_again_only_when_one_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, static = "templates/withdrawn.html", "static/a.txt"
    site = SmallSite(tmp_path, {template: (REPOSITORY / template).read_text(encoding="utf-8"), static: "一\n"})
    warm, read, whole = Warm(), set[str](), sources.read_known

    def noted(root: Path, file: str, report: Report) -> tuple[bytes | None, Facts | None]:
        read.add(file.split("/")[0])
        return whole(root, file, report)

    monkeypatch.setattr(sources, "read_known", noted)
    every, told = {"content", "static", "templates"}, [*site.build().problems]
    for file, folders in ((CASE, every), (CASE, {"content"}), (static, {"static"}), (template, {"templates"})):
        site.write(file, (site.root / file).read_text(encoding="utf-8") + "又一行\n")
        time.sleep(0.05)  # until the clock of the disk has gone on: what is younger is not known by its facts
        read.clear()
        told += build(site.options(), warm=warm).problems
        assert (read - {"site.yaml"}, said(told)) == (folders, [])
    assert site.public() == clean_build(site)


def test_a_layout_over_that_of_the_theme_follows_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = tmp_path / "theme"
    for name in ("templates", "static"):
        shutil.copytree(REPOSITORY / name, theme / name)
    for user in ("builder.supplies.theme_home", "builder.standing.theme_home"):
        monkeypatch.setattr(user, lambda: theme)
    blocks = {name: f"{{% block {name} %}}{{{{ super() }}}}<i>{name}</i>{{% endblock %}}" for name in OWN_BLOCKS}
    own, theirs, sheet = "templates/layout.html", theme / "templates/layout.html", "static/css/own.css"
    site = SmallSite(tmp_path / "site", {own: '{% extends "theme/layout.html" %}\n' + "\n".join(blocks.values())})
    warm, text = Warm(), theirs.read_text(encoding="utf-8")
    build(site.options(), warm=warm)
    page = site.page("brands/index.html")
    assert [page.count(f"<i>{name}</i>") for name in OWN_BLOCKS] == [1, 2, 1, 2, 1]
    assert "css/own." not in page
    edits: list[tuple[Callable[[], object], str]] = [
        (lambda: theirs.write_text(text.replace("<footer", "<hr><footer"), encoding="utf-8"), "<hr><footer"),
        (lambda: site.edit(own, "<i>logo</i>", "<b>logo</b>"), "<b>logo</b>"),
        (lambda: site.write(sheet, "a { color: red }\n"), "assets/css/own."),
    ]
    for edit, shown in edits:
        time.sleep(0.05)
        edit()
        assert said(build(site.options(), warm=warm).problems) == []
        assert shown in site.page("brands/index.html") and site.public() == clean_build(site)
    head = site.page("brands/index.html").partition("</head>")[0]
    assert head.index("<i>head</i>") < head.index("css/data.") < head.index("css/own."), "it has the last word"


def test_what_no_template_names_is_not_made_and_is_as_soon_as_one_does(site: SmallSite) -> None:
    layout = (REPOSITORY / "templates/layout.html").read_text(encoding="utf-8")
    plain = re.sub(r"{% if page\.jsonld %}.*?{% endif %}\n", "", layout, count=1, flags=re.DOTALL)
    page, made = f"cases/{Path(CASE).stem}.html", []
    for text in (plain, layout):
        site.write("templates/layout.html", text)
        run = site.built()
        made.append((bool(run.makings.again(page).context["page"]["jsonld"]), b"ld+json" in site.public()[page]))
        assert site.public() == clean_build(site)
    assert made == [(False, False), (True, True)]


def test_cards_have_covers_as_soon_as_the_template_of_any_page_names_them(site: SmallSite) -> None:
    names, made = ("layout.html", "record.html", "parts/card.html"), []
    texts = {name: (REPOSITORY / "templates" / name).read_text(encoding="utf-8") for name in names}
    without = re.compile(r"\b(?:item|record|items\[0\])\.cover\b")
    for shown in (False, True):
        for name, text in texts.items():
            bare = without.sub("none", text).replace('"parts/cover.html" import cover', '"parts/icon.html" import icon')
            site.write(f"templates/{name}", text if shown else bare.replace("cover", "picture"))
        run = site.built()
        card = run.makings.again("cases/index.html").context["groups"][0]["cards"][0]
        made.append((card["cover"] is not None, b'class="cover on-' in site.public()["cases/index.html"]))
        assert site.public() == clean_build(site)
    assert made == [(False, False), (True, True)]


def test_a_page_that_shows_all_it_is_given_depends_on_what_others_name(site: SmallSite) -> None:
    """Its own template names no covers: whether cards have them hangs on the templates of other pages."""
    for name in ("layout.html", "record.html", "parts/card.html"):
        text = (REPOSITORY / "templates" / name).read_text(encoding="utf-8")
        bare = re.sub(r"\b(?:item|record|items\[0\])\.cover\b", "none", text)
        bare = bare.replace('"parts/cover.html" import cover', '"parts/icon.html" import icon')
        site.write(f"templates/{name}", bare.replace("cover", "picture"))
    site.write("templates/region.html", "{{ record.related | tojson }}")
    site.built()
    assert b'"cover": null' in site.public()["regions/suzhou.html"]
    site.remove("templates/parts/card.html")
    site.built()
    assert site.public() == clean_build(site)


@pytest.mark.parametrize("file", [CASE, "site.yaml", "public/cases/plain.html"])
def test_one_letter_that_is_another_is_seen_in_a_fresh_clone(site: SmallSite, file: str) -> None:
    clone = cloned(site)
    path = clone.root / file
    word = "小站" if file == "site.yaml" else "案例"
    path.write_bytes(path.read_bytes().replace(word.encode(), "事例".encode(), 1))
    assert clone.built().standing is None
    assert clone.public() == clean_build(clone)


@pytest.mark.parametrize("path", ["public/stray", "public/cases/inner/most"])
def test_an_empty_folder_in_the_output_is_a_stray(site: SmallSite, path: str) -> None:
    site.built()
    (site.root / path).mkdir(parents=True)
    site.built()
    assert not (site.root / path).exists()


@LINKS
def test_a_link_in_the_output_is_a_stray(site: SmallSite) -> None:
    site.built()
    (site.root / "public/link").symlink_to("nowhere")
    (site.root / "public/cases").rename(site.root / "cases")
    (site.root / "public/cases").symlink_to(site.root / "cases")
    site.built()
    assert not (site.root / "public/link").is_symlink() and not (site.root / "public/cases").is_symlink()
    assert site.public() == clean_build(site)


@LINKS
def test_an_output_that_has_become_a_link_is_refused_though_its_site_stands(site: SmallSite) -> None:
    site.built()
    (site.root / "public").rename(site.root / "elsewhere")
    (site.root / "public").symlink_to("elsewhere")
    assert codes(site.build().problems) == ["output-is-a-link"]


@LINKS
@pytest.mark.parametrize("top", ["content", "templates", "static"])
def test_a_folder_that_has_become_a_link_is_told_of_though_the_site_stands(site: SmallSite, top: str) -> None:
    (site.root / top).mkdir(exist_ok=True)
    for _ in range(2):
        site.built()
    (site.root / top).rename(site.root.with_name(top))
    (site.root / top).symlink_to(site.root.with_name(top))
    assert "file-link-outside" in codes(site.build().problems)


def test_an_empty_folder_with_a_bad_name_is_told_of_though_the_site_stands(site: SmallSite) -> None:
    assert site.built().published is not None
    (site.root / "content/cases/aux").mkdir()
    assert "file-name-reserved" in codes(site.build().problems)


def test_without_its_font_a_site_does_not_stand(tmp_path: Path) -> None:
    """The font is a package; where it is hidden, a folder of its name stands before it."""
    site = SmallSite(tmp_path / "site")
    hidden = tmp_path / "hidden" / fonts.MODULE
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").touch()
    run = [sys.executable, "-m", "builder", "build", "--root", str(site.root), "--date", "2025-06-01"]
    for path, pictures in ((REPOSITORY, True), (f"{hidden.parent}{os.pathsep}{REPOSITORY}", False)):
        for _ in range(2):
            subprocess.run(run, env={**os.environ, "PYTHONPATH": str(path)}, cwd=tmp_path, check=True)
        assert any(name.startswith("share/") for name in site.public()) == pictures


# The store


def test_pages_are_the_same_where_those_who_render_do_not_have_the_catalogue(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a cluster, and where processes are spawned."""
    expected = site.produce(store=tmp_path / "one").outputs
    monkeypatch.setattr(Processes, "inherits", lambda *_: False)
    run = site.produce(store=tmp_path / "two")
    assert run.rendered.keys() == run.pages.keys()
    assert dict(run.outputs) == dict(expected)


def damage(store: Path) -> None:
    for number, entry in enumerate(sorted(p for p in store.rglob("*") if p.is_file())):
        data = entry.read_bytes()
        if entry.parent.name == "packs":
            entry.write_bytes(bytes(byte ^ (n % 16 == 0) for n, byte in enumerate(data)))
            continue
        entry.write_bytes([b"", data[:-1], data[: len(data) // 2], data + b"\n", b"x" * len(data)][number % 5])


def swap(store: Path) -> None:
    """Every file takes the place of the next: whole, but not what its name says."""
    entries = sorted(p for p in store.rglob("*") if p.is_file())
    contents = [entry.read_bytes() for entry in entries]
    for entry, data in zip(entries, [*contents[1:], contents[0]], strict=True):
        entry.write_bytes(data)


def replace_by_folders(store: Path) -> None:
    for entry in sorted(p for p in store.rglob("*") if p.is_file()):
        entry.unlink()
        entry.mkdir()


@pytest.mark.parametrize("harm", [damage, swap, replace_by_folders, shutil.rmtree], ids=lambda f: f.__name__)
def test_a_build_over_any_store_gives_what_a_clean_build_gives(site: SmallSite, harm: Callable[[Path], None]) -> None:
    before = site.public()
    harm(site.root / ".xianfeng/store")
    run = site.built()
    assert run.rendered.keys() == run.pages.keys() or harm is swap, "a pack tells itself what it holds"
    assert site.public() == before
    assert rendered(site.built()) == {}, "the store is whole again"


def test_an_older_site_that_was_put_back_into_the_output_is_brought_up_to_date(site: SmallSite) -> None:
    """As by ``git checkout``, where the built site is in the repository too."""
    older, text = site.root / "older", (site.root / CASE).read_text(encoding="utf-8")
    site.built()
    shutil.copytree(site.root / "public", older)
    site.edit(CASE, "第一个案例", "改错了")
    site.built()
    site.write(CASE, text)
    shutil.rmtree(site.root / "public")
    older.rename(site.root / "public")
    assert site.built().published is not None
    site.edit(CASE, "设有", "共设")
    site.built()
    assert site.public() == site.produce().outputs


def test_what_one_output_no_longer_shows_goes_from_another_too(site: SmallSite) -> None:
    one, other = (replace(site.options(), output=site.root / name) for name in ("one", "other"))
    build(one)
    site.write("content/cases/secret.md", case("不该公开", "2021-03-04"))
    build(other)
    site.remove("content/cases/secret.md")
    assert build(one).published is not None
    site.edit(CASE, "设有", "共设")
    build(other)
    assert site.public("other") == site.produce().outputs


def test_two_sites_take_turns_over_one_store(site: SmallSite, tmp_path: Path) -> None:
    other = SmallSite(tmp_path / "other", {"static/files/a.pdf": "a"})
    for name in ("甲", "乙", "丙"):
        other.edit("site.yaml", "name: ", f"name: {name}")
        for each in (other, site):
            assert each.build(store=tmp_path / "store").published is not None
            assert each.public() == each.produce().outputs


def test_the_store_of_another_site_is_of_no_harm(site: SmallSite, tmp_path: Path) -> None:
    other = SmallSite(tmp_path / "other", {CASE: case("别的案例", "2020-09-28"), "content/cases/suzhou/later.md": None})
    expected = other.produce().outputs
    run = other.build(store=site.root / ".xianfeng/store")
    assert said(run.problems) == []
    assert other.public() == expected


# Problems


def test_a_problem_leaves_the_site_that_was_there_and_tells_all(site: SmallSite) -> None:
    before = site.public()
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
    site.edit(FIGURES, "value: 46", "value: 45")
    run = site.build()
    assert (run.published, sorted(codes(run.problems))) == (None, ["date-invalid", "figure-self"])
    assert site.public() == before
    site.edit(CASE, "日期: 2020.9.28", "日期: 2020-09-28")
    site.edit(FIGURES, "value: 45", "value: 46")
    assert rendered(site.built()) == {}


def test_without_site_yaml_no_step_follows_the_first(site: SmallSite) -> None:
    warm = Warm()
    count = build(site.options(), warm=warm).page_count
    site.remove("site.yaml")
    for run in (site.build(), site.produce(), build(site.options(), warm=warm)):
        assert ([*run.spent], codes(run.problems)) == (["look", "read"], ["site-missing"])
        assert (run.pages, run.page_count, run.rendered, run.read_count, run.published) == ({}, 0, {}, 0, None)
    site.write("site.yaml", FILES["site.yaml"])
    assert build(site.options(), warm=warm).page_count == count


def test_a_template_that_fails_is_told_once_and_publishes_nothing(site: SmallSite) -> None:
    before = site.public()
    site.write("templates/brand.html", '{% extends "record.html" %}\n{% block after %}{{ nothing }}{% endblock %}\n')
    run = site.build()
    assert [(str(p.place), p.message.code) for p in run.problems] == [("templates/brand.html:2", "template-fails")]
    assert run.published is None and site.public() == before


@pytest.mark.parametrize("line", ['{% include "parts/me.html" %}', "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}"])
def test_a_template_that_goes_on_into_itself_is_told_in_words(site: SmallSite, line: str) -> None:
    site.write("templates/parts/me.html", f"\n{line}\n")
    site.write("templates/brand.html", '{% include "parts/me.html" %}\n')
    run = site.build()
    assert [(str(p.place), p.message.code) for p in run.problems] == [("templates/parts/me.html:2", "template-endless")]
    assert "recursion" not in run.problems[0].text("zh")


def test_a_warning_does_not_stop_a_build(site: SmallSite) -> None:
    site.edit(CASE, "来源: [daily]\n", "")
    run = site.built()
    assert codes(run.problems) == ["case-source"]


# Editorial life


def test_a_withdrawn_case_is_gone_at_once_and_its_page_says_so(site: SmallSite) -> None:
    down = "status: withdrawn\nwithdrawal: {date: 2025-06-01, why: 失实}"
    site.edit("content/cases/plain.md", "date: 2022", f"date: 2022\n{down}")
    site.built()
    found = {path for path, data in site.public().items() if "另一个案例".encode() in data or "失实".encode() in data}
    assert found == set()
    assert "内容已下线" in site.page("cases/plain.html") and "noindex" in site.page("cases/plain.html")


def test_drafts_and_coming_cases_are_in_the_preview_alone(site: SmallSite) -> None:
    site.write("content/cases/draft.md", case("草稿案例", "2020", "状态: 草稿"))
    site.write("content/cases/soon.md", case("预告案例", "2025-07-01"))
    run = site.built()
    assert not any("草稿案例".encode() in data or "预告案例".encode() in data for data in site.public().values())
    preview = site.build(drafts=True)
    assert preview.published is not None and {"cases/draft.html", "cases/soon.html"} <= preview.outputs.keys()
    assert "草稿：只在预览中可见" in preview.outputs["cases/draft.html"].decode()
    assert rendered(site.built()) == {}, "a preview does not disturb the build"
    due = site.built(today=date(2025, 7, 1))
    assert "cases/soon.html" in site.public() and "cases/draft.html" not in site.public()
    assert len(due.rendered) < len(run.pages) / 2


# The same bytes


SCRIPT = """
import sys, datetime, pathlib
sys.path.insert(0, sys.argv[1])
from builder.build import Options, build
root, workers = pathlib.Path(sys.argv[2]), int(sys.argv[3])
if __name__ == "__main__":
    run = build(Options(root, root / "public", root / "store", datetime.date(2025, 6, 1), workers))
    assert run.published is not None
"""


def test_bytes_do_not_depend_on_hash_seed_locale_zone_folder_or_workers(site: SmallSite, tmp_path: Path) -> None:
    for n in range(45):  # enough pages that two processes have something to share
        site.write(
            f"content/cases/more/n{n}.md", case(f"案例{n}", f"2024-01-{n % 28 + 1:02}", "themes: [team, talent]")
        )
    expected = clean_build(site)
    assert len(expected) > 100
    script, other = tmp_path / "run.py", SmallSite.at(tmp_path / "elsewhere")
    script.write_text(SCRIPT, encoding="utf-8")
    shutil.copytree(site.root, other.root, ignore=shutil.ignore_patterns(".xianfeng", "public", "empty-store"))
    environment = os.environ | {"PYTHONHASHSEED": "42", "TZ": "America/New_York", "LC_ALL": "C"}
    subprocess.run([sys.executable, script, REPOSITORY, other.root, "2"], env=environment, check=True)
    assert other.public() == expected
