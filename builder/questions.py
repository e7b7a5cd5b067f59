"""The questions that pages have asked, by number, and their answers: what pages of the next run are compared by."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias, cast

from builder.answers import is_structural

Answers: TypeAlias = Callable[[Sequence[str]], list[str]]


class Questions:
    """Questions by number and their answers; plain ones have even numbers, structural ones odd numbers."""

    def __init__(
        self, asked: tuple[list[str], list[str]] | None = None, answers: tuple[list[str], list[str]] | None = None
    ) -> None:
        self.asked = _copied(asked)
        self._answers = _copied(answers)
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

    def numbered(self, questions: AbstractSet[str], before: bytes = b"") -> bytes:
        """The numbers of ``questions``, new ones given to new questions. ``before``: the numbers that they had in the
        last run; mostly they are still those, and not all questions of the site need be gone through for one page."""
        same = len(before) == len(questions) * array("I").itemsize
        if same and {self.question(n) for n in array("I", before)} == questions:
            return before
        if self._numbers is None:
            self._numbers = {q: 2 * n + odd for odd in (0, 1) for n, q in enumerate(self.asked[odd])}
        found = list(map(self._numbers.get, questions))
        if None in found:
            found = [
                self._number(question) if number is None else number
                for question, number in zip(questions, found, strict=True)
            ]
        return array("I", sorted(cast("list[int]", found))).tobytes()

    def _number(self, question: str) -> int:
        assert self._numbers is not None
        odd = is_structural(question)
        number = self._numbers[question] = 2 * len(self.asked[odd]) + odd
        self.asked[odd].append(question)
        self.moved = True
        return number

    def question(self, number: int) -> str:
        return self.asked[number % 2][number // 2]

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
