"""What a command of authoring did, for the command line to print."""

from __future__ import annotations

from dataclasses import dataclass

from builder.wording import Language, Words


@dataclass(frozen=True, slots=True)
class Outcome:
    """``files``: what was written, site-relative with ``/``. ``said``: sentences to print, one a line, in order."""

    files: tuple[str, ...]
    said: tuple[Words, ...]


def sentence(words: Words, **values: object) -> Words:
    """``words`` with ``values`` filled in; those that are words themselves follow the language."""

    def in_(language: Language) -> str:
        return words.in_(language, **{k: v.in_(language) if isinstance(v, Words) else v for k, v in values.items()})

    return Words(in_("zh"), in_("en"))
