"""All addresses of other sites that readers can follow, and where they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from builder import sources
from builder.catalogue import Catalogue
from builder.markdown import Document
from builder.problems import Place, Problem
from builder.schema import Record, fields_of
from builder.siteconfig import FILE
from builder.spots import Bytes

_HREF = re.compile(r'<a\b[^>]*? href="(https?://[^"]*)"', re.IGNORECASE)


def gather(cat: Catalogue, read: Bytes) -> dict[str, list[Place]]:
    """Address without its fragment → the places where it stands, in reading order."""
    found: dict[str, list[Place]] = {}
    texts: dict[str, str] = {}
    for record in cat.tables.shown.values():
        for url in _of(record):
            place = _place(record.place, url, texts, read)
            found.setdefault(url.partition("#")[0], []).append(place)
    for link in cat.site.footer.links:
        if link.href.lower().startswith(("http://", "https://")):
            found.setdefault(link.href.partition("#")[0], []).append(_place(Place(FILE), link.href, texts, read))
    return found


def _of(record: Record) -> Iterator[str]:
    for spec in fields_of(type(record)):
        held = getattr(record, spec.attribute) if spec.shape in ("url", "prose") else None
        if isinstance(held, Document):
            yield from (unescape(found) for part in held.parts for found in _HREF.findall(part))
        elif held:
            yield held


def _place(start: Place, url: str, texts: dict[str, str], read: Bytes) -> Place:
    """Where ``url`` is typed in the file from ``start`` on; ``start`` where it was typed otherwise (``%E5`` for 先)."""
    if start.file not in texts:
        data = read(start.file)
        source = None if data is None else sources.decode(data, start.file, _unheard)
        texts[start.file] = source.text if source else ""
    text = texts[start.file]
    offset = 0
    for _ in range(start.line - 1):
        offset = text.find("\n", offset) + 1
    at = text.find(url, offset)
    return start if at < 0 else Place(start.file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _unheard(_problem: Problem) -> None:
    """The file has been read before; what is wrong with it has been said."""
