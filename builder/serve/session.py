"""One preview from its start to its end: the parts set up, joined, and taken down again."""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import replace
from socket import socket

from builder import manifest
from builder.build import Options
from builder.lock import Busy
from builder.problemlist import counted, listing
from builder.problems import Problem
from builder.serve import clients, overlay
from builder.serve.ahead import Ahead
from builder.serve.overlay import Standing
from builder.serve.rebuilding import Outcome, Rebuilding, Reports, edition_in
from builder.serve.server import Desk, serve_on
from builder.serve.watching import side_by_side, watch, watch_output, watched_by
from builder.wording import Language, Words, listed

Say = Callable[[str], None]

BUILT = Words("已生成：共 {pages} 页，用时 {seconds} 秒。", "Built {pages} pages in {seconds} s.")
REBUILT = Words(
    "{what} 有改动：更新了 {changed} 个文件，共 {pages} 页，用时 {seconds} 秒。",
    "{what} changed: {changed} files updated, {pages} pages in all, {seconds} s.",
)
SAME = Words("{what} 有改动，网站不变，用时 {seconds} 秒。", "{what} changed, the site did not; {seconds} s.")
NOT_BUILT = Words(
    "网站没有更新。改好并保存，会自动重新生成。", "The site was not updated. Mend and save; it is rebuilt by itself."
)
NOT_BUILT_YET = Words(
    "网站没有更新。不必重新运行：预览会自动重试。",
    "The site was not updated. No need to run anything again: the preview tries by itself now and then.",
)
WAITING = Words("会自动重试。", "This is tried again by itself.")
MORE = Words("{names} 等 {count} 个文件", "{names} and more, {count} files,")
FEW = 3


async def run(
    sockets: Sequence[socket],
    make_options: Callable[[], Options],
    host: str,
    language: Language,
    say: Say,
    stop: asyncio.Event,
    open_at: str = "",
) -> None:
    """Serve on ``sockets`` until ``stop`` is set; ``open_at`` is an address to open in a browser, or ``""``."""
    options = make_options()
    output = options.output
    desk = Desk(output, host, language, Standing(edition_in(output)))
    teller = Teller(desk, language, say)
    watched = watched_by(options)
    built = [watched.snapshot()]

    def begin(names: frozenset[str]) -> Options:
        # before anything is read: what changes from here on may not be in the build
        built[0] = watched.again(built[0], names) if names else watched.snapshot()
        return make_options()

    rebuilding = Rebuilding(begin, Reports(teller.ready, teller.done, teller.busy))
    server = serve_on(sockets, desk)

    def missing() -> bool:
        return bool(desk.standing.edition) and not desk.coming and not (output / manifest.FILE).is_file()

    def gone() -> None:
        desk.standing = replace(desk.standing, edition="")  # so this is asked for once, even if the build fails
        rebuilding.ask()

    rebuilding.ask()
    if open_at:
        # A browser of the terminal holds its caller up until it is closed, and must not hold up our end.
        threading.Thread(target=webbrowser.open, args=(open_at,), daemon=True).start()
    # None of the others ends by itself: one that does has met a fault of ours, which is then raised here.
    watching = watch(watched, rebuilding.ask, lambda: built[0])
    try:
        await side_by_side(stop.wait(), watching, watch_output(missing, gone), rebuilding.run())
    finally:
        server.stop()
        desk.clients.close()
        await server.close_all_connections()


class Teller:
    """Tells what came of a build: the terminal, and the open pages."""

    def __init__(self, desk: Desk, language: Language, say: Say) -> None:
        self._desk = desk
        self._language = language
        self._say = say
        self._built = False
        self._owed = False  # what is shown, and was left to the next build to publish
        self._told: Sequence[Problem] = ()  # in the terminal

    def ready(self, standing: Standing, files: Ahead, seen: Callable[[], None]) -> None:
        """Show what is not published yet, over a site that stands."""
        before = self._desk.standing.edition
        if before:
            self._desk.ahead, self._desk.coming = files, True
            self._show(standing)
        if before in ("", standing.edition):
            seen()  # no page has anything new to show
        else:
            self._desk.clients.when_one_comes(seen)

    def done(self, outcome: Outcome, names: frozenset[str]) -> None:
        if outcome.given_up:
            self._owed = True
            return
        self._desk.coming = False  # after a slip nothing is: who waits for it gets what was published before
        now = outcome.standing
        if now.failed and self._owed:  # what has been shown does not go away for a slip in the next save
            now = replace(now, edition=self._desk.standing.edition)
        else:
            self._desk.ahead, self._owed = None, False
        self._show(now)
        self._say(self._text(outcome, names))
        self._told, self._built = outcome.standing.problems, self._built or not outcome.standing.failed

    def busy(self, busy: Busy) -> None:
        self._say(f"{busy.text(self._language)}{WAITING.in_(self._language)}")

    def _show(self, now: Standing) -> None:
        """Let the open pages know, as far as it matters to them."""
        before = self._desk.standing
        self._desk.standing = now = now if now.home else replace(now, home=before.home)
        if now.edition != before.edition:
            self._desk.clients.reload(clients.PAGE)
        elif now.failed or now.problems != before.problems:
            self._desk.clients.reload(overlay.PROBLEMS)

    def _text(self, outcome: Outcome, names: frozenset[str]) -> str:
        """One line; and the problems, unless they are only warnings that have been told already."""
        now, language = outcome.standing, self._language
        problems = listing(now.problems, "text", language)
        if now.failed:
            then = NOT_BUILT_YET if now.fault else NOT_BUILT
            return f"{problems}\n{counted(now.problems, language)}{then.in_(language)}"
        seconds = f"{outcome.seconds:.2f}"
        if not names or not self._built:
            line = BUILT.in_(language, pages=outcome.pages, seconds=seconds)
        elif outcome.changed:
            line = REBUILT.in_(
                language, what=_what(names, language), changed=outcome.changed, pages=outcome.pages, seconds=seconds
            )
        else:
            line = SAME.in_(language, what=_what(names, language), seconds=seconds)
        if now.problems and tuple(self._told) != now.problems:
            return f"{problems}\n{counted(now.problems, language)}{line}"
        return line


def _what(names: frozenset[str], language: Language) -> str:
    few = listed(sorted(names)[:FEW], language)
    return few if len(names) <= FEW else MORE.in_(language, names=few, count=len(names))
