"""What the preview lays over the pages of the site, on their way to the browser: the published folder holds no trace
of it.

Three scripts are added to every HTML answer, as files, so that the strict policy holds for the preview too: one that
turns a page to a newer edition, the overlay, which shows the problems of the last build, and livereload's client. All
words come from here, in the author's language.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from builder import digests
from builder.problemlist import entries, errors_first
from builder.problems import Problem
from builder.serve import guard
from builder.wording import Language, Words

PREFIX = "/.xianfeng/"  # no page of a site may begin so
PROBLEMS = f"{PREFIX}problems.json"

FAILED = Words("有 {errors} 个问题，网站没有更新", "Not updated. Errors: {errors}")
WARNED = Words("{warnings} 个提醒", "Warnings: {warnings}")
KEPT = Words(
    "后面仍是上一次成功生成的页面。改好并保存，这里会自动消失。",
    "Behind this is the site as it was built last. Mend and save, and this goes away by itself.",
)
NOTHING_KEPT = Words(
    "还没有可以显示的页面。改好并保存，网站会自动出现。",
    "There is no page to show yet. Mend and save, and the site appears by itself.",
)
KEPT_MEANWHILE = Words(
    "后面仍是上一次成功生成的页面。不必重新运行：预览会自动重试，好了以后这里会自动消失。",
    "Behind this is the site as it was built last. No need to run anything again: the preview tries by itself now and "
    "then, and this goes away once all is well.",
)
NOTHING_KEPT_MEANWHILE = Words(
    "还没有可以显示的页面。不必重新运行：预览会自动重试，好了以后网站会自动出现。",
    "There is no page to show yet. No need to run anything again: the preview tries by itself now and then, and the "
    "site appears once all is well.",
)
MINOR = Words("提醒不影响生成网站，但最好处理。", "Warnings do not keep the site from being built, but deserve a look.")
CLOSE = Words("收起（Esc）", "Dismiss (Esc)")
ERROR_BADGE = Words("{errors} 个问题", "Errors: {errors}")
ERROR = Words("问题", "Error")
WARNING = Words("提醒", "Warning")
LOST = Words("预览已断开，正在重新连接…", "The preview is gone; reconnecting …")

WAIT_TITLE = Words("正在生成网站…", "Building the site …")
WAIT_TEXT = Words("生成好以后，页面会自动出现。", "The page appears as soon as the site is built.")
BROKEN_TITLE = Words("网站还没有生成", "There is no site yet")
MISSING_TITLE = Words("没有这个页面", "There is no such page")
MISSING_TEXT = Words("请检查网址，或回到首页。", "Check the address, or go to the home page.")
HOME = Words("首页", "Home")

_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand after the last build. ``edition`` is the digest of the published site, ``""`` where there is
    none; ``home`` the site's own address, ``built`` False until the first build has ended. ``fault``: the machine has
    failed, or the cluster, and nobody need save anything for the next try.
    """

    edition: str = ""
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    built: bool = False
    home: str = ""
    fault: bool = False


def scripts(edition: str, digest: str, host: str) -> bytes:
    """The elements that are added to a page served under ``Host: host``; ``digest`` is that of the page without them.

    The client must be told where its socket is, since it expects its script at the top; the overlay comes first, for
    the client takes up its plugins when it starts. Their addresses change with their content alone, so that a browser
    that keeps them need not ask for them whenever the page is loaded anew.
    """
    name, port = guard.split_host(host) or ("127.0.0.1", 80)
    place = f"host={f'[{name}]' if ':' in name else name}&port={port}&mindelay=500&maxdelay=2000"
    return (
        f'<script src="{PREFIX}edition.js?v={version("edition.js")}" data-edition="{edition}" '
        f'data-page="{digest}" defer></script>\n'
        f'<script src="{PREFIX}overlay.js?v={version("overlay.js")}" defer></script>\n'
        f'<script src="{PREFIX}livereload.js?{html.escape(place)}&amp;v={version("livereload.js")}" defer></script>\n'
    ).encode()


def laid_over(page: bytes, edition: str, host: str) -> bytes:
    """``page`` with the scripts before the last ``</body>``, or at its end.

    Its own policy gives way to that of the preview's header, which is as strict but lets the socket through: Safari
    does not count a WebSocket as 'self'.
    """
    digest = digests.of_bytes(page)[:16]
    page = _POLICY.sub(b"", page, count=1)
    ends = [found.start() for found in _BODY_END.finditer(page)]
    at = ends[-1] if ends else len(page)
    return page[:at] + scripts(edition, digest, host) + page[at:]


def told(standing: Standing, language: Language) -> bytes:
    """``problems.json``: the problems, those that stop the build first, and the words to show them with."""
    found = errors_first(standing.problems)
    errors = sum(problem.severity == "error" for problem in found)
    warnings = len(found) - errors
    words = {
        "title": (FAILED if standing.failed else WARNED).in_(language, errors=errors, warnings=warnings),
        "note": (_kept(standing) if standing.failed else MINOR).in_(language),
        "badge": (ERROR_BADGE if standing.failed else WARNED).in_(language, errors=errors, warnings=warnings),
        "close": CLOSE.in_(language),
        "error": ERROR.in_(language),
        "warning": WARNING.in_(language),
        "lost": LOST.in_(language),
        "lang": "zh-CN" if language == "zh" else "en",
    }
    listed = entries(found, language)
    body = {"edition": standing.edition, "failed": standing.failed, "problems": listed, "words": words}
    return json.dumps(body, ensure_ascii=False).encode()


def waiting_page(standing: Standing, language: Language) -> bytes:
    """The page that stands in for a site that has never been built."""
    if standing.built:
        return _plain(BROKEN_TITLE, _kept(standing), language)
    return _plain(WAIT_TITLE, WAIT_TEXT, language)


def _kept(standing: Standing) -> Words:
    """What is shown meanwhile, and what must happen for the site to be built."""
    if standing.fault:
        return KEPT_MEANWHILE if standing.edition else NOTHING_KEPT_MEANWHILE
    return KEPT if standing.edition else NOTHING_KEPT


def missing_page(language: Language) -> bytes:
    """The page for an address that is none, where the site has no page of its own for it."""
    return _plain(MISSING_TITLE, MISSING_TEXT, language, f'<p><a href="/">{HOME.in_(language)}</a></p>')


def _plain(title: Words, text: Words, language: Language, more: str = "") -> bytes:
    lang = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title.in_(language)}</title>\n"
        f'<link rel="stylesheet" href="{PREFIX}overlay.css">\n</head>\n<body class="xianfeng-plain">\n'
        f"<h1>{title.in_(language)}</h1>\n<p>{text.in_(language)}</p>\n{more}</body>\n</html>\n"
    ).encode()


@cache
def files() -> Mapping[str, bytes]:
    """Name below ``PREFIX`` → bytes of the overlay's own files and of livereload's client.

    The client is found through the list of installed packages: importing livereload would load its server too.
    """
    here = Path(__file__).parent
    client = Path(str(distribution("livereload").locate_file("livereload/vendors/livereload.js")))
    own = {name: (here / name).read_bytes() for name in ("edition.js", "overlay.js", "overlay.css")}
    return own | {"livereload.js": client.read_bytes()}


@cache
def version(name: str) -> str:
    """What the address of one of the files tells of its content."""
    return digests.of_bytes(files()[name])[:10]
