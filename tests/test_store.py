from __future__ import annotations

import errno
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.digests import of_bytes
from builder.faults import DiskFault
from builder.store import Store
from tests.faulty_disk import FaultyDisk, Killed

KEY, OTHER = of_bytes(b"key"), of_bytes(b"other")


def entry(folder: Path, kind: str = "page", key: str = KEY) -> Path:
    return folder / kind / key[:2] / key


def test_what_was_put_is_got_back_by_its_kind_and_key_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "not" / "there" / "yet")
    assert store.get("page", KEY) is None
    store.put("page", KEY, b"value")
    store.put("page", KEY, b"value")
    assert store.get("page", KEY) == b"value"
    assert store.get("image", KEY) is None
    assert store.get("page", OTHER) is None
    assert Store(tmp_path / "not" / "there" / "yet").get("page", KEY) == b"value"


def test_many_are_put_and_got_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("page", KEY, b"one")
    store.put("page", OTHER, b"")
    assert [store.get("page", key) for key in (OTHER, KEY, of_bytes(b"third"))] == [b"", b"one", None]


@given(value=st.binary(max_size=40), at=st.integers(0, 71), to=st.binary(max_size=3))
def test_a_damaged_entry_is_never_a_value_and_is_written_over(
    tmp_path_factory: pytest.TempPathFactory, value: bytes, at: int, to: bytes
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store = Store(folder)
    store.put("page", KEY, value)
    whole = entry(folder).read_bytes()
    entry(folder).write_bytes(whole[:at] + to + whole[at + 1 :])
    assert store.get("page", KEY) in (None, value)
    entry(folder).write_bytes(whole[:at])
    assert store.get("page", KEY) == (value if at >= len(whole) else None)
    store.put("page", KEY, value)
    assert store.get("page", KEY) == value


def test_an_entry_under_anothers_name_does_not_count(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("page", KEY, b"value")
    for path in (entry(tmp_path, key=OTHER), entry(tmp_path, kind="image")):
        path.parent.mkdir(parents=True)
        path.write_bytes(entry(tmp_path).read_bytes())
    assert store.get("page", OTHER) is None
    assert store.get("image", KEY) is None


def test_strange_things_where_an_entry_belongs_are_absent_and_make_room(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "page").write_bytes(b"a file where a folder must be")
    (entry(tmp_path, "image") / "x").mkdir(parents=True)
    for kind in ("page", "image"):
        assert store.get(kind, KEY) is None
        store.put(kind, KEY, b"value")
        assert store.get(kind, KEY) == b"value"


def test_a_store_that_cannot_be_written_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    for code in (errno.EACCES, errno.EROFS, errno.ENOSPC):
        with pytest.raises(DiskFault):
            Store(tmp_path, FaultyDisk(1, code, lasting=True)).put("page", KEY, b"value")
    assert Store(tmp_path, FaultyDisk(1, errno.EIO)).get("page", KEY) is None


def test_a_put_that_is_killed_leaves_no_false_entry_and_nothing_else(tmp_path: Path) -> None:
    Store(tmp_path).put("page", OTHER, b"there before")
    entry(tmp_path).parent.mkdir()
    with pytest.raises(Killed):
        Store(tmp_path, FaultyDisk(1, 0)).put("page", KEY, b"value" * 100)
    assert entry(tmp_path).exists()
    assert Store(tmp_path).get("page", KEY) is None
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == {entry(tmp_path), entry(tmp_path, key=OTHER)}


def test_a_sweep_takes_what_was_not_used_and_nothing_that_is_not_an_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert Store(tmp_path / "absent").sweep(set()) == 0
    for kind in ("page", "image"):
        store.put(kind, KEY, b"1")
        store.put(kind, OTHER, b"2")
    strangers = [
        tmp_path / "论文.docx",
        tmp_path / "page" / "notes.txt",
        entry(tmp_path).parent / "x",
        tmp_path / "ab" / KEY,
    ]
    strangers[-1].parent.mkdir()
    for stranger in strangers:
        stranger.write_bytes(b"mine")
    assert store.sweep({("page", KEY), ("image", OTHER)}) == 2
    assert [store.get("page", key) for key in (KEY, OTHER)] == [b"1", None]
    assert [store.get("image", key) for key in (KEY, OTHER)] == [None, b"2"]
    assert all(stranger.exists() for stranger in strangers)


MANY = {of_bytes(str(n).encode()): str(n).encode() * n for n in range(300)}


def test_many_values_stand_in_few_files_and_are_got_back_one_by_one(tmp_path: Path) -> None:
    Store(tmp_path).put_all("text", dict(list(MANY.items())[:3]))
    store = Store(tmp_path)
    assert store.get("text", KEY) is None
    store.put_all("text", MANY)
    for at in (store, Store(tmp_path)):
        assert {key: at.get("text", key) for key in MANY} == MANY
        assert at.get("page", next(iter(MANY))) is None
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 3 + 3


@given(at=st.integers(0, 12_000), to=st.binary(max_size=70), cut=st.booleans())
def test_a_damaged_pack_holds_no_false_value_and_what_is_lost_can_be_put_again(
    tmp_path_factory: pytest.TempPathFactory, at: int, to: bytes, cut: bool
) -> None:
    folder = tmp_path_factory.mktemp("store")
    some = dict(list(MANY.items())[:40])
    Store(folder).put_all("text", some)
    (pack,) = (folder / "text" / "packs").iterdir()
    whole = pack.read_bytes()
    pack.write_bytes(whole[:at] if cut else whole[:at] + to + whole[at + len(to) :])
    store = Store(folder)
    lost = {key: value for key, value in some.items() if store.get("text", key) is None}
    assert all(store.get("text", key) in (None, value) for key, value in some.items())
    store.put_all("text", lost)
    assert {key: store.get("text", key) for key in some} == some
    assert {key: Store(folder).get("text", key) for key in some} == some


def test_a_pack_goes_when_nothing_in_it_is_used(tmp_path: Path) -> None:
    store, keys = Store(tmp_path), list(MANY)
    store.put_all("text", MANY)
    (tmp_path / "text" / "packs" / "notes.txt").write_bytes(b"mine")
    assert store.sweep({("text", keys[130])}) == 300 - 128
    assert store.get("text", keys[130]) == MANY[keys[130]] and store.get("text", keys[0]) is None
    assert store.sweep(set()) == 128
    assert [p.name for p in (tmp_path / "text" / "packs").iterdir()] == ["notes.txt"]


def test_a_disk_that_fails_loses_packs_and_nothing_else(tmp_path: Path) -> None:
    Store(tmp_path).put_all("text", MANY)
    for at in range(1, 7):
        assert Store(tmp_path, FaultyDisk(at, errno.EIO)).get("text", KEY) is None
        found = Store(tmp_path, FaultyDisk(at, errno.EIO)).get("text", next(iter(MANY)))
        assert found in (None, b"")
    with pytest.raises(DiskFault):
        Store(tmp_path, FaultyDisk(1, errno.ENOSPC, lasting=True)).put_all("text", MANY)


def test_text_of_users_cannot_become_a_file_name(tmp_path: Path) -> None:
    for kind, key in (("../x", KEY), ("page", "../" + KEY), ("page", KEY.upper()), ("Page", KEY), ("page", KEY + "\n")):
        with pytest.raises(ValueError, match="not the name of an entry"):
            Store(tmp_path).put(kind, key, b"")
        with pytest.raises(ValueError, match="not the name of an entry"):
            Store(tmp_path).get(kind, key)


def put_all(folder: Path) -> int:
    """How many of the entries that other processes are writing at this moment are wrong."""
    store, wrong = Store(folder), 0
    for n in range(80):
        key, value = of_bytes(b"%d" % n), b"%d" % n * 2000
        store.put("page", key, value)
        wrong += store.get("page", key) not in (None, value)
    return wrong


def test_several_processes_write_the_same_entries_at_once(tmp_path: Path) -> None:
    with get_context("spawn").Pool(2) as pool:
        assert pool.map(put_all, [tmp_path] * 2) == [0, 0]
    assert all(Store(tmp_path).get("page", of_bytes(b"%d" % n)) is not None for n in range(80))
