"""Search: an index of neighbouring characters, cut into small scripts that a browser loads as a query needs them.

``make`` writes it and looks up a sample of every document in what was written, so that an index that finds nothing fails
the build. Rejected: word segmentation (it splits 张家港 in one text and not in the next, and 务工作 is no word), and
libraries that load the whole index before the first query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.catalogue import Catalogue
from builder.pages import Page
from builder.problems import Report
from builder.search.documents import documents
from builder.search.selftest import examine
from builder.search.writing import Keep, write


def make(cat: Catalogue, pages: Sequence[Page], rendered: Mapping[str, bytes], keep: Keep, report: Report) -> dict[str, bytes]:
    """The files of the index of a site, site path → bytes; empty where nothing can be searched.

    ``rendered`` holds the bytes of all ``pages``.
    """
    found = documents(cat, pages)
    if not found:
        return {}
    files = write(cat, found, rendered, keep)
    examine(files, found, rendered, report)
    return files


__all__ = ["Keep", "make"]
