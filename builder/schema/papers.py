"""What is written and awarded: documents, honours, sources."""

from __future__ import annotations

from builder.schema import fields as f
from builder.schema.fields import ANY, Ref, When
from builder.schema.records import Placed, Record, content_type


@content_type("document", "documents", "文件", "Document", "Documents")
class Paper(Placed):
    """A policy document. (``Document`` is parsed Markdown.)"""

    issuer: Ref | None = f.ref("发文机关", "Issuer", to="organisation")
    number: str = f.line("文号", "Number")
    date: When | None = f.when("日期", "Date")
    inferred: str = f.line("推断", "Inferred")
    about: tuple[Ref, ...] = f.refs("对象", "About", to=ANY)


@content_type("honour", "honours", "荣誉", "Honour", "Honours")
class Honour(Placed):
    holder: Ref | None = f.ref("获得者", "Holder", to=ANY)
    giver: Ref | None = f.ref("授予单位", "Giver", to="organisation")
    date: When | None = f.when("日期", "Date")
    count: Ref | None = f.ref("数量", "Count", to="figure", inline=True)


@content_type("source", "sources", "来源", "Source", "Sources")
class Source(Record):
    """A published report. ``date`` may be missing only when ``undated`` says so."""

    name: str = f.line("标题", "Title", key="title", required=True)
    publisher: str = f.line("媒体", "Publisher", required=True)
    authors: tuple[str, ...] = f.lines("作者", "Authors")
    date: When | None = f.when("日期", "Date")
    undated: bool = f.flag("无日期", "Undated")
    inferred: str = f.line("推断", "Inferred")
    repost: str = f.line("转载", "Repost", help=("转载者与转载时间", "Who reposted it, and when"))
    url: str = f.url("网址", "Address")
