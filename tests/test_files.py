from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import files
from builder.facts import facts_of
from builder.faults import DiskFault
from builder.files import DISK, Entry, clear_way, remove_tree, walk


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_a_file_is_read_whole_or_in_part(tmp_path: Path, size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    (tmp_path / "a").write_bytes(data)
    assert DISK.read(tmp_path / "a") == DISK.read(f"{tmp_path}/a") == data
    assert DISK.read(tmp_path / "a", 5) == data[5:]
    assert DISK.read(tmp_path / "a", 5, 100) == data[5:105]


if sys.platform == "linux":

    def test_a_file_that_is_longer_than_its_facts_say_is_read_to_its_end() -> None:
        assert Path("/proc/self/maps").stat().st_size == 0
        assert b"[stack]" in DISK.read("/proc/self/maps")


def test_two_folders_change_names_in_one_step_or_nothing_is_done(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_bytes(b"")
    done = DISK.exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / ("other" if done else "one")).exists()
    assert (tmp_path / "other" / ("one" if done else "other")).exists()
    assert done or sys.platform != "linux", "every file system that Linux is usually installed on can"


def answering(code: int) -> Callable[[bytes, bytes], int]:
    def swap(one: bytes, other: bytes) -> int:
        return code

    return swap


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EBUSY, errno.ENOSYS, errno.EINVAL, errno.EPERM])
def test_a_system_that_cannot_exchange_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(files, "_system_exchange", lambda: answering(code))
    assert DISK.exchange(tmp_path, tmp_path) is False
    monkeypatch.setattr(files, "_system_exchange", lambda: None)
    assert DISK.exchange(tmp_path, tmp_path) is False


def test_an_exchange_that_fails_for_other_reasons_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_system_exchange", lambda: answering(errno.EIO))
    with pytest.raises(DiskFault) as caught:
        DISK.exchange(tmp_path, tmp_path)
    assert "EIO" in caught.value.text("zh")


class Refused(PermissionError):
    """As Windows says it."""

    def __init__(self, code: int) -> None:
        super().__init__(errno.EACCES, "held")
        self.winerror = code


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [32, 5, 33]
    real = Path.replace

    def held(self: Path, target: Path) -> Path:
        if refusals:
            raise Refused(refusals.pop())
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(files, "_PAUSES", (0.0,) * 5)
    (tmp_path / "a").write_bytes(b"a")
    DISK.replace(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"a"
    refusals[:] = [32] * 9
    with pytest.raises(DiskFault):
        DISK.replace(tmp_path / "b", tmp_path / "c")
    assert len(refusals) == 3, "five pauses, six attempts"


def test_a_file_that_could_not_be_written_whole_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, written = os.write, list[int]()

    def full(handle: int, data: memoryview) -> int:
        if written:
            raise OSError(errno.ENOSPC, "full")
        written.append(real(handle, data[:4]))
        return written[0]

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DiskFault) as caught:
        DISK.write(tmp_path / "a", b"half and half")
    assert caught.value.cause.errno == errno.ENOSPC
    assert "空间不足" in caught.value.text("zh")
    assert written == [4] and not (tmp_path / "a").exists()


def test_every_fault_names_the_path_in_both_languages(tmp_path: Path) -> None:
    for code in sorted(errno.errorcode):
        fault = DiskFault(tmp_path / "页.html", OSError(code, "ignored"))
        for text in (fault.text("zh"), fault.text("en"), str(fault)):
            assert "页.html" in text
            assert "ignored" not in text
    assert DiskFault(tmp_path, OSError("no number")).text("zh")


def test_a_second_name_keeps_the_times_and_a_replacement_leaves_the_first_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    os.utime(tmp_path / "a", ns=(10**18, 10**18))
    DISK.copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").samefile(tmp_path / "a")
    assert (tmp_path / "b").stat().st_mtime_ns == 10**18
    DISK.write(tmp_path / "new", b"b")
    DISK.replace(tmp_path / "new", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == b"a"


def test_a_tree_is_listed_in_one_order_and_removed_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "mine").write_bytes(b"")
    top = tmp_path / "top"
    (top / "b" / "c").mkdir(parents=True)
    (top / "b" / "c" / "d").write_bytes(b"four")
    (top / "a").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert walk(DISK, top) == {
        "a": Entry("a", "link", 0),
        "b": Entry("b", "folder", 0, facts_of(top / "b")),
        "b/c": Entry("c", "folder", 0, facts_of(top / "b" / "c")),
        "b/c/d": Entry("d", "file", 4, facts_of(top / "b" / "c" / "d")),
    }
    remove_tree(DISK, top)
    assert not top.exists()
    assert (tmp_path / "outside" / "mine").exists()
    remove_tree(DISK, top)
    assert walk(DISK, top) == {}


def test_the_way_is_cleared_of_what_has_the_wrong_kind_only(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a file where a folder must be")
    clear_way(DISK, tmp_path, "a/b/c")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "a" / "b" / "c" / "d").mkdir(parents=True)
    (tmp_path / "a" / "b" / "e").write_bytes(b"")
    clear_way(DISK, tmp_path, "a/b/c")
    assert not (tmp_path / "a" / "b" / "c").exists()
    clear_way(DISK, tmp_path, "a/b/e")
    assert (tmp_path / "a" / "b" / "e").exists()


def test_what_was_written_can_be_made_to_last(tmp_path: Path) -> None:
    paths = [tmp_path, tmp_path / "a"]
    (tmp_path / "a").write_bytes(b"a")
    DISK.settle(paths)
    DISK.settle(paths * 50)
    with pytest.raises(DiskFault):
        DISK.settle([tmp_path / "absent"])
