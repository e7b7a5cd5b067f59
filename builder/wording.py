"""The two languages of what we say to people: Chinese first, English beside it.

A sentence stands where it is said: a module declares its messages as constants, both languages on
neighbouring lines, so that neither can be forgotten and no central list has to be kept in step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; ``{name}`` marks what is filled in."""

    zh: str
    en: str

    def in_(self, language: Language, **values: object) -> str:
        """The text in ``language`` with ``values`` filled in."""
        text = self.zh if language == "zh" else self.en
        return text.format(**values) if values else text

    def filled(self, **values: object) -> Words:
        """Both texts with ``values`` filled in; those that are words themselves follow the language."""

        def said(to: Language) -> str:
            return self.in_(to, **{k: v.in_(to) if isinstance(v, Words) else v for k, v in values.items()})

        return Words(said("zh"), said("en"))


def asked_for(arguments: Sequence[str]) -> Language:
    """The language that a command line asks for, wherever it does: wrong use must be answered in it too."""
    return "en" if "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments) else "zh"


def listed(items: Sequence[str], language: Language) -> str:
    """``甲、乙、丙`` or ``a, b, c``."""
    return ("、" if language == "zh" else ", ").join(items)


def enumerated(zh: Sequence[str], en: Sequence[str] | None = None) -> Words:
    """The list in both languages; ``en``: what the items are called in English, where that is something else."""
    return Words(listed(zh, "zh"), listed(zh if en is None else en, "en"))
