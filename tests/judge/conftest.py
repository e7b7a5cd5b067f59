"""What only the judges need: they look at every page, in every way that a reader may have set his browser."""

from __future__ import annotations

from pathlib import Path

import pytest

LIGHTHOUSE = Path(__file__).parents[2] / ".venv/lighthouse/node_modules/lighthouse/cli/index.js"
collect_ignore = [] if LIGHTHOUSE.is_file() else ["test_lighthouse.py"]


def pytest_report_header() -> str:
    missing = "NOT INSTALLED (needs npm), its scores are not judged"
    return f"lighthouse: {'installed' if LIGHTHOUSE.is_file() else missing}"


@pytest.fixture(scope="session")
def every(site: Path) -> list[str]:
    """Every page of the site but the redirects, which show nothing."""
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    return [path for path in found if 'http-equiv="refresh"' not in (site / path).read_text(encoding="utf-8")]
