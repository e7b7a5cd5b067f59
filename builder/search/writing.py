"""The index as files, each with a digest of all it is made from, and made only when somebody wants its bytes.

So a run in which little has changed neither merges the shards nor opens the texts of what stayed as it was. Every file
calls ``xianfeng.search.put(name, …)``: a classic script works from disk and under a strict policy, where ``fetch`` and
modules do not. The format is written down in ``docs/search-index.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

import msgspec

from builder import digests
from builder.catalogue import Catalogue
from builder.search import facets, slicing
from builder.search.documents import Document
from builder.search.folding import fold_character, simplified
from builder.search.layers import Layer, Slices
from builder.search.numbering import Places, laid_out
from builder.search.readings import by_syllable
from builder.search.segments import Head, rows
from builder.search.texts import Text, Texts
from builder.work import Hands, Work

FOLDER = "search"
FORMAT = 6
SMALL = 128_000  # bytes of a whole index that is one file
MANY = 8  # slices from which on further processes are worth their start


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the index. ``depends``: the digest of all that its bytes are made from; ``layer`` and ``shard``: which
    it is, if it is a shard, and then ``together`` makes many of that layer."""

    depends: str
    make: Callable[[], bytes]
    layer: str = ""
    shard: int = 0
    together: Callable[[Sequence[int]], list[bytes]] | None = None


def write(cat: Catalogue, documents: Sequence[Document], texts: Texts, hands: Hands) -> dict[str, Made]:
    """The files of the index by site path. ``documents`` in their order; ``hands`` make the slices."""
    years = [(year, laid_out(list(found))) for year, found in groupby(documents, lambda d: d.year)]
    slices = _slices(years, texts, hands)
    parts = dict(_texts(years, slices, texts))
    for layer in slices.layers:
        parts |= _shards(layer)
    for name, found in facets.tables(cat, slices.documents).items():
        parts[f"f/{name}"] = _part(f"f/{name}", [slices.numbers, found], _facet(found, slices.numbers))
    parts["forms"] = _part("forms", None, lambda: _json(_forms(simplified())))
    alphabet = sorted({char for head in slices.heads for char in head.alphabet})
    parts["readings"] = _part("readings", alphabet, lambda: _json(by_syllable({*alphabet} | _standard())))
    head = _head([year for year, _ in years], slices, parts)
    whole = 3 * sum(one.letters for one in slices.heads) + 2 * sum(one.entries for one in slices.heads)
    if whole <= SMALL:
        rest = list(parts.values())
        return {f"{FOLDER}/index.js": replace(head, make=lambda: b"".join(one.make() for one in (head, *rest)))}
    return {f"{FOLDER}/{name}.js": part for name, part in {"index": head, **parts}.items()}


def _part(name: str, depends: object, data: Callable[[], str]) -> Made:
    """A script that hands over plain data."""
    return Made(digests.of_data([name, depends]), lambda: _script(name, data()))


def _script(name: str, data: str) -> bytes:
    return f'xianfeng.search.put("{name}",{data});\n'.encode()


def _json(*values: object) -> str:
    """Plain data as the arguments of a call: no spaces, nothing escaped that need not be."""
    text = msgspec.json.encode(values).decode()[1:-1]
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _slices(years: Sequence[tuple[str, Places]], texts: Texts, hands: Hands) -> Slices:
    keep = texts.keep
    named = {f"{year}-{n}": row for year, places in years for n, row in enumerate(rows(places))}
    told = {name: digests.of_data([*map(slicing.told_of, row)]) for name, row in named.items()}
    kept = dict(zip(told, keep.found("slice", told.values()), strict=True))
    missing = [name for name, head in kept.items() if head is None]
    if missing:
        last = keep.remembered("rows", dict[str, str]) or {}
        wanted = [slicing.Job(named[name], last.get(name, "")) for name in missing]
        for name, made in zip(missing, hands(Work(slicing.slicer, texts, wanted, 1, MANY)), strict=True):
            texts.take(made.fresh)
            keep.keep("postings", made.bodies)
            keep.keep("row", [(told[name], slicing.packed_row(named[name]))])
            kept[name] = made.head
        keep.keep("slice", [(told[name], kept[name] or b"") for name in missing])
        keep.remember("rows", told)
    heads = {name: msgspec.msgpack.decode(head or b"", type=Head) for name, head in kept.items()}
    bodies = [slicing.body_of_slice(heads[name], row, texts) for name, row in named.items()]
    return Slices(list(heads.values()), [places for _, places in years], bodies)


def _texts(years: Sequence[tuple[str, Places]], slices: Slices, texts: Texts) -> Iterator[tuple[str, Made]]:
    for (year, places), size in zip(years, slices.sizes, strict=True):
        for number, at in enumerate(range(0, len(places), size)):
            name, found = f"t/{year or 0}-{number}", places[at : at + size]
            if any(found):
                yield name, _part(name, found, _text_file(found, texts))


def _text_file(places: Places, texts: Texts) -> Callable[[], str]:
    return lambda: _json([0 if document is None else _shown(document, texts.of(document)) for document in places])


def _shown(document: Document, text: Text) -> list[Any]:
    about = [document.path, document.kind, document.title, document.date, list(document.crumbs)]
    return [*about, text.names, text.summary, text.body]


def _shards(layer: Layer) -> Iterator[tuple[str, Made]]:
    folder = layer.sort.name

    def together(places: Sequence[int]) -> list[bytes]:
        from builder.search.merging import shards  # brings numpy

        found = zip(places, shards(layer, places), strict=True)
        return [_script(f"{folder}/{place}", _json(*one)) for place, one in found]

    def alone(place: int) -> bytes:
        return together([place])[0]

    for place in range(layer.shards):
        name = f"{folder}/{place}"
        depends = digests.of_data([name, layer.depends(place)])
        yield name, Made(depends, partial(alone, place), folder, place, together)


def _facet(found: facets.Table, numbers: int) -> Callable[[], str]:
    return lambda: _json(*facets.written(found, numbers))


def _forms(characters: Iterable[str]) -> list[str]:
    """Traditional characters, and in step with them the simplified ones that they are folded to."""
    kept = sorted(char for char in characters if len(fold_character(char)) == 1)
    return ["".join(kept), "".join(map(fold_character, kept))]


def _standard() -> set[str]:
    """The characters of GB 2312, which a Chinese keyboard offers first: those that are typed by mistake for others."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return set("".join(pair.decode("gb2312", "ignore") for pair in rows))


def _head(years: Sequence[str], slices: Slices, parts: Mapping[str, Made]) -> Made:
    """What is loaded first: the segments, and the version under which the other files are asked for."""
    table = {
        "format": FORMAT,
        "version": digests.of_data([part.depends for part in parts.values()])[:10],
        "layers": [[one.sort.name, one.shards, one.first, one.numbers, one.sort.few] for one in slices.layers],
        "numbers": slices.numbers,
        "forms": _forms({char for head in slices.heads for char in head.traditional}),
    }
    taken = [[n for n, document in enumerate(places) if document] for places in slices.segments]

    def whole() -> str:
        from builder.search import postings  # brings numpy

        columns = zip(years, slices.firsts, slices.segments, slices.sizes, taken, strict=True)
        segments = [
            [year, first, len(places), size, len(own), postings.bare([own], len(places))]
            for year, first, places, size, own in columns
        ]
        return _json(table | {"segments": segments})

    return _part("index", [table, years, taken], whole)
