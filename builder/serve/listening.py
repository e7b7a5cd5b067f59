"""The sockets that the preview listens on, and the address to open in a browser.

A port that is taken, most often by another preview, is no reason to stop: the next ones are tried.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from collections.abc import Sequence

from builder.wording import Language, Words

BACKLOG = 256
TRIES = 20  # ports after the one that was asked for

NO_PORT = Words(
    "端口 {first} 到 {last} 都被占用了。请关掉占用它们的程序，或者用 --port 换一个端口。",
    "All ports from {first} to {last} are taken. Close the programs that use them, or choose another with --port.",
)
NO_HOST = Words(
    "不能在“{host}”的端口 {first} 上提供预览（{code}）。请检查 --host 和 --port；只在本机预览时不必写 --host。",
    "The preview cannot listen on port {first} of “{host}” ({code}). Check --host and --port; no --host is needed to "
    "preview on this machine.",
)
EVERYWHERE = ("0.0.0.0", "::", "")
_TAKEN = (errno.EADDRINUSE, errno.EACCES)  # Windows says “no access” where another holds a port for itself


class NotListening(Exception):
    """No port of this host can be had."""

    def __init__(self, words: Words, host: str, first: int, code: str) -> None:
        super().__init__(host, first, code)
        self._words, self._values = words, {"host": host, "first": first, "last": first + TRIES, "code": code}

    def text(self, language: Language) -> str:
        return self._words.in_(language, **self._values)


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets on the first free port from ``port`` on; 0 takes any. Raises ``NotListening``."""
    refused = 0
    for one in range(port, port + TRIES + 1) if port else (0,):
        if one > 65535:
            break
        try:
            return _bound(host, one)
        except UnicodeError as error:  # no name at all: a part of it is empty, or longer than 63 letters
            raise NotListening(NO_HOST, host, port, "DNS") from error
        except OSError as error:  # a name that does not resolve is one too
            refused = error.errno or 0
            if refused not in _TAKEN:
                raise NotListening(NO_HOST, host, port, errno.errorcode.get(refused, "DNS")) from error
    words = NO_PORT if refused == errno.EADDRINUSE else NO_HOST
    raise NotListening(words, host, port, errno.errorcode.get(refused, "EADDRNOTAVAIL"))


def _bound(host: str, port: int) -> list[socket.socket]:
    """One socket for each address of ``host``, all on one port. tornado's own leaves sockets open where it fails."""
    found: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            one = socket.socket(family, kind, protocol)
            found.append(one)
            if sys.platform == "win32":  # where SO_REUSEADDR means that another may take the port from us
                one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind((address[0], found[0].getsockname()[1] if port == 0 and len(found) > 1 else port, *address[2:]))
            one.listen(BACKLOG)
            one.setblocking(False)
    except OSError:
        for one in found:
            one.close()
        raise
    return found


def address_of(host: str, sockets: Sequence[socket.socket]) -> str:
    """``http://127.0.0.1:8000/``"""
    name = "127.0.0.1" if host in EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{sockets[0].getsockname()[1]}/"


def is_open_to_others(sockets: Sequence[socket.socket]) -> bool:
    """Whether anyone but this machine can reach them."""
    return not all(ipaddress.ip_address(s.getsockname()[0].split("%")[0]).is_loopback for s in sockets)
