"""The questions that pages have asked, by number, and their answers: what pages of the next run are compared by."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, cast

import msgspec

from builder.answers import is_structural

Answers: TypeAlias = Callable[[Sequence[str]], list[str]]


class Asked(msgspec.Struct, frozen=True):
    """The questions of a page, by the numbers of the catalogue in the process ``by``, the first one if that is empty.
    ``met`` are those with the numbers from ``first`` on, of which it has not told before."""

    numbers: bytes
    by: str = ""
    first: int = 0
    met: list[str] = []


class Questions:
    """Questions by number and their answers; plain ones have even numbers, structural ones odd numbers. ``own``: those
    of the catalogue in this process, by its numbers."""

    def __init__(
        self,
        own: Sequence[str] = (),
        asked: tuple[list[str], list[str]] | None = None,
        answers: tuple[list[str], list[str]] | None = None,
    ) -> None:
        self.asked = _copied(asked)
        self._answers = _copied(answers)
        self._own = own
        self._heard: dict[str, list[str]] = {}  # process → the questions of its catalogue
        self._as_here: dict[str, dict[int, int]] = {}  # process → its numbers → the numbers here
        self._numbers: dict[str, int] | None = None
        self.moved = False

    def renewed(self, answers: Answers, structural: bool) -> set[int]:
        """Ask again, the structural ones only if need be; the numbers of those whose answers have changed."""
        changed: set[int] = set()
        for odd in (0, 1) if structural else (0,):
            before, now = self._answers[odd], answers(self.asked[odd])
            changed |= {2 * n + odd for n, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]}
            before[:] = now
        self.moved = bool(changed)
        return changed

    def numbered(self, asked: Asked, before: bytes = b"") -> bytes:
        """The numbers of what was ``asked``, new ones given to new questions. ``before``: those of the last run; mostly
        they are still the same, and not all questions of the site need be gone through for one page."""
        texts, numbers = self._texts_of(asked), array("I", asked.numbers)
        same = len(before) == len(asked.numbers)
        if same and {*self.texts(before)} == {texts[n] for n in numbers}:
            return before
        known = self._as_here.setdefault(asked.by, {})
        found = list(map(known.get, numbers))
        if None in found:
            known |= {n: self._number(texts[n]) for n, number in zip(numbers, found, strict=True) if number is None}
            found = list(map(known.get, numbers))
        return array("I", sorted(cast("list[int]", found))).tobytes()

    def _texts_of(self, asked: Asked) -> Sequence[str]:
        if not asked.by:
            return self._own
        heard = self._heard.setdefault(asked.by, [])
        if len(heard) != asked.first:
            raise RuntimeError("what a process tells must be heard in its order")
        heard += asked.met
        return heard

    def numbers(self, texts: Iterable[str]) -> bytes:
        """The numbers of these questions."""
        return array("I", sorted(map(self._number, texts))).tobytes()

    def _number(self, question: str) -> int:
        if self._numbers is None:
            self._numbers = {q: 2 * n + odd for odd in (0, 1) for n, q in enumerate(self.asked[odd])}
        number = self._numbers.get(question)
        if number is None:
            odd = is_structural(question)
            number = self._numbers[question] = 2 * len(self.asked[odd]) + odd
            self.asked[odd].append(question)
            self.moved = True
        return number

    def texts(self, numbers: bytes) -> list[str]:
        return [self.asked[n % 2][n // 2] for n in array("I", numbers)]

    def answered(self, answers: Answers) -> tuple[list[str], list[str]]:
        """All answers, those of new questions asked for now."""
        for odd in (0, 1):
            known = self._answers[odd]
            known += answers(self.asked[odd][len(known) :])
        return self._answers


def _copied(columns: tuple[list[str], list[str]] | None) -> tuple[list[str], list[str]]:
    """What is asked from here on is not in the memory of the last run."""
    plain, structural = columns or ([], [])
    return [*plain], [*structural]
