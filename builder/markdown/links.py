"""Links and images: which address leads where, and what must never be one.

An address of another site is final and is set at once. Everything else depends on where its target will be published
and stays open. Nothing is encoded here but addresses of other sites; ours are made in one place only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from builder.addresses import web_parts
from builder.problems import Message

from .findings import flaw
from .references import show_bars

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

FORBIDDEN = Message(
    "link-scheme",
    "链接地址 “{target}” 以 “{scheme}:” 开头，网站里不能使用。外部网页请写 https:// 开头的网址；站内内容请写成 [[名称]]。",
    "The address “{target}” begins with “{scheme}:”, which this site does not allow. Write https:// for another site "
    "and [[name]] for a page of this one.",
)
EMPTY = Message(
    "link-empty",
    "链接没有写地址。请在圆括号里写上地址，例如 [文字](https://www.example.org/)。",
    "The link has no address. Write it between the parentheses, for example [words](https://www.example.org/).",
)
FULLWIDTH_COLON = Message(
    "link-fullwidth",
    "网址 “{target}” 里有全角标点。请改用半角的冒号和斜杠，例如 https://。",
    "The address “{target}” has full-width punctuation. Use a plain colon and slashes, as in https://.",
)
NO_HOST = Message(
    "link-host",
    "网址 “{target}” 的域名或端口写错了，打不开。请检查 https:// 后面到下一个斜线为止的部分。",
    "The host or port in the address “{target}” cannot be one. Look at what stands between https:// and "
    "the next slash.",
)
NO_SCHEME = Message(
    "link-no-scheme",
    "地址 “{target}” 以 // 开头，从本地打开网站时无法访问。请写完整的网址，例如 https:{target}。",
    "The address “{target}” begins with //, which leads nowhere when the site is opened from disk. "
    "Write it in full: https:{target}.",
)
FULLWIDTH_BRACKETS = Message(
    "link-fullwidth-brackets",
    "链接 “{typed}” 用了全角圆括号，不会成为链接。请改用半角圆括号 ( )。",
    "The link “{typed}” has full-width parentheses and is not read as a link. Use plain ones: ( ).",
)
NOT_READ = Message(
    "link-not-read",
    "“{typed}” 没有读成图片或链接，会原样显示给读者。请写成 {like}"
    "（括号和图注的双引号用半角的，方括号与圆括号之间不空格，有空格的地址用 < > 括起来）。",
    "“{typed}” is read neither as an image nor as a link and will be shown to readers. Write {like} "
    "(plain brackets and quotes; no space between the brackets; < and > around an address with spaces).",
)
WIDE_BRACKETS = Message(
    "link-wide-brackets",
    "“{typed}” 的方括号是全角的，不会成为链接，会原样显示给读者。要成为链接，请写成 {like}。",
    "“{typed}” has full-width brackets, is no link and will be shown to readers. For a link write {like}.",
    "warning",
)
CAPTION_JOINED = Message(
    "image-caption",
    "“{target}” 里，图片的地址和图注之间缺一个空格，或者引号是全角的。请写成 ![说明](图片.jpg \"图注\") 这样。",
    "In “{target}” there is no space between the address of the image and its caption, or the quotes are full-width. "
    "Write it like ![words](picture.jpg \"caption\").",
)
IMAGE_ELSEWHERE = Message(
    "image-elsewhere",
    "图片 “{target}” 在别的网站上。请把图片下载到本站的文件夹里，再写它在站内的路径。",
    "The image “{target}” is on another site. Save it in this site's folder and write its path.",
)
LINK_NO_WORDS = Message(
    "link-no-words",
    "链接 “{target}” 没有文字，读者看不见。请在方括号里写上文字，例如 [详情]({like})；不用的，请删去。",
    "The link “{target}” has no words, so readers do not see it. Write them in the brackets, as in "
    "[more]({like}), or remove it.",
    "warning",
)
IMAGE_LOCAL = Message(
    "image-local",
    "“{target}” 是图片在这台电脑上的位置，别人打不开。请把图片放在这个文件旁边，只写文件名，例如 ![说明]({like})。",
    "“{target}” is where the image lies on this computer; nobody else can open it. Put it beside this file and "
    "write its name alone, as in ![words]({like}).",
)
IMAGE_NO_ALT = Message(
    "image-no-alt",
    "图片 “{target}” 没有替代文字。请在方括号里用一句话说明图片内容，例如 ![党员在站内学习]({like})。",
    "The image “{target}” has no alternative text. Say in the brackets what it shows: ![Members studying]({like}).",
)

LinkKind = Literal["external", "contact", "internal"]
Rule: TypeAlias = Callable[["StateInline", bool], bool]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_FULLWIDTH = re.compile(r"(?:https?|mailto|tel)：", re.IGNORECASE)
_BRACKETS = re.compile(
    r"\[[^\[\]\n]{0,200}\](?:（[ \t]*(?:https?[:：]|[\w./#-]{1,200}[）)])|\(https?:[^\s()（）]{0,400}）)"
)
# What stands between the parentheses has a space, or they are not a pair. Of a link it must look like an address. The
# name of a file may have parentheses itself: 照片 (1).jpg.
_TARGET = re.compile(
    r"(\[[^\[\]\n]{0,200}\])\(("
    r"[^\s<>()（）](?:[^<>()（）\n]|（[^()（）\n]{0,100}）|\([^()（）\n]{0,100}\)){0,400})[)）]"
)
_IMAGE = re.compile(
    r"(!\[[^\[\]\n]{0,200}\])([ \t]{0,9}[(（])"
    r"((?:[^()（）\n]|（[^()（）\n]{0,100}）|\([^()（）\n]{0,100}\)){1,400})[)）]"
)
_WIDE = re.compile(r"([!！]?)【([^【】\n]{1,200})】[ \t]{0,9}[(（]([^()（）\n]{1,400})[)）]")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|heic|avif)\b", re.IGNORECASE)
# How other programs show a file: ![[a.jpg]], with a width or words behind a bar.
_EMBEDDED = re.compile(r"!\[\[([^\[\]|｜\x02\n]{1,200})(?:[|｜\x02]([^\[\]\n]{0,200}))?\]\]")
_ADDRESS = re.compile(r"[\w%~-]/|/[\w%~-]|[\w)）]\.[A-Za-z][A-Za-z0-9]{1,3}\b")
_CAPTIONED = re.compile(r"(.+?\.\w{2,4}>?|\S+?)\s*[\"'“”‘’](.*)[\"'“”‘’]")
_LOCAL = re.compile(r"[A-Za-z]:[\\/]|file:", re.IGNORECASE)  # on Windows, or as a browser shows it
_JOINED = re.compile(r"\.[A-Za-z]{3,4}[\"“”]")
_BEFORE_ADDRESS = re.compile(r"\([ \t\n]*<?")
# What a browser leaves out of an address before it looks at the scheme.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


def scheme_of(target: str) -> str:
    """``javascript`` for ``" java\\tscript:…"``; empty for a path."""
    found = _SCHEME.match(_IGNORED.sub("", target))
    return found[0].lower() if found else ""


def judge(target: str) -> LinkKind | Message:
    """What kind of link leads to ``target``, or what is wrong with it."""
    if not target.strip():
        return EMPTY
    if _FULLWIDTH.match(target):
        return FULLWIDTH_COLON
    if target.lstrip().startswith(("//", "\\\\", "/\\", "\\/")):
        return NO_SCHEME
    scheme = scheme_of(target)
    if not scheme:
        return "internal"
    if scheme in ("http", "https"):
        return "external" if web_parts(_IGNORED.sub("", target)) else NO_HOST
    return "contact" if scheme in ("mailto", "tel") else FORBIDDEN


def judge_image(target: str) -> Message | None:
    """What is wrong with an image at ``target``: it must be a file of this site."""
    if _JOINED.search(target):
        return CAPTION_JOINED
    if _LOCAL.match(target):
        return IMAGE_LOCAL
    found = judge(target)
    if found in ("external", "contact", NO_SCHEME, NO_HOST):
        return IMAGE_ELSEWHERE
    return found if isinstance(found, Message) else None


def placed(rule: Rule, opening: str) -> Rule:
    """``rule`` whose token of type ``opening`` knows where in the inline text it began, and its address if a link."""

    def with_place(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        # A bracket that nothing closes would be looked for to the end of the text, and so would those within it.
        if state.src[start] != "<" and state.html_terminator_last("]") < start:
            return False
        if not rule(state, silent):
            return False
        if not silent:
            # Text that was pending is pushed first, so the token is the first or the second of the new ones.
            for token in state.tokens[before : before + 2]:
                if token.type == opening:
                    token.meta["at"] = start
                    if opening == "link_open":
                        token.meta["to"] = _address_at(state, start)
                    break
        return True

    return with_place


def _address_at(state: StateInline, start: int) -> int:
    """Where the address of the link at ``start`` is typed; there, if it stands in a definition elsewhere."""
    if state.src[start] == "<":
        return start + 1
    found = _BEFORE_ADDRESS.match(state.src, state.md.helpers.parseLinkLabel(state, start) + 1)
    return found.end() if found else start


def fullwidth_link(state: StateInline, silent: bool) -> bool:
    """Inline rule after ``link``: notes a link that a Chinese keyboard gave full-width parentheses."""
    start = state.pos
    if not silent and state.src[start] == "[":
        found = _BRACKETS.match(state.src, start, state.posMax)
        if start and state.src[start - 1] == "!":
            return False  # seen as an image already
        if found:
            whole = found[0][-1] in "）)"
            flaw(state, FULLWIDTH_BRACKETS, start, typed=found[0] if whole else found[0] + "…）")
        else:
            link = _TARGET.match(state.src, start, state.posMax)
            if link and _ADDRESS.search(link[2]):
                flaw(state, NOT_READ, start, typed=link[0], like=_readable(link[1], link[2]))
    return False


def unread_image(state: StateInline, silent: bool) -> bool:
    """Inline rule after ``image``: notes what was meant as an image and is not read as one. ``![[a.jpg]]`` is read as
    text whole, since it refers to no record."""
    embedded = _EMBEDDED.match(state.src, state.pos, state.posMax)
    if embedded and _PICTURE.search(embedded[1]):
        if not silent:
            words = (embedded[2] or "").strip()
            opening = f"![{words if words and not words[0].isdigit() else '说明'}]"  # a number is a width
            typed = show_bars(embedded[0])
            flaw(state, NOT_READ, state.pos, typed=typed, like=_readable(opening, embedded[1].strip()))
            state.pending += embedded[0]
        state.pos = embedded.end()
        return True
    if not silent and state.src.startswith("![", state.pos):
        image = _IMAGE.match(state.src, state.pos, state.posMax)
        if image and (image[2] == "(" or _ADDRESS.search(image[3])):
            flaw(state, NOT_READ, state.pos, typed=image[0], like=_readable(image[1], image[3]))
    return False


def wide_brackets(text: str, start: int, end: int) -> Iterator[tuple[Message, int, str, str]]:
    """Images and links with the brackets of a Chinese keyboard in ``text[start:end]``: what is wrong, where, as it is
    typed and as it must be."""
    for found in _WIDE.finditer(text, start):
        at, to = found.start(), found[3].strip()
        if at >= end:
            break
        if found[1] and (_PICTURE.search(to) or web_parts(to)):
            yield NOT_READ, at, found[0], _readable(f"![{found[2]}]", to)
        elif web_parts(to):
            yield WIDE_BRACKETS, at, found[0], _readable(f"[{found[2]}]", to)


def _readable(opening: str, inside: str) -> str:
    """``inside`` behind ``[words]`` or ``![words]`` as it must be typed to be read."""
    captioned = _CAPTIONED.fullmatch(inside.strip())
    to = (captioned[1] if captioned else inside).strip().strip("<>")
    return f'{opening}({typed(to)} "{captioned[2]}")' if captioned else f"{opening}({typed(to)})"


def typed(address: str) -> str:
    """``address`` as it must be typed between the parentheses of a link or picture."""
    return f"<{address}>" if re.search("[ ()]", address) else address
