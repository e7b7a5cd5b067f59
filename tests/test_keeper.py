"""What is kept from run to run: results that prove themselves, and the reasons why a page was rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.keeper import LOST, NEW, Keeper, last_run
from builder.store import Store
from builder.wording import Words
from tests.smallsite import CASE, FILES, case

CASE_BYTES = FILES[CASE].encode()
THEME = {"theme": {"team": Words("队伍建设", "Team")}}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_file_is_read_once_for_its_bytes_its_name_its_words_and_the_program(store: Store) -> None:
    first = Keeper(store, "code", drafts=False)
    loaded = first.read(CASE, CASE_BYTES, THEME)
    assert (first.read_count, loaded.problems) == (1, ())
    again = Keeper(store, "code", drafts=True)
    assert again.read(CASE, CASE_BYTES, THEME) == loaded
    assert again.read_count == 0
    again.read(CASE, CASE_BYTES + b"\n", THEME)
    again.read("content/cases/other.md", CASE_BYTES, THEME)
    again.read(CASE, CASE_BYTES, {"theme": {"team": Words("队伍建设", "The team")}})
    Keeper(store, "newer code", drafts=False).read(CASE, CASE_BYTES, THEME)
    assert again.read_count == 3


def test_a_file_with_problems_is_read_anew_so_that_they_are_told_again(store: Store) -> None:
    broken = case("甲", "2020.1.1").encode()
    for _ in range(2):
        keeper = Keeper(store, "code", drafts=False)
        assert keeper.read(CASE, broken, {}).problems
        assert keeper.read_count == 1


def test_the_reasons_are_the_parts_of_the_key_that_changed(store: Store) -> None:
    def run(**parts: str) -> list[str] | None:
        keeper = Keeper(store, "code", drafts=False)
        wanted = {"a.html": parts}
        missing = {path: b"bytes" for path in wanted.keys() - keeper.pages(wanted).keys()}
        keeper.keep(missing, wanted)
        keeper.finish()
        return keeper.rendered.get("a.html")

    assert run(template="1", words="1") == [NEW]
    assert run(template="1", words="1") is None
    assert run(template="2", words="1") == ["template"]
    assert run(template="1", words="1") is None, "an edit taken back finds its old result"
    assert run(template="1", words="2", extra="1") == ["extra", "words"]
    store.sweep(frozenset())
    assert last_run(store, drafts=False).parts == {}
    assert run(template="1", words="2", extra="1") == [NEW]


def test_a_result_that_was_lost_is_said_to_be(store: Store, tmp_path: Path) -> None:
    for reasons in ({"a.html": [NEW]}, {"a.html": [LOST]}):
        keeper = Keeper(store, "code", drafts=False)
        assert keeper.pages({"a.html": {"template": "1"}}) == {}
        assert keeper.rendered == reasons
        keeper.finish()


def test_a_preview_keeps_its_own_record(store: Store) -> None:
    preview = Keeper(store, "code", drafts=True)
    preview.pages({"a.html": {"template": "1"}})
    preview.finish()
    assert last_run(store, drafts=True).reasons == {"a.html": [NEW]}
    assert last_run(store, drafts=False).reasons == {}


@pytest.mark.parametrize("value", [b"", b"\xc1", b"\x81\xa5parts\x01", b"[]"])
def test_a_record_of_another_version_costs_the_reasons_alone(store: Store, value: bytes) -> None:
    keeper = Keeper(store, "code", drafts=False)
    keeper.finish()
    from builder.keeper import _run_key

    store.put("run", _run_key(False), value)
    assert last_run(store, drafts=False).parts == {}
