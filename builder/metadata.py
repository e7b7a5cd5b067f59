"""What a picture tells beside its pixels: the texts in its EXIF, XMP, IPTC and comments, and whether it says where.

All of it is read as text, whatever it claims to be: a telephone number in the wrong field is a telephone number.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder import personal

if TYPE_CHECKING:
    from PIL.Image import Image

# Pillow tells of some damage in English on the terminal, beside what we say.
logging.getLogger("PIL").addHandler(logging.NullHandler())

_PLACE = 0x8825  # the tag under which EXIF keeps the coordinates
_EXIF = 0x8769
_HEADS = (b"", b"II*\0", b"MM\0*")  # of EXIF, where there is any
_LONGEST = 100_000  # bytes of one text that are looked at
_XMP_PLACE = "GPSLatitude"


@dataclass(frozen=True, slots=True)
class Told:
    """The hidden texts that may hold personal data, and whether there are coordinates."""

    texts: tuple[str, ...]
    where: bool


def personal_texts(image: Image) -> tuple[str, ...]:
    """The texts in ``image`` that may hold personal data."""
    exif = image.getexif()
    texts = _decoded([*exif.values(), *exif.get_ifd(_EXIF).values(), *_infos(image)])
    return tuple(dict.fromkeys(text for text in texts if personal.suspicious(text)))


def tells_where(image: Image) -> bool:
    """Whether ``image`` holds the coordinates of the place where it was taken."""
    position = image.getexif().get_ifd(_PLACE)
    return bool(position.keys() & {1, 2, 3, 4}) or any(_XMP_PLACE in text for text in _decoded(_infos(image)))


def told_by(data: bytes) -> Told | None:
    """What the picture in ``data`` tells, or None where it or its tags cannot be read: another program may read them.

    Raises ``MemoryError``, lest a picture that tells where it was taken pass for one that cannot be read.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures, and of damaged tags
            with Image.open(io.BytesIO(data)) as image:
                # Pillow takes tags whose head is damaged for no tags at all.
                sound = image.info.get("exif", b"").removeprefix(b"Exif\0\0")[:4] in _HEADS
                return Told(personal_texts(image), tells_where(image)) if sound else None
    except MemoryError:
        raise
    except Exception:  # Pillow fails in many ways on what is no picture
        return None


def _infos(image: Image) -> Iterator[object]:
    """Comments, text chunks, XMP and the blocks of Photoshop as they stand in the file."""
    for name, value in image.info.items():
        if name not in ("exif", "icc_profile"):
            yield from value.values() if isinstance(value, dict) else (value,)


def _decoded(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value[:_LONGEST]
        elif isinstance(value, bytes):
            head = value[:_LONGEST]
            yield head.decode("utf-8", "ignore")
            if b"\0" in head:  # the fields that Windows writes, and EXIF comments in Unicode
                yield head.decode("utf-16-le", "ignore")
                yield head.decode("utf-16-be", "ignore")
