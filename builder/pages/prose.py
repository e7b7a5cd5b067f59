"""Filling the open slots of a text: references, links between files, pictures.

The only place where planning makes HTML: everything filled in is escaped here. A reference to what readers may not see
becomes its words alone, or says that it is not public where none were typed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from urllib.parse import unquote

from builder import addresses
from builder.catalogue import Catalogue
from builder.contentfiles import WRITTEN
from builder.markdown import Slot
from builder.pages.photos import media_file, media_files, shown
from builder.pages.view import View, path_of
from builder.pictures import Picture, Variant
from builder.schema import ANY, Figure, Record, Ref
from builder.wording import Words

HIDDEN = Words("（内容未公开）", "(not public)")  # a sentence must not break off where a name stood
SIZES = "(min-width: 46rem) 42.5rem, 94vw"  # the width of the text: 42.5 rem, on a phone nearly all of the screen
_ENDED = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}\Z")  # as the name of a file is, and no heading


def fill(view: View, record: Record, root: str) -> str | None:
    """The HTML of a record's text as it stands on a page with the given ``root``; None where there is no text.

    An absolute ``root`` is that of the feed, which leads to no person.
    """
    document = record.body
    if document is None or not any(part.strip() for part in document.parts):
        return None
    return document.filled(lambda slot: _FILLERS[slot.kind](view, record, slot, root))


def words(view: View, slot: Slot) -> str:
    """What stands for a reference: the words typed, else the name; of what readers may not see, not even that."""
    ref = Ref(ANY, slot.target, slot.place)
    target = view.cat.target(ref)
    if slot.text:
        return slot.text
    if target is None:
        return view.say(HIDDEN) if view.cat.meant(ref) else slot.target
    return target.words if isinstance(target, Figure) else target.name


def _reference(view: View, _: Record, slot: Slot, root: str) -> str:
    target, text = view.cat.target(Ref(ANY, slot.target, slot.place)), escape(words(view, slot))
    if target is None or ("://" in root and not target.public):
        return text
    address = escape(root + path_of(target))
    return f'<a class="ref ref-{target.kind}" href="{address}">{text}</a>'


def _link(view: View, record: Record, slot: Slot, root: str) -> str:
    found = linked_path(view, record, slot.target)
    if found is None:
        return escape(slot.target)
    path, fragment = found
    return escape((root + addresses.href(path) if path else "") + fragment)


def _image(view: View, record: Record, slot: Slot, root: str) -> str:
    found = shown(record, slot.target, view.picture)
    return picture(found, root, slot.text) if found else escape(slot.text)


def picture(found: Picture, root: str, text: str) -> str:
    """``found`` in the formats and widths that there are, the browser's choice; ``text`` says what it shows."""
    kinds: dict[str, list[Variant]] = {}
    for variant in found.variants[:-1]:
        kinds.setdefault(variant.format, []).append(variant)
    sources = "".join(
        f'<source type="image/{kind.lower()}" sizes="{SIZES}" '
        f'srcset="{escape(", ".join(f"{root}{v.path} {v.width}w" for v in variants))}">'
        for kind, variants in kinds.items()
    )
    last = found.fallback
    return (
        f'<picture>{sources}<img src="{escape(root + last.path)}" alt="{escape(text)}" width="{last.width}" '
        f'height="{last.height}" loading="lazy" decoding="async"></picture>'
    )


_FILLERS = {"reference": _reference, "link": _link, "image": _image}


def pictures_in(cat: Catalogue) -> dict[str, list[Record]]:
    """The files that the texts readers may see show as pictures, and whose texts; others are never published."""
    found: dict[str, list[Record]] = {}
    for record in cat.tables.shown.values():
        for slot in record.body.slots if record.body else ():
            for file in media_files(record, slot.target) if slot.kind == "image" else ():
                found.setdefault(file, []).append(record)
    return found


def linked_path(view: View, record: Record, target: str) -> tuple[str, str] | None:
    """Where an address typed in Markdown leads: (site path, ``#fragment``); path ``""`` is the page itself.

    ``other.md`` is the record of that file; ``/cases/x/``, ``/cases/x``, ``cases/x.html`` are one page, counted from
    the top of the site, and ``../cases/x.html`` from the page itself; ``/cases/`` is the list of that folder. What
    leads nowhere as it was typed is read in percent form. None if it leads nowhere that an address could.
    """
    return _first(view, target, partial(_ways, view, record))


def footer_path(view: View, target: str) -> tuple[str, str] | None:
    """The same for an address at the foot of the pages, which is written from the top of the site on."""
    return _first(view, target, lambda path: [path])


def _first(view: View, target: str, ways: Callable[[str], list[str]]) -> tuple[str, str] | None:
    """The first that is there of the site paths that ``target`` may mean, else the likeliest."""
    likeliest = None
    for path, fragment in _readings(target):
        if not path:
            return "", fragment
        for way in ways(path):
            if view.has(way):
                return way, fragment
            likeliest = likeliest or (way, fragment)
    return likeliest


def _readings(target: str) -> Iterator[tuple[str, str]]:
    """What may be meant for path and ``#fragment``, the likeliest first. A ``#`` may be part of the name of a file, as
    in ``3#楼.pdf``."""
    path, mark, fragment = target.partition("#")
    typed = [(path, mark + fragment)]
    if path and _ENDED.search(fragment) and not path.lower().endswith((".html", *WRITTEN)):
        typed.insert(0, (target, ""))
    for named, rest in typed:
        yield named, rest
        if "%" in named:
            yield unquote(named), rest


def _ways(view: View, record: Record, path: str) -> list[str]:
    """The site paths that a path may mean, the likeliest first."""
    if path.lower().endswith(WRITTEN):
        found = view.cat.in_file(media_file(record, path))
        return [path_of(found)] if found else []
    is_folder = path.endswith("/")
    if path.startswith(("./", "../")):
        path = posixpath.join(posixpath.dirname(path_of(record)), path)
    path = posixpath.normpath(path.lstrip("/")) if path.strip("/") else "index.html"
    if path.startswith(".."):
        return []
    plain = "." in posixpath.basename(path)
    return [path if plain else f"{path}.html", *([f"{path}/index.html"] if is_folder or not plain else [])]
