"""What is kept from run to run: results of pure work in the store, and the memory of the last complete run.

A result stands under the digest of all that it depends on. A memory is one entry that is written over by each run: it
only says what need not be looked at again, so losing it costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from builder import digests, packs
from builder.store import Store

SWEEP_AFTER = 4  # times what a run uses may be added to the store before it is swept
T = TypeVar("T")


class Used(msgspec.Struct):
    """What the last complete run asked of the store, as ``kind:key``; and how many entries were put since a sweep."""

    entries: list[str] = []
    added: int = 0


class Reasons(msgspec.Struct):
    """Why pages of the last run were rendered: site path → the parts of its key that had changed. ``taken``: the same
    of those that changed too, but had been rendered by another run, of a check or a preview."""

    pages: dict[str, list[str]] = {}
    taken: dict[str, list[str]] = {}


@dataclass(slots=True)
class Keeper:
    """The store as one run uses it. ``drafts`` keeps the memory of previews apart from that of builds."""

    store: Store
    code: str
    drafts: bool
    _used: set[str] = field(default_factory=set)
    _added: int = 0
    _waiting: dict[str, dict[str, bytes]] = field(default_factory=dict)  # by kind, on their way into the store

    # Results

    def key(self, kind: str, depends: object) -> str:
        """The key of a result; ``depends`` is all it is made from, as plain data."""
        return digests.of_data([self.code, kind, depends])

    def get(self, kind: str, key: str) -> bytes | None:
        self._used.add(f"{kind}:{key}")
        return self.store.get(kind, key)

    def put(self, kind: str, key: str, value: bytes) -> None:
        self._used.add(f"{kind}:{key}")
        self._added += 1
        self.store.put(kind, key, value)

    def put_all(self, kind: str, values: Mapping[str, bytes]) -> None:
        self._used.update(f"{kind}:{key}" for key in values)
        self._added += len(values)
        self.store.put_all(kind, values)

    def put_soon(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep values in one file with others of their kind that are to come; ``put_rest`` says that none are."""
        waiting = self._waiting.setdefault(kind, {})
        waiting.update(values)
        if len(waiting) >= packs.MOST:
            self.put_rest(kind)

    def put_rest(self, kind: str) -> None:
        self.put_all(kind, self._waiting.pop(kind, {}))

    def result(self, kind: str, depends: object, make: Callable[[], bytes]) -> bytes:
        """The result of ``make``, from the store where it was made before."""
        key = self.key(kind, depends)
        kept = self.get(kind, key)
        made = make() if kept is None else kept
        if kept is None:
            self.put(kind, key, made)
        return made

    def found(self, kind: str, depends: Iterable[object]) -> list[bytes | None]:
        """The results of many, those that the store has."""
        return [self.get(kind, self.key(kind, one)) for one in depends]

    def keep(self, kind: str, results: Iterable[tuple[object, bytes]]) -> None:
        """Keep results, each with all that it depends on."""
        self.put_all(kind, {self.key(kind, depends): result for depends, result in results})

    # Memories

    def remembered(self, name: str, kind: type[T], *, shared: bool = False) -> T | None:
        """What ``remember`` was last told under ``name``; None if nothing, or by another version of the program.

        ``shared``: builds and previews remember it in common.
        """
        kept = self.store.get("memory", self._name(name, shared))
        try:
            return msgspec.msgpack.decode(kept, type=kind) if kept else None
        except (msgspec.DecodeError, RecursionError):
            return None

    def remember(self, name: str, value: object, *, shared: bool = False) -> None:
        self.store.put("memory", self._name(name, shared), msgspec.msgpack.encode(value))

    def _name(self, name: str, shared: bool) -> str:
        return digests.of_data([self.code, name, None if shared else self.drafts])

    def finish(self, also: Iterable[str]) -> None:
        """Remember what this complete run used; ``also`` are entries that it relied on without asking for them.

        Now and then the store is swept of what neither the last build nor the last preview has used.
        """
        before = self.remembered("used", Used) or Used()
        done = Used(sorted(self._used | {*also}), before.added + self._added)
        if done.added > SWEEP_AFTER * len(done.entries):
            other = Keeper(self.store, self.code, not self.drafts).remembered("used", Used) or Used()
            entries = {tuple(entry.split(":", 1)) for entry in (*done.entries, *other.entries)}
            self.store.sweep({(kind, key) for kind, key in entries} | self._memories())
            done.added = 0
        self.remember("used", done)

    def _memories(self) -> set[tuple[str, str]]:
        names: list[tuple[str, bool | None]] = [(name, drafts) for name in MEMORIES for drafts in (True, False)]
        names += [(name, None) for name in SHARED]
        return {("memory", digests.of_data([self.code, name, drafts])) for name, drafts in names}


MEMORIES = ("used", "pages", "reasons", "judged", "index", "rows", "published", "whole")
SHARED = ("files", "pictures", "static")
