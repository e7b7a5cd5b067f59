"""A look at the finished index: some terms of every document are looked up in the files as written.

An index that is empty or broken finds nothing, and nobody notices until a reader has given up; so it fails the build.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from builder.problems import Message, Place, Report
from builder.search.documents import Document
from builder.search.extract import blocks
from builder.search.folding import fold
from builder.search.grams import asked
from builder.search.reading import BadIndex, Index

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
EVERY = 600  # documents of which each is examined; of more, as many at even distances
SAMPLES = 2  # terms of the text of a document beside its title


def examine(
    files: Mapping[str, bytes], documents: Sequence[Document], pages: Mapping[str, bytes], report: Report
) -> None:
    """Report the first document that the index in ``files`` does not find by words of its own page."""
    try:
        index = Index(files)
        step = max(1, len(documents) // EVERY)
        places = list(index.documents())
        if len(places) != len(documents):
            report(BROKEN.at(Place("search/index.js"), path="search/index.js"))
            return
        for at in range(0, len(documents), step):
            document = documents[at]
            for term in samples(document, pages[document.path].decode()):
                found = all(places[at] in index.posting(key) for key in asked(term))
                if not found or index.text(*places[at]).path != document.path:
                    report(NOT_FOUND.at(Place(document.path), path=document.path, term=term))
                    return
    except BadIndex as bad:
        report(BROKEN.at(Place(str(bad)), path=str(bad)))


def samples(document: Document, html: str) -> Iterator[str]:
    """Terms that must find a document: the head of its title, and pieces of its text from different places."""
    title = fold(document.title).partition("\n")[0].partition(" ")[0]
    if title:
        yield title[:4]
    sentences = [line for block in blocks(html) for line in fold(block.text).split("\n") if " " not in line]
    longer = [line for line in sentences if len(line) >= 4]
    for n in range(SAMPLES):
        if longer:
            yield longer[len(longer) * (2 * n + 1) // (2 * SAMPLES)][:4]
