"""Problems as people and machines read them."""

from __future__ import annotations

import json

import pytest

from builder.problemlist import FORMATS, Format, counted, errors_first, listing
from builder.problems import TYPED, Label, Message, Place, closest, in_order
from builder.wording import LANGUAGES, Language, Words

BAD = Message("date-invalid", "“{value}” 不对：{why}。", "“{value}” is wrong: {why}.")
ODD = Message("odd-file", "奇怪，100%。\n第二行", "Odd, 100%.\nLine two", "warning")
DATE = Label("date", Words("日期", "Date"))
PROBLEMS = [
    ODD.at(Place("content/案例, 一.md")),
    BAD.at(Place("content/a.md", 10, 2), DATE, value="x", why=Words("没有", "none")),
    BAD.at(Place("content/a.md", 2, 7), value="y", why=Words("没有", "none")),
    BAD.at(Place("content/a.md", 2, 7), value="y", why=Words("没有", "none")),
]


def test_people_read_lines_in_the_order_in_which_they_mend_them() -> None:
    assert listing(PROBLEMS[:3], "text", "zh").split("\n") == [
        "content/a.md:2:7 “y” 不对：没有。",
        "content/a.md:10:2 日期(date):“x” 不对：没有。",
        "content/案例, 一.md 提醒：奇怪，100%。",
        "第二行",
    ]
    assert listing(PROBLEMS, "text", "en").split("\n")[1] == "content/a.md:10:2 Date(date): “x” is wrong: none."
    assert (counted(in_order(PROBLEMS), "zh"), counted([], "en")) == (
        "共 2 个问题，1 个提醒。",
        "Errors: 0. Warnings: 0.",
    )


def test_what_stops_a_build_is_told_before_the_reminders() -> None:
    mixed = [ODD.at(Place("content/a.md", 1)), *PROBLEMS[:3], ODD.at(Place("content/a.md", 3))]
    found = [line.split(" ")[0] for line in listing(mixed, "text", "zh").split("\n") if line != "第二行"]
    assert found[:2] == ["content/a.md:2:7", "content/a.md:10:2"]
    assert found[2:4] == ["content/a.md:1", "content/a.md:3"]
    severities = [entry["severity"] for entry in json.loads(listing(mixed, "json", "zh"))]
    assert severities == ["warning", "error", "warning", "error", "warning"], "machines read them by place"


def test_a_slip_in_the_settings_is_told_before_what_may_follow_from_it() -> None:
    case, settings = "content/a.md", "site.yaml"
    found = [BAD.at(Place(file, 1), value="x", why="") for file in (case, settings)]
    told = errors_first([*found, ODD.at(Place(case, 2)), ODD.at(Place(settings, 3))])
    assert [str(p.place) for p in told] == [f"{settings}:1", f"{case}:1", f"{settings}:3", f"{case}:2"]


def test_machines_read_json() -> None:
    found = json.loads(listing(PROBLEMS, "json", "zh"))
    assert found[1] == {
        "file": "content/a.md",
        "line": 10,
        "column": 2,
        "severity": "error",
        "code": "date-invalid",
        "field": "date",
        "message": "日期(date):“x” 不对：没有。",
    }
    assert [entry["severity"] for entry in found] == ["error", "error", "warning"]


def test_github_shows_them_beside_the_line() -> None:
    assert listing(PROBLEMS, "github", "zh").split("\n") == [
        "::error file=content/a.md,line=2,col=7,title=date-invalid::“y” 不对：没有。",
        "::error file=content/a.md,line=10,col=2,title=date-invalid::日期(date):“x” 不对：没有。",
        "::warning file=content/案例%2C 一.md,title=odd-file::奇怪，100%25。%0A第二行",
    ]


def test_what_is_wrong_in_the_command_stands_in_no_file() -> None:
    typed = [BAD.at(TYPED, value="x", why=Words("没有", "none"))]
    assert listing(typed, "text", "zh") == "“x” 不对：没有。" == typed[0].line("zh")
    assert listing(typed, "github", "zh", below="site/") == "::error title=date-invalid::“x” 不对：没有。"
    assert json.loads(listing(typed, "sarif", "zh", below="site/"))["runs"][0]["results"][0]["locations"] == []


def test_code_scanners_read_sarif() -> None:
    run = json.loads(listing(PROBLEMS, "sarif", "en"))["runs"][0]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0] == {"artifactLocation": {"uri": "content/a.md"}, "region": {"startLine": 2, "startColumn": 7}}
    assert places[2] == {"artifactLocation": {"uri": "content/%E6%A1%88%E4%BE%8B%2C%20%E4%B8%80.md"}}, "a URI is ASCII"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"date-invalid", "odd-file"}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_problem_prints_nothing_that_reads_as_one(form: Format, language: Language) -> None:
    printed = listing([], form, language)
    assert printed == "" if form in ("text", "github") else json.loads(printed) is not None


def test_what_was_probably_meant_is_offered_best_first() -> None:
    assert closest("titel", ["title", "date", "tier"])[0] == "title"
    assert closest("nothing", ["yunlong", "taixing", "suining"]) == []
    assert closest("品脾", ["品牌", "阵地"]) == ["品牌"]
    assert closest("365", ["先锋365", "先锋"]) == ["先锋365"]
    assert closest("", ["a"]) == closest("x", []) == []


def test_a_problem_is_told_once() -> None:
    assert [p.place.line for p in in_order(PROBLEMS)] == [2, 10, 0]
