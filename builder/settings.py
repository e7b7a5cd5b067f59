"""The settings of a site, as ``site.yaml`` writes them: declared like everything else, each once."""

from __future__ import annotations

from decimal import Decimal

from builder.schema import REGISTRY
from builder.schema import fields as f
from builder.schema.fields import Ref
from builder.schema.records import Part, Waiver

LANGUAGES = {"zh-CN": ("中文", "Chinese"), "en": ("英文", "English")}
PROFILES = {"none": ("不限", "none"), "party": ("党务网站", "Party site"), "gov": ("政府网站", "Government site")}
KINDS = {kind: (cls.plural.zh, cls.plural.en) for kind, cls in REGISTRY.items()}


class NavLink(Part):
    title: str = f.line("标题", "Title", required=True)
    href: str = f.link("地址", "Address", required=True)


class Mark(Part):
    """The mark of Party and government sites (党政机关网站标识). The site supplies the picture: we ship no emblem."""

    picture: str = f.line(
        "图片", "Picture", required=True, help=("static/ 下的图片，如 images/mark.png", "Below static/: images/mark.png")
    )
    href: str = f.url("地址", "Address", required=True, help=("标识证书的查询页面", "The page of the certificate"))


class Column(Part):
    """What an official site says of a column: the tags of its pages."""

    kind: str = f.choice("类别", "Type", KINDS, required=True)
    description: str = f.line("说明", "Description")
    keywords: tuple[str, ...] = f.lines("关键词", "Keywords")
    group: str = f.line("栏目类型", "Column type", help=("如 政务动态、概况信息", "Such as 政务动态"))


class Footer(Part):
    """What stands at the foot of every page; profiles require parts of it."""

    host: str = f.line("主办单位", "Host")
    contact: str = f.line("联系方式", "Contact", contact=True)
    icp: str = f.line("ICP备案号", "ICP record")
    police: str = f.line("公安备案号", "Public-security record")
    site_code: str = f.line("网站标识码", "Site code")
    mark: Mark | None = f.part("党政机关网站标识", "Mark", Mark)
    links: tuple[NavLink, ...] = f.parts("链接", "Links", NavLink)


class Settings(Part):
    name: str = f.line("名称", "Name", required=True)
    short_name: str = f.line("简称", "Short name")
    description: str = f.line("简介", "Description")
    language: str = f.choice("语言", "Language", LANGUAGES, default="zh-CN")
    url: str = f.url("网址", "Address", required=True)
    timezone: str = f.line("时区", "Time zone")
    profile: str = f.choice("规范", "Profile", PROFILES, default="none")
    notice: str = f.line("声明", "Notice")
    per_page: Decimal | None = f.number("每页条数", "Items a page")
    highlights: tuple[Ref, ...] = f.refs("首页数据", "Figures on the home page", to="figure")
    open_data: bool = f.flag("开放数据", "Open data", default=True)
    avif: bool = f.flag("AVIF图片", "AVIF pictures")
    share: bool = f.flag("分享", "Sharing", default=True)
    facet_lists: bool = f.flag("分类列表", "Lists by facet", default=True)
    report_errors: str = f.line(
        "纠错", "Report errors", contact=True, help=("接收纠错的邮箱或网址", "A mail or web address for errors")
    )
    columns: tuple[Column, ...] = f.parts("栏目", "Columns", Column)
    footer: Footer | None = f.part("页脚", "Footer", Footer)
    unchecked_links: tuple[str, ...] = f.lines(
        "不查的链接", "Unchecked links", help=("域名或网址开头，check --links 不去访问", "Hosts, or beginnings of addresses")
    )
    intranet_hosts: tuple[str, ...] = f.lines(
        "内网主机", "Intranet hosts", help=("check --links 可以访问的内部网络主机", "Hosts that check --links may ask inside")
    )
    waivers: tuple[Waiver, ...] = f.parts(
        "公开依据", "Waivers", Waiver, help=("设置和 static/ 里须公开的号码", "Numbers in settings and static files")
    )
