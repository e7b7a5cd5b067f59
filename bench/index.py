"""What the index costs a builder: ``index.py SITE`` prints the CPU seconds of the index in a clean build, in one with
nothing changed, and after an edit of one case, each in a process of its own. The site is built into ``SITE/public``.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from shutil import rmtree

sys.path.insert(0, str(Path(__file__).parent.parent))

from builder import build as pipeline
from builder.run import Options

OUTPUT, STORE = "public", ".bench-store"


def once(site: Path) -> None:
    """One build in this process alone, with the CPU time of each step; a site that stands as it is runs none."""
    run = pipeline.build(Options(site, site / OUTPUT, site / STORE, date(2026, 12, 31), workers=1))
    if run.failed:
        raise SystemExit([str(problem) for problem in run.problems if problem.severity == "error"][:5])
    steps = ", ".join(f"{name} {spent.cpu:.2f}" for name, spent in sorted(run.spent.items()))
    print(f"CPU-s: whole process {time.process_time():.2f}; {steps}", flush=True)


def main(site: Path) -> None:
    case = max((site / "content" / "cases").rglob("*.md"))
    text = case.read_text(encoding="utf-8")
    for folder in (OUTPUT, STORE):
        rmtree(site / folder, ignore_errors=True)
    for name in ("clean", "nothing changed", "one edit"):
        print(f"{name}: ", end="", flush=True)
        if name == "one edit":
            case.write_text(text + "\n增补的一段，说明后来的进展。\n", encoding="utf-8", newline="\n")
        subprocess.run([sys.executable, __file__, str(site), "once"], check=True)
    case.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[2:] == ["once"]:
        once(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]))
