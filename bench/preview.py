"""How long an author waits: ``preview.py SITE [TURNS] [--load]`` for the folder of a site, its sources.

A case is saved with one sentence more, TURNS times, while a browser has its page open; printed is the time from the
saved file to the page with the sentence, in milliseconds, by the clock of the page itself: what drives the browser
hears of it some twenty milliseconds later. A page that turns to it in place has it then; one that is loaded anew, with
``--load``, at DOMContentLoaded. The file is put back at the end.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.sites import REPOSITORY
from tests.browser import find_browser, flags

PAUSE = 4_000  # milliseconds between two edits: the preview has published the one before, and is at rest
PATIENCE = 60_000  # milliseconds until a page that does not come is given up
LOADED = """() => performance.timeOrigin + performance.getEntriesByType("navigation")[0].domContentLoadedEventStart"""
TURNED = """() => {
    window.turned = 0; // a page that is loaded has none
    new MutationObserver(() => { window.turned = performance.timeOrigin + performance.now(); })
        .observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
}"""
LOAD = "() => { xianfengEdition.turn = () => { location.reload(); return new Promise(() => {}); }; }"


@contextmanager
def previewing(site: Path) -> Iterator[str]:
    """A preview of ``site`` that has built it; its address."""
    command = [sys.executable, "-m", "builder", "serve", "--root", str(site.resolve()), "--lang", "en"]
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=REPOSITORY, env=usual, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None, "piped"
            address = ""
            for line in process.stderr:
                address = (re.findall(r"http://\S+/", line) or [address])[0]
                if "pages" in line:
                    break
            yield address
        finally:
            process.terminate()


def waited(page: Page, case: Path, turns: int, *, load: bool) -> Iterator[float]:
    """Of each edit the milliseconds until the page is there with it."""
    for turn in range(turns):
        page.wait_for_timeout(PAUSE)
        page.evaluate(LOAD if load else TURNED)
        sentence = f"补充的第{'一二三四五六七八九十'[turn % 10]}句，{time.time_ns() // 1000 % 10**6:06}。"
        began = time.time_ns() / 1e6
        case.write_text(f"{case.read_text(encoding='utf-8').rstrip()}{sentence}\n", encoding="utf-8", newline="\n")
        page.get_by_text(sentence).first.wait_for(state="attached", timeout=PATIENCE)
        page.wait_for_load_state("domcontentloaded")
        yield float(page.evaluate("() => window.turned || 0") or page.evaluate(LOADED)) - began


def main(site: Path, turns: int, *, load: bool) -> None:
    cases = sorted((site / "content" / "cases").rglob("*.md"))
    case = cases[len(cases) // 2]
    before = case.read_bytes()
    try:
        with previewing(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=flags())
            page = browser.new_page()
            page.goto(f"{address}cases/{case.stem}.html")
            found = list(waited(page, case, turns, load=load))
            print(f"{case.name}: {', '.join(f'{one:.0f}' for one in found)} ms; median {median(found):.0f} ms")
            browser.close()
    finally:
        case.write_bytes(before)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 6, load="--load" in sys.argv)
