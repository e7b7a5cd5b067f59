"""What the long tests may ask for beside all that the others may: how long is long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Times = Callable[[int], int]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--size", type=float, default=1.0, help="multiplies the work of the long tests; 1: about 15 min")


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Times:
    """``times(300)``: 300 at the usual size of a soak, 3000 with ``--size 10``, never less than one."""
    size = float(request.config.getoption("--size"))
    return lambda usual: max(1, round(usual * size))
