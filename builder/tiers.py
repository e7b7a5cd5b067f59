"""The tiers of a scheme against each other: every score has one tier, and its review months are months.

What the page prints of a tier and what its calculator answers come from the same ends, so ends that contradict each
other would be published as a rule. Scores below the lowest tier may have none: many schemes rate only what is good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from builder.catalogue import Catalogue
from builder.problems import Message, Place, Problem, Report
from builder.rules import month_of
from builder.rules import plain_number as _shown
from builder.schema import Record, Scheme, Tier
from builder.spots import field_of

STARS_OPEN = Message(
    "tier-stars",
    "“{tier}”写了每星分值，就要写上限，分值也要大于零，否则算不出星级。",
    "“{tier}” has points for a star: give it an upper end and a step above nought, or no star can be told.",
)
EMPTY = Message(
    "tier-empty",
    "“{tier}”里一个分数也没有：下限是 {low}，上限是 {high}。请核对，小的写在“下限”；只有一个分数的，“含下限”“含上限”都写“是”。",
    "No score is in “{tier}”: it begins at {low} and ends at {high}. Check, and let the smaller be the lower end; "
    "where one score is meant, include both ends.",
)
ABOVE_FULL = Message(
    "tier-above-full",
    "“{tier}”到了 {end} 分，满分却是 {full}。请核对等次和“满分”。",
    "“{tier}” reaches {end}, but the full score is {full}. Check the tier and the full score.",
)
OVERLAP = Message(
    "tier-overlap",
    "“{tier}”和“{other}”重叠：{score} 分两个等次都算。请核对上限和下限；同一个边界分数，只在一个等次里写“含下限: 是”或“含上限: 是”。",
    "“{tier}” and “{other}” overlap: {score} is in both. Check their ends; where they meet, one includes it.",
)
MEET_IN_NONE = Message(
    "tier-between",
    "{score} 分哪个等次都不算。请按原文在“{upper}”里写“含下限: 是”，或者在“{lower}”里写“含上限: 是”。",
    "{score} is in no tier. As the source has it, include the lower end of “{upper}” or the upper end of “{lower}”.",
    "warning",
)
FULL_IN_NONE = Message(
    "tier-full",
    "满分 {score} 分哪个等次都不算。请在“{tier}”里写“含上限: 是”。",
    "The full score {score} is in no tier. Include the upper end of “{tier}”.",
    "warning",
)
GAP = Message(
    "tier-gap",
    "{low} 分到 {high} 分之间，哪个等次都不算。请核对上限和下限；原文就是这样的，请在“读法”里说明，如：得分只取整数。",
    "Between {low} and {high} there is no tier. Check their ends; if the source leaves that out, say so under “How it "
    "is read”, such as: scores are whole numbers.",
    "warning",
)
NO_MONTH = Message(
    "month-invalid",
    "“{value}” 不是月份。请写 1 到 12，几个月用顿号隔开，如：5、11。",
    "“{value}” is not a month. Write 1 to 12, several divided by commas, such as: 5, 11.",
)


@dataclass(frozen=True, slots=True)
class Span:
    """The scores of one tier. ``high`` is None where nothing limits it; ``nth`` is its place among the tiers."""

    nth: int
    tier: Tier
    low: Decimal
    high: Decimal | None

    def holds(self, score: Decimal) -> bool:
        above = score > self.low or (self.tier.low_closed and score == self.low)
        return above and (self.high is None or score < self.high or (self.tier.high_closed and score == self.high))


def tiers(_: Catalogue, scheme: Record, report: Report) -> None:
    """Tiers hold scores, up to the full score; none is in two of them, and none between them is in none."""
    if not isinstance(scheme, Scheme):
        return
    for nth, text in enumerate(scheme.review_months):
        if month_of(text) is None:
            report(NO_MONTH.at(field_of(scheme, ("review_months", nth), text), None, value=text))
    spans = [Span(n, t, t.low, t.high) for n, t in enumerate(scheme.tiers) if t.low is not None]
    for tier in scheme.tiers:
        if tier.star_step is not None and (tier.high is None or tier.star_step <= 0):
            report(STARS_OPEN.at(scheme.place, tier=tier.name))
    found = [*_contradictions(scheme, spans)]
    for problem in found or _gaps(scheme, spans):
        report(problem)


def _contradictions(scheme: Scheme, spans: list[Span]) -> Iterator[Problem]:
    full = scheme.full_score
    for span in spans:
        end, name = (span.low, "low") if span.high is None else (span.high, "high")
        if end < span.low or (end == span.high == span.low and not span.holds(end)):
            yield EMPTY.at(_at(scheme, span, name), None, tier=span.tier.name, low=_shown(span.low), high=_shown(end))
        elif full is not None and end > full:
            yield ABOVE_FULL.at(_at(scheme, span, name), None, tier=span.tier.name, end=_shown(end), full=_shown(full))
    for one, other in combinations(spans, 2):
        score = next((s for s in _tries(one, other) if one.holds(s) and other.holds(s)), None)
        if score is not None:
            names = {"tier": other.tier.name, "other": one.tier.name}
            yield OVERLAP.at(_at(scheme, other, "low"), None, score=_shown(score), **names)


def _tries(one: Span, other: Span) -> Iterator[Decimal]:
    """Scores of which one is in both spans, if any is: where the higher begins, and half the way to the first end."""
    low = max(one.low, other.low)
    high = min((span.high for span in (one, other) if span.high is not None), default=low + 2)
    yield from (low, (low + high) / 2)


def _gaps(scheme: Scheme, spans: list[Span]) -> Iterator[Problem]:
    """Where one tier ends and none goes on; ``spans`` do not overlap. What lies between may be left out on purpose, as
    by a scheme of whole numbers, if its reading says so; the one score where two tiers meet may not.
    """
    rising = sorted(spans, key=lambda span: (span.low, span.high is None, span.high))
    for lower, upper in pairwise(rising):
        assert lower.high is not None  # or they would overlap
        if lower.high < upper.low and not scheme.reading:
            yield GAP.at(_at(scheme, upper, "low"), None, low=_shown(lower.high), high=_shown(upper.low))
        elif lower.high == upper.low and not (lower.holds(upper.low) or upper.holds(upper.low)):
            names = {"lower": lower.tier.name, "upper": upper.tier.name}
            yield MEET_IN_NONE.at(_at(scheme, upper, "low"), None, score=_shown(upper.low), **names)
    top, full = rising[-1] if rising else None, scheme.full_score
    if top is None or top.high is None or full is None:
        return
    if top.high < full and not scheme.reading:
        yield GAP.at(_at(scheme, top, "high"), None, low=_shown(top.high), high=_shown(full))
    elif top.high == full and not top.holds(full):
        yield FULL_IN_NONE.at(_at(scheme, top, "high"), None, score=_shown(full), tier=top.tier.name)


def _at(scheme: Scheme, span: Span, end: str) -> Place:
    return field_of(scheme, ("tiers", span.nth, end), "")

