"""Single values: typed text → value, or the problem it has. Each parser is a pure function of the text.

YAML gives us text only (see ``yamltext``), so every meaning is given here, by the declared shape: ``no`` in a title
stays ``no``, and ``2020.9.28`` in a date field is a slip that we can name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from builder.addresses import SLUG, SLUG_LIMIT, is_reserved, is_slug, lookalike_in, slug_of, web_parts
from builder.characters import code_of
from builder.chinese import is_chinese
from builder.problems import Label, Message, Place, Report
from builder.schema.dates import Unfit, parse_time, parse_when

T = TypeVar("T")

LONG_SLUG = Message(
    "slug-too-long",
    "编号有 {length} 个字符，最多 {limit} 个。请改短，例如 {like}。",
    "The id has {length} characters, and {limit} are allowed. Shorten it, such as {like}.",
)
BAD_SLUG = Message(
    "slug-invalid",
    "“{value}” 不能用作编号：只能用小写英文字母、数字和连字符，例如 {like}。",
    "“{value}” cannot be an id: use lower-case ASCII letters, digits and hyphens, such as {like}.",
)
LOOKALIKE = Message(
    "slug-lookalike",
    "“{value}”里的“{char}”（{code}）只是看起来像英文的“{latin}”，不能用在编号里。请用键盘重新输入：{like}。",
    "The “{char}” ({code}) in “{value}” only looks like “{latin}” and cannot stand in an id. Type it anew: {like}.",
)
RESERVED = Message(
    "slug-reserved",
    "“{value}”是 Windows 保留的名字，在那里建不了这样的文件，不能用作编号。请换一个，例如 {like}。",
    "“{value}” is a name that Windows reserves: no file can be called so there. Choose another id, such as {like}.",
)
BAD_NUMBER = Message(
    "number-invalid",
    "“{value}” 不是数字。应写成 46、12.7万 这样；单位和“余、多”另有字段。",
    "“{value}” is not a number. Write 46 or 12.7万; unit and qualifier have fields of their own.",
)
BAD_FLAG = Message("flag-invalid", "“{value}” 应写成 是 或 否。", "“{value}” should be yes or no.")
BAD_URL = Message(
    "url-invalid",
    "“{value}” 不是网址。网址以 http:// 或 https:// 开头，中间没有空格。",
    "“{value}” is not an address. It begins with http:// or https:// and holds no space.",
)
BAD_HOST = Message(
    "url-host",
    "“{value}” 的域名或端口写错了，打不开。请检查 :// 后面到下一个斜线为止的部分，应像 www.example.cn 这样。",
    "The host or port in “{value}” cannot be one. Look at what stands between :// and the next slash; it should be "
    "like www.example.cn.",
)
BAD_LINK = Message(
    "link-invalid",
    "“{value}” 不能用作链接地址。站内页面写成 about.html 这样，前面没有斜线，空格写成 %20；外部网页以 https:// 开头；也可以是 mailto: 或 tel: 开头。",
    "“{value}” cannot be linked to. Write a page of this site like about.html, without a leading slash, a space as "
    "%20; another site with https://; mailto: and tel: will do too.",
)
JOINED = Message(
    "items-joined",
    "这里是几行文字，会连成一项。如果是几项，请每项另起一行，缩进两格，以“- ”开头，或用顿号隔开写在一行；如果只是一项，请写在一行。",
    "These lines would be joined into one item. For several items begin each on a line of its own with “- ”, indented "
    "by two spaces, or write them on one line, divided by commas; write a single item on one line.",
)
JOINED_PERHAPS = Message(
    "items-joined-perhaps",
    "这里的几行文字连成了一项。如果其实是几项，请每项另起一行，缩进两格，以“- ”开头；如果只是一项，请写在一行。",
    "These lines were joined into one item. If several were meant, begin each on a line of its own with “- ”, indented "
    "by two spaces; if one, write it on one line.",
    "warning",
)
_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(万亿|万|亿)?\Z", re.ASCII)  # 3,4 is a slip, not 34
SCALES = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_PART = r'[^\s<>"\\:?*|/#.][^\s<>"\\:?*|/#]*'  # the name of a file or folder of the site
WEB = r'https?://[^\s/<>"\\]+[^\s<>"\\]*'
LINK = (
    rf'^(?:{WEB}|mailto:[^\s<>"\\]+|tel:[0-9+().-]+|'
    rf'(?:{_PART}/)*{_PART}(?:#[^\s<>"\\]*)?)(?![\s\S])'
)
DIVIDERS = "、,，;；"
_DIVIDERS = frozenset(DIVIDERS)
_DIVIDER = re.compile(rf"\s*([{DIVIDERS}])\s*")
_PAIRS = {"（": "）)", "(": "）)", "【": "】", "[": "]", "《": "》", "“": "”", "‘": "’"}
YES, NO = ("是", "对", "yes", "true"), ("否", "不", "no", "false")


def divided(text: str, rows: Sequence[str]) -> tuple[list[str], Message | None]:
    """The items of one text, divided by 、 as people write it, and what is to be said if lines of it ran together.

    ``rows`` are the lines over which it stands. Behind 、 a new line may begin anywhere. Without it, Chinese lines and
    ids were meant as items, or as one by somebody who cannot know that; an English name may go on below.
    """
    rows = rows or [row.strip() for row in text.split("\n") if row.strip()]
    if all({one[-1], two[0]} & _DIVIDERS for one, two in pairwise(rows)):
        return _words(text), None
    if is_chinese(text) or all(is_slug(row) for row in rows):
        return [word for row in rows for word in _words(row)], JOINED
    return _words(text), None if _DIVIDERS & set(text) else JOINED_PERHAPS


def _words(text: str) -> list[str]:
    """The items of one line. What stands in brackets or quotes that close again is not divided."""
    inside, closing = set[int](), list[str]()
    for at, char in enumerate(text):
        if char in _PAIRS:
            closing.append(_PAIRS[char])
        elif closing and char in closing[-1]:
            closing.pop()
        elif closing and char in _DIVIDERS:
            inside.add(at)
    known = set() if closing else inside  # where one does not close, nothing is known of the others
    cuts = [found.span() for found in _DIVIDER.finditer(text) if found.start(1) not in known]
    items = [text[start:end].strip() for (_, start), (end, _) in pairwise([(0, 0), *cuts, (len(text), len(text))])]
    return [item for item in items if item]


def checked(result: T | Unfit, place: Place, label: Label, report: Report) -> T | None:
    """What a parser gave, or None after its fault has been reported."""
    if isinstance(result, tuple):
        message, values = result
        report(message.at(place, label, **values))
        return None
    return result


def parse_slug(text: str) -> str | Unfit:
    """An id as typed, or the fault with a near slug."""
    if is_slug(text):
        return text
    if len(text) > SLUG_LIMIT and SLUG.match(text):
        return LONG_SLUG, {"length": len(text), "limit": SLUG_LIMIT, "like": slug_of(text)}
    near = slug_of(text)
    if is_reserved(near):
        return RESERVED, {"value": text, "like": f"{near}-1"}
    like = near if is_slug(near) else "xianfeng-365"
    alike = lookalike_in(text)
    if alike is None:
        return BAD_SLUG, {"value": text, "like": like}
    char, latin = alike
    return LOOKALIKE, {"value": text, "char": char, "code": code_of(char), "latin": latin, "like": like}


def parse_number(text: str) -> Decimal | Unfit:
    """``46``, ``14,673``, ``12.7万``, ``10.2万亿`` as an exact decimal."""
    found = _NUMBER.match(unicodedata.normalize("NFKC", text).strip())
    if found is None or len(text) > 40:
        return BAD_NUMBER, {"value": text}
    value = Decimal(found[1].replace(",", "")) * SCALES[found[2] or ""]
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def parse_flag(text: str) -> bool | Unfit:
    """是/否, yes/no, true/false, whatever the case."""
    word = text.strip().lower()
    if word in YES or word in NO:
        return word in YES
    return BAD_FLAG, {"value": text}


def parse_url(text: str) -> str | Unfit:
    """An absolute http(s) address with a host, without spaces or control characters; phones write ``Https``."""
    text = re.sub(r"\Ahttps?(?=://)", lambda found: found[0].lower(), text, flags=re.IGNORECASE)
    if not re.fullmatch(WEB, text):
        return BAD_URL, {"value": text}
    return text if web_parts(text) else (BAD_HOST, {"value": text})


def parse_link(text: str) -> str | Unfit:
    """Where a link of the site's frame may lead: a page of the site, or an address that no browser runs."""
    if not re.match(LINK, text):
        return BAD_LINK, {"value": text}
    unfit = text.startswith(("http://", "https://")) and not web_parts(text)
    return (BAD_HOST, {"value": text}) if unfit else text


# Shape → the parser of fields that hold one such value.
SINGLE: dict[str, Callable[[str], object]] = {
    "slug": parse_slug,
    "when": parse_when,
    "time": parse_time,
    "number": parse_number,
    "flag": parse_flag,
    "url": parse_url,
    "link": parse_link,
}
