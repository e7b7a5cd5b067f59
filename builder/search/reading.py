"""Reading an index back, as the browser does. The self-test and the tests ask it; pages never do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import msgspec

from builder.search import codec
from builder.search.segments import bucket
from builder.search.writing import FOLDER

_CALL = 'xianfeng.search.put("'
Files: TypeAlias = Callable[[str], bytes | None]  # site path → bytes, None for what there is not


class BadIndex(Exception):
    """A file of the index is missing, or is not what it should be. The text names the file."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the index holds it."""

    path: str
    blocks: tuple[str, ...]


class Segment(NamedTuple):
    """A segment as the index tells it. ``size``: as many of its ``places`` as a file of texts holds; ``taken``: those
    of its ``documents``, as gaps."""

    year: str
    first: int
    places: int
    size: int
    documents: int
    taken: str


class Layer(NamedTuple):
    """A layer as the index tells it; see ``layers``."""

    name: str
    shards: int
    first: int
    numbers: int
    few: int

    def place_of(self, key: str) -> int:
        """The shard where a key stands."""
        return bucket(key) % self.shards

    def documents(self, count: int, gaps: str) -> list[int]:
        """The numbers of the documents of a posting."""
        return [self.first + number for number in codec.documents(count, gaps, self.numbers)]


class Index:
    """The index in ``files``."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._single: dict[str, list[Any]] = {}
        self._last: tuple[str, list[Any]] = ("", [])
        head = self._get("index")[0]
        self.segments: list[Segment] = [Segment(*segment) for segment in head["segments"]]
        self.layers: list[Layer] = [Layer(*layer) for layer in head["layers"]]

    def documents(self) -> Iterator[int]:
        """The numbers of all documents."""
        for one in self.segments:
            taken = codec.documents(one.documents, codec.unpack(one.taken), one.places)
            yield from (one.first + number for number in taken)

    def layer_of(self, number: int) -> Layer:
        """The layer of a document."""
        return next(layer for layer in reversed(self.layers) if number >= layer.first)

    def shard(self, layer: Layer, place: int, wanted: Collection[str]) -> dict[str, tuple[int, str]]:
        """Those of the ``wanted`` keys that a shard has, with the count of their documents and the gaps as bits.

        Like the browser it unpacks only the postings among which these stand, so it relies on where the shard says
        that they begin; one edited case asks for three keys of thousands.
        """
        name = f"{layer.name}/{place}"
        count, pairs, others, bits, _, long, steps = self._get(name)
        try:
            keys = codec.read_pairs(count, place, layer.shards, codec.unpack(pairs)) if count else []
            keys += others.split(" ") if others else []
            rows = [([key], codec.unpack(long[key])) for key in wanted if key in long]
            asked = sorted({n // codec.STEP for n, key in enumerate(keys) if key in wanted})
            text, starts = codec.unpack(bits), [0, *steps]
            rows += [(keys[n * codec.STEP : (n + 1) * codec.STEP], text[starts[n] :]) for n in asked]
            told = [codec.postings(row, own, layer.numbers, layer.few) for row, own in rows]
            return {key: (count, gaps) for key, count, gaps in chain.from_iterable(told) if key in wanted}
        except (ValueError, IndexError) as error:
            raise BadIndex(f"{FOLDER}/{name}.js") from error

    def text(self, number: int) -> Text:
        segment = next(one for one in reversed(self.segments) if number >= one.first)
        file, place = divmod(number - segment.first, segment.size)
        found = self._get(f"t/{segment.year or 0}-{file}")[0][place]
        return Text(found[0], (*found[5], *found[6], *found[7]))

    def _get(self, name: str) -> list[Any]:
        """What a file hands over. Of files read one after the other only the last is held: there may be thousands."""
        if name in self._single:
            return self._single[name]
        if self._last[0] != name:
            self._last = (name, self._load(name))
        return self._last[1]

    def _load(self, name: str) -> list[Any]:
        path = f"{FOLDER}/{name}.js"
        data = self._files(path)
        if data is None:
            raise BadIndex(path)
        try:
            calls = dict(map(_call, data.decode().splitlines()))
        except ValueError as error:
            raise BadIndex(path) from error
        if name == "index":
            self._single = calls
        if name not in calls:
            raise BadIndex(path)
        return calls[name]


def _call(line: str) -> tuple[str, list[Any]]:
    name, _, data = line.removeprefix(_CALL).partition('",')
    values: list[Any] = msgspec.json.decode(f"[{data.removesuffix(');')}]")
    return name, values
