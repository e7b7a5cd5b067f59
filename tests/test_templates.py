"""Templates and words: the default theme, the site's own over it, and what keeps rendering a pure function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from builder.build import theme_home
from builder.problems import Problem
from builder.templates import Theme, environment, read_theme
from tests.smallsite import codes


def put(home: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = home / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return home


def read(theme: Path, root: Path, language: str = "zh-CN") -> tuple[Theme, list[Problem]]:
    problems: list[Problem] = []
    return read_theme(theme, root, language, problems.append), problems


def one(tmp_path: Path, text: str) -> tuple[Theme, list[Problem]]:
    return read(put(tmp_path / "theme", {"a.html": text, "b.html": "b"}), tmp_path / "site")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% include "b.html" %}', []),
        ('x\n\n{% include "no.html" %}', ["template-missing"]),
        ("{% set n = 'b.html' %}\n\n{% include n %}", ["template-dynamic"]),
        ("\n\n{%- extends layout %}", ["template-dynamic"]),
        ("x\n\n{% if a %}{% endfor %}", ["template-syntax"]),
        ("x\n\n{{ a", ["template-syntax"]),
        ("x\n\n{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}", ["template-too-deep"]),
        ("x\n\n{{ 1" + " + 1" * 5_000 + " }}", ["template-too-deep"]),
    ],
)
def test_a_template_is_judged_before_it_is_used(tmp_path: Path, text: str, found: list[str]) -> None:
    problems = one(tmp_path, text)[1]
    assert codes(problems) == found
    for problem in problems:
        assert (problem.place.file, problem.place.line) == ("templates/a.html", 3)


@pytest.mark.parametrize(
    ("named", "hint"),
    [("bb.html", "是不是：b.html？"), ("logo.css", ".html、.xml、.svg、.txt、.webmanifest "), ("logo.svg", ""), ("b.svg", None)],
)
def test_a_template_that_is_not_there_is_told_with_what_may_be_meant(
    tmp_path: Path, named: str, hint: str | None
) -> None:
    theme = put(tmp_path, {"a.html": f'{{% include "{named}" %}}', "b.html": "b", "b.svg": "<svg></svg>"})
    problems = read(theme, tmp_path / "site")[1]
    assert [p.message.code for p in problems] == ([] if hint is None else ["template-missing"])
    assert all((hint or "") in p.text("zh") for p in problems)


def test_the_digest_of_a_template_covers_all_that_it_can_reach_and_nothing_else(tmp_path: Path) -> None:
    files = {
        "layout.html": "{% block main %}{% endblock %}",
        "a.html": '{% extends "layout.html" %}{% from "parts/m.html" import m %}',
        "parts/m.html": '{% macro m() %}{% include "parts/deep.html" %}{% endmacro %}',
        "parts/deep.html": "deep",
        "other.html": "other",
    }
    theme = put(tmp_path / "theme", files)
    before = read(theme, tmp_path)[0].digests
    put(theme, {"parts/deep.html": "deeper"})
    after = read(theme, tmp_path)[0].digests
    assert {name for name in files if before[name] != after[name]} == {"a.html", "parts/m.html", "parts/deep.html"}


def test_templates_that_include_each_other_are_still_told_apart(tmp_path: Path) -> None:
    theme = put(tmp_path, {"a.html": '{% if x %}{% include "b.html" %}{% endif %}', "b.html": '{% include "a.html" %}'})
    found = read(theme, theme)[0].digests
    assert found["a.html"] != found["b.html"]


def test_an_empty_template_is_told_and_may_say_that_it_is_meant_to_be(tmp_path: Path) -> None:
    theme = put(tmp_path / "theme", dict.fromkeys(("a.html", "b.html", "c.html", "d.html"), "x"))
    own = {"a.html": "", "b.html": " \n\t\n", "c.html": "{# 有意留空 #}\n", "d.html": "{# left empty #}"}
    _, problems = read(theme, put(tmp_path / "site", own))
    told = [(str(p.place), p.message.code) for p in problems]
    assert told == [(f"templates/{name}:1:1", "template-empty") for name in ("a.html", "b.html")]
    assert f" {own['c.html'].strip()}。" in problems[0].text("zh") and f" {own['d.html']} " in problems[0].text("en")


def test_a_site_replaces_single_templates_and_single_words(tmp_path: Path) -> None:
    theme = put(tmp_path / "theme", {
        "a.html": "theme", "b.html": "theme", "words/zh-CN.yaml": "nav: {home: 首页, more: 更多}\nskip: 跳过\n",
        "words/en.yaml": "nav: {home: Home}\n",
    })  # fmt: skip
    own = {"b.html": "{% include 'c.html' %}", "c.html": "site"}
    site = put(tmp_path / "site", {**own, "words/zh-CN.yaml": "nav: {home: 主页}\n"})
    found, problems = read(theme, site)
    assert problems == []
    assert found.sources == {"a.html": "theme", **own}
    assert found.words == {"nav": {"home": "主页", "more": "更多"}, "skip": "跳过"}
    assert found.words_digest != read(theme, tmp_path / "none")[0].words_digest


def test_a_template_of_a_site_extends_what_it_stands_in_for(tmp_path: Path) -> None:
    """Below it all is the site's again: what the theme's layout includes may be the site's own."""
    theme = put(tmp_path / "theme", {
        "layout.html": '<{% block a %}theme{% endblock %}{% include "part.html" %}>', "part.html": "theirs",
        "page.html": '{% extends "layout.html" %}{% block a %}page {{ super() }}{% endblock %}',
    })  # fmt: skip
    layout = '{% extends "theme/layout.html" %}{% block a %}{{ super() }}, mine{% endblock %}'
    site = put(tmp_path / "site", {"layout.html": layout, "part.html": "; own"})
    found, problems = read(theme, site)
    assert problems == [] and found.sources.keys() == {"layout.html", "page.html", "part.html", "theme/layout.html"}
    assert environment(found).get_template("page.html").render() == "<page theme, mine; own>"
    for home, name in ((theme, "layout.html"), (site, "layout.html")):
        put(home, {name: (home / "templates" / name).read_text(encoding="utf-8").replace("%}", " %}", 1)})
        after = read(theme, site)[0].digests
        assert after["page.html"] != found.digests["page.html"]
        found = read(theme, site)[0]


@pytest.mark.parametrize(
    ("files", "told", "sentence"),
    [
        ({"a.html": '\n{% extends "a.html" %}{% block x %}{% endblock %}'}, "templates/a.html:2:12 template-itself",
         '{% extends "theme/a.html" %}'),
        ({"a.html": '{% extends "theme/b.html" %}'}, "templates/a.html:1:12 template-missing", "theme/b.html"),
        ({"a.html": '{% extends "theme/a.html" %}{% block y %}{% endblock %}'},
         "templates/a.html:1:29 template-block-lost", "那里有的是：x"),
        ({"a.html": '{% extends "theme/a.html" %}', "theme/a.html": "{{ mine }}"}, "", ""),
    ],
)  # fmt: skip
def test_the_second_name_of_a_template_is_no_other(
    tmp_path: Path, files: Mapping[str, str], told: str, sentence: str
) -> None:
    theme = put(tmp_path / "theme", {"a.html": "{% block x %}{% endblock %}"})
    found, problems = read(theme, put(tmp_path / "site", files))
    assert [f"{p.place} {p.message.code}" for p in problems] == ([told] if told else [])
    assert all(sentence in p.text("zh") for p in problems)
    assert "theme/a.html" not in files or found.sources["theme/a.html"] == "{{ mine }}"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cases.html", "是不是：case.html？"),
        ("case.htm", "是不是：case.html？"),
        ("case.j2", "是不是：case.html？"),
        ("案例.html", "是不是：case.html？"),
        ("people.html", "是不是：person.html？"),
        ("Case.HTML", "是不是：case.html？"),
        ("words/zh-CN.yml", "是不是：words/zh-CN.yaml？"),
        ("words/zh.yaml", "是不是：words/zh-CN.yaml？"),
        ("parts/crad.html", "是不是：parts/card.html？"),
        ("sitemaps.html", "是不是：sitemap.html、sitemap.xml？"),
        ("qqqq.css", ""),
    ],
)
def test_a_file_that_no_page_uses_is_told_with_what_was_meant(tmp_path: Path, name: str, hint: str) -> None:
    _, problems = read(theme_home(), put(tmp_path, {name: "x: y\n"}))
    assert [(str(p.place), p.message.code) for p in problems] == [(f"templates/{name}", "template-unused")]
    assert problems[0].severity == "warning" and problems[0].text("zh").endswith(f"。{hint}")


def test_what_pages_use_is_not_told(tmp_path: Path) -> None:
    own = {
        "case.html": '{% extends "record.html" %}{% block byline %}{% include "parts/mine.html" %}{% endblock %}',
        "parts/mine.html": '{% from "parts/deep.xml" import m %}',
        "parts/deep.xml": "{% macro m() %}{% endmacro %}",
        "words/en.yaml": "skip: Skip\n",
        "words/zh-CN.yaml": "skip: 跳过\n",
        "README.md": "x",
        "LICENSE": "x",
        ".editorconfig": "x",
        "case.html.bak": "x",
    }
    assert read(theme_home(), put(tmp_path, own))[1] == []
    assert codes(read(theme_home(), put(tmp_path, {"belt.html.txt": "x"}))[1]) == ["file-name-suffix"]


def test_nothing_is_called_unused_while_a_template_cannot_be_read(tmp_path: Path) -> None:
    own = {"case.html": '{% include "parts/mine.html" %}{% if %}', "parts/mine.html": "x"}
    assert codes(read(theme_home(), put(tmp_path, own))[1]) == ["template-syntax"]


def test_a_block_that_nothing_above_has_is_told_with_what_was_meant(tmp_path: Path) -> None:
    text = '{% extends "record.html" %}\n{% block main %}{% block inner %}{% endblock %}{{ self.mine() }}{% endblock %}'
    text += "{% block mine %}{% endblock %}\n  {%- block bylines scoped %}x{% endblock %}"
    layout = "{% block main %}{% endblock %}"  # of the site: what templates of the theme fill in vain is its own choice
    _, problems = read(theme_home(), put(tmp_path, {"case.html": text}))
    assert [(str(p.place), p.message.code) for p in problems] == [("templates/case.html:3:3", "template-block-lost")]
    assert problems[0].severity == "warning" and "after、aside、before、byline" in problems[0].text("zh")
    assert problems[0].text("zh").endswith("是不是：byline？") and "after, aside, before, byline" in problems[0].text("en")
    assert read(theme_home(), put(tmp_path / "other", {"layout.html": layout}))[1] == []


def test_words_that_are_no_words_are_told(tmp_path: Path) -> None:
    _, problems = read(tmp_path, put(tmp_path / "site", {"words/zh-CN.yaml": "nav: {home: [首页]}\n"}))
    assert [(str(p.place), p.message.code) for p in problems] == [("templates/words/zh-CN.yaml:1:13", "words-invalid")]


@pytest.mark.parametrize(
    ("own", "code", "said"),
    [
        ("nav: 一\n", "words-shape", "下面分成几项：home、more"),
        ("skip: {a: b}\n", "words-shape", "是一句话"),
        ("rest: 还有{m}个\n", "words-fields", "{n}"),
        ('rest: "还有{n"\n', "words-fields", "{n}"),
        ("two: 第{x}页\n", "words-fields", "{m}、{n}"),
    ],
)
def test_words_of_a_site_have_the_shape_of_the_theme(tmp_path: Path, own: str, code: str, said: str) -> None:
    words = "nav: {home: 首页, more: 更多}\nskip: 跳过\nrest: 余{n}\ntwo: '{n}{m}'\n"
    theme = put(tmp_path / "theme", {"words/zh-CN.yaml": words})
    problems: list[Problem] = []
    site = put(tmp_path / "site", {"words/zh-CN.yaml": own + "mine: {a: b}\n"})
    found = read_theme(theme, site, "zh-CN", problems.append)
    assert [(p.place.file, p.place.line, p.message.code) for p in problems] == [("templates/words/zh-CN.yaml", 1, code)]
    assert said in problems[0].text("zh")
    assert code == "words-shape" or said.replace("、", ", ") in problems[0].text("en")
    plain = {"skip": "跳过", "rest": "余{n}", "two": "{n}{m}"}
    assert found.words == {"nav": {"home": "首页", "more": "更多"}, **plain, "mine": {"a": "b"}}


@pytest.mark.parametrize("text", ["{{ lipsum() }}", "{{ [1, 2] | random }}", "{{ a }}", "{{ b.c }}", "{{ joiner() }}"])
def test_templates_draw_no_lots_and_miss_nothing_in_silence(tmp_path: Path, text: str) -> None:
    env = environment(Theme({"a.html": text}, {}, {}, {}, ""))
    with pytest.raises(jinja2.TemplateError):
        env.get_template("a.html").render({"b": {}})


def test_what_templates_fill_in_is_escaped() -> None:
    env = environment(Theme({"a.xml": "{{ a }}", "a.txt": "{{ a }}"}, {}, {}, {}, ""))
    for name in ("a.xml", "a.txt"):
        assert env.get_template(name).render(a="<&'\"") == "&lt;&amp;&#39;&#34;"


# The default theme


def leaves(words: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, str):
            yield above + key, value
        else:
            yield from leaves(value, f"{above}{key}.")


def test_the_words_of_the_theme_have_the_same_keys_in_both_languages(tmp_path: Path) -> None:
    chinese, english = (dict(leaves(read(theme_home(), tmp_path, name)[0].words)) for name in ("zh-CN", "en"))
    assert chinese.keys() == english.keys()
    assert len(chinese) > 50
    for key, text in chinese.items():
        assert sorted(_slots(text)) == sorted(_slots(english[key])), key
        assert not re.search("[\u3000-\u9fff\uff00-\uffef]", english[key]), f"{key} is not English yet"


def _slots(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def test_the_default_theme_has_no_problem_and_compiles(tmp_path: Path) -> None:
    theme, problems = read(theme_home(), tmp_path)
    assert problems == []
    env = environment(theme)
    for name in theme.sources:
        env.get_template(name)


@given(st.one_of(st.text(), st.text("&<>'\"a党"), st.text("<a").map(Markup), st.integers(), st.none()))
def test_what_is_shown_is_escaped_as_jinja_escapes_it(value: object) -> None:
    theme = Theme({"a.html": "{{ x }}{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}"}, {}, {}, {}, "")
    found = environment(theme).get_template("a.html").render(x=value)
    assert found == str(escape(value)) * 2


def test_a_key_of_a_mapping_is_found_and_what_mappings_have_goes_before_it() -> None:
    theme = Theme({"a.html": "{{ x.title }}{% for k, v in x.items() %}[{{ k }}]{% endfor %}"}, {}, {}, {}, "")
    found = environment(theme).get_template("a.html").render(x={"title": "甲", "items": "乙"})
    assert found == "甲[title][items]"
