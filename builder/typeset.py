"""Lines of Chinese: a text broken to a width, without a stop at the head of a line or a bracket at its end.

Pure: how wide a text is comes from the caller, who has the font. A line is as wide as its units together: kerning is
not asked for, of which Chinese has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# 避头尾: what may not begin and what may not end a line.
_NOT_FIRST = "，。、；：！？）》”’」』】〕…—·,.;:!?)]%"
OPENING = "（《“‘「『【〔"  # these begin with half a character of nothing
_NOT_LAST = OPENING + "(["
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%+\-/]*|\s+|.", re.DOTALL)
ELLIPSIS = "…"


def lines(text: str, width: float, wide: Callable[[str], float], most: int) -> list[str]:
    """``text`` in up to ``most`` lines of at most ``width``; the last ends in an ellipsis where there is more."""
    broken = _broken(" ".join(text.split()), width, wide)
    if len(broken) <= most:
        return broken
    last = broken[most - 1]
    while last and wide(last + ELLIPSIS) > width:
        last = last[:-1]
    return [*broken[: most - 1], last.rstrip("，。、；：,.;: ") + ELLIPSIS]


def balanced(text: str, width: float, wide: Callable[[str], float], most: int) -> list[str]:
    """As ``lines``, but with lines of about the same length, so that a title does not end in a single word."""
    found = lines(text, width, wide, most)
    while len(found) > 1:
        width *= 0.95
        narrower = lines(text, width, wide, most)
        if len(narrower) > len(found) or narrower[-1].endswith(ELLIPSIS):
            break
        found = narrower
    return found


def _broken(text: str, width: float, wide: Callable[[str], float]) -> list[str]:
    found: list[str] = []
    line, used = "", 0.0
    for unit in _units(text, width, wide):
        used += wide(unit)
        if line and used > width:
            kept, carried = _parted(line, unit)
            found.append(kept.rstrip())
            line = (carried + unit).lstrip()
            used = sum(map(wide, line))
        else:
            line += unit
    return [*found, line] if line else found


def _units(text: str, width: float, wide: Callable[[str], float]) -> list[str]:
    """Characters, and Latin words and numbers as one; those that fit on no line fall into characters."""
    found: list[str] = []
    for unit in _UNIT.findall(text):
        found += [unit] if wide(unit) <= width else list(unit)
    return found


def _parted(line: str, unit: str) -> tuple[str, str]:
    """Where to break before ``unit``: what stays, and what goes with it to the next line."""
    cut = len(line)
    while cut > 1 and ((line[cut:] or unit)[0] in _NOT_FIRST or line[cut - 1] in _NOT_LAST):
        cut -= 1
    return (line[:cut], line[cut:]) if cut > 1 else (line, "")
