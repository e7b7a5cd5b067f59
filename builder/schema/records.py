"""What every record has, and the registry of types.

A type is a frozen dataclass under ``@content_type``; the table of them is made once, at import, by the modules of this
package. ``kind`` is the word used in references (``[[brand:…]]``, ``[[品牌：…]]``); ``folder`` names the data file and the
folder of the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

from builder.markdown import Document
from builder.problems import Place
from builder.schema import fields as f
from builder.schema.fields import Ref, When
from builder.wording import Words

T = TypeVar("T")

STATUS = {"draft": ("草稿", "Draft"), "published": ("已发布", "Published"), "withdrawn": ("已撤下", "Withdrawn")}
STAGES = {"first": ("初审", "First review"), "second": ("复审", "Second review"), "final": ("终审", "Final review")}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def part_type(cls: type[T]) -> type[T]:
    """A structure inside a record, declared with the same specifiers."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@part_type
class Review:
    """One step of the review that official sites require before publishing."""

    stage: str = f.choice("环节", "Stage", STAGES, required=True)
    name: str = f.line("审核人", "Reviewer", required=True)
    date: When | None = f.when("日期", "Date", required=True)


@part_type
class Correction:
    """更正: what was changed after publication, shown to readers."""

    date: When | None = f.when("日期", "Date", required=True)
    text: str = f.line("内容", "Text", required=True)


@part_type
class Withdrawal:
    """撤下: when and why a record was taken down. The reason is for the office and is never shown."""

    date: When | None = f.when("日期", "Date", required=True)
    why: str = f.line("原因", "Reason", required=True)


@part_type
class Waiver:
    """公开依据: a number of a person that stays, masked as the message shows it, and why. Never shown."""

    what: str = f.line("内容", "What", required=True, help=("照抄提示里带星号的写法", "Masked, as the message shows it"))
    why: str = f.line("理由", "Reason", required=True)


@dataclass_transform(kw_only_default=True, frozen_default=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The fields that every type shares. Three are not declared: ``place`` is where the record stands, for problems;
    ``inside`` the (kind, id) of the record that it is declared inside of, which it is published and withdrawn with;
    ``suspect`` says that something in its file looks like personal data (see ``privacy``).
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
    withdrawal: Withdrawal | None = f.part("撤下", "Withdrawal", Withdrawal)
    waivers: tuple[Waiver, ...] = f.parts(
        "公开依据", "Waivers", Waiver, help=("须公开的号码及理由", "Numbers of persons that must be public, and why")
    )
    place: Place = field(default=Place(""), metadata={})
    inside: tuple[str, str] = field(default=("", ""), metadata={})
    suspect: bool = field(default=False, metadata={})


@dataclass_transform(kw_only_default=True, frozen_default=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Record):
    """A record that lies in a region."""

    region: Ref | None = f.ref("地区", "Region", to="region")


REGISTRY: dict[str, type[Record]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def content_type(
    kind: str, folder: str, zh: str, en: str, en_plural: str, *, public: bool = True
) -> Callable[[type[T]], type[T]]:
    """Register a type: ``@content_type("station", "stations", "阵地", "Station", "Stations")``."""

    def register(cls: type[T]) -> type[T]:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.folder, made.public = kind, folder, public
        made.title, made.plural = Words(zh, en), Words(zh, en_plural)
        REGISTRY[kind] = made
        return cast("type[T]", made)

    return register
