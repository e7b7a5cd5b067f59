"""What a command of authoring did, for the command line to print."""

from __future__ import annotations

from dataclasses import dataclass

from builder.wording import Words


@dataclass(frozen=True, slots=True)
class Outcome:
    """``files``: what was written, site-relative with ``/``. ``said``: sentences to print, one a line, in order."""

    files: tuple[str, ...]
    said: tuple[Words, ...]
