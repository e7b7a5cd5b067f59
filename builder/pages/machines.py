"""What machines read: the Atom feed, the site map of the protocol, robots.txt. Pages like all others.

Dates come from the records, never from the clock, so that nothing changes when nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.catalogue import key_of
from builder.pages.moments import moment
from builder.pages.page import Draft, Page
from builder.pages.prose import fill
from builder.pages.shell import FEED, MANIFEST
from builder.pages.view import Plain, View, path_of
from builder.schema import Case, Record

ENTRIES = 20
ADDRESSES = "sitemap.xml"
_READ = (".csv", ".json", ".txt", ".webmanifest", ".xlsx", ".xml")


def is_read(path: str) -> bool:
    """Whether a file is for programs; no page shows what is in it."""
    return path.endswith(_READ)


def drafts(_: View) -> Iterator[Draft]:
    yield Draft(FEED, feed)
    yield Draft("robots.txt", robots)
    yield Draft(MANIFEST, manifest)


def robots(view: View) -> Page:
    return Page("robots.txt", "robots.txt", {"sitemap": view.full(ADDRESSES)})


def manifest(view: View) -> Page:
    """What a phone takes for the icon on its home screen. All addresses are counted from the manifest itself."""
    settings = view.site.settings
    icons = {"icon-192": ("192x192", "any"), "icon-512": ("512x512", "any"), "icon-maskable": ("512x512", "maskable")}
    found = {
        "name": settings.name,
        "short_name": settings.short_name or settings.name,
        "description": settings.description,
        "lang": settings.language,
        "start_url": "index.html",
        "display": "browser",
        "background_color": "#faf7f1",
        "theme_color": "#a8261c",
        "icons": [
            {"src": view.assets[f"icons/{name}.png"], "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, (sizes, purpose) in icons.items()
            if f"icons/{name}.png" in view.assets
        ],
    }
    return Page(MANIFEST, MANIFEST, {"manifest": {key: value for key, value in found.items() if value}})


def feed(view: View) -> Page:
    base = view.full("")
    settings = view.site.settings
    site = {"name": settings.name, "description": settings.description, "url": base, "lang": settings.language}
    cases = [case for case in view.cat.all(Case) if case.date is not None][:ENTRIES]
    entries = [_entry(view, view.cat.whole(key_of(case)), base) for case in cases]
    updated = max((entry["updated"] for entry in entries), default="1970-01-01T00:00:00Z")
    own = {"site": site, "address": base + FEED, "updated": updated, "entries": entries}
    return Page(FEED, "feed.xml", own)


def address(page: Page) -> tuple[str, str] | None:
    """What the map of addresses says of a page: its canonical address and its day; None for what is not for machines.

    The schema of the protocol knows days only; a date known to the year is left out rather than sharpened.
    """
    about = page.context.get("page", {})
    if not page.path.endswith(".html") or about["noindex"] or about["mark"]:
        return None
    return about["canonical"], page.context.get("record", {}).get("changed", "")


def listing(addresses_: Sequence[tuple[str, str]]) -> Draft:
    """The map of the addresses of all pages, which is drafted when these are made."""
    return Draft(ADDRESSES, sitemap, (addresses_,))


def sitemap(_: View, addresses_: Sequence[tuple[str, str]]) -> Page:
    return Page(ADDRESSES, "sitemap.xml", {"urls": [{"loc": loc, "lastmod": day} for loc, day in addresses_]})


def _entry(view: View, case: Record, base: str) -> Plain:
    path = path_of(case)
    assert isinstance(case, Case) and case.date is not None, "one of those that have a day"
    day = case.date
    published = moment(view, day.iso, case.time if day.precision == "day" else "")
    changed = [moment(view, c.date.iso) for c in case.corrections if c.date is not None and len(c.date.iso) == 10]
    return {
        "id": view.full(path),
        "title": case.name,
        "summary": case.summary,
        "content": fill(view, case, base) or "",
        "published": published,
        "updated": max([published, *changed]),
        "author": case.author or view.site.settings.name,
    }
