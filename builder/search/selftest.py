"""A look at the finished index: some terms of every document are looked up in the files as written.

An index that is empty or broken finds nothing, and nobody notices until a reader has given up; so it fails the build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from builder.problems import Message, Place, Report
from builder.search import codec
from builder.search.documents import Document
from builder.search.folding import RUNS, fold
from builder.search.grams import asked
from builder.search.reading import BadIndex, Files, Index
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
SAMPLES = 2  # terms of the text of a document beside its title
KNOWN = 8  # documents that are looked up although nothing of theirs was read anew


def examine(files: Files, documents: Sequence[Document], texts: Texts, report: Report) -> None:
    """Report the first document that the index in ``files`` does not find by words of its own page.

    Looked up are all documents that this run has read, and a few at even distances of those it has not.
    """
    try:
        index = Index(files)
        places = list(index.documents())
        if len(places) != len(documents):
            raise BadIndex(f"{FOLDER}/index.js")
        known = range(0, len(documents), max(1, len(documents) // KNOWN))
        looked = [n for n, d in enumerate(documents) if n in known or d.path in texts.fresh]
        wanted = {places[n]: (documents[n], list(samples(documents[n], texts.of(documents[n])))) for n in looked}
        missed = _missed(index, wanted)
        if missed is not None:
            path, term = missed
            report(NOT_FOUND.at(Place(path), path=path, term=term))
    except BadIndex as bad:
        report(BROKEN.at(Place(str(bad)), path=str(bad)))


def _missed(index: Index, wanted: Mapping[int, tuple[Document, Sequence[str]]]) -> tuple[str, str] | None:
    """Path and term of what the index does not find. Shard by shard, so that each is read once."""
    for number, (document, _) in wanted.items():
        if index.text(number).path != document.path:
            return document.path, document.title
    asks: dict[int, dict[str, dict[int, str]]] = {}
    for number, (_, terms) in wanted.items():
        for term in terms:
            for key in asked(term):
                asks.setdefault(index.shard_of(key), {}).setdefault(key, {})[number] = term
    for shard, keys in asks.items():
        found = index.postings(shard)
        for key, numbers in keys.items():
            has = set(codec.documents(*found[key], index.numbers)) if key in found else set()
            for number, term in numbers.items():
                if number not in has:
                    return wanted[number][0].path, term
    return None


def samples(document: Document, text: Text) -> Iterator[str]:
    """Terms that must find a document: the head of its title, and pieces of its text from different places."""
    title = fold(document.title).partition("\n")[0].partition(" ")[0]
    if title:
        yield title[:4]
    longer = [block for block in text.blocks() if len(block) >= 8] or text.blocks()
    for n in range(SAMPLES):
        if longer:
            lines = fold(longer[len(longer) * (2 * n + 1) // (2 * SAMPLES)]).split("\n")
            line = max(lines, key=len)
            if line and " " not in line:
                yield line[len(line) // 2 :][:4] if not RUNS.search(line) else line[:4]
