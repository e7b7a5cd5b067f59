"""One question to one server: does this address still lead to a page?

HEAD first; whatever refuses it is asked with GET, whose body is not read. The address that was judged (not inside a
network) is the one that is connected to, so that a name cannot answer twice in two ways. A server that drips its answer
byte by byte is cut off. Certificates are checked as a browser does. Proxies of the environment are not used: they would
decide for us which network an address lies in.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

from builder.addresses import web_parts
from builder.wording import Words

Verdict = Literal["good", "gone", "uncertain", "moved", "inside"]
AGENT = "Mozilla/5.0 (compatible; xianfeng link check)"
HOPS = 5
PASSING = (408, 425, 429, 500, 502, 503, 504)  # answers that another try may change
GONE = (404, 410)
_UNKNOWN = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))  # Windows has but one
_SAFE = "/%:=&?~#+!$,;'@()*[]-._"

NOTHING = Words("", "")
STATUS = Words("服务器答复 {status}", "the server answers {status}")
UNKNOWN_NAME = Words("没有这个域名", "there is no such name")
UNASKED_NAME = Words("这个域名暂时查不到", "its name cannot be looked up at the moment")
NO_ANSWER = Words("没有答复", "no answer")
CUT = Words("连接中断", "the connection broke")
BAD_TLS = Words("证书或加密有问题", "its certificate or encryption is faulty")
CIRCLE = Words("一直在转来转去", "it redirects in circles")
BAD_ADDRESS = Words("转到了不能用的地址", "it redirects to an address that cannot be used")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one step and for one answer, further tries, and the pause before the first of them (then doubled)."""

    step: float = 10.0
    whole: float = 20.0
    tries: int = 2
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """``why`` says what stood in the way; ``now`` is where another domain was redirected to."""

    verdict: Verdict
    why: Words = NOTHING
    now: str = ""


    @property
    def is_nameless(self) -> bool:
        """Whether no address was found for the name of the host."""
        return self.why in (UNKNOWN_NAME, UNASKED_NAME)


class _Inside(Exception):
    """The address lies inside a network."""


def ask(url: str, *, inside: frozenset[str], limits: Limits) -> Answer:
    """What became of ``url``. ``inside``: hosts that may be asked wherever they lie. Never raises."""
    answer = _followed(url, inside, limits)
    for attempt in range(limits.tries):
        if answer.verdict != "uncertain":
            break
        time.sleep(limits.pause * 2**attempt)
        answer = _followed(url, inside, limits)
    return answer


def _followed(url: str, inside: frozenset[str], limits: Limits) -> Answer:
    here, seen = url, set[str]()
    while True:
        if here in seen or len(seen) > HOPS:
            return _no("uncertain", CIRCLE)
        seen.add(here)
        try:
            status, onward = _one(here, inside, limits)
        except _Inside:
            return Answer("inside") if here == url else _no("uncertain", BAD_ADDRESS)
        except UnicodeError:
            return _no("gone", UNKNOWN_NAME)
        except socket.gaierror as error:
            unknown = error.errno in _UNKNOWN  # else the resolver is at fault
            return _no("gone", UNKNOWN_NAME) if unknown else _no("uncertain", UNASKED_NAME)
        except ssl.SSLError:
            return _no("uncertain", BAD_TLS)
        except TimeoutError:
            return _no("uncertain", NO_ANSWER)
        except (OSError, http.client.HTTPException, ValueError):
            return _no("uncertain", CUT)
        if not onward:
            break
        try:
            here = urljoin(here, onward)
        except ValueError:
            return _no("uncertain", BAD_ADDRESS)
        if not web_parts(here):
            return _no("uncertain", BAD_ADDRESS)
    if status in GONE:
        return _no("gone", STATUS, status=status)
    if status >= 400:
        return _no("uncertain", STATUS, status=status)
    return Answer("good") if same_domain(url, here) else Answer("moved", now=here)


def _no(verdict: Verdict, why: Words, **values: object) -> Answer:
    return Answer(verdict, why.filled(**values))


def same_domain(one: str, other: str) -> bool:
    """Whether two addresses are of one owner as far as names tell: ``a.cn``, ``www.a.cn``, ``news.a.cn``."""
    first, second = ((urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other))
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


def _one(url: str, inside: frozenset[str], limits: Limits) -> tuple[int, str]:
    """Status and, for a redirect, where to."""
    try:
        status, onward = _request("HEAD", url, inside, limits)
    except (ConnectionError, http.client.HTTPException):
        status, onward = 400, ""  # some servers drop what they do not know
    return _request("GET", url, inside, limits) if status >= 400 else (status, onward)


def _request(method: str, url: str, inside: frozenset[str], limits: Limits) -> tuple[int, str]:
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    connection = http.client.HTTPConnection(host, port, timeout=limits.step)
    path = quote(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", safe=_SAFE)
    opened = _connected(host, port, inside, limits.step)
    cut = threading.Timer(limits.whole, _shut, [opened])
    cut.daemon = True
    cut.start()
    try:
        wrapped = ssl.create_default_context().wrap_socket(opened, server_hostname=host) if secure else opened
        connection.sock = wrapped
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        onward = answer.getheader("Location") or "" if answer.status in (301, 302, 303, 307, 308) else ""
        return answer.status, _as_sent(onward)
    finally:
        cut.cancel()
        _shut(opened)
        connection.close()
        opened.close()


def _as_sent(header: str) -> str:
    """A header that was read as Latin-1 and may be none: UTF-8, or else escaped byte by byte, as browsers take it."""
    sent = header.encode("latin-1")
    try:
        return sent.decode()
    except UnicodeDecodeError:
        return quote(sent, safe=_SAFE)


def _connected(host: str, port: int, inside: frozenset[str], timeout: float) -> socket.socket:
    """A socket to the very address that was looked at. Raises ``_Inside`` for one that is not on the open network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if host not in inside and not all(_is_open(address) for address in addresses):
        raise _Inside(host)
    return socket.create_connection((addresses[0], port), timeout=timeout)


def _is_open(address: str) -> bool:
    number = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return (mapped or number).is_global and not number.is_multicast


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
