"""Which place of the output each page and file takes, and that no two take one.

To some systems names that differ by case alone are one, and none has a file and a folder of one name. Told is who can
give way: an old address first, then a file of the site's own, then a record; the pages that every site has last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from builder import addresses, assets, pictures
from builder.catalogue import key_of
from builder.pages import home, machines, records
from builder.pages.page import Draft
from builder.pages.view import View, path_of
from builder.problems import Message, Place, Report
from builder.relations import Key
from builder.schema import Record, keys_of
from builder.spots import Bytes, Finder, field_of
from builder.wording import Words

CLASH = Message(
    "path-clash",
    "地址 {path} 用不了：它的位置已经给了 {taken}（{other}）。只差大小写的也算同一个位置，文件和文件夹也不能同名。"
    "请改这里的编号、原地址或文件名。",
    "The address {path} cannot be had: its place is that of {taken} ({other}). Addresses that differ by case alone are "
    "one place, and a file cannot have the name of a folder. Change the id, old address or file name here.",
)
OF_EVERY_SITE = Words("程序自动生成", "made for every site")
OF_A_TEMPLATE = Words(
    "由 templates/ 里的模板生成，要改内容，请在那里放自己的一份", "made from a template: to change it, put your own into templates/"
)
FOLDERS = (assets.FOLDER, pictures.FOLDER, "search")  # what is made after the pages stands in these
MOVED = keys_of(Record)["moved_from"].label
_OLD, _STATIC, _RECORD, _MADE = range(4)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants the place at ``path``; the lower the ``rank``, the sooner it has to give way."""

    path: str
    rank: int
    draft: Draft | None = None


@dataclass(slots=True)
class _Claims:
    """Those that were made so far, by what the systems compare."""

    view: View
    report: Report
    finder: Finder
    files: dict[str, Claim] = field(default_factory=dict)
    folders: dict[str, tuple[str, Claim]] = field(default_factory=dict)  # as it was spelt, and who needs it
    spelt: set[str] = field(default_factory=set)
    told: list[Claim] = field(default_factory=list)

    def take(self, claim: Claim) -> bool:
        """Whether no other file has the place of ``claim``; what stands in its way is told."""
        key = addresses.collision_key(claim.path)
        if key in self.files:
            self.tell(claim, self.files[key])
            return False
        self.files[key] = claim
        if key in self.folders:
            self.tell(claim, self.folders[key][1])
        self.within(claim.path.rpartition("/")[0], claim)
        return True

    def within(self, folder: str, claim: Claim) -> None:
        """``claim`` needs ``folder`` and those above it."""
        while folder and folder not in self.spelt:
            self.spelt.add(folder)
            key = addresses.collision_key(folder)
            spelt, first = self.folders.setdefault(key, (folder, claim))
            if key in self.files:
                self.tell(claim, self.files[key])
            elif spelt != folder:
                self.tell(claim, first)
            folder = folder.rpartition("/")[0]

    def tell(self, one: Claim, other: Claim) -> None:
        """Once for each that has to give way: a folder may be in the way of a thousand pages."""
        least, most = (one, other) if one.rank <= other.rank else (other, one)
        if any(least is told for told in self.told):
            return
        self.told.append(least)
        label = MOVED if least.rank == _OLD else None
        place, other_place = self.place(least) or Place(least.path), self.place(most)
        made = OF_A_TEMPLATE if least.rank == _STATIC and most.draft is not None else OF_EVERY_SITE
        where = str(other_place) if other_place else made
        self.report(CLASH.at(place, label, path=least.path, taken=most.path, other=where))

    def place(self, claim: Claim) -> Place | None:
        """What ``claim`` is made from; nothing for what every site has."""
        if claim.rank == _STATIC:
            return Place(f"static/root/{claim.path}")
        record = None if claim.draft is None else self.record(claim.draft)
        if record is None:
            return None
        if claim.rank != _OLD:
            return record.place
        at = field_of(record, ("moved_from", record.moved_from.index(claim.path)), claim.path)
        return self.finder.placed(CLASH.at(at)).place

    def record(self, draft: Draft) -> Record | None:
        tables, key = self.view.cat.tables, key_of_page(draft)
        for record in chain(tables.shown.values(), tables.withdrawn):
            moved = draft.make is home.redirect and draft.args == (draft.path, path_of(record))
            if (moved and draft.path in record.moved_from) or key_of(record) == key:
                return record
        return None


def distinct(
    view: View, drafts: Iterable[Draft], static: Iterable[str], report: Report, read: Bytes
) -> Iterator[Draft]:
    """``drafts`` without those whose address another has. ``static``: the files at the top that are the site's own."""
    claims = _Claims(view, report, Finder(read))
    for path in static:
        claims.take(Claim(path, _STATIC))
    for folder in FOLDERS:
        claims.within(folder, Claim(f"{folder}/", _MADE))
    claims.take(Claim(machines.ADDRESSES, _MADE))
    for one in drafts:
        rank = _OLD if one.make is home.redirect else _MADE if key_of_page(one) is None else _RECORD
        if claims.take(Claim(one.path, rank, one)):
            yield one


def key_of_page(one: Draft) -> Key | None:
    """The record whose page a draft is."""
    return one.args[:2] if one.make is records.record_page else None
