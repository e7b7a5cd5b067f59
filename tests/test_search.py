"""The index against the plain truth:

What it finds, what it must not hold, and that a part of the work gives the whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.build import build, produce
from builder.problems import Problem
from builder.search import codec
from builder.search.documents import Document, documents
from builder.search.extract import blocks
from builder.search.folding import fold, occurs, terms
from builder.search.grams import asked, grams, is_exact, is_key
from builder.search.reading import Index, matches
from builder.search.readings import keys
from builder.search.segments import bucket, make_slice
from builder.search.selftest import examine
from tests.searchtruth import Truth, holds, normal
from tests.smallsite import CASE, SmallSite

ALPHABET = "党建港家張张2 05aB，。“"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path / "site")


def index_files(outputs: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in outputs.items() if path.startswith("search/")}


# The normal form and what a match is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("先锋“365”", "先锋365"),
        ("２.０版本", "20版本"),
        ("張家港　黨群", "张家港党群"),
        ("Party Building", "party building"),
        ("设 46 个", "设46个"),
        ("甲。乙；丙！丁？戊", "甲\n乙\n丙\n丁\n戊"),
    ],
)
def test_the_normal_form(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("家港市", "张家港市", True),
        ("36", "先锋365", True),
        ("65", "先锋365", False),
        ("锋36", "先锋365", True),
        ("46个", "设46个", True),
        ("6个", "设46个", False),
        ("building", "Party Building", True),
        ("建引", "党建。引领", False),
    ],
)
def test_a_run_begins_where_one_begins_and_no_match_crosses_a_sentence(term: str, text: str, found: bool) -> None:
    assert occurs(term, fold(text)) is found


def test_terms_are_divided_by_spaces_and_lose_their_quotes() -> None:
    assert terms("“选聘 专职党务工作者” 选聘") == ["选聘", "专职党务工作者"]


@given(st.text(ALPHABET, max_size=40), st.text(ALPHABET, min_size=1, max_size=6))
def test_every_text_with_a_term_has_the_keys_that_the_term_asks_for(text: str, query: str) -> None:
    folded = fold(text)
    have = {key for key in grams(folded) if is_key(key)}
    for term in terms(query):
        truth = any(holds(normal(part), term) for part in text.replace("。", "\n").split("\n"))
        assert occurs(term, folded) is truth
        assert not truth or have.issuperset(asked(term))
        assert not is_exact(term) or truth is have.issuperset(asked(term)), "a query of one key needs no verification"


@given(st.lists(st.integers(0, 200_000), unique=True).map(sorted), st.integers(0, 40))
def test_postings_survive_being_written(numbers: list[int], segment: int) -> None:
    text = codec.segment_sign(segment) + (codec.gaps(numbers) if numbers else "")
    assert list(codec.postings(text)) == [(segment, "", n) for n in numbers]
    assert not set(text) & set(' !"\\'), "the signs around a posting stand in none, and no string needs an escape"


def test_names_are_found_by_every_reading_of_a_character() -> None:
    found = keys("重庆市")
    assert {"~chongq", "~zhongq", "=cqs", "=zqs"} <= found.keys()


# The index of texts made up at random -----------------------------------------------------------------------------


def made_up(texts: list[str], years: list[int]) -> tuple[list[Document], dict[str, bytes]]:
    found = [
        Document(f"{n}.html", "case", text, (text,), f"{year}-01-01" if year else "", "", (), ())
        for n, (text, year) in enumerate(zip(texts, years, strict=True))
    ]
    pages = {d.path: f"<div data-search-body><h1>{d.title}</h1><p>{d.title[::-1]}</p></div>".encode() for d in found}
    return sorted(found, key=lambda d: (d.iso, d.path)), pages


@given(st.data())
def test_a_slice_finds_what_the_texts_hold(data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.text(ALPHABET, min_size=1, max_size=30), min_size=1, max_size=20))
    query = data.draw(st.text(ALPHABET, min_size=1, max_size=5))
    made_of, pages = made_up(texts, [0] * len(texts))
    made = make_slice(made_of, pages)
    posted: dict[str, set[int]] = {}
    for place, entries in made.buckets.items():
        for entry in entries.split(codec.KEY):
            key, _, posting = entry.partition(codec.END)
            assert bucket(key) == place
            posted[key] = {n for _, mark, n in codec.postings(codec.segment_sign(0) + posting) if not mark}
    wanted = terms(query)
    truth = {n for n, d in enumerate(made_of) if matches(wanted, tuple(b.text for b in blocks(pages[d.path].decode())))}
    candidates = [posted.get(key, set()) for term in wanted for key in asked(term)]
    found = set.intersection(*candidates) if candidates else set()
    assert truth <= found
    if all(map(is_exact, wanted)) and wanted:
        assert truth == found


# The index of a site ----------------------------------------------------------------------------------------------


def test_a_site_is_searched_as_its_pages_read(site: SmallSite) -> None:
    run = build(site.options())
    assert not run.failed
    truth, index = Truth(site.root / "public"), Index(index_files(run.outputs))
    assert truth.sentences
    text = "".join(sentence for sentences in truth.sentences.values() for sentence in sentences)
    draw = random.Random(7)
    for _ in range(300):
        at, length = draw.randrange(len(text)), draw.randint(1, 5)
        query = text[at : at + length]
        assert index.search(query) == truth.find(query), query


def test_a_small_site_has_one_file(site: SmallSite) -> None:
    assert list(index_files(produce(site.options()).outputs)) == ["search/index.js"]


def test_what_readers_may_not_see_is_in_no_file_of_the_index(site: SmallSite) -> None:
    site.edit(CASE, "标题: 第一个案例", "标题: 第一个案例\n状态: 草稿")
    for drafts in (False, True):
        files = index_files(produce(site.options(drafts=drafts)).outputs)
        whole = b"".join(files.values()).decode()
        assert "第一个案例" not in whole, "a draft"
        assert "李明" not in whole, "a person"
        assert "后来的案例" in whole


def test_without_search_there_is_neither_page_nor_index(site: SmallSite) -> None:
    outputs = produce(replace(site.options(), search=False)).outputs
    assert not index_files(outputs)
    assert "search.html" not in outputs
    assert b"search.html" not in outputs["index.html"]


EDITS: list[Callable[[SmallSite], None]] = [
    lambda site: site.edit(CASE, "## 背景", "## 背景与起因"),
    lambda site: site.edit(CASE, "日期: 2020-09-28", "日期: 2023-01-02"),
    lambda site: site.write(
        "content/cases/new.md", "---\ntitle: 新来的\ndate: 2020-01-02\nsources: [daily]\n---\n崭新\n"
    ),
    lambda site: site.remove("content/cases/new.md"),
]


def test_after_every_edit_the_index_is_that_of_a_clean_build(site: SmallSite, tmp_path: Path) -> None:
    produce(site.options())
    for number, edit in enumerate(EDITS):
        edit(site)
        again = produce(site.options())
        clean = produce(site.options(store=tmp_path / f"fresh-{number}"))
        assert index_files(again.outputs) == index_files(clean.outputs)


def test_an_index_that_finds_nothing_fails_the_build(site: SmallSite) -> None:
    run = produce(site.options())
    files = index_files(run.outputs)
    assert run.catalogue is not None
    shown = [(path, page.record, page.crumbs) for path, page in run.pages.items() if page.record]
    found = documents(run.catalogue, shown)
    spoilt: dict[str, dict[str, bytes]] = {
        "no file": {},
        "empty": {"search/index.js": b""},
        "cut short": {"search/index.js": files["search/index.js"][:-400]},
        "no postings": {"search/index.js": files["search/index.js"].replace("第一".encode(), "第二".encode())},
    }
    for name, broken in spoilt.items():
        problems: list[Problem] = []
        examine(broken, found, run.outputs, problems.append)
        assert [p.severity for p in problems] == ["error"], name
