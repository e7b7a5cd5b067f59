"""The index as files, each with a digest of all it is made from, and made only when somebody wants its bytes.

So a run in which little has changed neither merges the shards nor opens the texts of what stayed as it was. Every file
calls ``xianfeng.search.put(name, …)``: a classic script works from disk and under a strict policy, where ``fetch`` and
modules do not. The format is written down in ``docs/search-index.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from math import ceil
from typing import Any, NamedTuple

import msgspec

from builder import digests
from builder.catalogue import Catalogue
from builder.search import facets
from builder.search.documents import Document
from builder.search.folding import fold_character, simplified
from builder.search.readings import by_syllable
from builder.search.segments import Head, rows
from builder.search.shards import Slices
from builder.search.texts import Keep, Pages, Text, Texts, packed, unpacked
from builder.work import Work

FOLDER = "search"
FORMAT = 3
SMALL = 128_000  # bytes of a whole index that is one file


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the index. ``depends``: the digest of all that its bytes are made from."""

    depends: str
    make: Callable[[], bytes]


def write(
    cat: Catalogue, documents: Sequence[Document], texts: Texts, keep: Keep, work: Work
) -> dict[str, Made]:
    """The files of the index by site path. ``documents`` in their order; ``work`` makes the slices."""
    years = [(year, list(found)) for year, found in groupby(documents, lambda d: d.year)]
    slices = _slices([found for _, found in years], texts, keep, work)
    parts = dict(_texts(years, slices, texts))
    for place in range(shards := slices.shards):
        parts[f"s/{place}"] = _part(f"s/{place}", slices.depends(place, shards), _shard(slices, place, shards))
    for name, found in facets.tables(cat, documents, slices.firsts).items():
        parts[f"f/{name}"] = _part(f"f/{name}", [slices.numbers, found], _facet(found, slices.numbers))
    parts["forms"] = _part("forms", None, lambda: _json(_forms(simplified())))
    alphabet = sorted({char for head in slices.heads for char in head.alphabet})
    parts["readings"] = _part("readings", alphabet, lambda: _json(by_syllable({*alphabet} | _standard())))
    head = _head([(year, len(found)) for year, found in years], slices, parts)
    whole = 3 * sum(one.letters for one in slices.heads) + 2 * sum(one.entries for one in slices.heads)
    if whole <= SMALL:
        rest = list(parts.values())
        return {f"{FOLDER}/index.js": replace(head, make=lambda: b"".join(one.make() for one in (head, *rest)))}
    return {f"{FOLDER}/{name}.js": part for name, part in {"index": head, **parts}.items()}


def _part(name: str, depends: object, data: Callable[[], str]) -> Made:
    """A script that hands over plain data."""
    return Made(digests.of_data([name, depends]), lambda: f'xianfeng.search.put("{name}",{data()});\n'.encode())


def _json(*values: object) -> str:
    """Plain data as the arguments of a call: no spaces, nothing escaped that need not be."""
    text = msgspec.json.encode(values).decode()[1:-1]
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _slices(years: Sequence[Sequence[Document]], texts: Texts, keep: Keep, work: Work) -> Slices:
    all_rows = [documents for year in years for documents in rows(year)]
    depends = [[(d.page, d.names, d.kind) for d in documents] for documents in all_rows]
    heads = keep.found("slice", depends)
    missing = [place for place, head in enumerate(heads) if head is None]
    wanted = [(all_rows[place], texts.kept(all_rows[place])) for place in missing]
    for place, made in zip(missing, work(slicer, texts.pages, wanted), strict=True):
        texts.take([(all_rows[place][number], text) for number, text in made.fresh.items()])
        keep.keep("postings", _numbered(depends[place], made.postings))
        heads[place] = made.head
    keep.keep("slice", [(depends[place], heads[place] or b"") for place in missing])
    bodies = [_body(one, documents, texts, keep) for one, documents in zip(depends, all_rows, strict=True)]
    told = [msgspec.msgpack.decode(head or b"", type=Head) for head in heads]
    return Slices(told, [len(year) for year in years], bodies)


class Slice(NamedTuple):
    """A slice as it was made, head and postings packed; ``fresh``: the texts that had to be read for it, packed, by
    their number in the row."""

    head: bytes
    postings: list[bytes]
    fresh: dict[int, bytes]


def slicer(pages: Pages) -> Callable[[tuple[Sequence[Document], Sequence[Text | None]]], Slice]:
    """The function that makes the slice of a row of documents, whose texts are given as far as they are known; see
    ``spread``."""
    from builder.search.slices import make_slice  # brings numpy

    def made(row: tuple[Sequence[Document], Sequence[Text | None]]) -> Slice:
        documents, known = row
        fresh = {number: packed(documents[number], pages) for number, text in enumerate(known) if text is None}
        head, postings = make_slice(documents, [text or unpacked(fresh[number]) for number, text in enumerate(known)])
        return Slice(msgspec.msgpack.encode(head), postings, fresh)

    return made


def _numbered(depends: object, bodies: Sequence[bytes]) -> list[tuple[object, bytes]]:
    """The bodies of a slice, each with what it depends on."""
    told = digests.of_data(depends)
    return [((told, number), body) for number, body in enumerate(bodies)]


def _body(depends: object, documents: Sequence[Document], texts: Texts, keep: Keep) -> Callable[[int], bytes]:
    """How the buckets of a slice are come by: a run that changes no shard never opens them."""
    told = digests.of_data(depends)

    @cache
    def again() -> list[bytes]:
        return slicer(texts.pages)((documents, texts.all(documents))).postings

    return cache(lambda number: keep.result("postings", (told, number), lambda: again()[number]))


def _texts(
    years: Sequence[tuple[str, Sequence[Document]]], slices: Slices, texts: Texts
) -> Iterator[tuple[str, Made]]:
    for (year, documents), size in zip(years, slices.sizes, strict=True):
        for place in range(ceil(len(documents) / size)):
            name, found = f"t/{year or 0}-{place}", documents[ceil(place * size) : ceil((place + 1) * size)]
            yield name, _part(name, found, _text_file(found, texts))


def _text_file(documents: Sequence[Document], texts: Texts) -> Callable[[], str]:
    return lambda: _json(list(map(_shown, documents, texts.all(documents))))


def _shown(document: Document, text: Text) -> list[Any]:
    about = [document.path, document.kind, document.title, document.date, list(document.crumbs)]
    return [*about, text.names, text.summary, text.body]


def _shard(slices: Slices, place: int, shards: int) -> Callable[[], str]:
    def made() -> str:
        from builder.search.merging import shard  # brings numpy

        return _json(*shard(slices.buckets(place, shards), slices.numbers, shards))

    return made


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


def _head(years: Sequence[tuple[str, int]], slices: Slices, parts: Mapping[str, Made]) -> Made:
    """What is loaded first: the segments, and the version under which the other files are asked for."""
    segments = zip(years, slices.firsts, slices.sizes, strict=True)
    table = {
        "format": FORMAT,
        "version": digests.of_data([part.depends for part in parts.values()])[:10],
        "shards": slices.shards,
        "numbers": slices.numbers,
        "segments": [[year, first, count, size] for (year, count), first, size in segments],
        "forms": _forms({char for head in slices.heads for char in head.traditional}),
    }
    return _part("index", table, lambda: _json(table))
