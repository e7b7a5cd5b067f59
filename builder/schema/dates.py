"""Dates and times of day: typed text → value, or what is wrong with it.

A form is proposed only where it is certain which day was meant: whoever is told “write X” writes X, and a date that we
had guessed would be published. Everywhere else the message gives an example that nobody can take for an answer.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from builder.problems import Message
from builder.schema.fields import When
from builder.wording import Words

BAD_DATE = Message(
    "date-invalid",
    "“{value}” 不是有效日期。应写成 {like}。",
    "“{value}” is not a valid date. Write it as {like}.",
)
WITH_TIME = Message(
    "date-with-time",
    "“{value}” 应写成 {like}：这里只写日期。案例发布的时刻，另写一行“时间: {time}”。",
    "“{value}” should be {like}, the day alone. The time at which a case was published has a line of its own: "
    "“time: {time}”.",
)
EXCEL_DAY = Message(
    "date-excel",
    "“{value}” 像是 Excel 里日期的序号，那一天是 {like}。请核对后写成日期；整列都这样的，请在 Excel 里把这一列设成日期格式，再导出一次。",
    "“{value}” looks like the number of a day in Excel, which is {like}. Check it and write the date; if the whole "
    "column is like this, format it as dates in Excel and export it again.",
)
UNCLEAR_DATE = Message(
    "date-unclear",
    "“{value}” 看不出是哪一天。请核对，例如写成 2020-09-28；只知道年月或年份的，例如写成 2020-09、2020。",
    "“{value}” does not tell which day is meant. Look it up and write it, for example, like 2020-09-28; where only the "
    "month or the year is known, like 2020-09 or 2020.",
)
NO_SUCH_DATE = Message(
    "date-absent",
    "“{value}” 这个日期不存在：{why}。请核对；日期的写法如 {like}。",
    "There is no “{value}”: {why}. Look it up; dates are written like {like}.",
)
BAD_TIME = Message(
    "time-invalid",
    "“{value}” 不是有效的时刻。应写成 {like}。",
    "“{value}” is not a time of day. Write it as {like}.",
)
UNCLEAR_TIME = Message(
    "time-unclear",
    "“{value}” 不是有效的时刻。请写 24 小时制的时和分，例如写成 09:30。",
    "“{value}” is not a time of day. Write hours and minutes on a 24-hour clock, for example 09:30.",
)

NO_MONTH = Words("没有 {month} 月", "there is no month {month}")
NO_DAY = Words("{year} 年 {month} 月没有 {day} 日", "month {month} of {year} has no day {day}")

Unfit = tuple[Message, dict[str, object]]  # what is wrong with a value, and what fills the message
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})?\Z", re.ASCII)  # 20200928
_SIGN = r"\s*[-./—–]\s*"
_PARTED = re.compile(
    rf"(\d{{4}})(?:(?:\s*年\s*|{_SIGN})(\d{{1,2}})(?:(?:\s*月\s*|{_SIGN})(\d{{1,2}})\s*[日号]?|\s*月)?|\s*年)?"
    r"\s*(?:\(?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\)?)?"  # beside the day, as in invitations
    # Of zones only that of China: elsewhere it may have been another day.
    r"(?:[T\s]\s*(?P<time>\d{1,2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(?:\s*\+0?8(?::?00)?)?)?\Z",
    re.ASCII,
)
_EXCEL = re.compile(r"([2-5]\d{4})(?:\.\d+)?\Z", re.ASCII)
_EXCEL_FIRST = date(1899, 12, 30)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z", re.ASCII)
_SPOKEN_TIME = re.compile(r"([01]?\d|2[0-3])\s*[:点时]\s*([0-5]\d)\s*分?\Z", re.ASCII)

_DIGITS = "〇一二三四五六七八九"
_YEAR_IN_WORDS = re.compile(rf"\A[{_DIGITS}零]{{4}}(?=年)")
_PART_IN_WORDS = re.compile(rf"(?:[一二三]?十[{_DIGITS[1:]}]?|[{_DIGITS[1:]}])(?=[月日号])")
_WEEK = "一二三四五六日"


def parse_when(text: str) -> When | Unfit:
    """``2020``, ``2020-09``, ``2020-09-28``; what is certainly a date in another form is answered with that form."""
    strict = _DATE.match(text)
    loose = strict or _loosely(text)
    excel = _EXCEL.match(text)
    if excel:
        return EXCEL_DAY, {"value": text, "like": str(_EXCEL_FIRST + timedelta(days=int(excel[1])))}
    if loose is None or not 1000 <= int(loose[1]) <= 2999:
        return UNCLEAR_DATE, {"value": text}
    year, month, day = (int(n) if n else None for n in loose.group(1, 2, 3))
    assert year is not None
    why = _absent(year, month, day)
    if why is not None:
        return NO_SUCH_DATE, {"value": text, "why": why, "like": "2020-09" if day is None else "2020-09-28"}
    like = "-".join([f"{year:04d}", *(f"{n:02d}" for n in (month, day) if n is not None)])
    if strict:
        return When(text)
    weekday, time = (loose.groupdict().get(name) for name in ("weekday", "time"))
    if weekday and not _falls_on(weekday, year, month, day):
        return UNCLEAR_DATE, {"value": text}
    hour = parse_time(time) if time else None
    if isinstance(hour, str) and hour != "00:00":  # midnight is what programs write where no time is known
        return WITH_TIME, {"value": text, "like": like, "time": hour}
    return BAD_DATE, {"value": text, "like": like}


def parse_time(text: str) -> str | Unfit:
    """A time of day as ``09:30``; ``9:30`` is the same."""
    found = _TIME.match(text)
    if found:
        return f"{int(found[1]):02d}:{found[2]}"
    spoken = _SPOKEN_TIME.match(unicodedata.normalize("NFKC", text).strip())
    if spoken:
        return BAD_TIME, {"value": text, "like": f"{int(spoken[1]):02d}:{spoken[2]}"}
    return UNCLEAR_TIME, {"value": text}


def _loosely(text: str) -> re.Match[str] | None:
    """The numbers of a date that is written otherwise, Chinese ones too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _YEAR_IN_WORDS.sub(lambda found: "".join(str(_digit(c)) for c in found[0]), plain)
    plain = _PART_IN_WORDS.sub(lambda found: str(_number(found[0])), plain)
    return _RUN.match(plain) or _PARTED.match(plain)


def _number(word: str) -> int:
    """``八``, ``十``, ``二十八``."""
    tens, ten, ones = word.rpartition("十")
    return (10 * (_digit(tens) if tens else 1) if ten else 0) + (_digit(ones) if ones else 0)


def _digit(sign: str) -> int:
    return max(_DIGITS.find(sign), 0)  # 零 is 〇


def _absent(year: int, month: int | None, day: int | None) -> Words | None:
    """Why the calendar has no such day or month."""
    if month is None:
        return None
    if not 1 <= month <= 12:
        return NO_MONTH.filled(month=month)
    if day is None or 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return NO_DAY.filled(year=year, month=month, day=day)


def _falls_on(weekday: str, year: int, month: int | None, day: int | None) -> bool:
    """Whether a date is the day of the week that was written beside it: if not, one of them is wrong."""
    if month is None or day is None:
        return False
    return calendar.weekday(year, month, day) == _WEEK.index(weekday.replace("天", "日"))
