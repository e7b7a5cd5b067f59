"""A small judge of JSON Schema, draft 07: the keywords that our schemas use, and an error for any other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda v: v is None,
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int | float) and not isinstance(v, bool) and v == int(v),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "string": lambda v: isinstance(v, str),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}
_SAID = {"$schema", "title", "description", "definitions", "additionalProperties"}  # the last goes with `properties`


def accepts(schema: Schema, value: Any) -> bool:
    """Whether ``value``, as JSON has it, is valid."""
    return _valid(schema, value, schema)


def _valid(schema: Schema, value: Any, top: Schema) -> bool:
    if "$ref" in schema:  # what stands beside it does not count in this draft
        return _valid(top["definitions"][schema["$ref"].removeprefix("#/definitions/")], value, top)
    return all(_keyword(name, schema, value, top) for name in schema if name not in _SAID) and _others(
        schema, value, top
    )


def _keyword(name: str, schema: Schema, value: Any, top: Schema) -> bool:
    wanted = schema[name]
    match name:
        case "type":
            return any(_TYPES[one](value) for one in ([wanted] if isinstance(wanted, str) else wanted))
        case "enum":
            return any(type(one) is type(value) and one == value for one in wanted)
        case "not":
            return not _valid(wanted, value, top)
        case "anyOf":
            return any(_valid(one, value, top) for one in wanted)
        case "allOf":
            return all(_valid(one, value, top) for one in wanted)
        case "pattern":
            return not isinstance(value, str) or re.search(wanted, value) is not None
        case "maxLength":
            return not isinstance(value, str) or len(value) <= wanted
        case "minimum":
            return not _TYPES["number"](value) or value >= wanted
        case "maximum":
            return not _TYPES["number"](value) or value <= wanted
        case "items":
            return not isinstance(value, list) or all(_valid(wanted, one, top) for one in value)
        case "required":
            return not isinstance(value, dict) or all(one in value for one in wanted)
        case "propertyNames":
            return not isinstance(value, dict) or all(_valid(wanted, one, top) for one in value)
        case "properties":
            known = [(wanted[k], v) for k, v in value.items() if k in wanted] if isinstance(value, dict) else []
            return all(_valid(one, v, top) for one, v in known)
    raise AssertionError(f"the judge does not know the keyword {name}")


def _others(schema: Schema, value: Any, top: Schema) -> bool:
    """The keys that ``properties`` does not name."""
    wanted = schema.get("additionalProperties", True)
    if wanted is True or not isinstance(value, dict):
        return True
    others = [v for k, v in value.items() if k not in schema.get("properties", {})]
    return not others if wanted is False else all(_valid(wanted, one, top) for one in others)
