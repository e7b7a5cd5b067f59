"""Facts of pictures: format, size as shown, and the files that are published of each.

Only the head of a file is decoded here; the published bytes are made by ``images``. Pillow is imported when there is a
picture, so that a site of texts never pays for it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from builder import addresses, metadata
from builder.problems import Message, Place, Report
from builder.wording import Words

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",), "AVIF": ("avif",)}
READ = ("JPEG", "PNG", "WEBP")  # what authors may give us
SUFFIXES = tuple(f".{ending}" for kind in READ for ending in FORMATS[kind])
WIDTHS = (480, 960, 1600)  # pixels; a body column is 680 wide, on a screen of twice the density 1360
FALLBACK = 960  # the one file for browsers that know no WebP
# JPEG is decoded at a fraction of its size; the others are decoded whole before they can be made smaller.
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
MOST_BYTES = 30_000_000
HIGHEST = 16_383  # pixels of a WebP; a long screenshot of a phone has more
TURNING = (5, 6, 7, 8)  # values of the orientation tag that exchange width and height
ORIENTATION = 0x0112
FOLDER = "media"

UNREADABLE = Message(
    "picture-unreadable",
    "这个图片文件打不开，可能已损坏或不完整，也可能不是图片。请重新导出为 JPG、PNG 或 WebP。",
    "This picture cannot be opened: it is damaged, incomplete, or no picture. Export it again as JPG, PNG or WebP.",
)
FOREIGN = Message(
    "picture-format",
    "这个文件其实是 {format} 格式，改扩展名没有用。请用手机或看图软件打开它，导出为 JPG、PNG 或 WebP。",
    "This file is really {format}; renaming it does not help. Open it and export it as JPG, PNG or WebP.",
)
MISLABELLED = Message(
    "picture-mislabelled",
    "扩展名是 .{ending}，内容却是 {format}。请按实际格式改扩展名，或者重新导出。",
    "The name ends in .{ending}, but the content is {format}. Rename it or export it again.",
)
TOO_LARGE = Message(
    "picture-too-large",
    "图片太大（{size}）。请先缩小：JPG 在 6400 万像素以内，PNG、WebP 在 2500 万像素以内，文件都在 30 MB 以内。",
    "The picture is too large ({size}). Make it smaller first: JPG up to 64 megapixels, PNG and WebP up to 25, and no "
    "file above 30 MB.",
)
TOO_HIGH = Message(
    "picture-too-high",
    "图片太长（{size}）：发布时高度不能超过 {most} 像素。请裁成几张。",
    "The picture is too tall ({size}): as published none is higher than {most} pixels. Cut it into several.",
)
NO_MEMORY = Message(
    "picture-memory",
    "处理这张图片时内存不够用，图片本身没有坏。请先把它缩小，或关闭一些程序再运行一次。",
    "There was not enough memory for this picture; it is not damaged. Make it smaller, or close some programs, and run "
    "again.",
)
ANIMATED = Message(
    "picture-animated",
    "不支持动画图片，请换成静态的一帧。",
    "Animated pictures are not supported; use a still frame.",
)
NOT_THERE = Message(
    "picture-static",
    "static/ 下面没有“{file}”，或者它不是 PNG、JPG、WebP 图片。请把图片放进 static/，这里写它的路径。",
    "There is no “{file}” below static/, or it is no PNG, JPG or WebP. Put the picture there and write its path here.",
)
# How files begin that people rename to .jpg: those of phones, scanners and screens. Offset → beginning → name.
_FOREIGN = {
    0: {b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"%PDF": "PDF"},
    4: {b"ftypavif": "AVIF", b"ftyphei": "HEIC", b"ftyphev": "HEIC", b"ftypmif1": "HEIC", b"ftypmsf1": "HEIC"},
}
BOMB = Words("超过 1.7 亿像素", "over 170 megapixels")


@dataclass(frozen=True, slots=True)
class Variant:
    """One published file of a picture: ``path`` is its site path, ``width`` and ``height`` are in pixels."""

    path: str
    width: int
    height: int
    format: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the files that are made of it, and the one for browsers that know no newer format, which is last.

    ``format`` is that of the file, ``width`` and ``height`` those of the upright picture. ``hidden`` are the texts in
    its metadata that may hold personal data.
    """

    file: str
    digest: str
    format: str
    width: int
    height: int
    variants: tuple[Variant, ...]
    hidden: tuple[str, ...] = ()

    @property
    def fallback(self) -> Variant:
        return self.variants[-1]


class Seen(NamedTuple):
    """What the head of a picture says: its format, width and height when upright, whether anything shows through, and
    the texts in its metadata that may hold personal data."""

    format: str
    width: int
    height: int
    clear: bool
    hidden: tuple[str, ...]


def published(file: str, digest: str, seen: Seen, *, avif: bool = False) -> Picture:
    """A picture with the files that are to be made of it. ``digest``: that of its bytes; ``avif``: that format too."""
    name = addresses.slug_of(PurePosixPath(file).stem) or "picture"
    widths = [*(w for w in WIDTHS if w < seen.width), *([seen.width] if seen.width <= WIDTHS[-1] else [])]
    last = "PNG" if seen.format == "PNG" or seen.clear else "JPEG"
    files = [*(("AVIF", w) for w in widths if avif), *(("WEBP", w) for w in widths), (last, min(seen.width, FALLBACK))]
    variants = []
    for form, wide in files:
        path = addresses.fingerprinted(f"{FOLDER}/{name}-{wide}.{FORMATS[form][0]}", digest)
        variants.append(Variant(path, wide, max(1, round(seen.height * wide / seen.width)), form))
    return Picture(file, digest, seen.format, seen.width, seen.height, tuple(variants), seen.hidden)


def look(file: str, data: bytes, report: Report) -> Seen | None:
    """What the head of a picture says, or None after its problem has been reported."""
    from PIL import Image

    place = Place(file)
    if len(data) > MOST_BYTES:
        report(TOO_LARGE.at(place, size=f"{len(data) // 1_000_000} MB"))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures; we say that ourselves
            with Image.open(io.BytesIO(data), formats=READ) as image:
                kind, (width, height) = str(image.format), image.size
                if width * height > MOST_PIXELS.get(kind, MOST_PIXELS["JPEG"]):  # before anything is decoded
                    report(TOO_LARGE.at(place, size=f"{width} × {height}"))
                    return None
                turned = orientation(image) in TURNING
                frames = getattr(image, "n_frames", 1)
                clear = image.has_transparency_data
                hidden = metadata.personal_texts(image)
    except Image.DecompressionBombError:
        report(TOO_LARGE.at(place, size=BOMB))
        return None
    except MemoryError:
        report(NO_MEMORY.at(place))
        return None
    except Exception:  # Pillow fails in many ways on damaged files; each means the same to an author
        foreign = _foreign(data)
        report(FOREIGN.at(place, format=foreign) if foreign else UNREADABLE.at(place))
        return None
    if kind == "MPO":  # a JPEG with a preview or a depth map behind it, as many phones write them
        kind, frames = "JPEG", 1
    ending = PurePosixPath(file).suffix.lstrip(".").lower()
    if ending not in FORMATS[kind]:
        report(MISLABELLED.at(place, ending=ending, format=kind))
    elif frames > 1:
        report(ANIMATED.at(place))
    else:
        seen = Seen(kind, *((height, width) if turned else (width, height)), clear, hidden)
        if seen.height * min(1, WIDTHS[-1] / seen.width) <= HIGHEST:
            return seen
        report(TOO_HIGH.at(place, size=f"{seen.width} × {seen.height}", most=HIGHEST))
    return None


def _foreign(data: bytes) -> str:
    """The name of a format that we do not take, where a file begins like one; else ``""``."""
    kinds = [name for at, known in _FOREIGN.items() for head, name in known.items() if data.startswith(head, at)]
    return kinds[0] if kinds else ""


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; 1, upright, where the file does not say. To be asked before decoding.

    A PNG that has its tags behind its pixels would have to be decoded for them; such a file is taken as it lies.
    """
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except MemoryError:
        raise
    except Exception:  # tags may be damaged in as many ways as pictures
        return 1


def shown_as_is(file: str, path: str, data: bytes, place: Place, report: Report) -> Picture | None:
    """A static picture that the site names in its settings, published under ``path`` as it is.

    ``place`` is where it is named.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=READ) as image:
            kind, (width, height) = str(image.format), image.size
    except MemoryError:
        report(NO_MEMORY.at(Place(file)))
        return None
    except Exception:  # as above
        report(NOT_THERE.at(place, file=file.removeprefix("static/")))
        return None
    return Picture(file, "", kind, width, height, (Variant(path, width, height, kind),))
