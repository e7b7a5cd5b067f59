"""The page of a scheme: its tiers and levels drawn, every score worked out, shares, the next review, pay in multiples.

All of it is computed when the site is built; the calculator on the page only looks up a row of the table that stands
there, so it cannot disagree with it. Money is shown only where the base of the multiples is a figure with a source.
"""

from __future__ import annotations

from decimal import Decimal

from builder.pages.page import Context
from builder.pages.view import Plain, View
from builder.rules import Band, bands, exact_value, is_sum, months_of, multiplied, next_review, share_of
from builder.schema import Figure, Level, Record, Ref, Scheme, Tier
from builder.wording import Words

STEP = Words("每 {step} 分一星", "one star for every {step} points")
MONTH = Words("{month}月", "month {month}")
OF_YEAR = Words("{year}年{month}月", "{year}-{month:02}")

# Low end, high end: closed or open. 以上 takes in the number itself, 不满 and 超过 do not.
RANGES = {
    (True, True): Words("{low}—{high} 分", "{low} to {high}"),
    (True, False): Words("{low} 分以上，不满 {high} 分", "{low} to under {high}"),
    (False, True): Words("超过 {low} 分，到 {high} 分为止", "over {low}, up to {high}"),
    (False, False): Words("超过 {low} 分，不满 {high} 分", "over {low}, under {high}"),
}
FROM = {True: Words("{low} 分以上", "{low} and above"), False: Words("超过 {low} 分", "over {low}")}
COLUMNS = ("text", "count", "share", "multiple", "amount", "allowance")  # of the table of levels, where any says it


def scheme(view: View, record: Record) -> Context:
    """The context of a scheme beside the common parts: ``tiers``, ``rows``, ``levels``, ``review``, ``base`` …"""
    assert isinstance(record, Scheme)
    worked = list(bands(record))
    total, base = view.figure(record.total), view.figure(record.base_figure)
    levels = [_level(view, level, total, base) for level in record.levels]
    counts = [f for level in record.levels if (f := view.figure(level.count))]
    return {
        "reading": record.reading,
        "full_score": _plain(record.full_score),
        "tiers": [_tier(view, tier, [band for band in worked if band.tier is tier]) for tier in record.tiers],
        "rows": [_row(view, band) for band in worked],
        "levels": levels,
        "columns": [key for key in COLUMNS if any(level[key] for level in levels)],
        "total": view.counted(record.total) if levels else None,
        "shared": any(level["share"] for level in levels),
        "summed": total is not None and len(counts) == len(levels) and is_sum(total, counts),
        "base": record.base,
        "base_figure": view.row(base) if base else None,
        "review": _review(view, record),
    }


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def interval(view: View, low: Decimal, high: Decimal | None, low_closed: bool, high_closed: bool) -> str:
    """A range of scores in words that leave no doubt about its ends: ``90 分以上，不满 92 分``."""
    if high is None:
        return view.say(FROM[low_closed]).format(low=_plain(low))
    return view.say(RANGES[low_closed, high_closed]).format(low=_plain(low), high=_plain(high))


def _tier(view: View, tier: Tier, worked: list[Band]) -> Plain:
    """``rungs`` are the stars of the tier from one upwards, each with the score it begins at."""
    assert tier.low is not None
    return {
        "name": tier.name,
        "range": interval(view, tier.low, tier.high, tier.low_closed, tier.high_closed),
        "stars": view.say(STEP).format(step=_plain(tier.star_step)) if tier.star_step else "",
        "count": view.counted(tier.count),
        "rungs": [{"stars": band.stars, "low": _plain(band.low)} for band in reversed(worked) if band.stars],
    }


def _row(view: View, band: Band) -> Plain:
    """One row of the worked table; the ends as data too, for the calculator to look a score up by."""
    return {
        "tier": band.tier.name,
        "stars": band.stars,
        "range": interval(view, band.low, band.high, band.low_closed, band.high_closed),
        "low": _plain(band.low),
        "high": _plain(band.high),
        "low_closed": band.low_closed,
        "high_closed": band.high_closed,
    }


def _level(view: View, level: Level, total: Figure | None, base: Figure | None) -> Plain:
    count = view.figure(level.count)
    share = share_of(count, total) if count and total else None
    return {
        "name": level.name,
        "text": level.text,
        "count": view.counted(level.count),
        "share": f"{share}%" if share is not None else "",
        "multiple": view.counted(level.multiple),
        "amount": _amount(view, level.multiple, base),
        "allowance": view.counted(level.allowance),
    }


def _amount(view: View, multiple: Ref | None, base: Figure | None) -> str:
    """What the multiple comes to; nothing unless the base is a figure."""
    factor = view.figure(multiple)
    if factor is None or base is None:
        return ""
    amount = multiplied(factor, base)
    return "" if amount is None else f"{_plain(amount)}{exact_value(base)[2]}"


def _review(view: View, scheme: Scheme) -> Plain | None:
    """The review months and, of a scheme in force, the next of them from the day the site is built, said with the month
    it was worked out in. What an old report tells of may have ended: of that nothing is said about today."""
    months = [view.say(MONTH).format(month=month) for month in months_of(scheme)]
    found = next_review(scheme, view.cat.today) if scheme.in_force else None
    if not found:
        return {"months": months, "next": ""} if months else None
    today = view.cat.today
    return {
        "months": months,
        "next": view.say(OF_YEAR).format(year=found[0], month=found[1]),
        "from": view.say(OF_YEAR).format(year=today.year, month=today.month),
    }
