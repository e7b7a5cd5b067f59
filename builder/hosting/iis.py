"""IIS: a ``web.config``, uploaded with the site. It keeps to what IIS has without further modules, from version 8 on.

A section that a host has locked is an error of its own (500.19); the sections here are open unless a host locks them.
Files of errors count from the top of the host, as no other may be named in a ``web.config``.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from builder.hosting.headers import CACHE, FINGERPRINTED, HEADERS, HSTS, PRIVATE, SEAL, TYPES, Where
from builder.wording import Language, Words

ABOUT = Words(
    "先锋生成的 IIS 配置。存为 static/root/web.config，生成网站后就在 public/web.config，随网站一起上传。",
    "IIS for this site, written by xianfeng. Save as static/root/web.config, build, and upload it with the site.",
)
HIDDEN = (".xianfeng.json", ".git")


def write(where: Where, language: Language) -> str:
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<!-- {ABOUT.in_(language)} {SEAL} -->", "<configuration>"]
    lines += ["  <system.webServer>", *(f"    {line}" for line in _server(where, language)), "  </system.webServer>"]
    for folder in FINGERPRINTED:
        lines += [f"  {line}" for line in _kept(folder)]
    return "\n".join([*lines, "</configuration>", ""])


def _server(where: Where, language: Language) -> Iterator[str]:
    missing = f"{where.below}404.html".lstrip("/").replace("/", "\\")
    yield '<httpErrors errorMode="Custom">'
    for status in (403, 404):
        yield f'  <remove statusCode="{status}" subStatusCode="-1" />'
        yield f'  <error statusCode="{status}" path={quoteattr(missing)} responseMode="File" />'
    yield "</httpErrors>"
    yield f"<!-- {PRIVATE.in_(language)} -->"
    yield "<security>"
    yield '  <requestFiltering allowDoubleEscaping="true">'
    yield "    <hiddenSegments>"
    for name in HIDDEN:
        yield f"      <remove segment={quoteattr(name)} />"
        yield f"      <add segment={quoteattr(name)} />"
    yield "    </hiddenSegments>"
    yield "  </requestFiltering>"
    yield "</security>"
    yield "<httpProtocol>"
    yield "  <customHeaders>"
    yield '    <remove name="X-Powered-By" />'
    for name, value in (*HEADERS, HSTS):
        yield f"    <remove name={quoteattr(name)} />"
        yield f"    <add name={quoteattr(name)} value={quoteattr(value)} />"
    yield "  </customHeaders>"
    yield "</httpProtocol>"
    yield f"<!-- {CACHE.in_(language)} -->"
    yield "<staticContent>"
    for name, kind in TYPES.items():
        yield f"  <remove fileExtension={quoteattr(name)} />"
        yield f"  <mimeMap fileExtension={quoteattr(name)} mimeType={quoteattr(kind)} />"
    yield '  <clientCache cacheControlMode="DisableCache" />'
    yield "</staticContent>"


def _kept(folder: str) -> Iterator[str]:
    """What ``headers.FOR_EVER`` says, in the words of IIS, which puts the age behind them."""
    yield f'<location path="{folder}">'
    yield "  <system.webServer>"
    yield "    <staticContent>"
    yield '      <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="365.00:00:00"'
    yield '                   cacheControlCustom="public, immutable" />'
    yield "    </staticContent>"
    yield "  </system.webServer>"
    yield "</location>"
