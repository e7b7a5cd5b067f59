"""What is made and not yet published: the preview shows it while open data and the index are made and the folder is
exchanged.

A page that its author waits for is there in half the time so. Nothing of it is in the folder: should the build fail
after all, the site as it was published last is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from builder import digests
from builder.manifest import Manifest
from builder.outputs import Fetch
from builder.pages import machines
from builder.run import Run
from builder.search.writing import FOLDER

Ahead: TypeAlias = Mapping[str, bytes | Fetch | None]  # site path → its bytes, or who gives them; None: it has gone
FETCHED = 200  # pages that are taken from the store for it at most


def ahead_of(run: Run) -> Ahead | None:
    """The files that are other ones than those of the last complete run; None where they are not known, or too many to
    hold."""
    moved = run.makings.moved()
    if moved is None:
        return None
    changed, gone = moved
    held = run.outputs.at_hand()
    fetched = [path for path in changed if path not in held]
    if len(fetched) > FETCHED:
        return None
    static = {path: asset.read for path, asset in run.assets.outputs.items()}
    return {**static, **held, **{path: run.outputs[path] for path in fetched}, **dict.fromkeys(gone)}


def edition_of(site: Manifest) -> str:
    """The digest of all that a page may show: a page of another edition is out of date."""
    told = [f"{path} {output.digest}" for path, output in site.files.items() if not is_late(path)]
    return digests.of_data(told)[:12]


def is_late(path: str) -> bool:
    """Whether a file is made when the pages are there: one for programs, or of the search index, whose parts belong
    together, the old ones not to the new."""
    return machines.is_read(path) or (path.startswith(f"{FOLDER}/") and path.endswith(".js"))
