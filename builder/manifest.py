"""The manifest: which files an output folder holds, and the mark that says that we made the folder.

It stands inside the folder as ``.xianfeng.json``: sorted, one line to a fact, so that a diff of two sites can be read;
no time and no path of a machine, so that equal sites have equal manifests. What is read back is input like any other:
damaged, foreign or made by another version, it is ``None``, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from builder import addresses, digests

RESERVED = ".xianfeng"  # names at the top of an output folder that begin so are ours, and no page may have one
FILE = f"{RESERVED}.json"
FORMAT = 1
_MARK = "xianfeng"


class Output(msgspec.Struct, frozen=True):
    """One file of the site: the digest of its bytes and their number."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Site path → output, for every file of the folder but the manifest itself."""

    files: Mapping[str, Output]


@dataclass(frozen=True, slots=True)
class _Marked:
    made_by: str


@dataclass(frozen=True, slots=True)
class _Written:
    files: dict[str, Output]
    format: int
    made_by: str


def of_outputs(outputs: Mapping[str, bytes]) -> Manifest:
    return Manifest({path: Output(digests.of_bytes(data), len(data)) for path, data in sorted(outputs.items())})


def to_bytes(manifest: Manifest) -> bytes:
    """The one form of it: equal manifests are equal bytes."""
    written = _Written(dict(manifest.files), FORMAT, _MARK)
    return msgspec.json.format(msgspec.json.encode(written, order="sorted"), indent=1) + b"\n"


def from_bytes(data: bytes) -> Manifest | None:
    """The manifest that ``to_bytes`` wrote, or None for anything else, paths that lead elsewhere among it."""
    try:
        written = msgspec.json.decode(data, type=_Written)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if written.made_by != _MARK or written.format != FORMAT or not all(map(addresses.is_safe, written.files)):
        return None
    return Manifest(written.files)


def is_marked(data: bytes) -> bool:
    """True where the folder with this manifest is ours, even if another version of us wrote it."""
    try:
        return msgspec.json.decode(data, type=_Marked).made_by == _MARK
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
