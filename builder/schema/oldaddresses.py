"""Old addresses: what is copied from a browser or an old site → the site path of a page that leads on.

Only plain files can be put at an old address. A form is proposed only if it answers where the old page did.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from builder.addresses import is_safe, web_parts
from builder.problems import Message
from builder.schema.dates import Unfit

BAD_PATH = Message(
    "path-invalid",
    "“{value}” 不是本站的旧地址。应写成 cases/old-name.html 这样，以 .html 结尾，前面没有斜线。",
    "“{value}” is not an old address of this site. Write it like cases/old-name.html, without a leading slash.",
)
PATH_LIKE = Message(
    "path-form",
    "“{value}” 应写成 {like}。",
    "Write “{value}” as {like}.",
)
PATH_OF_URL = Message(
    "path-url",
    "旧地址只写域名后面的部分，“{value}” 应写成 {like}（网站放在子目录里的，子目录也不写）。",
    "An old address is what follows the host: write “{value}” as {like} (without the folder in which the site lies, if "
    "it lies in one).",
)
NO_ENDING = Message(
    "path-ending",
    "“{value}” 没有写到文件。旧网址以 .html 结尾的，应写成 {like}.html；旧网址就是这样、后面没有 .html 的，应写成 {like}/index.html。",
    "“{value}” names no file. Write {like}.html if the old address ended in .html, and {like}/index.html if it stood "
    "there as it is.",
)
SERVED = Message(
    "path-served",
    "“{value}” 这样的旧地址，网页文件带不到新地址，只能在服务器上设置转向。请把新旧地址告诉维护人员，再删去这一项。",
    "No file can lead on from an old address like “{value}”; the server must. Tell the maintainer both addresses and "
    "remove this one.",
)

ENDINGS = (".html", ".htm", ".shtml")  # what every server gives out as a page
_SERVED = re.compile(r"\?|\.(?:aspx?|php[0-9]?|jspx?|do|action|cgi|cfm)\Z", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z]{2,5}\Z")


def parse_path(text: str) -> str | Unfit:
    """A site path of a page that once was: safe, relative, with the ending of a page; not in percent form."""
    parts = web_parts(text)
    typed = re.sub(r"\A[a-z]+://[^/?#]*", "", text.partition("#")[0]) if parts else text
    path = _decoded(typed)
    if path is None or _SERVED.search(path):
        return SERVED, {"value": text}
    like = path.removeprefix("./").lstrip("/")
    if like.endswith("/"):
        like = f"{like}index.html"
    if not is_safe(like):
        return BAD_PATH, {"value": text}
    if not like.endswith(ENDINGS):
        return (BAD_PATH, {"value": text}) if _ENDING.search(like) else (NO_ENDING, {"value": text, "like": like})
    if like == typed or (like == path and not parts):
        return like
    return (PATH_OF_URL if parts else PATH_LIKE), {"value": text, "like": like}


def _decoded(text: str) -> str | None:
    """``%E7%BA%A2.html`` as ``红.html``: servers look for a file of that name. None for what is not UTF-8."""
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeError:
        return None
