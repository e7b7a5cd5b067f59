"""The browser that tests look through: whichever Chromium the machine has.

Rejected: the browser that playwright downloads for itself. It is another 150 MB from a host that many offices cannot
reach, it is a build that no reader uses, and Debian's, Chrome's and Edge's own all answer the same protocol.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

# `chromium-browser` comes last: on Ubuntu it may be a stub that only tells the reader to install a snap.
NAMES = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "chromium-browser",
)

# Nothing but the page under test may reach for the network: Chromium's own look-ups slow a closed machine down.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MISSING = (
    "没有找到浏览器：请安装 Chromium、Chrome 或 Edge，或用环境变量 CHROMIUM 写明它的路径。"
    " / No browser found: install Chromium, Chrome or Edge, or set CHROMIUM to its path."
)


class BrowserMissing(Exception):
    """No browser to test with; the text is one line for people, in both languages."""


def find_browser(environ: Mapping[str, str] = os.environ) -> Path:
    """The program named by ``$CHROMIUM``, else the first on the PATH, else one in a usual place.

    Raises BrowserMissing. A ``$CHROMIUM`` that names nothing is not passed over: whoever set it wants that one.
    """
    named = environ.get("CHROMIUM", "")
    if named:
        found = shutil.which(named, path=environ.get("PATH"))
        if found is None:
            raise BrowserMissing(
                f"环境变量 CHROMIUM 写的“{named}”不是可以运行的程序。 / CHROMIUM names no program: {named}"
            )
        return Path(found)
    for name in NAMES:
        if found := shutil.which(name, path=environ.get("PATH")):
            return Path(found)
    for place in _usual_places(sys.platform, environ):
        if place.is_file():
            return place
    raise BrowserMissing(MISSING)


def flags() -> list[str]:
    """What a test browser is started with, beside what playwright adds (headless, an empty profile of its own)."""
    geteuid = getattr(os, "geteuid", None)  # Windows has no such thing
    as_root = geteuid is not None and geteuid() == 0
    # Chromium refuses root with its sandbox on; it opens no page but our own.
    return [*QUIET, "--no-sandbox"] if as_root else [*QUIET]


def _usual_places(platform: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """Where an installer puts a browser without telling the PATH."""
    if platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            for app in ("Chromium", "Google Chrome", "Microsoft Edge"):
                yield folder / f"{app}.app/Contents/MacOS" / app
    elif platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
            if named := environ.get(variable):
                for program in ("Chromium/Application/chrome", "Google/Chrome/Application/chrome"):
                    yield Path(named) / f"{program}.exe"
                yield Path(named) / "Microsoft/Edge/Application/msedge.exe"
