"""All addresses of other sites that readers can follow, as they are typed, and where."""

from __future__ import annotations

from collections.abc import Iterator

from builder import sources
from builder.catalogue import Catalogue
from builder.markdown import Document
from builder.problems import Place, place_in, unheard
from builder.schema import Record, fields_of
from builder.siteconfig import FILE
from builder.spots import Bytes, field_of

_WEB = ("http://", "https://")


def gather(cat: Catalogue, read: Bytes) -> dict[str, list[Place]]:
    """Address without its fragment → the places where it stands, in reading order; those in a field are for ``spots``
    to find."""
    found: dict[str, list[Place]] = {}
    links = [link for record in cat.tables.shown.values() for link in _of(record)]
    for url, place in (*links, *_in_footer(cat, read)):
        if url.lower().startswith(_WEB):
            found.setdefault(url.partition("#")[0], []).append(place)
    return found


def _of(record: Record) -> Iterator[tuple[str, Place]]:
    """What its texts link to, and what its fields hold."""
    for spec in fields_of(type(record)):
        held = getattr(record, spec.attribute) if spec.shape in ("url", "prose") else None
        if isinstance(held, Document):
            yield from ((link.target, link.place) for link in held.outward)
        elif held:
            yield held, field_of(record, (spec.attribute,), held)


def _in_footer(cat: Catalogue, read: Bytes) -> Iterator[tuple[str, Place]]:
    """The links at the foot of every page; where they are typed otherwise, in their file."""
    data = read(FILE) if cat.site.footer.links else None
    source = None if data is None else sources.decode(data, FILE, unheard)
    text = "" if source is None else source.text
    for link in cat.site.footer.links:
        at = text.find(link.href)
        yield link.href, Place(FILE) if at < 0 else place_in(FILE, text, at)
