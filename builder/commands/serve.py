"""``serve``: the live preview."""

from __future__ import annotations

import sys

from builder.commands import PRIVATE, Context
from builder.serve import serve as run_server


def serve(context: Context) -> int:
    args = context.args
    return run_server(
        lambda: context.options(f"{PRIVATE}/preview", drafts=True),
        host=args.host,
        port=args.port,
        language=context.language,
        say=lambda text: print(text, file=sys.stderr, flush=True),
        open_browser=args.open,
    )
