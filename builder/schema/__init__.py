"""The content model: every type of record, each declared once.

To add a type, write one class here with ``@content_type`` (see ``docs/content-types.md``); reading, relations, checks,
JSON Schema and the data export follow from it.
"""

from __future__ import annotations

from builder.schema.brands import Belt, Brand, Item, Method, Programme, Stop
from builder.schema.fields import ANY, Field, Ref, Way, When, fields_of, keys_of, values_in
from builder.schema.figures import Chart, Entry, Figure, Level, Scheme, Tier
from builder.schema.papers import Honour, Paper, Source
from builder.schema.people import Event, Form, Person, Term
from builder.schema.places import Organisation, Region, Station
from builder.schema.records import REGISTRY, Correction, Placed, Record, Review, Withdrawal
from builder.schema.writing import Case, SitePage

__all__ = [
    "ANY", "REGISTRY", "Belt", "Brand", "Case", "Chart", "Correction", "Entry", "Event", "Field", "Figure", "Form",
    "Honour", "Item", "Level", "Method", "Organisation", "Paper", "Person", "Placed", "Programme", "Record", "Ref",
    "Region", "Review", "Scheme", "SitePage", "Source", "Station", "Stop", "Term", "Tier", "Way", "When", "Withdrawal",
    "fields_of", "keys_of", "values_in",
]  # fmt: skip
