"""Facts of pictures in ``content/``: format, size as shown, and the name under which each is published.

Only the head of a file is looked at here; the published bytes are made by ``images``. Pillow is imported when there
is a picture, so that a site of texts never pays for it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from builder import addresses, digests, folders, metadata, sources
from builder.problems import Message, Place, Report

FORMATS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",)}
SUFFIXES = tuple(f".{ending}" for endings in FORMATS.values() for ending in endings)
WIDEST = 1600  # pixels; a body column is 800 wide on a screen of twice the density
MOST_PIXELS = 50_000_000
MOST_BYTES = 30_000_000
FOLDER = "media"

UNREADABLE = Message(
    "picture-unreadable",
    "这个图片文件打不开，可能已损坏，或者不是图片。请重新导出为 JPG、PNG 或 WebP。",
    "This picture cannot be opened: it is damaged or no picture. Export it again as JPG, PNG or WebP.",
)
MISLABELLED = Message(
    "picture-mislabelled",
    "扩展名是 .{ending}，内容却是 {format}。请按实际格式改扩展名，或者重新导出。",
    "The name ends in .{ending}, but the content is {format}. Rename it or export it again.",
)
TOO_LARGE = Message(
    "picture-too-large",
    "图片太大（{size}）。请先缩小到 5000 万像素、30 MB 以内。",
    "The picture is too large ({size}). Bring it below 50 megapixels and 30 MB first.",
)
ANIMATED = Message(
    "picture-animated",
    "不支持动画图片，请换成静态的一帧。",
    "Animated pictures are not supported; use a still frame.",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as it will be published: ``path`` is its site path, ``width`` and ``height`` are in pixels.

    ``hidden`` are the texts in its metadata that may hold personal data.
    """

    file: str
    digest: str
    path: str
    width: int
    height: int
    format: str
    hidden: tuple[str, ...] = ()


def read_pictures(root: Path, wanted: Iterable[str], report: Report) -> Mapping[str, tuple[Picture, bytes]]:
    """The facts and bytes of those ``wanted`` files that exist below ``content/``.

    Others are the caller's to report.
    """
    names = set(wanted)
    if not names:
        return {}
    found: dict[str, tuple[Picture, bytes]] = {}
    for file in folders.files_below(root, "content", SUFFIXES, report):
        data = sources.read_bytes(root, file, report) if file in names else None
        picture = None if data is None else facts(file, data, report)
        if data is not None and picture is not None:
            found[file] = picture, data
    return found


def facts(file: str, data: bytes, report: Report) -> Picture | None:
    """What the head of a picture says, or None after its problem has been reported."""
    from PIL import Image

    place = Place(file)
    if len(data) > MOST_BYTES:
        report(TOO_LARGE.at(place, size=f"{len(data) // 1_000_000} MB"))
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures; we say that ourselves
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
                kind, (width, height) = str(image.format), image.size
                turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                frames = getattr(image, "n_frames", 1)
                hidden = metadata.personal_texts(image)
    except Exception:  # Pillow fails in many ways on damaged files; each means the same to an author
        report(UNREADABLE.at(place))
        return None
    ending = PurePosixPath(file).suffix.lstrip(".").lower()
    if ending not in FORMATS[kind]:
        report(MISLABELLED.at(place, ending=ending, format=kind))
        return None
    if width * height > MOST_PIXELS:
        report(TOO_LARGE.at(place, size=f"{width} × {height}"))
        return None
    if frames > 1:
        report(ANIMATED.at(place))
        return None
    if turned:
        width, height = height, width
    if width > WIDEST:
        width, height = WIDEST, max(1, round(height * WIDEST / width))
    digest = digests.of_bytes(data)
    name = addresses.slug_of(PurePosixPath(file).stem) or "picture"
    path = addresses.fingerprinted(f"{FOLDER}/{name}.{FORMATS[kind][0]}", digest)
    return Picture(file, digest, path, width, height, kind, hidden)
