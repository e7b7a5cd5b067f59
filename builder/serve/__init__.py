"""The live preview: a site that rebuilds itself while it is being written, in a browser beside the editor.

It runs the same ``build`` as everything else, into a folder of its own, and shows what came of it. Six parts, each
in its module: ``watching`` sees that files have changed, ``rebuilding`` runs one build after the other in a thread,
``ahead`` is what of it may be shown before it is published, ``server`` answers the browser (``addressing`` and
``guard`` decide whom and with what), ``clients`` are the open pages, ``overlay`` is what is laid over them: with it a
page shows the problems, and turns to what is new (``edition.js``). They meet in ``session``.

Rejected: livereload's own server. It polls, drops edits within three seconds of a reload, accepts any Origin, builds
in its event loop and injects an inline script; its client script and its protocol serve us as they stand.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from builder.build import Options
from builder.interruption import MACHINE
from builder.serve.listening import NotListening, address_of, is_open_to_others, listen
from builder.serve.session import run
from builder.wording import Language, Words

__all__ = ["serve"]

TAKEN = Words("端口 {port} 已被占用，改用 {other}。", "Port {port} is taken; using {other}.")
READY = Words("预览地址：{url}（按 Ctrl-C 结束）", "The preview is at {url} (Ctrl-C ends it)")
OPEN_TO_ALL = Words(
    "注意：同一网络里的其他人也能看到这份预览，包括草稿。",
    "Mind that others on your network can see this preview, drafts included.",
)
ENDED = Words("预览已结束。", "The preview has ended.")


def serve(
    make_options: Callable[[], Options],
    *,
    host: str,
    port: int,
    language: Language,
    say: Callable[[str], None],
    open_browser: bool,
) -> int:
    """Serve the preview until Ctrl-C or SIGTERM; returns the exit code.

    ``make_options`` is asked before every build, since the date may have changed; its ``output`` must be a folder for
    the preview alone, and stay the same. ``say`` gets one message at a time, in ``language``, always from this
    thread.
    """
    try:
        sockets = listen(host, port)
    except NotListening as error:
        say(error.text(language))
        return MACHINE
    url = address_of(host, sockets)
    bound = sockets[0].getsockname()[1]
    if port not in (0, bound):
        say(TAKEN.in_(language, port=port, other=bound))
    say(READY.in_(language, url=url))
    if is_open_to_others(sockets):
        say(OPEN_TO_ALL.in_(language))

    async def until_told() -> None:
        stop = asyncio.Event()
        with _stopped_by_signals(asyncio.get_running_loop(), stop):
            await run(sockets, make_options, host, language, say, stop, url if open_browser else "")

    asyncio.run(until_told())
    say(ENDED.in_(language))
    return 0


@contextmanager
def _stopped_by_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> Iterator[None]:
    """The first signal asks for a clean end, which waits for a running build; a second one is not held back."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread only; whoever runs us elsewhere has their own way to end us
        return
    names = [name for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}

    def ended(*_: object) -> None:
        restore()
        loop.call_soon_threadsafe(stop.set)

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, ended)
    try:
        yield
    finally:
        restore()
