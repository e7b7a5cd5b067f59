"""What links answered, kept for a week, so that a daily check asks each site once a week. Only good ones are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec

from builder.files import Disk
from builder.links.ask import Answer

DAYS = 7


class Kept(msgspec.Struct):
    """An answer, and the day on which it was given."""

    answer: Answer
    asked: date


def load(file: Path, day: date) -> dict[str, Kept]:
    """Address → the answer of the last days; nothing where the file is missing, foreign or damaged."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=dict[str, Kept])
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return {url: one for url, one in kept.items() if day - timedelta(days=DAYS) < one.asked <= day}


def save(file: Path, answers: Mapping[str, Kept], disk: Disk) -> None:
    """Keep the good ones."""
    good = {url: one for url, one in sorted(answers.items()) if one.answer.verdict == "good"}
    disk.make_folder(file.parent)
    disk.write(file, msgspec.json.encode(good))
