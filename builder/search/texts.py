"""What the pages of documents say, as plain data: read from the finished pages, and kept so that they are read once.

Texts are kept in groups that a document's path decides, so that one edited page costs the reading of a few others,
and a run that needs a whole year opens sixteen files of the store and not seven hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import msgspec

from builder import digests
from builder.search import readings
from builder.search.documents import Document
from builder.search.extract import blocks
from builder.search.folding import fold

Keep: TypeAlias = Callable[[str, object, Callable[[], bytes]], bytes]  # (kind, all it depends on, how it is made)
Pages: TypeAlias = Callable[[str], bytes]  # site path → the rendered page


class Text(msgspec.Struct, frozen=True, array_like=True):
    """The blocks of a page by tier, as shown; and the keys of how the names of the document are read."""

    names: list[str]
    summary: list[str]
    body: list[str]
    spelt: list[str]

    def blocks(self) -> list[str]:
        return [*self.names, *self.summary, *self.body]


def read(document: Document, html: str) -> Text:
    """The text of a page. Readings are of the names as declared; all else is of the page, as a reader sees it."""
    found: dict[str, list[str]] = {"name": [], "summary": [], "body": []}
    for block in blocks(html):
        found[block.tier].append(block.text)
    spelt = {key: None for name in document.names for key in readings.keys(fold(name))}
    return Text(found["name"], found["summary"], found["body"], list(spelt))


class Texts:
    """The texts of all documents. ``fresh``: the paths of those that this run has read from their pages."""

    def __init__(self, documents: Iterable[Document], pages: Pages, keep: Keep) -> None:
        self._pages, self._keep = pages, keep
        self._groups: dict[tuple[str, str], list[Document]] = {}
        self._read: dict[str, Text] = {}
        self.fresh: set[str] = set()
        for document in documents:
            self._groups.setdefault(_group(document), []).append(document)

    def of(self, document: Document) -> Text:
        if document.path not in self._read:
            group = self._groups[_group(document)]
            kept = self._keep("texts", [(d.path, d.page, d.names) for d in group], lambda: self._make(group))
            found = msgspec.msgpack.decode(kept, type=list[Text])
            self._read |= {d.path: text for d, text in zip(group, found, strict=True)}
        return self._read[document.path]

    def _make(self, group: Sequence[Document]) -> bytes:
        self.fresh |= {document.path for document in group}
        return msgspec.msgpack.encode([read(d, self._pages(d.path).decode()) for d in group])


def _group(document: Document) -> tuple[str, str]:
    return document.year, digests.of_bytes(document.path.encode())[0]
