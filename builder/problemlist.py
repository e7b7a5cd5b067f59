"""Printing problems: as text for people, as JSON, GitHub annotations or SARIF for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal, get_args
from urllib.parse import quote

from builder.problems import Place, Problem, in_order
from builder.wording import Language, Words

Format = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)
BY_REPOSITORY = ("github", "sarif")

SETTINGS = "site.yaml"
COUNT = Words("共 {errors} 个问题，{warnings} 个提醒。", "Errors: {errors}. Warnings: {warnings}.")
WARNING = Words("提醒：", "warning: ")


def listing(problems: Sequence[Problem], form: Format, language: Language, below: str = "") -> str:
    """All problems, each once, those that stop a build first where people read them; ``""`` for none as text.

    Machines get them by place. ``below``: the site's folder in its repository, ``site/`` or ``""``, for the services
    that set what they are told beside the files of a repository.
    """
    found = in_order(problems)
    if below and form in BY_REPOSITORY:
        found = [replace(p, place=_within(below, p.place)) for p in found]
    return _FORMS[form](found, language)


def _within(below: str, place: Place) -> Place:
    return Place(below + place.file, place.line, place.column) if place.file else place


def counted(problems: Sequence[Problem], language: Language) -> str:
    """How many errors and warnings, each finding once as in the list."""
    found = in_order(problems)
    errors = sum(p.severity == "error" for p in found)
    return COUNT.in_(language, errors=errors, warnings=len(found) - errors)


def errors_first(problems: Iterable[Problem]) -> list[Problem]:
    """By place, errors before warnings: the one that stops a build must not drown among reminders. Of both those of
    the settings first, as a slip there may show in a hundred files."""

    def turn(problem: Problem) -> tuple[bool, bool]:
        return problem.severity != "error", problem.place.file != SETTINGS

    return sorted(in_order(problems), key=turn)


def _text(problems: Sequence[Problem], language: Language) -> str:
    lines = []
    for problem in errors_first(problems):
        mark = WARNING.in_(language) if problem.severity == "warning" else ""
        lines.append(problem.line(language, mark))
    return "\n".join(lines)


def entries(problems: Iterable[Problem], language: Language) -> list[dict[str, object]]:
    """Problems as plain data, in the order in which they are given."""
    return [
        {
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "severity": problem.severity,
            "code": problem.message.code,
            "field": problem.field.key if problem.field else None,
            "message": problem.text(language),
        }
        for problem in problems
    ]


def _json(problems: Sequence[Problem], language: Language) -> str:
    return json.dumps(entries(problems, language), ensure_ascii=False, indent=1)


def _github(problems: Sequence[Problem], language: Language) -> str:
    """Workflow commands, which GitHub shows beside the line in a pull request."""
    lines = []
    for problem in problems:
        place = problem.place
        where = {"file": place.file, "line": place.line or "", "col": place.column or "", "title": problem.message.code}
        given = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in where.items() if value != "")
        lines.append(f"::{problem.severity} {given}::{_escaped(problem.text(language))}")
    return "\n".join(lines)


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _sarif(problems: Sequence[Problem], language: Language) -> str:
    """SARIF 2.1.0, read by code-scanning services and editors."""
    results = []
    for problem in problems:
        place = problem.place
        region = {k: v for k, v in (("startLine", place.line), ("startColumn", place.column)) if v}
        physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.file)}}
        where = [{"physicalLocation": physical | ({"region": region} if region else {})}] if place.file else []
        results.append({
            "ruleId": problem.message.code,
            "level": problem.severity,
            "message": {"text": problem.text(language)},
            "locations": where,
        })  # fmt: skip
    rules = [{"id": code} for code in sorted({p.message.code for p in problems})]
    driver = {"name": "xianfeng", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


_FORMS: dict[Format, Callable[[Sequence[Problem], Language], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
