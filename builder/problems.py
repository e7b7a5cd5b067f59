"""A problem: what is wrong, where, and how to mend it (DESIGN: reading never raises, it reports).

A module declares each thing that can be wrong as a ``Message`` constant and reports it at a ``Place``::

    BAD_DATE = Message("date-invalid", "“{value}” 不是有效日期。应写成 {like}。",
                       "“{value}” is not a valid date. Write it as {like}.")
    report(BAD_DATE.at(place, field=label, value="2020.9.28", like="2020-09-28"))

Functions that can find problems take ``report: Report`` and go on after calling it; none stops the others.
Printing (text, json, github, sarif) is the matter of ``problemlist``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import msgspec

from builder.wording import Language, Words, enumerated

Severity = Literal["error", "warning"]


class Place(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Where in the site's folder: ``file`` is relative with ``/``; ``line`` and ``column`` count from 1, 0 is unknown.

    Columns count characters, not bytes, as editors do.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


TYPED = Place("")  # of what was typed on the command line: it stands in no file


def place_in(file: str, text: str, at: int) -> Place:
    """The place of the offset ``at`` in ``text``, which is that of the whole file."""
    return Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


@dataclass(frozen=True, slots=True)
class Label:
    """A field by both its names: ``日期(date)``."""

    key: str
    words: Words

    def in_(self, language: Language) -> str:
        name = self.words.in_(language)
        return name if name == self.key else f"{name}({self.key})"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``values`` fill the message; those that are ``Words`` follow the language of the reader."""

    message: Message
    place: Place
    field: Label | None = None
    values: tuple[tuple[str, object], ...] = ()

    @property
    def severity(self) -> Severity:
        return self.message.severity

    def softened(self) -> Problem:
        """The same finding as a warning: in a draft it must not hold up the publishing of everything else."""
        return replace(self, message=replace(self.message, severity="warning"))

    def of_use(self) -> Problem:
        """The same finding in what was typed on the command line, not in the content."""
        return replace(self, message=replace(self.message, misuse=True))

    def text(self, language: Language) -> str:
        """The sentence without its place. What it quotes may be a number of somebody's, and messages go to logs and
        mails: such a number is masked here, for all forms of output. Paths of the machine stay as they are."""
        said = {k: _shown(v.in_(language) if isinstance(v, Words | Label) else v) for k, v in self.values}
        body = self.message.words.in_(language, **said) if said else self.message.words.in_(language)
        colon = ":" if language == "zh" else ": "
        return f"{self.field.in_(language)}{colon}{body}" if self.field else body

    def line(self, language: Language, mark: str = "") -> str:
        """``content/cases/x.md:4:7 日期(date):“2020.9.28” 不是有效日期。应写成 2020-09-28。``

        ``mark`` stands before the sentence; no place where there is none.
        """
        return f"{self.place} {mark}{self.text(language)}" if self.place.file else f"{mark}{self.text(language)}"


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of problem. ``code`` is stable (machines filter by it), kebab-case, unique in the program. ``misuse``: the
    command is at fault, not the content."""

    code: str
    zh: str
    en: str
    severity: Severity = "error"
    misuse: bool = False

    @property
    def words(self) -> Words:
        return Words(self.zh, self.en)

    def at(self, place: Place, field: Label | None = None, **values: object) -> Problem:
        return Problem(self, place, field, tuple(values.items()))


def _shown(value: object) -> object:
    from builder.personal import masked  # as ``closest``: only needed when something is wrong

    return masked(value) if isinstance(value, str) else value


Report: TypeAlias = Callable[[Problem], None]


def unheard(_: Problem) -> None:
    """The report of what is looked at a second time: what is wrong with it is said elsewhere."""


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, line and column, each finding once: the order in which a person mends them."""
    seen = {(p.place, p.text("en")): p for p in problems}
    return [seen[key] for key in sorted(seen)]


def closest(word: str, candidates: list[str], limit: int = 3) -> list[str]:
    """Up to ``limit`` candidates that were probably meant by ``word``, best first ("did you mean")."""
    from difflib import get_close_matches  # slow to import, and only needed when something is wrong

    likeness = 0.7 if word.isascii() else 0.5  # letters are few: half of them are the same in words that are not alike
    near = get_close_matches(word, candidates, n=limit, cutoff=likeness)
    within = [c for c in candidates if word and (word in c or c in word) and c not in near]
    return (near + sorted(within, key=len))[:limit]


def meant(near: Sequence[str], in_english: Sequence[str] | None = None) -> Words:
    """The question whether one of these was meant; empty where there is none. ``in_english``: as in ``enumerated``."""
    question = Words("是不是：{near}？", "Did you mean {near}?")
    return question.filled(near=enumerated(near, in_english)) if near else Words("", "")
