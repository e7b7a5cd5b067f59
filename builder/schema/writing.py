"""What is written in Markdown: cases and pages."""

from __future__ import annotations

from builder.schema import fields as f
from builder.schema.fields import Ref, When
from builder.schema.records import Placed, Record, content_type


@content_type("case", "cases", "案例", "Case", "Cases")
class Case(Placed):
    """A case study under ``content/cases/``. A ``date`` after the build date keeps it back until then."""

    name: str = f.line("标题", "Title", key="title", required=True)
    date: When | None = f.when("日期", "Date", required=True)
    time: str = f.time("时间", "Time", help=("发布的时刻，政务网站的页面上要写到分钟", "When on that day; official sites state the minute"))
    author: str = f.line("作者", "Author")
    brands: tuple[Ref, ...] = f.refs("品牌", "Brands", to="brand")
    stations: tuple[Ref, ...] = f.refs("阵地", "Stations", to="station")
    belts: tuple[Ref, ...] = f.refs("示范带", "Belts", to="belt")
    programmes: tuple[Ref, ...] = f.refs("机制", "Programmes", to="programme")
    themes: tuple[str, ...] = f.choices("主题", "Themes", of="theme")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


@content_type("page", "pages", "页面", "Page", "Pages")
class SitePage(Record):
    """A page of its own under ``content/pages/``: about, accessibility statement …"""

    name: str = f.line("标题", "Title", key="title", required=True)
    date: When | None = f.when("日期", "Date")


def page_path(cls: type[Record], id_: str) -> str:
    """The site path of the page of the record ``id_`` of a type."""
    return f"{id_}.html" if issubclass(cls, SitePage) else f"{cls.folder}/{id_}.html"
