from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builder import lock
from builder.faults import DiskFault
from builder.lock import Busy, held

HOLD = """
import sys, time
from pathlib import Path
from builder.lock import held
with held(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_process_holds(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_lock_is_held_for_a_block_and_leaves_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        with held(tmp_path / "deep" / "lock", 0):
            assert (tmp_path / "deep" / "lock").exists()
        assert not (tmp_path / "deep" / "lock").exists()


def test_whoever_comes_second_is_told_who_was_first(tmp_path: Path) -> None:
    with another_process_holds(tmp_path / "lock") as other:
        with pytest.raises(Busy) as caught, held(tmp_path / "lock", 0.15):
            raise AssertionError("two hold it")
        holder = caught.value.holder
        assert holder is not None
        assert (holder.pid, holder.host) == (other.pid, socket.gethostname())
        assert str(other.pid) in caught.value.text("zh")
        assert str(other.pid) in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="a process there keeps the time zone of the system")
def test_since_when_is_told_by_the_clock_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    with monkeypatch.context() as here:
        here.setenv("TZ", zone.key)
        time.tzset()
        before = datetime.now(zone)
        with held(tmp_path / "lock", 0), pytest.raises(Busy) as caught, held(tmp_path / "lock", 0):
            raise AssertionError("two hold it")
        told = {f"开始于 {moment:%Y-%m-%d %H:%M}）" for moment in (before, datetime.now(zone))}
    time.tzset()
    assert any(words in caught.value.text("zh") for words in told)


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    with another_process_holds(tmp_path / "lock") as other:
        other.kill()
        other.wait()
        with held(tmp_path / "lock", 0):
            assert (tmp_path / "lock").exists()


def test_it_is_held_against_the_same_process_too_and_what_was_typed_into_it_does_no_harm(tmp_path: Path) -> None:
    with held(tmp_path / "lock", 0):
        (tmp_path / "lock").write_bytes(b"\xff[[[")
        with pytest.raises(Busy) as caught, held(tmp_path / "lock", 0):
            raise AssertionError("two hold it")
    assert caught.value.holder is None
    assert caught.value.text("zh")


def test_a_lock_file_that_a_crash_left_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "lock").write_bytes(b"x" * 1000)
    with held(tmp_path / "lock", 0):
        assert str(os.getpid()).encode() in (tmp_path / "lock").read_bytes()
        assert b"xx" not in (tmp_path / "lock").read_bytes()


def test_a_lock_on_a_file_that_its_last_holder_took_away_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened by us, taken away by the holder who ends, and only then locked by us: a third could make it anew."""
    tried: list[int] = []
    real = lock._lock

    def late(handle: int) -> bool:
        tried.append(handle)
        if len(tried) == 1:
            (tmp_path / "lock").rename(tmp_path / "taken away")
        return real(handle)

    monkeypatch.setattr(lock, "_lock", late)
    with held(tmp_path / "lock", 0):
        assert str(os.getpid()).encode() in (tmp_path / "lock").read_bytes()
    assert len(tried) == 2


def test_those_who_wait_get_it_one_after_another(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        with held(tmp_path / "lock", 30):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.002)
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_a_place_where_no_lock_can_be_made_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskFault), held(tmp_path / "file" / "lock", 0):
        raise AssertionError("nothing is held")
