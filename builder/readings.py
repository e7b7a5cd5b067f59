"""What was read before: the records of each file under the digest of its bytes, and the facts by which it is known.

One memory holds the records of all files, so that ten thousand of them come back with one read; the heavy texts stay
in the store until somebody asks for one. Files with problems are not kept, so that their problems are found anew.

A file is read again unless its facts (size, times, inode) are those of the last time and were old then (see ``facts``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import structs

from builder import digests, sources
from builder.contents import Contents
from builder.facts import Facts, Trust
from builder.keeper import Keeper
from builder.load import Loaded
from builder.problems import Problem, unheard
from builder.readfile import FileBytes, Fresh, ReadFile, unpacked
from builder.recorddigests import Told
from builder.relations import Key
from builder.schema.hints import Vocabularies

Lost: TypeAlias = tuple[tuple[str, str], ...]


class Files(msgspec.Struct):
    """All files that were read without problems. ``words``: the digest of the vocabularies they were read with."""

    words: str
    files: dict[str, ReadFile]


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds, and what is told of its records."""

    loaded: Loaded
    digests: Mapping[Key, Told]


@dataclass(slots=True)
class Held:
    """What a process has in its memory of its last reading: all files without problems, and what they hold. Only a
    preview reads twice."""

    files: Files | None = None
    reads: dict[str, Read] = field(default_factory=dict)
    contents: Contents | None = None

    def rest(self) -> None:
        """Let go of all texts."""
        if self.contents is not None:
            self.contents.rest()
        for read in self.reads.values():
            for record in read.loaded.records:
                if record.body is not None:
                    record.body.text.let_go()


@dataclass(slots=True)
class Readings:
    """The reading of one run. ``held``: what this process knows; ``near``: those who do the work have the files too."""

    keeper: Keeper
    root: Path
    vocabularies: Vocabularies
    trust: Trust
    held: Held = field(default_factory=Held)
    near: bool = True
    fresh: int = 0  # files read in this run
    _files: dict[str, ReadFile] = field(default_factory=dict)

    def read(
        self, files: Sequence[str], spread: Callable[[Sequence[FileBytes]], Iterable[Fresh]]
    ) -> Iterator[Read]:
        """Every file in order. ``spread`` reads those whose bytes are new."""
        held, words = self.held, digests.of_data(self.vocabularies)
        last = held.files or self.keeper.remembered("files", Files, shared=True)
        before = last.files if last is not None and last.words == words else {}
        if held.contents is None:
            held.contents = Contents(self.keeper, self.root, self.vocabularies)
        held.contents.turn_to(self.keeper, self.vocabularies)
        now = self._fresh(self._sort(files, before), spread)
        if self._files != before:
            self.keeper.remember("files", Files(words, self._files), shared=True)
        reads: dict[str, Read] = {}
        for file in files:
            known = self._files.get(file)
            if known is not None:
                same = file in held.reads and file in before and before[file].records is known.records
                reads[file] = read = held.reads[file] if same else self._read(file, known)
                yield read
            elif file in now:
                yield self._read(file, now[file].file, now[file].problems, now[file].lost)
        held.files, held.reads = Files(words, self._files), reads

    def digests(self) -> dict[str, tuple[str, Facts | None]]:
        """The digests of the files without problems, and the facts by which they are known."""
        return {file: (read.digest, read.facts) for file, read in self._files.items()}

    def relied_on(self) -> Iterator[str]:
        """The texts of the records, as entries of the store."""
        return (f"text:{text}" for file in self._files.values() for text in file.texts)

    def _sort(self, files: Sequence[str], before: Mapping[str, ReadFile]) -> list[FileBytes]:
        """Take over what is known; what is not, with its bytes if they were fetched to see that. Whoever reads it tells
        why a file cannot be read."""
        missing: list[FileBytes] = []
        for file in files:
            known = before.get(file)
            if known is None and self.near:
                missing.append((file, None, None))
                continue
            if known is not None and self.trust.same(file, known.digest, known.facts):
                self._files[file] = structs.replace(known, facts=self.trust.of(file))
                continue
            data, facts = sources.read_known(self.root, file, unheard)
            if data is not None and known is not None and known.digest == digests.of_bytes(data):
                self._files[file] = structs.replace(known, facts=self.trust.of_read(file, facts))
            else:
                missing.append((file, data, facts))
        return missing

    def _fresh(
        self, missing: list[FileBytes], spread: Callable[[Sequence[FileBytes]], Iterable[Fresh]]
    ) -> dict[str, Fresh]:
        """Read what is not known."""
        names = [file for file, *_ in missing]
        now: dict[str, Fresh] = {}
        for file, fresh in zip(names, spread(missing), strict=True):
            now[file] = self._keep(file, fresh)
        missing.clear()  # the bytes of all files
        self.fresh = len(now)
        self.keeper.put_rest("text")
        return now

    def _keep(self, file: str, fresh: Fresh) -> Fresh:
        """Keep what has just been read, unless it has problems: those must be found anew, and its texts are at hand
        only."""
        assert self.held.contents is not None, "reading"
        self.held.contents.hold(fresh.texts, needed=bool(fresh.problems))
        if not fresh.problems:
            self._files[file] = structs.replace(fresh.file, facts=self.trust.of_read(file, fresh.file.facts))
            self.keeper.put_soon("text", fresh.texts)
        return Fresh(fresh.file, {}, fresh.problems, fresh.lost)

    def _read(self, file: str, kept: ReadFile, problems: Sequence[Problem] = (), lost: Lost = ()) -> Read:
        assert self.held.contents is not None, "reading"
        fetch = self.held.contents.of(file)
        found = [unpacked(kind, raw, fetch) for kind, _, raw in kept.records]
        known = {(r.kind, r.id): told for r, (_, told, _) in zip(found, kept.records, strict=True)}
        return Read(Loaded(tuple(found), tuple(problems), lost), known)
