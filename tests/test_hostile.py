"""Scripts in every text of a site, opened in a real browser: none runs, nothing leaves.

The browser is told to ignore the Content-Security-Policy: it is the second lock, and would hide that the first is open.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, Route

from builder import addresses, markdown
from builder.exports import FORMULA
from builder.problems import Place, Problem
from builder.schema.oldaddresses import parse_path
from builder.schema.values import parse_link, parse_slug, parse_url
from tests.hostile import MARKUP, RUNNING, hostile_site
from tests.smallsite import CASE, SmallSite, codes, said

RECORDS = 2
HOST, ROOT = "https://example.cn", "/party/"  # of the site itself: the feed names it in full, 404.html without the host
TOP = HOST + ROOT


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = hostile_site(tmp_path_factory.mktemp("hostile") / "site", RECORDS)
    run = site.build()
    assert run.published is not None, said(p for p in run.problems if p.severity == "error")
    return site.root / "public"


_HARMLESS = re.compile(
    r"https://(?:a\.example|example\.cn|(?:www\.)?beian\.m\w+\.gov\.cn)/|(?:mailto|tel):|#|(?!//)[^:#?]*(?:[#?].*)?\Z"
)


@dataclass
class Elements(HTMLParser):
    """What of a page a browser would act on: names, attributes, addresses."""

    faults: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _script: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("iframe", "object", "embed", "base", "style", "frame", "applet", "math"):
            self.faults.append(f"<{tag}>")
        self.faults += [f"<{tag} {name}>" for name in found if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action", "formaction", "data", "poster", "xlink:href"):
            address = re.sub(r"[\x00-\x20]", "", found.get(name) or "").lower().removeprefix(HOST).removeprefix(ROOT)
            if not _HARMLESS.match(address):
                self.faults.append(f"<{tag} {name}={address}>")
            if name == "src" and "//" in address:
                self.faults.append(f"<{tag} {name}={address}>")
        if tag == "script":
            self._script = True
            ours = re.fullmatch(
                r"(?:\.\./)*(?:assets/js|search)/[\w./-]+\.js", (found.get("src") or "").removeprefix(ROOT)
            )
            if not ours and found.get("type") != "application/ld+json":
                self.faults.append(f"<script {found}>")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            json.loads(data)  # the one data block: broken out of, it would be cut short
        self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"


def elements(file: Path) -> Elements:
    found = Elements()
    found.feed(file.read_text(encoding="utf-8"))
    return found


def test_no_page_holds_an_element_or_attribute_that_we_did_not_write(public: Path) -> None:
    pages = {file: elements(file) for file in public.rglob("*.html")}
    assert len(pages) > 50
    assert {str(file): found.faults for file, found in pages.items() if found.faults} == {}
    shown = "".join(text for found in pages.values() for text in found.texts)
    assert [attack for attack in MARKUP if attack not in shown] == [], "every string is there, as text"


@pytest.fixture
def caught(browser: Browser, public: Path) -> Iterator[tuple[Page, list[str]]]:
    """A tab in which the site stands at its own address, without a policy, and everything that an attack sets off."""
    context = browser.new_context(bypass_csp=True)
    found: list[str] = []

    def answer(route: Route) -> None:
        path = public / unquote(urlsplit(route.request.url).path.removeprefix("/party/"))
        if route.request.url.startswith(TOP) and path.is_file():
            route.fulfill(path=path)
        else:
            found.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", answer)
    context.expose_function("caught", lambda said: found.append(said))
    context.add_init_script(
        "for (const name of ['alert', 'confirm', 'prompt', 'print'])"
        " window[name] = (...given) => caught(name + ' ' + given);"
        "document.addEventListener('securitypolicyviolation', (event) => caught('policy ' + event.blockedURI));"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("dialog", lambda dialog: found.append(f"dialog {dialog.message}"))
    page.on("pageerror", lambda error: found.append(f"error {error}"))
    page.on("popup", lambda popup: found.append(f"popup {popup.url}"))
    page.on("download", lambda download: found.append(f"download {download.url}"))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    yield page, found
    context.close()


def test_opened_in_a_browser_nothing_runs_and_nothing_leaves(public: Path, caught: tuple[Page, list[str]]) -> None:
    page, found = caught
    for file in sorted(public.rglob("*.html")):
        path = file.relative_to(public).as_posix()
        if 'http-equiv="refresh"' in file.read_text(encoding="utf-8"):
            continue
        page.goto(TOP + path)
        strange = page.evaluate(
            "[...document.querySelectorAll('*')].flatMap((element) => [...element.attributes])"
            ".filter((a) => /^on|^style$/.test(a.name) || /^\\s*(javascript|data|vbscript):/i.test(a.value)"
            " && /href|src|action/.test(a.name)).map((a) => a.name + '=' + a.value)"
        )
        assert (strange, found) == ([], []), path


def test_what_is_asked_of_the_search_is_text_too(caught: tuple[Page, list[str]]) -> None:
    page, found = caught
    page.goto(f"{TOP}search.html?q=alert")
    page.wait_for_selector("#search-results[aria-busy=false] li a")
    assert page.locator("#search-results li").count() > 5
    for attack in MARKUP[:6]:
        page.goto(f"{TOP}search.html?q={quote(attack)}&brand={quote(attack)}&sort={quote(attack)}")
        page.wait_for_selector("#search-results[aria-busy=false]")
        assert page.locator("#search-query").input_value() == attack
        page.fill("#search-query", attack[:12])
        page.goto(f"{TOP}cases/case-0.html#q={quote(attack)}")
        page.goto(f"{TOP}timeline.html#{quote(attack)}={quote(attack)}")
        assert found == [], attack
    assert page.locator("img[src=x], script:not([src]):not([type]), iframe").count() == 0


def test_feed_and_map_are_well_formed_and_hold_the_strings_as_text(public: Path) -> None:
    feed = ET.parse(public / "feed.xml").getroot()
    titles = [found.text for found in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert MARKUP[1] in titles
    for found in feed.iter("{http://www.w3.org/2005/Atom}content"):
        inner = Elements()
        inner.feed(found.text or "")
        assert inner.faults == []
    assert len(list(ET.parse(public / "sitemap.xml").getroot())) > 50


def test_no_cell_begins_as_a_formula(public: Path) -> None:
    begun = 0
    for file in (public / "data").glob("*.csv"):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))):
            assert [cell for cell in row if cell.startswith(FORMULA)] == [], file.name
            begun += sum(cell.startswith(("'=", "'+", "'-", "'@", "'＝")) for cell in row)
    assert begun > 5
    for file in (public / "data").glob("*.xlsx"):
        sheet = load_workbook(file).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


@pytest.mark.parametrize("target", RUNNING, ids=repr)
def test_an_address_that_could_run_is_refused_wherever_it_is_typed(target: str) -> None:
    for typed in (
        f"[词]({target})",
        f"[词](<{target}>)",
        f"[词][a]\n\n[a]: <{target}>",
        f"<{target}>",
        f"![图]({target})",
    ):
        problems: list[Problem] = []
        document = markdown.parse(typed, Place("a.md", 1), problems.append)
        found = Elements()
        found.feed("".join(document.parts))
        assert found.faults == [] and all(not s.target.strip().startswith(target) for s in document.slots), typed
        html = "".join(document.parts).lower()
        assert not re.search(r'(?:href|src)="[^"]*(?:script|data|file|blob|about|ms-word|view-source):', html), typed
    if "&" not in target:  # which Markdown alone reads as a character
        assert all(isinstance(parsed, tuple) for parsed in (parse_url(target), parse_link(target), parse_path(target)))


def test_a_footer_link_that_could_run_or_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    footer = "footer: {links: [{title: 一, href: 'javascript:alert(1)'}, {title: 二, href: about.html}]}"
    site.edit("site.yaml", "per_page: 2", footer)
    assert codes(site.build().problems) == ["link-invalid"]
    site.edit("site.yaml", "javascript:alert(1)", "abuot.html")
    (problem,) = site.build().problems
    assert (problem.message.code, problem.place.file) == ("link-dead", "site.yaml") and "about.html" in problem.text(
        "zh"
    )
    site.edit("site.yaml", "abuot.html", "https://a.example/")
    assert site.built().problems == []


NAMES = st.text(st.sampled_from("ab./\\.%2e:~-_ \x00\n\r先Ａ|*?<>\"'"), max_size=12) | st.sampled_from(
    [
        "..",
        "../x",
        "/etc/passwd",
        "C:\\x",
        "c:x",
        "a/../../x",
        "....//x",
        "con",
        "NUL.html",
        ".xianfeng.html",
        "a" * 300,
    ]
)


@given(NAMES)
def test_no_name_that_is_accepted_leaves_the_output_folder(name: str) -> None:
    for accepted in (parse_slug(name), parse_path(name), parse_path(f"{name}.html")):
        if isinstance(accepted, str):
            path = accepted if accepted.endswith(".html") else f"cases/{accepted}.html"
            assert addresses.is_safe(path) and (Path("/out") / path).resolve().is_relative_to("/out")
            assert not re.search(r'[\\:\x00-\x1f"<>|?*]', path)


@settings(max_examples=15)
@given(st.lists(NAMES, min_size=1, max_size=4))
def test_whatever_is_written_as_an_old_address_nothing_lands_outside(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    site = SmallSite(tmp_path_factory.mktemp("names") / "deep" / "site")
    site.edit(CASE, "日期: 2020-09-28", f"日期: 2020-09-28\nmoved_from: {json.dumps([f'{n}.html' for n in names])}")
    planned = site.planned()[0]
    assert all(addresses.is_safe(path) for path in planned)


def test_old_addresses_and_static_files_that_would_leave_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    site = SmallSite(tmp_path / "deep" / "site")
    before = {path for path in tmp_path.rglob("*") if "deep" not in path.parts[-2:]}
    for address in ("../../x.html", "/x.html", "a/../../x.html", "..\\x.html", ".xianfeng/x.html", "%2e%2e/x.html"):
        site.edit(CASE, "日期: 2020-09-28", f"日期: 2020-09-28\n原地址: '{address}'")
        run = site.build()
        if run.published is not None:
            assert address.startswith("%"), address  # a name like any other
        site.edit(CASE, f"\n原地址: '{address}'", "")
    outside = {path for path in tmp_path.rglob("*") if not path.is_relative_to(site.root)}
    assert outside - before <= {site.root, site.root.parent}
