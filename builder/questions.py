"""The questions that pages have asked, by number, and their answers: what pages of the next run are compared by.

Pages ask the same by the thousand, so each holds numbers only, packed. How these are made is known here alone: in a
process that makes pages they are those of its catalogue (``Telling``), and here they become those that are kept. There
plain questions have even numbers and structural ones odd numbers, for most runs ask the plain ones again and no other.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import msgspec

from builder.answers import is_structural

FEW = 16  # answers
Answers: TypeAlias = Callable[[Sequence[str]], list[str]]


class Asked(msgspec.Struct, frozen=True):
    """The questions of a page, by the numbers of the catalogue in the process ``by``, the first one if that is empty.
    ``met`` are those with the numbers from ``first`` on, of which it has not told before."""

    numbers: bytes
    by: str = ""
    first: int = 0
    met: list[str] = []


@dataclass(slots=True)
class Telling:
    """What a process tells of ``own``, the questions of its catalogue. ``by``: its name, where others know them by what
    it tells."""

    own: Sequence[str]
    by: str = ""
    _told: int = 0

    def asked(self, numbers: Iterable[int]) -> Asked:
        """The questions of a page."""
        packed = _packed(numbers)
        if not self.by:
            return Asked(packed)
        first, self._told = self._told, len(self.own)
        return Asked(packed, self.by, first, [*self.own[first:]])


class Answered(msgspec.Struct, array_like=True):
    """What a run has asked and what was answered, the plain questions and the structural ones apart."""

    asked: tuple[list[str], list[str]]
    answers: tuple[list[str], list[str]]


class Questions:
    """Questions by number and their answers. ``own``: those of the catalogue in this process, by its numbers; ``last``:
    those of the last run, which keep the numbers that they had, and stay as they are."""

    def __init__(self, own: Sequence[str] = (), last: Answered | None = None) -> None:
        self._asked, self._answers = (_copied(last.asked), _copied(last.answers)) if last else (([], []), ([], []))
        self._own = own
        self._heard: dict[str, list[str]] = {}  # process → the questions of its catalogue
        self._as_here: dict[str, dict[int, int]] = {}  # process → its numbers → the numbers here
        self._numbers: dict[str, int] | None = None
        self._changed: set[int] = set()  # numbers of questions whose answers are other ones now
        self._sought: list[bytes] = []  # the same, packed
        self.moved = False

    def renew(self, answers: Answers, structural: bool) -> None:
        """Ask those of the last run again, the structural ones only if need be."""
        for odd in (0, 1) if structural else (0,):
            before, now = self._answers[odd], answers(self._asked[odd])
            pairs = enumerate(zip(before, now, strict=True))
            self._changed |= {2 * n + odd for n, pair in pairs if pair[0] != pair[1]}
            before[:] = now
        self._sought = [_packed([number]) for number in self._changed]
        self.moved = bool(self._changed)

    def changed(self, asked: bytes) -> bool:
        """Whether one of the questions ``asked`` in the last run has another answer now. Of thousands of pages hardly
        one has: where few answers have changed they are sought as bytes, which may also meet at a seam."""
        if len(self._changed) > FEW:
            return not self._changed.isdisjoint(_unpacked(asked))
        for number in self._sought:
            if number in asked:
                return not self._changed.isdisjoint(_unpacked(asked))
        return False

    def numbered(self, asked: Asked, before: bytes = b"") -> bytes:
        """The numbers of what was ``asked``, new ones given to new questions. ``before``: those of the last run; mostly
        they are still the same, and not all questions of the site need be gone through for one page."""
        texts, numbers = self._texts_of(asked), _unpacked(asked.numbers)
        same = len(before) == len(asked.numbers)
        if same and {*self.texts(before)} == {texts[n] for n in numbers}:
            return before
        known = self._as_here.setdefault(asked.by, {})
        found = list(map(known.get, numbers))
        if None in found:
            known |= {n: self._number(texts[n]) for n, number in zip(numbers, found, strict=True) if number is None}
            found = list(map(known.get, numbers))
        return _packed(sorted(cast("list[int]", found)))

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
        return _packed(sorted(map(self._number, texts)))

    def _number(self, question: str) -> int:
        if self._numbers is None:
            self._numbers = {q: 2 * n + odd for odd in (0, 1) for n, q in enumerate(self._asked[odd])}
        number = self._numbers.get(question)
        if number is None:
            odd = is_structural(question)
            number = self._numbers[question] = 2 * len(self._asked[odd]) + odd
            self._asked[odd].append(question)
            self.moved = True
        return number

    def texts(self, numbers: bytes) -> list[str]:
        return [self._asked[n % 2][n // 2] for n in _unpacked(numbers)]

    def answered(self, answers: Answers) -> Answered:
        """All questions and answers, those of new questions asked for now."""
        for asked, known in zip(self._asked, self._answers, strict=True):
            known += answers(asked[len(known) :])
        return Answered(self._asked, self._answers)


def _copied(columns: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
    return [*columns[0]], [*columns[1]]


def _packed(numbers: Iterable[int]) -> bytes:
    return array("I", numbers).tobytes()


def _unpacked(numbers: bytes) -> array[int]:
    return array("I", numbers)
