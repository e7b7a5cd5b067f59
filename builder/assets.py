"""Static files: the default theme's and the site's own, which stand in for them one by one.

Everything is published under a name that carries a fingerprint of its content, so that caches may keep it for ever; only
``static/root/`` (verification files and the like) goes to the top of the site with its names unchanged. Addresses inside
style sheets are rewritten to the new names.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder import addresses, digests, sources
from builder.problems import Message, Place, Report

TOP = "root/"  # static/root/x → x
FOLDER = "assets"  # where fingerprinted files stand in the output

NO_ASSET = Message(
    "asset-missing",
    "样式表里的“{target}”在 static/ 下找不到。",
    "“{target}”, named in this style sheet, is not below static/.",
)
_URL = re.compile(r"""url\(\s*(['"]?)(?!data:|https?:|//|#)([^'")]+?)\1\s*\)""")


@dataclass(frozen=True, slots=True)
class Assets:
    """``names``: path below ``static/`` → site path; ``outputs``: site path → bytes."""

    names: Mapping[str, str]
    outputs: Mapping[str, bytes]


def read_assets(theme: Path, root: Path, report: Report) -> Assets:
    """All static files of ``theme`` and of the site at ``root``; the site's win."""
    data: dict[str, bytes] = {}
    for home in dict.fromkeys((theme, root)):
        for file in sources.files_below(home, "static", (), report):
            found = sources.read_bytes(home, file, report)
            if found is not None:
                data[file.removeprefix("static/")] = found
    names: dict[str, str] = {}
    outputs: dict[str, bytes] = {}
    for name in sorted(data, key=lambda n: (n.endswith(".css"), n)):  # style sheets last: they name the others
        content = data[name]
        if name.startswith(TOP):
            outputs[name.removeprefix(TOP)] = content
            continue
        if name.endswith(".css"):
            content = _rewritten(name, content, names, report)
        names[name] = addresses.fingerprinted(f"{FOLDER}/{name}", digests.of_bytes(content))
        outputs[names[name]] = content
    return Assets(names, outputs)


def _rewritten(name: str, content: bytes, names: Mapping[str, str], report: Report) -> bytes:
    """The style sheet with every ``url(…)`` naming the published file."""

    def replace(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        if target not in names:
            report(NO_ASSET.at(Place(f"static/{name}"), target=found[2]))
            return found[0]
        here = posixpath.dirname(f"{FOLDER}/{name}")
        return f'url("{posixpath.relpath(names[target], here)}")'

    return _URL.sub(replace, content.decode("utf-8", "replace")).encode()
