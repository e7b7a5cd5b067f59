"""Reading an index back: what the browser does, in Python. The self-test and the tests ask it; pages never do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.search import codec
from builder.search.folding import fold, occurs, terms
from builder.search.grams import asked
from builder.search.segments import bucket
from builder.search.writing import FOLDER

_CALL = 'xianfeng.search.put("'


class BadIndex(Exception):
    """A file of the index is missing, or is not what it should be. The text names the file."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the index holds it."""

    path: str
    title: str
    blocks: tuple[str, ...]


class Index:
    """The index in ``files`` (site path → bytes). Documents go by (segment, number)."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._read: dict[str, list[Any]] = {}
        head = self._get("index")[0]
        self.segments: list[tuple[str, int, int]] = [(year, count, size) for year, count, size in head["segments"]]
        self.shards: int = head["shards"]

    def documents(self) -> Iterator[tuple[int, int]]:
        for segment, (_, count, _) in enumerate(self.segments):
            yield from ((segment, number) for number in range(count))

    def posting(self, key: str) -> set[tuple[int, int]]:
        """The documents that have ``key``."""
        text: str = self._get(f"s/{bucket(key) % self.shards}")[0]
        at = text.find(f"{codec.KEY}{key}{codec.END}")
        if at < 0:
            return set()
        start = at + len(key) + 2
        found = codec.postings(text[start : text.index(codec.KEY, start)])
        return {(segment, n) for segment, mark, n in found if not mark}

    def text(self, segment: int, number: int) -> Text:
        year, _, size = self.segments[segment]
        found = self._get(f"t/{year or 0}-{number // size}")[0][number % size]
        return Text(found[0], found[2], (*found[5], *found[6], *found[7]))

    def candidates(self, query: str) -> set[tuple[int, int]]:
        """The documents that have every key of ``query``."""
        keys = [key for term in terms(query) for key in asked(term)]
        found = [self.posting(key) for key in keys]
        return set.intersection(*found) if found else set()

    def search(self, query: str) -> set[str]:
        """The paths of the documents in which every term of ``query`` occurs, each verified in its text."""
        wanted = terms(query)
        found = (self.text(*place) for place in self.candidates(query))
        return {text.path for text in found if matches(wanted, text.blocks)}

    def _get(self, name: str) -> list[Any]:
        if name not in self._read:
            self._load(f"{FOLDER}/{name}.js" if f"{FOLDER}/{name}.js" in self._files else f"{FOLDER}/index.js")
        if name not in self._read:
            raise BadIndex(f"{FOLDER}/{name}.js")
        return self._read[name]

    def _load(self, path: str) -> None:
        if path not in self._files:
            raise BadIndex(path)
        try:
            for line in self._files[path].decode().splitlines():
                name, _, data = line.removeprefix(_CALL).partition('",')
                self._read[name] = json.loads(f"[{data.removesuffix(');')}]")
        except ValueError as error:
            raise BadIndex(path) from error


def matches(wanted: list[str], blocks: tuple[str, ...]) -> bool:
    """The truth: whether every term occurs in some block."""
    folded = "\n".join(map(fold, blocks))
    return bool(wanted) and all(occurs(term, folded) for term in wanted)
