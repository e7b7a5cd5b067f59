"""Configuration for the server that serves ``public/``: headers, caching, the page for what is not there.

Each host has a module that writes its file from the same ``headers``; ``WRITERS`` is the whole list. What is written
depends on the address in ``site.yaml`` alone: at a root, or below a path. Nothing here talks to a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from builder.hosting import nginx, pages, store
from builder.hosting.headers import Where
from builder.wording import LANGUAGES, Language, Words

UNFIT = Words(
    "“{value}”里有服务器配置不能用的字符。site.yaml 的网址和 --folder 里，请只用英文字母、数字和 . _ ~ / -。",
    "“{value}” holds characters that a server's configuration cannot take. In the address in site.yaml and in --folder "
    "use letters, digits and . _ ~ / - only.",
)
NOT_ABSOLUTE = Words(
    "网站在服务器上的文件夹（--folder）要从根写起，不能只写“/”，如 /srv/www/xianfeng；现在是“{value}”。",
    "The folder of the site on the server (--folder) is written from the root on and is not the root itself, such as "
    "/srv/www/xianfeng; it is “{value}”.",
)
ABOUTS = (nginx.ABOUT, nginx.ABOUT_PART, pages.ABOUT, store.ABOUT)
WRITERS: Mapping[str, Callable[[Where, Language], str]] = {
    "nginx": nginx.write,
    "pages": pages.write,
    "store": store.write,
}


class Unfit(Exception):
    """A host, path or folder that a configuration cannot take as it is."""

    def __init__(self, value: str, words: Words = UNFIT) -> None:
        super().__init__(value, words)
        self.value, self._words = value, words

    def text(self, language: Language) -> str:
        return self._words.in_(language, value=self.value)


def is_ours(data: bytes) -> bool:
    """Whether a file begins as one that was written here, in whatever language; JSON does in its second line."""
    head = "\n".join(data.decode("utf-8", "replace").split("\n")[:2])
    return any(about.in_(language) in head for about in ABOUTS for language in LANGUAGES)


def configuration(host: str, address: str, folder: str, language: Language) -> str:
    """The configuration for ``host`` (a key of ``WRITERS``) of the site at ``address``, published to ``folder``.

    Raises ``Unfit`` for what would not stay inside its line of a configuration.
    """
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    below = f"/{path}/" if path else "/"
    for value in (parts.hostname or "", below, folder):
        if not re.fullmatch(r"[0-9A-Za-z._~/:-]*", value):
            raise Unfit(value)
    if host == "nginx" and not re.match(r"(?:[A-Za-z]:)?/.*[^/.]", folder):  # the others name no folder
        raise Unfit(folder, NOT_ABSOLUTE)
    ports = {} if parts.port is None else {"secure" if parts.scheme == "https" else "plain": parts.port}
    return WRITERS[host](Where(parts.hostname or "localhost", below, folder.rstrip("/"), **ports), language)
