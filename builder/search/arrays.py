"""numpy, which only the making of an index needs: modules that import this are themselves imported where they are used.

One thread is enough for it: nothing here is what its other threads are for, starting them takes time in every edit, and
a process that has threads cannot be forked safely.
"""

from __future__ import annotations

import os
from typing import Any, TypeAlias

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy looks there once, when it is imported

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

__all__ = ["Array", "np"]
