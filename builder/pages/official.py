"""What official sites show and tell machines: the tags of 《政府网站发展指引》, the record numbers with their links.

The names of the tags are written as the guide has them, capitals included: its checkers compare them by letter. Every
page tells of the site; a page of a column tells of the column too; a case, which is the site's article, of itself.
The profiles ``gov`` and ``party`` write the same tags; ``none`` writes none of them.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from builder import addresses
from builder.pages import sharing
from builder.pages.prose import footer_path
from builder.pages.view import Plain, View, path_of
from builder.schema import Case, Source
from builder.settings import Column, Footer
from builder.wording import Words, enumerated

ICP_QUERY = "https://beian.miit.gov.cn/"
POLICE_QUERY = "https://beian.mps.gov.cn/#/query/webSearch?code={code}"
ERROR_SUBJECT = Words("本页纠错：{title}", "Error on the page: {title}")
SEPARATOR = ","  # between the values of one tag

# The guide's own names for the sorts of what a site publishes; the site may name others in ``site.yaml``.
GROUPS = {
    "region": "概况信息", "organisation": "概况信息", "station": "概况信息",
    "document": "文件资料", "source": "文件资料", "scheme": "文件资料", "term": "文件资料",
    "figure": "数据发布", "chart": "数据发布",
}  # fmt: skip
GROUP = "政务动态"


def is_official(view: View) -> bool:
    return view.site.settings.profile != "none"


def tags(view: View, column: Plain | None, case: Case | None) -> list[Plain]:
    """The ``meta`` elements of a page, in the order of the guide; those without a value are left out.

    ``column``: its ``kind`` and ``title``; ``case``: the case whose page it is.
    """
    if not is_official(view):
        return []
    settings = view.site.settings
    found = {
        "SiteName": settings.name,
        "SiteDomain": urlsplit(settings.url).hostname or "",
        "SiteIDCode": view.site.footer.site_code,
    }
    found |= _column(view, column["kind"], column["title"]) if column else {}
    found |= _article(view, case) if case else {}
    return [{"name": name, "content": content} for name, content in found.items() if content]


def _column(view: View, kind: str, title: str) -> dict[str, str]:
    settings = view.site.settings
    own = next((column for column in settings.columns if column.kind == kind), Column())
    return {
        "ColumnName": title,
        "ColumnDescription": own.description or f"{settings.name} · {title}",
        "ColumnKeywords": SEPARATOR.join(own.keywords or (title, settings.name)),
        "ColumnType": own.group or GROUPS.get(kind, GROUP),
    }


def _article(view: View, case: Case) -> dict[str, str]:
    shown = sharing.images(view, case)
    named = [view.cat.target(ref) for ref in (*case.brands, case.region)]
    keywords = [*(view.theme(key) for key in case.themes), *(record.name for record in named if record)]
    return {
        "ArticleTitle": case.name,
        "PubDate": published(case),
        "ContentSource": source_of(view, case),
        "Keywords": SEPARATOR.join(dict.fromkeys(keywords)),
        "Author": case.author,
        "Description": case.summary,
        "Image": view.full(shown[0]) if shown else "",
        "Url": view.full(path_of(case)),
    }


def line_of(view: View, case: Case) -> Plain | None:
    """来源、作者、发布时间: the line below the title that official sites have."""
    if not is_official(view):
        return None
    return {"source": source_of(view, case), "author": case.author, "published": published(case)}


def published(case: Case) -> str:
    """``2020-09-28 09:30``; midnight where no time is given; nothing for a date that is not known to the day."""
    day = case.date.iso if case.date and case.date.precision == "day" else ""
    return f"{day} {case.time or '00:00'}" if day else ""


def source_of(view: View, case: Case) -> str:
    """Who published what the case was made from; else the office that runs the site."""
    found = [view.cat.target(ref) for ref in case.sources]
    publishers = dict.fromkeys(source.publisher for source in found if isinstance(source, Source))
    return view.say(enumerated([*publishers])) or view.site.footer.host or view.site.settings.name


def footer(view: View) -> Plain:
    """The foot of every page: who runs the site, its numbers, and where the public can look them up."""
    said: Footer = view.site.footer
    digits = re.search(r"\d{6,}", said.police)
    mark = view.picture(mark_file(said)) if said.mark else None
    return {
        "host": said.host,
        "contact": said.contact,
        "icp": said.icp,
        "icp_href": ICP_QUERY,
        "police": said.police,
        "police_href": POLICE_QUERY.format(code=digits[0]) if digits else None,
        "site_code": said.site_code,
        "mark": {"href": said.mark.href, "src": mark.fallback.path, "width": mark.width, "height": mark.height}
        if said.mark and mark
        else None,
        "links": [{"title": link.title, "href": _leading(view, link.href)} for link in said.links],
    }


def _leading(view: View, href: str) -> str:
    found = None if ":" in href else footer_path(view, href)
    return addresses.href(found[0]) + found[1] if found else href


def mark_file(said: Footer) -> str:
    """The site's own file that shows the mark of Party and government sites."""
    return f"static/{said.mark.picture.removeprefix('static/').lstrip('/')}" if said.mark else ""


def errors_href(view: View, title: str, canonical: str) -> str | None:
    """Where a reader reports an error of a page: a letter that already names it, or the form that the site has."""
    wanted = view.site.settings.report_errors
    if not wanted:
        return None
    if "://" in wanted:
        return wanted.replace("{url}", quote(canonical, safe=""))
    subject = view.say(ERROR_SUBJECT).format(title=title)
    return f"mailto:{wanted}?subject={quote(subject, safe='')}&body={quote(canonical, safe='')}"
