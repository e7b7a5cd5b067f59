"""The index against the plain truth:

What it finds, what it must not hold, and that a part of the work gives the whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import reduce
from itertools import groupby, islice, pairwise
from operator import and_
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from builder import digests, search
from builder.build import build, produce
from builder.problems import Problem, Report
from builder.search import bits, codec, layers, postings, writing
from builder.search.documents import Document
from builder.search.folding import LINES, fold
from builder.search.layers import WHOLE, Layer, Slices
from builder.search.merging import merged, opened, shards
from builder.search.numbering import Places, documents_of, laid_out, room
from builder.search.patching import Side, patched
from builder.search.postings import Postings
from builder.search.reading import Files, Index
from builder.search.readings import keys
from builder.search.segments import ROW, Head, bucket, rows
from builder.search.selftest import chosen, examine
from builder.search.slices import folded_at_once, make_slice, traditional_in
from builder.search.texts import SILENT, Text, Texts, read
from tests.searching import asked, found_by, matches, occurs, terms
from tests.searchtruth import Truth, holds, keys_of, normal
from tests.smallsite import CASE, SmallSite

T = TypeVar("T")
ALPHABET = "党建港家張张2 05.．aB，。“"


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
        ("２.０版本。1.加强3.", "2\u02d10版本\n1加强3"),
        ("張家港　黨群", "张家港党群"),
        ("Party Building", "party building"),
        ("设 46 个", "设46个"),
        ("甲。乙；丙！丁？戊", "甲\n乙\n丙\n丁\n戊"),
    ],
)
def test_the_normal_form(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(ALPHABET + "　；？！\n㎡½ﬁÉİ…１ǅ㍍鬱", max_size=60))
def test_many_texts_are_folded_at_once_as_each_is_by_itself(text: str) -> None:
    composed = normalize("NFC", text)
    assert folded_at_once(composed) == fold(text)
    assert fold(text).count("\n") == sum(map(composed.count, LINES)), "what ends a sentence can be counted before"


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
    have = keys_of(folded)
    for term in terms(query):
        truth = any(holds(normal(part), term) for part in text.replace("。", "\n").split("\n"))
        assert occurs(term, folded) is truth
        assert not truth or have.issuperset(asked(term))
        assert asked(term) != [term] or truth is have.issuperset(asked(term)), "one key needs no verification"


CODES = st.tuples(st.integers(-(1 << 40), (1 << 31) - 1), st.integers(0, 200))


@given(st.lists(st.lists(CODES, max_size=9), max_size=9))
def test_codes_of_any_length_are_packed_text_by_text(texts: list[list[tuple[int, int]]]) -> None:
    codes = [code for text in texts for code in text]
    values, lengths = (np.array([code[n] for code in codes], np.int64) for n in (0, 1))
    found = bits.packed((values, lengths), np.array([len(text) for text in texts], np.int64))
    for text, made in zip(texts, found, strict=True):
        own = "".join(f"{value & ((1 << length) - 1):0{length}b}" for value, length in text if length)
        assert codec.unpack(made) == own + "0" * (-len(own) % 24)


def as_documented(key: str, found: Mapping[int, int], numbers: int, few: int) -> str:
    """A posting bit by bit, as docs/search-index.md says: document → its set of sections, bit n for section n."""
    count, low = f"{len(found):b}", codec.parameter(numbers, len(found))
    gaps = [doc - before - 1 for before, doc in pairwise([-1, *sorted(found)])]
    rice = ["1" * (gap >> low) + "0" + (f"{gap % (1 << low):0{low}b}" if low else "") for gap in gaps]
    sort, places = codec.sort_of(key), [found[doc] for doc in sorted(found)]
    if sort == codec.CHARACTER:
        where = ["11" if own & 1 else "10" if own & 2 else "0" for own in places]
    elif sort == codec.PLACED and len(found) > few:
        where = list(map(_sections, places))
    else:
        where = []
    return "0" * (len(count) - 1) + count + "".join([*rice, *where])


def _sections(own: int) -> str:
    body = [n for n in range(2, 16) if own >> n & 1]
    kept = [n for n in (0, 1) if own >> n & 1] + ([15] if len(body) >= codec.PARTS or 15 in body else body)
    return "1".join(f"{n:04b}" for n in kept) + "0"


@given(st.data())
def test_postings_are_written_as_documented_and_can_be_read_back(data: st.DataObject) -> None:
    numbers = data.draw(st.integers(100, 40_000))
    keys = data.draw(st.lists(st.sampled_from(["党建", "党", "365", "~dangji", "6个"]), min_size=1, max_size=6))
    sets = st.dictionaries(st.integers(0, numbers - 1), st.integers(1, 0xFFFF), min_size=1, max_size=40)
    found = [data.draw(sets) for _ in keys]
    entries = [doc << codec.PART | own[doc] for own in found for doc in sorted(own)]
    made = Postings(np.array([*map(codec.sort_of, keys)]), np.array([*map(len, found)]), np.array(entries))
    few = data.draw(st.sampled_from([0, 8]))
    codes = postings.codes(made, numbers, few)
    each = [as_documented(key, own, numbers, few) for key, own in zip(keys, found, strict=True)]
    apart = bits.packed(codes, 1 + 2 * made.counts)
    assert [codec.unpack(text).rstrip("0") for text in apart] == [text.rstrip("0") for text in each]
    assert [len(text) for text in apart] == [-(-len(text) // 24) * 4 for text in each]
    (together,) = bits.packed(codes, np.array([len(codes[0])]))
    assert codec.unpack(together).rstrip("0") == "".join(each).rstrip("0")
    rows = codec.postings(keys, codec.unpack(together), numbers, few)
    assert [{*codec.documents(count, gaps, numbers)} for _, count, gaps in rows] == [own.keys() for own in found]


@given(st.sampled_from([1, 9, 5760]), st.sets(st.text("党建家港張𠮷张6aé", min_size=2, max_size=2), min_size=1))
def test_of_a_pair_the_shard_tells_what_is_not_written(shards: int, found: set[str]) -> None:
    place = bucket(min(found)) % shards
    pairs = sorted(pair for pair in found if bucket(pair) % shards == place)
    first, second = (np.array([ord(pair[n]) for pair in pairs]) for n in (0, 1))
    none, *texts = postings.pairs(first, second, np.array([0, len(pairs)]), shards)
    assert none == ""
    assert codec.read_pairs(len(pairs), place, shards, codec.unpack(texts[0])) == pairs


def test_names_are_found_by_every_reading_of_a_character() -> None:
    found = keys("重庆市")
    assert {"~chongq", "~zhongq", "=cqs", "=zqs"} <= found.keys()


# The index of texts made up at random -----------------------------------------------------------------------------


def made_up(texts: list[str], years: list[int]) -> list[Document]:
    found = [
        Document(f"{n}.html", "case", text, (text,), f"{year}-01-01" if year else "", "", (), (), text)
        for n, (text, year) in enumerate(zip(texts, years, strict=True))
    ]
    return sorted(found, key=lambda d: (d.year, d.spot, d.path))


def said_in(row: Places) -> list[Text]:
    return [SILENT if document is None else read(document, page_of(document)) for document in row]


def side_of(row: Places, texts: list[Text], numbers: list[int]) -> Side:
    found = {n: document for n in numbers if n < len(row) and (document := row[n]) is not None}
    return Side([*found], [*found.values()], [texts[n] for n in found])


def page_of(document: Document) -> str:
    body = "".join(f"<p>{document.title[n:]}</p>" for n in range(len(document.title)))
    return f"<div data-search-body><h1>{document.title}</h1>{body}</div>"


@given(st.data())
def test_slices_merged_into_shards_find_what_the_texts_hold(data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.text(ALPHABET, min_size=1, max_size=30), min_size=1, max_size=20))
    years = data.draw(st.lists(st.sampled_from([0, 2019, 2020]), min_size=len(texts), max_size=len(texts)))
    query = data.draw(st.text(ALPHABET, min_size=1, max_size=5))
    documents = made_up(texts, years)
    parts = [laid_out(list(found)) for _, found in groupby(documents, lambda d: d.year)]
    said = {d.path: read(d, page_of(d)) for d in documents}
    made = [make_slice(part, said_in(part)) for part in parts]
    bodies = [body.__getitem__ for _, body in made]
    slices = Slices([head for head, _ in made], parts, bodies)
    layer = replace(slices.layers[0], shards=9)
    numbers = [number for number, _ in slices.documents]
    posted: dict[str, dict[int, int]] = {}
    for place in range(9):
        found = merged(list(opened(layer, [place])))
        own = list(map(found.key, range(len(found.counts))))
        assert all(bucket(key) % 9 == place for key in own)
        entries = (divmod(entry, 1 << codec.PART) for entry in found.entries.tolist())  # number, sections
        posted |= {key: dict(islice(entries, count)) for key, count in zip(own, found.counts, strict=True)}
    wanted = terms(query)
    truth = {n for n, d in zip(numbers, documents, strict=True) if matches(wanted, tuple(said[d.path].blocks()))}
    each = [[posted.get(key, {}) for key in asked(term)] for term in wanted]
    having = set(numbers) if wanted else set()
    for term in each:
        having &= {n for n in set.intersection(*map(set, term)) if reduce(and_, (_wide(key[n]) for key in term))}
    assert truth <= having, "a term stands in one section"
    if wanted and all(asked(term) == [term] for term in wanted):
        assert truth == having


@given(st.data())
def test_a_slice_from_the_one_before_is_the_slice_made_anew(data: st.DataObject) -> None:
    words = st.text(ALPHABET, min_size=1, max_size=30)
    titles, more = data.draw(st.lists(words, min_size=1, max_size=12)), data.draw(st.lists(words, max_size=2))
    changes = data.draw(st.dictionaries(st.integers(0, 13), words, max_size=5))
    free, gone = data.draw(st.sets(st.integers(0, 13), max_size=3)), data.draw(st.sets(st.integers(0, 13), max_size=5))
    before = [None if n in free else d for n, d in enumerate(made_up(titles, [2020] * len(titles)))]
    after = [*before, *made_up(more, [2021] * len(more))]
    after = [
        structs.replace(d, title=t, names=(t,)) if d and (t := changes.get(n)) else None if n in gone else d
        for n, d in enumerate(after)
    ]
    after = after[: data.draw(st.integers(1, len(after)))]
    said = said_in(before), said_in(after)
    head, bodies = make_slice(before, said[0])
    numbers = [n for n in range(max(len(before), len(after))) if before[n : n + 1] != after[n : n + 1]]
    old, new = side_of(before, said[0], numbers), side_of(after, said[1], numbers)
    made = patched(head, bodies.__getitem__, after, old, new)
    if made is None:
        assert traditional_in(old.texts) - traditional_in(new.texts)
    else:
        expected = make_slice(after, said[1])
        assert made.head == expected[0]
        assert [made.bodies.get(n, body) for n, body in enumerate(bodies)] == expected[1]


def test_a_shard_tells_where_every_64th_posting_begins() -> None:
    texts = ["".join(chr(0x4E00 + (7 * n * n + at) % 900) for at in range(40)) for n in range(30)]
    documents = made_up(texts, [2020] * 30)
    head, body = make_slice(documents, [read(d, page_of(d)) for d in documents])
    layer = replace(Slices([head], [documents], [body.__getitem__]).layers[0], shards=3)
    count, pairs, others, packed, _, long, steps = shards(layer, [0])[0]
    written = codec.unpack(packed)
    keys = [*codec.read_pairs(count, 0, 3, codec.unpack(pairs)), *others.split(" ")]
    assert not long and len(steps) == (len(keys) - 1) // 64 > 2
    for number, step in enumerate(steps, 1):
        rest = keys[64 * number :]
        assert [key for key, *_ in codec.postings(rest, written[step:], layer.numbers, 8)] == rest


def test_a_shard_without_keys_is_written() -> None:
    layer = Layer(WHOLE, 0, 64, 9, [], [], [])
    assert shards(layer, [4, 7]) == [[0, "", "", "", [], {}, []]] * 2


OTHERS = 1 + 5 + 2  # the table that comes first, facets, readings and forms


@pytest.mark.parametrize("count", [1, 100, 2_000, 6_000, 9_000, 12_000, 100_000])
def test_there_are_no_more_files_than_documents_and_three_thousand(count: int) -> None:
    places = laid_out(made_up(["案例"] * count, [0] * count))
    found = [documents_of(row) for row in rows(places)]
    slices = Slices([Head(2_500 * own, 1_700 * own, "", "", b"", b"") for own in found], [places], [])
    (size,) = slices.sizes
    files = sum(any(places[at : at + size]) for at in range(0, len(places), size))
    assert sum(layer.shards for layer in slices.layers) + files + OTHERS <= count + 3_000


DAYS = [f"2020-{month:02}-{day:02}" for month in (1, 2, 3, 12) for day in (1, 28, 31)]
DATES = st.sampled_from(["2020", "2020-02", "2020-03", *DAYS])


@given(st.lists(DATES, min_size=1, max_size=150), st.data())
def test_numbers_ascend_with_the_dates_and_depend_on_nothing_but_the_documents(
    dates: list[str], data: st.DataObject
) -> None:
    found = [Document(f"{n}.html", "case", "", (), date, "", (), (), "") for n, date in enumerate(dates)]
    found.sort(key=lambda d: (d.year, d.spot, d.path))
    places = laid_out(found)
    assert [document for document in places if document is not None] == found
    assert len(places) == room(len(found)) <= max(32, 3 * len(found))
    days = [document.iso for document in found if len(document.iso) == 10]
    assert days == sorted(days)


def test_a_document_that_goes_pushes_only_those_beside_it() -> None:
    days = [f"2020-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    found = [Document(f"{n}.html", "case", "", (), day, "", (), (), "") for n, day in enumerate(days * 3)]
    found.sort(key=lambda d: (d.year, d.spot, d.path))
    before, pushed = laid_out(found), []
    for gone in range(0, len(found), 7):
        after = laid_out(found[:gone] + found[gone + 1 :])
        changed = [place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        assert changed
        pushed.append(len(changed))
    assert sum(pushed) / len(pushed) < 4, "the place that is free now, and a few behind it"


def test_an_added_sentence_changes_the_buckets_of_its_own_words_only() -> None:
    sentences = ["先锋365设46个驿站。", "张家港党建引领。", "Party Building！", "新来的一句，在中间。"]
    before, after = ("".join(sentences[:3]), "".join([sentences[0], sentences[3], *sentences[1:3]]))
    told = []
    for body in (before, after):
        (document,) = made_up(["标题"], [2020])
        text = read(document, f"<div data-search-body><h1>标题</h1><p>{body}</p></div>")
        head, _ = make_slice([document], [text])
        told.append([head.buckets[at : at + digests.SHORT] for at in range(0, len(head.buckets), digests.SHORT)])
    changed = {place for place, (old, new) in enumerate(zip(*told, strict=True)) if old != new}
    own = {bucket(key) for key in keys_of(fold(sentences[3]))}
    assert changed
    assert changed <= own


def _wide(sections: int) -> int:
    """A set of sections as the browser reads it: anywhere is every part of the body."""
    return sections | 0xFFFC if sections & 0x8000 else sections


# The index of a site ----------------------------------------------------------------------------------------------


def test_a_site_is_searched_as_its_pages_read(site: SmallSite) -> None:
    run = build(site.options())
    assert not run.failed
    truth, index = Truth(site.root / "public"), Index(index_files(run.outputs).get)
    assert truth.sentences
    text = "".join(sentence for sentences in truth.sentences.values() for sentence in sentences)
    draw = random.Random(7)
    for _ in range(300):
        at, length = draw.randrange(len(text)), draw.randint(1, 5)
        query = text[at : at + length]
        assert found_by(index, query) == truth.find(query), query


def test_a_new_case_changes_the_shards_of_the_newest_documents_only(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "LAYERED", 0)
    monkeypatch.setattr(layers, "RECENT", 1)
    monkeypatch.setattr(writing, "SMALL", 0)
    before = index_files(produce(site.options()).outputs)
    site.write("content/cases/new.md", "---\ntitle: 新来的\ndate: 2022-05\nsources: [daily]\n---\n崭新，写到第一个案例\n")
    after = index_files(build(site.options()).outputs)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert any(path.startswith("search/s/") for path in after)
    assert {path for path in changed if path.startswith("search/r/")}
    assert not {path for path in changed if path.startswith("search/s/")}
    index = Index(after.get)
    assert [layer.name for layer in index.layers] == ["s", "r"]
    found = found_by(index, "第一个案例")
    assert {"cases/new.html", "cases/first.html"} <= found == Truth(site.root / "public").find("第一个案例")


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


@pytest.mark.parametrize("layered", [layers.LAYERED, 0])
def test_after_every_edit_the_index_is_that_of_a_clean_build(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layered: int
) -> None:
    monkeypatch.setattr(layers, "LAYERED", layered)
    monkeypatch.setattr(layers, "RECENT", 1)
    produce(site.options())
    for number, edit in enumerate(EDITS):
        edit(site)
        again = produce(site.options())
        clean = produce(site.options(store=tmp_path / f"fresh-{number}"))
        assert index_files(again.outputs) == index_files(clean.outputs)


class MadeAnew:
    """Keeps nothing."""

    def result(self, kind: str, depends: object, make: Callable[[], bytes]) -> bytes:
        return make()

    def found(self, kind: str, depends: Iterable[object]) -> list[bytes | None]:
        return [None for _ in depends]

    def keep(self, kind: str, results: Iterable[tuple[object, bytes]]) -> None:
        pass

    def remembered(self, name: str, kind: type[T]) -> T | None:
        return None

    def remember(self, name: str, value: object) -> None:
        pass


def test_an_index_that_finds_nothing_fails_the_build(site: SmallSite) -> None:
    run = produce(site.options())
    files = index_files(run.outputs)
    shown = [(path, page.record, page.crumbs) for path, page in run.pages.items() if page.record]
    found = search.documents(run.catalogue, shown, lambda path: run.outputs.told(path).digest)
    texts = Texts(run.outputs.__getitem__, MadeAnew())
    spoilt: dict[str, dict[str, bytes]] = {
        "no file": {},
        "empty": {"search/index.js": b""},
        "cut short": {"search/index.js": files["search/index.js"][:-400]},
        "other postings": {"search/index.js": files["search/index.js"].replace(b'put("s/0",', b'put("s/1",')},
    }
    for name, broken in spoilt.items():
        problems: list[Problem] = []
        examine(broken.get, found, texts, problems.append)
        assert [p.severity for p in problems] == ["error"], name
    problems = []
    examine(files.get, found, texts, problems.append)
    assert not problems


@given(st.integers(0, 300_000))
def test_of_many_documents_some_of_each_slice_are_looked_up(count: int) -> None:
    looked = chosen(range(count))
    assert len(looked) == count or max(b - a for a, b in pairwise([-1, *looked, count])) <= ROW
    assert len(looked) <= max(1000, count // 60)


def test_an_index_that_has_failed_is_looked_at_as_a_whole_again(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[AbstractSet[str]] = []

    def fails(_: Files, found: Sequence[Document], texts: Texts, report: Report, kept: AbstractSet[str]) -> None:
        seen.append(kept)
        nothing: dict[str, bytes] = {}
        examine(nothing.get, found, texts, report, kept)

    monkeypatch.setattr(search, "examine", fails)
    assert produce(site.options()).failed and produce(site.options()).failed
    assert seen == [set(), set()]
    monkeypatch.undo()
    assert not produce(site.options()).failed
