"""What is built: brands, belts, programmes."""

from __future__ import annotations

from builder.schema import fields as f
from builder.schema.fields import ANY, Ref, When
from builder.schema.records import Part, Placed, content_type

BRAND_LEVELS = {
    "mother": ("母品牌", "Mother brand"),
    "series": ("系列品牌", "Series"),
    "sub": ("子品牌", "Sub-brand"),
    "project": ("品牌项目", "Project"),
}
BELT_KINDS = {
    "belt": ("示范带", "Demonstration belt"),
    "street": ("示范街区", "Demonstration street"),
    "commercial": ("红色商圈", "Commercial district"),
    "route": ("研学线路", "Study route"),
}


class Item(Part):
    """A named item of an enumeration: a step of a method, a word of a slogan, a rule."""

    name: str = f.line("名称", "Name", required=True)
    text: str = f.line("说明", "Text")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


class Method(Part):
    """工作法: a working method and its steps in order."""

    name: str = f.line("名称", "Name", required=True)
    steps: tuple[Item, ...] = f.parts("步骤", "Steps", Item)
    note: str = f.line("说明", "Note")


@content_type("brand", "brands", "品牌", "Brand", "Brands")
class Brand(Placed):
    level: str = f.choice("级别", "Level", BRAND_LEVELS, required=True)
    parent: Ref | None = f.ref("上级品牌", "Parent brand", to="brand")
    owner: Ref | None = f.ref("创建单位", "Owner", to="organisation")
    slogan: str = f.line("口号", "Slogan")
    connotation: str = f.line("内涵", "Connotation")
    carriers: tuple[str, ...] = f.lines("载体", "Carriers")
    effect: str = f.line("成效", "Effect")
    method: Method | None = f.part("工作法", "Working method", Method)
    since: When | None = f.when("创建", "Since")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


class Stop(Part):
    """One stop of a belt, in order: a record, or a name, or a group that the source only counts."""

    name: str = f.line("名称", "Name")
    at: Ref | None = f.ref("所在", "At", to=ANY)
    count: Ref | None = f.ref("数量", "Count", to="figure", inline=True)
    text: str = f.line("说明", "Text")


@content_type("belt", "belts", "示范带", "Belt", "Belts")
class Belt(Placed):
    kind_of: str = f.choice("类别", "Kind", BELT_KINDS, key="kind", required=True)
    owner: Ref | None = f.ref("建设单位", "Owner", to="organisation")
    start: str = f.line("起点", "Start")
    end: str = f.line("终点", "End")
    stops: tuple[Stop, ...] = f.parts("站点", "Stops", Stop)
    count: Ref | None = f.ref("数量", "Count", to="figure", inline=True)
    brands: tuple[Ref, ...] = f.refs("品牌", "Brands", to="brand")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


@content_type("programme", "programmes", "机制", "Programme", "Programmes")
class Programme(Placed):
    """A mechanism, campaign, plan or platform. A numeral in the slogan has as many items, or says why not."""

    kind_of: str = f.choice("类别", "Kind", key="kind", of="programme", required=True)
    owner: Ref | None = f.ref("实施单位", "Owner", to="organisation")
    parent: Ref | None = f.ref("所属机制", "Part of", to="programme")
    slogan: str = f.line("口号", "Slogan")
    items: tuple[Item, ...] = f.parts("释义", "Items", Item)
    numeral_note: str = f.line("数目说明", "Why the numeral differs")
    steps: tuple[Item, ...] = f.parts("步骤", "Steps", Item)
    roles: tuple[Item, ...] = f.parts("角色", "Roles", Item)
    platforms: tuple[str, ...] = f.lines("平台", "Platforms")
    recruiting: str = f.line("选聘", "Recruiting")
    pay: str = f.line("薪酬", "Pay")
    duty: str = f.line("职责", "Duty")
    care: str = f.line("关爱", "Care")
    scheme: Ref | None = f.ref("评价体系", "Scheme", to="scheme")
    brands: tuple[Ref, ...] = f.refs("品牌", "Brands", to="brand")
    stations: tuple[Ref, ...] = f.refs("阵地", "Stations", to="station")
    documents: tuple[Ref, ...] = f.refs("文件", "Documents", to="document")
    since: When | None = f.when("开始", "Since")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)
