"""数读, figures at a glance: the charts of the site, one below the other and each on a page of its own.

What is drawn is declared in the content and was checked before; here it becomes numbers for a picture and the table
that says the same. What all entries share (unit, date, region, source) is said once, the rest in columns of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.charts import Bar, bars, figures_of, sums_up
from builder.pages.overviews import overview
from builder.pages.page import Context, Draft, Page
from builder.pages.shell import section_path
from builder.pages.view import Plain, View
from builder.rules import exact_value
from builder.schema import Chart, Entry, Figure, Record
from builder.wording import Words

LEAD = Words(
    "只把同一来源、同一时点、同一地区、同一口径的数画在一起；不能这样比的，列成表格。每个数都能查到出处。",
    "Only figures of one source, date, region and definition are drawn together; where that cannot be, a table stands "
    "instead. Every number leads to its source.",
)
AND = Words("；", "; ")
COLUMNS = ("share", "as_of", "source")  # of the table, where entries say it and do not say the same


def drafts(view: View) -> Iterator[Draft]:
    if view.cat.holds(Chart.kind):
        yield Draft(section_path(Chart.kind), charts)


def charts(view: View) -> Page:
    """The page of all charts."""
    own = {"lead": view.say(LEAD), "charts": [drawn(view, chart) for chart in view.cat.all(Chart)]}
    return overview(view, "chart", "glance.html", own)


def chart(view: View, record: Record) -> Context:
    """What the page of one chart shows beside the common parts of a record."""
    assert isinstance(record, Chart)
    return {"chart": drawn(view, record)}


def drawn(view: View, chart: Chart) -> Plain:
    """A chart as plain data: widths in hundredths, rows of a table, and what all rows share."""
    figures = figures_of(view.cat, chart)
    entries = [
        _entry(view, entry, figure, bar)
        for entry, figure, bar in zip(chart.entries, figures, bars(view.cat, chart), strict=True)
    ]
    shown = [f for f in figures if f is not None]
    units = {exact_value(f)[2] for f in shown}
    whole = view.figure(chart.whole)
    shared = {key: _shared(entries, key) for key in ("as_of", "source")}
    return {
        **view.link(chart),
        "id": chart.id,
        "summary": chart.summary,
        "note": chart.note,
        "together": chart.together,
        "unit": units.pop() if len(units) == 1 else "",
        "region": view.region(chart),
        **shared,
        "source_href": _shared(entries, "source_href") or None,
        "inferred": _shared([{"inferred": f.inferred} for f in shown], "inferred"),
        "entries": entries,
        "columns": [key for key in COLUMNS if not shared.get(key) and any(entry[key] for entry in entries)],
        "drawn": any(entry["bar"] for entry in entries),
        "inexact": any(entry["bar"] and not entry["bar"]["exact"] for entry in entries),
        "said": view.say(AND).join(f"{entry['label']} {entry['words']}" for entry in entries),
        "whole": view.row(whole) if whole else None,
        "summed": sums_up(view.cat, chart),
    }


def _entry(view: View, entry: Entry, figure: Figure | None, bar: Bar | None) -> Plain:
    row = view.row(figure) if figure else {}
    return {
        "label": entry.label,
        "text": entry.text,
        **{key: row.get(key, "") for key in ("words", "href", "as_of", "source", "source_href")},
        "bar": {"width": f"{bar.length.normalize():f}%", "exact": bar.exact} if bar else None,
        "share": f"{bar.share}%" if bar and bar.share is not None else "",
    }


def _shared(entries: list[Plain], key: str) -> str:
    """What all entries that say anything say; empty where they differ."""
    found = {entry[key] for entry in entries if entry[key]}
    return found.pop() if len(found) == 1 else ""
