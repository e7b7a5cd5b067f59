"""Links to other sites, asked of a real server that behaves as badly as servers do."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from builder.cli import main
from builder.files import DISK
from builder.links import check_links, is_excepted
from builder.links.ask import Answer, Limits, ask, same_domain
from builder.problems import Problem
from builder.spots import on_disk
from tests.smallsite import CASE, TODAY, SmallSite, codes

QUICK = Limits(step=0.4, whole=0.8, tries=1, pause=0.01)
INSIDE = frozenset(["127.0.0.1", "localhost"])


class BadServer:
    """A server on the loopback whose paths say how it fails; it counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._accept)
        self.thread.start()

    @property
    def top(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.ended.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        self.thread.join()
        self.socket.close()

    def _accept(self) -> None:
        while True:
            one, _ = self.socket.accept()
            if self.ended.is_set():
                one.close()
                return
            threading.Thread(target=self._serve, args=[one], daemon=True).start()

    def _serve(self, one: socket.socket) -> None:
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        with one, suppress(OSError, ValueError):
            head = one.recv(65536).decode("latin-1")
            if head and head[0].isalpha():
                method, path, _ = head.split(" ", 2)
                self.asked[method, path] += 1
                self._answer(one, method, path)
            else:
                one.sendall(b"HTTP/1.1 400 this is no TLS\r\n\r\n")
        with self.lock:
            self.at_once -= 1

    def _answer(self, one: socket.socket, method: str, path: str) -> None:
        name = path.split("?")[0].strip("/").split("/")[0]
        if name.isdigit():
            self._say(one, name)
        elif name == "once" and self.asked[method, path] == 1:
            self._say(one, "429")
        elif name == "headless" and method == "HEAD":
            self._say(one, "405")
        elif name == "dropped" and method == "HEAD":
            return
        elif name == "reset":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        elif name == "slow":
            self.ended.wait(30)
        elif name == "drip":
            for character in "HTTP/1.1 200 OK\r\n" + "X: y\r\n" * 1000:
                one.sendall(character.encode())
                self.ended.wait(0.1)
        elif name == "garbage":
            one.sendall(b"\x00\xff" * 500 + b"\r\n\r\n")
        elif name == "headers":
            one.sendall(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000)
        elif name == "huge":
            one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 1000)
            while not self.ended.is_set():
                one.sendall(b"x" * 65536)
        elif name == "to":
            self._say(one, "302", path.partition("?")[2])
        elif name == "circle":
            self._say(one, "301", "/circle2" if path == "/circle" else "/circle")
        elif name == "circle2":
            self._say(one, "301", "/circle")
        elif name in ("utf-8", "gb18030"):
            self._say(one, "302", "/先锋", name)  # in plain Chinese, as some servers write it
        elif name == "on":
            self._say(one, "301", f"/on/{len(path)}{path}")
        else:
            self._say(one, "200")

    def _say(self, one: socket.socket, status: str, onward: str = "", encoding: str = "utf-8") -> None:
        location = f"Location: {onward}\r\n" if onward else ""
        one.sendall(f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\n{location}\r\n".encode(encoding))


@pytest.fixture(scope="module")
def server() -> Iterator[BadServer]:
    bad = BadServer()
    yield bad
    bad.close()


def answer(url: str, inside: frozenset[str] = INSIDE) -> Answer:
    return ask(url, inside=inside, limits=QUICK)


@pytest.mark.parametrize(
    ("path", "verdict", "why"),
    [
        ("/200", "good", ""), ("/headless", "good", ""), ("/dropped", "good", ""), ("/huge", "good", ""),
        ("/once", "good", ""), ("/to?/200", "good", ""), ("/先锋?q=先", "good", ""), ("/204#x", "good", ""),
        ("/404", "gone", "404"), ("/410", "gone", "410"), ("/to?/404", "gone", "404"),
        ("/403", "uncertain", "403"), ("/429", "uncertain", "429"), ("/500", "uncertain", "500"),
        ("/reset", "uncertain", "broke"), ("/slow", "uncertain", "no answer"), ("/drip", "uncertain", ""),
        ("/garbage", "uncertain", "broke"), ("/headers", "uncertain", "broke"),
        ("/circle", "uncertain", "circles"), ("/on", "uncertain", "circles"),
        ("/to?ftp://a.example/", "uncertain", "cannot be used"), ("/to?javascript:x", "uncertain", "cannot be used"),
        ("/to?http://10.0.0.1/", "uncertain", "cannot be used"), ("/to?http://[::1]/", "uncertain", "cannot be used"),
        ("/to?http://169.254.169.254/latest/", "uncertain", "cannot be used"), ("/to?http://x:y/", "uncertain", ""),
        ("/to?http://[x/", "uncertain", "cannot be used"), ("/to?http://[党]/", "uncertain", "cannot be used"),
    ],
)  # fmt: skip
def test_each_way_to_fail_has_its_answer(server: BadServer, path: str, verdict: str, why: str) -> None:
    found = answer(server.top + path)
    assert (found.verdict, why in found.why.en) == (verdict, True), found


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_redirect_in_plain_chinese_is_followed_as_browsers_do(server: BadServer, encoding: str) -> None:
    asked = "HEAD", f"/{quote('先锋', encoding=encoding)}"
    before = server.asked[asked]
    assert answer(f"{server.top}/{encoding}").verdict == "good" and server.asked[asked] == before + 1


def test_names_ports_and_encryption_that_are_none(server: BadServer) -> None:
    assert answer("http://no-such-name.invalid/").verdict == "gone"
    assert answer("http://..bad../").verdict == "gone"
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "broke" in answer(f"http://127.0.0.1:{port}/").why.en
    assert "encryption" in answer(f"https://127.0.0.1:{server.port}/200").why.en


def test_another_domain_is_told_and_a_part_of_the_same_is_not(server: BadServer) -> None:
    now = f"http://localhost:{server.port}/200"
    found = answer(f"{server.top}/to?{now}")
    assert (found.verdict, found.now) == ("moved", now)
    same = [("http://a.cn/", "https://www.a.cn/x"), ("http://www.a.cn/", "http://news.a.cn/")]
    assert all(same_domain(one, other) for one, other in same)
    assert not same_domain("http://a.cn/", "http://a.cn.evil.example/")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"]
)
def test_nothing_inside_a_network_is_asked_however_it_is_written(server: BadServer, host: str) -> None:
    before = server.asked.total()
    assert answer(f"http://{host}:{server.port}/200", inside=frozenset()).verdict in ("inside", "gone")
    for other in ("10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00::1]"):
        assert answer(f"http://{other}/", inside=frozenset()).verdict == "inside"
    assert server.asked.total() == before


def site_with_links(root: Path, server: BadServer) -> SmallSite:
    site = SmallSite(root)
    links = "".join(f"[词]({server.top}{path})、" for path in ("/404", "/200#a", "/200#b", "/500"))
    site.edit(CASE, "## 背景", f"{links}\n[再](https://skipped.example/x)\n\n## 背景")
    site.edit("content/data/sources.yaml", "title: 党建先行", f"title: 党建先行, url: '{server.top}/410'")
    links = f"footer: {{links: [{{title: 链, href: '{server.top}/to?http://localhost:{server.port}/200'}}]}}"
    exceptions = "不查的链接: skipped.example\n内网主机: 127.0.0.1、localhost"
    site.edit("site.yaml", "per_page: 2", f"{links}\n{exceptions}")
    return site


def looked(site: SmallSite, day: date = TODAY) -> list[Problem]:
    problems: list[Problem] = []
    cat, _ = site.related()
    kept = site.root / ".xianfeng/links.json"
    asked = check_links(cat, day, kept, DISK, on_disk(site.root), problems.append, QUICK)
    assert asked == 5
    return problems


def test_a_site_is_told_of_each_by_line_and_good_answers_are_kept_a_week(tmp_path: Path, server: BadServer) -> None:
    site = site_with_links(tmp_path, server)
    before = server.asked["HEAD", "/200"]
    told = {(p.place.file, p.place.line, p.message.code, p.severity) for p in looked(site)}
    assert told == {
        (CASE, 9, "external-gone", "error"), (CASE, 9, "external-uncertain", "warning"),
        ("content/data/sources.yaml", 1, "external-gone", "error"), ("site.yaml", 3, "external-moved", "warning"),
    }  # fmt: skip
    assert str(next(p.place for p in looked(site) if "/404" in p.text("zh"))) == f"{CASE}:9:5"
    asked = server.asked["HEAD", "/200"]
    assert asked == before + 3, "once for two places, and each time from the redirect"
    looked(site, TODAY + timedelta(days=6))
    assert server.asked["HEAD", "/200"] == asked + 1, "the redirect is asked again, the good one is not"
    looked(site, TODAY + timedelta(days=7))
    assert server.asked["HEAD", "/200"] == asked + 3
    (site.root / ".xianfeng/links.json").write_bytes(b"\xff{")
    assert codes(looked(site)), "a damaged memory is none"


def test_an_address_is_told_in_its_own_field_though_a_remark_names_it_before(tmp_path: Path, server: BadServer) -> None:
    site, address, file = SmallSite(tmp_path), f"{server.top}/410", "content/data/sources.yaml"
    site.edit(file, "title: 党建先行", f"title: 党建先行, note: '{address} 已失效', url: '{address}'")
    site.edit("site.yaml", "per_page: 2", "intranet_hosts: [127.0.0.1]")
    problems: list[Problem] = []
    check_links(site.related()[0], TODAY, tmp_path / "l.json", DISK, on_disk(tmp_path), problems.append, QUICK)
    line = (tmp_path / file).read_text(encoding="utf-8").splitlines()[0]
    assert [str(p.place) for p in problems] == [f"{file}:1:{line.rindex(address) + 1}"]


def test_one_host_is_asked_one_thing_at_a_time(tmp_path: Path) -> None:
    bad = BadServer()
    try:
        site = SmallSite(tmp_path)
        links = "、".join(f"[词]({bad.top}/page/{n})" for n in range(20))
        site.edit(CASE, "## 背景", f"{links}\n\n## 背景")
        site.edit("site.yaml", "per_page: 2", "intranet_hosts: [127.0.0.1]")
        problems: list[Problem] = []
        cat, _ = site.related()
        kept = tmp_path / "links.json"
        assert check_links(cat, TODAY, kept, DISK, on_disk(tmp_path), problems.append, QUICK) == 20
        assert problems == [] and bad.asked.total() == 20 and bad.most <= 2  # the last may still be closing
    finally:
        bad.close()


def test_only_check_with_the_option_asks_anyone(
    tmp_path: Path, server: BadServer, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_links(tmp_path, server)
    site.edit(CASE, f"[词]({server.top}/500)、", "")  # which would be tried with real pauses
    before = server.asked.total()
    arguments = ["--root", str(site.root), f"--date={TODAY}"]
    assert main(["check", *arguments]) == 0 and main(["build", *arguments]) == 0
    assert server.asked.total() == before
    assert main(["check", "--links", *arguments]) == 1
    out, err = capsys.readouterr()
    assert f"外部链接 {server.top}/404 已失效（服务器答复 404）" in out and "查看了 4 个外部链接" in err


def test_an_address_without_a_host_is_told_and_all_others_are_asked(
    tmp_path: Path, server: BadServer, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_links(tmp_path, server)
    site.edit(CASE, f"[词]({server.top}/500)、", "")
    first = f"[词]({server.top}/404)"
    site.edit(CASE, first, f"[词](https://a]b/)、<https://[党建].cn/>、{first}")
    site.edit("content/data/sources.yaml", f"'{server.top}/410'", "'https://a]b/'")
    before = server.asked["HEAD", "/404"]
    assert main(["check", "--links", "--root", str(site.root), f"--date={TODAY}"]) == 1
    out, err = capsys.readouterr()
    told = {line.split(" ")[0] for line in out.splitlines() if "域名或端口" in line}
    assert told == {f"{CASE}:9:1", f"{CASE}:9:19", "content/data/sources.yaml:1:33"}, out
    assert "已失效" in out and server.asked["HEAD", "/404"] == before + 1 and "查看了 3 个外部链接" in err


def test_an_address_that_is_no_plain_ascii_is_told_as_it_was_typed_and_where(tmp_path: Path, server: BadServer) -> None:
    site = SmallSite(tmp_path)
    typed = [f"{server.top}/404/新闻", f"{server.top}/404?q=党&先=1", f"{server.top}/404/%E5%85%9A", "http://没有.invalid/先"]
    site.edit(CASE, "## 背景", f"见[**词**]({typed[0]})、<{typed[1]}>。\n\n- [甲\n  乙](<{typed[2]}>)\n\n## 背景")
    site.edit(CASE, "后来](later.md)", f"后来]({typed[3]})")
    site.edit("site.yaml", "per_page: 2", "intranet_hosts: [127.0.0.1]")
    problems: list[Problem] = []
    cat, _ = site.related()
    check_links(cat, TODAY, tmp_path / "links.json", DISK, on_disk(tmp_path), problems.append, QUICK)
    lines = (tmp_path / CASE).read_text(encoding="utf-8").splitlines()
    assert {dict(p.values)["url"] for p in problems} == set(typed) and len(problems) == len(typed)
    for problem in problems:
        assert lines[problem.place.line - 1][problem.place.column - 1 :].startswith(str(dict(problem.values)["url"]))


@pytest.mark.parametrize(
    ("error", "verdict"), [(socket.EAI_NONAME, "gone"), (socket.EAI_AGAIN, "uncertain"), (socket.EAI_FAIL, "uncertain")]
)
def test_a_machine_without_network_is_told_so_and_not_that_all_links_are_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, verdict: str
) -> None:
    def none(*_: object, **__: object) -> None:
        raise socket.gaierror(error, "no")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    site = SmallSite(tmp_path)
    for link, told in (("https://a.example/", f"external-{verdict}"), ("https://b.example/x", "external-offline")):
        site.edit(CASE, "## 背景", f"[词]({link})\n\n## 背景")
        problems: list[Problem] = []
        check_links(site.related()[0], TODAY, tmp_path / "l.json", DISK, on_disk(tmp_path), problems.append, QUICK)
        assert codes(problems) == [told], "one host may be gone, two mean the machine"


@pytest.mark.parametrize("typed", ["127.0.0.1", "127.0.0.1:{port}", "http://127.0.0.1:{port}/x", "LocalHost", "[::1]"])
def test_a_host_inside_may_be_named_as_people_copy_it(tmp_path: Path, server: BadServer, typed: str) -> None:
    site = SmallSite(tmp_path)
    host = "localhost" if typed == "LocalHost" else "127.0.0.1"
    site.edit(CASE, "## 背景", f"[词](http://{host}:{server.port}/200)\n\n## 背景")
    site.edit("site.yaml", "per_page: 2", f"内网主机: '{typed.format(port=server.port)}'")
    problems: list[Problem] = []
    check_links(site.related()[0], TODAY, tmp_path / "l.json", DISK, on_disk(tmp_path), problems.append, QUICK)
    assert codes(problems) == (["external-inside"] if typed == "[::1]" else [])


def test_a_range_of_addresses_is_no_host(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page: 2", "内网主机: 10.0.0.0/8、oa.example.cn、::1")
    (problem,) = site.produce().problems
    assert problem.line("zh").startswith("site.yaml:3:7 内网主机(intranet_hosts):“10.0.0.0/8” 不是主机名。")


@pytest.mark.parametrize(
    ("one", "named"),
    [
        ("b.cn", True), ("B.cn", True), ("www.b.cn", True), ("c.cn", False), ("n.cn", False), ("www.b.cn/x", True),
        ("WWW.b.cn:80/x", False), ("www.b.cn/y", False), ("https://www.b.cn/x", True), ("https://b.cn/", False),
    ],
)  # fmt: skip
def test_an_exception_is_a_host_or_the_beginning_of_an_address(one: str, named: bool) -> None:
    assert is_excepted("https://www.b.cn/x/1.html", one) is named
    assert is_excepted("http://localhost:8931/no.html", "localhost:8931/no")
    assert is_excepted("https://党建.中国/a", "党建.中国") and is_excepted("https://xn--n5qz54a.xn--fiqs8s/", "党建.中国")
