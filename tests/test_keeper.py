"""What is kept from run to run: results that prove themselves, and memories that cost nothing but time to lose."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest

from builder.keeper import SWEEP_AFTER, Keeper
from builder.store import Store


class Told(msgspec.Struct):
    words: list[str]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_result_is_made_once_for_all_it_depends_on_and_the_program(store: Store) -> None:
    calls: Iterator[int] = count()

    def result(code: str, depends: object) -> bytes:
        return Keeper(store, code, drafts=False).result("slice", depends, lambda: b"%d" % next(calls))

    assert [result("code", [1]), result("code", [1]), result("code", [2]), result("newer", [1])] == [
        b"0", b"0", b"1", b"2",
    ]  # fmt: skip


def test_a_memory_is_of_one_program_and_a_preview_has_its_own(store: Store) -> None:
    keeper = Keeper(store, "code", drafts=False)
    keeper.remember("pages", Told(["a"]))
    keeper.remember("files", Told(["b"]), shared=True)
    assert keeper.remembered("pages", Told) == Told(["a"])
    assert Keeper(store, "newer", drafts=False).remembered("pages", Told) is None
    preview = Keeper(store, "code", drafts=True)
    assert preview.remembered("pages", Told) is None
    assert preview.remembered("files", Told, shared=True) == Told(["b"])


@pytest.mark.parametrize("value", [b"", b"\xc1", b"\x81\xa5words\x01", b"[]"])
def test_a_memory_of_another_form_counts_as_none(store: Store, value: bytes) -> None:
    keeper = Keeper(store, "code", drafts=False)
    keeper.remember("pages", Told(["a"]))
    store.put("memory", keeper._name("pages", shared=False), value)
    assert keeper.remembered("pages", Told) is None


def test_what_neither_builds_nor_previews_use_is_swept_in_time(store: Store) -> None:
    preview = Keeper(store, "code", drafts=True)
    preview.put("page", "a" * 32, b"shown in the preview")
    preview.finish([])
    for number in range(3 * SWEEP_AFTER):
        keeper = Keeper(store, "code", drafts=False)
        keeper.remember("pages", Told([str(number)]))
        keeper.put("page", f"{number:032x}", b"of this run")
        keeper.finish([f"text:{'b' * 32}"])
        store.put("text", "b" * 32, b"relied on")
    assert store.get("page", f"{0:032x}") is None
    assert store.get("page", f"{3 * SWEEP_AFTER - 1:032x}") is not None
    assert store.get("page", "a" * 32) is not None and store.get("text", "b" * 32) is not None
    last = Keeper(store, "code", drafts=False)
    assert last.remembered("pages", Told) == Told([str(3 * SWEEP_AFTER - 1)])
