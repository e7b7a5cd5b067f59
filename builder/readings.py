"""What was read before: the records of each file under the digest of its bytes, and the facts by which it is known.

One memory holds the records of all files, so that ten thousand of them come back with one read; the heavy texts stay
in the store until somebody asks for one. Files with problems are not kept, so that their problems are found anew.

A file is read again unless its facts (size, times, inode) are those of the last time and were old then (see ``facts``).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from builder import digests, sources
from builder.facts import Facts, settled
from builder.faults import DiskFault
from builder.keeper import Keeper
from builder.load import WRITTEN, Loaded, read_file
from builder.markdown import Text
from builder.markdown.document import Content
from builder.problems import Problem, Report
from builder.relate import digest_of
from builder.relations import Key
from builder.schema import REGISTRY, Record
from builder.schema.decode import Vocabularies

FileBytes: TypeAlias = tuple[str, bytes]


class ReadFile(msgspec.Struct, array_like=True):
    """One file: the digest of its bytes, its records as (type, digest, MessagePack), its texts, and its facts if they
    had settled."""

    digest: str
    records: list[tuple[str, str, msgspec.Raw]]
    texts: list[str]
    facts: Facts | None = None


class Files(msgspec.Struct):
    """All files that were read without problems. ``words``: the digest of the vocabularies they were read with."""

    words: str
    files: dict[str, ReadFile]


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds; ``digests``: key → digest of what a record says, its place in the file apart."""

    loaded: Loaded
    digests: Mapping[Key, str]


@dataclass(slots=True)
class Readings:
    """The reading of one run. ``now``: when it began, in ns; ``rehash``: trust no facts, read every file."""

    keeper: Keeper
    root: Path
    vocabularies: Vocabularies
    facts: Mapping[str, Facts]  # of the files as they were when the run began
    now: int
    rehash: bool = False
    fresh: int = 0  # files read in this run
    _files: dict[str, ReadFile] = field(default_factory=dict)

    def read(
        self, files: Sequence[str], spread: Callable[[Sequence[FileBytes]], Iterable[Loaded]], report: Report
    ) -> Iterator[Read]:
        """Every file in order. ``spread`` reads those whose bytes are new."""
        words = digests.of_data(self.vocabularies)
        last = self.keeper.remembered("files", Files, shared=True)
        before = last.files if last is not None and last.words == words else {}
        missing: list[tuple[str, bytes, Facts | None]] = []
        for file in files:
            known, facts = before.get(file), settled(self.facts.get(file), self.now)
            if known is not None and not self.rehash and facts is not None and known.facts == facts:
                self._files[file] = known
                continue
            data = sources.read_bytes(self.root, file, report)
            if data is not None and known is not None and known.digest == digests.of_bytes(data):
                self._files[file] = ReadFile(known.digest, known.records, known.texts, facts)
            elif data is not None:
                missing.append((file, data, facts))
        self.fresh = len(missing)
        now: dict[str, Read] = {}
        for (file, data, facts), loaded in zip(missing, spread([m[:2] for m in missing]), strict=True):
            now[file] = self._keep(file, data, facts, loaded)
        if self._files != before:
            self.keeper.remember("files", Files(words, self._files), shared=True)
        for file in files:
            if file in now:
                yield now[file]
            elif file in self._files:
                yield self._again(file, self._files[file])

    def relied_on(self) -> Iterator[str]:
        """The texts of the records, as entries of the store."""
        return (f"text:{text}" for file in self._files.values() for text in file.texts)

    def _keep(self, file: str, data: bytes, facts: Facts | None, loaded: Loaded) -> Read:
        """Keep what has just been read, unless it has problems: those must be found anew."""
        digest = digests.of_bytes(data)
        # One record fills a Markdown file, so the digest of the file serves; of data, each record has its own.
        one = file.lower().endswith(WRITTEN)
        told = [f"{digest}{n}" if one else digest_of(record) for n, record in enumerate(loaded.records)]
        if not loaded.problems:
            texts: list[str] = []
            put = partial(self._put_text, texts)
            kept = [(r.kind, known, packed(r, put)) for r, known in zip(loaded.records, told, strict=True)]
            self._files[file] = ReadFile(digest, kept, texts, facts)
        return Read(loaded, {(r.kind, r.id): known for r, known in zip(loaded.records, told, strict=True)})

    def _again(self, file: str, kept: ReadFile) -> Read:
        """What was kept of a file, its texts still in the store."""
        fetch = partial(self._fetch_text, file)
        found = [unpacked(kind, raw, fetch) for kind, _, raw in kept.records]
        known = {(r.kind, r.id): digest for r, (_, digest, _) in zip(found, kept.records, strict=True)}
        return Read(Loaded(tuple(found), ()), known)

    def _put_text(self, texts: list[str], text: Text) -> None:
        texts.append(text.digest)
        self.keeper.put("text", text.digest, msgspec.msgpack.encode(text.content))

    def _fetch_text(self, file: str, digest: str) -> Content:
        """A text from the store, or, if it was lost there, from its file."""
        kept = self.keeper.get("text", digest)
        try:
            if kept is not None:
                return _content.decode(kept)
        except msgspec.DecodeError:
            pass  # an entry of another version; the file is read again
        data = sources.read_bytes(self.root, file, _unheard)
        loaded = read_file(file, data, self.vocabularies) if data is not None else Loaded((), ())
        for record in loaded.records:
            if record.body is not None and record.body.text.digest == digest:
                return record.body.text.content
        raise DiskFault(self.root / file, OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)))  # changed meanwhile


_content = msgspec.msgpack.Decoder(tuple[tuple[str, ...], tuple[str, ...]])


def packed(record: Record, put: Callable[[Text], object]) -> msgspec.Raw:
    """A record as MessagePack, its texts by their digests; ``put`` takes each text."""

    def by_digest(value: object) -> str:
        if not isinstance(value, Text):
            raise NotImplementedError(type(value))
        put(value)
        return value.digest

    return msgspec.Raw(msgspec.msgpack.encode(record, enc_hook=by_digest))


def unpacked(kind: str, raw: msgspec.Raw, fetch: Callable[[str], Content]) -> Record:
    """The record again; ``fetch`` gives the content of a text by its digest, when somebody asks for it."""

    def later(wanted: type[Any], digest: str) -> Text:
        if wanted is not Text:
            raise NotImplementedError(wanted)
        return Text(digest, fetch)

    return msgspec.msgpack.decode(raw, type=REGISTRY[kind], dec_hook=later)


def _unheard(_: Problem) -> None:
    """The file was read without problems before."""
