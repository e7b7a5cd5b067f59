"""What a search costs a reader, and whether it finds what is there: ``search.py SITE [COUNT]`` for a built folder.

About COUNT queries of many kinds (see queries.py) are asked in a real browser over HTTP. Printed are the files of the
index and their sizes; the bytes under gzip of a first query (code, tables, postings, texts of the first results), of
the facets beside it, and of a second query; recall and precision of the first ten results against the truth that is
computed from the pages; and, with the processor slowed down four times, the time from the last key to the results.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, Request, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.queries import queries
from builder.search.reading import Index
from tests.browser import find_browser, flags
from tests.searchtruth import Truth, holds, normal
from tests.webserver import serving

PAID = ("code", "tables", "shards", "texts")
KINDS = {"s": "shards", "r": "shards", "t": "texts", "f": "facets"}  # folder of the index → what stands in it
DONE = "[data-search-state=done]"
FIRST_TEN = """async () => {
  const box = document.querySelector("[data-search-state]"), more = document.querySelector("[data-search-more]");
  const shown = () => [...document.querySelectorAll("[data-search-result]")].map((one) => one.dataset.searchResult);
  if (!more.hidden && shown().length < 10) more.click();
  while (more.disabled) await new Promise((resolve) => setTimeout(resolve, 5));
  return [shown().slice(0, 10), Number(box.dataset.searchTotal)];
}"""
FOUND = "async (query) => (await window.xianfeng.search.find(query, {}, '')).docs"
TYPED = """(query) => new Promise((resolve) => {
  const field = document.getElementById("search-query"), box = document.querySelector("[data-search-state]");
  const began = performance.now();
  new MutationObserver(() => {
    if (box.dataset.searchState === "done" && new URLSearchParams(location.search).get("q") === query) {
      resolve(performance.now() - began);
    }
  }).observe(box, { attributes: true });
  field.value = query;
  field.dispatchEvent(new InputEvent("input"));
})"""


def sizes(site: Path) -> None:
    """Files and bytes of the index on disk, by folder."""
    count: Counter[str] = Counter()
    packed: Counter[str] = Counter()
    for file in sorted((site / "search").rglob("*.js")):
        kind = KINDS.get(file.parent.name, "tables")
        count[kind] += 1
        packed[kind] += len(gzip.compress(file.read_bytes(), 6, mtime=0))
    for kind in count:
        print(f"{kind}: {count[kind]} files, {packed[kind] / 1e6:.2f} MB compressed")
    print(f"files: {sum(count.values())}")


def counter(site: Path, top: str) -> Callable[[Sequence[str]], Counter[str]]:
    """→ a function that gives the compressed bytes of addresses by kind."""

    @cache
    def size(path: str) -> int:
        return len(gzip.compress((site / path).read_bytes(), 6, mtime=0))

    def count(asked: Sequence[str]) -> Counter[str]:
        total: Counter[str] = Counter()
        for url in asked:
            path = url.removeprefix(top).split("?")[0] or "index.html"
            kind = path.split("/")[1] if path.startswith("search/") else ""
            kind = KINDS.get(kind, "tables") if kind else ""
            total[kind or ("code" if path.endswith(".js") else "page")] += size(path)
        return total

    return count


def costs(browser: Browser, site: Path, top: str, asked: Sequence[str]) -> None:
    """The bytes of first and second queries, two by two, each pair with an empty cache."""
    count = counter(site, top)
    rows: list[tuple[tuple[Counter[str], str], tuple[Counter[str], str]]] = []
    for first, second in zip(asked[::2], asked[1::2], strict=False):
        context = browser.new_context()
        page = context.new_page()
        urls: list[str] = []
        page.on("request", partial(_note, urls))
        page.goto(top + "search.html?q=" + quote(first))
        page.wait_for_selector(DONE, state="attached")
        page.wait_for_load_state("networkidle")
        one = count(urls)
        urls.clear()
        page.evaluate(TYPED, second)
        page.wait_for_load_state("networkidle")
        rows.append(((one, first), (count(urls), second)))
        context.close()
    for name, place in (("first", 0), ("second", 1)):
        paid = [row[place] for row in rows]
        totals = sorted((_paid(bytes_of), query) for bytes_of, query in paid)
        parts = {kind: sum(bytes_of[kind] for bytes_of, _ in paid) / len(paid) for kind in PAID}
        print(f"{name} query: {_spread([total for total, _ in totals])} KB; mean {_kb(parts)}; worst {totals[-3:]}")
    print(f"facets: {_spread([row[0][0]['facets'] for row in rows])} KB")


def _note(urls: list[str], request: Request) -> None:
    urls.append(request.url)


def _paid(bytes_of: Counter[str]) -> int:
    return sum(bytes_of[kind] for kind in PAID)


def _kb(parts: dict[str, float]) -> str:
    return ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in parts.items())


def _spread(values: Sequence[int]) -> str:
    ordered = sorted(values)
    at = [ordered[min(len(ordered) - 1, len(ordered) * part // 100)] / 1000 for part in (50, 90, 95, 100)]
    return "median {:.1f}, p90 {:.1f}, p95 {:.1f}, most {:.1f}".format(*at)


def truths(truth: Truth) -> Callable[[str], set[str]]:
    joined = {path: "\n".join(found) for path, found in truth.sentences.items()}

    def find(query: str) -> set[str]:
        wanted = [term for term in map(normal, query.split()) if term]
        near = [path for path, text in joined.items() if all(term in text for term in wanted)]
        return {path for path in near if all(any(holds(s, term) for s in truth.sentences[path]) for term in wanted)}

    return find


def quality(page: Page, site: Path, top: str, asked: Sequence[str], find: Callable[[str], set[str]]) -> None:
    """Recall of all documents that would be shown on and on, and precision of the first ten; pinyin has no truth."""
    index = Index(lambda path: (site / path).read_bytes() if (site / path).is_file() else None)
    paths = {number: index.text(number).path for number in index.documents()}
    wanted = found = shown = right = 0
    for query in asked:
        true = find(query)
        page.goto(top + "search.html?q=" + quote(query))
        page.wait_for_selector(DONE, state="attached")
        first, _ = page.evaluate(FIRST_TEN)
        docs = {paths[number] for number in page.evaluate(FOUND, query)}
        wanted, found = wanted + len(true), found + len(true & docs)
        shown, right = shown + len(first), right + len(true & set(first))
        if not true <= docs or set(first) - true or len(first) < min(10, len(true)):
            missed, wrong = len(true - docs), len(set(first) - true)
            print(f"  {query}: {len(true)} are there, {missed} missed, {wrong} wrongly shown")
    print(f"{len(asked)} queries: recall {found / max(1, wanted):.4f}, precision@10 {right / max(1, shown):.4f}")


def latency(browser: Browser, top: str, asked: Sequence[str]) -> None:
    """Milliseconds from the last key of each query to its results, on a processor four times as slow."""
    took: list[tuple[float, str]] = []
    context = browser.new_context()
    page = context.new_page()
    page.goto(top + "search.html")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for query in asked:
        page.focus("#search-query")
        if len(query) > 1:
            page.evaluate(TYPED, query[:-1])
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        took.append((page.evaluate(TYPED, query), query))
    context.close()
    ordered = sorted(took)
    at = [ordered[min(len(ordered) - 1, len(ordered) * part // 100)][0] for part in (50, 95)]
    print(f"last key to results, a quarter of the speed: p50 {at[0]:.0f} ms, p95 {at[1]:.0f} ms; worst {ordered[-3:]}")


def main(site: Path, count: int) -> None:
    sizes(site)
    truth = Truth(site)
    made = queries(truth.sentences, count)
    plain = [query for kind, query in made if kind not in ("pinyin", "traditional")]
    fours = [query for kind, query in made if kind == "phrase" and len(query) == 4]
    with sync_playwright() as playwright, serving(site) as top:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=flags())
        print("four characters:")
        costs(browser, site, top, fours)
        print("all kinds:")
        costs(browser, site, top, [query for _, query in made])
        latency(browser, top, plain[: count // 3])
        quality(browser.new_page(), site, top, [query for kind, query in made if kind != "pinyin"], truths(truth))
        browser.close()


if __name__ == "__main__":
    started = time.monotonic()
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
    print(f"{time.monotonic() - started:.0f} s")
