"""Where things are and who runs them: regions, organisations, stations."""

from __future__ import annotations

from builder.schema import fields as f
from builder.schema.fields import Ref, When
from builder.schema.records import Placed, Record, content_type

LEVELS = {
    "province": ("省级", "Province"),
    "city": ("设区市", "City"),
    "county": ("县（市、区）", "County"),
    "zone": ("开发区", "Development zone"),
    "town": ("镇（街道）", "Town"),
    "village": ("村（社区）", "Village"),
}


@content_type("region", "regions", "地区", "Region", "Regions")
class Region(Record):
    level: str = f.choice("级别", "Level", LEVELS, required=True)
    code: str = f.line("行政区划代码", "GB/T 2260 code", help=("六位数字；开发区没有", "Six digits; zones have none"))
    parent: Ref | None = f.ref("上级地区", "Part of", to="region")


@content_type("organisation", "organisations", "组织", "Organisation", "Organisations")
class Organisation(Placed):
    kind_of: str = f.choice("类别", "Kind", key="kind", of="organisation", required=True)
    parent: Ref | None = f.ref("上级组织", "Parent", to="organisation")
    members: tuple[Ref, ...] = f.refs("成员", "Members", to="organisation")
    rating: str = f.line("评级", "Rating")
    founded: When | None = f.when("成立", "Founded")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


@content_type("station", "stations", "阵地", "Station", "Stations")
class Station(Placed):
    """One place, or a network of them: then ``count`` is the figure that says how many."""

    kind_of: str = f.choice("类别", "Kind", key="kind", of="station", required=True)
    host: Ref | None = f.ref("主办单位", "Host", to="organisation")
    network: Ref | None = f.ref("所属网络", "Network", to="station")
    count: Ref | None = f.ref("数量", "Count", to="figure", inline=True)
    area: Ref | None = f.ref("面积", "Area", to="figure", inline=True)
    opened: When | None = f.when("启用", "Opened")
    services: tuple[str, ...] = f.lines("服务", "Services")
    posts: tuple[str, ...] = f.lines("岗位", "Posts")
    address: str = f.line("地址", "Address")
    telephone: str = f.line(
        "公开电话", "Telephone", contact=True, help=("只填对外公开的电话", "Public numbers only")
    )
    brands: tuple[Ref, ...] = f.refs("品牌", "Brands", to="brand")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)
