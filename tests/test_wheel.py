"""The wheel carries the builder and the default theme, and nothing of the demonstration site."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import builder

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_the_builder_and_the_whole_theme(tmp_path: Path) -> None:
    # hatchling is in the test lock, so no index is asked
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = tmp_path.glob(f"xianfeng-{builder.__version__}-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as opened:
        inside = set(opened.namelist())
        scripts = opened.read(f"xianfeng-{builder.__version__}.dist-info/entry_points.txt").decode()

    theme = {
        f"builder/theme/{file.relative_to(ROOT).as_posix()}"
        for top in ("templates", "static")
        for file in (ROOT / top).rglob("*")
        if file.is_file()
    }
    code = {file.relative_to(ROOT).as_posix() for file in (ROOT / "builder").rglob("*.py")}
    assert theme and code
    assert theme | code <= inside
    assert {name.split("/")[0] for name in inside} == {"builder", f"xianfeng-{builder.__version__}.dist-info"}
    assert "xianfeng = builder.__main__:entry" in scripts
