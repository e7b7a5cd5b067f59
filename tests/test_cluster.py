"""Work spread over a real Dask scheduler and real workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder import build as pipeline
from builder import steps
from builder.build import Run, code_digest
from builder.cli import main
from builder.cluster import NoCluster, connected
from builder.spread import Spread
from builder.work import Work
from tests.smallsite import SmallSite, case, said
from tests.twins import tree

REPOSITORY = Path(__file__).parent.parent
WORKERS = 3


class Cluster:
    """A scheduler on this machine and its workers, each a process. ``packages``: where they find the program."""

    def __init__(self, until_the_end: ExitStack, workers: int = WORKERS, packages: Path = REPOSITORY) -> None:
        self._until_the_end = until_the_end
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start(
            packages, "dask_scheduler", "--host=127.0.0.1", f"--port={port}", "--no-dashboard"
        )
        self.workers = [self.add_worker(packages) for _ in range(workers)]
        if workers:
            self.wait(workers)

    def add_worker(self, packages: Path) -> subprocess.Popen[bytes]:
        return self._start(
            packages, "dask_worker", self.address, "--no-nanny", "--no-dashboard", "--nthreads=1", "--memory-limit=0"
        )

    def _start(self, packages: Path, program: str, *options: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        environment = os.environ | {"PYTHONPATH": str(packages)}
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, cwd=packages)
        self._until_the_end.callback(process.wait)
        self._until_the_end.callback(process.kill)
        return process

    def wait(self, count: int) -> None:
        from distributed import Client

        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with ExitStack() as until_the_end:
        yield Cluster(until_the_end)


def ending(setting: tuple[int, str]) -> Callable[[int], int]:
    """Doubles numbers; at one of them the first process that meets it is gone."""
    last, mark = setting

    def double(number: int) -> int:
        if number == last:
            try:
                Path(mark).touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                os._exit(9)
        return number * 2

    return double


def another() -> str:
    """A version of the program that no other process has."""
    return str(os.getpid())


def test_results_come_in_order_though_a_worker_dies_over_one_of_them(cluster: Cluster, tmp_path: Path) -> None:
    numbers = list(range(500))
    with connected(cluster.address, code_digest) as spread:
        found = list(spread(Work(ending, (321, str(tmp_path / "mark")), numbers, batch=20)))
    assert found == [number * 2 for number in numbers]
    assert (tmp_path / "mark").exists()
    assert sum(worker.poll() == 9 for worker in cluster.workers) == 1


def test_a_site_is_the_same_though_a_worker_is_killed_in_the_middle(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = SmallSite(tmp_path / "site")
    for n in range(100):
        site.write(f"content/cases/more/n{n}.md", case("同名案例", f"2024-01-{n % 28 + 1:02}", "themes: [team]"))
    alone = site.options(store=tmp_path / "store")
    pipeline.build(replace(alone, output=tmp_path / "public"))
    cluster.wait(WORKERS - 1)  # one has died in the test before
    worker = next(worker for worker in cluster.workers if worker.poll() is None)
    render = steps.STEPS["render"]

    def kill_while_rendering(run: Run) -> None:
        run.spread = Dying(run.spread)
        render(run)

    class Dying:
        def __init__(self, whole: Spread) -> None:
            self.whole = whole

        def inherits(self, count: int, many: int | None = None, /) -> bool:
            return self.whole.inherits(count, many)

        def __call__(self, work: Work[Any, Any, Any], /) -> Iterator[Any]:
            for number, result in enumerate(self.whole(work)):
                if number == 20:
                    worker.kill()
                    worker.wait()
                yield result

    monkeypatch.setattr(steps, "STEPS", {**steps.STEPS, "render": kill_while_rendering})
    run = pipeline.build(replace(site.options(), cluster=cluster.address))
    assert run.published is not None, said(run.problems)
    assert worker.poll() == -9
    assert len(run.rendered) > 150
    assert tree(site.root / "public") == tree(tmp_path / "public")


def test_another_version_on_the_workers_is_refused(cluster: Cluster) -> None:
    with connected(cluster.address, another) as spread, pytest.raises(NoCluster, match="another version"):
        list(spread(Work(ending, (0, ""), [1, 2, 3])))


def killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def frozen(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGSTOP)


@pytest.mark.parametrize(("who", "what"), [("worker", killed), ("worker", frozen), ("scheduler", killed)])
def test_what_is_left_once_nobody_is_left_is_done_here(
    who: str, what: Callable[[subprocess.Popen[bytes]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL", "2s")  # from which a frozen worker counts as lost
    numbers = list(range(500))
    with ExitStack() as until_the_end:
        cluster = Cluster(until_the_end, workers=1)
        with connected(cluster.address, code_digest) as spread:
            monkeypatch.setattr("builder.cluster.PATIENCE", 2)
            coming = iter(spread(Work(ending, (-1, ""), numbers, batch=20)))
            found = [next(coming)]
            what(cluster.workers[0] if who == "worker" else cluster.scheduler)
            found += coming
            assert found == [number * 2 for number in numbers]
            assert list(spread(Work(ending, (-1, ""), numbers))) == found, "and all that comes after it"


def test_workers_that_cannot_even_read_the_work_leave_it_to_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.cluster.PATIENCE", 2)
    with ExitStack() as until_the_end:
        cluster = Cluster(until_the_end, workers=0)
        worker = cluster.add_worker(tmp_path)
        cluster.wait(1)
        with connected(cluster.address, code_digest) as spread:
            assert list(spread(Work(ending, (-1, ""), [1, 2, 3]))) == [2, 4, 6]
        assert worker.wait() is not None


def test_workers_and_schedulers_without_the_program_or_with_part_of_it_are_told_of(tmp_path: Path) -> None:
    part = tmp_path / "part"
    shutil.copytree(REPOSITORY / "builder", part / "builder", ignore=shutil.ignore_patterns("readfile.py"))
    with ExitStack() as until_the_end:
        cluster = Cluster(until_the_end, workers=0)
        cluster.add_worker(part)
        cluster.wait(1)
        with connected(cluster.address, code_digest) as spread, pytest.raises(NoCluster, match="another version"):
            list(spread(Work(ending, (-1, ""), [1, 2, 3])))
    with ExitStack() as until_the_end:
        cluster = Cluster(until_the_end, workers=1, packages=tmp_path)
        with connected(cluster.address, code_digest) as spread, pytest.raises(NoCluster, match="not installed there"):
            list(spread(Work(ending, (-1, ""), [1, 2, 3])))


def test_where_no_cluster_is_a_sentence_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SmallSite(tmp_path)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        assert main(["build", f"--root={tmp_path}", f"--cluster={address}"]) == 3
        assert f"连不上计算集群 {address}" in capsys.readouterr().err
    for address in ("tls://127.0.0.1:9", "ucx://127.0.0.1:9"):
        assert main(["build", f"--root={tmp_path}", f"--cluster={address}"]) == 3
        said = capsys.readouterr().err
        assert f"没有配置好地址 {address} 所用的连接方式" in said and "内部错误" not in said
    assert not (tmp_path / "public").exists()
