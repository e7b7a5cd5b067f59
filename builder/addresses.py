"""Addresses: the only place that makes a URL or an output path.

A *site path* is the path of a file in the output folder (``brands/xianfeng-365.html``), always with ``/`` and never
leading. Data carries site paths only; a page knows ``root``, the way from itself up to the top (``../``), and a link is
``root + site path``, in the form of ``href`` where authors name files. So one card can stand on every page, and the
folder works at a domain root, under a sub-path and opened from disk. Absolute addresses are made here too, for the few
files in which a standard wants them.
"""

from __future__ import annotations

import ipaddress
import posixpath
import re
import unicodedata
from contextlib import suppress
from urllib.parse import SplitResult, quote, urlsplit

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
SLUG_LIMIT = 80

# Windows refuses these names whatever their extension; a site must be checked out there too.
_PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"}
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | _PORTS
# Letters of other alphabets, and dashes, that no eye tells from those of a slug; they come with what is copied.
_LATIN = dict(zip("аеорсухіѕјԁһԛԝкгοανρτυικχγωɑɡı‐‑‒–—−", "aeopcyxisjdhqwkroavptuikxywagi------", strict=True))
_LOOKS = str.maketrans(_LATIN)
_NO_HOST = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^`{|}]|%(?![0-9A-Fa-f]{2})|^\.|\.\.")  # in no name of a host
_UNLINKED = re.compile(r'[\x00-\x20"#%<>?\[\\\]^`{|}\x7f]')  # ends an address, or stands in none as it is
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f\ud800-\udfff]')


def is_slug(text: str) -> bool:
    """Lower-case ASCII letters, digits and single hyphens, and no name that Windows reserves."""
    return len(text) <= SLUG_LIMIT and SLUG.match(text) is not None and text not in _RESERVED


def is_reserved(name: str) -> bool:
    """Whether Windows has no file of this name, whatever its extension and case."""
    return name.split(".")[0].rstrip(" ").lower() in _RESERVED


def lookalike_in(text: str) -> tuple[str, str] | None:
    """The first character of ``text`` that only looks like one of a slug, and that one.

    None where there are letters that do not: such a text is a word of another language.
    """
    text = text.lower()
    found = next((char for char in text if char in _LATIN), None)
    return (found, _LATIN[found]) if found and text.translate(_LOOKS).isascii() else None


def slug_of(text: str) -> str:
    """The nearest slug to ``text``, possibly empty: ``Xianfeng 365`` → ``xianfeng-365``. Chinese needs pinyin first."""
    latin = text.lower().translate(_LOOKS)
    plain = unicodedata.normalize("NFKD", latin if latin.isascii() else text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].rstrip("-")


def root_of(path: str) -> str:
    """The prefix that leads from the page at ``path`` to the top of the site: ``""``, ``"../"``, ``"../../"`` …"""
    return "../" * path.count("/")


def href(path: str) -> str:
    """A site path as links name it, such as ``files/3%23楼.pdf``: letters of every language stay as they are."""
    return _UNLINKED.sub(lambda found: quote(found[0], safe=""), path)


def absolute(base: str, path: str) -> str:
    """``path`` below the site's address ``base`` (with or without its final slash).

    ``index.html`` ends in its folder.
    """
    if path == "index.html" or path.endswith("/index.html"):
        path = path[: -len("index.html")]
    return f"{base.rstrip('/')}/{quote(path)}"


def top_of(base: str) -> str:
    """The top of the site on its own host, under whichever name it goes: ``https://a.cn/party`` → ``/party/``."""
    path = urlsplit(absolute(base, "")).path
    return f"/.{path}" if path.startswith("//") else path  # two slashes would begin the name of another host


def beside(path: str, to: str) -> str:
    """The way from the file at ``path`` to the one at ``to``. It begins with a dot, or no script could import by it."""
    way = quote(posixpath.relpath(to, posixpath.dirname(path)))
    return way if way.startswith("../") else f"./{way}"


def web_parts(address: str) -> SplitResult | None:
    """An http or https address in its parts; None where what stands for host and port cannot be both.

    Whoever reads an address asks here, so that all who split it later may do so without a thought.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
        if parts.netloc.rpartition("@")[2].startswith("["):
            ipaddress.IPv6Address(host)
        elif not host or _NO_HOST.search(unicodedata.normalize("NFKC", host)):
            return None
    except ValueError:  # brackets that are no pair, a port that is no number, a sign that becomes a slash
        return None
    return parts if parts.scheme in ("http", "https") else None


def in_ascii(address: str) -> str | None:
    """An http or https address without a user, as servers and standards write it: ``https://党建.中国/案例/`` →
    ``https://xn--….xn--fiqs8s/%E6%A1%88%E4%BE%8B/``. None where a part of the host is too long or of signs that no
    domain has."""
    parts = urlsplit(address)
    parts = parts._replace(path=quote(parts.path, safe="/%:@!$&'()*+,;=~"))
    host = parts.hostname or ""
    if host.isascii():
        return parts.geturl()
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return parts._replace(netloc=plain if parts.port is None else f"{plain}:{parts.port}").geturl()


def host_of(typed: str) -> str | None:
    """The host, as it is asked for, that is named alone, with a port or by an address; None where none is."""
    with suppress(ValueError):
        return str(ipaddress.ip_address(typed))
    if "://" not in typed and "/" in typed.rstrip("/"):  # a range of addresses, or a page
        return None
    address = typed if "://" in typed else f"http://{typed}"
    plain = in_ascii(address) if web_parts(address) else None
    return urlsplit(plain).hostname if plain else None


def is_safe(path: str) -> bool:
    """True for a relative path that every system can hold and that stays where it is put."""
    parts = path.split("/")
    return all(
        part not in ("", ".", "..")
        and not _FORBIDDEN.search(part)
        and not part.endswith((".", " "))
        and not is_reserved(part)
        and len(part.encode()) <= 200
        for part in parts
    )


def collision_key(path: str) -> str:
    """Two paths with one key would be one file on macOS or Windows."""
    return unicodedata.normalize("NFC", path).casefold()


FINGERPRINT = r"\.[0-9a-f]{10}\.[a-z0-9]+$"  # the end of a name that ``fingerprinted`` made, as servers match it


def fingerprinted(path: str, digest: str) -> str:
    """``css/site.css`` → ``css/site.3f2a1b9c0d.css``:

    The name changes with the content, so caches may keep it for ever.
    """
    stem, dot, extension = path.rpartition(".")
    return f"{stem}.{digest[:10]}.{extension}" if dot and "/" not in extension else f"{path}.{digest[:10]}"
