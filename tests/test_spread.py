"""Work spread over processes gives what one process gives, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import spread as spreading
from builder.spread import BATCH, TURNS, Processes
from builder.work import Work

ROOT = Path(__file__).parent.parent
ITEMS = list(range(5 * BATCH))


def squares(setting: int) -> Callable[[int], int]:
    """One process but the first ends, or lacks memory, or fails to start, when it comes to the item ``setting``."""
    first = os.environ.get("FIRST") == str(os.getpid())

    def square(item: int) -> int:
        if item == abs(setting) and not first:
            if setting < 0:
                raise MemoryError
            os._exit(1)
        return item * item

    if setting == 0 and not first:
        os._exit(1)
    return square


@pytest.mark.parametrize("fork", [True, False], ids=["forked", "spawned"])
@pytest.mark.parametrize(
    "setting",
    [2 * BATCH + 5, -BATCH, 5 * BATCH - 1, 0, 10**9],
    ids=["killed", "out of memory", "killed at the last", "killed at the start", "well"],
)
def test_what_a_process_leaves_undone_is_done_by_the_first(
    setting: int, fork: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "_may_fork", lambda: fork and sys.platform == "linux")
    monkeypatch.setenv("FIRST", str(os.getpid()))
    assert list(Processes(2)(Work(squares, setting, ITEMS))) == [item * item for item in ITEMS]


def test_a_system_that_refuses_processes_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(method: str) -> object:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(spreading, "get_context", refuse)
    monkeypatch.setenv("FIRST", str(os.getpid()))
    assert list(Processes(2)(Work(squares, 0, ITEMS))) == [item * item for item in ITEMS]


def test_work_with_what_cannot_be_sent_is_done_here_unless_others_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a preview, which builds beside its server: what it works with would have to be sent to others."""
    monkeypatch.setattr(spreading, "_may_fork", lambda: False)
    unsendable = [lambda item: item + 1]
    work = Work(lambda these: these[0], unsendable, ITEMS, many=len(ITEMS))
    found = spreading.shared(Processes(0))(work)
    assert list(found) == [item + 1 for item in ITEMS]


def workers(_: None) -> Callable[[int], tuple[int, int]]:
    return lambda item: (item, os.getpid())


@pytest.mark.parametrize("fork", [True, False], ids=["forked", "spawned"])
def test_forked_processes_are_replaced_before_they_have_copied_everything(
    fork: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked = fork and sys.platform == "linux"
    monkeypatch.setattr(spreading, "_may_fork", lambda: forked)
    monkeypatch.setattr(spreading, "SPELL", 2)
    done = list(Processes(2)(Work(workers, None, ITEMS)))
    assert [item for item, _ in done] == ITEMS
    each = len(ITEMS) // TURNS  # two batches
    spells = [{who for _, who in done[at : at + each]} for at in range(0, len(done), each)]
    all_of_them = set.union(*spells)
    assert len(spells) == TURNS and os.getpid() not in all_of_them
    assert len(all_of_them) == sum(map(len, spells)) if forked else len(all_of_them) <= 2


def slowly(folder: str) -> Callable[[int], int]:
    (Path(folder) / str(os.getpid())).touch()

    def work(item: int) -> int:
        time.sleep(0.01)
        return item

    return work


def started(folder: Path) -> subprocess.Popen[str]:
    """A process that spreads work over two others, as the first of a group, when these have begun."""
    program = (
        "import signal, sys; from builder.spread import Processes; from builder.work import Work\n"
        "from tests.test_spread import slowly\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background inherits deafness to it
        "if __name__ == '__main__':\n"
        "    try: list(Processes(2)(Work(slowly, sys.argv[1], range(10**5))))\n"
        "    except KeyboardInterrupt: print('stopped', file=sys.stderr)\n"
    )
    (folder / "program.py").write_text(program, encoding="utf-8")
    (folder / "pids").mkdir()
    process = subprocess.Popen(
        [sys.executable, str(folder / "program.py"), str(folder / "pids")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while len(list((folder / "pids").iterdir())) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    return process


def all_end(folder: Path) -> bool:
    """Waits for the processes that have noted themselves in ``folder``; as long as the test may run."""
    for pid in (int(entry.name) for entry in (folder / "pids").iterdir()):
        while _is_alive(pid):
            time.sleep(0.01)
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")


if sys.platform != "win32":

    def test_when_the_first_is_killed_the_others_end(tmp_path: Path) -> None:
        with started(tmp_path) as process:
            process.kill()
            assert all_end(tmp_path)

    def test_the_keyboard_stops_them_all_without_a_traceback(tmp_path: Path) -> None:
        with started(tmp_path) as process:
            os.killpg(process.pid, signal.SIGINT)
            assert process.stderr is not None
            assert process.stderr.read() == "stopped\n"
            assert all_end(tmp_path)
