"""What links answered, kept for a week, so that a daily check asks each site once a week. Only good ones are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec

from builder.files import Disk
from builder.links.ask import Answer

DAYS = 7


class _Kept(msgspec.Struct):
    answer: Answer
    asked: date


def load(file: Path, day: date) -> dict[str, Answer]:
    """Address → the answer of the last days; nothing where the file is missing, foreign or damaged."""
    return {url: one.answer for url, one in _read(file).items() if day - timedelta(days=DAYS) < one.asked <= day}


def save(file: Path, day: date, answers: Mapping[str, Answer], known: Mapping[str, Answer], disk: Disk) -> None:
    """Keep the good ones; an answer from the memory keeps its day."""
    before = _read(file)
    kept = {
        url: before[url] if url in known and url in before else _Kept(answer, day)
        for url, answer in sorted(answers.items())
        if answer.verdict == "good"
    }
    disk.make_folder(file.parent)
    disk.write(file, msgspec.json.encode(kept))


def _read(file: Path) -> dict[str, _Kept]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, _Kept])
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return {}
