"""What single types show beside the common parts of a record: trees, strips, ladders, the ledger entry of a figure."""

from __future__ import annotations

from builder.pages.page import Context
from builder.pages.view import Plain, View, path_of
from builder.rules import behind, grouped
from builder.schema import Belt, Brand, Figure, Item, Programme, Record, Source, Term
from builder.schema.figures import MEASURES, QUALIFIERS
from builder.wording import Words


def region(view: View, record: Record) -> Context:
    return {"tree": view.branch(record)}


def organisation(view: View, record: Record) -> Context:
    return {"tree": view.family(record)}


def brand(view: View, record: Record) -> Context:
    assert isinstance(record, Brand)
    method = record.method
    return {
        "tree": view.family(record),
        "method": {"name": method.name, "note": method.note, "steps": items(method.steps)} if method else None,
    }


def items(found: tuple[Item, ...]) -> list[Plain]:
    return [{"name": item.name, "text": item.text} for item in found]


def belt(view: View, record: Record) -> Context:
    assert isinstance(record, Belt)
    stops = []
    for stop in record.stops:
        at = view.cat.target(stop.at)
        count = view.counted(stop.count)
        stops.append({
            "name": stop.name or (at.name if at else ""),
            "href": path_of(at) if at else None,
            "text": stop.text or (at.summary if at else ""),
            "count": count,
            "group": count is not None and at is None,
        })  # fmt: skip
    return {"strip": {"start": record.start, "end": record.end, "stops": stops}}


def programme(_: View, record: Record) -> Context:
    assert isinstance(record, Programme)
    return {
        "items": items(record.items),
        "steps": items(record.steps),
        "roles": items(record.roles),
        "platforms": list(record.platforms),
    }


def figure(view: View, record: Record) -> Context:
    assert isinstance(record, Figure)
    source = view.cat.target(record.source)
    denominator = view.figure(record.denominator)
    return {
        "figure": {
            "words": record.words,
            "value": "—".join(grouped(end) for end in (record.value, record.value_to) if end is not None),
            "unit": behind(record.unit),
            "qualifier": "" if record.qualifier == "exact" else view.say(Words(*QUALIFIERS[record.qualifier])),
            "measure_label": view.say(Words(*MEASURES[record.measure])),
            "as_of": view.date(record.as_of),
            "period": record.period,
            "inferred": record.inferred,
            "derived": record.derived,
            "quoted": record.quoted,
            "passage": record.passage,
            "source": view.source(source) if isinstance(source, Source) else None,
            "parts": [view.row(part) for ref in record.parts if (part := view.figure(ref))],
            "denominator": view.row(denominator) if denominator else None,
            "region": view.region(record),
        }
    }


def term(view: View, record: Record) -> Context:
    assert isinstance(record, Term)
    forms = []
    for attribute in ("wrong", "outdated", "restricted"):
        found = [
            {"text": form.text, "since": view.date(form.since), "note": form.note}
            for form in getattr(record, attribute)
        ]
        if found:
            forms.append({"label": view.say(Term.declared[attribute].words), "items": found})
    return {"forms": forms, "definition": record.definition, "usage": list(record.usage)}
