"""The preview's answers: the files of the site, what is laid over them, and the socket.

Nothing that a request says leads to a write, and the browser keeps nothing but assets, whose names change with their
content. Files are read anew for every answer, by name: between two answers the whole folder may have been exchanged for
another.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from types import TracebackType

from tornado import web
from tornado.httpserver import HTTPServer

from builder import addresses, assets, journal
from builder.faults import DiskFault
from builder.outputs import Fetch
from builder.serve import addressing, guard, overlay
from builder.serve.ahead import Ahead, is_late
from builder.serve.clients import Client, Clients
from builder.serve.overlay import Standing
from builder.wording import Language, Words

BODY_LIMIT = 1 << 16  # bytes; no request has any use for a body
PING_SECONDS = 20
KEPT = "private, max-age=86400, immutable"
WAIT = 0.02  # seconds until a file is looked for again

FORBIDDEN = Words(
    "这个地址不能用来访问预览。请使用启动时显示的地址。",
    "The preview does not answer to this address. Use the one that was shown when it started.",
)
NOT_ALLOWED = Words("预览只能查看，不接受这种请求。", "The preview can be looked at only.")
UNREADABLE = Words("读不了这个文件，请再试一次。", "This file cannot be read. Try again.")


_ASSET = re.compile(rf"{assets.FOLDER}/.*{addresses.FINGERPRINT}", re.DOTALL)


@dataclass(slots=True)
class Desk:
    """What the answers are made from, replaced in the event loop: ``standing`` after every build, ``ahead`` while one
    is published. ``coming``: what no page shows, as open data and the index, is being made for what is shown."""

    folder: Path
    bound: str
    language: Language
    standing: Standing = field(default_factory=Standing)
    ahead: Ahead | None = None
    coming: bool = False
    clients: Clients = field(default_factory=Clients)


def serve_on(sockets: Sequence[socket], desk: Desk) -> HTTPServer:
    """A server on ``sockets``, answering from ``desk``."""
    ours = {"desk": desk}
    application = web.Application(
        [
            (r"/livereload", Client, {"clients": desk.clients, "bound": desk.bound}),
            (overlay.PROBLEMS, Problems, ours),
            (rf"{overlay.PREFIX}([a-z]+\.(?:js|css))", Overlay, ours),
            (r"(?s).*", Pages, ours),
        ],
        log_function=lambda _: None,
        websocket_ping_interval=PING_SECONDS,
        websocket_max_message_size=BODY_LIMIT,
    )
    server = HTTPServer(application, max_body_size=BODY_LIMIT)
    server.add_sockets(sockets)
    return server


class Answer(web.RequestHandler):
    """What all answers have in common: whom they are for, and what the browser may do with them."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, desk: Desk) -> None:
        self._desk = desk

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in {
            "Cache-Control": "no-store",
            "Content-Security-Policy": guard.policy(self.request.headers.get("Host")),
            "Cross-Origin-Resource-Policy": "same-origin",  # no page elsewhere may load a draft as its script
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        if not guard.is_welcome(self.request, self._desk.bound):
            raise web.HTTPError(403)

    def write_error(self, status_code: int, **_: object) -> None:
        words = {403: FORBIDDEN, 405: NOT_ALLOWED}.get(status_code, UNREADABLE)
        if status_code == 405:
            self.set_header("Allow", ", ".join(self.SUPPORTED_METHODS))
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(words.in_(self._desk.language) + "\n")

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """A request that is refused is no news for the terminal of an author; a fault of ours is."""
        if not isinstance(value, web.HTTPError):
            super().log_exception(typ, value, tb)

    def give(self, kind: str, data: bytes) -> None:
        self.set_header("Content-Type", kind)
        self.finish(data)


class Problems(Answer):
    """The problems of the last build."""

    def get(self) -> None:
        self._desk.clients.came()
        self.give(addressing.type_of("x.json"), overlay.told(self._desk.standing, self._desk.language))

    head = get


class Overlay(Answer):
    """The files of the overlay and of the client."""

    def get(self, name: str) -> None:
        if name in overlay.files():
            known = self.get_query_argument("v", "") == overlay.version(name)
            self.set_header("Cache-Control", KEPT if known else "no-cache")
            self.give(addressing.type_of(name), overlay.files()[name])
        else:
            self.set_status(404)
            self.give(addressing.type_of("x.txt"), b"")

    head = get


class Pages(Answer):
    """The files of the site."""

    async def get(self) -> None:
        desk = self._desk
        edition = desk.standing.edition  # before the file is read: a page may seem older than it is, never newer
        if not edition and journal.journal_open(desk.folder):
            self._give_waiting()  # half of it is old and half new
            return
        path = addressing.site_path(self.request.path)
        data = None if path is None else await self._awaited(path)
        if path is not None and data is not None:
            self._give_file(addressing.named(path), data, edition)
        elif path and not path.endswith("/") and await self._found(f"{path}/") is not None:
            query = f"?{self.request.query}" if self.request.query else ""
            self.redirect(f"{self.request.path}/{query}")
        else:
            await self._give_nothing(edition)

    head = get

    async def _awaited(self, path: str) -> bytes | None:
        """The bytes of a file; one that may be on its way, as open data and the index are, is waited for."""
        while True:
            coming = self._desk.coming and addressing.named(path) not in (self._desk.ahead or {})
            data = None if coming and is_late(path) else await self._found(path)
            if data is not None or not coming:
                return data
            await asyncio.sleep(WAIT)

    async def _found(self, path: str) -> bytes | None:
        """The bytes of a file, made or published."""
        ahead, name = self._desk.ahead or {}, addressing.named(path)
        if name in ahead:
            found = ahead[name]
            return await asyncio.to_thread(_fetched, found) if callable(found) else found
        file = addressing.file_at(self._desk.folder, path)
        return None if file is None else await _bytes_of(file)

    def _give_file(self, name: str, data: bytes, edition: str) -> None:
        kind = addressing.type_of(name)
        if kind.startswith("text/html"):
            data = overlay.laid_over(data, edition, self.request.headers["Host"])
        if _ASSET.match(name):
            self.set_header("Cache-Control", KEPT)
        self.give(kind, data)

    async def _give_nothing(self, edition: str) -> None:
        """The site's own 404 page, whose links begin at the top that the public site has; or one of ours."""
        desk = self._desk
        if await self._found("") is None:
            self._give_waiting()
            return
        self.set_status(404)
        data = await self._found("404.html")
        if data is not None and desk.standing.home:
            data = data.replace(f'"{addresses.top_of(desk.standing.home)}'.encode(), b'"/')
        self._give_file("404.html", data or overlay.missing_page(desk.language), edition)

    def _give_waiting(self) -> None:
        desk = self._desk
        self.set_status(503)
        self._give_file("wait.html", overlay.waiting_page(desk.standing, desk.language), desk.standing.edition)


def _fetched(fetch: Fetch) -> bytes | None:
    """The bytes of a file that is still to be published, or None if it has others by now."""
    with suppress(DiskFault):
        return fetch()
    return None


async def _bytes_of(file: Path) -> bytes | None:
    """The bytes of a file, or None if it has gone. Windows refuses for a moment where a file is being replaced."""
    for _ in range(5):
        try:
            return await asyncio.to_thread(file.read_bytes)
        except PermissionError:
            await asyncio.sleep(0.05)
        except OSError:
            break
    return None
