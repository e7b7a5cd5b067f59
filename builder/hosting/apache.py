"""Apache: a ``.htaccess``, uploaded with the site, for space that is rented and whose configuration is the host's.

All directives here want ``AllowOverride FileInfo`` and no more: one that a host does not allow, ``Options`` for
instance, would answer every request with an error. Tested with 2.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.addresses import FINGERPRINT
from builder.hosting.headers import ASK, CACHE, FOR_EVER, HEADERS, HSTS, PRIVATE, SEAL, TYPES, Where
from builder.wording import Language, Words

ABOUT = Words(
    "先锋生成的 Apache 配置。存为 static/root/.htaccess，生成网站后就在 public/.htaccess，随网站一起上传。",
    "Apache for this site, written by xianfeng. Save as static/root/.htaccess, build, and upload it with the site.",
)
LISTING = Words("没有首页的文件夹，按没有这个网页处理。", "A folder without an index is a page that is not there.")
PACKED = Words(
    "压缩。浏览器问的是压缩后的版本，换成原来的编号再比对。",
    "Packing. Browsers ask by the tag of the packed form, which is compared with that of the file.",
)
SECURE = Words("只在 HTTPS 下发送。", "Over HTTPS only.")
TEXTS = (
    "text/html text/css text/javascript text/csv text/plain application/json application/xml "
    "application/manifest+json image/svg+xml"
)
OVER_HTTPS = "expr=%{HTTPS} == 'on' || %{HTTP:X-Forwarded-Proto} == 'https'"


def write(where: Where, language: Language) -> str:
    return "\n".join([f"# {ABOUT.in_(language)} {SEAL}", *_answers(where, language), *_headers(language), ""])


def _answers(where: Where, language: Language) -> Iterator[str]:
    yield f"ErrorDocument 403 {where.below}404.html"
    yield f"ErrorDocument 404 {where.below}404.html"
    yield from (f'AddType "{kind}" {name}' for name, kind in TYPES.items())
    yield ""
    yield f"# {PRIVATE.in_(language)}"
    yield r'RedirectMatch 404 "/\.(?!well-known(/|$))"'
    yield f"# {LISTING.in_(language)}"
    yield "<IfModule mod_rewrite.c>"
    yield "    RewriteEngine On"
    yield "    RewriteCond %{REQUEST_FILENAME} -d"
    yield "    RewriteCond %{REQUEST_FILENAME}/index.html !-f"
    yield "    RewriteRule ^ - [R=404,L]"
    yield "</IfModule>"
    yield f"# {PACKED.in_(language)}"
    yield "<IfModule mod_deflate.c>"
    yield "    <IfModule mod_filter.c>"
    yield f"        AddOutputFilterByType DEFLATE {TEXTS}"
    yield "    </IfModule>"
    yield "    <IfModule mod_headers.c>"
    yield """        RequestHeader edit If-None-Match '^((?:W/)?")(.+)-gzip"$' '$1$2-gzip", $1$2"'"""
    yield "    </IfModule>"
    yield "</IfModule>"
    yield ""


def _headers(language: Language) -> Iterator[str]:
    yield "<IfModule mod_headers.c>"
    yield from (f'    Header always set {name} "{value}"' for name, value in HEADERS)
    yield f"    # {SECURE.in_(language)}"
    yield f'    Header always set {HSTS[0]} "{HSTS[1]}" "{OVER_HTTPS}"'
    yield f"    # {CACHE.in_(language)}"
    yield f'    Header always set Cache-Control "{ASK}"'
    yield f'    <FilesMatch "{FINGERPRINT}">'
    yield f'        Header always set Cache-Control "{FOR_EVER}"'
    yield "    </FilesMatch>"
    yield "</IfModule>"
