"""The font that share pictures are set in: Noto Sans CJK from a package of its own, an extra of 15 MB.

The font of the system would do, but not every system has one, and each has another: the same site would give other
pictures on the machine of a colleague. The package holds the file of the Noto project byte for byte.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from builder.installed import version

PACKAGE = "noto-cjk-sans-otc"
MODULE = "noto_cjk_sans_otc"
FILE = "NotoSansCJK-Regular.ttc"
FACE = 2  # of the five in the file: the forms of mainland China


@cache
def installed() -> str:
    """Name and version of the font, part of what a picture depends on; empty where it is not installed."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}" if font_file() else ""
    except ModuleNotFoundError:  # a folder of that name, but no package
        return ""


def font_file() -> Path | None:
    spec = find_spec(MODULE)
    found = Path(spec.origin).parent / FILE if spec and spec.origin else None
    return found if found and found.is_file() else None
