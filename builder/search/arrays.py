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

# The C library of Linux hands large blocks back to the system and fetches new ones, page by page, until it has seen one
# as large come back: an eighth of the time of shards. This one is never touched, so it takes no memory.
np.empty(30 << 20, np.uint8)

Array: TypeAlias = NDArray[Any]

__all__ = ["Array", "np"]
