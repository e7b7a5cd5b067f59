"""What a request's path names in the preview's folder, and as what it is sent.

The path is decoded once and then held to the rules of site paths, which know no ``..``, no backslash, no drive and no
doubled slash; what is left is a file below the folder or nothing. Types are a table of our own: what the system
believes (on Windows, its registry) differs from machine to machine.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote_to_bytes

from builder import addresses, manifest

INDEX = "index.html"

_TEXT = {
    "html": "text/html", "htm": "text/html", "shtml": "text/html", "css": "text/css", "js": "text/javascript",
    "mjs": "text/javascript",
    "txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "xml": "application/xml", "svg": "image/svg+xml",
    "json": "application/json", "map": "application/json", "webmanifest": "application/manifest+json",
    "ics": "text/calendar", "vtt": "text/vtt",
}  # fmt: skip
_BINARY = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "ico": "image/x-icon", "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf",
    "otf": "font/otf", "pdf": "application/pdf", "zip": "application/zip", "mp3": "audio/mpeg", "mp4": "video/mp4",
    "webm": "video/webm", "wasm": "application/wasm",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def site_path(raw: str) -> str | None:
    """``/brands/%E5%85%88.html`` → ``brands/先.html``; a folder ends in ``/``, the top is ``""``. None: no site path."""
    try:
        path = unquote_to_bytes(raw.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return None
    if not path.startswith("/"):
        return None
    path = path[1:]
    inner = path.removesuffix("/")
    if path and not addresses.is_safe(inner):
        return None
    return None if inner.startswith(manifest.RESERVED) else path


def named(path: str) -> str:
    """The path of the file that a site path names."""
    return path + INDEX if path.endswith("/") or not path else path


def file_at(folder: Path, path: str) -> Path | None:
    """The file that a site path names in ``folder``, or None. Links that lead out of the folder name nothing."""
    try:
        home = folder.resolve()
        found = (home / named(path)).resolve()
        return found if found.is_relative_to(home) and found.is_file() else None
    except (OSError, ValueError, RuntimeError):  # the last for a link that leads to itself, before Python 3.13
        return None


def type_of(name: str) -> str:
    """The MIME type by the name's extension, with the charset for what is text."""
    extension = name.rpartition(".")[2].lower()
    if extension in _TEXT:
        return f"{_TEXT[extension]}; charset=utf-8"
    return _BINARY.get(extension, "application/octet-stream")
