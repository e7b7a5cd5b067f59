"""Several processes at one site, as people start them: a build from the desk and one from a pipeline, a preview beside.

One works and the others wait, or are told who does; what is published is at every end one whole site. The processes are
real ones. Where a test must know who is first, the first is held inside its lock until it is told to go on.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder import journal
from builder.lock import held
from builder.target import lock_of
from tests.killing import DAY, NAMES, Rig, set_up
from tests.smallsite import SmallSite

ROOT = Path(__file__).parent.parent
BUILDER = ("-m", "builder")
# A build that says when it holds the lock, and then waits for a line.
HELD = """
import sys
from builder import build as pipeline, cli
build = pipeline.build
def held(*given, **named):
    print("held", flush=True)
    sys.stdin.readline()
    return build(*given, **named)
pipeline.build = held
cli.entry()
"""
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # of prctl(2) and capabilities(7)
IMPATIENT = "from builder import cli, commands; commands.WAIT = 0.2; cli.entry()"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return set_up(tmp_path_factory.mktemp("two"), 1)


@pytest.fixture
def rig(prepared: Rig, tmp_path: Path) -> Rig:
    """A site whose old edition is published and whose new one is written."""
    copy = prepared.copied(tmp_path / "site")
    copy.write(1)
    return copy


@contextmanager
def started(rig: Rig, *command: str, python: tuple[str, ...] = BUILDER) -> Iterator[subprocess.Popen[str]]:
    name, *options = command
    with subprocess.Popen(
        [sys.executable, *python, name, f"--root={rig.site.root}", DAY, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def holding(rig: Rig) -> Iterator[subprocess.Popen[str]]:
    """A build that holds the lock, and has not yet looked at the site."""
    with started(rig, "build", python=("-c", HELD)) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process


def ended(process: subprocess.Popen[str], line: str = "") -> tuple[int, str]:
    """The exit code of a process that is left to itself, or told to go on by ``line``, and its last words."""
    _, said = process.communicate(line)
    assert "Traceback" not in said
    return process.returncode, said


def test_two_that_are_started_together_take_turns_and_leave_a_whole_site(rig: Rig) -> None:
    for edition in (1, 0):
        rig.write(edition)
        with started(rig, "build") as one, started(rig, "build", "--rehash") as other:
            assert [ended(one)[0], ended(other)[0]] == [0, 0]
        assert rig.stands(edition) and not rig.litter()


def test_the_second_waits_for_the_first_and_publishes_what_was_written_meanwhile(rig: Rig) -> None:
    rig.write(0)
    with holding(rig) as first, started(rig, "build") as second:
        assert second.stderr is not None
        said = second.stderr.readline()
        assert said.startswith(f"另一个先锋正在处理这个网站（进程 {first.pid}，") and said.endswith("，正在等它结束……\n")
        rig.write(1)
        assert ended(first, "\n")[0] == 0
        assert ended(second)[0] == 0
    assert rig.stands(1) and not rig.litter()


def test_whoever_waited_too_long_is_told_for_whom_and_changes_nothing(rig: Rig) -> None:
    with holding(rig) as first:
        with started(rig, "build", python=("-c", IMPATIENT)) as second:
            code, said = ended(second)
        assert code == 3
        assert said.splitlines()[-1].startswith(f"另一个先锋正在处理这个网站（进程 {first.pid}，")
        assert "请等它结束后再运行" in said
        assert rig.stands(0)
        assert ended(first, "\n")[0] == 0
    assert rig.stands(1) and not rig.litter()


def test_a_publishing_that_runs_is_left_to_itself_by_a_build_that_finds_no_settings(rig: Rig) -> None:
    folder, settings = rig.site.root / "public", rig.site.root / "site.yaml"
    with held(lock_of(folder), 0):  # as that of a build which is putting its files in place
        (folder / journal.FILE).write_bytes(b"another's")
        settings.rename(settings.with_name("aside.yaml"))
        with started(rig, "build", python=("-c", IMPATIENT)) as second:
            code, said = ended(second)
        assert code == 3 and said.startswith(f"另一个先锋正在处理这个网站（进程 {os.getpid()}，")
    (folder / journal.FILE).unlink()
    with started(rig, "build") as third:
        assert ended(third) == (2, "没有生成，原来的网站保持不变。\n")
    assert not lock_of(folder).exists()


def test_a_build_takes_over_from_one_that_was_killed_without_waiting(rig: Rig) -> None:
    with holding(rig) as first:
        first.kill()
        first.wait()
    assert str(first.pid) in lock_of(rig.site.root / "public").read_text(encoding="utf-8")
    with started(rig, "build", python=("-c", IMPATIENT)) as second:
        assert ended(second)[0] == 0
    assert rig.stands(1) and not rig.litter()


if sys.platform != "win32":  # where no process can be told to end

    def test_a_preview_and_builds_do_not_meet_and_what_is_cleaned_under_it_comes_back(rig: Rig) -> None:
        home = rig.site.root / ".xianfeng" / "preview" / "index.html"
        with started(rig, "serve", "--port=0") as preview:
            assert preview.stderr is not None
            assert preview.stderr.readline().startswith("预览地址：")
            assert "已生成" in preview.stderr.readline()
            rig.write(0)  # the preview rebuilds now, and so do two others
            with started(rig, "build") as one, started(rig, "build") as other:
                assert [ended(one)[0], ended(other)[0]] == [0, 0]
            assert rig.stands(0)
            with started(rig, "clean") as cleaning:
                assert ended(cleaning)[0] == 0
            rig.write(1)
            while not (home.is_file() and NAMES[1] in home.read_text(encoding="utf-8")):
                assert preview.poll() is None
                time.sleep(0.02)
            with started(rig, "build") as one:
                assert ended(one)[0] == 0
            preview.send_signal(signal.SIGTERM)
            code, said = ended(preview)
        assert code == 0 and "内部错误" not in said and "电脑出了问题" not in said
        assert rig.stands(1)


def _bound_by_permissions() -> None:
    """From the next program on, even root may write only where the permissions say so."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
        raise OSError("this machine does not let root give up a right")


@pytest.mark.skipif(sys.platform != "linux", reason="the rights of root are given up as Linux has it")
def test_who_may_write_to_the_output_but_not_beside_it_publishes_there(tmp_path: Path) -> None:
    """As on a web server: the folder was given to whoever builds, what is around it belongs to the system."""
    site, server = SmallSite(tmp_path / "site"), tmp_path / "www"
    output = server / "html"
    output.mkdir(parents=True)
    (server / ".html.lock").touch(0o444)  # of the build of another person, which was killed
    server.chmod(0o555)
    build = [sys.executable, *BUILDER, "build", "--root", str(site.root), "--output", str(output), DAY]
    for name in ("小站", "新站", "新站"):
        site.write("site.yaml", (site.root / "site.yaml").read_text(encoding="utf-8").replace("小站", name))
        done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, preexec_fn=_bound_by_permissions)
        assert done.returncode == 0, done.stdout + done.stderr
        assert name in (output / "index.html").read_text(encoding="utf-8")
    assert not [*output.glob(".xianfeng-lock")]
    server.chmod(0o755)
