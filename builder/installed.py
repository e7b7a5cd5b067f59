"""Which version of another package is installed, told by the names of the folders in which installers note it: to have
the metadata read takes as long as to recognise a site that stands."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache


def version(name: str) -> str:
    """The version of the package ``name``. Raises ``PackageNotFoundError`` where there is none."""
    return _noted().get(name) or _read(name)


@cache
def _noted() -> Mapping[str, str]:
    noted: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):  # an archive, or nothing
            for name in os.listdir(folder or "."):
                if name.endswith(".dist-info"):
                    project, _, told = name.removesuffix(".dist-info").partition("-")
                    noted.setdefault(project.lower().replace("_", "-"), told)
    return noted


def _read(name: str) -> str:
    from importlib.metadata import version  # itself a large module

    return version(name)
