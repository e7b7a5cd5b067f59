"""What the index costs a builder: ``index.py SITE`` prints the CPU seconds of the index in a clean build, in one with
nothing changed, and after an edit of one case, each in a process of its own. The site is built into ``SITE/public``.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from shutil import rmtree

sys.path.insert(0, str(Path(__file__).parent.parent))

from builder import build as pipeline
from builder.run import Options, Run

OUTPUT, STORE = "public", ".bench-store"


def once(site: Path) -> None:
    """One build in this process alone, with the CPU time of each step."""
    taken: dict[str, float] = {}
    pipeline.STEPS = {name: partial(_timed, name, step, taken) for name, step in pipeline.STEPS.items()}
    run = pipeline.build(Options(site, site / OUTPUT, site / STORE, date(2026, 12, 31), workers=1))
    if run.failed:
        raise SystemExit([str(problem) for problem in run.problems if problem.severity == "error"][:5])
    rest = ", ".join(f"{name} {seconds:.1f}" for name, seconds in taken.items() if name != "index")
    print(f"index {taken['index']:.2f} CPU-s ({rest}; whole process {time.process_time():.1f})", flush=True)


def _timed(name: str, step: Callable[[Run], None], taken: dict[str, float], run: Run) -> None:
    began = time.process_time()
    step(run)
    taken[name] = time.process_time() - began


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
