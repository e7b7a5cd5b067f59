"""One file as it was read, in the form in which it is kept and sent between processes: packed, its heavy texts apart.

Whoever reads a file packs it too, so that of ten thousand records no object crosses from process to process; and what
was read just now and what an earlier run read are unpacked in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from builder import digests, sources
from builder.contentfiles import WRITTEN, kind_of
from builder.facts import Facts
from builder.load import read_file
from builder.markdown import Text
from builder.problems import Problem
from builder.recorddigests import Told, told_of, told_of_file
from builder.schema import REGISTRY, Record
from builder.schema.hints import Vocabularies

FileBytes: TypeAlias = tuple[str, bytes | None, Facts | None]  # without bytes whoever reads the file fetches them


class ReadFile(msgspec.Struct, array_like=True):
    """One file: the digest of its bytes, its records as (type, digests, MessagePack), the digests of its texts, and
    its facts: of what was read just now those it had when it was opened, of what is kept if they had settled."""

    digest: str
    records: list[tuple[str, Told, msgspec.Raw]]
    texts: list[str]
    facts: Facts | None = None


class Fresh(msgspec.Struct, array_like=True):
    """A file that was read just now; ``texts``: digest → MessagePack; ``problems`` and ``lost`` as in ``Loaded``."""

    file: ReadFile
    texts: dict[str, bytes]
    problems: tuple[Problem, ...]
    lost: tuple[tuple[str, str], ...]


def reader(site: tuple[Path, Vocabularies]) -> Callable[[FileBytes], Fresh]:
    """The function that reads a file of the site with this root and these vocabularies; see ``spread``."""
    return partial(fresh, *site)


def fresh(root: Path, vocabularies: Vocabularies, item: FileBytes) -> Fresh:
    """Read and pack one file."""
    name, data, facts = item
    unread: list[Problem] = []
    if data is None:
        data, facts = sources.read_known(root, name, unread.append)
    if data is None:
        return Fresh(ReadFile("", [], []), {}, tuple(unread), ((kind_of(name), ""),))
    loaded, digest = read_file(name, data, vocabularies), digests.of_bytes(data)
    # One record fills a Markdown file, so the digest of the file serves; of data, each record has its own.
    one = name.lower().endswith(WRITTEN)
    told = [told_of_file(r, f"{digest}{n}") if one else told_of(r) for n, r in enumerate(loaded.records)]
    texts: dict[str, bytes] = {}

    def put(text: Text) -> None:
        texts[text.digest] = text.packed

    records = [(r.kind, known, packed(r, put)) for r, known in zip(loaded.records, told, strict=True)]
    return Fresh(ReadFile(digest, records, list(texts), facts), texts, loaded.problems, loaded.lost)


def packed(record: Record, put: Callable[[Text], object]) -> msgspec.Raw:
    """A record as MessagePack, its texts by their digests; ``put`` takes each text."""

    def by_digest(value: object) -> str:
        if not isinstance(value, Text):
            raise NotImplementedError(type(value))
        put(value)
        return value.digest

    return msgspec.Raw(msgspec.msgpack.encode(record, enc_hook=by_digest))


def unpacked(kind: str, raw: msgspec.Raw, fetch: Callable[[str], bytes]) -> Record:
    """The record again; ``fetch`` gives the content of a text by its digest, when somebody asks for it."""

    def later(wanted: type[Any], digest: str) -> Text:
        if wanted is not Text:
            raise NotImplementedError(wanted)
        return Text(digest, fetch)

    return msgspec.msgpack.decode(raw, type=REGISTRY[kind], dec_hook=later)
