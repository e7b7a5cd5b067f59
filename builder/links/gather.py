"""All addresses of other sites that readers can follow, as they are typed, and where."""

from __future__ import annotations

from collections.abc import Iterator

from builder import sources
from builder.catalogue import Catalogue
from builder.markdown import Address, Document
from builder.problems import Place, place_in, unheard
from builder.schema import Record, fields_of
from builder.siteconfig import FILE
from builder.spots import Bytes

_WEB = ("http://", "https://")


def gather(cat: Catalogue, read: Bytes) -> dict[str, list[Place]]:
    """Address without its fragment → the places where it stands, in reading order."""
    found: dict[str, list[Place]] = {}
    texts: dict[str, str] = {}

    def note(url: str, place: Place) -> None:
        if url.lower().startswith(_WEB):
            found.setdefault(url.partition("#")[0], []).append(place)

    for record in cat.tables.shown.values():
        for held in _of(record):
            if isinstance(held, Address):
                note(held.target, held.place)
            else:
                note(held, _place(record.place, held, texts, read))
    for link in cat.site.footer.links:
        note(link.href, _place(Place(FILE), link.href, texts, read))
    return found


def _of(record: Record) -> Iterator[Address | str]:
    """What its texts link to, with the place; what its fields hold, without."""
    for spec in fields_of(type(record)):
        held = getattr(record, spec.attribute) if spec.shape in ("url", "prose") else None
        if isinstance(held, Document):
            yield from held.outward
        elif held:
            yield held


def _place(start: Place, url: str, texts: dict[str, str], read: Bytes) -> Place:
    """Where ``url`` is typed in the file from ``start`` on; ``start`` where it is typed otherwise."""
    if start.file not in texts:
        data = read(start.file)
        source = None if data is None else sources.decode(data, start.file, unheard)
        texts[start.file] = source.text if source else ""
    text = texts[start.file]
    offset = 0
    for _ in range(start.line - 1):
        offset = text.find("\n", offset) + 1
    at = text.find(url, offset)
    return start if at < 0 else place_in(start.file, text, at)
