"""Which figures may stand on one axis, and how long their bars are.

A bar says “so much more of the same”. That is only true of figures of one unit, measure, region, date, period and
source, so every chart is declared in the content and checked here, and one that is not comparable is a problem, never a
picture. Bars start at nought, and nothing is drawn that is not a bar: no area, no second axis, no line through dates
that no source has joined.

Rejected: a charting library. It would bring a second copy of the numbers and pictures whose letters shrink on a phone;
a bar is a rectangle whose width is a percentage, and the table that must stand beside it is drawn by the template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from builder.catalogue import Catalogue
from builder.problems import Message, Report
from builder.rules import exact_value, share_of, summable, total_of
from builder.schema import Chart, Entry, Figure, Ref, fields_of
from builder.wording import Words

LONGEST = 100  # the longest bar, in hundredths of the room that bars have
ALIKE = ("measure", "region", "as_of", "period", "source")  # what the figures of one axis share beside their unit

NOT_ALIKE = Message(
    "chart-axis",
    "“{other}”与“{first}”的{what}不同，不能画在同一条轴上。请改用表格；原文确实把它们并列的，请写明“并列依据”。",
    "“{other}” and “{first}” differ in {what} and cannot share an axis. Use a table, or say where the source itself "
    "puts them together.",
)
OTHER_UNIT = Message(
    "chart-unit",
    "“{other}”与“{first}”的单位不同（{unit}、{first_unit}），不能画在同一条轴上，请改用表格。",
    "“{other}” and “{first}” are of different units ({unit}, {first_unit}) and cannot share an axis; use a table.",
)
NO_BAR = Message(
    "chart-bar",
    "“{label}”画不成条形：条形要有一个不小于零的数据，不能是区间或文字。请改用表格。",
    "“{label}” cannot be a bar, which is one figure of nought or more, neither a range nor words; use a table.",
)
TOO_FEW = Message(
    "chart-few",
    "条形至少要有两项才能比较，请补充或改用表格。",
    "Bars compare two entries or more; add some or use a table.",
)
NOTHING = Message(
    "chart-empty",
    "“{label}”既没有数据也没有说明，请填一样。",
    "“{label}” has neither a figure nor words; give it one of them.",
)
NOT_WHOLE = Message(
    "chart-whole",
    "各项之和是 {sum}，合计却是 {whole}；约数不能相加。请核对，或去掉“合计”。",
    "The entries sum to {sum}, but the total is {whole}; inexact figures have no sum. Check, or leave out the total.",
)
NO_SUM = Words("（不能相加）", "(no sum)")


@dataclass(frozen=True, slots=True)
class Bar:
    """``length`` in hundredths of the longest; ``exact``: not 余, 多, 近 …; ``share`` of the whole in hundredths."""

    length: Decimal
    exact: bool
    share: Decimal | None


def figures_of(cat: Catalogue, chart: Chart) -> list[Figure | None]:
    """The figure of each entry; None for one of words, or whose figure readers may not see."""
    found = [cat.target(entry.figure) for entry in chart.entries]
    return [record if isinstance(record, Figure) else None for record in found]


def bars(cat: Catalogue, chart: Chart) -> list[Bar | None]:
    """A bar for each entry of a chart of bars; None where there is no figure to draw, and throughout a table."""
    figures = figures_of(cat, chart)
    if chart.form != "bars":
        return [None] * len(figures)
    whole = cat.target(chart.whole)
    most = max((_value(f) for f in figures if f is not None), default=Decimal(0))
    found: list[Bar | None] = []
    for figure in figures:
        if figure is None:
            found.append(None)
            continue
        length = _value(figure) * LONGEST / most if most else Decimal(0)
        share = share_of(figure, whole) if isinstance(whole, Figure) else None
        found.append(Bar(length.quantize(Decimal("0.01")), summable(figure), share))
    return found


def _value(figure: Figure) -> Decimal:
    value = exact_value(figure)[0]
    return max(value, Decimal(0)) if value is not None else Decimal(0)


def comparable(cat: Catalogue, report: Report) -> None:
    """Every chart shows something, and only what may be compared stands on one axis."""
    for chart in cat.all(Chart):
        pairs = list(zip(chart.entries, figures_of(cat, chart), strict=True))
        for entry, _ in pairs:
            if entry.figure is None and not entry.text:
                report(NOTHING.at(chart.place, label=entry.label))
        if chart.form == "bars":
            _axis(cat, chart, pairs, report)
            _sum(cat, chart, [f for _, f in pairs if f is not None], report)


def _axis(cat: Catalogue, chart: Chart, pairs: list[tuple[Entry, Figure | None]], report: Report) -> None:
    for entry, figure in pairs:
        no_bar = figure is not None and (figure.value is None or figure.value < 0 or figure.value_to is not None)
        if entry.figure is None or no_bar:  # a figure that is not there has a problem of its own
            report(NO_BAR.at(entry.figure.place if entry.figure else chart.place, label=entry.label))
    drawn = [(entry, figure) for entry, figure in pairs if figure is not None]
    if len(chart.entries) < 2:
        report(TOO_FEW.at(chart.place))
    for entry, figure in drawn[1:]:
        first = drawn[0][1]
        assert entry.figure is not None
        place, names = entry.figure.place, {"other": figure.name, "first": first.name}
        if exact_value(figure)[2] != exact_value(first)[2]:
            report(OTHER_UNIT.at(place, None, unit=figure.unit, first_unit=first.unit, **names))
        elif not chart.together:
            for field in _differing(cat, figure, first):
                report(NOT_ALIKE.at(place, None, what=field, **names))


def _differing(cat: Catalogue, one: Figure, other: Figure) -> Iterator[Words]:
    """The names of the fields that stand in the way of one axis."""
    for field in fields_of(Figure):
        if field.attribute in ALIKE and _meant(cat, one, field.attribute) != _meant(cat, other, field.attribute):
            yield field.words


def _meant(cat: Catalogue, figure: Figure, attribute: str) -> object:
    """A reference is what it leads to: one region may be named in two ways."""
    value = getattr(figure, attribute)
    return cat.meant(value) if isinstance(value, Ref) else value


def _sum(cat: Catalogue, chart: Chart, figures: list[Figure], report: Report) -> None:
    whole = cat.target(chart.whole)
    if not isinstance(whole, Figure) or len(figures) != len(chart.entries):
        return
    total = total_of(figures)
    if total is None or not summable(whole) or total != exact_value(whole)[0]:
        assert chart.whole is not None
        shown = f"{total.normalize():f}" if total is not None else NO_SUM
        report(NOT_WHOLE.at(chart.whole.place, sum=shown, whole=whole.words))
