"""Open data: every list as JSON, CSV and XLSX, and the page that says what stands in them.

All follows from the declared fields, so a new type has its files at once. JSON keeps keys, nesting and references as
objects; the tables of CSV and XLSX hold one line for each record, under labels in the language of the site:

- a reference becomes the columns id and name; a reference to a figure id and what ``NAMED`` lists;
- a reference within a part stands as its words with the id behind them;
- several values in one cell are divided by `` | ``;
- choices and yes/no stand as words, dates as ISO, texts without markup.

Rejected: a table for every list inside a record (stops of a belt): nobody joins five tables to count stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from builder.pages import jsonld
from builder.pages.downloads import FORMATS, INDEX, OPEN_DATA, count, exported, is_open, links, offered, path
from builder.pages.page import Draft, Page
from builder.pages.plaintext import plain
from builder.pages.shell import MAIN, nav_link, page
from builder.pages.view import Plain, View, path_of
from builder.schema import ANY, REGISTRY, Field, Figure, Record, Ref, fields_of, keys_of
from builder.schema.hints import options_of
from builder.wording import Words, enumerated

# The work of the office, never shown to readers either.
INTERNAL = {"status", "review", "withdrawal", "waivers"}
# What is said of a figure wherever it is named: without these its value would pass for exact and of today.
NAMED = tuple(keys_of(Figure)[key] for key in ("words", "value", "value_to", "unit", "qualifier", "as_of"))
PERMALINK = Field("permalink", "", Words("本站网址", "Permalink"), "url")
DIVIDER = " | "
AND = Words("；", "; ")  # between the fields of a part
YES, NO = Words("是", "Yes"), Words("否", "No")
OF = Words("{field}（{part}）", "{field} ({part})")
PAIR = Words("{field}：{text}", "{field}: {text}")
SHAPES = {
    "slug": Words("编号", "id"),
    "line": Words("文字", "text"),
    "lines": Words("文字，可有几项", "texts"),
    "prose": Words("长文本，不带格式", "long text without markup"),
    "number": Words("数字", "number"),
    "flag": Words("是或否", "yes or no"),
    "time": Words("时刻，如 09:30", "time of day, such as 09:30"),
    "when": Words("日期：年、年-月或年-月-日", "date: year, year-month or year-month-day"),
    "choice": Words("单选", "one of"),
    "choices": Words("可多选", "any of"),
    "ref": Words("引用：{to}", "reference: {to}"),
    "refs": Words("引用，可有几项：{to}", "references: {to}"),
    "part": Words("下列各项", "the fields below"),
    "parts": Words("下列各项，可有几组", "groups of the fields below"),
    "url": Words("网址", "address"),
    "link": Words("网址", "address"),
    "paths": Words("网址，可有几项", "addresses"),
}  # fmt: skip


def drafts(view: View) -> Iterator[Draft]:
    """``data/stations.json|csv|xlsx`` for every type that has something to give, and ``data/index.html``."""
    kinds = [kind for kind in dict.fromkeys([*MAIN, *REGISTRY]) if offered(view, kind)]
    for kind in kinds:
        yield from (Draft(path(kind, ending), file, (kind, ending)) for ending in FORMATS)
    if kinds:
        yield Draft(INDEX, dictionary, (kinds,))


def file(view: View, kind: str, ending: str) -> Page:
    """The file of a type in one format; its records are made once for all three."""
    made = view.once(f"data {kind}", partial(_data, view, kind))
    return Page(path(kind, ending), f"export:{ending}", made["document" if ending == "json" else "table"])


def _data(view: View, kind: str) -> Plain:
    found = [_record(view, record) for record in exported(view, kind)]
    return {"document": {"data": _document(view, kind, found)}, "table": _table(view, kind, found)}


def given(cls: type[Record]) -> list[Field]:
    """The fields that stand in the files of a type: the id, the address of the page, then as declared."""
    first, *others = (spec for spec in fields_of(cls) if spec.attribute not in INTERNAL)
    return [first, PERMALINK, *others]


# Values -------------------------------------------------------------------------------------------------------------


def _record(view: View, record: Record) -> Plain:
    address = view.full(path_of(record))
    return {
        spec.key: address if spec is PERMALINK else _value(view, spec, getattr(record, spec.attribute))
        for spec in given(type(record))
    }


def _value(view: View, spec: Field, held: Any) -> Any:
    """A value as JSON has it: None where nothing is said, but an empty list where there may be several."""
    match spec.shape:
        case "ref":
            return next(iter(_references(view, [held] if held else [])), None)
        case "refs":
            return _references(view, held)
        case "part" | "parts":
            assert spec.part is not None
            specs = fields_of(spec.part)
            parts = [
                {inner.key: _value(view, inner, getattr(part, inner.attribute)) for inner in specs}
                for part in (held if spec.shape == "parts" else [held] if held else [])
            ]
            return parts if spec.shape == "parts" else next(iter(parts), None)
        case "when":
            return held.iso if held else None
        case "prose":
            return plain(view, held) or None if held else None
        case "lines" | "choices":
            return list(held)
        case "paths":
            return [view.full(old) for old in held]
        case "number" | "flag":
            return held
        case _:
            return held or None


def _references(view: View, refs: Iterable[Ref]) -> list[Plain]:
    """The records that are named, as objects; what is in no file is not named in one."""
    found = [record for ref in refs if (record := view.cat.target(ref)) and is_open(view, record)]
    return [
        {"type": r.kind, "id": r.id, "name": r.name}
        | ({s.key: _value(view, s, getattr(r, s.attribute)) for s in NAMED} if isinstance(r, Figure) else {})
        for r in found
    ]


# Files --------------------------------------------------------------------------------------------------------------


def _document(view: View, kind: str, records: list[Plain]) -> Plain:
    settings, cls = view.site.settings, REGISTRY[kind]
    return {
        "site": {"name": settings.name, "url": view.full("")},
        "type": {"key": kind, "zh": cls.plural.zh, "en": cls.plural.en},
        "notice": settings.notice,
        "dictionary": view.full(INDEX),
        "fields": [_declared(view, spec) for spec in given(cls)],
        "records": records,
    }


def _declared(view: View, spec: Field) -> Plain:
    """What is declared of a field; ``to`` of references, ``values`` of choices and ``fields`` of parts beside it."""
    found: Plain = {"key": spec.key, "zh": spec.words.zh, "en": spec.words.en, "shape": spec.shape}
    if spec.help:
        found["help"] = {"zh": spec.help.zh, "en": spec.help.en}
    if spec.to:
        found["to"] = spec.to
    if spec.shape in ("choice", "choices"):
        options = options_of(spec, view.site.vocabularies)
        found["values"] = [{"key": key, "zh": words.zh, "en": words.en} for key, words in options.items()]
    if spec.part:
        found["fields"] = [_declared(view, inner) for inner in fields_of(spec.part)]
    return found


def _table(view: View, kind: str, records: list[Plain]) -> Plain:
    """Columns and rows; every cell is text, and ``number`` says of a column that its texts are numbers."""
    specs = given(REGISTRY[kind])
    return {
        "title": nav_link(view, kind)["title"],
        "columns": [column for spec in specs for column in _columns(view, spec)],
        "rows": [[cell for spec in specs for cell in _cells(view, spec, record[spec.key])] for record in records],
    }


def _told(spec: Field) -> tuple[Field, ...]:
    """What a table says of a record that is named, beside its id."""
    return NAMED if spec.to == "figure" else (keys_of(Record)["name"],)


def _columns(view: View, spec: Field) -> list[Plain]:
    label = view.say(spec.words)
    if spec.shape not in ("ref", "refs"):
        return [{"label": label, "number": spec.shape == "number"}]
    return [
        {
            "label": view.say(OF).format(field=label, part=view.say(part.words)),
            "number": part.shape == "number" and spec.shape == "ref",
        }
        for part in (keys_of(Record)["id"], *_told(spec))
    ]


def _cells(view: View, spec: Field, value: Any) -> list[str]:
    if spec.shape not in ("ref", "refs"):
        return [_text(view, spec, value)]
    found = value if spec.shape == "refs" else [value] if value else []
    told = [[_text(view, part, r[part.key]) for r in found] for part in _told(spec)]
    return [DIVIDER.join(cells) if any(cells) else "" for cells in ([_id(spec, r) for r in found], *told)]


def _id(spec: Field, named: Plain) -> str:
    return f"{named['type']}:{named['id']}" if spec.to == ANY else str(named["id"])


def _text(view: View, spec: Field, value: Any) -> str:
    """A value as words in the language of the site."""
    if value is None:
        return ""
    match spec.shape:
        case "flag":
            return view.say(YES if value else NO)
        case "choice" | "choices":
            options = options_of(spec, view.site.vocabularies)
            keys = [value] if spec.shape == "choice" else value
            return DIVIDER.join(view.say(options[key]) if key in options else key for key in keys)
        case "ref" | "refs":
            found = [value] if spec.shape == "ref" else value
            said = [view.say(OF).format(field=r.get("words") or r["name"], part=_id(spec, r)) for r in found]
            return view.say(enumerated(said))
        case "part" | "parts":
            assert spec.part is not None
            groups = [value] if spec.shape == "part" else value
            return DIVIDER.join(_group(view, fields_of(spec.part), group) for group in groups)
        case _:
            return DIVIDER.join(value) if isinstance(value, list) else _plain(value)


def _group(view: View, specs: Iterable[Field], group: Plain) -> str:
    said = [(view.say(spec.words), _text(view, spec, group[spec.key])) for spec in specs]
    pairs = [view.say(PAIR).format(field=field, text=text) for field, text in said if text]
    return view.say(AND).join(pairs)


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value or "")


# The data dictionary ------------------------------------------------------------------------------------------------


def dictionary(view: View, kinds: Sequence[str]) -> Page:
    """Every file with the number of its records, and every field with its key, labels, meaning and allowed values."""
    types = [
        {
            **nav_link(view, kind),
            "count": count(view, kind),
            "downloads": links(view, kind),
            "fields": [row for spec in given(REGISTRY[kind]) for row in _rows(view, spec, "")],
        }
        for kind in kinds
    ]
    title = view.say(OPEN_DATA)
    own = {"types": types}

    def about() -> list[Plain]:
        return [jsonld.catalogue(view, INDEX, title, kinds)]

    return page(view, INDEX, "data.html", title, own, kind="data", section="data", jsonld=about)


def _rows(view: View, spec: Field, inside: str) -> Iterator[Plain]:
    """A field, and below it the fields of its parts."""
    to = view.say(REGISTRY[spec.to].title) if spec.to in REGISTRY else "*"
    options = options_of(spec, view.site.vocabularies) if spec.shape in ("choice", "choices") else {}
    yield {
        "key": inside + spec.key,
        "zh": spec.words.zh,
        "en": spec.words.en,
        "shape": view.say(SHAPES[spec.shape]).format(to=to),
        "help": view.say(spec.help) if spec.help else "",
        "options": [{"key": key, "label": view.say(words)} for key, words in options.items()],
    }
    for inner in fields_of(spec.part) if spec.part else ():
        yield from _rows(view, inner, f"{inside}{spec.key}.")
