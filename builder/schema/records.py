"""What every record has, and the registry of types.

A type is a frozen struct under ``@content_type``; the table of them is made once, at import, by the modules of this
package. ``kind`` is the word used in references (``[[brand:…]]``, ``[[品牌：…]]``); ``folder`` names the data file and the
folder of the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from builder.markdown import Document
from builder.problems import Place
from builder.schema import fields as f
from builder.schema.fields import Declared, Ref, When
from builder.wording import Words

R = TypeVar("R", bound="Record")

STATUS = {"draft": ("草稿", "Draft"), "published": ("已发布", "Published"), "withdrawn": ("已撤下", "Withdrawn")}
STAGES = {"first": ("初审", "First review"), "second": ("复审", "Second review"), "final": ("终审", "Final review")}


class Part(Declared):
    """A structure inside a record, declared with the same specifiers."""


class Review(Part):
    """One step of the review that official sites require before publishing."""

    stage: str = f.choice("环节", "Stage", STAGES, required=True)
    name: str = f.line("审核人", "Reviewer", required=True)
    date: When | None = f.when("日期", "Date", required=True)


class Correction(Part):
    """更正: what was changed after publication, shown to readers."""

    date: When | None = f.when("日期", "Date", required=True)
    text: str = f.line("内容", "Text", required=True)


class Withdrawal(Part):
    """撤下: when and why a record was taken down. The reason is for the office and is never shown."""

    date: When | None = f.when("日期", "Date", required=True)
    why: str = f.line("原因", "Reason", required=True)


class Waiver(Part):
    """公开依据: a number of a person that stays, masked as the message shows it, and why. Never shown."""

    what: str = f.line("内容", "What", required=True, help=("照抄提示里带星号的写法", "Masked, as the message shows it"))
    why: str = f.line("理由", "Reason", required=True)


class Record(Declared):
    """The fields that every type shares. Four are not declared: ``place`` is where the record stands, for problems;
    ``inside`` the (kind, id) of the record that it is declared inside of, which it is published and withdrawn with;
    ``suspect`` says that something in its file, or in the name of that, looks like personal data (see ``privacy``);
    ``faulty`` names the fields in which something could not be read, so that it is not said to be missing.
    """

    kind: ClassVar[str] = ""
    folder: ClassVar[str] = ""
    title: ClassVar[Words] = Words("", "")  # one of them
    plural: ClassVar[Words] = Words("", "")
    public: ClassVar[bool] = True  # False: in no export, feed or search, and ``noindex``

    id: str = f.slug("编号", "ID", help=("小写英文字母、数字和连字符，用作网址", "Lower-case ASCII, used in the address"))
    name: str = f.line("名称", "Name", required=True)
    also_known_as: tuple[str, ...] = f.lines("别名", "Also known as")
    summary: str = f.line("摘要", "Summary")
    body: Document | None = f.prose("正文", "Text")
    sources: tuple[Ref, ...] = f.refs("来源", "Sources", to="source")
    note: str = f.line("说明", "Note", help=("编者按：口径、疑点、推断的理由", "Editor's remark: scope, doubts, reasons"))
    moved_from: tuple[str, ...] = f.paths("原地址", "Moved from")
    status: str = f.choice("状态", "Status", STATUS, default="published")
    review: tuple[Review, ...] = f.parts("审核", "Review", Review)
    corrections: tuple[Correction, ...] = f.parts("更正", "Corrections", Correction)
    withdrawal: Withdrawal | None = f.part(
        "撤下", "Withdrawal", Withdrawal, help=("“状态”也要改成“已撤下”", "Set the status to withdrawn as well")
    )
    waivers: tuple[Waiver, ...] = f.parts(
        "公开依据", "Waivers", Waiver, help=("须公开的号码及理由", "Numbers of persons that must be public, and why")
    )
    place: Place = Place("")
    inside: tuple[str, str] = ("", "")
    suspect: bool = False
    faulty: tuple[str, ...] = ()  # once for each part; "" for a line of which nobody knows the field


class Placed(Record):
    """A record that lies in a region."""

    region: Ref | None = f.ref("地区", "Region", to="region")


REGISTRY: dict[str, type[Record]] = {}


def content_type(
    kind: str, folder: str, zh: str, en: str, en_plural: str, *, public: bool = True
) -> Callable[[type[R]], type[R]]:
    """Register a type: ``@content_type("station", "stations", "阵地", "Station", "Stations")``.

    Raises TypeError for a second text: links and pictures are looked at, and shown, in the body alone.
    """

    def register(cls: type[R]) -> type[R]:
        texts = [spec.attribute for spec in f.fields_of(cls) if spec.shape == "prose" and spec.attribute != "body"]
        if texts:
            raise TypeError(f"{cls.__name__}.{texts[0]}: a record has one text, its body; use f.line or f.lines here")
        cls.kind, cls.folder, cls.public = kind, folder, public
        cls.title, cls.plural = Words(zh, en), Words(zh, en_plural)
        REGISTRY[kind] = cls
        return cls

    return register
