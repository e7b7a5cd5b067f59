"""What a Markdown text becomes: HTML with open slots, and all that the rest of the site wants to know of it.

A document is made from one text alone, so it can be kept under the digest of its file. Whatever depends on other files
(where a reference leads, what a brand is called today, how large an image is) stays an open slot that planning fills.
A tree of nodes was rejected: ten thousand documents are stored and read back, and only the slots are ever touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from builder import digests
from builder.problems import Place

SlotKind = Literal["reference", "link", "image"]
WIDEST = 200  # columns of a table

# One Chinese character counts as one, a run of letters or digits with its inner points and hyphens (``3.5``) as one.
_WORD = re.compile(
    "([\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]+)"
    "|[0-9A-Za-z\u00c0-\u024f]+(?:[.,'’_-][0-9A-Za-z\u00c0-\u024f]+)*"
)
_BETWEEN = "\n，、。"  # the commonest signs that no word holds


class Heading(msgspec.Struct, frozen=True):
    """One heading of the body. ``level`` is 2 to 6, ``id`` unique in its document."""

    level: int
    id: str
    text: str


class Slot(msgspec.Struct, frozen=True):
    """A place in the html that planning fills, because its address or text depends on the rest of the site.

    =========  ===============================  ====================  ==================  ==========================
    kind       target                           text                  title               to be filled with
    =========  ===============================  ====================  ==================  ==========================
    reference  the words before ``|``, as typed the words after it    ""                  the whole ``<a>``, or text
    link       the address as typed             ""                    title, already set  the value of ``href``
    image      the address as typed             alternative text      title (caption)     the whole ``<picture>``
    =========  ===============================  ====================  ==================  ==========================

    What is filled in must be escaped for HTML. ``place`` is where it begins in the file.
    """

    kind: SlotKind
    target: str
    text: str
    title: str
    place: Place


class Address(msgspec.Struct, frozen=True):
    """An address outside the site that a text links to, as typed; ``place`` is where."""

    target: str
    place: Place


class Text:
    """The heavy part of a document: finished HTML and plain blocks, held or fetched when somebody first asks.

    Ten thousand documents are read back on each run, and hardly any of their texts is looked at; who looks at one
    mostly wants one half of it. ``digest`` names the content, so two texts are equal if their digests are.
    """

    __slots__ = ("_blocks", "_fetch", "_packed", "_parts", "digest")

    def __init__(self, digest: str, fetch: Callable[[str], bytes] | None, packed: bytes | None = None) -> None:
        """``fetch`` gives what is ``packed`` by its digest."""
        self.digest = digest
        self._fetch = fetch
        self._packed = packed
        self._parts: tuple[str, ...] | None = None
        self._blocks: tuple[str, ...] | None = None

    @classmethod
    def of(cls, parts: Iterable[str], blocks: Iterable[str]) -> Text:
        """The text of a document that has just been read."""
        both = tuple(parts), tuple(blocks)
        packed = digests.canonical(both)
        made = cls(digests.of_bytes(packed), None, packed)
        made._parts, made._blocks = both
        return made

    @property
    def packed(self) -> bytes:
        """(parts, blocks), see ``Document``, as MessagePack."""
        if self._packed is not None:
            return self._packed
        assert self._fetch is not None, "a text has its content or a way to it"
        return self._fetch(self.digest)

    @property
    def parts(self) -> tuple[str, ...]:
        if self._parts is None:
            self._parts = _strings.decode(_halves.decode(self.packed)[0])
        return self._parts

    @property
    def blocks(self) -> tuple[str, ...]:
        if self._blocks is None:
            self._blocks = _strings.decode(_halves.decode(self.packed)[1])
        return self._blocks

    def let_go(self) -> None:
        """Hold the content no longer, if it can be fetched again."""
        if self._fetch is not None:
            self._parts = self._blocks = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


_halves = msgspec.msgpack.Decoder(tuple[msgspec.Raw, msgspec.Raw])
_strings = msgspec.msgpack.Decoder(tuple[str, ...])


class Document(msgspec.Struct, frozen=True):
    """``html`` is ``parts[0]``, slot 0 filled, ``parts[1]``, … so there is always one part more than slots.

    ``blocks`` is the plain text of each heading, paragraph, list item, cell, caption and code block, in order; a
    reference stands in it as its typed words, or as its target if it has none. ``characters`` counts Chinese
    characters and Latin words. ``outward`` are the links that lead out of the site, to mail and telephones too: in the
    html they are encoded, and nobody would find there what was typed.
    """

    text: Text
    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]
    characters: int
    outward: tuple[Address, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        return self.text.parts

    @property
    def blocks(self) -> tuple[str, ...]:
        return self.text.blocks

    def filled(self, said: Callable[[Slot], str]) -> str:
        """The html with what ``said`` gives for each slot."""
        first, *others = self.parts
        return first + "".join([said(slot) + part for slot, part in zip(self.slots, others, strict=True)])


def count_characters(blocks: Iterable[str]) -> int:
    """The length of a text as Chinese word counts have it: characters, and a Latin word or number as one."""
    text, signs = "\n".join(blocks), 0
    for sign in _BETWEEN:  # as characters they are counted much faster, in long runs
        signs += text.count(sign)
        text = text.replace(sign, "一")
    return sum([len(chinese) or 1 for chinese in _WORD.findall(text)]) - signs
