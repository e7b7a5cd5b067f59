"""QR codes: an address → the squares of its code as one SVG path.

Templates call this as the filter ``qr`` where they show a code, so a code is drawn only when its page is rendered, and
is kept with the page: a code for each of ten thousand cases in the contexts would be drawn anew on every run.

The mask is fixed. A reader is told the mask by the code itself and reads all eight alike; weighing them against each
other, as the standard asks of printers, takes five times as long as all the rest (4.5 ms a code against 0.8 ms).
"""

from __future__ import annotations

from itertools import groupby
from typing import TypedDict

QUIET = 4  # squares of empty margin that the standard asks for
MASK = 3  # runs along both diagonals: the least likely to meet a pattern in an address
LONGEST = 500  # bytes; a longer address makes a code too fine for a phone to read from a page

class Square(TypedDict):
    """``size``: width and height with the margin, in squares; ``path``: a line 1 wide through the dark ones."""

    size: int
    path: str


def matrix(address: str) -> list[bytes] | None:
    """The squares of the code of an address, row by row without the margin, 1 for a dark one; None for what is too
    long to be read."""
    if not address or len(address.encode()) > LONGEST:
        return None
    import segno  # only pages that show a code need it

    return [bytes(row) for row in segno.make_qr(address, error="m", mask=MASK, boost_error=False).matrix]


def code(address: str) -> Square | None:
    """The code of an address; None for what is too long to be read."""
    rows = matrix(address)
    return None if rows is None else {"size": len(rows) + 2 * QUIET, "path": path(rows)}


def path(rows: list[bytes]) -> str:
    """The dark squares of ``rows`` as horizontal strokes, each told from where the last one ended."""
    found: list[str] = []
    x, y = 0, 0.0  # where the pen is
    for row, squares in enumerate(rows):
        at = 0
        for dark, run in groupby(squares):
            length = len(list(run))
            if dark:
                to_x, to_y = at + QUIET, row + QUIET + 0.5
                found.append(f"{'m' if found else 'M'}{to_x - x:g} {to_y - y:g}h{length}")
                x, y = to_x + length, to_y
            at += length
    return "".join(found)
