"""Two small sites, and what can be asked of the folder that they are published to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from builder import manifest
from builder.files import DISK, Disk
from builder.journal import journal_open
from builder.problems import Problem
from builder.publish import Published, publish

Site = Mapping[str, bytes]

OLD: Site = {
    "index.html": "旧首页".encode(),
    "about.html": b"stays",
    "css/site.css": b"stays too",
    "cases/a.html": b"a",
    "cases/b.html": b"goes",
    "was-file": b"becomes a folder",
    "was-folder/x.html": b"becomes a file",
    "gone/deep/y.html": b"goes with its folders",
}
NEW: Site = {
    "index.html": "新首页".encode(),
    "about.html": b"stays",
    "css/site.css": b"stays too",
    "cases/a.html": b"a, corrected",
    "was-file/in.html": b"in",
    "was-folder": b"file",
    "search/1.js": b"index",
    "new/z.css": b"z",
}
WAYS = pytest.mark.parametrize("exchanges", [True, False], ids=["by exchange", "in place"])


def content(folder: Path) -> dict[str, bytes]:
    """Every file of the site, and every folder without a file (as b"")."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(manifest.RESERVED):
            if path.is_file():
                found[name] = path.read_bytes()
            elif not any(path.iterdir()):
                found[name] = b""
    return found


def is_wholly(folder: Path, site: Site) -> bool:
    told = folder / manifest.FILE
    same_word = told.is_file() and told.read_bytes() == manifest.to_bytes(manifest.of_outputs(site))
    return same_word and content(folder) == site and not journal_open(folder)


def leftovers(folder: Path) -> list[str]:
    beside = [p.name for p in folder.parent.iterdir() if p.name != folder.name]
    inside = [p.name for p in folder.iterdir() if p.name.startswith(manifest.RESERVED) and p.name != manifest.FILE]
    return beside + inside if folder.exists() else beside


def put(outputs: Site, folder: Path, disk: Disk = DISK) -> Published:
    problems: list[Problem] = []
    published = publish(outputs, folder, problems.append, disk=disk)
    assert not problems
    assert published is not None
    return published
