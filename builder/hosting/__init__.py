"""Configuration for the server that serves ``public/``: headers, caching, the page for what is not there.

Each host has a module that writes its file from the same ``headers``; ``WRITERS`` is the whole list. What is written
depends on the address in ``site.yaml`` alone: at a root, or below a path. Nothing here talks to a server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from builder.hosting import nginx, pages, store
from builder.hosting.headers import Where
from builder.wording import Language, Words

UNFIT = Words(
    "“{value}”里有服务器配置不能用的字符。请只用英文字母、数字和 . _ ~ / -。",
    "“{value}” holds characters that a server's configuration cannot take. Use letters, digits and . _ ~ / - only.",
)
WRITERS: Mapping[str, Callable[[Where, Language], str]] = {
    "nginx": nginx.write,
    "pages": pages.write,
    "store": store.write,
}


class Unfit(Exception):
    """A host, path or folder with characters that have a meaning in a configuration."""

    def text(self, language: Language) -> str:
        return UNFIT.in_(language, value=self.args[0])


def configuration(host: str, address: str, folder: str, language: Language) -> str:
    """The configuration for ``host`` (a key of ``WRITERS``) of the site at ``address``, published to ``folder``.

    Raises ``Unfit`` for what would not stay inside its line of a configuration.
    """
    parts = urlsplit(address)
    below = f"/{parts.path.strip('/')}/" if parts.path.strip("/") else "/"
    for value in (parts.hostname or "", below, folder):
        if not re.fullmatch(r"[0-9A-Za-z._~/:-]*", value):
            raise Unfit(value)
    return WRITERS[host](Where(parts.hostname or "localhost", below, folder.rstrip("/")), language)
