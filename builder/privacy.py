"""Personal data on its way to readers: found wherever it would be published, and refused unless it may be public.

Three places are looked at: the texts of the records that readers see, the hidden texts of their pictures, and the
site's own static files, which are published as they are. What may be public is said in one of two ways:

- by declaration: a field with ``contact`` (a station's telephone, the foot of the pages) holds numbers that are given
  out; the same number may stand anywhere on the site;
- by waiver: the record that shows a number names it, masked as the message has it, with a reason (公开依据). For the
  settings and static files the waivers stand in ``site.yaml``. One waiver is for one number (see ``waivers``).

Looking is cheap: reading marks the few records in whose file something looks like such data, and that mark is kept with
them in the store. Rejected: a switch for the whole site, which would be turned off once and for ever; waivers that name
the number itself, which would publish it in the repository.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

import msgspec

from builder import metadata, personal
from builder.assets import Asset
from builder.catalogue import Catalogue, mark_of
from builder.metadata import Told
from builder.passages import passages
from builder.personal import Kind, Personal
from builder.pictures import Picture
from builder.problems import Label, Message, Place, Problem, Report, place_in
from builder.schema import Record, keys_of
from builder.settings import Settings
from builder.spots import Bytes, Finder, field_of, inside
from builder.waivers import Holder, Waivers
from builder.wording import Words
from builder.work import Keep

PERSONAL = Message(
    "personal-data",
    "这里有{kind} {mask}。不该公开的请删去；{given}确需公开的，在{where}写“公开依据”（waivers），内容照抄“{mask}”，并写明理由。",
    "Here is {kind}, {mask}. Remove it. {given}Where it must be public, name it in the “waivers” of {where} as "
    "“{mask}”, with a reason.",
)
IN_PICTURE = Message(
    "personal-picture",
    "图片的隐藏信息（作者、说明等）里有{kind} {mask}。请用看图软件清除后重新放入；确需保留的，在{where}写“公开依据”"
    "（waivers），内容照抄“{mask}”，并写明理由。",
    "The picture's hidden information holds {kind}, {mask}. Clear it and put the picture in again. Where it must stay, "
    "name it in the “waivers” of {where} as “{mask}”, with a reason.",
)
LOCATED = Message(
    "picture-located",
    "图片里记着拍摄地点的坐标，而 static/ 里的文件原样发布。请清除图片的位置信息，或把图片放进 content/（发布时会自动去掉）。",
    "The picture holds the coordinates of where it was taken, and files below static/ are published as they are. Clear "
    "them, or move the picture into content/, where that is done for you.",
)
UNREAD = Message(
    "picture-unread",
    "这个图片文件打不开，或者它的附加信息已经损坏，查不出里面有没有拍摄地点和个人信息。请重新导出。",
    "This picture cannot be opened, or what it holds beside its pixels is damaged, so nobody can tell whether it names "
    "a place or a person. Export it again.",
)

NAMES: Mapping[Kind, Words] = {
    "identity": Words("身份证号", "a resident identity number"),
    "card": Words("银行卡号", "a bank card number"),
    "mobile": Words("手机号码", "a mobile number"),
    "landline": Words("电话号码", "a telephone number"),
    "email": Words("电子邮箱", "an e-mail address"),
    "plate": Words("车牌号", "a number plate"),
}
GIVEN_OUT = Words(
    "单位对外公布的电话，填在 site.yaml “页脚”的“联系方式”或阵地的“公开电话”里，别处也就可以写；其他",
    "A number that an office gives out may stand anywhere once it stands in “contact” of the “footer” in site.yaml or "
    "in “telephone” of a station. ",
)
THIS_RECORD = Words("这条记录里", "this record")
SHOWING_RECORD = Words("用这张图片的那条记录里", "the record that shows it")
SETTINGS = Words("站点设置（site.yaml）里", "the settings (site.yaml)")
CONTACTS = ("mobile", "landline", "email")  # what a contact field may give out
_Placed: TypeAlias = tuple[Personal, int, int]
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif")
_TEXTS = (".txt", ".csv", ".json", ".html", ".htm", ".xml", ".svg", ".md", ".ics", ".vcf")


def check(
    cat: Catalogue,
    pictures: Mapping[str, Picture],
    shown_by: Mapping[str, Iterable[Record]],
    static: Mapping[str, Asset],
    report: Report,
    read: Bytes,
    keep: Keep,
) -> None:
    """All personal data that would be published.

    ``pictures``: content file → its facts; ``shown_by``: content file → the records that show it; ``static``: the
    static files by their paths; ``read`` gives the bytes of a content file, to place findings by line and column;
    ``keep`` keeps what static files hold, so that one whose digest is known is not read to tell of it again.
    """
    finder = Finder(read)
    watch = _Watch(cat, lambda problem: report(finder.placed(problem)), keep)
    for record in cat.tables.shown.values():
        if record.suspect:
            watch.record(record)
    for file, picture in pictures.items():
        holders = tuple(shown_by.get(file, ()))
        for found in chain.from_iterable(map(personal.find, picture.hidden)):
            watch.found(found, holders, _problem(IN_PICTURE, found, SHOWING_RECORD, Place(file)))
    watch.settings()
    for path, asset in static.items():
        watch.static(path, asset)
    watch.waivers.judge(watch.report, watch.unpublished)
    watch.waivers.unused([*cat.tables.shown.values(), cat.site.settings], cat.site.place("waivers"), watch.report)


@dataclass(slots=True)
class _Watch:
    """One run over a site: what may be public, and what was found."""

    cat: Catalogue
    report: Report
    keep: Keep
    public: frozenset[str] | None = None
    waivers: Waivers = field(default_factory=Waivers)

    def record(self, record: Record) -> None:
        holders = (record, *filter(None, [self.cat.tables.names.ids.get(record.inside)]))
        told: set[str] = set()
        for passage in passages(record):
            for found in personal.find(passage.text):
                if not (passage.contact and found.kind in CONTACTS):
                    place = inside(record, passage, found.start, found.end)
                    self.found(found, holders, _problem(PERSONAL, found, THIS_RECORD, place, passage.label))
                told.add(found.number)
        for text, typed_at, label in _beside(record):
            for found in personal.find(text):
                if found.number not in told:
                    told.add(found.number)
                    self.found(found, holders, _problem(PERSONAL, found, THIS_RECORD, typed_at, label))

    def settings(self) -> None:
        for passage in passages(self.cat.site.settings):
            for found in personal.find(passage.text):
                if not (passage.contact and found.kind in CONTACTS):
                    place = self.cat.site.place(".".join(map(str, passage.way)))
                    self._in_site(found, PERSONAL, place, passage.label)

    def static(self, path: str, asset: Asset) -> None:
        ending = posixpath.splitext(path)[1].lower()
        if ending in _PICTURES:
            told = _told_by(asset, self.keep)
            if told is None or told.where:
                self.report((LOCATED if told else UNREAD).at(Place(path)))
            for found in chain.from_iterable(map(personal.find, told.texts if told else ())):
                self._in_site(found, IN_PICTURE, Place(path))
        elif ending in _TEXTS:
            for found, line, column in _in_text(asset, self.keep):
                self._in_site(found, PERSONAL, Place(path, line, column))

    def found(self, found: Personal, holders: Iterable[Holder], problem: Problem) -> None:
        self.waivers.note(found, tuple(holders), problem, self._given_out(found))

    def _in_site(self, found: Personal, message: Message, place: Place, label: Label | None = None) -> None:
        self.found(found, [self.cat.site.settings], _problem(message, found, SETTINGS, place, label))

    def unpublished(self, holder: Holder) -> bool:
        """Whether only a preview shows it."""
        if isinstance(holder, Settings):
            return False
        around = self.cat.tables.names.ids.get(holder.inside, holder)
        return any(mark_of(one, self.cat.today) for one in (holder, around))

    def _given_out(self, found: Personal) -> bool:
        """Whether the number stands in a contact field of the site; without its area code it is the same number."""
        if found.kind not in CONTACTS:
            return False
        if self.public is None:
            self.public = frozenset(_public(self.cat))
        return any(number.endswith(found.number) for number in self.public)


def _told_by(asset: Asset, keep: Keep) -> Told | None:
    """What a static picture tells beside its pixels; the icons alone would bring Pillow into every run."""
    told = keep("told", asset.digest, lambda: msgspec.msgpack.encode(metadata.told_by(asset.read())))
    found: Told | None = msgspec.msgpack.decode(told, type=Told | None)
    return found


def _in_text(asset: Asset, keep: Keep) -> list[_Placed]:
    """The personal data in a static file, with line and column."""

    def look() -> bytes:
        text = asset.read().decode("utf-8", "ignore")
        placed = ((found, place_in("", text, found.start)) for found in personal.find(text))
        return msgspec.msgpack.encode([(found, at.line, at.column) for found, at in placed])

    return msgspec.msgpack.decode(keep("personal", asset.digest, look), type=list[_Placed])


def _problem(message: Message, found: Personal, where: Words, place: Place, label: Label | None = None) -> Problem:
    given = {"given": GIVEN_OUT if found.kind == "landline" else Words("", "")} if message is PERSONAL else {}
    return message.at(place, label, kind=NAMES[found.kind], mask=found.mask, where=where, **given)


def _beside(record: Record) -> Iterator[tuple[str, Place, Label | None]]:
    """What of a record is published beside its texts, and where it is typed: its addresses, and in prose those of
    links, titles, pictures. The finished html comes last, for what stands in none of these."""
    yield record.id, record.place, keys_of(Record)["id"].label  # it may be the name of the file
    yield from ((old, field_of(record, ("moved_from", at), old), None) for at, old in enumerate(record.moved_from))
    for document in filter(None, (passage.document for passage in passages(record))):
        yield from ((link.target, link.place, None) for link in document.outward)
        yield from ((f"{slot.text}\n{slot.title}\n{slot.target}", slot.place, None) for slot in document.slots)
        yield "\n".join(document.parts), record.place, None


def _public(cat: Catalogue) -> Iterator[str]:
    """The numbers that contact fields give out."""
    settled = (passages(cat.site.settings), *(passages(r) for r in cat.tables.shown.values() if r.suspect))
    for passage in chain.from_iterable(settled):
        if passage.contact:
            yield from (found.number for found in personal.find(passage.text))
            yield from personal.digits(passage.text)  # a local number alone is a find only beside words like “电话”
