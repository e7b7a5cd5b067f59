"""What is kept from run to run, and the reasons that follow from it.

Two steps are kept: reading (the bytes of one file → its records) and rendering (a page → its bytes). A key names all that a
result depends on, part by part; the parts of the last complete run tell why a page was rendered. Files with problems are
not kept, so that their problems are found anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from builder import digests, images
from builder.load import Loaded, read_file
from builder.pictures import Picture
from builder.problems import Problem
from builder.schema import REGISTRY
from builder.schema.decode import Vocabularies
from builder.store import Store

Parts = Mapping[str, str]  # part of a key → its digest
SHORT = 12  # digits of a digest kept for comparison only

NEW, LOST = "new", "lost"  # reasons beside the names of changed parts: a new page; its result was not in the store


class LastRun(msgspec.Struct):
    """The last complete run: for each page its parts, and for those rendered then the reasons."""

    parts: dict[str, dict[str, str]] = {}
    reasons: dict[str, list[str]] = {}


@dataclass(slots=True)
class Keeper:
    """The store as one run uses it. ``drafts`` keeps the record of previews apart from that of builds."""

    store: Store
    code: str
    drafts: bool
    read_count: int = 0
    rendered: dict[str, list[str]] = field(default_factory=dict)
    _parts: dict[str, dict[str, str]] = field(default_factory=dict)

    def read(self, file: str, data: bytes, vocabularies: Vocabularies) -> Loaded:
        """The records of a file, from the store where its bytes, name and vocabularies are the same."""
        key = digests.of_data([self.code, file, digests.of_bytes(data), vocabularies])
        kept = self.store.get("read", key)
        if kept is not None:
            return _unpacked(kept)
        self.read_count += 1
        loaded = read_file(file, data, vocabularies)
        if not loaded.problems:
            self.store.put("read", key, _packed(loaded))
        return loaded

    def pages(self, parts: Mapping[str, Parts]) -> dict[str, bytes]:
        """The pages (path → bytes) whose results are kept; notes for the others why they are not."""
        kept = {path: self.store.get("page", digests.of_data(found)) for path, found in parts.items()}
        self._parts = {path: {n: d[:SHORT] for n, d in found.items()} for path, found in parts.items()}
        last = last_run(self.store, self.drafts).parts
        for path, value in kept.items():
            if value is None:
                self.rendered[path] = _reasons(last.get(path), self._parts[path])
        return {path: value for path, value in kept.items() if value is not None}

    def keep(self, fresh: Mapping[str, bytes], parts: Mapping[str, Parts]) -> None:
        for path, value in fresh.items():
            self.store.put("page", digests.of_data(parts[path]), value)

    def picture(self, picture: Picture, data: bytes) -> bytes | Problem:
        """The published bytes of a picture, from the store where they were made before."""
        key = digests.of_data([self.code, picture])
        kept = self.store.get("picture", key)
        made = images.derive(picture, data) if kept is None else kept
        if kept is None and isinstance(made, bytes):
            self.store.put("picture", key, made)
        return made

    def finish(self) -> None:
        """Record this run as the last complete one; only after its site has been published."""
        self.store.put("run", _run_key(self.drafts), msgspec.msgpack.encode(LastRun(self._parts, self.rendered)))


def last_run(store: Store, drafts: bool) -> LastRun:
    """What the last complete run left behind; empty if there was none, or it was of another version."""
    kept = store.get("run", _run_key(drafts))
    try:
        return msgspec.msgpack.decode(kept, type=LastRun) if kept else LastRun()
    except msgspec.DecodeError:
        return LastRun()  # only reasons are lost


def _run_key(drafts: bool) -> str:
    return digests.of_data(["run", drafts])


def _reasons(before: Parts | None, now: Parts) -> list[str]:
    if before is None:
        return [NEW]
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)] or [LOST]


def _packed(loaded: Loaded) -> bytes:
    return msgspec.msgpack.encode([(record.kind, record) for record in loaded.records])


def _unpacked(data: bytes) -> Loaded:
    found = msgspec.msgpack.decode(data, type=list[tuple[str, msgspec.Raw]])
    return Loaded(tuple(msgspec.msgpack.decode(raw, type=REGISTRY[kind]) for kind, raw in found), ())
