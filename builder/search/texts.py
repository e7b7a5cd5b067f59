"""What the pages of documents say, as plain data: read from the finished pages, and kept so that they are read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

import msgspec

from builder.search import readings
from builder.search.documents import Document
from builder.search.extract import blocks
from builder.search.folding import fold


class Keep(Protocol):
    """Results of earlier runs, by kind and all that they depend on; see ``Keeper``."""

    def result(self, kind: str, depends: object, make: Callable[[], bytes]) -> bytes: ...

    def found(self, kind: str, depends: Iterable[object]) -> list[bytes | None]: ...

    def keep(self, kind: str, results: Iterable[tuple[object, bytes]]) -> None: ...

    def remembered(self, name: str, kind: type[T]) -> T | None: ...

    def remember(self, name: str, value: object) -> None: ...


T = TypeVar("T")
Pages: TypeAlias = Callable[[str], bytes]  # site path → the rendered page
Spelt: TypeAlias = Mapping[tuple[str, ...], list[str]]  # names → the keys of their readings
UNSPELT: Spelt = {}


class Text(msgspec.Struct, frozen=True, array_like=True):
    """The blocks of a page by tier, as shown; and the keys of how the names of the document are read."""

    names: list[str]
    summary: list[str]
    body: list[str]
    spelt: list[str]

    def blocks(self) -> list[str]:
        return [*self.names, *self.summary, *self.body]


SILENT = Text([], [], [], [])  # that of a place where no document stands


def read(document: Document, html: str, spelt: Spelt = UNSPELT) -> Text:
    """The text of a page. Readings are of the names as declared, unless they are known as ``spelt``; all else is of the
    page, as a reader sees it."""
    found, own = blocks(html), spelt.get(document.names)
    if own is None:
        own = [*dict.fromkeys(key for name in document.names for key in readings.keys(fold(name)))]
    return Text(found["name"], found["summary"], found["body"], own)


def packed(document: Document, pages: Pages, spelt: Spelt = UNSPELT) -> bytes:
    """The text of a document, read from its page, as it is kept."""
    return msgspec.msgpack.encode(read(document, pages(document.path).decode(), spelt))


unpacked = msgspec.msgpack.Decoder(Text).decode


class Texts:
    """The texts of documents: each is kept, and decoded when it is asked for; all of a large site would be a gigabyte.
    ``fresh``: the paths of those that this run has read from their pages."""

    def __init__(self, pages: Pages, keep: Keep) -> None:
        self.pages = pages
        self.fresh: set[str] = set()
        self.keep = keep

    def of(self, document: Document) -> Text:
        (text,), fresh = self.read([document])
        self.take(fresh)
        return text

    def read(
        self, documents: Sequence[Document], spelt: Spelt = UNSPELT
    ) -> tuple[list[Text], list[tuple[Document, bytes]]]:
        """The texts of documents, in their order; and those that had to be read from their pages, packed."""
        known = self.kept(documents)
        fresh = {n: packed(documents[n], self.pages, spelt) for n, text in enumerate(known) if text is None}
        said = [text or unpacked(fresh[n]) for n, text in enumerate(known)]
        return said, [(documents[n], text) for n, text in fresh.items()]

    def kept(self, documents: Sequence[Document]) -> list[Text | None]:
        """Those texts that were read before."""
        found = self.keep.found("texts", map(_depends, documents))
        return [None if text is None else unpacked(text) for text in found]

    def take(self, fresh: Sequence[tuple[Document, bytes]]) -> None:
        """Keep texts that were read just now."""
        self.keep.keep("texts", [(_depends(document), text) for document, text in fresh])
        self.fresh |= {document.path for document, _ in fresh}


def _depends(document: Document) -> object:
    return document.path, document.page, document.names
