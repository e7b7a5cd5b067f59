"""What may be written in a field, as a few words beside it: in the skeletons that ``new`` writes, in editors, and where
something else was written.

The words follow from the declaration alone, so a new type needs none of its own; a field's ``help`` comes first where
it has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from builder.problems import Label, Message, Problem, closest, meant
from builder.schema import foreign
from builder.schema.fields import ANY, Field, fields_of, keys_of
from builder.schema.records import REGISTRY, Record
from builder.wording import Language, Words, enumerated
from builder.yamltext import Node, Scalar, slips

Vocabularies = Mapping[str, Mapping[str, Words]]  # the site's own words: vocabulary → key → what it is called

SHAPES: Mapping[str, Words] = {
    "slug": Words("小写英文字母、数字和连字符", "lower-case ASCII letters, digits, hyphens"),
    "line": Words("一行文字", "one line of text"),
    "lines": Words("可填几项，用顿号隔开", "several, divided by commas"),
    "prose": Words("Markdown：冒号后写“|”，下一行起缩进两格写", "Markdown: “|” after the colon, the text indented below"),
    "number": Words("数字，如 46、12.7万", "a number, such as 46 or 12.7万"),
    "flag": Words("是 或 否", "yes or no"),
    "when": Words("年、月或日，如 2020、2020-09、2020-09-28", "a year, month or day, such as 2020-09-28"),
    "time": Words("时刻，如 09:30", "a time of day, such as 09:30"),
    "url": Words("以 http:// 或 https:// 开头", "begins with http:// or https://"),
    "link": Words("本站的 about.html，或 https:// 开头", "about.html of this site, or https://…"),
    "paths": Words("本站的旧地址，如 cases/old-name.html", "old addresses of this site, such as cases/old-name.html"),
    "part": Words("下面各项", "the fields below"),
    "parts": Words("每项以“- ”开头，可以有几项", "each begins with “- ”; there may be several"),
}
CHOICE = Words("可填：{names}", "one of: {names}")
CHOICES = Words("可填几项，用顿号隔开：{names}", "several, divided by commas: {names}")
REF = Words("填{title}的编号或名称", "the id or name of: {title}")
REFS = Words("填{title}的编号或名称，几个用顿号隔开", "ids or names, divided by commas, of: {title}")
WANT_MAPPING = Message(
    "mapping-wanted",
    "这里要分别写明：{names}。例如写成 {like}。",
    "These fields are expected here, each by its name: {names}. For example: {like}.",
)
UNKNOWN_KEY = Message(
    "key-unknown",
    "没有“{key}”这个字段。{hint}",
    "There is no field “{key}”. {hint}",
)
UNDER = Words("它写在“{names}:”下面，缩进两格。", "It belongs below “{names}:”, indented by two spaces.")
ALLOWED = Words("可填：{names}。", "Allowed: {names}.")
ADDABLE = Words(
    "可填：{names}。要新加一个，请在 site.yaml 的“词表”“{of}”下面加一行，如“new-word: {value}”。",
    "Allowed: {names}. To add one, write a line like “new-word: {value}” below “{of}” in “vocabularies” of site.yaml.",
)
NO_WORDS = Words("请先在 site.yaml 的“词表”里写上 {names} 及其各项。", "First give site.yaml a vocabulary {names}.")
SAMPLES: Mapping[str, Words] = {
    "slug": Words("xianfeng-365", "xianfeng-365"),
    "number": Words("46", "46"),
    "flag": Words("是", "yes"),
    "when": Words("2020-09-28", "2020-09-28"),
    "time": Words("09:30", "09:30"),
    "url": Words("https://www.example.cn/", "https://www.example.cn/"),
    "link": Words("about.html", "about.html"),
    "paths": Words("cases/old-name.html", "cases/old-name.html"),
}
UNSAID = Words("…", "…")
ANYTHING = Words("任一记录", "any record")


def options_of(spec: Field, vocabularies: Vocabularies) -> Mapping[str, Words]:
    """The values that a choice allows: its own, or those of the site's vocabulary."""
    return dict(spec.options) or vocabularies.get(spec.of, {})


def hint(spec: Field, vocabularies: Vocabularies) -> Words:
    """What may be written in the field ``spec``, without a full stop."""
    said = _shape(spec, vocabularies)
    if spec.help is None:
        return said
    if spec.shape in ("line", "slug", "part"):
        return spec.help
    return Words(f"{spec.help.zh}；{said.zh}", f"{spec.help.en}; {said.en}")


def _shape(spec: Field, vocabularies: Vocabularies) -> Words:
    if spec.shape in ("choice", "choices"):
        words = list(options_of(spec, vocabularies).values())
        sentence = CHOICE if spec.shape == "choice" else CHOICES
        zh, en = ([*dict.fromkeys(said)] for said in ([w.zh for w in words], [w.en for w in words]))
        return sentence.filled(names=enumerated(zh, en))
    if spec.shape in ("ref", "refs"):
        title = ANYTHING if spec.to == ANY else REGISTRY[spec.to].title
        sentence = REF if spec.shape == "ref" else REFS
        return sentence.filled(title=Words(title.zh, title.en.lower()))
    return SHAPES[spec.shape]


def mapping_wanted(cls: type[Any], node: Node, label: Label | None) -> Problem:
    """That something else stands at ``node`` than the fields of ``cls``, with those that it cannot do without; or
    that the colon of a lone field is not right, which makes it a text to YAML."""
    text = node.text if isinstance(node, Scalar) and node.plain else ""
    found = slips.WIDE_KEY.match(text) or slips.TIGHT_KEY.match(text)
    if found and found["key"] in keys_of(cls):
        message, column, values = slips.colon_slip(found, text[found.end() :])
        return message.at(replace(node.place, column=node.place.column + column), None, **values)
    fields = fields_of(cls)
    needed = [spec for spec in fields if spec.required or spec.attribute == "id"]
    named = needed if issubclass(cls, Record) else fields  # a record has too many
    written = [(Words(spec.words.zh, spec.key), _sample(spec)) for spec in needed or fields[:1]]
    like = [Words(f"{key.zh}: {value.zh}", f"{key.en}: {value.en}") for key, value in written]
    return WANT_MAPPING.at(node.place, label, names=_named(named), like=Words(_braced(like, "zh"), _braced(like, "en")))


def unknown_key(cls: type[Any], key: Scalar) -> Problem:
    """That ``cls`` has no field ``key``, with those that were probably meant, else all that it has."""
    under = _holders(cls, key.text)
    theirs = foreign.hint_for(cls, key.text) if issubclass(cls, Record) else None
    near = [] if under or theirs else _alike(cls, key.text)
    said = meant(near) if near else (UNDER if under else ALLOWED).filled(names=_named(under or fields_of(cls)))
    return UNKNOWN_KEY.at(key.place, key=key.text, hint=theirs or said)


def meant_by(cls: type[Any], key: str) -> list[str]:
    """The ways to the fields of ``cls`` that are named where it has no field ``key``: ``icp``, ``footer.host``."""
    under = [f"{f.attribute}.{keys_of(f.part)[key].attribute if f.part else key}" for f in _holders(cls, key)]
    return under or [keys_of(cls)[name].attribute for name in _alike(cls, key)]


def _holders(cls: type[Any], key: str) -> list[Field]:
    """The fields below which ``key`` belongs. A record with a date is not to be withdrawn."""
    parts = () if issubclass(cls, Record) else fields_of(cls)
    return [f for f in parts if key in (keys_of(f.part) if f.part and f.shape == "part" else f.holds)]


def _alike(cls: type[Any], key: str) -> list[str]:
    return closest(key, [name for f in fields_of(cls) for name in (f.words.zh, f.key)])


def _named(fields: Sequence[Field]) -> Words:
    """What fields are called in YAML: by their Chinese label, or by their English key."""
    return enumerated([f.words.zh for f in fields], [f.key for f in fields])


def _sample(spec: Field) -> Words:
    return spec.options[0][1] if spec.options else SAMPLES.get(spec.shape, UNSAID)


def _braced(entries: list[Words], language: Language) -> str:
    return "{" + ", ".join(entry.in_(language) for entry in entries) + "}"
