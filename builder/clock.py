"""The one place that reads the clock: which day counts as today.

The build date is an input like any other. It decides embargoes and next reviews, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from builder.problems import Problem
from builder.siteconfig import read_site

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # ``fromtimestamp`` refuses what lies before it on Windows


def today(root: Path, typed: str, environment: Mapping[str, str]) -> date:
    """``--date``, else ``SOURCE_DATE_EPOCH``, else today in the site's time zone.

    Raises ``ValueError`` or ``OverflowError`` for what is no date.
    """
    if typed:
        return date.fromisoformat(typed)
    if epoch := environment.get("SOURCE_DATE_EPOCH"):
        return (EPOCH + timedelta(seconds=int(epoch))).date()
    site = read_site(root, list[Problem]().append)  # its problems are reported by the run itself
    return datetime.now(ZoneInfo(site.zone if site else "Asia/Shanghai")).date()
