"""JSON Schemas for editors: what the decoder accepts, said in the language of YAML plug-ins.

They follow from the declared fields and the site's vocabularies. Draft 07, because the YAML language server reads no
newer one reliably. An editor gives YAML values their types (``2020`` is a number there, ``~`` is null), which our
reading does not, so a field that takes text takes numbers and booleans too, and an optional one takes null.

A schema accepts nothing that the decoder refuses, as far as patterns can tell: whether a reference leads anywhere, and
whether a text is good Markdown, is left to ``xianfeng check``. Rejected: enumerating the ids of records, since schemas
are written now and then, and an editor that calls a new brand wrong is worse than one that is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from builder.addresses import SLUG_LIMIT
from builder.schema.fields import Field, fields_of, keys_of
from builder.schema.hints import hint, options_of
from builder.schema.records import REGISTRY, Record
from builder.schema.values import DIVIDERS, LINK, NO, WEB, YES
from builder.schema.writing import Case, SitePage
from builder.settings import Settings
from builder.siteconfig import FILE, Site
from builder.wording import Words

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
NULL: Schema = {"type": "null"}
TEXT: Schema = {"type": ["string", "number", "boolean"]}

_RESERVED = r"(?!(?:[Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|(?:[Cc][Oo][Mm]|[Ll][Pp][Tt])[1-9])(?:[./]|$))"
_SLUG = rf"^{_RESERVED}[a-z0-9]+(?:-[a-z0-9]+)*$"
_LINE = r"^\s*(?:\S(?:[^\n]*\S)?)?\s*$"
_FILLED_LINE = r"^\s*\S(?:[^\n]*\S)?\s*$"
_LEAP = r"(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)-02-29"
_DAY = (
    r"(?:0[13578]|1[02])(?:-(?:0[1-9]|[12][0-9]|3[01]))?|(?:0[469]|11)(?:-(?:0[1-9]|[12][0-9]|30))?|"
    r"02(?:-(?:0[1-9]|1[0-9]|2[0-8]))?"
)
_WHEN = rf"^(?:{_LEAP}|[12][0-9]{{3}}(?:-(?:{_DAY}))?)$"
_TIME = r"^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$"
_NUMBER = r"^-?[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:万亿|[万亿])?$"
_URL = f"^{WEB.replace('https', '[Hh][Tt][Tt][Pp][Ss]', 1)}$"  # no flags: phones write Https
_OFF = r'<>:"|?*\\/\x00-\x1f\x7f'
_FLAGS = [word for both in zip(YES, NO, strict=True) for word in both]


def schemas(site: Site) -> dict[str, Schema]:
    """Name → schema: one by folder for each data file, ``<folder>-front-matter`` for Markdown, and ``site``."""
    found = {cls.folder: _Writer(site).data_file(cls) for cls in REGISTRY.values()}
    written = (Case, SitePage)
    return (
        found
        | {f"{cls.folder}-front-matter": _Writer(site).front_matter(cls) for cls in written}
        | {"site": _Writer(site).settings()}
    )


@dataclass(slots=True)
class _Writer:
    """Writes one schema. ``definitions`` holds each class and each of its fields once."""

    site: Site
    definitions: dict[str, Schema] = field(default_factory=dict)

    def data_file(self, cls: type[Record]) -> Schema:
        """A list of records, or a mapping of id → record, or nothing yet."""
        record = self._object(cls)
        forms = [
            {"type": "array", "items": self._with_id(record)},
            {"type": "object", "propertyNames": _slug(), "additionalProperties": self._without_id(record)},
            NULL,
        ]
        return self._schema(cls.plural, {"anyOf": forms})

    def front_matter(self, cls: type[Record]) -> Schema:
        """One record; its body stands below, and its id may be the file's name."""
        return self._schema(cls.title, {"allOf": [self._object(cls, leave=("body",))]})

    def settings(self) -> Schema:
        """``site.yaml``: the settings, and the vocabularies, whose keys are the site's own."""
        found = self._object(Settings)
        own = self.definitions["Settings"]
        self.definitions["Settings.per_page"]["anyOf"] = [
            {"type": "integer", "minimum": 1, "maximum": 500},
            {"type": "string", "pattern": "^(?:[1-9][0-9]?|[1-4][0-9][0-9]|500)$"},
            NULL,
        ]
        self.definitions["vocabularies"] = _vocabularies()
        for name in ("词表", "vocabularies"):
            own["properties"][name] = {"$ref": "#/definitions/vocabularies"}
        own["allOf"].append(_not_both("词表", "vocabularies"))
        return self._schema(Words(FILE, FILE), {"allOf": [found]})

    def _schema(self, title: Words, body: Schema) -> Schema:
        return {"$schema": DRAFT, "title": self.site.say(title), **body, "definitions": self.definitions}

    def _with_id(self, record: Schema) -> Schema:
        """A record whose id stands in it, since nothing else gives one."""
        spec = keys_of(Record)["id"]
        return {"allOf": [record, {"anyOf": [
            {"required": [name], "properties": {name: {"not": NULL}}} for name in _names(Record, spec)
        ]}]}  # fmt: skip

    def _without_id(self, record: Schema) -> Schema:
        """A record whose id is the key that it stands under."""
        names = _names(Record, keys_of(Record)["id"])
        return {"allOf": [record, {"not": {"anyOf": [{"required": [name]} for name in names]}}]}

    def _object(self, cls: type[Any], leave: Iterable[str] = ()) -> Schema:
        """A reference to the definition of a record or part, which is made when first asked for."""
        reference = {"$ref": f"#/definitions/{cls.__name__}"}
        if cls.__name__ in self.definitions:
            return reference
        made: Schema = {"type": "object", "additionalProperties": False}
        self.definitions[cls.__name__] = made  # before its fields, which may hold the same class again
        specs = [spec for spec in fields_of(cls) if spec.attribute not in leave]
        made["properties"] = {
            name: {"$ref": f"#/definitions/{cls.__name__}.{spec.attribute}"}
            for spec in specs
            for name in _names(cls, spec)
        }
        made["allOf"] = [{"anyOf": [{"required": [n]} for n in _names(cls, s)]} for s in specs if s.required]
        made["allOf"] += [_not_both(a, b) for s in specs for a, b in combinations(_names(cls, s), 2)]
        for spec in specs:
            self.definitions[f"{cls.__name__}.{spec.attribute}"] = self._field(spec)
        return reference

    def _field(self, spec: Field) -> Schema:
        forms = self._forms(spec)
        return {
            "title": spec.label.in_("zh"),
            "description": self.site.say(hint(spec, self.site.vocabularies)),
            "anyOf": forms if spec.required else [*forms, NULL],
        }

    def _forms(self, spec: Field) -> list[Schema]:
        """The values that a field takes, other than none."""
        line = {**TEXT, "pattern": _FILLED_LINE if spec.required else _LINE}
        match spec.shape:
            case "line":
                return [line]
            case "prose":
                return [TEXT]
            case "slug":
                return [_slug(), {"type": "integer", "minimum": 0}]
            case "when":
                return [{"type": "string", "pattern": _WHEN}, {"type": "integer", "minimum": 1000, "maximum": 2999}]
            case "time":
                return [{"type": "string", "pattern": _TIME}]
            case "number":
                return [{"type": "number"}, {"type": "string", "pattern": _NUMBER, "maxLength": 40}]
            case "flag":
                return [{"type": "boolean"}, {"enum": _FLAGS}]
            case "url":
                return [{"type": "string", "pattern": _URL}]
            case "link":
                return [{"type": "string", "pattern": LINK}]
            case "lines":
                return _several(TEXT, TEXT)
            case "choice" | "choices":
                return self._choice(spec)
            case "ref" | "refs":
                return self._reference(spec, line)
            case "part" | "parts":
                assert spec.part is not None
                part = self._object(spec.part)
                return [part] if spec.shape == "part" else _several(part, part)
        return _several({"type": "string", "pattern": f"^{_path()}$"}, _joined(_path(f" {DIVIDERS}")))

    def _choice(self, spec: Field) -> list[Schema]:
        options = options_of(spec, self.site.vocabularies)
        each = [*options.values()]
        words = [*dict.fromkeys([*(w.zh for w in each), *options, *(w.en for w in each)])]
        if not words:
            return [{"not": {}}]  # a vocabulary that the site lacks allows nothing, and an empty enum is not valid
        one = {"enum": [value for word in words for value in _typed(word)]}
        if spec.shape == "choice":
            return [one]
        single = [_escaped(word) for word in words if not re.search(f"[{DIVIDERS}]", word)]
        return _several(one, _joined(f"(?:{'|'.join(single)})"), *([one] if single else []))

    def _reference(self, spec: Field, line: Schema) -> list[Schema]:
        record = [self._with_id(self._object(REGISTRY[spec.to]))] if spec.inline else []
        if spec.shape == "ref":
            return [line, *record]
        return _several({"anyOf": [line, *record, NULL]} if spec.inline else TEXT, TEXT)


def _names(cls: type[Any], spec: Field) -> list[str]:
    """The keys under which a field may stand, the Chinese one first: it is the one that editors suggest and ask for."""
    names = [name for name, found in keys_of(cls).items() if found is spec]
    return sorted(names, key=lambda name: (name != spec.words.zh, name != spec.key))


def _several(item: Schema, single: Schema, *more: Schema) -> list[Schema]:
    """A list of ``item``, or one value ``single``."""
    return [{"type": "array", "items": item}, single, *more]


def _not_both(one: str, other: str) -> Schema:
    return {"not": {"required": [one, other]}}


def _slug() -> Schema:
    return {"type": "string", "pattern": _SLUG, "maxLength": SLUG_LIMIT}


def _path(further: str = "") -> str:
    """A pattern of old addresses: parts without what some system refuses (or ``further``), the last one a page's."""
    part = rf"{_RESERVED}[^{_OFF}{further}]{{0,60}}[^{_OFF}{further}. ]"
    return rf"(?:{part}/)*{_RESERVED}[^{_OFF}{further}]{{0,60}}\.(?:s?html|htm)"


def _joined(item: str) -> Schema:
    """Several in one line, divided as people divide them, or none."""
    return {"type": "string", "pattern": rf"^\s*(?:{item}(?:\s*[{DIVIDERS}]\s*{item})*)?\s*$"}


def _escaped(text: str) -> str:
    """``text`` within a pattern. Python's own ``escape`` marks more than ECMAScript allows to be marked."""
    return re.sub(r"[.*+?^${}()|\[\]\\/]", r"\\\g<0>", text)


def _typed(word: str) -> list[object]:
    """A word as a YAML plug-in may read it: ``2020`` typed without quotes is a number there."""
    if re.fullmatch(r"-?(?:0|[1-9][0-9]*)", word):
        return [word, int(word)]
    return [word, word == "true"] if word in ("true", "false") else [word]


def _vocabularies() -> Schema:
    filled = {**TEXT, "pattern": r"\S"}
    both: Mapping[str, Schema] = dict.fromkeys(("zh", "中文", "en", "英文"), filled)
    entry = {
        "type": "object",
        "properties": both,
        "additionalProperties": False,
        "anyOf": [{"required": ["zh"]}, {"required": ["中文"]}],
    }
    words = {"type": "object", "propertyNames": _slug(), "additionalProperties": {"anyOf": [filled, entry]}}
    each = {"anyOf": [words, NULL]}
    return {"title": "词表(vocabularies)", "anyOf": [{"type": "object", "additionalProperties": each}, NULL]}
