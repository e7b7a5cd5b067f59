"""The timeline: events by year, as exact as they are known, with a band for those without a date.

All of it is on the page; a script may narrow it by region and theme. So each event carries the keys it answers to: its
region and all above it, its themes.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.catalogue import key_of
from builder.pages.overviews import overview
from builder.pages.page import Draft, Page
from builder.pages.shell import section_path
from builder.pages.view import Plain, View, path_of
from builder.schema import Event, Region
from builder.wording import Words

ONE, SPAN = Words("{first}年", "{first}"), Words("{first}—{last}年", "{first} to {last}")


def drafts(view: View) -> Iterator[Draft]:
    if view.cat.holds(Event.kind):
        yield Draft(section_path(Event.kind), timeline)


def timeline(view: View) -> Page:
    """Events by year, those of the year alone before those of its months; the undated in a band of their own."""
    events = view.cat.all(Event)
    dated = sorted((e for e in events if e.date), key=lambda e: (e.date.iso if e.date else "", e.id))
    years: dict[int, list[Plain]] = {}
    for event in dated:
        assert event.date is not None
        years.setdefault(event.date.year, []).append(_event(view, event))
    shown = list(years)
    own = {
        "years": [
            {"year": year, "events": years[year], "gap": _gap(view, before, year)}
            for before, year in zip([None, *shown], shown, strict=False)
        ],
        "undated": [_event(view, e) for e in events if e.date is None],
        "filters": _filters(view, events),
        "total": len(events),
    }
    return overview(view, "event", "timeline.html", own)


def _gap(view: View, before: int | None, year: int) -> str:
    """The years in between of which nothing is told; empty where none lie between."""
    if before is None or year - before < 2:
        return ""
    words = ONE if year - before == 2 else SPAN
    return view.say(words).format(first=before + 1, last=year - 1)


def _regions(view: View, event: Event) -> list[str]:
    region = view.cat.target(event.region)
    return [] if region is None else [region.id, *(id_ for _, id_ in view.cat.above(key_of(region)))]


def _event(view: View, event: Event) -> Plain:
    return {
        "date": view.date(event.date),
        "precision": event.date.precision if event.date else "",
        "title": event.name,
        "summary": event.summary,
        "inferred": event.inferred,
        "href": path_of(event),
        "region": view.region(event),
        "regions": _regions(view, event),
        "themes": list(event.themes),
        "theme_names": [view.theme(key) for key in event.themes],
    }


def _filters(view: View, events: tuple[Event, ...]) -> Plain:
    """The regions and themes that events answer to; regions with their depth, so that a list shows the tree."""
    regions = {key for event in events for key in _regions(view, event)}
    themes = {key for event in events for key in event.themes}
    return {
        "regions": [
            {"key": region.id, "title": region.name, "depth": len(view.cat.above(key_of(region)))}
            for region in view.cat.all(Region)
            if region.id in regions
        ],
        "themes": [
            {"key": key, "title": view.theme(key)} for key in view.site.vocabularies.get("theme", {}) if key in themes
        ],
    }
