"""Schemas for editors, and the setting that tells VS Code's YAML plug-in which file follows which.

The schemas are made anew by each call and lie in ``.xianfeng/``, which is not committed; the settings file may be the
author's own, so only our entries in ``yaml.schemas`` are put in or out. VS Code allows comments in it, JSON does not: a
file with comments, or with anything else that would not be written as it was read, is left alone, and what to add is
said. Rejected: taking comments out before parsing; they would be lost when the file is written.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from builder.authoring.outcome import Outcome
from builder.authoring.overwriting import overwrite
from builder.faults import DiskFault
from builder.files import Disk
from builder.problems import Message, Place, Report
from builder.schema import REGISTRY
from builder.schema.jsonschema import schemas
from builder.siteconfig import FILE, Site
from builder.wording import Words

FOLDER = ".xianfeng/schemas"
SETTINGS = ".vscode/settings.json"
KEY = "yaml.schemas"

CANNOT_MERGE = Message(
    "editor-settings",
    "这个文件里有注释或别的写法，或者它不是普通文件，没有改动它。请在最外层的花括号里加上（已有“yaml.schemas”的，并进去）：\n{addition}",
    "This file holds comments, is no plain JSON or no plain file, and was left as it is. Add this at its top level:\n"
    "{addition}",
    "warning",
)
WRITTEN = Words(
    "已写出 {count} 个格式说明，在 {folder}。在 VS Code 里装上 YAML 插件（redhat.vscode-yaml），填表时就有提示和检查。",
    "Wrote {count} schemas to {folder}. With the YAML plug-in (redhat.vscode-yaml), VS Code completes and checks.",
)


def write_schemas(root: Path, site: Site, disk: Disk, report: Report) -> Outcome:
    """Write a schema for each kind of file, and point the editor to them. Raises ``DiskFault``."""
    made = schemas(site)
    files = _written(root, made, disk)
    if _settings(root, disk, report):
        files.append(SETTINGS)
    return Outcome(tuple(files), (WRITTEN.filled(count=len(made), folder=FOLDER),))


def renew_schemas(root: Path, site: Site, disk: Disk) -> None:
    """Make the schemas anew for an editor that has them or looks for them: a vocabulary has grown, or a clone has the
    settings alone, and the editor would call right values wrong. Nobody asked, so a disk that refuses is not told."""
    with suppress(DiskFault, OSError):
        if (root / FOLDER).is_dir() or ((root / SETTINGS).is_file() and FOLDER.encode() in disk.read(root / SETTINGS)):
            _written(root, schemas(site), disk)


def _written(root: Path, made: Mapping[str, Any], disk: Disk) -> list[str]:
    """The files that were not there, or other ones."""
    disk.make_folder(root / FOLDER)
    files = []
    for name, schema in made.items():
        data = json.dumps(schema, ensure_ascii=False, indent=1).encode() + b"\n"
        if _put(root / FOLDER / f"{name}.json", data, disk):
            files.append(f"{FOLDER}/{name}.json")
    return files


def associations() -> dict[str, list[str]]:
    """Schema → the files that follow it. Patterns begin with ``/``, the folder that is open in the editor."""
    found = {f"./{FOLDER}/site.json": [f"/{FILE}"]}
    for cls in REGISTRY.values():
        at = f"/content/data/{cls.folder}"
        found[f"./{FOLDER}/{cls.folder}.json"] = [
            f"{at}.yaml", f"{at}/*.yaml", f"{at}/**/*.yaml", f"{at}.yml", f"{at}/*.yml", f"{at}/**/*.yml",
        ]  # fmt: skip
    return found


def _settings(root: Path, disk: Disk, report: Report) -> bool:
    """Bring our associations into the settings file; false if nothing had to be written, or nothing could be."""
    ours = associations()
    path = Path(os.path.realpath(root / SETTINGS))  # a link stays one, and the file it leads to is edited
    there = disk.look(path)
    if there is None and disk.look(root / SETTINGS) is None:
        disk.make_folder(path.parent)
        return _put(path, _json({KEY: ours}, 2), disk)
    data = disk.read(path) if there is not None and there.kind == "file" else None  # a pipe would be waited for
    found = None if data is None else _parsed(data)
    others = None if found is None else found.get(KEY, {})
    if data is None or found is None or not isinstance(others, dict):
        addition = json.dumps({KEY: ours}, ensure_ascii=False, indent=2)[2:-2]
        report(CANNOT_MERGE.at(Place(SETTINGS), addition=addition))
        return False
    kept = {name: files for name, files in others.items() if FOLDER not in name}
    if {**found, KEY: {**kept, **ours}} == found:
        return False  # as it is already: its layout stays, too
    indent = re.search(rb"\n( +|\t+)\"", data)
    return _put(path, _json({**found, KEY: {**kept, **ours}}, indent[1].decode() if indent else 2), disk)


def _parsed(data: bytes) -> dict[str, Any] | None:
    """The settings; an empty file holds none, one that could not be written again as it is cannot be told."""
    try:
        text = data.decode("utf-8-sig")
        found = _WHOLE.decode(text) if text.strip() else {}
        _json(found, 2)  # half of a surrogate pair can be read, not written
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("of two entries with one name only the last would be left")
    return dict(pairs)


def _number(kind: Callable[[str], int | float]) -> Callable[[str], Any]:
    """A reader of numbers that takes those only that are written as they are typed: 1.10 is not, nor is 1e400."""

    def read(text: str) -> int | float:
        number = kind(text)
        if repr(number) != text:
            raise ValueError(text)
        return number

    return read


def _no_number(text: str) -> None:
    raise ValueError(text)


_WHOLE = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_number(float), parse_int=_number(int), parse_constant=_no_number
)


def _json(data: Mapping[str, Any], indent: int | str) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=indent).encode() + b"\n"


def _put(path: Path, data: bytes, disk: Disk) -> bool:
    """Write ``data``, unless it is there already: an editor that watches is not woken for nothing."""
    there = disk.look(path)
    if there is not None and disk.read(path) == data:
        return False
    overwrite(path, data, disk)
    return True
