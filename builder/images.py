"""The published files of a picture: upright, in the widths that pages ask for, and without any metadata.

Photos of the staff carry the place where they were taken, the camera and sometimes a name. Nothing of a file is
carried over but its pixels, put into sRGB: a profile that is left out must not change the colours.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import cache
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from builder import digests, installed, pictures, sources
from builder.pictures import NO_MEMORY, READ, TURNING, UNREADABLE, Picture, Variant, orientation
from builder.problems import Message, Place, Problem

if TYPE_CHECKING:
    from PIL import Image

CHANGED = Message(
    "picture-changed",
    "生成网站的时候，这个图片文件变了。请再生成一次。",
    "This picture changed while the site was being built. Build it once more.",
)
TURNS = {  # value of the orientation tag → what makes the picture upright
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE",
    8: "ROTATE_90",
}  # fmt: skip
SAVED: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    "WEBP": {"quality": 80, "method": 4},
    "AVIF": {"quality": 60, "speed": 8, "max_threads": 1},  # the bytes would follow from the number of threads
    "PNG": {"optimize": True},
}


@cache
def made_with() -> str:
    """The digest of all that decides the bytes beside the picture itself: these two modules and Pillow. Not the whole
    program as for all else that is kept, or every update would take an hour to make ten thousand photos anew."""
    own = [digests.of_bytes(Path(file).read_bytes()) for file in (__file__, pictures.__file__)]
    return digests.of_data([own, installed.version("pillow")])


def deriver(root: Path) -> Callable[[Picture], bytes | Problem]:
    """The function that makes the files of a picture below ``root``; see ``spread``."""

    def derived(picture: Picture) -> bytes | Problem:
        problems: list[Problem] = []
        data = sources.read_bytes(root, picture.file, problems.append)
        if data is None:
            return problems[0]
        try:
            return derive(picture, data)
        except MemoryError:
            if parent_process() is not None:
                raise  # the first process tries once more, when it is alone; see ``spread``
            return NO_MEMORY.at(Place(picture.file))

    return derived


def derive(picture: Picture, data: bytes) -> bytes | Problem:
    """All files of ``picture`` as one value, which ``files`` takes apart; or what is wrong with it.

    Raises ``MemoryError``, for then the picture is not at fault.
    """
    if digests.of_bytes(data) != picture.digest:
        return CHANGED.at(Place(picture.file))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged tags, which are left out in any case
            made = _made(picture, _upright(picture, data))
    except MemoryError:
        raise
    except Exception:  # a file may be whole at its head and damaged behind, in as many ways as there are bytes
        return UNREADABLE.at(Place(picture.file))
    return msgspec.msgpack.encode(made, order="deterministic")


def files(made: bytes) -> dict[str, bytes]:
    """Site path → bytes, of what ``derive`` gave."""
    return msgspec.msgpack.decode(made, type=dict[str, bytes])


def _made(picture: Picture, full: Image.Image) -> dict[str, bytes]:
    """The files of ``picture``, each width made from ``full`` once."""
    from PIL import Image

    sized: dict[int, Image.Image] = {full.width: full}
    for variant in picture.variants:
        if variant.width not in sized:
            shape = (variant.width, variant.height)
            sized[variant.width] = full.resize(shape, Image.Resampling.LANCZOS, reducing_gap=3)
    return {variant.path: _saved(sized[variant.width], variant) for variant in picture.variants}


def _upright(picture: Picture, data: bytes) -> Image.Image:
    """The pixels as RGB or RGBA in sRGB, no larger than the largest file that is made of them."""
    from PIL import Image

    largest = max(picture.variants, key=lambda v: v.width)
    with Image.open(io.BytesIO(data), formats=READ) as opened:
        held = orientation(opened)
        shape = (largest.height, largest.width) if held in TURNING else (largest.width, largest.height)
        opened.draft(None, shape)  # a JPEG is decoded at a half, a quarter or an eighth: a large one never lies whole
        opened.load()
        if opened.width > shape[0]:
            # Before the colours are looked after, since that takes as long as there are pixels.
            small: Image.Image = _plain(opened).resize(shape, Image.Resampling.LANCZOS, reducing_gap=3)
        else:
            small = _plain(opened)
        upright = _in_srgb(small, opened.info.get("icc_profile"))
        if held in TURNS:
            upright = upright.transpose(Image.Transpose[TURNS[held]])
    # From the pixels alone: whatever a plug-in has hung on the picture stays behind.
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _plain(image: Image.Image) -> Image.Image:
    """One of the modes that can be made smaller well: RGB, RGBA, or CMYK while its profile is still needed."""
    if image.mode.startswith("I"):  # 16 bits of grey, which `convert` would cut off above 255
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "CMYK" and image.info.get("icc_profile"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """``image`` with its colours as ``profile`` means them, where it has one that can be read."""
    if profile:
        from PIL import ImageCms

        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            image = ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that is damaged, or of another mode (grey), is as good as none
    return image.convert("RGB") if image.mode == "CMYK" else image


def _saved(image: Image.Image, variant: Variant) -> bytes:
    out = io.BytesIO()
    flat = image.convert("RGB") if variant.format == "JPEG" else image
    flat.save(out, variant.format, **SAVED[variant.format])
    return out.getvalue()
