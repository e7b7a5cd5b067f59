"""Share pictures: what a case or the site is, on a card to save and forward, with its cover and its QR code. PNG.

WeChat reads no Open Graph: there a page is passed on as a picture. The same picture is what Open Graph names.

Pure: the same context gives the same bytes. The lines are broken by ``typeset``, and the font's own shaping is not
asked for, which differs with the libraries that Pillow finds. Few colours, known beforehand: 40 KB instead of 140, and
none need be looked for in a million points.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

from builder import fonts, qr
from builder.pages.sharing import SIZE
from builder.typeset import ELLIPSIS, OPENING, balanced, lines

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = SIZE
MARGIN = 72
BAND = 300  # the height of the cover
FOOT = 912  # from here on: site and code
CODE = 246  # the side of the code with its margin
FINER = 3  # lines are drawn so much larger and then reduced, which makes them smooth

PAPER, INK, INK_2, INK_3, LINE, RED = "#faf7f1", "#211d1a", "#544c44", "#6b6157", "#e3dacb", "#a8261c"
GROUNDS = {  # ground, line, thin line, hole of a node: as `site.css` has them
    "paper": ("#f2ece1", "#a8261c", "#b5a78f", "#faf7f1"),
    "gold": ("#f5edda", "#a5813a", "#c9ab66", "#faf7f1"),
    "ink": ("#2b2521", "#f2e9da", "#7a6e62", "#c84436"),
    "red": ("#8f2018", "#fff3e2", "#c4705f", "#d9b45f"),
}
TITLES = ((64, 3), (54, 4), (46, 5))  # size and lines: a long title is set smaller
_STEP = re.compile(r"([MLHVlhva])([^MLHVlhva]*)")


def png(context: Mapping[str, Any]) -> bytes:
    """The card of ``context``: label, title, summary, cover; and at the foot site, notice, scan, address."""
    from PIL import Image, ImageDraw

    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(card)
    card.paste(_cover(context["cover"]), (0, 0))
    _words(pen, context)
    _foot(card, pen, context)
    out = io.BytesIO()
    few = card.quantize(palette=_palette(context["cover"]["ground"]), dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=3)  # a tenth more bytes than 4, in little more than half the time
    return out.getvalue()


@cache
def _palette(name: str) -> Image.Image:
    """The colours of a card: those that it is drawn with, and those between two that meet."""
    from PIL import Image, ImageColor

    ground, course, thin, hole = GROUNDS[name]
    meeting = (
        (PAPER, INK, 10), (PAPER, INK_2, 8), (PAPER, INK_3, 6), (PAPER, RED, 8), (PAPER, LINE, 1), (PAPER, "#000", 1),
        (ground, course, 8), (ground, thin, 4), (course, thin, 4), (course, hole, 6),
    )  # fmt: skip
    colours: dict[tuple[int, ...], None] = {}
    for one, other, steps in meeting:
        first, last = ImageColor.getrgb(one), ImageColor.getrgb(other)
        for step in range(steps + 1):
            mixed = (round(a + (b - a) * step / steps) for a, b in zip(first, last, strict=True))
            colours[tuple(mixed)] = None
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in colours for part in colour])
    return image


def _words(pen: ImageDraw.ImageDraw, context: Mapping[str, Any]) -> None:
    wide = WIDTH - 2 * MARGIN
    y = BAND + 48.0
    label = "".join(lines(context["label"], wide, _wide(28), 1))
    pen.text((MARGIN, y), label, font=_font(28), fill=RED)
    y += 56
    for size, most in TITLES:
        title = balanced(context["title"], wide, _wide(size), most)
        if not title[-1].endswith(ELLIPSIS) or size == TITLES[-1][0]:
            y = _set(pen, title, y, size, 1.36, INK, heavy=1.2)
            break
    y += 26
    room = int((FOOT - 28 - y) // (31 * 1.62))
    if room > 0 and context["summary"]:
        _set(pen, lines(context["summary"], wide, _wide(31), min(room, 5)), y, 31, 1.62, INK_2)


def _foot(card: Image.Image, pen: ImageDraw.ImageDraw, context: Mapping[str, Any]) -> None:
    pen.line((MARGIN, FOOT, WIDTH - MARGIN, FOOT), fill=LINE, width=2)
    code = _code(context["address"])
    left = WIDTH - 2 * MARGIN - (CODE + 24 if code else 0)
    y = FOOT + 36.0
    y = _set(pen, lines(context["site"], left, _wide(36), 2), y, 36, 1.4, INK, heavy=0.8)
    y = _set(pen, lines(context["notice"], left, _wide(24), 3), y + 8, 24, 1.5, INK_3)
    if code:
        card.paste(code, (WIDTH - MARGIN - code.width, FOOT + 20))
        _set(pen, lines(context["scan"], left, _wide(26), 1), y + 16, 26, 1.4, RED)


def _set(
    pen: ImageDraw.ImageDraw, text: list[str], y: float, size: int, leading: float, ink: str, heavy: float = 0
) -> float:
    """``text`` line by line from ``y``; where the next one would stand. ``heavy`` thickens the strokes."""
    for line in text:
        hang = size / 2 if line[0] in OPENING else 0
        pen.text((MARGIN - hang, y), line, font=_font(size), fill=ink, stroke_width=heavy, stroke_fill=ink)
        y += size * leading
    return y


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    file = fonts.font_file()
    assert file is not None, "planned only where the font is installed"
    return ImageFont.truetype(str(file), size, index=fonts.FACE, layout_engine=ImageFont.Layout.BASIC)


@cache
def _wide(size: int) -> Callable[[str], float]:
    """How wide a character or word is; the same few thousand are asked for again and again."""
    return cache(_font(size).getlength)


def _code(address: str) -> Image.Image | None:
    """The QR code as large as whole pixels for each square allow."""
    from PIL import Image, ImageDraw

    rows = qr.matrix(address)
    if rows is None:
        return None
    squares = len(rows) + 2 * qr.QUIET
    scale = max(1, CODE // squares)
    image = Image.new("RGB", (squares * scale, squares * scale), PAPER)
    pen = ImageDraw.Draw(image)
    for down, row in enumerate(rows, qr.QUIET):
        for across in (at for at, dark in enumerate(row, qr.QUIET) if dark):
            left, top = across * scale, down * scale
            pen.rectangle((left, top, left + scale - 1, top + scale - 1), fill="#000")
    return image


def _cover(cover: Mapping[str, str]) -> Image.Image:
    """The cover of a case (see ``pages/covers``): its 360 × 120 drawn over the whole width."""
    from PIL import Image, ImageDraw

    ground, course, thin, hole = GROUNDS[cover["ground"]]
    image = Image.new("RGB", (WIDTH * FINER, BAND * FINER), ground)
    pen = ImageDraw.Draw(image)
    unit = WIDTH * FINER / 360
    for path, ink, width in ((cover["thin"], thin, 1.75), (cover["main"], course, 6.0)):
        for line in _lines_of(path):
            placed = [((x + 120) * unit, y * unit) for x, y in line]
            pen.line(placed, fill=ink, width=round(width * unit), joint="curve")
    for (x, y), *_ in _lines_of(cover["nodes"]):
        for ink, size in ((course, 15.0), (hole, 7.0)):
            reach = size / 2 * unit
            middle_x, middle_y = (x + 120) * unit, y * unit
            pen.ellipse((middle_x - reach, middle_y - reach, middle_x + reach, middle_y + reach), fill=ink)
    return image.reduce(FINER)


def _lines_of(path: str) -> list[list[tuple[float, float]]]:
    """An SVG path of straight lines and half circles as points."""
    found: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for name, typed in _STEP.findall(path):
        n = [float(number) for number in re.findall(r"-?[\d.]+", typed)]
        start = x, y
        if name in "Hh":
            x = n[0] if name == "H" else x + n[0]
        elif name in "Vv":
            y = n[0] if name == "V" else y + n[0]
        elif name == "a":
            x, y = x + n[5], y + n[6]
            found[-1] += _half_circle(start, (x, y))
        else:
            x, y = (n[0], n[1]) if name in "ML" else (x + n[0], y + n[1])
        if name == "M":
            found.append([(x, y)])
        elif name != "a":
            found[-1].append((x, y))
    return found


def _half_circle(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    middle, reach = (start[0] + end[0]) / 2, (end[0] - start[0]) / 2
    return [(middle - reach * cos(pi * n / 32), start[1] - reach * sin(pi * n / 32)) for n in range(1, 33)]
