"""Pictures as people have them, made on the spot: upright or turned, with a place in them, in every mode, damaged."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, ImageDraw

from builder import digests
from builder.images import derive, files
from builder.pictures import Picture, look
from builder.pictures import published as planned
from builder.problems import Problem

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 160, 60), (40, 60, 200), (120, 120, 120)
TURN = {  # value of the orientation tag → how an upright picture lies in the file
    1: None, 2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90",
    7: "TRANSVERSE", 8: "ROTATE_270",
}  # fmt: skip


def photo(width: int = 640, height: int = 400) -> Image.Image:
    """A picture with a colour of its own in each quarter: red, green over blue, grey."""
    image = Image.new("RGB", (width, height), GREY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    pen.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    pen.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    return image


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def with_place(orientation: int = 1) -> Image.Exif:
    """What a phone writes: how it was held, whose it is, and where it was."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "Wang Xiaoming"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (31.0, 52.0, 30.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (120.0, 33.0, 15.0)
    return exif


def turned(orientation: int) -> bytes:
    """A photo as a phone held that way writes it."""
    way = TURN[orientation]
    lying = photo().transpose(Image.Transpose[way]) if way else photo()
    return saved(lying, "JPEG", quality=95, exif=with_place(orientation))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises ``width`` × ``height`` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0" * 100)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def seen(name: str, data: bytes, *, avif: bool = False) -> tuple[Picture | None, list[str]]:
    """The facts of a picture and the codes of its problems."""
    problems: list[Problem] = []
    file = f"content/cases/{name}"
    found = look(file, data, problems.append)
    return found and planned(file, digests.of_bytes(data), found, avif=avif), [p.message.code for p in problems]


def published(name: str, data: bytes, *, avif: bool = False) -> tuple[Picture, dict[str, bytes]]:
    """A picture without problems and its files."""
    picture, codes = seen(name, data, avif=avif)
    assert picture is not None, codes
    made = derive(picture, data)
    assert isinstance(made, bytes), made
    return picture, files(made)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def quarters(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters: upper left, upper right, lower left, lower right."""
    plain, (width, height) = image.convert("RGB"), image.size
    found = []
    for y in (height // 4, height * 3 // 4):
        for x in (width // 4, width * 3 // 4):
            pixel = plain.getpixel((x, y))
            assert isinstance(pixel, tuple)
            found.append(pixel)
    return found


def alike(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]], within: int = 12) -> bool:
    pairs = [pair for one, other in zip(found, wanted, strict=True) for pair in zip(one, other, strict=True)]
    return all(abs(a - b) <= within for a, b in pairs)
