"""``xianfeng new brand "先锋365"``: a file with every field of the type, each with what may be written in it.

The skeleton is made from the declared fields, so it never lags behind them. What is required stands ready to be filled
in; what is optional is commented out, so that removing ``# `` before a line is all there is to do. Remarks begin with
``##`` and stand above their field: behind the colon they would be typed into, or swallow what is typed. A record starts
as a draft, which no reader sees while it is being written. An existing file is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from builder.addresses import SLUG_LIMIT
from builder.authoring.outcome import Outcome
from builder.authoring.quoting import one_line, quoted
from builder.authoring.reading import read_records
from builder.contentfiles import BODY_FOLDERS
from builder.files import Disk
from builder.problems import TYPED, Message, Report, closest, meant, unheard
from builder.relations import kinds_by_word, plain_name
from builder.schema import REGISTRY, Brand, Case, Record, Region, fields_of
from builder.schema.fields import Field
from builder.schema.hints import hint
from builder.schema.ids import checked_id
from builder.schema.prompts import CASE_BODY, PAGE_BODY
from builder.siteconfig import Site, read_site
from builder.slugs import slug_for
from builder.wording import Words, enumerated

UNKNOWN_KIND = Message(
    "new-kind",
    "没有“{kind}”这个类别。可用：{names}。{hint}",
    "There is no type “{kind}”. The types are: {names}. {hint}",
    misuse=True,
)
NO_TITLE = Message(
    "new-title",
    "请写上标题，如：xianfeng new {kind} 标题。",
    "Give a title: xianfeng new {kind} TITLE.",
    misuse=True,
)
ID_TAKEN = Message(
    "new-id-taken",
    "编号“{id}”已经用在 {first}。请用 --slug 另给一个。",
    "The id “{id}” is taken by {first}. Give another with --slug.",
    misuse=True,
)

MADE = Words("已建立 {file}（编号 {id}，状态：草稿）。", "Wrote {file} (id {id}, a draft).")
FILL = Words(
    "必填而还空着的：{names}。填好以前，这份草稿不会出现在预览里。",
    "Still to be filled in: {names}; until then this draft is left out of the preview.",
)
ALREADY = Words(
    "已经有同名的{kind}：{key}（{place}）。是同一个的，请删去刚建的文件，改那一条；不是的，请在名称里写出区别。",
    "There is a {kind} of this name already: {key} ({place}). If it is the same, delete the new file and edit that "
    "one; if it is not, let the names differ.",
)
NEXT_WRITE = Words("用编辑器打开它来写；xianfeng serve 可以边写边看。", "Write it in an editor; “xianfeng serve” shows it.")
NEXT_PUBLISH = Words(
    "写好、审过以后，把“状态: 草稿”改成“状态: 已发布”，再运行 xianfeng check。",
    "When it is written and reviewed, change the status to published and run “xianfeng check”.",
)

HEAD = Words(
    "“##”后面是对下一行的说明，不会出现在网站上。以“# ”开头的项还没有启用：要填哪一项，就去掉那一行开头的“# ”，再写在冒号后面。",
    "Behind “##” stand notes on the line below, which are never shown. To fill in a field that begins with “# ”, "
    "remove that “# ” and write behind the colon.",
)
IN_TEXT = Words(
    "正文里提到品牌、阵地、数据等，写成两层方括号：[[先锋365]]、[[figure:数据的编号|46个]]。",
    "In the text, name other records in double brackets: [[NAME]], [[figure:ID|46个]].",
)
REQUIRED = Words("必填", "required")
PUBLISHED_LATER = Words("写好、审过以后改成：已发布", "change to “published” when it is written and reviewed")
DRAFT = Words("草稿", "draft")

REMARK = "##"
_LATER = ("moved_from", "review", "corrections", "withdrawal", "waivers")  # of no use on the first day


@dataclass(frozen=True, slots=True)
class _Pen:
    """How the skeleton is written: in the language of the site, with its vocabularies."""

    site: Site

    def key(self, spec: Field) -> str:
        return spec.key if self.site.english else spec.words.zh

    def head(self, spec: Field, value: str = "", extra: Words | None = None) -> list[str]:
        """A remark on the field, where there is something to say of it, and the line to be filled in."""
        said = [REQUIRED] if spec.required else []
        if extra or spec.help or spec.shape not in ("line", "part"):  # of these two all is plain to see
            said.append(extra or hint(spec, self.site.vocabularies))
        remark = ("; " if self.site.english else "。").join(self.site.say(words) for words in said)
        line = f"{self.key(spec)}:" if spec.part else f"{self.key(spec)}: {value}"
        return [f"{REMARK} {remark}", line] if remark else [line]


def new(root: Path, kind: str, title: str, slug: str, day: date, disk: Disk, report: Report) -> Outcome | None:
    """Write the skeleton of a record of type ``kind`` (``brand``, ``brands`` or ``品牌``); ``slug`` may be ``""``.

    None after a problem was reported: an unknown type, no title, an id malformed or taken. Raises ``DiskFault``.
    """
    site = read_site(root, report)
    cls = _class_of(kind, report)
    name = one_line(title)
    if cls is not None and not name:
        report(NO_TITLE.at(TYPED, kind=kind))
    if site is None or cls is None or not name:
        return None
    records = read_records(root, site, unheard)  # what is wrong elsewhere is for `check` to tell
    free = _id(root, site, records, cls, name, slug, disk, report)
    if free is None:
        return None
    file = _file(cls, free)
    path = root / file
    disk.make_folder(path.parent)
    disk.write(path, _text(cls, site, {"id": free, "name": quoted(name), "date": day.isoformat()}).encode())
    empty = [spec.words for spec in fields_of(cls) if spec.required and spec.attribute not in ("name", "date")]
    said = [MADE.filled(file=file, id=free)]
    if empty:
        said.append(FILL.filled(names=enumerated([w.zh for w in empty], [w.en for w in empty])))
    return Outcome((file,), (*said, *_already(records, cls, name), NEXT_WRITE, NEXT_PUBLISH))


def _already(records: Iterable[Record], cls: type[Record], name: str) -> Iterator[Words]:
    """That another record of the type has the name. Cases may well have the title of an earlier one."""
    for record in records if cls is not Case else ():
        if record.kind == cls.kind and plain_name(record.name) == plain_name(name):
            yield ALREADY.filled(kind=cls.title, key=f"{record.kind}:{record.id}", place=record.place)
            return


def _class_of(kind: str, report: Report) -> type[Record] | None:
    """The type that is meant."""
    known, word = kinds_by_word(), kind.strip().lower()
    if word not in known:
        near = closest(word, list(known), 1)
        names = enumerated([f"{c.title.zh}({c.kind})" for c in REGISTRY.values()], [*REGISTRY])
        report(UNKNOWN_KIND.at(TYPED, kind=kind, names=names, hint=meant(near)))
        return None
    return REGISTRY[known[word]]


def _id(
    root: Path, site: Site, records: Sequence[Record], cls: type[Record], name: str, slug: str, disk: Disk,
    report: Report,
) -> str | None:  # fmt: skip
    """An id that is free: the one asked for, or one made from the name, with ``-2`` and so on where that is taken."""
    taken = {r.id: str(r.place) for r in records if r.kind == cls.kind}

    def holder(id: str) -> str:
        file = _file(cls, id)
        return taken.get(id) or (file if disk.look(root / file) else "")

    if slug:
        if not checked_id(slug, TYPED, lambda problem: report(problem.of_use())):
            return None
        if first := holder(slug):
            report(ID_TAKEN.at(TYPED, id=slug, first=first))
        return None if first else slug
    stem = slug_for(name, _words_of(site, records)) or cls.kind
    tried, number = stem, 1
    while holder(tried):
        number += 1
        tried = f"{stem[: SLUG_LIMIT - 6].rstrip('-')}-{number}"
    return tried


def _words_of(site: Site, records: Iterable[Record]) -> Iterator[str]:
    """What the site calls its places and brands, and the kinds of things: where one ends, a word of a title ends."""
    for record in records:
        if isinstance(record, Region | Brand):
            names = (record.name, *record.also_known_as)
            yield from names
            yield from (name[:-1] for name in names if name[-1] in "省市区县镇乡村")
    yield from (words.zh for vocabulary in site.vocabularies.values() for words in vocabulary.values())


def _file(cls: type[Record], id: str) -> str:
    """Cases and pages are Markdown; all else goes into a file of its own beside those that are there."""
    if cls.kind in BODY_FOLDERS.values():
        return f"content/{cls.folder}/{id}.md"
    return f"content/data/{cls.folder}/{id}.yaml"


def _text(cls: type[Record], site: Site, given: Mapping[str, str]) -> str:
    """The whole file."""
    pen = _Pen(site)
    written = cls.kind in BODY_FOLDERS.values()
    fields = _fields(cls, pen, given, leave=("body",) if written else ())
    if not written:
        return "\n".join([f"{REMARK} {site.say(HEAD)}", *_item(fields), ""])
    body = site.say(CASE_BODY if cls.kind == "case" else PAGE_BODY)
    return "\n".join(["---", *(f"{REMARK} {site.say(words)}" for words in (HEAD, IN_TEXT)), *fields, "---", "", body])


def _fields(cls: type[Any], pen: _Pen, given: Mapping[str, str], leave: Iterable[str]) -> list[str]:
    """Id and name, then what is required, then the optional fields commented out, those for later at the end."""
    first = ("id", "name")
    specs = [spec for spec in fields_of(cls) if spec.attribute not in leave]

    def turn(spec: Field) -> tuple[bool, bool, bool, bool]:
        attribute = spec.attribute
        if attribute in first:
            return False, False, False, False
        return True, not spec.required, attribute != "status", attribute in _LATER

    lines: list[str] = []
    for spec in sorted(specs, key=turn):
        if spec.attribute == "status":
            lines += pen.head(spec, pen.site.say(DRAFT), PUBLISHED_LATER)
        elif spec.attribute == "name":
            lines.append(f"{pen.key(spec)}: {given['name']}")
        elif spec.required or spec.attribute == "id":
            lines += [*pen.head(spec, given.get(spec.attribute, "")), *_commented(_below(spec, pen))]
        else:
            lines += _commented([*pen.head(spec), *_below(spec, pen)])
    return lines


def _below(spec: Field, pen: _Pen) -> list[str]:
    """The fields of a part, which stand below its key."""
    if spec.part is None:
        return []
    inner = [line for below in fields_of(spec.part) for line in (*pen.head(below), *_below(below, pen))]
    return [f"  {line}" for line in (_item(inner) if spec.shape == "parts" else inner)]


def _commented(lines: list[str]) -> list[str]:
    """``lines`` so that removing ``# `` leaves them as they are; the remark on the whole field is one already."""
    return [line if line.startswith(REMARK) else f"# {line}" for line in lines]


def _item(lines: list[str]) -> list[str]:
    """``lines`` as one item of a list, which begins with its first field."""
    first = next(number for number, line in enumerate(lines) if not line.startswith(REMARK))
    return [f"{'- ' if number == first else '  '}{line}" for number, line in enumerate(lines)]
