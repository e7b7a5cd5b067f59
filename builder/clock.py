"""The one place that reads the clock: which day counts as today.

The build date is an input like any other. It decides embargoes and next reviews, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = "Asia/Shanghai"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # ``fromtimestamp`` refuses what lies before it on Windows


def today(typed: str, environment: Mapping[str, str], zone: Callable[[], str]) -> date:
    """``--date``, else ``SOURCE_DATE_EPOCH``, else today in the site's time zone, which ``zone`` tells.

    Raises ``ValueError`` or ``OverflowError`` for what is no date.
    """
    if typed:
        return date.fromisoformat(typed)
    if epoch := environment.get("SOURCE_DATE_EPOCH"):
        return (EPOCH + timedelta(seconds=int(epoch))).date()
    return datetime.now(ZoneInfo(zone())).date()
