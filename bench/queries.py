"""Queries of many kinds for a built site, the same ones on every run: what its pages say, cut at odd places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from builder.search.folding import is_run, simplified
from builder.search.readings import readings

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
COUNTED = re.compile(r"(?<![0-9a-z])[0-9]+[\u4e00-\u9fff]{1,2}")


def queries(sentences: Mapping[str, Sequence[str]], count: int) -> list[tuple[str, str]]:
    """(kind, query); ``sentences``: page → its sentences in normal form, the first of them its title."""
    draw = Random(20260131)
    pages = sorted(path for path in sentences if len(sentences[path]) > 5)
    found: dict[str, str] = {}
    kinds = (_name, _phrase, _long, _pair, _counted, _terms, _quoted, _character, _traditional, _pinyin)
    while len(found) < count:
        for make in kinds:
            for query in make(draw, sentences[draw.choice(pages)]):
                found.setdefault(query, make.__name__[1:])
    return [(kind, query) for query, kind in list(found.items())[:count]]


def _cut(draw: Random, sentences: Sequence[str], least: int, most: int) -> str:
    rows = [row for sentence in sentences for row in CHINESE.findall(sentence) if len(row) >= most]
    if not rows:
        return "工作"[: max(1, least)]
    row, size = draw.choice(rows), draw.randint(least, most)
    at = draw.randrange(len(row) - size + 1)
    return str(row[at : at + size])


def _name(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    title = sentences[0].replace(" ", "")
    yield title[: draw.randint(4, 10)]


def _phrase(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    yield _cut(draw, sentences, 4, 4)
    yield _cut(draw, sentences, 3, 4)


def _long(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    yield _cut(draw, sentences, 5, 9)


def _pair(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    yield _cut(draw, sentences, 2, 2)


def _counted(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    rows = [row for sentence in sentences for row in COUNTED.findall(sentence)]
    if rows:
        yield draw.choice(rows)


def _terms(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    yield f"{_cut(draw, sentences, 2, 4)} {_cut(draw, sentences, 2, 4)}"


def _quoted(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    yield f"“{_cut(draw, sentences, 3, 6)}”"


def _character(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    yield _cut(draw, sentences, 1, 1)


def _traditional(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    forms = {plain: char for char, plain in simplified().items()}
    plain = _cut(draw, sentences, 3, 5)
    written = "".join(forms.get(char, char) for char in plain)
    if written != plain:
        yield written


def _pinyin(draw: Random, sentences: Sequence[str]) -> Iterator[str]:
    title = sentences[0]
    at = draw.randrange(max(1, len(title) - 3))
    read = [readings(char) for char in title[at : at + 3] if not is_run(char)]
    if len(read) == 3 and all(read):
        yield "".join(draw.choice(one) for one in read)
