"""Work spread over a real Dask scheduler and real workers, one of which is killed in the middle."""

from __future__ import annotations

import os
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
    """A scheduler on this machine and its workers, each a process."""

    def __init__(self, until_the_end: ExitStack) -> None:
        self._until_the_end = until_the_end
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._start("dask_scheduler", "--host=127.0.0.1", f"--port={port}", "--no-dashboard")
        self.workers = [self.add_worker() for _ in range(WORKERS)]

    def add_worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "dask_worker", self.address, "--no-nanny", "--no-dashboard", "--nthreads=1", "--memory-limit=0"
        )

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, cwd=REPOSITORY)
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
        started = Cluster(until_the_end)
        started.wait(WORKERS)
        yield started


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


def test_where_no_cluster_is_a_sentence_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SmallSite(tmp_path)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        assert main(["build", f"--root={tmp_path}", f"--cluster={address}"]) == 3
        assert f"连不上计算集群 {address}" in capsys.readouterr().err
    assert not (tmp_path / "public").exists()
