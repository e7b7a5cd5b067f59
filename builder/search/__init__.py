"""Search: an index of neighbouring characters, cut into small scripts that a browser loads as a query needs them.

``make`` says what its files are and looks up a sample of documents in what is written, so that an index that finds
nothing fails the build. Rejected: word segmentation (it splits 张家港 in one text and not in the next, and 务工作 is no
word), and libraries that load the whole index before the first query.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from functools import partial

from builder.catalogue import Catalogue
from builder.problems import Problem, Report
from builder.search.documents import Document, documents
from builder.search.segments import BODIES
from builder.search.selftest import SHARDS, examine
from builder.search.texts import Keep, Pages, Texts
from builder.search.writing import Made, write
from builder.work import Work, here

TOGETHER = 4  # files that are made at a time: more, and what they are made from does not stay in the cache


def make(
    cat: Catalogue,
    found: Sequence[Document],
    pages: Pages,
    keep: Keep,
    report: Report,
    known: Container[str] = (),
    work: Work = here,
) -> dict[str, Made]:
    """The files of the index of a site by site path; none where nothing can be searched.

    ``found``: the ``documents`` of the site; ``pages`` gives the bytes of the page at a path, and is asked only for
    those that no earlier run has read. A file whose ``depends`` is as before has the bytes it had; ``known`` are those
    of the last run, so that what was looked at then need not be again. ``work`` makes the slices.
    """
    if not found:
        return {}
    problems: list[Problem] = []
    with suppress(_Found):
        texts = Texts(pages, keep)
        made = write(cat, found, texts, keep, work)
        seen = [(path, file.depends) for path, file in made.items()]
        kept = {path for path, depends in seen if depends in known}
        keep.result("examined", seen, lambda: _examined(made, found, texts, kept, problems))
    for problem in problems:
        report(problem)
    return made


class _Found(Exception):
    """The examination has found something, so it is not to be kept as passed."""


def _examined(
    made: dict[str, Made], found: Sequence[Document], texts: Texts, kept: Set[str], problems: list[Problem]
) -> bytes:
    """Look at the index. What is made for that need not be made once more; a few new shards are made together."""

    def read(path: str) -> bytes | None:
        if path not in made:
            return None
        wanted = [*few] if path in few else [path]
        few.difference_update(wanted)
        for group in groups(made, wanted):
            for one, data in zip(group, _made(made, group), strict=True):
                made[one] = replace(made[one], make=partial(bytes, data), together=None)
        return made[path].make()

    new = {path for path, file in made.items() if file.together is not None and path not in kept}
    few = new if len(new) <= SHARDS else set[str]()
    examine(read, found, texts, problems.append, kept)
    if problems:
        raise _Found
    return b"passed"


def groups(made: Mapping[str, Made], paths: Iterable[str]) -> list[list[str]]:
    """``paths`` in groups that are made together: shards side by side in the same bodies of slices."""
    in_order = sorted(paths, key=lambda path: (made[path].together is None, made[path].shard % BODIES, path))
    return [in_order[at : at + TOGETHER] for at in range(0, len(in_order), TOGETHER)]


def maker(made: Mapping[str, Made]) -> Callable[[Sequence[str]], list[bytes]]:
    """The function that makes the files at some paths; see ``spread``."""
    return partial(_made, made)


def _made(made: Mapping[str, Made], paths: Sequence[str]) -> list[bytes]:
    shards = [path for path in paths if made[path].together is not None]
    together = made[shards[0]].together if shards else None
    done = dict(zip(shards, together([made[path].shard for path in shards]), strict=True)) if together else {}
    return [done[path] if path in done else made[path].make() for path in paths]


__all__ = ["Document", "Keep", "Made", "documents", "groups", "make", "maker"]
