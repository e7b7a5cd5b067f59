"""Search: an index of neighbouring characters, cut into small scripts that a browser loads as a query needs them.

``make`` writes it and looks up a sample of every document in what was written, so that an index that finds nothing
fails the build. Rejected: word segmentation (it splits 张家港 in one text and not in the next, and 务工作 is no word), and
libraries that load the whole index before the first query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from builder import digests
from builder.catalogue import Catalogue
from builder.problems import Problem, Report
from builder.search.documents import Document, Shown, documents
from builder.search.selftest import examine
from builder.search.writing import Keep, write


def make(
    cat: Catalogue, pages: Sequence[Shown], rendered: Mapping[str, bytes], keep: Keep, report: Report
) -> dict[str, bytes]:
    """The files of the index of a site, site path → bytes; empty where nothing can be searched.

    ``pages`` are those of records; ``rendered`` holds the bytes of all of them.
    """
    found = documents(cat, pages)
    if not found:
        return {}
    files = write(cat, found, rendered, keep)
    texts = [digests.of_bytes(rendered[document.path]) for document in found]
    seen = [(path, digests.of_bytes(data)) for path, data in sorted(files.items())]
    problems: list[Problem] = []
    with suppress(_Found):
        keep("examined", [texts, seen], lambda: _examined(files, found, rendered, problems))
    for problem in problems:
        report(problem)
    return files


class _Found(Exception):
    """The examination has found something, so it is not to be kept as passed."""


def _examined(
    files: Mapping[str, bytes], found: Sequence[Document], rendered: Mapping[str, bytes], problems: list[Problem]
) -> bytes:
    examine(files, found, rendered, problems.append)
    if problems:
        raise _Found
    return b"passed"


__all__ = ["Keep", "make"]
