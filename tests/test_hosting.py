"""The configuration that we write, at work: a real nginx, and a real browser that keeps to the policy.

That pages of every kind load under it without a complaint is shown in ``test_site``.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from builder import addresses, policy
from builder.addresses import FINGERPRINT
from builder.cli import main
from builder.hosting import WRITERS, Unfit, configuration
from builder.hosting.headers import FINGERPRINTED, HEADERS, HSTS
from tests.apacheserver import apache
from tests.conftest import ServeFolder
from tests.nginxserver import free_port, nginx
from tests.smallsite import SmallSite

ADDRESSES = ["https://a.example/", "https://a.example/party/site/"]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SmallSite(tmp_path_factory.mktemp("hosting") / "site")
    site.write("static/root/.well-known/security.txt", "x")
    site.built()
    folder = site.root / "public"
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("秘密", encoding="utf-8")
    (folder / ".well-known/acme").write_text("certificate", encoding="utf-8")
    (folder.parent / "secret.txt").write_text("秘密", encoding="utf-8")
    return folder


NO_APACHE = pytest.mark.skipif(sys.platform == "win32", reason="no Apache is to be had there in one known way")
SERVERS = [
    pytest.param((serve, address), id=f"{serve.__name__}-{where}", marks=marks)
    for serve, marks in ((nginx, ()), (apache, NO_APACHE))
    for address, where in zip(ADDRESSES, ("root", "sub-path"), strict=True)
]


@pytest.fixture(scope="module", params=SERVERS)
def top(request: pytest.FixtureRequest, public: Path) -> Iterator[str]:
    serve, address = request.param
    with serve(public, address) as found:
        yield found


def ask(top: str, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], str]:
    """Status, headers (lower case) and text of what stands at ``path`` below ``top``, sent as it is."""
    parts = urlsplit(top)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", parts.path + path, headers=dict(headers or {}))
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def test_every_answer_carries_every_header_once(top: str, public: Path) -> None:
    style = next((public / "assets/css").iterdir()).relative_to(public).as_posix()
    there, missing = ("", "cases/first.html", style), ("nothing.html", ".git/config")
    for path, status in [*((path, 200) for path in there), *((path, 404) for path in missing)]:
        found, headers, _ = ask(top, path)
        assert found == status, path
        for name, value in HEADERS:
            assert headers[name.lower()] == value, path
        assert "strict-transport-security" not in headers, "over HTTPS only"


def test_names_with_a_fingerprint_are_kept_and_all_else_is_asked_for_again(top: str, public: Path) -> None:
    for file in sorted(p for p in public.rglob("*") if p.is_file() and "/." not in p.as_posix()):
        path = file.relative_to(public).as_posix()
        kept = path.split("/")[0] in FINGERPRINTED
        assert kept == bool(re.search(FINGERPRINT, path)), path
        status, headers, _ = ask(top, path)
        told = "public, max-age=31536000, immutable" if kept else "no-cache"
        assert (status, headers["cache-control"]) == (200, told)
    _, headers, _ = ask(top, "index.html")
    assert ask(top, "index.html", {"If-None-Match": headers["etag"]})[0] == 304
    assert re.search(FINGERPRINT, addresses.fingerprinted("css/x.css", "0" * 40))


def test_what_is_not_there_gives_the_sites_page_and_what_is_ours_stays_hidden(top: str) -> None:
    _, _, own = ask(top, "404.html")
    for path in ("nothing", "assets/", "cases/nothing.html", ".xianfeng.json", ".git/config", "../secret.txt",
                 "%2e%2e/secret.txt", "..%2fsecret.txt", "cases/..%2f..%2f..%2fsecret.txt"):  # fmt: skip
        status, _, text = ask(top, path)
        assert status in (400, 404) and "秘密" not in text, path
        assert status == 400 or text == own or "secret" in path, path  # which may lie beside the site
    assert ask(top, ".well-known/acme")[2] == "certificate"
    assert ask(top, ".well-known/security.txt")[2] == "x"


def test_texts_are_packed_and_typed(top: str) -> None:
    for path, kind in (("index.html", "text/html"), ("data/brands.json", "application/json"), ("feed.xml", "/xml")):
        _, headers, _ = ask(top, path, {"Accept-Encoding": "gzip"})
        assert kind in headers["content-type"]
    _, headers, _ = ask(top, "index.html", {"Accept-Encoding": "gzip"})
    assert (headers["content-type"], headers["content-encoding"]) == ("text/html; charset=utf-8", "gzip")
    known = {"Accept-Encoding": "gzip", "If-None-Match": headers["etag"]}
    assert ask(top, "index.html", known)[0] == 304, "what is packed is asked for again as cheaply"


@NO_APACHE
@pytest.mark.parametrize("address", ADDRESSES)
def test_apache_tells_types_that_it_does_not_know_and_hsts_behind_a_proxy_that_does_the_https(
    public: Path, address: str
) -> None:
    with apache(public, address) as top:
        assert ask(top, "site.webmanifest")[1]["content-type"] == "application/manifest+json"
        assert ask(top, "cases")[0] == 301
        assert ask(top, ".htaccess")[0] in (403, 404)
        _, headers, _ = ask(top, "index.html", {"X-Forwarded-Proto": "https"})
        assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("address", ADDRESSES)
def test_iis_is_told_the_same_in_one_well_formed_file(address: str) -> None:
    written = configuration("iis", address, "", "zh")
    server = ElementTree.fromstring(written).find("system.webServer")
    assert server is not None
    headers = {one.get("name"): one.get("value") for one in server.iterfind("httpProtocol/customHeaders/add")}
    assert headers == dict((*HEADERS, HSTS))
    below = "party\\site\\" if "party" in address else ""
    assert [(one.get("statusCode"), one.get("path")) for one in server.iterfind("httpErrors/error")] == [
        ("403", f"{below}404.html"), ("404", f"{below}404.html"),
    ]  # fmt: skip
    types = {one.get("fileExtension"): one.get("mimeType") for one in server.iterfind("staticContent/mimeMap")}
    assert types[".webmanifest"] == "application/manifest+json" and types[".avif"] == "image/avif"
    hidden = [one.get("segment") for one in server.iterfind("security/requestFiltering/hiddenSegments/add")]
    assert ".xianfeng.json" in hidden
    kept = {one.get("path"): one for one in ElementTree.fromstring(written).iterfind("location")}
    assert tuple(kept) == FINGERPRINTED and all(one.find(".//clientCache") is not None for one in kept.values())
    order = [one.tag for one in server.iterfind("staticContent/*")]
    assert order == ["remove", "mimeMap"] * len(types) + ["clientCache"], "IIS takes no second of a kind"


def test_the_orders_for_apache_and_iis_are_published_with_the_site(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    for host, name in (("apache", ".htaccess"), ("iis", "web.config")):
        assert main(["hosting", host, "--root", str(tmp_path), "--to", str(tmp_path / "static/root" / name)]) == 0
        assert site.built().problems == []
        assert site.public()[name] == configuration(host, "https://example.cn/party/", "", "zh").encode()


def test_below_a_path_the_address_without_its_slash_leads_on(public: Path) -> None:
    with nginx(public, ADDRESSES[1]) as top:
        status, headers, _ = ask(top.removesuffix("/"), "")
        assert (status, headers["location"]) == (301, "/party/site/"), "under the name and port that the reader sees"
        outside = top.removesuffix("party/site/")
        assert ask(outside, "index.html")[0] == 404, "nothing is served beside the site"


def test_another_site_may_not_frame_a_page(public: Path, tmp_path: Path, serve_folder: ServeFolder, page: Page) -> None:
    with nginx(public) as top:
        (tmp_path / "index.html").write_text(f'<iframe src="{top}index.html"></iframe>', encoding="utf-8")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(serve_folder(tmp_path).replace("127.0.0.1", "localhost"))
        page.wait_for_load_state("networkidle")
        assert all(frame.url != f"{top}index.html" for frame in page.frames)
        assert any("frame" in text.lower() for text in said), said


@pytest.mark.parametrize("way", ["disk", "web"])
def test_where_no_header_is_set_the_policy_in_the_page_holds(
    public: Path, tmp_path: Path, serve_folder: ServeFolder, page: Page, way: str
) -> None:
    text = (public / "index.html").read_text(encoding="utf-8")
    spoilt = re.sub("<(link|script)[^>]*(href|src)=[^>]*>", "", text).replace(
        "</body>", '<script>document.title = "运行了"</script><img src="http://127.0.0.1:9/x.png"></body>'
    )
    (tmp_path / "index.html").write_text(spoilt, encoding="utf-8")
    failed: list[tuple[str, str | None]] = []
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(tmp_path.as_uri() + "/index.html" if way == "disk" else serve_folder(tmp_path))
    assert page.title() == "小站" and failed == [("http://127.0.0.1:9/x.png", "csp")]
    for redirect_or_page in public.rglob("*.html"):
        assert f'content="{policy.META.replace(chr(39), "&#39;")}"' in redirect_or_page.read_text(encoding="utf-8")


def test_headers_for_pages_services_and_stores_say_the_same() -> None:
    written = configuration("pages", ADDRESSES[1], "", "zh")
    rules = dict(re.findall(r"^(/\S+)\n((?:  .+\n)+)", written, re.MULTILINE))
    assert all(f"  {name}: {value}\n" in rules["/party/site/*"] for name, value in HEADERS)
    assert set(rules) == {"/party/site/*", *(f"/party/site/{folder}/*" for folder in FINGERPRINTED)}
    assert "Cache-Control" not in rules["/party/site/*"], "two rules that name one header would send it twice"
    told = json.loads(configuration("store", ADDRESSES[0], "", "en"))
    assert told["error_document"] == "404.html" and dict(HEADERS).items() <= told["headers"].items()
    assert [re.search(told["files"][0]["match"], name) is not None for name in ("css/a.0123456789.css", "a.html")] == [
        True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("host", WRITERS)
def test_the_command_prints_it_and_refuses_what_would_break_out(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = SmallSite(tmp_path)
    assert main(["hosting", host, "--root", str(tmp_path)]) == 0
    assert capsys.readouterr().out == configuration(host, "https://example.cn/party/", "/srv/www/xianfeng", "zh")
    site.edit("site.yaml", "https://example.cn/party/", "'https://example.cn/a;}location{/'")
    assert main(["hosting", host, "--root", str(tmp_path)]) == 1
    assert "“/a;}location{/”" in capsys.readouterr().err
    site.edit("site.yaml", "'https://example.cn/a;}location{/'", "https://example.cn/?a")
    assert main(["hosting", host, "--root", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "site.yaml:2:6" in printed and "site.invalid" not in printed
    with pytest.raises(Unfit):
        configuration(host, "https://example.cn/", '/srv"; }', "zh")


@pytest.mark.parametrize("folder", ["", "/", "//", "/.", "relative", "./www", "C:", "C:/"])
def test_a_folder_that_a_server_could_not_serve_is_refused(folder: str) -> None:
    with pytest.raises(Unfit) as refused:
        configuration("nginx", "https://example.cn/", folder, "zh")
    assert f"现在是“{folder}”" in refused.value.text("zh")
    assert "root C:/www/a;" in configuration("nginx", "https://example.cn/", "C:/www/a/", "zh")


@pytest.mark.parametrize("host", WRITERS)
def test_the_command_writes_over_no_file_but_its_own(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = SmallSite(tmp_path)
    file, command = tmp_path / "made", ["hosting", host, "--root", str(tmp_path), "--to"]
    for other in (tmp_path / "site.yaml", tmp_path / "content"):
        before = (tmp_path / "site.yaml").read_bytes()
        assert main([*command, str(other)]) == 2
        assert "没有动它" in capsys.readouterr().err and (tmp_path / "site.yaml").read_bytes() == before
    for address in ("https://example.cn/party/", "https://example.cn/"):
        for language in ("zh", "en"):
            assert main([*command, str(file), "--lang", language]) == 0
        site.edit("site.yaml", address, "https://example.cn/")
        assert main([*command, str(file)]) == 0
    written = configuration(host, "https://example.cn/", "/srv/www/xianfeng", "zh")
    assert file.read_text(encoding="utf-8") == written
    file.write_bytes(written.replace("\n", "\r\n").encode())
    assert main([*command, str(file)]) == 0
    for edited in (f"{written}\n", written.replace("nosniff", "sniff")):
        file.write_text(edited, encoding="utf-8")
        assert main([*command, str(file)]) == 2, "a line that somebody has edited since is theirs"
        assert "改动过" in capsys.readouterr().err and file.read_text(encoding="utf-8") == edited


@pytest.mark.parametrize(
    ("address", "plain", "secure"),
    [("http://10.1.2.3:8080/", "8080", "443"), ("https://a.cn:8443/", "80", "8443"), ("https://a.cn/", "80", "443")],
)
def test_the_port_of_the_address_is_the_one_that_is_listened_on(address: str, plain: str, secure: str) -> None:
    text = configuration("nginx", address, "/srv/www/xianfeng", "zh")
    listened = [plain, f"[::]:{plain}", f"{secure} ssl", f"[::]:{secure} ssl", plain, f"[::]:{plain}"]
    assert re.findall(r"^(?:#https)? +(?:#https )?listen (.*?);", text, re.MULTILINE) == listened
    assert ("$host:8443$" in text) == (secure == "8443")


def test_switched_to_https_as_it_says_it_sends_on_those_who_come_without(public: Path) -> None:
    secure = free_port()

    def switched(text: str) -> str:
        kept = "\n".join(line.replace("#https ", "", 1) for line in text.splitlines() if not line.endswith("# http"))
        here = kept.replace("listen 443 ssl;", f"listen 127.0.0.1:{secure};").replace("listen [::]:443 ssl;", "")
        return re.sub("ssl_certificate.*;", "", here)  # without a certificate here

    with nginx(public, edit=switched) as top:
        status, headers, _ = ask(top, "cases/index.html")
        assert (status, headers["location"]) == (301, "https://127.0.0.1/cases/index.html")
        assert ask(f"http://127.0.0.1:{secure}/", "cases/index.html")[0] == 200


def test_a_chinese_domain_is_written_as_servers_and_standards_want_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "https://example.cn/party/", "https://党建.中国/")
    assert main(["hosting", "nginx", "--root", str(tmp_path)]) == 0
    assert "server_name xn--n5qz54a.xn--fiqs8s;" in capsys.readouterr().out
    site.built()
    for path in ("feed.xml", "sitemap.xml", "robots.txt", "cases/first.html", "data/brands.json"):
        text = site.page(path)
        assert "https://xn--n5qz54a.xn--fiqs8s/" in text and "党建.中国" not in text, path
    assert main(["explain", "https://党建.中国/cases/first.html", "--root", str(tmp_path)]) == 0


def test_the_command_writes_a_file_in_utf8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SmallSite(tmp_path / "site")
    file = tmp_path / "deep" / "xianfeng.conf"
    assert main(["hosting", "nginx", "--root", str(tmp_path / "site"), "--to", str(file)]) == 0
    assert file.read_bytes().decode() == configuration("nginx", "https://example.cn/party/", "/srv/www/xianfeng", "zh")
    said = capsys.readouterr()
    assert said.out == "" and str(file) in said.err


@pytest.mark.parametrize(
    ("base", "top"),
    [("https://a.cn", "/"), ("http://a.cn:81/", "/"), ("https://a.cn/党/x", "/党/x/"), ("https://a.cn//b/", "/.//b/")],
)
def test_the_top_of_a_site_is_the_same_under_every_name_of_its_host(base: str, top: str) -> None:
    assert addresses.top_of(base) == top
