"""Quantities typed without a figure: every number stated about the world leads to its source.

In the body of a case a quantity is the typed words of ``[[figure:…|46个]]``; one that is not is told, with the reference
to type where a figure says the same. Titles, summaries and the fields of data cannot hold references: there a quantity
must be said by a figure that the record names, or that names the record.

Names, slogans, ordinals and dates are no quantities (see ``numerals``); which names there are, the catalogue knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain

from builder import personal
from builder.catalogue import Catalogue, key_of
from builder.markdown import Document, Slot
from builder.numerals import (
    CLOSE,
    OPEN,
    Names,
    has_digit,
    holds_number,
    names_with_numbers,
    quantities_in,
    small_number,
)
from builder.passages import BODY, Passage, passages
from builder.problems import Message, Report
from builder.rules import quantity, says
from builder.schema import Case, Event, Figure, Record, SitePage, Source, Term, fields_of
from builder.spots import few, inside

UNLINKED = Message(
    "quantity-unlinked",
    "“{typed}”没有连到数据。如果说的就是数据“{name}”，请写成 {like}。",
    "“{typed}” is not linked to its figure. If it states “{name}”, write {like}.",
    "warning",
)
UNNAMED = Message(
    "quantity-unnamed",
    "“{typed}”与数据“{name}”一致，但这条记录没有提到它。请在“数据”一栏加上 {id}，或者核对这个数。",
    "“{typed}” agrees with the figure “{name}”, which this record does not name. Add {id} to its figures, or check it.",
    "warning",
)
NO_FIGURE = Message(
    "quantity-source",
    "“{typed}”没有出处：找不到写着这个数的数据。请在 content/data/figures/ 里添加一条，写明数值、单位、时点和出处，"
    "再在正文里写成 [[figure:编号|{typed}]]。如果它是名称的一部分，请加引号。",
    "“{typed}” has no source: no figure says it. Add one under content/data/figures/ with value, unit, date and "
    "source, and write [[figure:id|{typed}]] in the text. If it is part of a name, put the name in quotes.",
    "warning",
)

# Types whose names are sentences, titles or quantities themselves; the names of all others exempt the numbers in them.
_NO_NAMES = (Case, SitePage, Source, Event, Figure)
_NAMING = ("name", "also_known_as", "slogan", "carriers", "platforms", "wrong", "outdated", "restricted")
_NO_STRUCTURE = ("figures", "sources", "also_known_as", "review", "corrections")
# What a record of data states about the world; the rest is names, definitions and the editor's own remarks.
_STATING = ("summary", BODY, "effect", "connotation", "recruiting", "pay", "duty", "care", "deed", "text")

_SHORT_TAGS = re.compile(r'<sup class="footnote-ref">.*?</sup>|</?(?:strong|em|s|a|br)\b[^>]*>', re.DOTALL)
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_TAG = re.compile("<[^>]*>")
# HTML and shortcodes that a text shows, which is told where it is read: a width of 300 there counts nothing.
_MARKUP = re.compile(r"<[A-Za-z/!][^<>]*>|\{\{[^{}]*\}\}|\{%[^{}]*%\}")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The figures of a site as they are asked for here. ``by_value``: value → figures."""

    cat: Catalogue
    by_value: dict[object, tuple[Figure, ...]]

    def saying(self, typed: str) -> tuple[Figure, ...]:
        """The figures that say ``typed``, in reading order."""
        said = quantity(typed)
        return () if said is None else tuple(f for f in self.by_value.get(said.value, ()) if says(typed, f))

    def of(self, record: Record) -> set[str]:
        """The ids of the figures that ``record`` names, or that name it."""
        key = key_of(record)
        ends = [link.target for link in self.cat.tables.forward.get(key, ())]
        ends += [link.source for link in self.cat.tables.back.get(key, ())]
        return {id_ for kind, id_ in ends if kind == Figure.kind}


def ledger(cat: Catalogue) -> Ledger:
    by_value: dict[object, list[Figure]] = {}
    for figure in cat.all(Figure):
        said = quantity(figure.words)
        if said is not None:
            by_value.setdefault(said.value, []).append(figure)
    return Ledger(cat, {value: tuple(found) for value, found in by_value.items()})


def exempting(cat: Catalogue) -> Names:
    """The names and slogans of the site that hold numbers: what they say is no quantity."""
    return names_with_numbers(chain.from_iterable(cat.each(_numbered)))


def quantities(cat: Catalogue, names: Names) -> Callable[[Record, Report], None]:
    """Judges a record: each quantity that is neither the words of a reference nor said by a figure of it. ``names`` are
    those that hold numbers."""
    known = ledger(cat)

    def judge(record: Record, report: Report) -> None:
        if isinstance(record, SitePage | Source | Figure | Term):
            return  # they speak of the site, of reports, of quantities themselves, of words
        for passage in _stating(record):
            private = [(p.start, p.end) for p in personal.find(passage.text)] if record.suspect else []
            text = _MARKUP.sub(lambda found: " " * len(found[0]), passage.text)  # a tag's “>” is no “more than”
            counted = (
                (start, end)
                for start, end in quantities_in(text, names)
                if not any(start < last and first < end for first, last in private)
            )  # a telephone number counts nothing, and has been told of as what it is
            for start, end in few(counted, record, passage, report):
                _judge(known, record, passage, (start, end), report)

    return judge


def _judge(known: Ledger, record: Record, passage: Passage, at: tuple[int, int], report: Report) -> None:
    typed = passage.text[at[0] : at[1]]
    if small_number(typed) in _lengths(record):
        return  # it counts what the record itself lists: 完成四项任务, and four items stand below
    own, saying = known.of(record), known.saying(typed)
    best = next((f for f in saying if f.id in own), None) or next((f for f in saying if _near(f, record)), None)
    place, label = inside(record, passage, *at), passage.label
    if best is None:
        report(NO_FIGURE.at(place, label, typed=typed))
    elif passage.document:
        report(UNLINKED.at(place, label, typed=typed, name=best.name, like=f"[[figure:{best.id}|{typed}]]"))
    elif best.id not in own:
        report(UNNAMED.at(place, label, typed=typed, name=best.name, id=best.id))


def _lengths(record: Record) -> set[int]:
    """How many items, steps, members … a record of data lists: its structure, which a case does not have."""
    if isinstance(record, Case):
        return set()
    lists = [f.attribute for f in fields_of(type(record)) if f.shape in ("lines", "parts", "refs")]
    return {len(getattr(record, name)) for name in lists if name not in _NO_STRUCTURE}


def _near(figure: Figure, record: Record) -> bool:
    """Whether ``figure`` may be meant by ``record``: it is taken from one of the same sources."""
    mine = {ref.text for ref in record.sources}
    return not mine or bool(mine & {ref.text for ref in (*figure.sources, *filter(None, [figure.source]))})


def _stating(record: Record) -> Iterator[Passage]:
    for passage in passages(record):
        field = next(step for step in reversed(passage.way) if isinstance(step, str))
        stating = field in _STATING and passage.way[0] != "corrections"
        if stating or (isinstance(record, Case) and passage.way == ("name",)):
            document = passage.document
            if document is None:
                yield passage
            elif counts(document, passage.text):
                yield replace(passage, text=marked_text(document))


def counts(document: Document, text: str) -> bool:
    """Whether there may be a quantity in a document. ``text`` is its blocks: all its words but those of images."""
    return has_digit(text) or any(slot.kind == "image" for slot in document.slots)


def marked_text(document: Document) -> str:
    """The text of a document, one block a line, with the words of references between marks; no code."""

    def shown(slot: Slot) -> str:
        said = {"reference": f"{OPEN}{slot.text or slot.target}{CLOSE}", "image": slot.text}.get(slot.kind, "")
        return said.replace("<", "&lt;")

    text = _SHORT_TAGS.sub("", _CODE.sub(" ", document.filled(shown).replace("\n", " ")))
    return unescape(_TAG.sub("\n", text))


def _numbered(record: Record) -> list[str]:
    """The names and slogans of a record that hold numbers, those of its parts too."""
    if isinstance(record, _NO_NAMES):
        return []
    return [p.text for p in passages(record) if any(step in _NAMING for step in p.way) and holds_number(p.text)]
