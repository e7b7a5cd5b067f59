"""YAML with positions → a typed record, and every problem on the way.

One walk for all types: the declared fields say what each key means. A field that is wrong is reported and left at its
default, so that the other fields, and the records beside it, are still checked in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from builder import markdown
from builder.problems import Label, Message, Place, Report, closest, meant
from builder.schema import cells
from builder.schema.fields import Field, Ref, fields_of, keys_of
from builder.schema.hints import ADDABLE, ALLOWED, NO_WORDS, Vocabularies, mapping_wanted, options_of, unknown_key
from builder.schema.ids import writes_id
from builder.schema.oldaddresses import parse_path
from builder.schema.records import REGISTRY, Record
from builder.schema.values import SINGLE, checked, divided
from builder.wording import enumerated
from builder.yamltext import Mapping as MappingNode
from builder.yamltext import Node, Scalar, Sequence

TWICE = Message(
    "key-twice",
    "写了两次（“{first}”和“{second}”是同一个字段），请删去一个。",
    "Stands twice (“{first}” and “{second}” are one field); remove one.",
)
AGAIN = Message("path-again", "“{path}”写了两次，请删去一个。", "“{path}” stands here twice; remove one.")
ELSEWHERE = Message(
    "key-elsewhere",
    "不写在这里：正文写在两行 --- 下面，编号写在这条记录的最前面。请移过去，或者删去这一行。",
    "Does not belong here: the text stands below the lines of ---, the id before the record. Move or remove this line.",
)
MISSING = Message("field-missing", "没有填写，这一项必填。", "Is missing; it is required.")
MISSING_YET = Message(
    "field-missing-yet",
    "还没有填写，这一项必填。填好以前，这份草稿不会出现在预览里。",
    "Is still missing; it is required. Until then this draft is left out of the preview.",
    "warning",
)
DRAFT = ("draft", "草稿", "Draft")
CALLED = ("id", "name", "also_known_as")  # by which others name a record
WANT_ONE = Message(
    "one-wanted", "这里只能填一个值，不能是列表或多层内容。", "One single value is expected here, no list or mapping."
)
WANT_LINE = Message("line-wanted", "这里只能写一行，不能换行。", "This must be one line.")
WANT_ITEM = Message("item-wanted", "列表里的这一项应是一段文字。", "An item of this list must be a plain value.")
BAD_CHOICE = Message(
    "choice-unknown",
    "“{value}” 不在可选值之中。{hint}",
    "“{value}” is not among the values allowed. {hint}",
)
EMPTY_ITEM = Message("item-empty", "列表里有一个空项，请填写或删去。", "The list has an empty item; fill it or remove it.")


@dataclass(slots=True)
class Decoder:
    """Decodes the records of one file.

    ``found`` collects the records declared inline inside others, once ``settle`` has said which; ``lost`` the (type,
    name or id) of those that could not be made, so that nobody is told that a record with a wrong date does not
    exist.
    """

    report: Report
    vocabularies: Vocabularies
    found: list[Record] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    _inside: list[Record] = field(default_factory=list)

    def record(self, cls: type[Record], node: Node, preset: dict[str, Any]) -> Record | None:
        """One record; ``preset`` holds what stands elsewhere (the id from a file's name, the body of a case).

        None when a required field is missing or wrong: half a record would only make further, misleading problems.
        """
        draft = isinstance(node, MappingNode) and any(
            isinstance(v, Scalar) and v.text in DRAFT and k.text in ("status", "状态") for k, v in node.entries
        )
        values = self.part(cls, node, preset, MISSING_YET if draft else MISSING)
        if values is not None:
            return cls(**values, place=node.place, faulty=tuple(_faulty(cls, node, values)))
        typed = [(keys_of(cls).get(k.text), v) for k, v in node.entries] if isinstance(node, MappingNode) else []
        called = [(spec.attribute, v) for spec, v in typed if spec and spec.attribute in CALLED]
        self.lost += [(cls.kind, i.text) for _, n in called for i in (n.items if isinstance(n, Sequence) else (n,))
                      if isinstance(i, Scalar) and i.text]  # fmt: skip
        self.lost += [(cls.kind, preset["id"])] if preset.get("id") else []
        if not draft and not any(attribute == "name" and not _empty(value) for attribute, value in called):
            self.lost.append((cls.kind, ""))  # whoever names one may mean it; of a draft that would never be told
        return None

    def settle(self, holder: Record | None) -> None:
        """Give the records declared since the last call to ``holder``; without one they are lost with it."""
        if holder is None:
            self.lost += [(record.kind, name) for record in self._inside for name in (record.id, record.name)]
        else:
            self.found += [structs.replace(record, inside=(holder.kind, holder.id)) for record in self._inside]
        self._inside.clear()

    def part(
        self, cls: type[Any], node: Node, preset: dict[str, Any], lacks: Message | None = None,
        label: Label | None = None,
    ) -> dict[str, Any] | None:  # fmt: skip
        """The attributes of a record or of a part, which stands in the field ``label``; None if it cannot be made."""
        values, missing = self.fields(cls, node, preset, lacks, label)
        return None if missing else values

    def fields(
        self, cls: type[Any], node: Node, preset: dict[str, Any], lacks: Message | None = None,
        label: Label | None = None,
    ) -> tuple[dict[str, Any], list[Field]]:  # fmt: skip
        """The attributes that could be read, and the required fields of which nothing could."""
        if not isinstance(node, MappingNode):
            self.report(mapping_wanted(cls, node, label))
            return {}, [*fields_of(cls)]
        known = keys_of(cls)
        values, written, faulty = dict(preset), dict[str, str](), set[str]()
        for key, value in node.entries:
            spec = known.get(key.text.strip())
            if spec is None:
                self.report(unknown_key(cls, key))
            elif spec.attribute in preset:
                self.report(ELSEWHERE.at(key.place, spec.label))
            elif spec.attribute in written:
                self.report(TWICE.at(key.place, spec.label, first=written[spec.attribute], second=key.text))
            else:
                written[spec.attribute] = key.text
                if not _empty(value):
                    decoded = self.value(spec, value)
                    if decoded is None:
                        faulty.add(spec.attribute)
                    else:
                        values[spec.attribute] = decoded
        missing = [f for f in fields_of(cls) if f.required and values.get(f.attribute) in (None, "", ())]
        for spec in missing if node.complete else ():  # else it may stand on the line that could not be read
            if spec.attribute not in faulty:
                self.report((lacks or MISSING).at(node.place, spec.label))
        return values, missing

    def value(self, spec: Field, node: Node) -> Any:
        """The value of one field, or None after its problem has been reported."""
        if not cells.readable(spec, node, self.report):
            return None
        return getattr(self, "_single" if spec.shape in SINGLE else f"_{spec.shape}")(spec, node)

    # One reader for each shape ---------------------------------------------------------------------------------------

    def _text(self, spec: Field, node: Node) -> str | None:
        if not isinstance(node, Scalar):
            self._refuse(WANT_ONE, spec, node)
            return None
        return node.text.strip()

    def _refuse(self, message: Message, spec: Field, node: Node) -> None:
        """What is no text; where nothing in it could be read, it may have been meant as one, and has been reported."""
        if not isinstance(node, MappingNode) or node.complete or node.entries:
            self.report(message.at(node.place, spec.label))

    def _line(self, spec: Field, node: Node) -> str | None:
        text = self._text(spec, node)
        if text is not None and "\n" in text:
            self.report(WANT_LINE.at(node.place, spec.label))
            return None
        return text

    def _single(self, spec: Field, node: Node) -> Any:
        text = self._line(spec, node)
        return None if text is None else checked(SINGLE[spec.shape](text), node.place, spec.label, self.report)

    def _node(self, _spec: Field, node: Node) -> Node:
        return node

    def _prose(self, spec: Field, node: Node) -> Any:
        text = self._text(spec, node)
        return None if text is None else markdown.parse(text, node.place, self.report)

    def _items(self, spec: Field, node: Node) -> list[Scalar]:
        """A list, or one line divided by 、 as people write it."""
        if isinstance(node, MappingNode):
            self._refuse(WANT_ITEM, spec, node)
            return []
        if isinstance(node, Scalar):
            words, joined = divided(node.text, node.rows)
            if joined is not None:
                self.report(joined.at(node.place, spec.label))
            return [Scalar(text=w, place=node.place, plain=node.plain, block=False) for w in words]
        items = []
        for item in node.items:
            if not isinstance(item, Scalar):
                self._refuse(WANT_ITEM, spec, item)
            elif _empty(item):
                self.report(EMPTY_ITEM.at(item.place, spec.label))
            else:
                items.append(item)
        return items

    def _lines(self, spec: Field, node: Node) -> tuple[str, ...]:
        return tuple(item.text.strip() for item in self._items(spec, node))

    def _paths(self, spec: Field, node: Node) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for item in self._items(spec, node):
            path = checked(parse_path(item.text.strip()), item.place, spec.label, self.report)
            if path in found:
                self.report(AGAIN.at(item.place, spec.label, path=path))
            elif path is not None:
                found[path] = None
        return tuple(found)

    def _choice(self, spec: Field, node: Node) -> str | None:
        text = self._line(spec, node)
        return None if text is None else self._chosen(spec, text, node.place)

    def _choices(self, spec: Field, node: Node) -> tuple[str, ...]:
        chosen = [self._chosen(spec, item.text.strip(), item.place) for item in self._items(spec, node)]
        return tuple(dict.fromkeys(key for key in chosen if key is not None))

    def _chosen(self, spec: Field, text: str, place: Place) -> str | None:
        options = options_of(spec, self.vocabularies)
        if text in options:  # the key itself, as it mostly is
            return text
        for key, words in options.items():
            if text in (words.zh, words.en):
                return key
        near = closest(text, [w for key, words in options.items() for w in (words.zh, key)])
        said = (ADDABLE if spec.of else ALLOWED) if options else NO_WORDS
        known = enumerated([words.zh for words in options.values()], [*options]) if options else spec.of
        hint = meant(near) if near else said.filled(names=known, of=spec.of, value=text)
        hint = cells.EMPTY_INSTEAD if cells.says_nothing(text) and not spec.required else hint
        self.report(BAD_CHOICE.at(place, spec.label, value=text, hint=hint))
        return None

    def _ref(self, spec: Field, node: Node) -> Ref | None:
        if isinstance(node, MappingNode) and spec.inline:
            return self._declared_here(spec, node)
        text = self._line(spec, node)
        return None if text is None else Ref(spec.to, text, node.place)

    def _refs(self, spec: Field, node: Node) -> tuple[Ref, ...]:
        if isinstance(node, Sequence) and spec.inline:
            made = [self._ref(spec, item) for item in node.items if not _empty(item)]
            return tuple(ref for ref in made if ref is not None)
        return tuple(Ref(spec.to, item.text.strip(), item.place) for item in self._items(spec, node))

    def _declared_here(self, spec: Field, node: MappingNode) -> Ref | None:
        record = self.record(REGISTRY[spec.to], node, {})
        if record is None:
            return None
        if not record.id:
            if not writes_id(node):
                self.report(MISSING.at(node.place, keys_of(Record)["id"].label))
            return None
        self._inside.append(record)
        return Ref(spec.to, record.id, node.place)

    def _part(self, spec: Field, node: Node) -> Any:
        assert spec.part is not None
        values = self.part(spec.part, node, {}, label=spec.label)
        return None if values is None else spec.part(**values)

    def _parts(self, spec: Field, node: Node) -> tuple[Any, ...]:
        items = node.items if isinstance(node, Sequence) else (node,)
        made = [self._part(spec, item) for item in items]
        return tuple(part for part in made if part is not None)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_empty


def _faulty(cls: type[Record], node: Node, values: Mapping[str, Any]) -> Iterator[str]:
    """The attributes of parts that could not be made, once for each; ``""`` where a whole line could not be read."""
    if isinstance(node, MappingNode):
        yield from () if node.complete else ("",)
        for key, value in node.entries:
            spec = keys_of(cls).get(key.text.strip())
            if spec is not None and spec.shape == "parts" and not _empty(value):
                count = len(value.items) if isinstance(value, Sequence) else 1
                yield from (spec.attribute,) * (count - len(values.get(spec.attribute, ())))
