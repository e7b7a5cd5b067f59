"""Filling the open slots of a text: references, links between files, pictures.

The only place where planning makes HTML: everything filled in is escaped here. A reference to what readers may not see
becomes its words alone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import unquote

from builder.catalogue import Catalogue
from builder.markdown import Document, Slot
from builder.pages import photos
from builder.pages.photos import media_file
from builder.pages.view import View, path_of
from builder.pictures import SUFFIXES, Picture, Variant
from builder.problems import Message, Problem, closest, meant
from builder.schema import ANY, Figure, Record, Ref
from builder.wording import Words, enumerated

SIZES = "(min-width: 46rem) 42.5rem, 94vw"  # the width of the text: 42.5 rem, on a phone nearly all of the screen

DEAD_LINK = Message(
    "link-dead",
    "链接“{target}”找不到对应的页面。{hint}",
    "The link “{target}” leads to no page. {hint}",
)
NO_FILE = Message(
    "link-file",
    "链接“{target}”指的文件，网站上没有。{hint}附件请放到 static/root/files/ 里，写成 [文字](files/{name})。",
    "The site has no file “{target}”. {hint} Put attachments into static/root/files/ and write [text](files/{name}).",
)
WHOLE = Words("外部网页要写全，如：https://{target}。", "A page elsewhere is written in full: https://{target}.")
SPELLING = Words("请检查写法；外部网页以 https:// 开头。", "Check the spelling; pages elsewhere begin with https://.")
_HOST = re.compile(r"(?:www\.[^\s/]+|(?:[\w-]+\.)+(?:com|cn|net|org|gov|edu|中国|公司|网络))(?:[/?#]\S*)?\Z", re.IGNORECASE)
NO_HEADING = Message(
    "link-heading",
    "链接“{target}”指向的标题不存在。那一页的标题有：{hint}。",
    "The link “{target}” names no heading of its page. Headings there: {hint}.",
    "warning",
)
NO_IMAGE = Message(
    "image-missing",
    "找不到图片“{target}”。图片放在这个文件旁边，写文件名即可。",
    "There is no picture “{target}”. Put it beside this file and write its name.",
)
ALIKE = Message(
    "image-alike",
    "找不到图片“{target}”，有的是“{name}”：两个名字只是大小写或字符的编码形式不同，但不是同一个文件。请把那个文件名复制过来。",
    "There is no picture “{target}”, but there is “{name}”: the names differ only by case or Unicode form, and yet are "
    "not one file. Copy that name.",
)
NOT_SHOWN = Message(
    "image-format",
    "“{target}”这种格式的文件不能作图片。请导出为 JPG、PNG 或 WebP，再改这里的文件名。",
    "“{target}” is in a format that cannot be shown. Export it as JPG, PNG or WebP and write the new name here.",
)


def fill(view: View, record: Record, root: str) -> str | None:
    """The HTML of a record's text as it stands on a page with the given ``root``; None where there is no text.

    An absolute ``root`` is that of the feed, which leads to no person.
    """
    document = record.body
    if document is None or not any(part.strip() for part in document.parts):
        return None
    filled = [document.parts[0]]
    for slot, part in zip(document.slots, document.parts[1:], strict=True):
        filled += [_FILLERS[slot.kind](view, record, slot, root), part]
    return "".join(filled)


def plain(view: View, document: Document) -> str:
    """A text without markup, its blocks divided by empty lines, its references by the words that readers see."""
    text, at = "\n\n".join(document.blocks), 0
    for slot in document.slots:
        found = text.find(slot.target, at) if slot.kind == "reference" and not slot.text else -1
        if found >= 0:
            words = _words(view, slot)
            text, at = text[:found] + words + text[found + len(slot.target) :], found + len(words)
    return text


def _words(view: View, slot: Slot) -> str:
    """What stands for a reference: the words typed, else the name, of what readers may not see as well."""
    ref = Ref(ANY, slot.target, slot.place)
    target = view.cat.target(ref)
    if slot.text or target is None:
        return slot.text or view.cat.name_meant(ref) or slot.target
    return target.words if isinstance(target, Figure) else target.name


def _reference(view: View, _: Record, slot: Slot, root: str) -> str:
    target, text = view.cat.target(Ref(ANY, slot.target, slot.place)), escape(_words(view, slot))
    if target is None or not (target.public or _is_relative(root)):
        return text
    address = escape(root + path_of(target))
    return f'<a class="ref ref-{target.kind}" href="{address}">{text}</a>'


def _is_relative(root: str) -> bool:
    return "://" not in root


def _link(view: View, record: Record, slot: Slot, root: str) -> str:
    found = linked_path(view.cat, record, slot.target)
    if found is None:
        return escape(slot.target)
    path, fragment = found
    return escape((root + path if path else "") + fragment)


def _image(view: View, record: Record, slot: Slot, root: str) -> str:
    found = view.picture(media_file(record, slot.target))
    return picture(found, root, slot.text) if found else escape(slot.text)


def first_picture(view: View, record: Record) -> Picture | None:
    """The first picture in a record's text."""
    return photos.first(record, view.picture)


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
    for record, slot in _slots(cat):
        if slot.kind == "image":
            found.setdefault(media_file(record, slot.target), []).append(record)
    return found


def linked_path(cat: Catalogue, record: Record, target: str) -> tuple[str, str] | None:
    """Where an address typed in Markdown leads: (site path, ``#fragment``); path ``""`` is the page itself.

    ``other.md`` is the record of that file; ``/cases/x/``, ``/cases/x``, ``cases/x.html`` are one page, counted from
    the top of the site, and ``../cases/x.html`` from the page itself. None if it leads nowhere that an address could.
    """
    path, mark, fragment = target.partition("#")
    fragment = mark + fragment
    if not path:
        return "", fragment
    if path.endswith((".md", ".markdown")):
        found = cat.in_file(media_file(record, path))
        return (path_of(found), fragment) if found else None
    if path.startswith(("./", "../")):
        path = posixpath.join(posixpath.dirname(path_of(record)), path)
    path = posixpath.normpath(path.lstrip("/")) if path.strip("/") else "index.html"
    if path.startswith(".."):
        return None
    return (path if "." in posixpath.basename(path) else f"{path}.html"), fragment


def check_links(view: View, record: Record) -> None:
    """Report every link of a text that leads nowhere, or to no heading of a page, and every missing picture."""
    for slot in record.body.slots if record.body else ():
        if slot.kind == "image" and not view.has_picture(file := media_file(record, slot.target)):
            known, alike = slot.target.lower().endswith(SUFFIXES), view.alike.get(file)
            if alike is not None:
                name = posixpath.relpath(alike, posixpath.dirname(record.place.file))
                view.report(ALIKE.at(slot.place, target=slot.target, name=name))
            else:
                view.report((NO_IMAGE if known else NOT_SHOWN).at(slot.place, target=slot.target))
        if slot.kind != "link":
            continue
        found = linked_path(view.cat, record, slot.target)
        if found is None or (found[0] and not view.has(found[0])):
            view.report(_dead(view, slot, found[0] if found else slot.target))
            continue
        ids = _headings(view, record, found[0]) if found[1] else set()
        if ids and unquote(found[1][1:]) not in ids:
            view.report(NO_HEADING.at(slot.place, target=slot.target, hint=enumerated(sorted(ids)[:8])))


def _dead(view: View, slot: Slot, path: str) -> Problem:
    """A link that leads nowhere: to no page or, as a notice with its attachment does, to no file.

    Another file is proposed only if it has the very name: a wrong page is seen at once, a wrong document is not.
    """
    name = posixpath.basename(path)
    if posixpath.splitext(path)[1] in ("", ".html", ".md", ".markdown") or _HOST.match(slot.target):
        near = closest(path, sorted(view.paths), 1)
        return DEAD_LINK.at(slot.place, target=slot.target, hint=_advice(slot.target, near))
    alike = [known for known in sorted(view.paths) if posixpath.basename(known).casefold() == name.casefold()]
    return NO_FILE.at(slot.place, target=slot.target, hint=meant(alike[:1]), name=name)


def check_footer(view: View) -> None:
    """Report every link at the foot of the pages that leads to no page."""
    for href in (link.href for link in view.site.footer.links):
        if ":" not in href and not view.has(href.partition("#")[0]):
            near = closest(href, sorted(view.paths), 1)
            view.report(DEAD_LINK.at(view.site.place("footer.links"), target=href, hint=_advice(href, near)))


def _advice(target: str, near: list[str]) -> Words:
    """What to do about a link that leads to no page; the commonest slip is an address without its https://."""
    if _HOST.match(target):
        return WHOLE.filled(target=target)
    return meant(near) if near else SPELLING


def _headings(view: View, record: Record, path: str) -> set[str]:
    """The ids of the headings in the text at ``path``; nothing where no record stands there."""
    target = record if not path else view.at(path)
    return {heading.id for heading in target.body.headings} if target and target.body else set()


def _slots(cat: Catalogue) -> Iterator[tuple[Record, Slot]]:
    for record in cat.tables.shown.values():
        if isinstance(record.body, Document):
            for slot in record.body.slots:
                yield record, slot
