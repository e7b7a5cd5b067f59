"""What machines read: the Atom feed, the site map of the protocol, robots.txt. Pages like all others.

Dates come from the records, never from the clock, so that nothing changes when nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder import addresses
from builder.pages.page import Page
from builder.pages.prose import fill
from builder.pages.shell import FEED
from builder.pages.view import Plain, View, path_of
from builder.schema import Case

ENTRIES = 20


def pages(view: View, planned: Sequence[Page]) -> Iterator[Page]:
    """``planned`` are the pages for readers; those that ask not to be indexed are not listed."""
    base = addresses.absolute(view.site.settings.url, "")
    settings = view.site.settings
    site = {"name": settings.name, "description": settings.description, "url": base, "lang": settings.language}
    cases = [case for case in view.cat.all(Case) if case.date is not None][:ENTRIES]
    entries = [_entry(view, case, base) for case in cases]
    updated = max((entry["updated"] for entry in entries), default="1970-01-01T00:00:00Z")
    feed = {"site": site, "address": base + FEED, "updated": updated, "entries": entries}
    yield Page(FEED, "feed.xml", feed)
    yield Page("sitemap.xml", "sitemap.xml", {"urls": [_address(page) for page in planned if _listed(page)]})
    yield Page("robots.txt", "robots.txt", {"sitemap": f"{base}sitemap.xml"})


def _listed(page: Page) -> bool:
    return page.path.endswith(".html") and not page.context["page"]["noindex"] and not page.context["page"]["mark"]


def _address(page: Page) -> Plain:
    """The schema of the protocol knows days only; a date known to the year is left out rather than sharpened."""
    date = page.context.get("record", {}).get("iso_date", "")
    return {"loc": page.context["page"]["canonical"], "lastmod": date if len(date) == 10 else ""}


def _entry(view: View, case: Case, base: str) -> Plain:
    path = path_of(case)
    assert case.date is not None
    full = case.date.iso + "-01-01"[len(case.date.iso) - 4 :]  # the standard wants a day: the first of what is known
    changed = [c.date.iso for c in case.corrections if c.date is not None and len(c.date.iso) == 10]
    return {
        "id": addresses.absolute(view.site.settings.url, path),
        "title": case.name,
        "summary": case.summary,
        "content": fill(view, case, base) or "",
        "published": f"{full}T00:00:00Z",
        "updated": f"{max([full, *changed])}T00:00:00Z",
        "author": case.author or view.site.settings.name,
    }
