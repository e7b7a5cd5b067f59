"""What is kept from run to run, and the reasons that follow from it.

Two steps are kept: reading (the bytes of one file → its records) and rendering (a page → its bytes). A key names all
that a result depends on, part by part; the parts of the last complete run tell why a page was rendered. Files with
problems are not kept, so that their problems are found anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from builder import digests
from builder.load import Loaded
from builder.pictures import Picture
from builder.schema import REGISTRY
from builder.schema.decode import Vocabularies
from builder.store import Store

FileBytes = tuple[str, bytes]
Parts = Mapping[str, str]  # part of a key → its digest
SWEEP_AFTER = 4  # times what a run uses may be added to the store before it is swept
SHORT = 12  # digits of a digest kept for comparison only

NEW, LOST = "new", "lost"  # reasons beside the names of changed parts: a new page; its result was not in the store


class LastRun(msgspec.Struct):
    """The last complete run: for each page its parts, and for those rendered then the reasons."""

    parts: dict[str, dict[str, str]] = {}
    reasons: dict[str, list[str]] = {}
    used: list[str] = []  # ``kind:key`` of every entry of the store that the run asked for
    added: int = 0  # entries put since the store was last swept


@dataclass(slots=True)
class Keeper:
    """The store as one run uses it. ``drafts`` keeps the record of previews apart from that of builds."""

    store: Store
    code: str
    drafts: bool
    read_count: int = 0
    rendered: dict[str, list[str]] = field(default_factory=dict)
    _parts: dict[str, dict[str, str]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _added: int = 0

    def read_before(
        self, files: Sequence[FileBytes], vocabularies: Vocabularies
    ) -> tuple[dict[str, Loaded], list[FileBytes]]:
        """What earlier runs read from the same bytes, and the files that must be read now."""
        kept: dict[str, Loaded] = {}
        missing: list[FileBytes] = []
        for file, data in files:
            found = self._get("read", self._read_key(file, data, vocabularies))
            if found is None:
                missing.append((file, data))
            else:
                kept[file] = _unpacked(found)
        return kept, missing

    def read_now(
        self, missing: Iterable[FileBytes], loaded: Iterable[Loaded], vocabularies: Vocabularies
    ) -> dict[str, Loaded]:
        """What has just been read, kept for the next run unless it has problems: those must be found anew."""
        read: dict[str, Loaded] = {}
        for (file, data), found in zip(missing, loaded, strict=True):
            read[file] = found
            if not found.problems:
                self._put("read", self._read_key(file, data, vocabularies), _packed(found))
        self.read_count = len(read)
        return read

    def _read_key(self, file: str, data: bytes, vocabularies: Vocabularies) -> str:
        return digests.of_data([self.code, file, digests.of_bytes(data), vocabularies])

    def pages(self, parts: Mapping[str, Parts]) -> dict[str, bytes]:
        """The pages (path → bytes) whose results are kept; notes for the others why they are not."""
        kept = {path: self._get("page", digests.of_data(found)) for path, found in parts.items()}
        self._parts = {path: {n: d[:SHORT] for n, d in found.items()} for path, found in parts.items()}
        last = last_run(self.store, self.drafts).parts
        for path, value in kept.items():
            if value is None:
                self.rendered[path] = _reasons(last.get(path), self._parts[path])
        return {path: value for path, value in kept.items() if value is not None}

    def keep(self, fresh: Mapping[str, bytes], parts: Mapping[str, Parts]) -> None:
        for path, value in fresh.items():
            self._put("page", digests.of_data(parts[path]), value)

    def pictures(self, shown: Iterable[Picture]) -> tuple[list[bytes], list[Picture]]:
        """What earlier runs made of the same pictures, and those that must be made now."""
        kept: list[bytes] = []
        missing: list[Picture] = []
        for picture in shown:
            found = self._get("picture", self._picture_key(picture))
            if found is None:
                missing.append(picture)
            else:
                kept.append(found)
        return kept, missing

    def keep_picture(self, picture: Picture, made: bytes) -> None:
        self._put("picture", self._picture_key(picture), made)

    def _picture_key(self, picture: Picture) -> str:
        return digests.of_data([self.code, picture])

    def result(self, kind: str, depends: object, make: Callable[[], bytes]) -> bytes:
        """The result of ``make``, from the store where it was made before.

        ``depends``: all it is made from, as plain data.
        """
        key = digests.of_data([self.code, kind, depends])
        kept = self._get(kind, key)
        made = make() if kept is None else kept
        if kept is None:
            self._put(kind, key, made)
        return made

    def finish(self) -> None:
        """Record this run as the last complete one; only after its site has been published.

        Now and then the store is swept of what neither the last build nor the last preview has used.
        """
        before = last_run(self.store, self.drafts)
        added = before.added + self._added
        done = LastRun(self._parts, self.rendered, sorted(self._used), added)
        if added > SWEEP_AFTER * len(self._used):
            others = last_run(self.store, not self.drafts).used
            runs = {("run", _run_key(drafts)) for drafts in (True, False)}
            kept = {(kind, key) for kind, _, key in (entry.partition(":") for entry in (*done.used, *others))}
            self.store.sweep(kept | runs)
            done.added = 0
        self.store.put("run", _run_key(self.drafts), msgspec.msgpack.encode(done))

    def _get(self, kind: str, key: str) -> bytes | None:
        self._used.add(f"{kind}:{key}")
        return self.store.get(kind, key)

    def _put(self, kind: str, key: str, value: bytes) -> None:
        self._added += 1
        self.store.put(kind, key, value)


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
