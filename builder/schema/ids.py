"""The id of a record as it is written: whether it is there, and whether it can be one."""

from __future__ import annotations

from builder.problems import Place, Report
from builder.schema.fields import keys_of
from builder.schema.records import Record
from builder.schema.values import checked, parse_slug
from builder.yamltext import Mapping as MappingNode
from builder.yamltext import Node, Scalar


def writes_id(node: Node) -> bool:
    """Whether a record says its id at all; one that is no slug has been reported as such."""
    entries = node.entries if isinstance(node, MappingNode) else ()
    known = keys_of(Record)
    written = [value for key, value in entries if known.get(key.text.strip()) is known["id"]]
    return any(not isinstance(value, Scalar) or not value.is_empty for value in written)


def checked_id(text: str, place: Place, report: Report) -> str:
    """``text`` as an id, or ``""`` after the problem has been reported."""
    return checked(parse_slug(text), place, keys_of(Record)["id"].label, report) or ""
