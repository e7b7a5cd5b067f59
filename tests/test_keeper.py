"""What is kept from run to run: results that prove themselves, and the reasons why a page was rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.keeper import LOST, NEW, Keeper, _run_key, last_run
from builder.load import Loaded, read_file
from builder.schema.decode import Vocabularies
from builder.store import Store
from builder.wording import Words
from tests.smallsite import CASE, FILES, case

CASE_BYTES = FILES[CASE].encode()
THEME = {"theme": {"team": Words("队伍建设", "Team")}}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def read(keeper: Keeper, file: str, data: bytes, vocabularies: Vocabularies) -> tuple[Loaded, bool]:
    """What the pipeline does with one file: the result, and whether the file had to be read."""
    kept, missing = keeper.read_before([(file, data)], vocabularies)
    now = keeper.read_now(missing, [read_file(name, found, vocabularies) for name, found in missing], vocabularies)
    return (kept | now)[file], bool(missing)


def test_a_file_is_read_once_for_its_bytes_its_name_its_words_and_the_program(store: Store) -> None:
    keeper = Keeper(store, "code", drafts=False)
    loaded, fresh = read(keeper, CASE, CASE_BYTES, THEME)
    assert fresh and not loaded.problems and loaded.records
    assert read(Keeper(store, "code", drafts=True), CASE, CASE_BYTES, THEME) == (loaded, False)
    assert read(keeper, CASE, CASE_BYTES + b"\n", THEME)[1]
    assert read(keeper, "content/cases/other.md", CASE_BYTES, THEME)[1]
    assert read(keeper, CASE, CASE_BYTES, {"theme": {"team": Words("队伍建设", "The team")}})[1]
    assert read(Keeper(store, "newer code", drafts=False), CASE, CASE_BYTES, THEME)[1]


def test_a_file_with_problems_is_read_anew_so_that_they_are_told_again(store: Store) -> None:
    broken = case("甲", "2020.1.1").encode()
    for _ in range(2):
        loaded, fresh = read(Keeper(store, "code", drafts=False), CASE, broken, {})
        assert fresh and loaded.problems


def test_the_reasons_are_the_parts_of_the_key_that_changed(store: Store) -> None:
    def run(**parts: str) -> list[str] | None:
        keeper = Keeper(store, "code", drafts=False)
        wanted = {"a.html": parts}
        missing = dict.fromkeys(wanted.keys() - keeper.pages(wanted).keys(), b"bytes")
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
    store.put("run", _run_key(False), value)
    assert last_run(store, drafts=False).parts == {}
