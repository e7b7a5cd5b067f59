"""Make sure that there is a browser, nginx and Apache, and on Linux a Chinese font and locale, before the tests start.

All are installed with apt where we are root on a Debian system (a container, a CI job); anywhere else one line says
what is missing and the run fails. Nobody's own machine is changed behind their back, and no test is skipped instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.apacheserver import ApacheMissing, find_apache
from tests.browser import BrowserMissing, find_browser
from tests.nginxserver import NginxMissing, find_nginx

Run = Callable[[Sequence[str]], int]

FONT_MISSING = (
    "没有找到中文字体：请安装 Noto CJK 字体（Debian 上是 fonts-noto-cjk）。"
    " / No font with Chinese characters found: install Noto CJK (fonts-noto-cjk on Debian)."
)
LOCALES = Path("/usr/share/i18n/charmaps")  # what ``localedef`` makes a locale from
LOCALE_MISSING = (
    "没有找到 GB18030 字符集的定义：请安装 locales 软件包（Debian；别的系统上是 glibc-locales 或 glibc-locale-source）。"
    " / No definition of GB18030 found: install locales (Debian), glibc-locales or glibc-locale-source (elsewhere)."
)


def missing() -> dict[str, str]:
    """What is not there: the package that would bring it → the line that asks a person for it.

    Raises BrowserMissing for a wrong ``$CHROMIUM``, which no package mends.
    """
    wants: dict[str, str] = {}
    try:
        find_browser()
    except BrowserMissing as error:
        if os.environ.get("CHROMIUM"):
            raise
        wants["chromium"] = str(error)
    try:
        find_nginx()
    except NginxMissing as error:
        wants["nginx"] = str(error)
    try:
        find_apache()
    except ApacheMissing as error:
        if sys.platform != "win32":  # where no test asks for it
            wants["apache2"] = str(error)
    if sys.platform.startswith("linux") and not _has_chinese_font():
        wants["fonts-noto-cjk"] = FONT_MISSING
    if sys.platform.startswith("linux") and not (shutil.which("localedef") and [*LOCALES.glob("GB18030*")]):
        wants["locales"] = LOCALE_MISSING
    return wants


def ensure(look: Callable[[], dict[str, str]], can_install: bool, run: Run) -> list[str]:
    """Install what ``look`` misses if we can; the lines on what is missing still, none when all is there."""
    wants = look()
    if wants and can_install:
        run(["apt-get", "update"])  # its failure is not the end: older lists may do
        # fontconfig brings fc-list, by which the font is found afterwards
        run(["apt-get", "install", "-y", "--no-install-recommends", "fontconfig", *wants])
        wants = look()
    return list(wants.values())


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def _may_use_apt() -> bool:
    geteuid = getattr(os, "geteuid", None)
    return geteuid is not None and geteuid() == 0 and shutil.which("apt-get") is not None


def _run(command: Sequence[str]) -> int:
    # At run level 1 a package does not start the service that it brings: nothing shall listen on this machine.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    # Its progress goes to stderr, so that the last lines of stdout stay those of the tests.
    return subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode


def main() -> int:
    try:
        lines = ensure(missing, _may_use_apt(), _run)
    except BrowserMissing as error:
        lines = [str(error)]
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
