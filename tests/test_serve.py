"""The preview as its author meets it: a real server, real files, and where it matters a real browser.

Waiting has a generous deadline and no test measures time: a busy machine is no bug.
"""

from __future__ import annotations

import asyncio
import errno
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Error as PageError
from playwright.sync_api import Page, Route, expect
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.netutil import bind_sockets
from tornado.websocket import websocket_connect

from builder import folders, journal, lock
from builder.build import Options, Run, build, theme_home
from builder.cli import parser
from builder.cluster import ABSENT
from builder.faults import DiskFault
from builder.problems import Message, Place, Problem
from builder.publish import publish
from builder.run import Superseded
from builder.serve import guard, rebuilding, watching
from builder.serve.addressing import file_at, site_path, type_of
from builder.serve.ahead import Ahead
from builder.serve.listening import is_open_to_others, listen
from builder.serve.overlay import Standing, laid_over, told, version
from builder.serve.rebuilding import Outcome, Rebuilding, Reports, edition_in
from builder.serve.server import Desk, serve_on
from builder.serve.session import Teller, run
from builder.serve.watching import Watched
from builder.warm import Warm
from builder.wording import LANGUAGES, Language
from tests.twins import tree

DEADLINE = 60  # seconds until a test gives up waiting
SITE = "name: 小站\nurl: https://a.example/party/\nlanguage: zh-CN\n"
SOURCES = "- id: report\n  title: 一篇报道\n  publisher: 报社\n  date: 2024-04-01\n"
CASE = "---\ntitle: {title}\ndate: 2024-05-01\nsources: [report]\n{more}---\n\n## 背景\n\n{text}\n"


@dataclass
class Preview:
    """A preview that runs in a thread, and the site that it shows."""

    root: Path
    output: Path
    language: Language = "zh"
    said: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def options(self) -> Options:
        return Options(self.root, self.output, self.root / ".xianfeng/store", date(2025, 1, 1), drafts=True)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def case(self, name: str, title: str, text: str = "正文。", more: str = "") -> Path:
        return self.write(f"content/cases/{name}.md", CASE.format(title=title, text=text, more=more))

    def get(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> tuple[int, str, Any]:
        """Status, text and headers of an answer; ``path`` is sent as it stands."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        given_host = {name.lower() for name in headers or {}}
        connection.putrequest(method, path, skip_host="host" in given_host, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, body, answer.headers

    def problems(self) -> Any:
        return json.loads(self.get("/.xianfeng/problems.json")[1])

    def shows(self, path: str, text: str) -> None:
        eventually(lambda: text in self.get(path)[1], f"{path} to show {text}; the preview said {self.said}")

    def started(self, until_the_end: ExitStack) -> Preview:
        """Serve until the stack is closed; returns once the first build is done."""
        sockets = listen("127.0.0.1", self.port)  # any, and the same when it is started again
        self.port = sockets[0].getsockname()[1]
        told = len(self.said)
        ends: list[Callable[[], object]] = []

        async def serve() -> None:
            loop, stop = asyncio.get_running_loop(), asyncio.Event()
            ends.append(lambda: loop.call_soon_threadsafe(stop.set))
            await run(sockets, self.options, "127.0.0.1", self.language, self.said.append, stop)

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        until_the_end.callback(thread.join)
        until_the_end.callback(lambda: ends[0]())
        eventually(lambda: len(self.said) > told, "the first build")
        return self


def eventually(check: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not check():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def small_site(root: Path) -> Preview:
    preview = Preview(root, root / ".xianfeng/preview")
    preview.write("site.yaml", SITE)
    preview.write("content/data/sources.yaml", SOURCES)
    preview.case("first", "第一个案例")
    return preview


@pytest.fixture(scope="module", autouse=True)
def own_theme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A copy of the default theme: previews watch it, and whoever edits the checkout's would take part in the tests."""
    copy = tmp_path_factory.mktemp("theme")
    for name in ("templates", "static"):
        shutil.copytree(theme_home() / name, copy / name)
    with pytest.MonkeyPatch.context() as patch:
        for user in ("builder.supplies.theme_home", "builder.serve.watching.theme_home"):
            patch.setattr(user, lambda: copy)
        yield


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    with ExitStack() as until_the_end:
        yield small_site(tmp_path / "site").started(until_the_end)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for the tests that change nothing."""
    with ExitStack() as until_the_end:
        top = tmp_path_factory.mktemp("still")
        (top / "secret.txt").write_text("机密", encoding="utf-8")
        yield small_site(top / "site").started(until_the_end)


# What is answered, and to whom

KEPT = "private, max-age=86400, immutable"


def test_answers_come_with_their_type_and_a_strict_policy_and_only_assets_are_kept(still: Preview) -> None:
    style = re.findall(r'href="(assets/css/site[^"]+)"', still.get("/")[1])[0]
    for path, kind, kept in (
        ("/", "text/html; charset=utf-8", "no-store"),
        ("/cases/first.html", "text/html; charset=utf-8", "no-store"),
        ("/feed.xml", "application/xml; charset=utf-8", "no-store"),
        (f"/{style}", "text/css; charset=utf-8", KEPT),
        ("/.xianfeng/problems.json", "application/json; charset=utf-8", "no-store"),
        ("/.xianfeng/overlay.js", "text/javascript; charset=utf-8", "no-cache"),
        (f"/.xianfeng/overlay.js?v={version('overlay.js')}", "text/javascript; charset=utf-8", KEPT),
        ("/.xianfeng/livereload.js?host=x&port=1", "text/javascript; charset=utf-8", "no-cache"),
    ):
        status, _, headers = still.get(path)
        assert (status, headers["Content-Type"]) == (200, kind)
        assert headers["Cache-Control"] == kept and "default-src 'self';" in headers["Content-Security-Policy"]
        status, body, head = still.get(path, "HEAD")
        assert (status, body, head["Content-Length"]) == (200, "", headers["Content-Length"])
    status, _, headers = still.get("/cases?x=1")
    assert (status, headers["Location"]) == (302, "/cases/?x=1")
    assert "第一个案例" in still.get("/cases/")[1]


def test_an_address_that_is_none_gives_the_sites_own_page_with_links_that_stay_here(still: Preview) -> None:
    status, body, _ = still.get("/cases/none.html")
    assert status == 404 and 'href="/assets/css/site.' in body and "/.xianfeng/overlay.js" in body
    assert '"/party/assets' in (still.output / "404.html").read_text(encoding="utf-8")


def test_the_overlay_shows_what_stops_the_build_before_the_reminders() -> None:
    odd, bad = Message("odd", "奇怪。", "Odd.", "warning"), Message("bad", "不对。", "Wrong.")
    problems = (odd.at(Place("a.md", 1)), bad.at(Place("b.md", 2)), odd.at(Place("c.md", 3)))
    shown = json.loads(told(Standing(problems=problems, failed=True), "zh"))
    assert [entry["file"] for entry in shown["problems"]] == ["b.md", "a.md", "c.md"]
    assert shown["words"]["title"].startswith("有 1 个问题")


def test_the_folder_itself_holds_no_trace_of_the_preview(still: Preview) -> None:
    assert "/.xianfeng/overlay.js" in still.get("/")[1]
    for file in still.output.rglob("*.html"):
        assert "livereload" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/../../secret.txt", "/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2fsecret.txt",
        "/cases/../../../../secret.txt", "/%252e%252e/%252e%252e/secret.txt", "/..%5c..%5csecret.txt",
        "/..\\..\\secret.txt", "//secret.txt", "///etc/passwd", "/%2fetc%2fpasswd", "/C:/secret.txt",
        "/C%3a%5csecret.txt",
        "/index.html::$DATA", "/index.html%00", "/index.html.", "/con", "/%ff%fe", "/.xianfeng.json", "/.xianfeng/../x",
        "/cases//first.html", "/./index.html", "/index.html/", "/.xianfeng/none.js",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(still: Preview, path: str) -> None:
    before = sorted(still.root.parent.rglob("*"))
    status, body, _ = still.get(path)
    assert (status, "机密" in body, "root:" in body) == (404, False, False)
    assert sorted(still.root.parent.rglob("*")) == before


@given(st.lists(st.sampled_from(["/", ".", "..", "%2e", "%2F", "%5c", "\\", "a", "C:", "%00", "~", "%25", "é"])))
def test_whatever_is_asked_a_site_path_stays_below_the_top(parts: list[str]) -> None:
    path = site_path("/" + "".join(parts))
    if path is not None:
        assert not path.startswith("/") and "\\" not in path and ":" not in path
        assert not {".", "..", ""} & set(path.removesuffix("/").split("/")) or path == ""


def test_a_link_that_leads_out_of_the_folder_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    (tmp_path / "site/in.txt").write_text("x", encoding="utf-8")
    (tmp_path / "site/out.txt").symlink_to(tmp_path / "secret.txt")
    assert file_at(tmp_path / "site", "in.txt") and not file_at(tmp_path / "site", "out.txt")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_it_can_be_looked_at_only(still: Preview, method: str) -> None:
    for path in ("/", "/.xianfeng/problems.json"):
        status, body, headers = still.get(path, method)
        assert (status, headers["Allow"]) == (405, "GET, HEAD") and "只能查看" in body


@pytest.mark.parametrize("path", ["/", "/.xianfeng/problems.json", "/.xianfeng/overlay.js", "/livereload"])
def test_a_foreign_host_is_refused_everywhere(still: Preview, path: str) -> None:
    for host in ("a.example", f"127.0.0.1.a.example:{still.port}", "localhost.", "192.168.1.7", ""):
        status, body, _ = still.get(path, headers={"Host": host})
        assert status == 403 and "第一个案例" not in body
    assert still.get(f"http://a.example{path}")[0] == 403
    assert still.get("/", headers={"Host": f"localhost:{still.port}"})[0] == 200


@pytest.mark.parametrize(
    ("host", "bound", "arrived", "ours"),
    [
        ("localhost:8000", "127.0.0.1", "127.0.0.1", True),
        ("[::1]:8000", "::1", "::1", True),
        ("127.0.0.2", "127.0.0.1", "127.0.0.1", True),  # a tunnel, and all of 127/8 is this machine
        ("192.168.1.7:8000", "0.0.0.0", "192.168.1.7", True),
        ("192.168.1.7:8000", "::", "::ffff:192.168.1.7", True),
        ("192.168.1.8:8000", "0.0.0.0", "192.168.1.7", False),
        ("office-pc:8000", "office-pc", "192.168.1.7", True),
        ("a.example:8000", "0.0.0.0", "192.168.1.7", False),
        ("localhost:8000, a.example", "127.0.0.1", "127.0.0.1", False),
        ("localhost\t", "127.0.0.1", "127.0.0.1", False),
    ],
)
def test_whom_a_request_was_meant_for(host: str, bound: str, arrived: str, ours: bool) -> None:
    assert guard.is_meant_for_us(host, bound, arrived) is ours


def in_a_loop(work: Callable[[], Any]) -> Any:
    """``asyncio.run`` in a thread of its own: playwright's loop may be running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@pytest.mark.parametrize("origin", ["http://a.example", "http://localhost:1", "null", "http://127.0.0.1"])
def test_a_page_from_elsewhere_gets_no_socket(still: Preview, origin: str) -> None:
    async def connect(named: str) -> int:
        request = HTTPRequest(f"ws://127.0.0.1:{still.port}/livereload", headers={"Origin": named})
        try:
            connection = await websocket_connect(request)
        except HTTPClientError as error:
            return error.code
        connection.close()
        assert await connection.read_message() is None
        return 101

    assert in_a_loop(lambda: connect(origin)) == 403
    assert in_a_loop(lambda: connect(f"http://127.0.0.1:{still.port}")) == 101


def test_two_hundred_pages_are_held_and_all_are_told(preview: Preview, tell: Callable[[str], None]) -> None:
    async def meet() -> list[str]:
        url = f"ws://127.0.0.1:{preview.port}/livereload"
        pages = [await websocket_connect(url) for _ in range(200)]
        for page in pages:
            await page.write_message('{"command": "hello", "protocols": []}')
        hellos = [json.loads(await page.read_message() or "{}")["command"] for page in pages]
        pages[0].close()  # one vanishes, one talks nonsense: the others do not mind
        await pages[1].write_message("no json")
        await asyncio.to_thread(preview.case, "first", "改过的案例")
        told = [json.loads(await page.read_message() or "{}")["command"] for page in pages[2:]]
        for page in pages:
            page.close()
            while await page.read_message() is not None:
                pass
        return hellos + told

    said = in_a_loop(meet)
    assert said == ["hello"] * 200 + ["reload"] * 198
    tell(f"pages held open by the preview: {said.count('hello')}, told of a change: {said.count('reload')}")


def half_said(port: int, number: int) -> list[socket.socket]:
    """Connections that say nothing, or half of a request, and stay."""
    opened = [socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) for _ in range(number)]
    for one in opened[::2]:
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
    return opened


def test_two_hundred_that_say_nothing_keep_nobody_waiting(still: Preview, tell: Callable[[str], None]) -> None:
    opened = half_said(still.port, 200)
    assert [still.get("/cases/first.html")[0] for _ in range(5)] == [200] * 5
    tell(f"connections that say nothing, or half a request, while the preview answers others: {len(opened)}")
    for one in opened[:100]:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # these break off
        one.close()
    assert still.get("/")[0] == 200
    for one in opened[100:]:
        one.close()


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"PUT /x HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: a.example\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00", b"\x00" * 1000 + b"\r\n\r\n", b"GET\r\n\r\n",
    ],
    ids=["long path", "many headers", "endless body", "endless chunk", "two hosts", "TLS", "NUL", "no path"],
)
def test_requests_that_are_none_give_nothing_and_write_nothing(still: Preview, request_: bytes) -> None:
    before = {path: path.stat().st_mtime_ns for path in still.root.parent.rglob("*")}
    with socket.create_connection(("127.0.0.1", still.port), timeout=DEADLINE) as one:
        try:
            one.sendall(request_)
            one.shutdown(socket.SHUT_WR)
            answer = one.recv(65536)
        except OSError:  # cut off while it was still talking
            answer = b""
    assert b"200 OK" not in answer and "第一个案例".encode() not in answer
    assert still.get("/")[0] == 200
    assert {path: path.stat().st_mtime_ns for path in still.root.parent.rglob("*")} == before


def test_only_this_machine_is_listened_to_unless_asked_otherwise() -> None:
    host = parser("zh").parse_args(["serve"]).host
    for asked, open_to_others in ((host, False), ("localhost", False), ("0.0.0.0", True)):
        sockets = listen(asked, 0)
        assert is_open_to_others(sockets) is open_to_others
        for one in sockets:
            one.close()


# What happens when files change


def test_twenty_quick_saves_end_with_the_last(preview: Preview) -> None:
    for number in range(20):
        preview.case("first", "第一个案例", f"第 {number} 稿。")
        time.sleep(0.03)
    preview.shows("/cases/first.html", "第 19 稿。")


def test_a_file_that_is_renamed_or_deleted_takes_its_page_with_it(preview: Preview) -> None:
    old = preview.case("second", "第二个案例")
    preview.shows("/cases/second.html", "第二个案例")
    old.rename(old.with_name("third.md"))
    preview.shows("/cases/third.html", "第二个案例")
    eventually(lambda: preview.get("/cases/second.html")[0] == 404, "the old name to go")
    old.with_name("third.md").unlink()
    eventually(lambda: preview.get("/cases/third.html")[0] == 404, "the page to go")


def test_a_content_folder_that_is_replaced_as_a_whole_is_still_watched(preview: Preview) -> None:
    content, aside = preview.root / "content", preview.root / "aside"
    shutil.copytree(content, aside)
    content.rename(preview.root / "before")
    aside.rename(content)
    preview.case("first", "换过文件夹的案例")
    preview.shows("/cases/first.html", "换过文件夹的案例")
    shutil.rmtree(content)
    eventually(lambda: "找不到 content 文件夹" in str(preview.problems()), "the loss of the folder to be told")
    shutil.copytree(preview.root / "before", content)
    preview.case("first", "又回来的案例")
    preview.shows("/cases/first.html", "又回来的案例")


def test_templates_static_files_and_settings_count_too(preview: Preview) -> None:
    preview.write("templates/404.html", "没有：{{ site.name }}</body>")
    preview.shows("/nowhere", "没有：小站")
    preview.write("static/root/verify.txt", "核验码")
    preview.shows("/verify.txt", "核验码")
    preview.write("site.yaml", SITE.replace("小站", "改名的站"))
    preview.shows("/", "改名的站")


def test_a_preview_folder_that_is_deleted_comes_back(preview: Preview) -> None:
    shutil.rmtree(preview.output)
    eventually((preview.output / "index.html").is_file, "the folder")
    preview.shows("/", "第一个案例")


def test_a_mistake_leaves_the_last_good_site_and_goes_when_it_is_mended(preview: Preview) -> None:
    preview.case("first", "写错的案例", more="brands: [no-such-brand]\n")
    eventually(lambda: bool(preview.problems()["failed"]), "the problem")
    (problem,) = preview.problems()["problems"]
    assert (problem["file"], problem["line"]) == ("content/cases/first.md", 5)
    assert "no-such-brand" in problem["message"]
    eventually(lambda: "content/cases/first.md:5:" in preview.said[-1], "the terminal")
    assert "第一个案例" in preview.get("/cases/first.html")[1]
    preview.case("first", "改好的案例")
    preview.shows("/cases/first.html", "改好的案例")
    eventually(lambda: preview.problems()["problems"] == [], "the problem to go")


def test_a_site_that_has_never_been_built_shows_why_and_then_itself(tmp_path: Path) -> None:
    preview = small_site(tmp_path)
    preview.write("site.yaml", "name: 小站\n")
    preview.language = "en"
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        status, body, _ = preview.get("/")
        assert status == 503 and "There is no site yet" in body and "/.xianfeng/overlay.js" in body
        assert preview.problems()["words"]["title"] == "Not updated. Errors: 1"
        preview.write("site.yaml", SITE)
        preview.shows("/", "第一个案例")


def test_a_publishing_that_was_killed_is_finished_or_not_shown(tmp_path: Path) -> None:
    preview = small_site(tmp_path / "site")
    build(preview.options())
    opened = preview.output / journal.FILE
    (preview.output / "index.html").write_text("half of it", encoding="utf-8")
    opened.write_bytes(b"damaged")
    broken = preview.case("broken", "坏", more="date: 2024.5.1\n")
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        assert preview.get("/")[0] == preview.get("/sitemap.xml")[0] == 503
        assert "half of it" not in preview.get("/")[1]
        assert not preview.problems()["edition"]
        broken.unlink()
        eventually(lambda: preview.get("/")[0] == 200, "the site to be whole again")
        assert "half of it" not in preview.get("/")[1] and not opened.exists()


def test_a_fault_of_the_machine_or_of_ours_is_shown_and_outlived(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    causes: list[Exception] = [DiskFault(preview.output, OSError(errno.ENOSPC, "")), KeyError("slogan")]

    def failing(options: Options, ready: Callable[[Run], Superseded], warm: Warm) -> Run:
        if causes:
            raise causes[0]
        return build(options, ready=ready, warm=warm)

    monkeypatch.setattr(rebuilding, "build", failing)
    preview.case("first", "满了")
    eventually(lambda: "磁盘空间不足" in str(preview.problems()), "the full disk")
    causes.pop(0)
    preview.case("first", "错了")
    eventually(lambda: "KeyError: 'slogan'" in str(preview.problems()), "the fault")
    assert preview.problems()["problems"][0]["file"] == "builder/serve/rebuilding.py"
    assert "第一个案例" in preview.get("/cases/first.html")[1]
    causes.pop(0)
    preview.case("first", "好了")
    preview.shows("/cases/first.html", "好了")


def test_what_the_machine_has_failed_is_tried_again_by_itself_and_told_once(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[None] = []
    full = [True]

    def failing(*args: Any, **more: Any) -> Any:
        tried.append(None)
        if full:
            raise DiskFault(preview.output / f"file-{len(tried)}", OSError(errno.ENOSPC, ""))
        return publish(*args, **more)

    monkeypatch.setattr(rebuilding, "AGAIN", 0.1)
    monkeypatch.setattr(rebuilding, "SHARE", 0)
    monkeypatch.setattr("builder.build.publish", failing)
    preview.case("first", "满过的案例")
    eventually(lambda: len(tried) > 3, "further tries")
    assert "第一个案例" in preview.get("/cases/first.html")[1], "what may not be published is shown for no moment"
    assert "再运行" not in str(preview.problems()), "the preview tries again by itself"
    assert "会自动重试" in preview.problems()["words"]["note"] and "保存" not in preview.problems()["words"]["note"]
    assert len(preview.said) == 2 and preview.said[-1].endswith("不必重新运行：预览会自动重试。")
    full.clear()
    preview.shows("/cases/first.html", "满过的案例")
    eventually(lambda: preview.problems()["problems"] == [], "the problem to go")
    assert "content/cases/first.md 有改动" in preview.said[-1]


def test_where_a_site_was_moved_away_from_nothing_is_made(preview: Preview) -> None:
    moved = preview.root.with_name("moved")
    preview.root.rename(moved)
    eventually(lambda: "site.yaml" in preview.said[-1], "the missing settings")
    assert not preview.root.exists()
    moved.rename(preview.root)
    preview.case("first", "回来的案例")
    preview.shows("/cases/first.html", "回来的案例")


def test_a_cluster_that_is_not_there_is_named_and_no_change_is_blamed(tmp_path: Path) -> None:
    options = replace(small_site(tmp_path).options(), cluster="no-address")
    told = rebuilding.attempt(lambda: options, lambda *_: bool, Warm()).standing
    (problem,) = told.problems
    assert told.failed and problem.message.code == "preview-no-cluster"
    for language in LANGUAGES:
        assert ABSENT.in_(language, address="no-address") in problem.text(language)


@dataclass
class Held:
    """Publishing that waits until it may begin, and then fails if it is told to."""

    at: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    fault: DiskFault | None = None

    def __call__(self, *args: Any, **more: Any) -> Any:
        self.at.set()
        assert self.go_on.wait(DEADLINE)
        if self.fault is not None:
            raise self.fault
        return publish(*args, **more)


@pytest.fixture
def held(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr("builder.build.publish", held)
    yield held
    held.go_on.set()


def test_what_is_made_is_shown_before_it_is_published(preview: Preview, held: Held) -> None:
    (preview.root / "content/cases/first.md").unlink()
    preview.case("second", "第二个案例")
    assert held.at.wait(DEADLINE)
    edition = preview.problems()["edition"]
    preview.shows("/cases/second.html", "第二个案例")
    assert preview.get("/cases/first.html")[0] == 404 and "第二个案例" in preview.get("/cases/")[1]
    assert (preview.output / "cases/first.html").exists() and not (preview.output / "cases/second.html").exists()
    with ThreadPoolExecutor() as others:
        late = others.submit(preview.get, "/new.txt")  # nobody knows yet whether it is coming
        index = others.submit(preview.get, "/search/index.js")  # the old one would not fit
        feed = others.submit(preview.get, "/feed.xml")  # nor is it made before the pages
        assert not late.done() and not index.done() and not feed.done()
        held.go_on.set()
        assert late.result()[0] == 404 and "第二个案例" in index.result()[1] and "第二个案例" in feed.result()[1]
    eventually(lambda: len(preview.said) == 2, "the second build")
    assert (preview.output / "cases/second.html").exists() and not (preview.output / "cases/first.html").exists()
    assert preview.problems()["edition"] == edition == edition_in(preview.output), "no page is loaded a second time"
    again = preview.get("/cases/second.html")[1]
    assert f'data-edition="{edition}"' in again and "第二个案例" in again


def test_what_could_not_be_published_is_shown_no_more(preview: Preview, held: Held) -> None:
    before = preview.problems()["edition"]
    held.fault = DiskFault(preview.output, OSError(errno.ENOSPC, ""))
    preview.case("first", "满了")
    assert held.at.wait(DEADLINE)
    preview.shows("/cases/first.html", "满了")
    held.go_on.set()
    eventually(lambda: "磁盘空间不足" in str(preview.problems()), "the full disk")
    assert preview.problems()["edition"] == before and "第一个案例" in preview.get("/cases/first.html")[1]


def test_a_folder_that_another_run_holds_for_long_is_said_once_and_waited_for(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lock.held(preview.output.parent / ".preview.lock", 0):
        preview.case("first", "kept waiting for a moment")
        time.sleep(2 * rebuilding.RETRY)
    preview.shows("/cases/first.html", "kept waiting for a moment")
    assert "另一个先锋" not in "".join(preview.said), "so does another preview after every save"
    monkeypatch.setattr(rebuilding, "LONG", 0.0)
    with lock.held(preview.output.parent / ".preview.lock", DEADLINE):
        preview.case("first", "等过的案例")
        eventually(lambda: "另一个先锋" in preview.said[-1], "the word about the lock")
        told = len(preview.said)
        time.sleep(2 * rebuilding.RETRY)
        assert len(preview.said) == told
    preview.shows("/cases/first.html", "等过的案例")


@pytest.mark.parametrize("moment", range(6))
def test_an_end_is_heard_at_whatever_moment_it_comes(moment: int, tmp_path: Path) -> None:
    """Also while a change is being told: a preview that missed it would wait for ever for the next one."""

    async def end() -> None:
        options = Options(tmp_path, tmp_path / "public", tmp_path / "store", date(2025, 1, 1))
        queue = Rebuilding(lambda _: options, Reports(lambda *_: None, lambda *_: None, lambda _: None))
        task = asyncio.create_task(queue.run())
        await asyncio.sleep(0.01)
        queue.ask()
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.cancelled()

    asyncio.run(end())


def test_changes_during_a_build_lead_to_exactly_one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = small_site(tmp_path).options()
    begun, go_on = threading.Event(), threading.Event()
    outcomes: list[tuple[Outcome, frozenset[str]]] = []

    def slow(given: Options, ready: Callable[[Run], Superseded], warm: Warm) -> Run:
        begun.set()
        assert go_on.wait(DEADLINE)
        return build(given, ready=ready, warm=warm)

    monkeypatch.setattr(rebuilding, "build", slow)

    async def work() -> None:
        done = Reports(lambda *_: None, lambda outcome, names: outcomes.append((outcome, names)), lambda _: None)
        queue = Rebuilding(lambda _: options, done)
        task = asyncio.create_task(queue.run())
        queue.ask(["a"])
        await asyncio.to_thread(begun.wait)
        for name in "bcde":
            queue.ask([name])
        go_on.set()
        while len(outcomes) < 2:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        task.cancel()

    in_a_loop(work)
    assert [names for _, names in outcomes] == [{"a"}, {"b", "c", "d", "e"}]
    assert outcomes[0][0].changed and not outcomes[1][0].changed


def test_what_no_page_shows_is_left_to_the_next_build_where_one_is_asked_for(tmp_path: Path) -> None:
    """On a large site open data takes ten seconds, and whoever saves again would wait for them."""
    site = small_site(tmp_path)
    options, page = site.options(), site.output / "cases/first.html"
    outcomes: list[tuple[bool, frozenset[str]]] = []
    shown: list[tuple[str, str]] = []

    def save(title: str) -> None:
        site.case("first", title)
        queue.ask([title])

    def ready(_: Standing, files: Ahead, seen: Callable[[], None]) -> None:
        made = files["cases/first.html"]
        assert isinstance(made, bytes), "a page that was rendered is at hand"
        title = "甲" if "甲" in made.decode() else "乙"
        shown.append((title, page.read_text(encoding="utf-8")))
        if title == "甲":
            save("乙")
        seen()

    async def work() -> None:
        task = asyncio.create_task(queue.run())
        queue.ask(["all"])
        while len(outcomes) < 1:
            await asyncio.sleep(0.02)
        save("甲")
        while len(outcomes) < 3:
            await asyncio.sleep(0.02)
        task.cancel()

    done = Reports(ready, lambda outcome, names: outcomes.append((outcome.given_up, names)), lambda _: None)
    queue = Rebuilding(lambda _: options, done)
    in_a_loop(work)
    assert [(given_up, {*names}) for given_up, names in outcomes] == [
        (False, {"all"}), (True, {"甲"}), (False, {"甲", "乙"}),
    ]  # fmt: skip
    assert [title for title, _ in shown] == ["甲", "乙"]
    assert all("第一个案例" in published for _, published in shown), "the first of them was not published"
    clean = replace(options, output=tmp_path / "clean", store=tmp_path / "empty")
    build(clean)
    assert tree(options.output) == tree(clean.output)


def test_what_is_shown_and_not_published_yet_outlives_a_slip_in_the_next_save(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "127.0.0.1", "zh", Standing("old"))
    teller = Teller(desk, "zh", lambda _: None)
    teller.ready(Standing("new"), {"index.html": b"new"}, lambda: None)
    teller.done(Outcome(Standing("new"), given_up=True), frozenset())
    teller.done(Outcome(Standing("old", failed=True)), frozenset())
    assert (desk.ahead, desk.standing) == ({"index.html": b"new"}, Standing("new", failed=True))
    teller.done(Outcome(Standing("newer")), frozenset())
    assert (desk.ahead, desk.standing) == (None, Standing("newer"))


def test_after_a_slip_nobody_waits_for_what_the_save_before_it_left_to_it(tmp_path: Path) -> None:
    """Saved twice in a second, the second time half typed: search, feed and mistyped addresses hung in the browser."""
    (tmp_path / "index.html").write_bytes(b"old")
    (tmp_path / "feed.xml").write_bytes(b"old")
    desk = Desk(tmp_path, "127.0.0.1", "zh", Standing("old"))
    teller = Teller(desk, "zh", lambda _: None)

    async def work() -> list[tuple[int, bytes]]:
        sockets = bind_sockets(0, "127.0.0.1")
        server, port = serve_on(sockets, desk), sockets[0].getsockname()[1]

        async def get(path: str) -> tuple[int, bytes]:
            answer = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{port}{path}", raise_error=False)
            return answer.code, answer.body

        teller.ready(Standing("new"), {"index.html": b"new"}, lambda: None)
        teller.done(Outcome(Standing("new"), given_up=True), frozenset())
        asked = [asyncio.create_task(get(path)) for path in ("/feed.xml", "/nothing.html", "/")]
        await asyncio.sleep(0.2)
        assert [task.done() for task in asked] == [False, False, True], "the next build will bring them"
        teller.done(Outcome(Standing("old", failed=True)), frozenset())
        answers = [await task for task in asked]
        server.stop()
        return answers

    feed, nothing, home = in_a_loop(work)
    assert feed == (200, b"old") and nothing[0] == 404 and b"new" in home[1]


@pytest.mark.parametrize("says_so", [True, False], ids=["and says so", "and is silent"])
def test_where_the_system_gives_no_events_the_files_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says_so: bool
) -> None:
    async def nothing(*folders: Path, **_: Any) -> Any:
        if says_so:
            raise OSError(errno.ENOSPC, "the limit of watches is reached")
        while True:
            await asyncio.sleep(watching.TICK)
            yield set()

    monkeypatch.setattr(watching, "awatch", nothing)
    with ExitStack() as until_the_end:
        preview = small_site(tmp_path).started(until_the_end)
        for text in ("甲。", "乙。", "丙。"):  # of one size, and within one second
            preview.case("first", "第一个案例", text)
        preview.shows("/cases/first.html", "丙。")
        eventually(lambda: "有改动" in preview.said[-1], "the terminal")
        built = len(preview.said)
        time.sleep(3 * watching.TICK)
        assert len(preview.said) == built, "what has been built is not built again"


def test_what_a_build_passes_over_is_not_followed_and_all_else_is(tmp_path: Path) -> None:
    watched = Watched(tmp_path, tmp_path / "theme", ())
    (tmp_path / "static/root").mkdir(parents=True)
    for name in ("old.bak", "OLD.BAK", "a.tmp", "~$a.docx", "4913", ".a", "desktop.ini", "a.txt"):
        path = tmp_path / "static/root" / name
        path.write_text(name, encoding="utf-8")
        read = folders.files_below(tmp_path, "static", (), list[Problem]().append)
        followed = [path.relative_to(tmp_path).as_posix()] if watched.name(path) else []
        assert read == followed and len(watched.snapshot()) == len(read), name
        path.unlink()


def test_what_passes_through_a_folder_is_not_content(tmp_path: Path) -> None:
    watched = Watched(tmp_path, tmp_path / "theme", (tmp_path / "content/out",))
    for name in ("content/cases/a.md", "static/css/site.css", "site.yaml", "content/新 案例.md", "content"):
        assert watched.name(tmp_path / name) == name
    assert watched.name(tmp_path / "theme/templates/case.html") == "templates/case.html"
    for name in (
        ".git/index", "content/.a.md.swp", "content/a.md~", "content/~$a.docx", "content/4913", "content/.git/x",
        "public/index.html", "content/out/x.html", "site.yaml.bak", "README.md", "content/#a.md#", "",
    ):  # fmt: skip
        assert watched.name(tmp_path / name) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that few have")
def test_a_snapshot_follows_the_links_that_a_build_follows(tmp_path: Path) -> None:
    """Whenever they were made: a watch of the system is on folders as they were when it began."""
    root = tmp_path / "site"
    watched = Watched(root, tmp_path / "theme", (root / "public",))
    files = ("store1/a.md", "store2/a.md", "store3/deep/b.md", "content/own/c.md", "public/d.md")
    for path in (*(root / file for file in files), tmp_path / "elsewhere/e.md"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
    links = {
        "cases": "store1", "circle": "content", "own-again": "content/own", "out": "public", "lost": "nowhere",
        "away": "../elsewhere", "content": "store3",
    }  # fmt: skip
    for link, target in links.items():
        (root / "content" / link).symlink_to(root / target)

    def read() -> list[str]:
        found = folders.files_below(root, "content", (), list[Problem]().append)
        return [file for file in found if not file.startswith("content/out/")]  # no output may stand there

    def noted() -> list[str]:
        return sorted(Path(file).relative_to(root).as_posix() for file in watched.snapshot() if Path(file).is_file())

    assert noted() == read() == ["content/cases/a.md", "content/content/deep/b.md", "content/own/c.md"]
    (root / "content/cases").unlink()
    (root / "content/cases").symlink_to(root / "store2")
    for file in ("store2/a.md", "store3/deep/b.md"):
        before = watched.snapshot()
        (root / file).write_text("22", encoding="utf-8")
        now = watched.snapshot()
        assert before.keys() == now.keys() and len({*before.items()} ^ {*now.items()}) == 2, file


def test_what_one_saved_file_changes_in_a_snapshot_is_what_a_new_one_shows(tmp_path: Path) -> None:
    watched = Watched(tmp_path, tmp_path / "theme", (tmp_path / "content/out",))
    names = ["site.yaml", "content/cases/a.md", "content/cases/新案例.md", "templates/case.html", "static/css/a.css"]
    decomposed = unicodedata.normalize("NFD", "content/cases/é.md")  # as macOS writes it; it is told of as é
    checkout = ["theme/content/cases/a.md", "theme/site.yaml"]  # a theme that has a site beside it, of no concern here
    for name in (*names, decomposed, "theme/templates/case.html", *checkout):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    for name in (*names, unicodedata.normalize("NFC", decomposed), "content/cases/later.md", "content/new/b.md"):
        before, path = watched.snapshot(), tmp_path / (decomposed if "é" in name else name)
        for there in (True, False):
            path.parent.mkdir(exist_ok=True)
            path.write_text("22", encoding="utf-8") if there else path.unlink()
            now = watched.again(before, [name])
            assert now == watched.snapshot() != before, f"{name}, {there}"
            before = now
    (tmp_path / "content/cases/a.md").write_text("333", encoding="utf-8")
    assert watched.again({}, ["content"]) == watched.snapshot(), "a folder is looked through"


# How it starts and ends


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        sockets = listen("127.0.0.1", taken)
        assert taken < sockets[0].getsockname()[1] <= taken + 20
        for one in sockets:
            one.close()


PROGRAM = """
    import sys
    from datetime import date
    from pathlib import Path
    from builder.build import Options
    from builder.serve import serve
    root = Path(sys.argv[1])
    options = Options(root, root / ".xianfeng/preview", root / ".xianfeng/store", date(2025, 1, 1), drafts=True)
    said = {"language": "zh", "say": lambda text: print(text, flush=True), "open_browser": False}
    sys.exit(serve(lambda: options, host="127.0.0.1", port=0, **said))
"""


# Windows can send one process no signal but this, and only if it leads a group of its own.
SIGNALS = ["CTRL_BREAK_EVENT"] if sys.platform == "win32" else ["SIGINT", "SIGTERM"]


@pytest.mark.parametrize("name", SIGNALS)
def test_it_ends_cleanly_when_told_to(tmp_path: Path, name: str) -> None:
    small_site(tmp_path)
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            said = process.stdout.readline()
            assert said.startswith("预览地址：http://127.0.0.1:")
            assert "已生成" in process.stdout.readline()
            opened = half_said(int(said.split(":")[2].split("/")[0]), 40)  # which must not hold it up
            process.send_signal(getattr(signal, name))
            said, faults = process.stdout.read(), process.stderr.read()
            assert (process.wait(DEADLINE), said, faults) == (0, "预览已结束。\n", "")
            for one in opened:
                one.close()
        finally:
            process.kill()  # or a test that fails would wait for it


# In the browser


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says in its console: a breach of the policy would be there."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.set_default_timeout(DEADLINE * 1000)
    expect.set_options(timeout=DEADLINE * 1000)
    return found


def connected(page: Page) -> None:
    """Its socket is open. Asked from outside: ``wait_for_function`` evaluates inside the page, which is forbidden."""
    open_now = "Boolean(window.LiveReload) && window.LiveReload.connector.protocol === 7"
    eventually(lambda: page.evaluate(open_now) is True, "the page's socket")


def test_a_save_shows_in_the_page(preview: Preview, page: Page, complaints: list[str]) -> None:
    page.goto(preview.url + "cases/first.html")
    connected(page)
    preview.case("first", "换了标题")
    expect(page.locator("h1")).to_have_text("换了标题")
    preview.case("first", "换了标题", "再改一次。")
    expect(page.get_by_text("再改一次。")).to_be_visible()
    assert complaints == []


SHOWN = """() => document.documentElement.outerHTML.replace(/ data-edition="\\w*" data-page="\\w*"/, "")
    .replace(/<xianfeng-preview>.*|<.html>$/s, "").replace(/ aria-current="true"/g, "")"""
LONG = "".join(f"\n\n第{n}段：先锋村的网格员走访各户，把办得了的事当天办完。" for n in range(60))


def in_the_end(preview: Preview, page: Page) -> None:
    """The page shows the edition that is served, and has it at hand as it was served."""
    edition = json.dumps(preview.problems()["edition"])
    asked = f"Boolean(window.xianfengEdition) && xianfengEdition.ready() && xianfengEdition.is({edition})"

    def there() -> bool:
        try:
            return page.evaluate(asked) is True
        except PageError as error:
            if "context was destroyed" not in error.message:
                raise
        return False  # it is being loaded

    eventually(there, "the page's edition")


def turned(preview: Preview, page: Page, name: str, title: str, text: str) -> bool:
    """Save a case and wait until the page shows it; whether it is still the same page, not one that was loaded."""
    page.evaluate("window.still = 'the same page'; scrollTo(0, 900)")
    before = preview.problems()["edition"]
    preview.case(name, title, text)
    eventually(lambda: preview.problems()["edition"] != before, f"another edition of {text}")
    in_the_end(preview, page)
    return page.evaluate("window.still === 'the same page'") is True


def test_what_changed_is_exchanged_in_place_and_shows_what_a_load_shows(
    preview: Preview, page: Page, complaints: list[str]
) -> None:
    """Each edit: what it is, the text then, whether the page may stay. It starts from the last."""
    preview.case("first", "第一个案例", f"第一句。{LONG}")
    preview.shows("/cases/first.html", "第59段")
    page.goto(preview.url + "cases/first.html")
    connected(page)
    other = page.context.new_page()
    for what, title, text, stays in (
        ("a sentence more", "第一个案例", f"第一句。第二句。{LONG}", True),
        ("a strong word", "第一个案例", f"第一句。**第二句。**{LONG}", True),
        ("paragraphs more", "第一个案例", f"第一句。\n\n又一段。\n\n- 一项\n- 二项{LONG}", True),
        ("paragraphs less", "第一个案例", f"第一句。{LONG}", True),
        ("another title, which other parts show too", "换了标题", f"第一句。{LONG}", False),
        ("a table", "换了标题", f"第一句。\n\n| 项 | 数 |\n| -- | -- |\n| 一 | 二 |{LONG}", False),
        ("in the table", "换了标题", f"第一句。\n\n| 项 | 数 |\n| -- | -- |\n| 一 | 三 |{LONG}", True),
        ("headings, and with them contents", "换了标题", f"## 甲\n\n第一句。\n\n## 乙{LONG}", False),
        ("a code block", "换了标题", f"## 甲\n\n第一句。\n\n## 乙\n\n```\nx\n```{LONG}", False),
    ):
        in_the_end(preview, page)
        assert turned(preview, page, "first", title, text) is stays, what
        assert page.evaluate("scrollY") > 600, "the author reads on where he was"
        other.goto(preview.url + "cases/first.html")
        assert page.evaluate(SHOWN) == other.evaluate(SHOWN), what
    assert complaints == []


def test_a_page_that_says_the_same_stays_but_not_with_an_old_index(
    preview: Preview, page: Page, complaints: list[str]
) -> None:
    preview.case("second", "第二个案例")
    preview.shows("/cases/second.html", "第二个案例")
    page.goto(preview.url + "cases/first.html")
    connected(page)
    for text, searched, stays in (("改一次。", False, True), ("再改一次。", True, False)):
        in_the_end(preview, page)
        if searched:
            page.evaluate("document.head.append(document.createElement('script'))")  # as a search does for its index
        assert turned(preview, page, "second", "第二个案例", text) is stays
    assert complaints == []


def test_a_page_that_missed_its_reload_catches_up(preview: Preview, page: Page, complaints: list[str]) -> None:
    page.route("**/.xianfeng/livereload.js*", lambda route: route.abort())  # the page has come, its socket has not
    page.goto(preview.url + "cases/first.html")
    in_the_end(preview, page)
    preview.case("first", "错过的改动")
    eventually(lambda: len(preview.said) == 2, "the second build")
    expect(page.locator("h1")).to_have_text("第一个案例")
    page.evaluate("setTimeout(() => document.dispatchEvent(new Event('LiveReloadConnect')))")
    expect(page.locator("h1")).to_have_text("错过的改动")


def test_a_page_that_is_another_under_the_same_edition_is_loaded_anew(
    preview: Preview, page: Page, complaints: list[str]
) -> None:
    """Between the exchange of the folder and the word of it the page is new, and its edition not yet."""
    waiting = threading.Event()

    def late(route: Route) -> None:
        if not waiting.is_set():  # the page has come; what it would compare with comes from another folder
            waiting.set()
            file = preview.output / "cases/first.html"
            file.write_text(file.read_text(encoding="utf-8").replace("正文。", "新的正文。"), encoding="utf-8")
        route.continue_()

    page.route("**/.xianfeng/problems.json", late)
    page.goto(preview.url + "cases/first.html")
    expect(page.get_by_text("新的正文。")).to_be_visible()
    in_the_end(preview, page)
    assert complaints == []


def test_a_page_tells_that_the_preview_has_ended_and_finds_it_again(
    tmp_path: Path, page: Page, complaints: list[str]
) -> None:
    preview = small_site(tmp_path)
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        page.goto(preview.url)
        connected(page)
    expect(page.get_by_text("预览已断开")).to_be_visible()
    preview.case("first", "第二次启动")
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        expect(page.get_by_text("第二次启动").first).to_be_visible()
        expect(page.get_by_text("预览已断开")).to_be_hidden()


def test_a_style_is_exchanged_without_a_reload(tmp_path: Path, page: Page, complaints: list[str]) -> None:
    preview = small_site(tmp_path)
    style = (Path(__file__).parent.parent / "static/css/site.css").read_text(encoding="utf-8")
    preview.write("static/css/site.css", style)
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        page.goto(preview.url)
        connected(page)
        page.evaluate("window.still = 'the same page'")
        preview.write("static/css/site.css", f"{style}\nh1 {{ color: rgb(1, 2, 3) !important }}\n")
        expect(page.locator("h1").first).to_have_css("color", "rgb(1, 2, 3)")
        assert page.evaluate("window.still") == "the same page"
        preview.case("first", "之后的改动")  # the page knows which edition it shows now
        expect(page.get_by_text("之后的改动").first).to_be_visible()
        assert complaints == []


def test_problems_lie_over_the_page_until_they_are_mended(preview: Preview, page: Page, complaints: list[str]) -> None:
    page.goto(preview.url + "cases/first.html")
    connected(page)
    preview.case("first", "第一个案例", more="brands: [no-such-brand]\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading")).to_have_text("有 1 个问题，网站没有更新")
    expect(dialog.locator(".place")).to_contain_text("content/cases/first.md:5:")
    expect(dialog.locator(".message")).to_contain_text("no-such-brand")
    expect(dialog.get_by_role("button")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("list")).to_be_focused()

    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    badge = page.get_by_role("button", name="1 个问题")
    badge.click()
    expect(dialog).to_be_visible()

    page.goto(preview.url)  # a page that is loaded meanwhile shows them too
    expect(page.get_by_role("dialog")).to_contain_text("content/cases/first.md:5:")
    connected(page)
    preview.case("first", "第一个案例")  # as it was: nothing is published, and nothing reloads
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="1 个问题")).to_be_hidden()
    assert complaints == []


def test_a_site_that_has_never_been_built_appears_by_itself(tmp_path: Path, page: Page, complaints: list[str]) -> None:
    preview = small_site(tmp_path)
    preview.write("site.yaml", "name: 小站\n")
    with ExitStack() as until_the_end:
        preview.started(until_the_end)
        page.goto(preview.url)
        expect(page.get_by_role("dialog")).to_contain_text("site.yaml")
        connected(page)
        preview.write("site.yaml", SITE)
        expect(page.get_by_text("第一个案例").first).to_be_visible()


def test_warnings_are_a_badge_that_opens(preview: Preview, page: Page, complaints: list[str]) -> None:
    page.goto(preview.url)
    connected(page)
    preview.write("content/stray.md", "放错了地方")
    badge = page.get_by_role("button", name="1 个提醒")
    expect(badge).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    badge.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("content/stray.md")
    (preview.root / "content/stray.md").unlink()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(badge).to_be_hidden()
    assert complaints == []


def test_a_draft_is_shown_with_its_mark_and_left_out_of_a_build(preview: Preview, page: Page, tmp_path: Path) -> None:
    preview.case("draft", "没写完的案例", more="status: draft\n")
    preview.shows("/cases/draft.html", "没写完的案例")
    page.goto(preview.url + "cases/draft.html")
    expect(page.get_by_role("status").first).to_contain_text("草稿")
    built = build(replace(preview.options(), output=tmp_path / "public", drafts=False))
    assert not built.failed and not (tmp_path / "public/cases/draft.html").exists()


# Small things


def test_scripts_are_added_before_the_last_end_of_the_body() -> None:
    page = laid_over(b"<pre>&lt;/body></pre></BODY >\n</html>", "abc", "[::1]:8000").decode()
    assert page.startswith('<pre>&lt;/body></pre><script src="/.xianfeng/edition.js?v=')
    assert len(re.findall(r' data-edition="abc" data-page="\w+" defer></script>', page)) == 1
    assert "host=[::1]&amp;port=8000&amp;" in page and page.endswith("</script>\n</BODY >\n</html>")
    assert laid_over(b"no end", "", "localhost").startswith(b"no end<script")


def test_types_are_ours_and_not_the_systems() -> None:
    assert type_of("a.JS") == "text/javascript; charset=utf-8"
    assert type_of("a.htm") == type_of("a.shtml") == type_of("a.html")
    assert (type_of("a.woff2"), type_of("a"), type_of("a.unknown")) == ("font/woff2", *["application/octet-stream"] * 2)
