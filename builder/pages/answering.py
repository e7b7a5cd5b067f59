"""What a view answers: the questions of the catalogue, and whether an address or a picture is there."""

from __future__ import annotations

from collections.abc import Iterable

from builder import digests
from builder.answers import SHORT, answer, of_records
from builder.answers import structure as structure_of
from builder.catalogue import BETWEEN
from builder.pages.view import View


def answers(view: View, questions: Iterable[str]) -> list[str]:
    """The answers of today; never inside noted work. Most questions are for one record, and these are answered
    together."""
    known = of_records(view.cat)
    return [known[question] if question in known else _answer(view, question) for question in questions]


def _answer(view: View, question: str) -> str:
    name, _, about = question.partition(BETWEEN)
    if name == "path":
        return str(view.paths.get(about, about in view.paths))
    return str(view.media.get(about, about in view.media)) if name == "media" else answer(view.cat, question)


def structure(view: View) -> str:
    """The digest of all that structural answers follow from."""
    return digests.of_shown([structure_of(view.cat), [*view.paths.items()]])[:SHORT]
