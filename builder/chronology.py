"""What the dates of a record say against each other and against the day of the build.

A clerk copies the lines of a review from an older case and moves the dates on: what nobody has reviewed yet went out
as reviewed. And a case dated 2206 for 2026 waits for that year without a word.
"""

from __future__ import annotations

from builder.catalogue import Catalogue
from builder.problems import Message, Report
from builder.schema import Case, Record, Source, Way, When
from builder.schema.records import STAGES
from builder.spots import field_of
from builder.wording import Words

REVIEW_AHEAD = Message(
    "review-ahead",
    "{date} 还没有到（今天是 {today}），这一步审核不能算做过了。请核对日期；还没有审的，请删去这一步。",
    "{date} is still to come (today is {today}), so this review cannot have been made. Check the date, or take the "
    "step out until it is done.",
)
AHEAD = Message(
    "date-ahead",
    "{date} 还没有到（今天是 {today}）。请核对日期。",
    "{date} is still to come (today is {today}). Check the date.",
    "warning",
)
FAR_AHEAD = Message(
    "date-far-ahead",
    "{date} 在一年以后，到那天才会发布。请核对年份。",
    "{date} is more than a year ahead, and nothing is published before. Check the year.",
    "warning",
)
DISORDER = Message(
    "date-disorder",
    "{date} 早于{what}（{other}）。请核对日期。",
    "{date} is before {what} ({other}). Check the dates.",
    "warning",
)
PUBLISHED = Words("发布日期", "the date of publishing")
LABELS = {stage: Words(*words) for stage, words in STAGES.items()}


def chronology(cat: Catalogue, report: Report) -> None:
    """Reviews and corrections are made by now and in their order; what waits for its date waits a year at most.

    Records that readers do not see yet are looked at for that alone: a draft may have the dates of a plan.
    """
    today = cat.today.isoformat()
    in_a_year = f"{cat.today.year + 1:04}{today[4:]}"
    for record in cat.tables.names.ids.values():
        date = record.date if isinstance(record, Case) and record.status == "published" else None
        if date is not None and date.iso > in_a_year:
            _told(FAR_AHEAD, record, ("date",), date, report)
    for record in cat.tables.shown.values():
        if record.review:
            _reviews(record, today, report)
        if record.corrections:
            _corrections(record, today, report)
        if isinstance(record, Source) and record.date and record.date.after(today):
            _told(AHEAD, record, ("date",), record.date, report, today=today)


def _reviews(record: Record, today: str, report: Report) -> None:
    stages = list(STAGES)
    dated = [(stages.index(step.stage), at, step.date) for at, step in enumerate(record.review) if step.date]
    last: tuple[int, When] | None = None
    for stage, at, date in sorted(dated):
        way = ("review", at, "date")
        if date.after(today):
            _told(REVIEW_AHEAD, record, way, date, report, today=today)
        elif last is not None and last[1].after(date.iso):
            _told(DISORDER, record, way, date, report, what=LABELS[stages[last[0]]], other=last[1].words())
        last = stage, date


def _corrections(record: Record, today: str, report: Report) -> None:
    published = record.date if isinstance(record, Case) else None
    for at, correction in enumerate(record.corrections):
        if correction.date is None:
            continue
        way = ("corrections", at, "date")
        if correction.date.after(today):
            _told(AHEAD, record, way, correction.date, report, today=today)
        elif published is not None and published.after(correction.date.iso):
            _told(DISORDER, record, way, correction.date, report, what=PUBLISHED, other=published.words())


def _told(message: Message, record: Record, way: Way, date: When, report: Report, **more: str | Words) -> None:
    report(message.at(field_of(record, way, date.iso), None, date=date.words(), **more))
