from __future__ import annotations

from pathlib import Path

import pytest

from builder.journal import complete, journal_open
from tests.faulty_disk import FaultyDisk, Killed
from tests.sitefolder import NEW, OLD, is_wholly, leftovers, put


def broken_in_the_middle(folder: Path) -> None:
    """OLD, then NEW in place, killed when a good part of its files has been moved."""
    put(OLD, folder)
    healthy = FaultyDisk(exchanges=False)
    put(NEW, folder, healthy)
    put(OLD, folder)
    moves = [number for number, name in enumerate(healthy.done, 1) if name == "replace"]
    with pytest.raises(Killed):
        put(NEW, folder, FaultyDisk(moves[len(moves) // 2], 0, exchanges=False))
    assert journal_open(folder)


def test_what_a_killed_run_left_undone_is_finished_without_the_outputs(tmp_path: Path) -> None:
    broken_in_the_middle(tmp_path / "public")
    assert complete(tmp_path / "public")
    assert is_wholly(tmp_path / "public", NEW)
    assert not leftovers(tmp_path / "public")


def test_a_folder_without_a_journal_is_left_as_it_is(tmp_path: Path) -> None:
    assert complete(tmp_path / "absent")
    put(OLD, tmp_path / "public")
    assert not journal_open(tmp_path / "public")
    assert complete(tmp_path / "public")
    assert is_wholly(tmp_path / "public", OLD)


def test_a_journal_whose_files_were_lost_stays_open_until_the_next_publishing(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    broken_in_the_middle(folder)
    (staged,) = folder.glob(".xianfeng-staging-*/index.html")
    staged.unlink()
    assert not complete(folder)
    assert journal_open(folder)
    put(NEW, folder, FaultyDisk(exchanges=False))
    assert is_wholly(folder, NEW)
    assert not leftovers(folder)


def test_a_damaged_journal_is_superseded(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put(OLD, folder)
    for damage in (b"", b"[" * 100_000, b'{"staging": "..", "steps": []}', b"\xff"):
        (folder / ".xianfeng-journal.json").write_bytes(damage)
        assert not complete(folder)
        assert journal_open(folder)
        put(OLD, folder, FaultyDisk(exchanges=False))
        assert is_wholly(folder, OLD)
        assert not leftovers(folder)
    (folder / ".xianfeng-journal.json").mkdir()
    assert not complete(folder)
    put(OLD, folder, FaultyDisk(exchanges=False))
    assert is_wholly(folder, OLD)


def test_a_journal_cannot_be_made_to_reach_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"mine")
    put(OLD, tmp_path / "public")
    step = '{"staging": ".xianfeng-staging-00000000", "steps": [{"action": "remove", "path": "%s"}]}'
    for path in ("../mine.txt", "a/../../mine.txt", (tmp_path / "mine.txt").as_posix(), ""):
        (tmp_path / "public" / ".xianfeng-journal.json").write_text(step % path, encoding="utf-8")
        assert not complete(tmp_path / "public")
    assert (tmp_path / "mine.txt").exists()
