"""A look at the finished index: some terms of every document are looked up in the files as written.

An index that is empty or broken finds nothing, and nobody notices until a reader has given up; so it fails the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain, islice

from builder.problems import Message, Place, Report
from builder.search.documents import Document
from builder.search.folding import FIRST_UNIT, fold
from builder.search.grams import pairs
from builder.search.reading import BadIndex, Files, Index, Layer
from builder.search.segments import ROW
from builder.search.texts import Text, Texts
from builder.search.writing import FOLDER

BROKEN = Message(
    "search-broken",
    "检索索引的文件 {path} 缺失或不完整，网站没有发布。请运行 xianfeng clean 后重新生成；若仍然如此，请告诉维护人员。",
    "The file {path} of the search index is missing or broken; nothing was published. "
    "Run “xianfeng clean” and build again; "
    "if that does not help, tell a maintainer.",
)
NOT_FOUND = Message(
    "search-misses",
    "检索索引里找不到页面 {path} 上的“{term}”，网站没有发布。请运行 xianfeng clean 后重新生成；若仍然如此，请告诉维护人员。",
    "The search index does not find “{term}” of the page {path}; nothing was published. "
    "Run “xianfeng clean” and build again; "
    "if that does not help, tell a maintainer.",
)
SAMPLES = 3  # terms of a document
ALL, FURTHER = 1000, ROW // 3  # documents up to which all are looked up; of how many one is where they are very many
KNOWN = 8  # documents that are looked up although nothing of theirs was read anew
STANDING = 2  # shards that are read although nothing in them is new; each must be put together again for it
SHARDS = 60  # shards that are read for all documents together: all but the shortest have words in some of so many


def examine(
    files: Files, documents: Sequence[Document], texts: Texts, report: Report, kept: Set[str] = frozenset()
) -> None:
    """Report the first document that the index in ``files`` does not find by words of its own page.

    Looked up are all documents that this run has read (of thousands some at even distances, so that of each slice some
    are among them), and a few of those it has not; in shards at even distances of those that are not ``kept`` from an
    earlier run, and in a few of all.
    """
    try:
        index = Index(files)
        places = list(index.documents())
        if len(places) != len(documents):
            raise BadIndex(f"{FOLDER}/index.js")
        known = set(_even(range(len(documents)), KNOWN))
        looked = sorted(known | {*chosen([n for n, d in enumerate(documents) if d.path in texts.fresh])})
        read = {layer: _read(layer, kept) for layer in index.layers}

        def terms_of(document: Document, layer: Layer) -> list[str]:
            in_shards = partial(samples, texts.of(document), lambda key: layer.place_of(key) in read[layer])
            return in_shards(1 if document.path in texts.fresh else 0)

        wanted = {places[n]: (documents[n], terms_of(documents[n], index.layer_of(places[n]))) for n in looked}
        missed = _missed(index, wanted)
        if missed is not None:
            path, term = missed
            report(NOT_FOUND.at(Place(path), path=path, term=term))
    except BadIndex as bad:
        report(BROKEN.at(Place(str(bad)), path=str(bad)))


def _read(layer: Layer, kept: Set[str]) -> set[int]:
    """The shards of a layer that are read."""
    changed = [place for place in range(layer.shards) if f"{FOLDER}/{layer.name}/{place}.js" not in kept]
    return {*_even(changed, SHARDS), *_even(range(layer.shards), STANDING)}


def chosen(read: Sequence[int]) -> Sequence[int]:
    """Which of the documents that were read are looked up: all, or so many that some of each slice are among them."""
    return _even(read, max(ALL, len(read) // FURTHER))


def _even(found: Sequence[int], count: int) -> Sequence[int]:
    return found[:: -(-len(found) // count) or 1]


def _missed(index: Index, wanted: Mapping[int, tuple[Document, Sequence[str]]]) -> tuple[str, str] | None:
    """Path and term of what the index does not find. Shard by shard, so that each is read once."""
    for number, (document, _) in wanted.items():
        if index.text(number).path != document.path:
            return document.path, document.title
    asks: dict[tuple[Layer, int], dict[str, list[int]]] = {}
    for number, (_, terms) in wanted.items():
        layer = index.layer_of(number)
        for term in terms:
            asks.setdefault((layer, layer.place_of(term)), {}).setdefault(term, []).append(number)
    for layer, place in sorted(asks):
        found = index.shard(layer, place, asks[layer, place])
        for key, numbers in asks[layer, place].items():
            lost = set(numbers).difference(layer.documents(*found[key]) if key in found else ())
            if lost:
                return wanted[min(lost)][0].path, key
    return None


def samples(text: Text, read: Callable[[str], bool], least: int) -> list[str]:
    """Pairs of neighbours that must find a document, from its middle on: some of those in shards that are read; of a
    text that has none there, its first ``least``."""
    blocks = text.blocks()
    middle = len(blocks) // 2
    found = chain.from_iterable(map(_certain, (*blocks[middle:], *blocks[:middle])))
    first = list(islice(found, least))
    return list(islice(filter(read, chain(first, found)), SAMPLES)) or first


def _certain(block: str) -> Iterator[str]:
    """The neighbours in a block that are a key whatever stands beside them: neither is a break or of a run."""
    return filter(lambda pair: min(pair) >= FIRST_UNIT, pairs(fold(block)))
