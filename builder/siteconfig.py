"""``site.yaml`` → the settings of a site, checked, or problems.

Vocabularies (kinds of station, organisation, programme; themes) are data of the site, not code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from builder import sources, yamltext
from builder.addresses import host_of, in_ascii
from builder.clock import HERE
from builder.problemlist import SETTINGS
from builder.problems import Message, Place, Problem, Report
from builder.schema.decode import Decoder
from builder.schema.fields import Declared, keys_of
from builder.schema.hints import Vocabularies, meant_by
from builder.schema.values import parse_url
from builder.settings import KINDS, Footer, Settings
from builder.vocabularies import SiteFile, doubtful, read_vocabularies
from builder.wording import Words
from builder.yamltext import Mapping as MappingNode
from builder.yamltext import Sequence as SequenceNode

FILE = SETTINGS
MISNAMED = ("site.yml", "site.yaml.txt", "site.yml.txt")  # Windows hides the last ending
_NO_HOME = re.compile(r"[?#]|//[^/]*@|//.*/[^/]*\.(?:html?|php|aspx?|jsp)\Z", re.IGNORECASE)
_MAILTO = re.compile("mailto:", re.IGNORECASE)  # other links need it: many will write it here too
_STRAY = "。．，、；：！？…”’）》】」"  # the punctuation of the sentence that an address was copied from
_MAIL = re.compile(r"[^@:\s<>\"?&]+@[\w-]+(\.[\w-]+)+\Z", re.ASCII)

NO_SITE = Message(
    "site-missing",
    "{folder} 里没有 site.yaml，不是一个站点。请先进入站点文件夹再运行，或者用 --root 指明；"
    "要建一个新站点，用 xianfeng init 文件夹名。",
    "There is no site.yaml in {folder}, so that is no site. Go to the folder of the site first, or name it with "
    "--root; “xianfeng init FOLDER” lays out a new one.",
    misuse=True,
)
NO_FOLDER = Message(
    "site-folder-missing",
    "没有 {folder} 这个文件夹。请检查 --root 后面的写法。",
    "There is no folder {folder}. Check what is written after --root.",
    misuse=True,
)
SITE_MISNAMED = Message(
    "site-misnamed",
    "站点设置要叫 site.yaml，这里只有“{found}”。请把它改名为 site.yaml；看不到后面的 .txt 的，先在系统里打开“显示文件扩展名”。",
    "The settings of a site are called site.yaml, and here is only “{found}”. Rename it to site.yaml; if its ending "
    "does not show, let your system show file name extensions.",
)
EMPTY_SITE = Message(
    "site-empty",
    "site.yaml 是空的，可能保存时被清空了。请恢复原来的内容，至少写上“名称: …”和“网址: …”。",
    "site.yaml is empty; saving it may have failed. Restore it, with “name: …” and “url: …” at least.",
)
BAD_ZONE = Message(
    "timezone-unknown",
    "没有“{value}”这个时区。中国大陆用 Asia/Shanghai。",
    "There is no time zone “{value}”. That of mainland China is Asia/Shanghai.",
)
BAD_ERRORS = Message(
    "report-address",
    "“{value}” 不是邮箱，也不是网址。应写成 name@example.cn 或 https:// 开头的网址；网址里的 {{url}} 会换成出错页面的地址。",
    "“{value}” is neither a mail address nor a web address. Write name@example.cn or https://…; {{url}} in it stands "
    "for the address of the page.",
)
BAD_HOME = Message(
    "site-address",
    "“{value}” 不能作本站的网址：各页的地址都接在它后面，所以里面不能有用户名（@ 前面的部分）、问号和井号，"
    "末尾不写 index.html。应写成 https://www.example.cn/ 或 https://www.example.cn/party/ 这样。",
    "“{value}” cannot be the site's address: those of all pages are put behind it, so it has no user name (before @), "
    "no question mark, no # and no index.html at the end. Write it like https://www.example.cn/ or "
    "https://www.example.cn/party/.",
)
STRAY_END = Message(
    "site-address-end",
    "“{value}” 里多了“{stray}”，各页的地址都会跟着错。请写成 {like}。",
    "There is a stray “{stray}” in “{value}”, which would spoil the address of every page. Write {like}.",
)
BAD_DOMAIN = Message(
    "site-domain",
    "“{value}” 里的域名不能注册：有域名里不能用的字符，或者有一段太长。请照注册的域名写，如 https://党建.中国/。",
    "No domain can be named as in “{value}”: it holds characters that none has, or a part is too long. Write it as it "
    "is registered, such as https://党建.中国/.",
)
BAD_HOST = Message(
    "intranet-host",
    "“{value}” 不是主机名。请只写主机名或 IP 地址，如 oa.example.cn、10.0.0.8；一个网段里的几台要逐个写。",
    "“{value}” names no host. Write a host or an IP address, such as oa.example.cn or 10.0.0.8; of a range name each.",
)
TWICE = Message("setting-twice", "“{name}”写了两次，请删去一处。", "“{name}” stands here twice; remove one.", "warning")
COLUMN_AGAIN = Message(
    "column-again",
    "“{name}”已经写过一次，这里写的不起作用。请并到前面那一项里，或删去。",
    "“{name}” stands here already, and what is written here has no effect. Add it to the first one, or remove it.",
    "warning",
)
BAD_COUNT = Message("count-invalid", "应是 1 到 500 的整数。", "This must be a whole number from 1 to 500.")

# What a site goes on with where a setting that it cannot do without is missing or wrong: the content is checked all the
# same, and nothing is published after an error.
STAND_INS: Mapping[str, object] = {
    "name": "…",
    "url": "https://site.invalid/",
    "timezone": "",
    "report_errors": "",
    "intranet_hosts": (),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A checked ``site.yaml``: ``settings`` with every default filled in, and the vocabularies."""

    settings: Settings
    footer: Footer
    zone: str
    per_page: int
    vocabularies: Vocabularies
    places: Mapping[str, Place]  # ``footer.mark.picture`` → where it is written; of what is not written, nothing
    unread: frozenset[str] = frozenset()  # settings that are wrong or missing and of which that has been said
    doubtful: tuple[str, ...] = ()  # the vocabularies that may lack an entry, as something in them could not be read

    def place(self, setting: str) -> Place:
        """Where a setting is written (``footer.host``), or else what would hold it, or the file."""
        while setting and setting not in self.places:
            setting = setting.rpartition(".")[0]
        return self.places.get(setting, Place(FILE))

    def is_unread(self, setting: str) -> bool:
        """Whether a setting (``footer.host``) may be written and could not be read, which has been said."""
        ways = setting.split(".")
        return any(".".join(ways[:count]) in self.unread for count in range(len(ways) + 1))

    @property
    def english(self) -> bool:
        return self.settings.language == "en"

    def say(self, words: Words) -> str:
        """``words`` in the language of the site's interface."""
        return words.in_("en" if self.english else "zh")


def read_site(root: Path, report: Report) -> Site | None:
    """The site in the folder ``root``, or None after the problems have been reported."""
    if not (root / FILE).is_file():
        other = next((name for name in MISNAMED if (root / name).is_file()), None)
        lacks = NO_SITE if root.is_dir() else NO_FOLDER
        report(SITE_MISNAMED.at(Place(other), found=other) if other else lacks.at(Place(FILE), folder=root.absolute()))
        return None
    data = sources.read_bytes(root, FILE, report)
    source = None if data is None else sources.decode(data, FILE, report)
    if source is None:
        return None
    site, problems = _parsed(source.text)
    for problem in problems:
        report(problem)
    return site


@lru_cache(maxsize=2)  # a preview asks for the same one at every save
def _parsed(text: str) -> tuple[Site | None, tuple[Problem, ...]]:
    """The site that a text tells of, and what is wrong with it."""
    found: list[Problem] = []
    node = yamltext.parse(text, Place(FILE, 1), found.append)
    if node is None and all(problem.severity != "error" for problem in found):
        found.append(EMPTY_SITE.at(Place(FILE, 1, 1)))  # else a build would publish a site without a page
    site = None if node is None else parse_site(node, found.append)
    if site is not None and node is not None:
        site = replace(site, doubtful=doubtful(node, found))
    return site, tuple(found)


def parse_site(node: yamltext.Node, report: Report) -> Site | None:
    """The settings as typed values; what cannot be read is reported and left at its default."""
    values, missing = Decoder(report, {}).fields(SiteFile, node, {})
    if not isinstance(node, MappingNode):
        return None
    unread, listed = [*_unread(node, SiteFile, values)], values.pop("vocabularies", None)
    lacking = [spec.attribute for spec in missing]
    settings = Settings(**values | {attribute: STAND_INS[attribute] for attribute in lacking})
    places = dict(reversed([*_places(node, Settings)]))  # of what stands twice, the first counts
    wrong = set[str]()
    for attribute, message, said in _wrong(settings):
        wrong.add(attribute)
        report(message.at(places[attribute], keys_of(Settings)[attribute].label, **said))
    for problem in _repeated(node, settings):
        report(problem)
    settings = structs.replace(settings, **{attribute: STAND_INS.get(attribute) for attribute in wrong})
    return Site(
        settings=structs.replace(settings, url=in_ascii(settings.url), report_errors=_mail(settings.report_errors)),
        footer=settings.footer or Footer(),
        zone=settings.timezone or HERE,
        per_page=20 if settings.per_page is None else int(settings.per_page),
        vocabularies={} if listed is None else read_vocabularies(listed, report),
        places=places,
        unread=frozenset((*wrong, *lacking, *unread)),
    )


def _wrong(settings: Settings) -> Iterator[tuple[str, Message, dict[str, object]]]:
    """What is wrong with settings that are well-formed each: the attribute, the message and what that shows."""
    zone, url, errors = settings.timezone, settings.url, settings.report_errors
    if zone and not _known_zone(zone):
        yield "timezone", BAD_ZONE, {"value": zone}
    stray, like = _stray(url)
    if stray:
        yield "url", STRAY_END, {"value": url, "stray": stray, "like": like}
    elif _NO_HOME.search(url) or in_ascii(url) is None:
        yield "url", BAD_HOME if _NO_HOME.search(url) else BAD_DOMAIN, {"value": url}
    if settings.per_page is not None and settings.per_page not in range(1, 501):
        yield "per_page", BAD_COUNT, {}
    for host in (one for one in settings.intranet_hosts if host_of(one) is None):
        yield "intranet_hosts", BAD_HOST, {"value": host}
    if errors and not _MAIL.match(_mail(errors)) and isinstance(parse_url(errors), tuple):
        yield "report_errors", BAD_ERRORS, {"value": errors}


def _repeated(node: MappingNode, settings: Settings) -> Iterator[Problem]:
    """What stands twice in a list: a figure would be shown twice, of a column the second is never looked at."""
    known = keys_of(Settings)
    texts = [ref.text for ref in settings.highlights]
    for at, ref in enumerate(settings.highlights):
        if ref.text in texts[:at]:
            yield TWICE.at(ref.place, known["highlights"].label, name=ref.text)
    written = next((value for key, value in node.entries if known.get(key.text.strip()) is known["columns"]), None)
    items = written.items if isinstance(written, SequenceNode) else ()
    kinds = [column.kind for column in settings.columns]
    for at, (kind, item) in enumerate(zip(kinds, items, strict=False)):
        if len(items) == len(kinds) and kind in kinds[:at]:
            yield COLUMN_AGAIN.at(item.place, known["columns"].label, name=Words(*KINDS[kind]))


def _stray(url: str) -> tuple[str, str]:
    """The punctuation that stands behind the host or at the end of an address, and the address without it."""
    for part in (url.split("/")[2].partition(":")[0], url.rstrip("/")):
        kept = part.rstrip(_STRAY)
        if kept != part:
            return part[len(kept) :], url.replace(part, kept, 1)
    return "", url


def _mail(typed: str) -> str:
    """A mail address as links want it, from how people write one; what is none stays as it is."""
    plain = _MAILTO.sub("", unicodedata.normalize("NFKC", typed), count=1).strip()
    return plain if _MAIL.match(plain) else typed


def _places(node: yamltext.Node, cls: type[Declared], above: str = "") -> Iterator[tuple[str, Place]]:
    """Where each setting is written, by the way to it; only single parts are gone into."""
    known = keys_of(cls)
    for key, value in node.entries if isinstance(node, MappingNode) else ():
        spec = known.get(key.text.strip())
        if spec is not None:
            yield above + spec.attribute, value.place
            if spec.shape == "part" and spec.part is not None:
                yield from _places(value, spec.part, f"{above}{spec.attribute}.")


def _unread(node: MappingNode, cls: type[Declared], held: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The settings that are written and not ``held``, by their way; ``above`` where a line is lost."""
    if not node.complete:
        yield above.rstrip(".")
    for key, value in node.entries:
        spec = keys_of(cls).get(key.text.strip())
        if spec is None:
            yield from (above + way for way in meant_by(cls, key.text))
        elif isinstance(value, yamltext.Scalar) and not value.text.strip():
            continue  # not written
        elif held.get(spec.attribute) in (None, "", ()):
            yield above + spec.attribute
        elif spec.shape == "part" and spec.part is not None and isinstance(value, MappingNode):
            yield from _unread(value, spec.part, structs.asdict(held[spec.attribute]), f"{above}{spec.attribute}.")


def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # what there is not, what is a folder, what is no name
        return False
    return True
