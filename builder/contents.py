"""The heavy texts of records, fetched when somebody asks for one: of ten thousand hardly any is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from builder import faults, sources
from builder.keeper import Keeper
from builder.load import Loaded, read_file
from builder.problems import unheard
from builder.schema.hints import Vocabularies

HELD = 200_000_000  # bytes of texts that a run keeps at hand; those of ten thousand cases are half as much


@dataclass(slots=True)
class Contents:
    """Where the texts are: at hand if they were read in this run, else in the store. Records that outlive a run ask the
    same object in the next one, so it holds nothing of a run but these."""

    keeper: Keeper
    root: Path
    vocabularies: Vocabularies
    _fresh: dict[str, bytes] = field(default_factory=dict)  # as MessagePack
    _held: int = 0  # bytes of them

    def turn_to(self, keeper: Keeper, vocabularies: Vocabularies) -> None:
        """Serve another run."""
        self.keeper, self.vocabularies = keeper, vocabularies
        self.rest()

    def rest(self) -> None:
        """Have nothing at hand any more."""
        self._fresh, self._held = {}, 0

    def hold(self, texts: Mapping[str, bytes], *, needed: bool) -> None:
        """Keep texts at hand, unless there are very many; those that are ``needed`` in any case."""
        if needed or self._held < HELD:
            self._fresh |= texts
            self._held += sum(map(len, texts.values()))

    def of(self, file: str) -> partial[bytes]:
        """The function that fetches texts of ``file`` by their digests."""
        return partial(self._fetch, file)

    def _fetch(self, file: str, digest: str) -> bytes:
        """A text of this run, or from the store, or, if it was lost there, from its file. Its digest is that of its
        bytes, so no other version of the program can have put others under it."""
        kept = self._fresh.get(digest) or self.keeper.get("text", digest)
        if kept is not None:
            return kept
        data = sources.read_bytes(self.root, file, unheard)
        loaded = read_file(file, data, self.vocabularies) if data is not None else Loaded((), ())
        for record in loaded.records:
            if record.body is not None and record.body.text.digest == digest:
                return record.body.text.packed
        raise faults.changed(self.root / file)
