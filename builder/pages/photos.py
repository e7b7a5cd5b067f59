"""Photographs that stand for a record: which one, and its small form for lists.

Below ``view`` on purpose, for cards show photographs: what looks a picture up is handed in.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from urllib.parse import unquote

from builder.pictures import Picture
from builder.schema import Record

Find = Callable[[str], Picture | None]  # a file below the site → its picture


def media_file(record: Record, target: str) -> str:
    """The site-relative file that an image address in ``record``'s file means."""
    folder = posixpath.dirname(record.place.file)
    return posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else f"content{target}"


def media_files(record: Record, target: str) -> list[str]:
    """The files that an image address may mean: as it was typed, or what its percent form stands for."""
    return [media_file(record, form) for form in dict.fromkeys((target, unquote(target)))]


def shown(record: Record, target: str, find: Find) -> Picture | None:
    """The picture that an image address in ``record``'s file shows."""
    return next((found for found in map(find, media_files(record, target)) if found), None)


def first(record: Record, find: Find) -> Picture | None:
    """The first picture in a record's text."""
    slots = record.body.slots if record.body else ()
    each = (shown(record, slot.target, find) for slot in slots if slot.kind == "image")
    return next((found for found in each if found), None)


def small(record: Record, find: Find) -> dict[str, str | int] | None:
    """The first picture in its smallest files: ``webp`` (or empty), and ``src`` with its size for all browsers."""
    found = first(record, find)
    if found is None:
        return None
    webp = [variant for variant in found.variants if variant.format == "WEBP"]
    least = min(webp, key=lambda variant: variant.width, default=None)
    last = found.fallback
    return {
        "webp": least.path if least and least != last else "",
        "src": last.path,
        "width": last.width,
        "height": last.height,
    }
