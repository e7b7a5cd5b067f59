"""The published bytes of a picture: upright, no wider than shown, and without any metadata (staff photos carry GPS)."""

from __future__ import annotations

import io

from builder.pictures import UNREADABLE, Picture
from builder.problems import Place, Problem

QUALITY = 82


def derive(picture: Picture, data: bytes) -> bytes | Problem:
    """The picture anew from its pixels alone; nothing else of the file is carried over."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=[picture.format]) as opened:
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception:  # a file may be whole at its head and damaged behind
        return UNREADABLE.at(Place(picture.file))
    sized = plain.resize((picture.width, picture.height), Image.Resampling.LANCZOS)
    bare = Image.frombytes(sized.mode, sized.size, sized.tobytes())
    if picture.format == "JPEG":
        bare = bare.convert("RGB")
    out = io.BytesIO()
    bare.save(out, picture.format, quality=QUALITY, optimize=True)
    return out.getvalue()
