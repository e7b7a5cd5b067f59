"""What a built page refers to: every address in it and every place in it that can be pointed at."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

_ADDRESSES = {"href", "src", "data", "poster", "action"}


@dataclass
class Links(HTMLParser):
    """``found``: attribute values that are addresses; ``ids``: what a fragment may name."""

    found: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _ADDRESSES and value and not (tag == "link" and ("rel", "canonical") in attrs):
                self.found.append(value)
            elif name == "srcset" and value:
                self.found += [part.split()[0] for part in value.split(",")]
            elif name == "id" and value:
                self.ids.add(value)


def links_of(page: Path) -> Links:
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def dead_links(site: Path, top: str = "/") -> list[str]:
    """Every link of every page below ``site`` that names no file, or no place in it; absolute ones are left out.

    ``404.html`` is shown at any address: it alone counts from the ``top`` that the site has on its host.
    """
    pages = {path.relative_to(site).as_posix(): links_of(path) for path in site.rglob("*.html")}
    dead = []
    for page, links in pages.items():
        for address in links.found:
            if "://" in address or address.startswith(("mailto:", "tel:")):
                continue
            if page == "404.html":
                address = address.removeprefix(top)
            path, _, fragment = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
            if address.startswith("/") or not (site / target).is_file():
                dead.append(f"{page}: {address}")
            elif fragment and unquote(fragment) not in pages[target].ids:
                dead.append(f"{page}: {address} (no such place)")
    return dead
