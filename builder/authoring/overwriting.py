"""A file that gets another content in one step: whoever reads it meanwhile has the old or the new."""

from __future__ import annotations

import shutil
from pathlib import Path

from builder.faults import faults_at
from builder.files import Disk


def overwrite(path: Path, data: bytes, disk: Disk) -> None:
    """Write ``data`` to ``path``, with the permissions of a file that stands there. Raises ``DiskFault``."""
    beside = path.with_name(f".{path.name}.new")
    disk.write(beside, data)
    if disk.look(path) is not None:
        with faults_at(beside):
            shutil.copymode(path, beside)
    disk.replace(beside, path)
