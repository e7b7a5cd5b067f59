"""Open data: which records are given away as files, and where the files stand.

Only what every reader may have: a preview shows drafts and scheduled cases on its pages, but never in these files;
persons are in none of them; pages of their own are texts, not data.
"""

from __future__ import annotations

from collections.abc import Mapping

from builder.pages.view import Plain, View
from builder.schema import REGISTRY, Record
from builder.wording import Words

OPEN_DATA = Words("开放数据", "Open data")
INDEX = "data/index.html"
FORMATS: Mapping[str, str] = {  # ending of the file → media type
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def is_open(view: View, record: Record) -> bool:
    """Whether a record may stand in a file, or be named in one."""
    return record.public and view.cat.mark(record) is None


def exported(view: View, kind: str) -> list[Record]:
    """The records of a type that its files hold, by id: a file changes where a record does, not where it is moved."""
    return sorted((r for r in view.cat.wholes(kind) if is_open(view, r)), key=lambda r: r.id)


def count(view: View, kind: str) -> int:
    """How many that are."""
    return sum(is_open(view, record) for record in view.cat.of_kind(kind))


def offered(view: View, kind: str) -> bool:
    """Whether a type has files: the site gives data away, and there is some."""
    wanted = view.site.settings.open_data and kind != "page" and REGISTRY[kind].public
    return wanted and view.cat.gives(kind)


def path(kind: str, ending: str) -> str:
    """Where a file stands: ``data/stations.csv``."""
    return f"data/{REGISTRY[kind].folder}.{ending}"


def links(view: View, kind: str) -> list[Plain]:
    """The files of a type as links, or nothing where it has none."""
    return [{"label": e.upper(), "href": path(kind, e)} for e in FORMATS] if offered(view, kind) else []
