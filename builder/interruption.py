"""An end by Ctrl-C where no command is at work: the first moment, before the command line is there, and the last."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from builder.wording import Words, asked_for

MACHINE = 3  # the exit code of all that ends a run from outside
STOPPED = Words("已停止。", "Stopped.")


def end() -> None:
    """Say so, in the language asked for, and leave; whoever presses twice is not answered twice."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, ValueError, AttributeError):  # nobody is there to hear it
        sys.stderr.write(f"{STOPPED.in_(asked_for(sys.argv[1:]))}\n")
        sys.stderr.flush()
    os._exit(MACHINE)
