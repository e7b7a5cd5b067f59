"""The open pages: a WebSocket each, in the protocol of livereload's client script.

The protocol knows two commands, and the client closes the socket at any other. So “the problems have changed” is a
``reload`` of the file that holds them, which the overlay takes up before the client's own rule does. livereload's
handler was rejected: it keeps its clients in the class, for all servers of a process, and accepts any Origin.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from builder.serve import guard

PROTOCOL = "http://livereload.com/protocols/official-7"
PAGE = "*"  # what is asked to be reloaded: the whole page
GOING_AWAY = 1001


class Clients:
    """All pages that have said hello."""

    def __init__(self) -> None:
        self._open: set[Client] = set()
        self._sending: set[asyncio.Task[None]] = set()
        self._awaited: list[Callable[[], None]] = []

    def add(self, client: Client) -> None:
        self._open.add(client)
        self.came()

    def came(self) -> None:
        """A page shows what there is now: it has said hello, or asks for the problems, as each does in the end."""
        while self._awaited:
            self._awaited.pop()()

    def when_one_comes(self, call: Callable[[], None]) -> None:
        """Call when the next page shows what there is; at once where none is open that might."""
        if self._open:
            self._awaited.append(call)
        else:
            call()

    def remove(self, client: Client) -> None:
        self._open.discard(client)

    def reload(self, path: str) -> None:
        """Ask every page to reload ``path``; one that has vanished or sleeps holds up no other."""
        told = json.dumps({"command": "reload", "path": path, "liveCSS": True, "liveImg": False})
        for client in tuple(self._open):
            task = asyncio.ensure_future(client.send(told))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    def close(self) -> None:
        for client in tuple(self._open):
            client.close(GOING_AWAY)


class Client(WebSocketHandler):
    """One page. It is told nothing before its hello has been answered, as the protocol wants it."""

    def initialize(self, clients: Clients, bound: str) -> None:
        self._clients = clients
        self._bound = bound

    def prepare(self) -> None:
        if not guard.is_welcome(self.request, self._bound):
            raise HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        return guard.is_same_origin(origin, self.request.headers.get("Host"))

    async def on_message(self, message: str | bytes) -> None:
        try:
            said = json.loads(message)
            command = said["command"]
        except (ValueError, TypeError, KeyError, RecursionError):
            self.close(1003)
            return
        if command == "hello":
            hello = {"command": "hello", "protocols": [PROTOCOL], "serverName": "xianfeng"}
            await self.send(json.dumps(hello))
            if self.ws_connection is not None:
                self._clients.add(self)

    def on_close(self) -> None:
        self._clients.remove(self)

    async def send(self, text: str) -> None:
        with suppress(WebSocketClosedError):
            await self.write_message(text)

    def log_exception(self, *args: object) -> None:
        """A request that is refused is no news for the terminal of an author."""
