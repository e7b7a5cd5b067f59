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
from builder.rules import exact_value, is_sum, plain_number, share_of, summable, total_of
from builder.schema import Chart, Entry, Figure, Ref, fields_of
from builder.wording import Words

LONGEST = 100  # the longest bar, in hundredths of the room that bars have
ALIKE = ("measure", "region", "as_of", "period", "source")  # what the figures of one axis share beside their unit
WHOLE_ALIKE = ("measure", "as_of", "period")  # what their total shares with them: its region may be a wider one

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
TWICE = Message(
    "chart-twice",
    "“{label}”用的数据“{name}”，这张图表里已经用过一次。一个数据只列一次，请核对，换成别的数据或删去这一项。",
    "“{label}” shows the figure “{name}”, which this chart has shown already. A figure stands once; name another or "
    "remove this entry.",
)
NOT_WHOLE = Message(
    "chart-whole",
    "各项之和是 {sum}，合计却是 {whole}；约数不能相加。请核对，或去掉“合计”。",
    "The entries sum to {sum}, but the total is {whole}; inexact figures have no sum. Check, or leave out the total.",
)
OTHER_WHOLE = Message(
    "chart-whole-axis",
    "合计“{whole}”与“{first}”的{what}不同，不能是它们的合计。请核对，或去掉“合计”；原文确实这样合计的，请写明“并列依据”。",
    "The total “{whole}” and “{first}” differ in {what}, so it cannot be their total. Check, leave out the total, or "
    "say where the source itself puts them together.",
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
    whole = cat.target(chart.whole) if sums_up(cat, chart) else None
    most = max((_value(f) for f in figures if f is not None), default=Decimal(0))

    def bar(figure: Figure) -> Bar:
        length = _value(figure) * LONGEST / most if most else Decimal(0)
        share = share_of(figure, whole) if isinstance(whole, Figure) else None
        return Bar(length.quantize(Decimal("0.01")), summable(figure), share)

    return [None if figure is None else bar(figure) for figure in figures]


def _value(figure: Figure) -> Decimal:
    value = exact_value(figure)[0]
    return max(value, Decimal(0)) if value is not None else Decimal(0)


def comparable(cat: Catalogue, report: Report) -> None:
    """Every chart shows something, and only what may be compared stands on one axis."""
    for chart in cat.all(Chart):
        pairs = list(zip(chart.entries, figures_of(cat, chart), strict=True))
        for entry in chart.entries:
            if entry.figure is None and not entry.text:
                report(NOTHING.at(chart.place, label=entry.label))
        if chart.form == "bars":
            _axis(cat, chart, pairs, report)
        _once(chart, pairs, report)
        _sum(cat, chart, report)


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
            for field in _differing(cat, figure, first, ALIKE):
                report(NOT_ALIKE.at(place, None, what=field, **names))


def _once(chart: Chart, pairs: list[tuple[Entry, Figure | None]], report: Report) -> None:
    """A figure is one bar, and one part of a total; a table without a total may name it in two ways."""
    if chart.form != "bars" and chart.whole is None:
        return
    seen: set[str] = set()
    for entry, figure in pairs:
        if figure is not None and figure.id in seen:
            assert entry.figure is not None
            report(TWICE.at(entry.figure.place, label=entry.label, name=figure.name))
        elif figure is not None:
            seen.add(figure.id)


def _differing(cat: Catalogue, one: Figure, other: Figure, attributes: tuple[str, ...]) -> Iterator[Words]:
    """The names of those fields in which the figures differ."""
    for field in fields_of(Figure):
        if field.attribute in attributes and _meant(cat, one, field.attribute) != _meant(cat, other, field.attribute):
            yield field.words


def _meant(cat: Catalogue, figure: Figure, attribute: str) -> object:
    """A reference is what it leads to: one region may be named in two ways."""
    value = getattr(figure, attribute)
    return cat.meant(value) if isinstance(value, Ref) else value


def sums_up(cat: Catalogue, chart: Chart) -> bool:
    """Whether the entries were added and come to the total: only then may readers be told so."""
    whole, figures = cat.target(chart.whole), [f for f in figures_of(cat, chart) if f is not None]
    return isinstance(whole, Figure) and len(figures) == len(chart.entries) and is_sum(whole, figures)


def _sum(cat: Catalogue, chart: Chart, report: Report) -> None:
    """Bars have a total that is their sum. A table may state one that is not worked out, beside 余, 多, 近 or words, but
    none that its own rows contradict."""
    whole, figures = cat.target(chart.whole), [f for f in figures_of(cat, chart) if f is not None]
    if not isinstance(whole, Figure) or len(figures) != len(chart.entries):
        return
    assert chart.whole is not None
    total = total_of(figures)
    if chart.form != "bars" and (total is None or not summable(whole)):
        return
    if not is_sum(whole, figures):
        shown = NO_SUM if total is None else f"{plain_number(total)}{exact_value(figures[0])[2]}"
        report(NOT_WHOLE.at(chart.whole.place, sum=shown, whole=whole.words))
    elif chart.form == "bars" and not chart.together:
        for field in _differing(cat, whole, figures[0], WHOLE_ALIKE):
            report(OTHER_WHOLE.at(chart.whole.place, what=field, whole=whole.name, first=figures[0].name))
