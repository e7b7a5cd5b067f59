"""Configuration for the server that serves ``public/``: headers, caching, the page for what is not there.

Each host has a module that writes its file from the same ``headers``; ``WRITERS`` is the whole list. What is written
depends on the address in ``site.yaml`` alone: at a root, or below a path. Nothing here talks to a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from builder import digests
from builder.hosting import apache, iis, nginx, pages, store
from builder.hosting.headers import SEAL, Where
from builder.wording import Language, Words

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
WRITERS: Mapping[str, Callable[[Where, Language], str]] = {
    "nginx": nginx.write,
    "apache": apache.write,
    "iis": iis.write,
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
    """Whether a file is as it was written here: nobody else's, and without a line that was edited since."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")  # as git and editors on Windows lay it
    found = re.search(r"\[[0-9a-f]{8}\]", "\n".join(text.split("\n")[:2]))
    return found is not None and _sealed(text.replace(found[0], SEAL, 1)) == text


def _sealed(text: str) -> str:
    return text.replace(SEAL, f"[{digests.of_bytes(text.encode())[:8]}]", 1)


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
    return _sealed(WRITERS[host](Where(parts.hostname or "localhost", below, folder.rstrip("/"), **ports), language))
