"""How a field is declared: once, with its labels, its shape and whether it must be there.

A specifier (``line``, ``ref``, ``choice`` …) stands as the default of a field of a ``Declared`` struct. From that one
declaration follow the accepted keys in YAML (English key and Chinese label), the wording of errors, table headers,
column names in exports and the JSON Schema for editors. The annotation beside it is what the type checker and the
codec read.

Rejected: deriving the shape from the annotation alone (``str`` cannot tell a slug from a title), and a YAML schema
beside the classes (two truths).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias, cast, dataclass_transform

import msgspec

from builder.problems import Label, Place
from builder.wording import Words

ShapeName = Literal["slug", "line", "lines", "prose", "number", "flag", "when", "choice", "choices",
                    "ref", "refs", "part", "parts", "url", "link", "paths", "time", "node"]  # fmt: skip

Way: TypeAlias = tuple[str | int, ...]  # in a record to a text: ("summary",), ("items", 2, "text"), ("platforms", 0)
ANY = "*"  # a reference to a record of any type


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field. ``to`` is the type a reference leads to; ``of`` names the vocabulary of a choice."""

    key: str
    attribute: str
    words: Words
    shape: ShapeName
    required: bool = False
    to: str = ""
    of: str = ""
    options: tuple[tuple[str, Words], ...] = ()
    part: type[Any] | None = None
    holds: tuple[str, ...] = ()  # the keys below it, where no part declares them
    inline: bool = False  # references here may also be whole records, declared on the spot
    contact: bool = False  # numbers and addresses here are given out on purpose (see ``privacy``)
    help: Words | None = None

    @property
    def label(self) -> Label:
        return Label(self.key, self.words)


class When(msgspec.Struct, frozen=True, order=True):
    """A date as exact as it is known: ``2020``, ``2020-09`` or ``2020-09-28``. Orders as text, years first."""

    iso: str

    @property
    def year(self) -> int:
        return int(self.iso[:4])

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        return {4: "year", 7: "month", 10: "day"}[len(self.iso)]  # type: ignore[return-value]  # keys are literals

    def after(self, iso: str) -> bool:
        """Whether it is later than the date ``iso`` for certain: a month is not after one of its days."""
        known = min(len(self.iso), len(iso))
        return self.iso[:known] > iso[:known]

    def words(self) -> Words:
        """``2020年9月28日`` and ``2020-09-28``: Chinese readers get words, English ones the ISO form."""
        numbers = [int(n) for n in self.iso.split("-")]
        return Words("".join(f"{n}{u}" for n, u in zip(numbers, "年月日", strict=False)), self.iso)


class Ref(msgspec.Struct, frozen=True):
    """A reference as typed: the type it must lead to (or ``*``), the words, and where they stand."""

    to: str
    text: str
    place: Place


class _Specified(NamedTuple):
    """What a specifier leaves in the body of a class."""

    field: Field
    default: Any


@dataclass_transform(kw_only_default=True, frozen_default=True)
class _Declaring(msgspec.StructMeta):
    """Puts defaults in the place of specifiers, and the fields that they declare aside."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> _Declaring:
        specified = {at: value for at, value in body.items() if isinstance(value, _Specified)}
        own = {at: replace(spec, key=spec.key or at, attribute=at) for at, (spec, _) in specified.items()}
        above = {at: spec for base in bases for at, spec in getattr(base, "declared", {}).items()}
        declared = above | own
        keys = {name: spec for spec in declared.values() for name in (spec.attribute, spec.words.zh, spec.key)}
        body |= {at: value.default for at, value in specified.items()} | {"declared": declared, "by_key": keys}
        return super().__new__(cls, name, bases, body, frozen=True, kw_only=True, omit_defaults=True, **options)


class Declared(msgspec.Struct, metaclass=_Declaring):
    """What is declared by specifiers: records, and structures inside them. ``declared``: attribute → field, in the
    order of declaration; ``by_key``: each key, English and Chinese, → the field it means."""

    declared: ClassVar[Mapping[str, Field]]
    by_key: ClassVar[Mapping[str, Field]]


def _declared(shape: ShapeName, zh: str, en: str, default: Any, *, key: str = "", **more: Any) -> Any:
    help_words = more.pop("help", None)
    spec = Field(key, "", Words(zh, en), shape, help=Words(*help_words) if help_words else None, **more)
    return _Specified(spec, default)


def slug(zh: str, en: str, **more: Any) -> Any:
    """``str``: lower-case ASCII letters, digits, hyphens."""
    return _declared("slug", zh, en, "", **more)


def line(zh: str, en: str, **more: Any) -> Any:
    """``str``: one line of plain text."""
    return _declared("line", zh, en, "", **more)


def lines(zh: str, en: str, **more: Any) -> Any:
    """``tuple[str, ...]``: a list of lines, or one line divided by 、."""
    return _declared("lines", zh, en, (), **more)


def prose(zh: str, en: str, **more: Any) -> Any:
    """``Document | None``: Markdown."""
    return _declared("prose", zh, en, None, **more)


def number(zh: str, en: str, **more: Any) -> Any:
    """``Decimal | None``: digits, with 万, 亿 or 万亿 if wanted (``12.7万``)."""
    return _declared("number", zh, en, None, **more)


def flag(zh: str, en: str, default: bool = False, **more: Any) -> Any:
    """``bool``: 是/否, true/false, yes/no."""
    return _declared("flag", zh, en, default, **more)


def when(zh: str, en: str, **more: Any) -> Any:
    """``When | None``: a year, a month or a day."""
    return _declared("when", zh, en, None, **more)


def time(zh: str, en: str, **more: Any) -> Any:
    """``str``: a time of day, ``09:30``."""
    return _declared("time", zh, en, "", **more)


def url(zh: str, en: str, **more: Any) -> Any:
    """``str``: an http or https address."""
    return _declared("url", zh, en, "", **more)


def link(zh: str, en: str, **more: Any) -> Any:
    """``str``: a site path, or an address that begins with http:, https:, mailto: or tel:."""
    return _declared("link", zh, en, "", **more)


def paths(zh: str, en: str, **more: Any) -> Any:
    """``tuple[str, ...]``: site paths that end in ``.html``."""
    return _declared("paths", zh, en, (), **more)


def choice(
    zh: str, en: str, options: Mapping[str, tuple[str, str]] | None = None, default: str = "", **more: Any
) -> Any:
    """``str``: one of ``options`` (key → Chinese, English), or of the site's vocabulary named by ``of``."""
    fixed = tuple((key, Words(*words)) for key, words in (options or {}).items())
    return _declared("choice", zh, en, default, options=fixed, **more)


def choices(zh: str, en: str, **more: Any) -> Any:
    """``tuple[str, ...]``: several of the site's vocabulary named by ``of``."""
    return _declared("choices", zh, en, (), **more)


def ref(zh: str, en: str, to: str, **more: Any) -> Any:
    """``Ref | None``: a record of type ``to``, by id, name or other name."""
    return _declared("ref", zh, en, None, to=to, **more)


def refs(zh: str, en: str, to: str, **more: Any) -> Any:
    """``tuple[Ref, ...]``."""
    return _declared("refs", zh, en, (), to=to, **more)


def part(zh: str, en: str, of_part: type[Any], **more: Any) -> Any:
    """A ``Part``, or ``None``."""
    return _declared("part", zh, en, None, part=of_part, **more)


def parts(zh: str, en: str, of_part: type[Any], **more: Any) -> Any:
    """A tuple of such."""
    return _declared("parts", zh, en, (), part=of_part, **more)


def node(zh: str, en: str, **more: Any) -> Any:
    """``Node | None``: what stands there as it was typed, for whoever knows what may."""
    return _declared("node", zh, en, None, **more)


def fields_of(cls: type[Declared]) -> tuple[Field, ...]:
    """The declared fields of a record or part, in the order of declaration. The key is the attribute unless given."""
    return tuple(cls.declared.values())


def keys_of(cls: type[Declared]) -> Mapping[str, Field]:
    """Every accepted key, English and Chinese, and the field it means."""
    return cls.by_key


def values_in(holder: Any, shapes: tuple[ShapeName, ...], way: Way = ()) -> Iterator[tuple[Way, Field, Any]]:
    """What a record or part holds in fields of these ``shapes``, those of its parts too, in the order of declaration:
    each value with the way to it, but for empty ones."""
    for spec in _of_shapes(cast("Hashable", type(holder)), shapes):
        value = getattr(holder, spec.attribute)
        if not value:
            continue
        here = (*way, spec.attribute)
        if spec.shape == "part":
            yield from values_in(value, shapes, here)
        elif spec.shape == "parts":
            for at, part in enumerate(value):
                yield from values_in(part, shapes, (*here, at))
        else:
            yield here, spec, value


@cache
def _of_shapes(cls: Hashable, shapes: tuple[ShapeName, ...]) -> tuple[Field, ...]:
    return tuple(spec for spec in fields_of(cast("type[Declared]", cls)) if spec.shape in (*shapes, "part", "parts"))
