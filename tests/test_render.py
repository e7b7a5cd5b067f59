"""Rendering: a pure function of template and context, in one process or in several."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builder import digests
from builder.maker import Maker
from builder.pages import Draft, Page, View
from builder.problems import Place
from builder.render import NO_TEMPLATE, key_parts, renderer
from builder.spread import BATCH, Processes
from builder.templates import Theme
from builder.work import Work
from tests.smallsite import SmallSite


def theme(sources: Mapping[str, str], words: Mapping[str, Any] | None = None) -> Theme:
    places = {name: f"templates/{name}" for name in sources}
    codes = {name: digests.of_bytes(text.encode()) for name, text in sources.items()}
    return Theme(sources, places, words or {}, codes, digests.of_data(words or {}))


LAYOUT = "<h1>{% block main %}{% endblock %}</h1>\n{% macro m(x) %}\n{{ x.name }}\n{% endmacro %}\n"


def test_a_page_is_utf8_with_plain_newlines() -> None:
    made = theme({"a.html": "{{ w.hello }}\n{{ 名 }}\n"}, {"hello": "你好"})
    found = renderer(made)(Page("a", "a.html", {"名": "甲"}))
    assert (found.data, found.problem) == ("你好\n甲".encode(), None)


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [
        ("1\n2\n{{ nothing }}", "templates/a.html", 3),
        ("{{ a.nothing }}", "templates/a.html", 1),
        ('{% extends "layout.html" %}\n{% block main %}\n\n{{ nothing }}{% endblock %}', "templates/a.html", 4),
        ('{% from "layout.html" import m %}\n{{ m({}) }}', "templates/layout.html", 3),
        ('1\n{% include "broken.html" %}', "templates/broken.html", 2),
        ("1\n{{ a | nosuchfilter }}", "templates/a.html", 2),
        ("1\n{{ 1 / 0 }}", "templates/a.html", 2),
        ("1\n{{ a.x() }}", "templates/a.html", 2),
        (r'{{ "\ud83d\ude00" }}', "templates/a.html", 0),
    ],
)
def test_a_template_that_fails_is_told_with_its_file_and_line(text: str, file: str, line: int) -> None:
    made = theme({"a.html": text, "layout.html": LAYOUT, "broken.html": "1\n{% if %}"})
    good, bad = map(renderer(made), [Page("good", "layout.html", {}), Page("bad", "a.html", {"a": {}})])
    assert good.data is not None and good.problem is None, "the other pages are still rendered"
    assert bad.data is None and bad.problem is not None
    assert (bad.problem.place.file, bad.problem.place.line) == (file, line)
    assert "bad" in bad.problem.text("zh")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("{{ record.titel }}", "“titel”。有的是：title、date。是不是：title？", "There are: title, date. Did you mean title?"),
        ("{{ record['titel'] | upper }}", "是不是：title？", "Did you mean title?"),
        ("{{ record.title.nope }}", "has no attribute 'nope'", "has no attribute 'nope'"),
        ("{{ w.case.auther }}", "有的是：author。是不是：author？", "There are: author."),
        ("{{ empty.x }}", "“x”。有的是：—。", "There are: —."),
        (
            '{{ site.assets["css/mine.css"] }}',
            "static/ 下没有“css/mine.css”这个文件。是不是：css/site.css？",
            "no file static/css/mine.css. Did you mean css/site.css?",
        ),
    ],
)
def test_what_a_mapping_has_not_is_told_with_what_it_has(text: str, zh: str, en: str) -> None:
    made = theme({"a.html": text}, {"case": {"author": "作者"}})
    context = {"record": {"title": "甲", "date": ""}, "empty": {}, "site": {"assets": {"css/site.css": "x"}}}
    problem = renderer(made)(Page("a", "a.html", context)).problem
    assert problem is not None and problem.message.code == "template-fails"
    assert zh in problem.text("zh") and en in problem.text("en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{% import "m.html" as m %}\n{{ m.words() }}', "看不到“w”"),
        ('{% from "m.html" import page_of %}\n{{ page_of() }}', "看不到“page”"),
        ('{% import "m.html" as m with context %}\n{{ m.words() }}{{ m.page_of() }}', ""),
        ('{% from "m.html" import other %}\n{{ other() }}', "UndefinedError: 'nothing' is undefined"),
        ('{% from "m.html" import given %}\n{{ given() }}', "parameter 'page' was not provided"),
    ],
)
def test_what_a_macro_does_not_see_without_its_context_is_told_so(text: str, said: str) -> None:
    macros = {"words": ("", "w.a"), "page_of": ("", "page.b"), "other": ("", "nothing"), "given": ("page", "page")}
    macro = "{{% macro {}({}) %}}{{{{ {} }}}}{{% endmacro %}}\n"
    lines = "".join(macro.format(name, *more) for name, more in macros.items())
    made = theme({"a.html": text, "m.html": lines}, {"a": "甲"})
    found = renderer(made)(Page("a", "a.html", {"page": {"b": "乙"}}))
    assert (found.problem is None) == (not said)
    if found.problem is not None:
        assert found.problem.place.file == "templates/m.html" and said in found.problem.text("zh")
        assert ("with context" in found.problem.text("en")) == ("看不到" in said)


def test_a_template_may_ask_whether_a_mapping_has_a_name() -> None:
    made = theme({"a.html": "{{ a.x is defined }} {{ a.x | default(1) }}{% if not a.x is defined %} no{% endif %}"})
    assert renderer(made)(Page("a", "a.html", {"a": {}})).data == b"False 1 no"


def test_a_machine_without_memory_is_not_laid_on_the_template() -> None:
    def exhausted() -> str:
        raise MemoryError

    with pytest.raises(MemoryError):
        renderer(theme({"a.html": "{{ f() }}"}))(Page("a", "a.html", {"f": exhausted}))


def test_a_template_that_is_not_there_is_told() -> None:
    found = renderer(theme({}))(Page("a.html", "topic.html", {}))
    assert found.problem is not None
    assert (found.problem.message.code, found.problem.place.file) == ("page-template-missing", "templates/topic.html")


def test_two_processes_give_what_one_gives() -> None:
    made = theme({"a.html": "{{ w.n }} {{ n }}{% if n == 70 %}{{ nothing }}{% endif %}"}, {"n": "第"})
    pages = [Page(f"{n}.html", "a.html", {"n": n}) for n in range(2 * BATCH + 5)]
    alone, together = (list(Processes(workers)(Work(renderer, made, pages))) for workers in (1, 2))
    assert [page.path for page in alone] == [page.path for page in pages]
    assert alone == together
    assert [r.path for r in alone if r.problem] == ["70.html"]


def test_the_key_of_a_page_names_all_that_its_bytes_depend_on() -> None:
    made = theme({"a.html": "a", "b.html": "b"}, {"x": "y"})
    page = Page("a.html", "a.html", {"n": [1], "m": None})
    parts = key_parts(page, made, "code")
    assert parts.keys() == {"code", "words", "template", "context.n", "context.m"}
    for other, changed in (
        (key_parts(page, made, "newer"), {"code"}),
        (key_parts(page, theme({"a.html": "a"}, {"x": "z"}), "code"), {"words"}),
        (key_parts(Page("a.html", "b.html", page.context), made, "code"), {"template"}),
        (key_parts(Page("a.html", "a.html", {"n": [1, 2], "m": None}), made, "code"), {"context.n"}),
        (key_parts(Page("a.html", "a.html", {"n": [1]}), made, "code"), {"context.m"}),
        (key_parts(Page("a.html", "a.html", {"m": None, "n": [1]}), made, "code"), set()),
    ):
        assert {name for name in parts.keys() | other.keys() if parts.get(name) != other.get(name)} == changed


def test_two_forms_of_one_table_have_keys_of_their_own() -> None:
    """They share their context, and neither is a template of the theme."""
    made = theme({})
    csv, xlsx = (key_parts(Page("t", f"export:{form}", {"rows": []}), made, "") for form in ("csv", "xlsx"))
    assert csv != xlsx


def test_a_context_that_is_no_plain_data_has_no_key() -> None:
    with pytest.raises(TypeError):
        key_parts(Page("a", "a.html", {"view": object()}), theme({"a.html": ""}), "")


def _sound(view: View) -> Page:
    return Page("a.txt", "a.html", {"n": view.site.settings.name})


def _faulty(view: View) -> Page:
    view.report(NO_TEMPLATE.at(Place("a.md", 3), name="x", path="y"))
    return _sound(view)


def test_a_page_whose_making_met_an_error_is_not_rendered(tmp_path: Path) -> None:
    """Its template would only fail for what is missing, and the author be told twice."""
    cat, _ = SmallSite(tmp_path).related()
    maker = Maker(View(cat, {}, {}), theme({"a.html": "{{ n }}"}), "code", lambda *_: None)
    drafts = [Draft("a.txt", _sound), Draft("a.txt", _faulty), Draft("a.txt", _sound)]
    found = list(maker.made(drafts, Processes(1)))
    assert [(len(made.told), made.data is not None) for made in found] == [(0, True), (1, False), (0, True)]
