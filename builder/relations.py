"""References: which record each typed word means, and the problems of those that mean none or several.

A reference is found by id, then by name, then by other name, never by guess. Names are compared without quotes, spaces
and width, since 先锋“365” and 先锋365 are one name to a reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

import msgspec

from builder.contentfiles import BODY_FOLDERS
from builder.doubles import copied, tell_doubles
from builder.markdown import Document
from builder.problems import Message, Report, closest, meant
from builder.schema import ANY, REGISTRY, Figure, Record, Ref, fields_of, values_in
from builder.schema.cells import EMPTY_INSTEAD, says_nothing
from builder.schema.writing import page_path
from builder.wording import Words, enumerated

Key: TypeAlias = tuple[str, str]  # (kind, id)

UNKNOWN = Message(
    "reference-unknown",
    "找不到{kind}“{text}”。{hint}",
    "There is no {kind} “{text}”. {hint}",
)
AMBIGUOUS = Message(
    "reference-ambiguous",
    "“{text}”有好几个，请写明是哪一个：{names}。",
    "“{text}” can mean several records; say which: {names}.",
)
WRONG_TYPE = Message(
    "reference-type",
    "这里要填{kind}，“{text}”却是{other}。",
    "What is wanted here is of the type {kind}, but “{text}” is of the type {other}.",
)
MOVED = Words(
    "{kind}“{name}”的编号已改成 {id}，请照改。",
    "The id of {name} has become {id}; write that.",
)
RECORD = Words("记录", "record")
HELPED = 50  # unknown names for which a near one is looked for
NOWHERE = Words("请先在 {folder} 里添加它，或检查写法。", "Add it under {folder} first, or check the spelling.")
ADDED = Words(
    "请先在 content/data/ 里添加它（{title}写在 {folder}.yaml 或者 {folder} 文件夹里，也可以运行 xianfeng new {title} \"{text}\"），"
    "或检查写法。",
    "Add it under content/data/ first ({folder}.yaml or the folder {folder}; or run: xianfeng new {kind} \"{text}\"), "
    "or check the spelling.",
)
NO_ADDRESS = Words(
    "这里不写网址，写{title}的编号或名称；网址填在那条{title}的“网址”里。",
    "The id or name belongs here, and not an address, which has a field of its own in that record.",
)
NO_NUMBER = Words(
    "这里填数据的编号，数字不直接写在这里：请先在 content/data/figures/ 里添加一条数据，写明数值、单位和出处，再填它的编号；"
    "注明“可就地登记”的一项也可以当场写一条。",
    "The id of a figure belongs here, not a number: add a figure under content/data/figures/ with value, unit and "
    "source, and write its id; where a field says so, a figure may be written on the spot.",
)
NO_KIND = Words(
    "请检查写法；冒号前面如果是类别，只能是：{kinds}。",
    "Check the spelling; what stands before the colon, if it is to be a type, is one of: {kinds}.",
)
_WRITTEN = {kind: f"content/{folder}/" for folder, kind in BODY_FOLDERS.items()}

_NOISE = re.compile(r"[\s“”‘’「」『』\"'《》〈〉·•\-—]+")
# A number that was written where the id of a figure belongs: 1,234, 120㎡, 约3000余平方米.
_NUMBER = re.compile(r"[约近]?[0-9０-９][0-9０-９,，.]*\s*[余多]?[万亿]?(?:平方米|平米|㎡|m²|m2|亩|[个名人家件元米%％])?\Z")
_DIGITS = re.compile("[0-9]+")
_TYPED = re.compile(r"\s*([^:：\s]{1,16})\s*[:：]\s*(.+?)\s*\Z")


@cache
def plain_name(text: str) -> str:
    """A name as it is compared: without quotes, spaces, dashes, width or case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


class Link(msgspec.Struct, frozen=True):
    """One resolved reference: ``source`` names ``target`` in its field ``field`` (``body`` and the like for prose)."""

    source: Key
    field: str
    target: Key


@dataclass(frozen=True, slots=True)
class Names:
    """Where each id and name leads. ``ids``: key → record; ``names``: plain name → keys, in order.

    ``lost`` holds (type, plain name) of records that were written but could not be read; ``""`` stands for any name.
    ``moved``: old address → those who had it.
    """

    ids: Mapping[Key, Record]
    names: Mapping[str, tuple[Key, ...]]
    lost: frozenset[Key] = frozenset()
    moved: Mapping[str, Sequence[Key]] = field(default_factory=dict)
    _meant: dict[Key, tuple[Key, ...]] = field(default_factory=dict, compare=False, repr=False)
    _hints: dict[Key, Words] = field(default_factory=dict, compare=False, repr=False)

    def find(self, ref: Ref) -> tuple[Key, ...]:
        """All records that ``ref`` can mean, best level first: none is unknown, more than one is ambiguous."""
        return self.meant(ref.to, ref.text)

    def meant(self, to: str, text: str) -> tuple[Key, ...]:
        """The same for a type and words. Remembered: ten thousand cases name the same few hundred records."""
        found = self._meant.get((to, text))
        if found is None:
            found = self._meant[to, text] = self._find(*typed(to, text))
        return found

    def _find(self, kind: str, text: str) -> tuple[Key, ...]:
        if kind != ANY and (kind, text) in self.ids:
            return ((kind, text),)
        if kind == ANY:
            by_id = tuple((k, text) for k in REGISTRY if (k, text) in self.ids)
            if by_id:
                return by_id
        keys = self.names.get(plain_name(text), ())
        of_kind = keys if kind == ANY else tuple(k for k in keys if k[0] == kind)
        exact = tuple(k for k in of_kind if plain_name(self.ids[k].name) == plain_name(text))
        return exact or of_kind

    def resolve(self, ref: Ref, report: Report) -> Key | None:
        """The one record that ``ref`` means, or None after its problem has been reported."""
        found = self.find(ref)
        if len(found) == 1:
            return found[0]
        kind, text = typed(ref.to, ref.text)
        title = _said(kind)
        if found:
            zh = [f"{k}:{i}（{self.ids[k, i].name}）" for k, i in found[:6]]
            en = [f"{k}:{i} ({self.ids[k, i].name})" for k, i in found[:6]]
            report(AMBIGUOUS.at(ref.place, text=text, names=enumerated(zh, en)))
            return None
        others = self.meant(ANY, text)
        lost = {name for lost_kind, name in self.lost if kind == ANY or lost_kind in (kind, ANY)}
        if others and kind != ANY and plain_name(text) not in lost:
            report(WRONG_TYPE.at(ref.place, kind=title, text=text, other=_said(others[0][0])))
            return None
        if lost & {"", plain_name(text)}:
            return None  # its file has a problem of its own, which is reported there
        report(UNKNOWN.at(ref.place, kind=title, text=text, hint=self._moved(kind, text) or self._hint(kind, text)))
        return None

    def _moved(self, kind: str, text: str) -> Words | None:
        """What to write for ``text`` if it is the id that a record had, as its old addresses tell."""
        kinds = [cls for k, cls in REGISTRY.items() if kind in (ANY, k)]
        found = [key for cls in kinds for key in self.moved.get(page_path(cls, text), ()) if key[0] == cls.kind]
        if len(found) != 1:
            return None
        record = self.ids[found[0]]
        return MOVED.filled(kind=_said(record.kind), name=record.name, id=record.id)

    def _hint(self, kind: str, text: str) -> Words:
        near = meant([]) if kind != ANY and _is_no_name(kind, text) else self._near(kind, text)
        return near if near.zh else _advice(kind, text)

    def _near(self, kind: str, text: str) -> Words:
        """What may have been meant. Each unknown name is compared with all there are, so only the first are helped: who
        names thousands of things that are not there has made one mistake, not thousands."""
        asked = kind, text
        if asked not in self._hints:
            self._hints[asked] = self._compared(kind, text) if len(self._hints) < HELPED else meant([])
        return self._hints[asked]

    def _compared(self, kind: str, text: str) -> Words:
        pool = [(k, r) for k, r in self.ids.items() if kind in (ANY, k[0])]
        words = {plain_name(w): k for k, r in pool for w in (k[1], r.name, *r.also_known_as)}
        asked = plain_name(text)
        series = {words[w] for w in words if _differ_in_number(asked, w)}
        if len(series) > 1:  # of those that are numbered through, none is meant by another's number
            words = {w: record for w, record in words.items() if record not in series}
        near = list(dict.fromkeys(words[w] for w in closest(asked, list(words), 4)))[:3]
        said = [(self.ids[key].name, f"{key[0]}:{key[1]}") for key in near]
        return meant([f"{name}（{id_}）" for name, id_ in said], [f"{name} ({id_})" for name, id_ in said])


def _said(kind: str) -> Words:
    """The name of a type in the middle of a sentence."""
    title = REGISTRY[kind].title if kind in REGISTRY else RECORD
    return Words(title.zh, title.en.lower())


def _advice(kind: str, text: str) -> Words:
    """What to do about a name that nothing is like: where such a record is added, or which types there are."""
    if kind == ANY and _TYPED.match(text):
        return NO_KIND.filled(kinds=enumerated([cls.title.zh for cls in REGISTRY.values()], [*REGISTRY]))
    if kind != ANY and says_nothing(text):
        return EMPTY_INSTEAD
    if kind == Figure.kind and _NUMBER.match(text):
        return NO_NUMBER
    if kind in REGISTRY and kind not in _WRITTEN:
        has_address = any(spec.shape == "url" for spec in fields_of(REGISTRY[kind]))
        said = NO_ADDRESS if has_address and text.startswith(("http://", "https://")) else ADDED
        return said.filled(title=REGISTRY[kind].title.zh, folder=REGISTRY[kind].folder, kind=kind, text=text)
    return NOWHERE.filled(folder=_WRITTEN.get(kind, "content/data/"))


def _differ_in_number(one: str, two: str) -> bool:
    """Whether two names differ in their digits alone, as 第33驿站 and 第433驿站 do."""
    return one != two and _DIGITS.sub("0", one) == _DIGITS.sub("0", two)


def _is_no_name(kind: str, text: str) -> bool:
    """Whether ``text`` can be the name of nothing: the word for “nothing” of a spreadsheet, a number for a figure."""
    return says_nothing(text) or (kind == Figure.kind and _NUMBER.match(text) is not None)


def typed(to: str, text: str) -> Key:
    """The type and the words of a reference ``text`` in a field for the type ``to``: this one, or the one typed before
    a colon (``品牌：先锋365``)."""
    found = _TYPED.match(text)
    if found is not None:
        kind = kinds_by_word().get(found[1].strip().lower())
        if kind is not None and to in (ANY, kind):
            return kind, found[2]
    return to, text.strip()


@cache
def kinds_by_word() -> Mapping[str, str]:
    """What a type may be called, by its key, its folder or its title → its key."""
    return {w: kind for kind, cls in REGISTRY.items() for w in (kind, cls.folder, cls.title.zh, cls.title.en.lower())}


def index(records: Iterable[Record], report: Report, lost: Iterable[tuple[str, str]] = ()) -> Names:
    """The names of all records, drafts and withdrawn ones too: those must be found in order to be reported. Of two with
    one id the copy is told and left out."""
    ids: dict[Key, Record] = {}
    names: dict[str, dict[Key, None]] = {}
    doubles: list[tuple[Record, Record]] = []  # the copy, and what it is one of
    for record in records:
        key = (record.kind, record.id)
        if key in ids:
            original, copy = sorted((ids[key], record), key=copied)
            doubles.append((copy, original))
            record = original
        ids[key] = record
        for name in (record.name, *record.also_known_as):
            names.setdefault(plain_name(name), {})[key] = None
    tell_doubles(doubles, report)
    unread = frozenset((kind, plain_name(name)) for kind, name in lost)
    moved: dict[str, list[Key]] = {}
    for key, record in ids.items():
        for old in record.moved_from:
            moved.setdefault(old, []).append(key)
    return Names(ids, {name: tuple(keys) for name, keys in names.items()}, unread, moved)


def references(record: Record) -> Iterator[tuple[str, Ref]]:
    """Every reference of a record with the attribute it stands in, nested parts and prose included."""
    for way, spec, value in values_in(record, ("ref", "refs", "prose")):
        where = str(way[0])
        if spec.shape == "ref":
            yield where, value
        else:
            for ref in document_references(value) if spec.shape == "prose" else value:
                yield where, ref


def document_references(document: Document) -> Iterator[Ref]:
    """The ``[[…]]`` of a text."""
    return (Ref(ANY, slot.target, slot.place) for slot in document.slots if slot.kind == "reference")

