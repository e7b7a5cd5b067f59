"""QR codes: what a reader's phone reads is the address, whatever the address is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from builder.build import theme_home
from builder.problems import Problem
from builder.qr import LONGEST, QUIET, code
from builder.templates import environment, read_theme

ADDRESSES = [
    "https://xianfeng.example/cases/zjg-partners.html",
    "https://example.cn/",
    "http://10.1.2.3:8080/dangjian/cases/a.html",
    "https://xn--fiq06l2rdsvs.cn/%E6%A1%88%E4%BE%8B/x.html",
    *(f"https://example.gov.cn/{'long-folder/' * n}cases/case-{n}.html" for n in range(0, 30, 4)),
]
SCALE = 6


def drawn(size: int, path: str) -> Image.Image:
    """The path as a browser paints it: strokes one wide, each square ``SCALE`` pixels."""
    image = Image.new("L", (size * SCALE, size * SCALE), 255)
    pen = ImageDraw.Draw(image)
    x = y = 0.0
    for command, dx, dy, length in re.findall(r"([Mm])(-?[\d.]+) (-?[\d.]+)h(\d+)", path):
        x, y = (float(dx), float(dy)) if command == "M" else (x + float(dx), y + float(dy))
        top = round((y - 0.5) * SCALE)
        pen.rectangle((round(x * SCALE), top, round((x + int(length)) * SCALE) - 1, top + SCALE - 1), fill=0)
        x += int(length)
    return image


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_reads_the_address(address: str) -> None:
    found = code(address)
    assert found is not None
    image = drawn(found["size"], found["path"])
    assert [read.text for read in zxingcpp.read_barcodes(image)] == [address]


def test_the_margin_stays_white() -> None:
    found = code(ADDRESSES[0])
    assert found is not None
    size = found["size"]
    dark = drawn(size, found["path"]).point(lambda value: 255 - value).getbbox()
    assert dark == (QUIET * SCALE, QUIET * SCALE, (size - QUIET) * SCALE, (size - QUIET) * SCALE)


@pytest.mark.parametrize("address", ["", "https://example.cn/" + "x" * LONGEST])
def test_what_no_phone_could_read_gets_no_code(address: str) -> None:
    assert code(address) is None


def test_a_template_shows_a_code_with_its_words_and_nothing_where_there_is_none() -> None:
    problems: list[Problem] = []
    theme = read_theme(theme_home(), Path("no-site"), "zh-CN", problems.append)
    shown = environment(theme).get_template("parts/qr.html").module
    made = str(shown.qr(ADDRESSES[0], "手机扫码，读“这一页”"))  # type: ignore[attr-defined]  # a macro of the template
    assert 'aria-label="手机扫码，读“这一页”"' in made and f'd="{code(ADDRESSES[0])["path"]}"' in made  # type: ignore[index]
    assert str(shown.qr(None, "x")).strip() == ""  # type: ignore[attr-defined]
