"""Search: an index of neighbouring characters, cut into small scripts that a browser loads as a query needs them.

``make`` says what its files are; when they are made, ``examined`` looks up a sample of documents in them, so that an
index that finds nothing fails the build. Rejected: word segmentation (it splits 张家港 in one text and not in the next,
and 务工作 is no word), and libraries that load the whole index before the first query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import groupby

from builder.catalogue import Catalogue
from builder.problems import Problem, Report
from builder.search.documents import Document, documents
from builder.search.reading import Files
from builder.search.segments import BODIES
from builder.search.selftest import examine
from builder.search.texts import Keep, Texts
from builder.search.writing import Made, write
from builder.work import Hands, here

TOGETHER = 16  # files of texts that are made at a time


def make(cat: Catalogue, found: Sequence[Document], texts: Texts, hands: Hands = here) -> dict[str, Made]:
    """The files of the index of a site by site path; none where nothing can be searched.

    ``found``: the ``documents`` of the site; ``texts`` reads only the pages that no earlier run has read. A file whose
    ``depends`` is as before has the bytes it had. ``hands`` make the slices.
    """
    return write(cat, found, texts, hands) if found else {}


def examined(
    made: Mapping[str, Made], files: Files, found: Sequence[Document], texts: Texts, kept: Set[str], report: Report
) -> None:
    """Look at the index as it was ``made``, unless the very same was found sound before; ``files`` gives its bytes.
    What is ``kept`` from the last run need not be looked at again."""
    depends = [(path, file.depends) for path, file in made.items()]
    if not made or texts.keep.found("examined", [depends]) != [None]:
        return
    problems: list[Problem] = []
    examine(files, found, texts, problems.append, kept)
    for problem in problems:
        report(problem)
    if not problems:
        texts.keep.keep("examined", [(depends, b"passed")])


def groups(made: Mapping[str, Made], paths: Iterable[str]) -> list[list[str]]:
    """``paths`` in groups that are made together: the shards of a layer that have their buckets in the same bodies of
    slices, and some of all others."""
    ordered = sorted((made[path].layer, made[path].shard % BODIES, path) for path in paths)
    shards = [[path for *_, path in group] for key, group in groupby(ordered, lambda one: one[:2]) if key[0]]
    rest = [path for layer, _, path in ordered if not layer]
    return shards + [rest[at : at + TOGETHER] for at in range(0, len(rest), TOGETHER)]


def maker(made: Mapping[str, Made]) -> Callable[[Sequence[str]], list[bytes]]:
    """The function that makes the files at some paths; see ``spread``."""
    return partial(_made, made)


def _made(made: Mapping[str, Made], paths: Sequence[str]) -> list[bytes]:
    together = made[paths[0]].together
    return together([made[path].shard for path in paths]) if together else [made[path].make() for path in paths]


__all__ = ["Document", "Keep", "Made", "Texts", "documents", "examined", "groups", "make", "maker"]
