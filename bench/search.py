"""What a search costs a reader and a builder: ``search.py SITE [QUERY …]`` for a built folder.

Prints the number of files and their sizes under gzip, then for each query in a real browser, with an empty cache:
bytes of code, tables, postings and texts until the first results stand there, the bytes of the facets apart, those of
a second query, and, with the processor slowed down four times, the time from the last key to the results.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser import find_browser, flags
from tests.webserver import serving

QUERIES = ("党群工作", "经济发展", "组织建设", "服务企业", "人民政府")
DONE = "[data-search-state=done]"


def sizes(site: Path) -> None:
    """Files and bytes of the index on disk, by folder."""
    count: Counter[str] = Counter()
    packed: Counter[str] = Counter()
    for file in sorted((site / "search").rglob("*.js")):
        data = file.read_bytes()
        kind = {"s": "shards", "t": "texts"}.get(file.parent.name, "tables")
        count[kind] += 1
        packed[kind] += len(gzip.compress(data, 6, mtime=0))
    for kind in count:
        print(f"{kind}: {count[kind]} files, {packed[kind] / 1e6:.2f} MB compressed")
    print(f"files: {sum(count.values())}")


def _compressed(site: Path, top: str, url: str) -> tuple[str, int]:
    path = url.removeprefix(top).split("?")[0] or "index.html"
    kind = "code" if path.startswith("assets/js") else "index" if path.startswith("search/") else "page"
    kind = "facets" if path == "search/facets.js" else kind
    return kind, len(gzip.compress((site / path).read_bytes(), 6, mtime=0))


def bytes_of(browser: Browser, site: Path, top: str, first: str, second: str) -> tuple[Counter[str], Counter[str]]:
    """Compressed bytes by kind, of a first query and of a second one after it."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = []
    page.goto(top + "search.html?q=" + quote(first))
    for query in (None, second):
        if query:
            page.fill("#search-query", query)
            page.keyboard.press("Enter")
        page.wait_for_selector(DONE, state="attached")
        page.wait_for_timeout(500)
        total: Counter[str] = Counter()
        for url in asked:
            kind, size = _compressed(site, top, url)
            total[kind] += size
        found.append(total)
        asked.clear()
    context.close()
    return found[0], found[1]


def latency(browser: Browser, top: str, query: str) -> float:
    """Milliseconds from the last key of ``query`` to the results, on a processor four times as slow."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(top + "search.html")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.focus("#search-query")
    page.keyboard.type(query[:-1], delay=120)
    page.wait_for_selector(DONE, state="attached")
    page.wait_for_timeout(800)
    took: float = page.evaluate(
        """(query) => new Promise((resolve) => {
          const field = document.getElementById("search-query"), box = document.querySelector("[data-search-state]");
          const began = performance.now();
          new MutationObserver(() => {
            if (box.dataset.searchState === "done" && location.search.includes(encodeURIComponent(query))) {
              resolve(performance.now() - began);
            }
          }).observe(box, { attributes: true });
          field.value = query;
          field.dispatchEvent(new InputEvent("input"));
        })""",
        query,
    )
    context.close()
    return took


def main(site: Path, queries: tuple[str, ...]) -> None:
    sizes(site)
    with sync_playwright() as playwright, serving(site) as top:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=flags())
        for first, second in zip(queries, (*queries[1:], queries[0]), strict=True):
            one, two = bytes_of(browser, site, top, first, second)
            counted = one["code"] + one["index"]
            print(
                f"{first}: first {counted / 1000:.1f} KB (code {one['code'] / 1000:.1f}), "
                f"facets {one['facets'] / 1000:.1f} KB; then {second}: {two['index'] / 1000:.1f} KB; "
                f"{latency(browser, top, first):.0f} ms at a quarter of the speed"
            )
        browser.close()


if __name__ == "__main__":
    started = time.monotonic()
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or QUERIES)
    print(f"{time.monotonic() - started:.0f} s")
