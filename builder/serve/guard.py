"""Whom the preview answers: requests that were meant for it.

A page on the web can send its reader's browser to this machine: by a name of its own that it lets point to 127.0.0.1
(then it may read the answer), or by a WebSocket, which no same-origin rule holds back. The first betrays itself in
``Host``, the second in ``Origin``. Ports are not compared, since a tunnel (``ssh -L``) changes them.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z_.-]+)(?::([0-9]{1,5}))?\Z", re.IGNORECASE)


def split_host(header: str | None) -> tuple[str, int] | None:
    """``[::1]:8000`` → ``("::1", 8000)``; None for what is no host. The port is 80 where none is given."""
    found = _HOST.match(header or "")
    return (found[1].strip("[]").lower(), int(found[2] or 80)) if found else None


def is_meant_for_us(header: str | None, bound: str, arrived: str) -> bool:
    """Whether ``Host`` names this machine's loopback, the host that was asked for, or the address it arrived at."""
    host = split_host(header)
    if host is None:
        return False
    return host[0] in ("localhost", bound.lower()) or _is_loopback(host[0]) or _same(host[0], arrived)


def is_welcome(request: HTTPServerRequest, bound: str) -> bool:
    """``is_meant_for_us`` for a request as it came in."""
    stream = getattr(request.connection, "stream", None)
    try:
        arrived = str(stream.socket.getsockname()[0]) if stream is not None else ""
    except (OSError, AttributeError):  # the other side has gone
        arrived = ""
    return is_meant_for_us(request.headers.get("Host"), bound, arrived)


def is_same_origin(origin: str, header: str | None) -> bool:
    """Whether a page of ``Origin`` was served under this very ``Host``."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(header) and parts.netloc.lower() == str(header).lower()


def policy(header: str | None) -> str:
    """A strict Content-Security-Policy, so that authors meet what it forbids before their readers do."""
    host = split_host(header)
    socket = f" ws://{header}" if host and header else ""  # Safari does not count it as 'self'
    return (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
        f"connect-src 'self'{socket}"
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _same(host: str, arrived: str) -> bool:
    """``arrived`` is a local address of the connection; a name could point to it from anywhere, so only numbers
    count.
    """
    try:
        one, other = ipaddress.ip_address(host), ipaddress.ip_address(arrived.split("%")[0])
    except ValueError:
        return False
    return one == other or one == getattr(other, "ipv4_mapped", None)
