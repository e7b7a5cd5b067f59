"""The index as files: segments are made or taken from what is kept, slices merged into shards, written as scripts.

Every file calls ``xianfeng.search.put(name, …)``: a classic script works from disk and under a strict policy, where
``fetch`` and modules do not. The format is written down in ``docs/search-index.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

import msgspec

from builder import digests
from builder.catalogue import Catalogue
from builder.search import codec, facets
from builder.search.documents import Document
from builder.search.folding import fold_character, simplified
from builder.search.readings import by_syllable
from builder.search.segments import BUCKETS, Slice, make_slice, to_json

FOLDER = "search"
FORMAT = 1
SHARD = 12_000  # characters of postings that a shard aims at: about 8 KB on the wire
STEPS = (1, 3, 9, 18, 45, 90, 180, 360, 720, 1440, BUCKETS)  # numbers of shards; each divides the number of buckets
SMALL = 128_000  # bytes of a whole index that is one file

Keep: TypeAlias = Callable[[str, object, Callable[[], bytes]], bytes]  # (kind, all it depends on, how it is made)


def write(cat: Catalogue, documents: Sequence[Document], pages: Mapping[str, bytes], keep: Keep) -> dict[str, bytes]:
    """The files of the index, site path → bytes. ``documents`` in their order; ``pages`` holds the page of each."""
    years = [(year, list(found)) for year, found in groupby(documents, lambda d: d.year)]
    slices = [_slice(found, pages, keep) for _, found in years]
    parts = {name: _put(name, data) for name, data in _texts(years, slices).items()}
    shards = _shards(slices)
    for place in range(shards):
        parts[f"s/{place}"] = keep("shard", _depends(slices, place, shards), partial(_shard, slices, place, shards))
    parts["facets"] = _put("facets", to_json(facets.table(cat, documents)).encode())
    parts["forms"] = _put("forms", to_json(_forms(simplified())).encode())
    alphabet = {char for one in slices for char in one.alphabet}
    spelt = keep("readings", sorted(alphabet), lambda: _put("readings", to_json(_readings(alphabet)).encode()))
    parts["readings"] = spelt
    head = _head(years, slices, shards, parts)
    if len(head) + sum(map(len, parts.values())) <= SMALL:
        return {f"{FOLDER}/index.js": head + b"".join(parts.values())}
    return {f"{FOLDER}/index.js": head} | {f"{FOLDER}/{name}.js": data for name, data in parts.items()}


def _put(name: str, data: bytes) -> bytes:
    """A script that hands over plain data."""
    return f'xianfeng.search.put("{name}",'.encode() + data + b");\n"


def _slice(documents: Sequence[Document], pages: Mapping[str, bytes], keep: Keep) -> Slice:
    depends = [(document, digests.of_bytes(pages[document.path])) for document in documents]
    kept = keep("slice", depends, lambda: msgspec.msgpack.encode(make_slice(documents, pages)))
    return msgspec.msgpack.decode(kept, type=Slice)


def _texts(years: Sequence[tuple[str, Sequence[Document]]], slices: Sequence[Slice]) -> dict[str, bytes]:
    return {
        f"t/{year or 0}-{place}": data
        for (year, _), one in zip(years, slices, strict=True)
        for place, data in enumerate(one.texts)
    }


def _shards(slices: Sequence[Slice]) -> int:
    """How many shards: one of a few numbers, so that it stays as the site grows until it has doubled."""
    total = sum(len(text) for one in slices for text in one.buckets.values())
    return next((shards for shards in STEPS if total <= shards * SHARD), BUCKETS)


def _depends(slices: Sequence[Slice], place: int, shards: int) -> Any:
    """All that a shard is made from."""
    buckets = range(place, BUCKETS, shards)
    return [place, [[(one.buckets.get(b, ""), one.names.get(b, [])) for b in buckets] for one in slices]]


def _shard(slices: Sequence[Slice], place: int, shards: int) -> bytes:
    """The slices of all segments merged key by key."""
    merged: dict[str, str] = {}
    names = []
    for segment, one in enumerate(slices):
        sign = codec.segment_sign(segment)
        for b in range(place, BUCKETS, shards):
            for entry in one.buckets[b].split(codec.KEY) if b in one.buckets else ():
                key, _, posting = entry.partition(codec.END)
                merged[key] = merged.get(key, "") + sign + posting
            names += [(folded, name, kind, segment, n) for folded, name, kind, n in one.names.get(b, ())]
    postings = "".join(f"{codec.KEY}{key}{codec.END}{merged[key]}" for key in sorted(merged)) + codec.KEY
    data = f'"{postings}",{to_json([[shown, kind, segment, n] for _, shown, kind, segment, n in sorted(names)])}'
    return _put(f"s/{place}", data.encode())


def _forms(characters: Iterable[str]) -> list[str]:
    """Traditional characters, and in step with them the simplified ones that they are folded to."""
    kept = sorted(char for char in characters if len(fold_character(char)) == 1)
    return ["".join(kept), "".join(map(fold_character, kept))]


def _readings(alphabet: set[str]) -> dict[str, str]:
    """Of the characters in names, and of those that are likely to be typed by mistake for them: a standard set."""
    return by_syllable(alphabet | _standard())


def _standard() -> set[str]:
    """The characters of GB 2312: what a Chinese keyboard offers first."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return set("".join(pair.decode("gb2312", "ignore") for pair in rows))


def _head(
    years: Sequence[tuple[str, Sequence[Document]]], slices: Sequence[Slice], shards: int, parts: Mapping[str, bytes]
) -> bytes:
    """What is loaded first: the segments, and the version under which the other files are asked for."""
    version = digests.of_data([digests.of_bytes(data) for data in parts.values()])[:10]
    table = {
        "format": FORMAT,
        "version": version,
        "shards": shards,
        "segments": [
            [year, len(found), one.size] for (year, found), one in zip(years, slices, strict=True)
        ],
        "forms": _forms({char for one in slices for char in one.traditional}),
    }  # fmt: skip
    return _put("index", to_json(table).encode())
