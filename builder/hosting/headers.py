"""The headers of every answer and the rule of caching, the same for every host.

Names with a fingerprint change with their content and are kept for ever; all else is asked for again each time, which
costs an answer without a body. A page that was taken down is thus gone at the next look.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder import policy
from builder.wording import Words

HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", policy.HEADER),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),  # for browsers that do not know frame-ancestors
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
# Over HTTPS only: browsers ignore it elsewhere, but some scanners complain. A year, as the lists of browsers want it.
HSTS = ("Strict-Transport-Security", "max-age=31536000")

FOR_EVER = "public, max-age=31536000, immutable"
ASK = "no-cache"
SEAL = "[00000000]"  # in one of the first two lines of what is written: room for the digest of the whole
FINGERPRINTED = ("assets", "media")  # the folders in which every name has one

# What servers and stores may not know by the end of a name, or not as UTF-8.
TYPES = {
    ".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".shtml": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8", ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".avif": "image/avif", ".webp": "image/webp", ".woff2": "font/woff2",
}  # fmt: skip

# What the files say of their parts.
CACHE = Words("名称里带指纹的文件长期缓存，其余每次核对。", "Names with a fingerprint are kept for ever, all else is asked for again.")
PRIVATE = Words(
    "程序自己的记录不外传；证书续期在 .well-known 下。",
    "The builder's own notes are nobody else's; certificates renew below .well-known.",
)


@dataclass(frozen=True, slots=True)
class Where:
    """``host`` without port; ``below``: the path of the site's top, ``/`` or ``/party/``; ``folder`` on the server;
    the ports for HTTP and for HTTPS, of which the address of the site may name one."""

    host: str
    below: str
    folder: str
    plain: int = 80
    secure: int = 443
