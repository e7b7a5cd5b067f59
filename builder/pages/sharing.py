"""What a page shows where it is passed on: Open Graph, and a share picture for WeChat, which reads none.

A case has a picture of its own; every other page names that of the site. Pictures are files like all others, made from
plain data by ``poster``; where the font is not installed, or the site does without, there are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.pages import covers, photos
from builder.pages.moments import published
from builder.pages.page import Draft, Page
from builder.pages.view import Plain, View, path_of
from builder.schema import Case, Record
from builder.wording import Words

SITE = "share/site.png"
SIZE = (900, 1200)  # pixels of a share picture
SCAN = Words("扫码阅读全文", "Scan to read it all")
SCAN_SITE = Words("扫码访问", "Scan to visit")
LOCALES = {"zh-CN": "zh_CN", "en": "en_GB"}


def drafts(view: View) -> Iterator[Draft]:
    if has_pictures(view):
        yield Draft(SITE, site_picture)
        for case in view.cat.tables.records[Case.kind]:
            if isinstance(case, Case) and _open(view, case):
                yield Draft(path(case), case_picture, (case.kind, case.id))


def has_pictures(view: View) -> bool:
    return bool(view.font) and view.site.settings.share


def _open(view: View, case: Case) -> bool:
    """Drafts and what is still to come are shown to nobody but their authors, who pass nothing on."""
    return view.cat.mark(case) is None


def path(case: Case) -> str:
    return f"share/{case.id}.png"


def site_picture(view: View) -> Page:
    settings = view.site.settings
    cover = covers.cover("belt", settings.name, settings.name) | {"ground": "red"}
    title = {"label": settings.short_name or settings.name, "title": settings.name, "summary": settings.description}
    card = title | {"cover": cover}
    return _picture(view, SITE, card, view.full(""), view.say(SCAN_SITE))


def case_picture(view: View, kind: str, id_: str) -> Page:
    case = view.cat.record((kind, id_))
    assert isinstance(case, Case)
    region = view.cat.target(case.region)
    label = " · ".join([view.say(case.title), *([region.name] if region else [])])
    card = {"label": label, "title": case.name, "summary": case.summary, "cover": covers.of_case(view.cat, case)}
    address = view.full(path_of(case))
    return _picture(view, path(case), card, address, view.say(SCAN))


def _picture(view: View, where: str, card: Plain, address: str, scan: str) -> Page:
    settings = view.site.settings
    foot = {"site": settings.name, "notice": settings.notice, "address": address, "scan": scan, "font": view.font}
    return Page(where, "share.png", card | foot)


def poster(view: View, case: Case) -> Plain | None:
    """The share picture of a case, for the page that offers it."""
    if not has_pictures(view) or not _open(view, case):
        return None
    return {"src": path(case), "width": SIZE[0], "height": SIZE[1]}


def images(view: View, record: Record) -> list[str]:
    """The site paths of the pictures that tell what a case is about."""
    if not isinstance(record, Case):
        return []
    shown, offered = photos.first(record, view.picture), poster(view, record)
    return [*([shown.fallback.path] if shown else []), *([offered["src"]] if offered else [])]


def graph(view: View, case: Case | None, about: Plain) -> list[Plain]:
    """The properties of Open Graph of a page: ``about`` has its ``title``, ``description`` and ``canonical``."""
    settings = view.site.settings
    if not settings.share:
        return []
    found = {
        "og:type": "article" if case else "website",
        "og:title": about["title"],
        "og:description": about["description"],
        "og:url": about["canonical"],
        "og:site_name": settings.name,
        "og:locale": LOCALES[settings.language],
        **_image(view, case, about["title"]),
    }
    if case:
        found |= {"article:published_time": published(view, case) if case.date and case.date.precision == "day" else ""}
    return [{"property": name, "content": content} for name, content in found.items() if content]


def _image(view: View, case: Case | None, title: str) -> dict[str, str]:
    shown = photos.first(case, view.picture) if case else None
    offered = poster(view, case) if case else None
    if offered is None and shown:
        where, width, height = shown.fallback.path, shown.fallback.width, shown.fallback.height
    elif has_pictures(view):
        where, (width, height) = offered["src"] if offered else SITE, SIZE
    else:
        return {}
    return {
        "og:image": view.full(where),
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": title,
    }
