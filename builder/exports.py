"""Files of open data: rows of plain data → JSON, CSV and XLSX. Pure functions, chosen by the template name of a page.

- A cell that a spreadsheet would take for a formula is never one. In CSV, where a cell cannot say that it is text, an
  apostrophe is put before it; in XLSX every text is written as text.
- CSV begins with a byte order mark, without which Excel in China reads it as GBK.
- Bytes are the same on every system: no date but a fixed one, and XLSX is packed uncompressed, since the result of
  compression differs from one zlib to the next. The library compresses always, which would be half of all the work at
  ten thousand cases; so it hands out the files of the sheet, and the ZIP is ours.

Rejected: templates for these (quoting is the whole work, and XLSX is a ZIP), and openpyxl, which writes the clock into
the file and takes three times as long.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import msgspec

_json = msgspec.json.Encoder(decimal_format="number")

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # Excel takes the full-width ones too
CELL = 32_767  # what a cell of XLSX may hold, in UTF-16 units
WIDTHS = 9, 48  # of the columns of a sheet
EXACT = 15  # digits that a number of XLSX keeps


def to_json(context: Mapping[str, Any]) -> bytes:
    """``context["data"]`` as it is, one line for each value; UTF-8, numbers exact."""
    return msgspec.json.format(_json.encode(context["data"]), indent=1) + b"\n"


def to_csv(context: Mapping[str, Any]) -> bytes:
    """A header and ``context["rows"]`` after RFC 4180, UTF-8 with a byte order mark."""
    columns = context["columns"]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column["label"]) for column in columns])
    for row in context["rows"]:
        # What stands in a column of numbers was made from one, so its sign is a sign.
        writer.writerow([c if column["number"] else harmless(c) for column, c in zip(columns, row, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe before what a spreadsheet would calculate: ``=1+1`` → ``'=1+1``."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def to_xlsx(context: Mapping[str, Any]) -> bytes:
    """One sheet: a bold header that stays in place and filters, then ``context["rows"]``; empty cells are left out.

    Dates stay texts: of some only the year is known, and a spreadsheet sorts texts apart from its own dates.
    """
    from builder.workbook import Book  # only where a sheet has to be written: it costs a twentieth of a second

    book = Book()
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", context["title"])[:31])
    bold, whole = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    columns, rows = context["columns"], context["rows"]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column["label"], bold)
        sheet.set_column(place, place, max(_width(cell) for cell in (column["label"], *(row[place] for row in rows))))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell and columns[place]["number"] and sum(c.isdigit() for c in cell) <= EXACT:
                sheet.write_number(number, place, float(cell), None if "." in cell else whole)
            elif cell:
                sheet.write_string(number, place, _fitting(cell))
    return _packed(book.files())


def _width(text: str) -> int:
    """Of a column that shows ``text``, in digits, of which a Chinese character takes two; between ``WIDTHS``."""
    narrowest, widest = WIDTHS
    start = text[:widest]
    wide = sum(char >= "\u2e80" for char in start)
    grouped = len(start) // 3 if start.lstrip("-").isdigit() else 0
    return min(max(len(start) + wide + grouped + 2, narrowest), widest)


def _fitting(text: str) -> str:
    """``text``, cut where a cell ends; JSON and CSV hold the whole."""
    if 2 * len(text) <= CELL:
        return text
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * CELL else units[: 2 * CELL - 2].decode("utf-16-le", "ignore") + "…"


def _packed(files: Iterable[tuple[str, str]]) -> bytes:
    """The files, by name, in a ZIP that names no system and no time."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as packed:
        for name, text in files:
            info = ZipInfo(name)  # its time is the first of 1980
            info.create_system = 0
            packed.writestr(info, text)
    return out.getvalue()


# What takes the place of a template: page.template → the function that makes the bytes from the context.
WRITERS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "export:json": to_json,
    "export:csv": to_csv,
    "export:xlsx": to_xlsx,
}
