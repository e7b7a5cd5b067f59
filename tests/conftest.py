"""What every test may ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Protocol

import hypothesis
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from builder.build import Options, build
from builder.problemlist import listing
from tests.browser import find_browser, flags
from tests.webserver import serving

# The same examples on every run: a test that fails for one person fails for all. No deadline: a busy machine is no bug.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """``tell("300 builds killed")``: a figure that is printed when all tests are done, whatever else is captured.

    It goes with the report of the test, which may come from another process."""
    return lambda figure: request.node.user_properties.append(("figure", figure))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for found in terminalreporter.stats.values() for report in found]
    for report in reports:
        if getattr(report, "when", "") == "call":
            for name, figure in report.user_properties:
                if name == "figure":
                    terminalreporter.write_line(str(figure))


class ServeFolder(Protocol):
    """``serve_folder(folder)``, ``serve_folder(folder, at="/party/", headers={…})`` → the address, ending in ``/``."""

    def __call__(self, folder: Path, at: str = "/", headers: Mapping[str, str] | None = None) -> str: ...


@pytest.fixture
def serve_folder() -> Iterator[ServeFolder]:
    """Folders served over HTTP until the test ends, each on a port of its own."""
    with ExitStack() as until_the_end:

        def serve(folder: Path, at: str = "/", headers: Mapping[str, str] | None = None) -> str:
            return until_the_end.enter_context(serving(folder, at, headers))

        yield serve


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium. Fails, never skips, where there is none.

    For a module, not for the session: while playwright is open its event loop counts as running in this thread, and
    every ``asyncio.run`` of a later test would be refused. Starting and stopping it costs under a second.
    """
    program = find_browser()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=flags())
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new tab with no history, no cookies and no cache, as a Chinese reader would have it."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site, built once from ``content/`` on a fixed day."""
    folder = tmp_path_factory.mktemp("site")
    root = Path(__file__).parent.parent
    done = build(Options(root, folder / "public", folder / "store", date(2026, 1, 31)))
    assert not done.problems, listing(done.problems, "text", "zh")
    return done.options.output


@pytest.fixture(scope="session")
def kinds(site: Path) -> dict[str, str]:
    """A page of every kind, by the class of its body: ``page-case``, ``page-list-case``, ``page-home`` …"""
    found: dict[str, str] = {}
    for path in sorted(site.rglob("*.html")):
        kind = re.search(r'<body class="([^"]+)"', path.read_text(encoding="utf-8"))
        if kind and path.name != "404.html":
            found.setdefault(kind[1], path.relative_to(site).as_posix())
    assert len(found) > 20
    return found
