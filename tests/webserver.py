"""A real web server for a folder, on a free port of the loopback, at the root or below a path.

It answers as docs/hosting.md tells nginx to: the right types whatever the system's registry holds, no listings, and the
site's own 404.html. Nothing is cached, so that a test which rebuilds sees its own work.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any

TYPES = {
    "": "application/octet-stream",
    ".atom": "application/atom+xml; charset=utf-8",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}


@contextmanager
def serving(folder: Path, at: str = "/", headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve ``folder`` below the path ``at`` (``/``, ``/party/``) with extra ``headers``; gives the address of its top.

    The address ends in ``/``: ``http://127.0.0.1:PORT/party/``.
    """
    prefix = f"/{at.strip('/')}/" if at.strip("/") else "/"
    extra = dict(headers or {})

    class Handler(_FolderHandler):
        below = prefix
        extra_headers = extra

        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, directory=str(folder), **named)

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """A browser that closes a tab mid-answer is no error of ours; nothing is printed into the test's output."""


class _FolderHandler(SimpleHTTPRequestHandler):
    below = "/"
    extra_headers: Mapping[str, str] = MappingProxyType({})
    extensions_map = TYPES

    def send_head(self) -> Any:
        if not self.path.startswith(self.below):
            self.send_error(404)
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path[len(self.below) :])

    def list_directory(self, path: Any) -> Any:
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in self.extra_headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: pytest's output is for what went wrong."""
