"""The headers of every answer and the rule of caching, the same for every host.

Names with a fingerprint change with their content and are kept for ever; all else is asked for again each time, which
costs an answer without a body. A page that was taken down is thus gone at the next look.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder import policy

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


@dataclass(frozen=True, slots=True)
class Where:
    """``host`` without port; ``below``: the path of the site's top, ``/`` or ``/party/``; ``folder`` on the server;
    the ports for HTTP and for HTTPS, of which the address of the site may name one."""

    host: str
    below: str
    folder: str
    plain: int = 80
    secure: int = 443
