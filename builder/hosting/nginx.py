"""nginx: one server at a root, or one location to put into a server that is there.

In nginx one ``add_header`` inside a ``location`` cancels all that stand above it. So headers stand once, and what
varies (caching, HSTS) is a ``map``: an empty value sends no header. Tested with 1.22 and newer.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.addresses import FINGERPRINT
from builder.hosting.headers import ASK, CACHE, FOR_EVER, HEADERS, HSTS, PRIVATE, SEAL, Where
from builder.wording import Language, Words

ABOUT = Words(
    "先锋生成的 nginx 配置。放在 /etc/nginx/conf.d/xianfeng.conf，再运行 nginx -t 和 nginx -s reload。",
    "nginx for this site, written by xianfeng. Put it at /etc/nginx/conf.d/xianfeng.conf, run nginx -t, reload.",
)
ABOUT_PART = Words(
    "先锋生成的 nginx 配置。map 放在 http 里；两个 location 放进已有的 server。",
    "nginx for this site, written by xianfeng. The maps belong into http, the two locations into the server there is.",
)
SECURE = Words(
    "只在 HTTPS 下发送。前面另有代理负责 HTTPS 的，改用 $http_x_forwarded_proto，值写 https。",
    "Over HTTPS only. Behind a proxy that does the HTTPS, use $http_x_forwarded_proto and the value https.",
)
TYPES = " ".join((
    "text/css", "text/plain", "text/csv", "text/javascript", "application/javascript", "application/json",
    "text/xml", "application/xml", "application/atom+xml", "application/manifest+json", "image/svg+xml",
))  # fmt: skip
# A ``types`` block here would replace the whole table of nginx, so what older versions lack is only named.
LACKING = "text/csv csv; image/avif avif; application/manifest+json webmanifest;"
MIME = Words("旧版 nginx 的 mime.types 里没有的，补上：", "Add to mime.types what older versions of nginx lack:")
TLS = Words(
    "有了证书以后：写好证书的路径，再删去以“# http”结尾的行，去掉行首的“#https ”（文件末尾也有）。这条命令一次做完：",
    "With a certificate: write its path, then delete the lines that end in “# http”, and take “#https ” off the "
    "others, at the end of the file too. One command for both:",
)
SWITCH = "sed -i -e '/# http$/d' -e 's/#https //' xianfeng.conf"
LISTING = Words("没有首页的文件夹", "a folder without an index")
PACKED = Words(
    "文件旁放有 .gz 的（例如上传前对文本文件运行 gzip -kf9），打开这一行可省去现场压缩。",
    "Where .gz files lie beside the others (gzip -kf9 on texts before uploading), this line saves packing them here.",
)


def write(where: Where, language: Language) -> str:
    lines = _server(where, language) if where.below == "/" else _location(where, language)
    return "\n".join([*_maps(language, where), *lines, ""])


def _maps(language: Language, where: Where) -> Iterator[str]:
    yield f"# {(ABOUT if where.below == '/' else ABOUT_PART).in_(language)} {SEAL}"
    yield ""
    yield f"# {CACHE.in_(language)}"
    yield "map $uri $xianfeng_cache {"
    yield f'    default                      "{ASK}";'
    yield f'    "~{FINGERPRINT}"  "{FOR_EVER}";'
    yield "}"
    yield ""
    yield f"# {SECURE.in_(language)}"
    yield "map $https $xianfeng_hsts {"
    yield '    default  "";'
    yield f'    on       "{HSTS[1]}";'
    yield "}"
    yield ""


def _server(where: Where, language: Language) -> Iterator[str]:
    yield "server {"
    yield f"    listen {where.plain};  # http"
    yield f"    listen [::]:{where.plain};  # http"
    yield f"    server_name {where.host};"
    yield f"    # {TLS.in_(language)}"
    yield f"    # {SWITCH}"
    yield f"    #https listen {where.secure} ssl;"
    yield f"    #https listen [::]:{where.secure} ssl;"
    yield f"    #https ssl_certificate /etc/ssl/{where.host}.pem;"
    yield f"    #https ssl_certificate_key /etc/ssl/{where.host}.key;"
    yield ""
    yield f"    root {where.folder};"
    yield from (f"    {line}" if line else "" for line in _common("/404.html", language))
    yield ""
    yield "    location / {"
    yield "        try_files $uri $uri/index.html =404;"
    yield "    }"
    yield ""
    yield from (f"    {line}" for line in _private(language))
    yield "}"
    yield ""
    yield from (f"#https {line}" for line in _redirect(where))


def _redirect(where: Where) -> Iterator[str]:
    """The server that sends those on who come without encryption: two servers may not listen at one place."""
    port = "" if where.secure == 443 else f":{where.secure}"
    yield "server {"
    yield f"    listen {where.plain};"
    yield f"    listen [::]:{where.plain};"
    yield f"    server_name {where.host};"
    yield f"    return 301 https://$host{port}$request_uri;"
    yield "}"


def _location(where: Where, language: Language) -> Iterator[str]:
    yield f"location = {where.below.rstrip('/')} {{"
    yield "    absolute_redirect off;"
    yield f"    return 301 {where.below};"
    yield "}"
    yield f"location ^~ {where.below} {{"
    yield f"    alias {where.folder}/;"
    yield "    absolute_redirect off;  # readers may see another host and port than this server"
    yield from (f"    {line}" if line else "" for line in _common(f"{where.below}404.html", language))
    yield ""
    yield from (f"    {line}" for line in _private(language))
    yield "}"


def _common(missing: str, language: Language) -> Iterator[str]:
    yield "index index.html;"
    yield f"error_page 403 404 =404 {missing};  # 403: {LISTING.in_(language)}"
    yield "charset utf-8;"
    yield "server_tokens off;"
    yield f"charset_types {TYPES};"
    yield f"# {MIME.in_(language)} {LACKING}"
    yield ""
    yield from (f'add_header {name} "{value}" always;' for name, value in HEADERS)
    yield f"add_header {HSTS[0]} $xianfeng_hsts always;"
    yield "add_header Cache-Control $xianfeng_cache always;"
    yield ""
    yield "gzip on;"
    yield "gzip_vary on;"
    yield "gzip_comp_level 6;"
    yield "gzip_min_length 1024;"
    yield f"gzip_types {TYPES};"
    yield f"# {PACKED.in_(language)}"
    yield "# gzip_static on;"


def _private(language: Language) -> Iterator[str]:
    yield f"# {PRIVATE.in_(language)}"
    yield r"location ~ /\.(?!well-known/) {"
    yield "    return 404;"
    yield "}"
