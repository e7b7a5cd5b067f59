"""Links that lead to other sites: whether they still do. Asked for with ``check --links``, never by a build.

``gather`` lists the addresses and where they are typed, ``ask`` puts one question to one server, ``memory`` keeps the
answers that were good. Sites of other people may be down today and up tomorrow, so only what is certain (the page is
gone, the name is unknown) is an error; what may pass is a warning.

- Only http and https, and no address inside a network (loopback, private, link-local), wherever it was typed and
  whoever redirects there, unless ``site.yaml`` names the host: texts come from many hands, and the machine that checks
  them may reach what they may not.
- One question at a time to each host, eight hosts at once; two more tries for what may pass.
- Links within the site are checked on every run, headings too; see ``pages/prose.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from builder.addresses import host_of
from builder.catalogue import Catalogue
from builder.faults import DiskFault
from builder.files import Disk
from builder.links import memory
from builder.links.ask import Answer, Limits, ask
from builder.links.gather import gather
from builder.problems import Message, Place, Report
from builder.spots import Bytes, Finder

GONE = Message(
    "external-gone",
    "外部链接 {url} 已失效（{why}）。请换成新的网址，或删去链接。",
    "The link {url} is dead ({why}). Replace the address or remove the link.",
)
UNCERTAIN = Message(
    "external-uncertain",
    "外部链接 {url} 这次没有打开（{why}）。请用浏览器看一下；如果只是暂时的，不用处理。",
    "The link {url} could not be opened this time ({why}). Look in a browser; if it passes, nothing need be done.",
    "warning",
)
MOVED = Message(
    "external-moved",
    "外部链接 {url} 转到了另一个域名：{now}。请确认还是原来的单位，再改成新网址。",
    "The link {url} now leads to another domain: {now}. See that it is still the same body, then change the address.",
    "warning",
)
INSIDE = Message(
    "external-inside",
    "链接 {url} 指向内部网络的地址，外面的读者打不开，检查时也没有访问它。确实要检查的，把主机名写进站点设置的“内网主机”。",
    "The link {url} leads inside a network, where readers cannot follow, and was not asked for. To have it checked, "
    "name the host under “intranet_hosts” in the settings.",
    "warning",
)
OFFLINE = Message(
    "external-offline",
    "没有查外部链接：各个网站的域名一个也查不到，这台电脑多半没有连上互联网，或者只能通过代理上网。请换一台能直接上网的电脑再查。",
    "Links to other sites were not looked at: not one of their names can be looked up, so this machine is probably off "
    "the internet or reaches it by a proxy only. Run this on a machine that reaches it directly.",
    misuse=True,
)
MESSAGES = {"gone": GONE, "uncertain": UNCERTAIN, "moved": MOVED, "inside": INSIDE}
AT_ONCE = 8


def check_links(
    cat: Catalogue, day: date, kept: Path, disk: Disk, read: Bytes, report: Report, limits: Limits | None = None
) -> int:
    """Report every link of the site that leads to nothing; the number of different addresses that were looked at.

    ``kept`` is the file that remembers good answers. Where it cannot be written, they are asked for again next time.
    """
    settings = cat.site.settings
    found = {
        url: places
        for url, places in gather(cat, read).items()
        if not any(is_excepted(url, one) for one in settings.unchecked_links)
    }
    known = memory.load(kept, day)
    inside = frozenset(host_of(one) or "" for one in settings.intranet_hosts)
    question = partial(ask, inside=inside, limits=limits or Limits())
    asked = _asked([url for url in found if url not in known], question)
    answers = {url: known[url] for url in found if url in known}
    answers |= {url: memory.Kept(answer, day) for url, answer in asked.items()}
    with suppress(DiskFault):
        memory.save(kept, answers, disk)
    offline = _is_offline(asked)
    if offline:
        report(OFFLINE.at(Place("content")))
    finder = Finder(read)
    for url, places in found.items():
        answer = answers[url].answer
        for place in () if answer.verdict == "good" or (offline and answer.is_nameless) else places:
            problem = MESSAGES[answer.verdict].at(place, url=url, why=answer.why, now=answer.now)
            report(finder.placed(problem))
    return len(found)


def is_excepted(url: str, one: str) -> bool:
    """Whether ``one`` of the list of exceptions means ``url``: a host with all below it, or the beginning of an
    address, with or without its scheme."""
    if "://" in one:
        return url.startswith(one)
    parts = urlsplit(url)
    head, _, path = one.partition("/")
    if ":" in head or path:
        way = url.partition("://")[2].partition("/")[2]
        return parts.netloc.lower() == head.lower() and way.startswith(path)
    host, named = host_of(url) or "", host_of(head) or head.lower()
    return host == named or host.endswith(f".{named}")


def _is_offline(asked: Mapping[str, Answer]) -> bool:
    """Whether nothing outside could be found, and not only one host, which may be gone."""
    outside = [(urlsplit(url).hostname, answer) for url, answer in asked.items() if answer.verdict != "inside"]
    return len({host for host, _ in outside}) > 1 and all(answer.is_nameless for _, answer in outside)


def _asked(urls: Iterable[str], question: Callable[[str], Answer]) -> Mapping[str, Answer]:
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc.lower(), []).append(url)

    def all_of(one: list[str]) -> list[tuple[str, Answer]]:
        return [(url, question(url)) for url in one]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(pair for pairs in pool.map(all_of, hosts.values()) for pair in pairs)
