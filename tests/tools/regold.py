"""Write the golden site anew: ``python -m tests.tools.regold``. Read the difference before you commit it."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.test_golden import GOLDEN, built


def main() -> None:
    with TemporaryDirectory() as folder:
        files = built(Path(folder))
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path, data in files.items():
        (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / path).write_bytes(data)
    print(f"{len(files)} files in {GOLDEN}")


if __name__ == "__main__":
    main()
