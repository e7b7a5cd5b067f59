"""What the profile in ``site.yaml`` asks of a site: the conventions of Party and of government sites.

``gov`` follows the guide for government sites (《政府网站发展指引》): what the tags of its pages are made from, what stands
at the foot. ``party`` asks for the mark of Party and government sites instead of the code that only government sites
have. Both ask for three reviews and a date to the day. What the guide names beside, but a small site may come without,
is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from builder.catalogue import Catalogue
from builder.problems import Message, Place, Report
from builder.schema import Case, Record, keys_of
from builder.schema.records import STAGES
from builder.settings import PROFILES, Footer, Settings
from builder.siteconfig import FILE, Site
from builder.spots import field_of
from builder.wording import Words, enumerated

REQUIRED = Message(
    "profile-requires",
    "规范“{profile}”要求填写这一项。{where}",
    "The profile “{profile}” requires this. {where}",
)
ADVISED = Message(
    "profile-advises",
    "规范“{profile}”的页面上应有这一项，现在没有填写。{where}",
    "Pages of the profile “{profile}” should show this, but it is not given. {where}",
    "warning",
)
DAY_NEEDED = Message(
    "profile-date",
    "规范“{profile}”要求写明发布的年月日，这里只有“{date}”。",
    "The profile “{profile}” requires the day of publishing; this says only “{date}”.",
)
REVIEW_LACKS = Message(
    "review-lacks",
    "规范“{profile}”要求发布前经过{stages}，现在缺：{missing}。请在文件头里写上“审核:”，下面每道一行，照这样："
    "- {{环节: {next}, 审核人: 姓名, 日期: 2020-09-28}}；还没审完的，先写“状态: 草稿”。",
    "The profile “{profile}” requires {stages} before publishing; missing: {missing}. Write “review:” in the front "
    "matter, and below it a line for each: - {{stage: {next}, name: …, date: 2020-09-28}}; until all are done, write "
    "“status: draft”.",
)
IN_FOOTER = Words(
    "请在 site.yaml 的“页脚:”下面写上，缩进两格；还没有“页脚:”的，先加这一行。",
    "Write it below “footer:” in site.yaml, indented by two spaces; where there is no “footer:”, add that line first.",
)
AT_TOP = Words("请在 site.yaml 里写上，前面不缩进。", "Write it in site.yaml, without indentation.")

_BOTH = {"footer.host": REQUIRED, "footer.contact": REQUIRED, "footer.icp": REQUIRED, "footer.police": REQUIRED}
ASKED: Mapping[str, Mapping[str, Message]] = {  # profile → setting → what is said where it is not given
    "none": {},
    "party": {**_BOTH, "footer.mark": REQUIRED, "report_errors": ADVISED},
    "gov": {**_BOTH, "footer.site_code": REQUIRED, "footer.mark": ADVISED, "report_errors": ADVISED},
}


def profile(cat: Catalogue, report: Report) -> None:
    """What the site's profile requires of ``site.yaml`` and of every published case."""
    site, name = cat.site, cat.site.settings.profile
    said = Words(*PROFILES[name])
    for setting, message in ASKED[name].items():
        section, _, attribute = setting.rpartition(".")
        holder: Footer | Settings = site.footer if section else site.settings
        if not getattr(holder, attribute) and not site.is_unread(setting):
            near, where = (_near(site, section), IN_FOOTER) if section else (_near(site, "profile"), AT_TOP)
            report(message.at(near, keys_of(type(holder))[attribute].label, profile=said, where=where))
    for case in cat.tables.records[Case.kind] if name != "none" else ():
        if isinstance(case, Case):
            _case(case, said, report)


def _near(site: Site, setting: str) -> Place:
    """Where a setting stands, else the profile that asks for it."""
    return site.places.get(setting) or site.places.get("profile") or Place(FILE)


def _case(case: Case, said: Words, report: Report) -> None:
    if case.date is not None and case.date.precision != "day":
        at, iso = field_of(case, ("date",), case.date.iso), case.date.iso
        report(DAY_NEEDED.at(at, keys_of(Case)["date"].label, profile=said, date=iso))
    missing = STAGES.keys() - {r.stage for r in case.review}
    unread = sum(attribute in ("review", "") for attribute in case.faulty)  # one of these may be what is missing
    if "review" in case.faulty and not case.review:
        return  # its form is not known yet, and is told there
    if len(missing) > unread and case.status == "published":
        asked = {"profile": said, "stages": _stages(STAGES.keys()), "missing": _stages(missing)}
        asked["next"] = next(Words(*STAGES[stage]) for stage in STAGES if stage in missing)
        report(REVIEW_LACKS.at(case.place, keys_of(Record)["review"].label, **asked))


def _stages(wanted: Set[str]) -> Words:
    names = [words for stage, words in STAGES.items() if stage in wanted]
    return enumerated([zh for zh, _ in names], [en for _, en in names])
