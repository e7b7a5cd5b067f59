"""The command line: words in, exit code out, in the language asked for; the work itself is tested elsewhere."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builder import build as pipeline
from builder import journal
from builder.cli import COMMANDS, main, parser
from builder.commands import Context, check
from builder.faults import is_too_long
from builder.serve.watching import watched_by
from builder.streams import nobody_reads
from tests.smallsite import CASE, SmallSite, case

ROOT = Path(__file__).parent.parent
DAY = "--date=2025-06-01"
DEADLINE = 120  # seconds until a test gives up waiting


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SmallSite(tmp_path_factory.mktemp("cli") / "site")
    assert main(["build", "--root", str(site.root), DAY]) == 0
    return site.root


@pytest.fixture
def site(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    """The small site after a first build; the working folder is its top."""
    shutil.copytree(built, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return SmallSite.at(tmp_path / "site")


def test_a_build_says_what_it_did(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", DAY]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "渲染 0 页" in said.err and said.err.startswith("已生成 ")
    assert main(["build", DAY, "--lang", "en", "--output", "other", "--store", "elsewhere"]) == 0
    assert "Built other" in capsys.readouterr().err
    assert Path("other/index.html").read_bytes() == Path("public/index.html").read_bytes()
    assert Path("elsewhere").is_dir()


def test_problems_are_printed_and_end_in_1(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
    before = site.public()
    assert main(["build", DAY]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(f"{CASE}:3:5 日期(date):“2020.9.28” 不是有效日期。应写成 2020-09-28。\n")
    assert said.out.endswith("共 1 个问题，0 个提醒。\n")
    assert said.err == "没有生成，原来的网站保持不变。\n"
    assert main(["check", DAY, "--lang=en", "--format", "json"]) == 1
    assert [entry["code"] for entry in json.loads(capsys.readouterr().out)] == ["date-invalid"]
    assert site.public() == before


def test_warnings_fail_only_where_asked(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    site.edit(CASE, "来源: [daily]\n", "")
    assert main(["check", DAY]) == 0
    assert main(["check", DAY, "--strict"]) == 1
    assert main(["build", DAY, "--strict"]) == 1
    assert capsys.readouterr().out.count("提醒：") == 3


def test_check_writes_nothing_into_the_site(site: SmallSite) -> None:
    before = site.public()
    site.edit(CASE, "标题: 第一个案例", "标题: 改了")
    assert main(["check", DAY]) == 0
    assert site.public() == before


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_schemas_of_an_editor_keep_up_with_the_vocabularies(site: SmallSite, command: str) -> None:
    stations = Path(".xianfeng/schemas/stations.json")
    site.edit("site.yaml", "post: {zh", "nook: 书香角, post: {zh")
    assert main([command, DAY]) == 0 and not stations.exists(), "nobody has asked for any"
    assert main(["schema"]) == 0
    before = [path.stat().st_mtime_ns for path in stations.parent.iterdir()]
    assert main([command, DAY]) == 0
    assert [path.stat().st_mtime_ns for path in stations.parent.iterdir()] == before
    site.edit("site.yaml", "nook: 书香角", "nook: 书香驿站")
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
    assert main([command, DAY]) == 1 and "书香驿站" in stations.read_text(encoding="utf-8"), "whatever else is wrong"
    shutil.rmtree(stations.parent)  # as in a clone: the settings are committed, the schemas are not
    assert main([command, DAY]) == 1 and "书香驿站" in stations.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chinese_locale(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a server whose system speaks Chinese in GB18030."""
    home = tmp_path_factory.mktemp("locale")
    made = ["localedef", "-i", "zh_CN", "-f", "GB18030", str(home / "zh_CN.GB18030")]
    subprocess.run(made, capture_output=True, check=True)
    without = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return without | {"LOCPATH": str(home), "LC_ALL": "zh_CN.GB18030", "PYTHONPATH": str(ROOT)}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the names of files are in UTF-8 whatever the language")
def test_chinese_names_are_read_whatever_the_language_of_the_system(
    site: SmallSite, chinese_locale: dict[str, str]
) -> None:
    def run(*arguments: str | bytes) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "builder", *arguments], env=chinese_locale, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return (done.stdout + done.stderr).decode()

    site.write("content/cases/案例二.md", case("案例二", "2021-03", "id: second"))
    site.write("static/root/附件/通知.txt", "通知")
    site.edit(CASE, "[后来](later.md)", "[通知](附件/通知.txt)")
    run("build", DAY)
    assert (site.root / "public/附件/通知.txt").is_file()
    for number, encoding in enumerate(("utf-8", "gb18030")):  # of the terminal, which may be another than the system's
        run("new", "case", "先锋驿站".encode(encoding), "--slug", f"new-{number}")
        assert "先锋驿站" in (site.root / f"content/cases/new-{number}.md").read_text(encoding="utf-8")


def test_a_check_tells_what_readers_do_not_see_yet(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    for name, day in (("far", "2025-09-01"), ("near", "2025-07-01"), ("older", "2020-01-01")):
        site.write(f"content/cases/{name}.md", f"---\n标题: {name}\n日期: {day}\n来源: [daily]\n---\n正文。\n")
    site.edit("content/cases/older.md", "来源:", "状态: 草稿\n来源:")
    assert main(["check", DAY]) == 0
    assert "还没有发布：草稿 1 篇（older）；待发布 2 篇（near 2025-07-01、far 2025-09-01）。" in capsys.readouterr().err
    assert main(["check", "--date", "2026-01-01"]) == 0
    assert "草稿 1 篇（older）。" in capsys.readouterr().err


def test_services_are_told_where_a_file_lies_in_its_repository(
    site: SmallSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")

    def told(form: str, root: str) -> str:
        assert main(["check", DAY, "--root", root, "--format", form]) == 1
        return capsys.readouterr().out

    monkeypatch.chdir(site.root.parent)
    assert f"file=site/{CASE}," in told("github", "site") and f'"uri": "site/{CASE}"' in told("sarif", "site")
    assert f'"file": "{CASE}"' in told("json", "site"), "editors know the site's folder"
    monkeypatch.chdir(site.root)
    assert f"file={CASE}," in told("github", ".")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(site.root.parent))
    assert f"file=site/{CASE}," in told("github", ".")


@pytest.mark.parametrize("command", [["schema"], ["new", "case", "新的案例"]])
def test_a_machine_reads_nothing_but_what_it_asked_for(
    site: SmallSite, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main([*command, DAY, "--format", "json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == [] and said.err


def test_a_check_goes_on_where_its_store_cannot_be_written(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(".xianfeng")
    Path(".xianfeng").write_bytes(b"")  # so that nothing can be made below it, on any system and whoever asks
    assert main(["check", DAY, "--links"]) == 0
    said = capsys.readouterr().err
    assert "检查通过" in said and f"“{Path('.xianfeng/store')}”写不进去" in said
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
    assert main(["check", DAY]) == 1
    assert f"{CASE}:3:5" in capsys.readouterr().out
    assert Path(".xianfeng").read_bytes() == b""


def test_a_check_that_watches_follows_all_that_a_check_reads_however_it_is_saved(site: SmallSite) -> None:
    settings = (site.root / "site.yaml").read_text(encoding="utf-8")
    tomorrow = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()  # never that of the other end of the world
    site.write("content/cases/soon.md", case("预告", tomorrow.isoformat()))
    Path("content").rename("aside")
    command = [sys.executable, "-m", "builder", "check", "--watch"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        told = process.stdout
        deadline = threading.Timer(DEADLINE, process.kill)
        deadline.start()

        def hears(words: str) -> str:
            for line in told:
                if words in line:
                    return line
            raise AssertionError(f"it ended, and never said {words}")

        def saved(text: str, words: str, name: str = "site.yaml") -> str:
            site.write("beside", text)
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path("beside").replace(name)  # as editors do
            return hears(words)

        try:
            assert "找不到 content" in hears("content ")
            for _ in range(3):
                saved(f"{settings}nosuch: 1\n", "共 2 个问题")
                saved(settings, "共 1 个问题")
            Path("aside").rename("content")
            hears("检查通过")
            saved("{{", "templates/404.html", "templates/404.html")
            Path("templates/404.html").unlink()
            hears("检查通过")
            saved("<svg", "static/a.svg", "static/a.svg")
            Path("static/a.svg").unlink()
            hears("检查通过")
            counted = set()
            for zone in ("Etc/GMT+12", "Pacific/Kiritimati"):
                saved(f"{settings}nosuch: 1\n", "site.yaml:")
                counted.add(saved(f"{settings}timezone: {zone}\n", "检查通过"))
            assert len(counted) == 2, "another day has other pages"
            if sys.platform != "win32":
                process.send_signal(signal.SIGINT)
                assert (told.read(), process.wait()) == ("", 0)
        finally:
            deadline.cancel()
            process.kill()


@pytest.mark.parametrize("host", ["a..b", "h" * 70, f"{'h' * 70}.example"])
def test_a_host_that_cannot_be_a_name_is_told(host: str, site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host]) == 3
    assert f"不能在“{host}”的端口 8000 上提供预览" in capsys.readouterr().err


def test_what_is_watched_may_be_a_link_that_leads_to_itself(site: SmallSite) -> None:
    (site.root / "loop").symlink_to("loop")
    for arguments in (["--root", "loop"], ["--store", "loop"], ["--output", "loop"]):
        options = Context(parser("zh").parse_args(["check", DAY, *arguments]), "zh", {}).options("public")
        assert watched_by(options).theme == pipeline.theme_home().resolve()
    assert main(["check", DAY, "--store", "loop"]) == 0
    assert main(["check", DAY, "--root", "loop"]) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少：命令"),
        (["biuld"], "biuld"),
        (["build", "--workers", "two"], "--workers 应是整数，不能小于 0，不是 two"),
        (["build", "--workers", "-2"], "--workers 应是整数，不能小于 0，不是 -2"),
        (["serve", "--port", "x"], "--port 应是整数，不是 x"),
        (["check", "--port", "3"], "不认识的参数：--port 3。 用 xianfeng check --help 看用法。"),
        (["build", "--nosuch"], "不认识的参数：--nosuch"),
        (["build", "--date", "2025-13-01"], "--date 应写成"),
        (["build", "--output"], "--output 后面要写一个值"),
        (["build", "--lang", "fr"], "--lang 不能是 fr"),
        (["explain"], "缺少：页面"),
        (["--root", "D", "build"], "选项 --root 要写在命令后面"),
        (["--strict", "check"], "选项 --strict 要写在命令后面"),
    ],
)
def test_wrong_use_is_answered_with_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    answer = capsys.readouterr()
    assert said in answer.err and "Traceback" not in answer.err and answer.out == ""
    assert main([*arguments, "--lang=en"]) == 2
    assert not any("\u4e00" <= char <= "\u9fff" for char in capsys.readouterr().err)


@pytest.mark.parametrize("option", ["--store", "--output"])
def test_a_fault_of_the_machine_ends_in_3_and_spares_what_stands_in_the_way(
    site: SmallSite, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = site.root / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    assert main(["build", DAY, option, str(notes / "below")]) == 3
    said = capsys.readouterr().err
    assert "notes.txt" in said and "再运行一次" in said
    assert notes.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that few have")
def test_an_output_that_leads_to_itself_is_told_as_a_link(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    (site.root / "loop").symlink_to("loop")
    assert main(["build", DAY, "--output", str(site.root / "loop")]) == 3
    said = capsys.readouterr().err
    assert "有一个链接绕了一圈又指向自己" in said and "ELOOP" not in said
    assert (site.root / "loop").is_symlink()


def test_a_fault_of_ours_is_no_traceback_but_a_file(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Context) -> int:
        raise LookupError("internal")

    monkeypatch.setattr(check, "check", fail)
    assert main(["check", DAY]) == 3
    assert "crash.txt" in capsys.readouterr().err
    assert "LookupError: internal" in (site.root / ".xianfeng/crash.txt").read_text(encoding="utf-8")


def test_a_fault_of_ours_is_told_even_where_nothing_can_be_written(
    site: SmallSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Context) -> int:
        raise LookupError("internal")

    monkeypatch.setattr(check, "check", fail)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "absent" / "too"))
    assert main(["check", DAY, "--root", str(tmp_path / "absent" / "here")]) == 3
    said = capsys.readouterr().err
    assert "LookupError: / internal" in said and "Traceback (most recent call last)" not in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "内存不够用"),
        (OSError(errno.EMFILE, "too many", "words.yaml"), "系统同时打开的文件太多，打不开“words.yaml”"),
        (OSError(errno.EIO, "input/output"), "（EIO）"),
        (KeyboardInterrupt(), "已停止"),
        (PackageNotFoundError("numpy"), "还缺一个组件：numpy"),
    ],
    ids=["memory", "handles", "disk", "keyboard", "package"],
)
def test_what_ends_a_run_from_outside_is_a_sentence(
    site: SmallSite,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    said: str,
) -> None:
    def fail(_: Context) -> int:
        raise error

    monkeypatch.setattr(check, "check", fail)
    assert main(["check", DAY]) == 3
    assert said in capsys.readouterr().err
    assert not (site.root / ".xianfeng/crash.txt").exists()


def test_a_folder_that_is_half_old_and_half_new_is_refused_until_it_is_whole(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = Path("public", journal.FILE)
    opened.write_bytes(b"damaged")
    assert main(["check", DAY]) == 1
    assert "public 的上一次发布没有完成" in capsys.readouterr().err
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
    assert main(["build", DAY]) == 1
    said = capsys.readouterr().err
    assert "没有完成" in said and "保持不变" not in said, "nothing was published, but it is not as it should be"
    site.edit(CASE, "日期: 2020.9.28", "日期: 2020-09-28")
    assert main(["build", DAY]) == 0
    assert main(["check", DAY]) == 0
    assert not opened.exists()


if sys.platform != "win32":

    @pytest.mark.parametrize("where", ["| true", "> /dev/full"] if sys.platform == "linux" else ["| true"])
    def test_output_that_nobody_takes_is_no_traceback(site: SmallSite, where: str) -> None:
        site.edit(CASE, "日期: 2020-09-28", "日期: 2020.9.28")
        command = f"{sys.executable} -m builder check {DAY} {where}"
        root = str(Path(check.__file__).parents[2])
        run = subprocess.run(
            command, shell=True, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in run.stderr and "Exception" not in run.stderr
        assert run.returncode == (0 if "true" in where else 3)
        assert run.stderr == "" if "true" in where else run.stderr.startswith("结果没能写到标准输出（ENOSPC）")

    @pytest.mark.parametrize(("language", "said"), [("zh", "已停止。\n"), ("en", "Stopped.\n")])
    def test_ctrl_c_before_the_command_line_is_there_is_a_sentence(tmp_path: Path, language: str, said: str) -> None:
        """Something that is imported at the top takes its time."""
        (tmp_path / "argparse.py").write_text("import time\nprint('here', flush=True)\ntime.sleep(1000)\n")
        path = os.pathsep.join([str(tmp_path), str(ROOT)])
        with subprocess.Popen(
            [sys.executable, "-m", "builder", "check", "--lang", language], env={**os.environ, "PYTHONPATH": path},
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        ) as run:  # fmt: skip
            assert run.stdout is not None and run.stdout.readline() == "here\n"
            run.send_signal(signal.SIGINT)
            assert run.communicate() == ("", said)
            assert run.returncode == 3

    FULL = ["2>/dev/full"] if sys.platform == "linux" else []

    @pytest.mark.parametrize("where", [">&-", "2>&-", ">&- 2>&-", *FULL])
    def test_where_nothing_can_be_said_the_work_is_done_and_ends_as_it_is(site: SmallSite, where: str) -> None:
        root = str(Path(check.__file__).parents[2])
        for date, code in (("2020-09-29", 0), ("2020.9.28", 1)):
            site.edit(CASE, "日期: 2020-09-28" if code == 0 else "日期: 2020-09-29", f"日期: {date}")
            command = f"{sys.executable} -m builder build {DAY} {where}"
            run = subprocess.run(command, shell=True, env={**os.environ, "PYTHONPATH": root}, check=False)
            assert run.returncode == code
            assert "2020-09-29" in site.page("cases/first.html")
        assert not Path(".xianfeng/crash.txt").exists()


def test_windows_tells_of_lengths_and_of_readers_that_have_gone_in_words_of_its_own() -> None:
    absent, wrong = FileNotFoundError(errno.ENOENT, "no such file"), OSError(errno.EINVAL, "invalid argument")
    deep = Path.cwd() / ("d" * 248) / "x.md"
    assert is_too_long(absent, deep, "win32") and not is_too_long(absent, Path("x.md"), "win32")
    assert not is_too_long(absent, deep, "linux") and not is_too_long(PermissionError(errno.EACCES, ""), deep, "win32")
    assert nobody_reads(wrong, "win32") and not nobody_reads(wrong, "linux")
    assert not nobody_reads(OSError(errno.ENOSPC, "full"), "win32")


def test_the_day_is_an_input(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/cases/soon.md", case("预告", "2025-07-01"))
    soon = Path("public/cases/soon.html")
    assert main(["build", "--date", "2025-06-30"]) == 0 and not soon.exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1751328000")  # 2025-07-01 00:00 UTC
    assert main(["build"]) == 0 and soon.exists()
    assert main(["build", "--date", "2025-06-30"]) == 0 and not soon.exists()


def test_a_source_date_that_is_none_is_called_by_its_name(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in ("yesterday", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        assert main(["build"]) == 2
        assert "SOURCE_DATE_EPOCH" in capsys.readouterr().err


def test_explain_tells_why_a_page_was_rendered(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    site.edit(CASE, "标题: 第一个案例", "标题: 改了标题")
    assert main(["build", DAY]) == 0
    capsys.readouterr()
    assert main(["explain", "public/cases/first.html", DAY]) == 0
    assert "cases/first.html：重新渲染了，因为" in capsys.readouterr().out
    assert main(["explain", "about.html", DAY]) == 0
    assert "没有重新渲染" in capsys.readouterr().out
    assert main(["explain", "cases/fist.html", DAY]) == 2
    assert "cases/first.html" in capsys.readouterr().err
    assert main(["build", DAY]) == 0
    assert main(["explain", "cases/first.html", DAY]) == 0
    assert "没有重新渲染" in capsys.readouterr().out


def test_explain_takes_every_way_to_name_a_page_and_says_when_nothing_was_built(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean"]) == 0
    capsys.readouterr()
    assert main(["explain", "index.html", DAY]) == 1
    assert capsys.readouterr().err.startswith("还没有生成过网站")
    assert main(["build", DAY]) == 0
    home = "https://example.cn/party"
    for page, ways in {
        "index.html": ("/index.html", "/", "./index.html", home, f"{home}/", f"{home}/index.html?a=1#b"),
        "cases/first.html": (r"cases\first.html", r"public\cases\first.html", f"{home}/cases/first.html",
                             "http://127.0.0.1:8000/cases/first%2Ehtml"),
        "cases/index.html": ("cases", "cases/", f"{home}/cases/", "/cases"),
    }.items():  # fmt: skip
        for way in ways:
            capsys.readouterr()
            assert main(["explain", way, DAY]) == 0, way
            assert capsys.readouterr().out.startswith(f"{page}：")
    assert main(["explain", "http://[", DAY]) == 2


def test_explain_tells_why_a_page_changed_that_a_check_has_rendered(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> str:
        assert main(["build", DAY]) == 0
        capsys.readouterr()
        assert main(["explain", "cases/first.html", DAY]) == 0
        return capsys.readouterr().out

    assert main(["clean"]) == 0
    assert "没有上一次的记录可比" in told()
    site.edit(CASE, "标题: 第一个案例", "标题: 改了标题")
    assert main(["check", DAY]) == 0
    assert "内容变了，因为页面内容的“" in (said := told()) and "已经渲染好" in said
    site.edit("site.yaml", "小站", "大站")
    assert "重新渲染了" in (said := told()) and "“site”部分变了" in said, "a new name of the site makes no page a new one"
    assert "没有重新渲染" in told()


def test_explain_knows_a_page_of_which_something_was_told_which_each_build_tells_again(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.edit(CASE, "[后来](later.md)", "[后来](#nowhere)")
    for why in ("重新渲染了，因为", "没有重新渲染"):
        assert main(["build", DAY]) == 0
        assert capsys.readouterr().out.startswith(f"{CASE}:"), "the warning of its link"
        assert main(["explain", "cases/first.html", DAY]) == 0
        assert f"cases/first.html：{why}" in capsys.readouterr().out


def test_a_preview_of_a_folder_without_a_site_ends_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", f"--root={tmp_path / 'typo'}", "--port=0"]) == 2
    assert capsys.readouterr().out.startswith("site.yaml ")
    assert not (tmp_path / "typo").exists()


def test_drafts_never_stand_where_a_build_publishes(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    for place in ("public", "elsewhere"):
        assert main(["serve", f"--output={place}", "--host=no.such.host.example"]) == 2
        assert "请去掉 --output" in capsys.readouterr().err
    for place in (".xianfeng/preview", "content/../.xianfeng/preview", ".Xianfeng/site"):
        assert main(["build", DAY, f"--output={place}"]) == 2
        assert f"输出文件夹“{place}”在 .xianfeng 里面" in capsys.readouterr().err
    assert not Path("elsewhere").exists() and not Path(".xianfeng/preview").exists()


@pytest.mark.parametrize(
    "place", ["public", "public/store", "content", "templates", "static/x", "link/store", ".xianfeng/preview"]
)
def test_a_store_among_the_site_or_its_sources_is_refused_before_anything_is_written(
    site: SmallSite, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    if place == "link/store":
        Path("link").symlink_to("content", target_is_directory=True)
    before = sorted(Path().rglob("*"))
    for command in ("build", "check", "serve"):
        assert main([command, DAY, "--store", place]) == 2
        assert f"缓存文件夹“{place}”在“" in capsys.readouterr().err
    assert sorted(Path().rglob("*")) == before


@pytest.mark.parametrize(
    "wrong",
    [
        ["new", "活动", "标题"], ["new", "case", "标题", "--slug", "中文"], ["new", "case", "标题", "--slug", "first"],
        ["new", "case", " "], ["withdraw", "xyz", "--why", "误登"], ["withdraw", "first", "--why", " "], ["init", "."],
        ["init", CASE], ["hosting", "nginx", "--folder", "www"], ["hosting", "store", "--folder", "甲"],
        ["explain", "nope.html"], ["build", "--output", "content"], ["build", "--output", "."],
        ["clean", "--output", "."],
        ["check", "--root", "nowhere"], ["schema", "--root", "nowhere"], ["hosting", "nginx", "--root", "nowhere"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_was_typed_wrong_is_no_problem_in_the_content(site: SmallSite, wrong: list[str]) -> None:
    before = site.public(), (site.root / CASE).read_bytes()
    assert main([*wrong, DAY]) == 2
    assert (site.public(), (site.root / CASE).read_bytes()) == before


def test_a_withdrawal_without_a_reason_is_told_what_a_reason_is(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["withdraw", "first", DAY]) == 2
    assert "请写明撤下的原因，如：--why" in "".join(capsys.readouterr())
    assert main(["withdraw", "first", "--why", "误登", DAY]) == 0
    assert "原网址只显示“内容已下线”" in capsys.readouterr().out


def test_where_the_content_is_at_fault_too_the_exit_code_says_so(site: SmallSite) -> None:
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020-13-28")
    assert main(["withdraw", "xyz", "--why", "误登", DAY]) == 1


def test_clean_removes_what_can_be_made_again_and_nothing_else(site: SmallSite) -> None:
    assert main(["clean"]) == 0
    assert not Path("public").exists()
    assert [p for p in Path(".xianfeng/store").rglob("*") if p.is_file()] == []
    assert Path(CASE).exists()
    assert main(["clean"]) == 0, "there is nothing left to do"


def test_clean_refuses_a_folder_that_is_not_ours(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    Path("documents").mkdir()
    Path("documents/letter.txt").write_text("dear", encoding="utf-8")
    for folder in ("documents", ".", "content"):
        assert main(["clean", "--output", folder]) == 2
        assert "没有动它" in capsys.readouterr().out
    assert Path("documents/letter.txt").exists() and Path(CASE).exists()


@pytest.mark.parametrize("emptied", ["", "\n", "# 名称: 小站\n", "---\n"])
def test_settings_that_were_lost_do_not_wipe_out_the_site(
    site: SmallSite, capsys: pytest.CaptureFixture[str], emptied: str
) -> None:
    before = site.public()
    site.write("site.yaml", emptied)
    for command in ("check", "build"):
        assert main([command, DAY]) == 1
        assert "site.yaml:1:1 site.yaml 是空的" in capsys.readouterr().out
    assert site.public() == before


def test_a_folder_of_content_that_is_gone_is_not_taken_for_an_empty_one(
    site: SmallSite, capsys: pytest.CaptureFixture[str]
) -> None:
    before = site.public()
    Path("content").rename("内容")
    for command in ("check", "build"):
        assert main([command, DAY]) == 1
        assert "content 找不到 content 文件夹" in capsys.readouterr().out
    assert site.public() == before
    Path("content").mkdir()  # a share that is not mounted looks like this
    for command in ("check", "build"):
        assert main([command, DAY]) == 1
        assert "content 文件夹里没有内容文件，而已经生成的网站里有" in capsys.readouterr().out and site.public() == before
    assert main(["clean"]) == 0  # who means it is told how
    assert main(["build", DAY, "--strict"]) == 1  # and a new site is told too
    assert "content 文件夹里没有内容文件，生成的网站会是空的" in capsys.readouterr().out
    assert main(["build", DAY]) == 0 and main(["build", DAY]) == 0


def test_a_folder_that_is_no_site_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("build", "check"):
        assert main([command, "--root", str(tmp_path), DAY]) == 2
        assert "xianfeng init" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_speaks_the_language_asked_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert COMMANDS[command][1].zh in capsys.readouterr().out


@pytest.mark.parametrize("key", ["timezone", "时区", '"\\u65f6\\u533a"'])
def test_the_day_is_that_of_the_time_zone_that_the_site_names(site: SmallSite, key: str) -> None:
    def day(settings: str) -> date:
        (site.root / "site.yaml").write_text(settings, encoding="utf-8")
        return Context(parser("zh").parse_args(["build"]), "zh", {}).day()

    settings = (site.root / "site.yaml").read_text(encoding="utf-8")
    assert "zone" not in settings and "时区" not in settings
    here = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert here <= day(settings) <= datetime.now(ZoneInfo("Asia/Shanghai")).date()
    named = [f"{settings}{key}: {zone}\n" for zone in ("Pacific/Kiritimati", "Etc/GMT+12")]  # never on the same day
    assert day(named[0]) > day(named[1])


def test_a_site_that_stands_is_recognised_without_the_pipeline() -> None:
    code = "import sys; from builder import cli; from builder.commands import build; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {"builder.standing", "builder.publish"} <= {*told.stdout.split()}
    assert {"yaml", "jinja2", "markdown_it", "numpy", "builder.steps"}.isdisjoint(told.stdout.split())


def test_a_new_site_is_laid_out_below_the_root_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert main(["init", "sub", "--root", "../there"]) == 0
    assert (tmp_path / "there/sub/site.yaml").is_file() and not list((tmp_path / "here").iterdir())
    assert f'--root "{Path("../there/sub")}"' in capsys.readouterr().out


def test_what_init_says_to_run_next_runs_here(tmp_path: Path) -> None:
    folder = tmp_path / "新 站点"
    init = [sys.executable, "-m", "builder", "init", str(folder)]
    said = subprocess.run(init, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    command = said.partition("运行 ")[2].partition("，")[0]
    assert f'serve --root "{folder}"' in command
    done = subprocess.run(command.replace(" serve ", " check "), shell=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
