"""When something happened, as machines read it: in the time zone of the site."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from builder.clock import HERE
from builder.pages.view import View
from builder.schema import Case


def moment(view: View, day: str, time: str = "") -> str:
    """``2020-09-28T09:30:00+08:00``; midnight where no time is known. Of a month or a year, its first day."""
    full = day + "-01-01"[len(day) - 4 :]
    local = datetime.fromisoformat(f"{full}T{time or '00:00'}:00")
    offset = local.replace(tzinfo=ZoneInfo(view.site.settings.timezone or HERE)).utcoffset() or timedelta()
    whole = timedelta(minutes=offset // timedelta(minutes=1))  # before 1901 it had seconds, which no feed may have
    return local.replace(tzinfo=timezone(whole)).isoformat()


def published(view: View, case: Case) -> str:
    """When a case was published, as exactly as it says: a moment, or a day, month or year."""
    if case.date is None:
        return ""
    exact = case.time and case.date.precision == "day"
    return moment(view, case.date.iso, case.time) if exact else case.date.iso
