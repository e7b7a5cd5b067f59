"""What is counted and judged: figures and schemes."""

from __future__ import annotations

from decimal import Decimal

from builder.schema import fields as f
from builder.schema.fields import ANY, Ref, When
from builder.schema.records import Part, Placed, content_type

QUALIFIERS = {
    "exact": ("确数", "exactly"),
    "over": ("余", "over"),
    "many": ("多", "more than"),
    "near": ("近", "nearly"),
    "about": ("约", "about"),
    "at-least": ("以上", "at least"),
    "around": ("左右", "around"),
    "max": ("最高", "up to"),
    "min": ("不少于", "no fewer than"),
    "breaks": ("突破", "has passed"),
    "reaches": ("达到", "reaches"),
    "under": ("不到", "fewer than"),
    "several": ("数", "several"),
}
MEASURES = {
    "count": ("数量", "Count"),
    "money": ("金额", "Money"),
    "rate": ("比率", "Rate"),
    "multiple": ("倍数", "Multiple"),
    "target": ("目标", "Target"),
    "rule": ("规定", "Rule"),
    "size": ("规模", "Size"),
}


@content_type("figure", "figures", "数据", "Figure", "Figures")
class Figure(Placed):
    """One quantity stated about the world, with its source.

    ``words`` is the quantity as it may be typed (``12.7万余家``); value, unit and qualifier must say the same.
    ``value_to`` closes a range. ``parts`` must sum to ``value``; a rate has a ``denominator`` or is ``quoted``.
    """

    words: str = f.line("写法", "Wording", required=True)
    value: Decimal | None = f.number("数值", "Value", required=True)
    value_to: Decimal | None = f.number("数值上限", "Upper value")
    unit: str = f.line("单位", "Unit")
    qualifier: str = f.choice("限定", "Qualifier", QUALIFIERS, default="exact")
    measure: str = f.choice("性质", "Measure", MEASURES, default="count")
    as_of: When | None = f.when("时点", "As of")
    period: str = f.line("期间", "Period", help=("如：2013年起、今年以来", "Such as: since 2013"))
    inferred: str = f.line("推断", "Inferred", help=("时点由推断得出的理由", "Why the date is inferred"))
    derived: str = f.line("推算", "Derived", help=("推算的公式", "The formula of a derived value"))
    about: tuple[Ref, ...] = f.refs("对象", "About", to=ANY)
    source: Ref | None = f.ref("出处", "Source", to="source", required=True)
    passage: str = f.line("出处位置", "Place in the source")
    parts: tuple[Ref, ...] = f.refs("分项", "Parts", to="figure")
    denominator: Ref | None = f.ref("分母", "Denominator", to="figure")
    quoted: bool = f.flag("照录", "Quoted as printed")


class Tier(Part):
    """One tier of a score. Ends are closed or open as the scheme is read; ``star_step`` is points for one star."""

    name: str = f.line("名称", "Name", required=True)
    low: Decimal | None = f.number("下限", "From", required=True)
    high: Decimal | None = f.number("上限", "To")
    low_closed: bool = f.flag("含下限", "Includes the lower end")
    high_closed: bool = f.flag("含上限", "Includes the upper end")
    star_step: Decimal | None = f.number("每星分值", "Points for a star")
    count: Ref | None = f.ref("数量", "Count", to="figure", inline=True)


class Level(Part):
    """One level of a certification or pay ladder, lowest first."""

    name: str = f.line("名称", "Name", required=True)
    text: str = f.line("说明", "Text")
    count: Ref | None = f.ref("数量", "Count", to="figure", inline=True)
    multiple: Ref | None = f.ref("倍数", "Multiple", to="figure", inline=True)
    allowance: Ref | None = f.ref("津贴", "Allowance", to="figure", inline=True)


@content_type("scheme", "schemes", "评价体系", "Scheme", "Schemes")
class Scheme(Placed):
    """Tiers of a score, levels of a certification, multiples of a base. Counts of levels must sum to ``total``."""

    owner: Ref | None = f.ref("实施单位", "Owner", to="organisation")
    dimensions: tuple[str, ...] = f.lines("测评方面", "Dimensions")
    procedure: tuple[str, ...] = f.lines("测评方式", "Procedure")
    tiers: tuple[Tier, ...] = f.parts("等次", "Tiers", Tier)
    full_score: Decimal | None = f.number("满分", "Full score")
    review_months: tuple[str, ...] = f.lines("复评月份", "Review months", help=("如：5、11", "Such as: 5, 11"))
    in_force: bool = f.flag(
        "现行",
        "In force",
        help=("仍在实行的填“是”，页面才推算下次复评", "Whether it still holds: only then is the next review worked out"),
    )
    levels: tuple[Level, ...] = f.parts("等级", "Levels", Level)
    total: Ref | None = f.ref("合计", "Total", to="figure", inline=True)
    base: str = f.line("基数", "Base of the multiples")
    base_figure: Ref | None = f.ref("基数数据", "Base figure", to="figure", inline=True)
    reading: str = f.line("读法", "How it is read", help=("原文有歧义时怎样理解", "How an ambiguity is read"))
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


FORMS = {"bars": ("条形", "Bars"), "table": ("表格", "Table")}


class Entry(Part):
    """One row of a chart: a figure, or words that say why there is none."""

    label: str = f.line("名称", "Label", required=True)
    figure: Ref | None = f.ref("数据", "Figure", to="figure", inline=True)
    text: str = f.line("说明", "Text", help=("没有数据时写原因，如：原文未公布", "Without a figure, why: not published"))


@content_type("chart", "charts", "图表", "Chart", "Charts")
class Chart(Placed):
    """Figures side by side. Bars stand on one axis, so they share unit, measure, region, date, period and source.

    ``together`` says where the source itself puts figures together that differ in any of these; units never differ.
    ``whole`` is the figure that the bars add up to.
    """

    form: str = f.choice("形式", "Form", FORMS, required=True)
    entries: tuple[Entry, ...] = f.parts("各项", "Entries", Entry, required=True)
    whole: Ref | None = f.ref("合计", "Total", to="figure")
    together: str = f.line("并列依据", "Put together by", help=("原文在何处并列这些数", "Where the source puts them together"))
