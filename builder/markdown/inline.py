"""Writing the inline part of a block: text, emphasis, links, references, images.

HTML and plain text are made in one walk over the tokens, because both depend on the same decision: whether a line break
leaves a space is known only when the next visible character is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from builder import characters
from builder.chinese import is_chinese, joins
from builder.problems import Message

from .document import Address, Slot, SlotKind
from .findings import Origin
from .links import FORBIDDEN, IMAGE_NO_ALT, LINK_NO_WORDS, judge, judge_image, scheme_of, typed, wide_brackets
from .numbered import UNFIT
from .page import Page, escape
from .references import FULLWIDTH as FULLWIDTH_REFERENCE
from .references import show_bars

STRAY_MARKS = Message(
    "emphasis-stray",
    "这里的 “{marks}” 没有起作用，会原样显示给读者。请检查前后是否成对，并去掉 “{marks}” 与文字之间的空格；"
    "如果就是要显示它，请写成 “{escaped}”。",
    "“{marks}” does nothing here and will be shown to readers. See that it comes in pairs, without a space between "
    "it and the words; to show it, write “{escaped}”.",
    severity="warning",
)
FULLWIDTH_MARKS = Message(
    "emphasis-fullwidth",
    "这里的 “＊＊” 是全角的，不能加粗，会原样显示给读者。请改用半角的 “**”。",
    "“＊＊” is full-width here, makes nothing bold and will be shown to readers. Use plain “**”.",
    severity="warning",
)

_STRAY = re.compile(r"\*\*|~~|＊＊|【【|［［")
_FULLWIDTH = {"＊＊": FULLWIDTH_MARKS, "【【": FULLWIDTH_REFERENCE, "［［": FULLWIDTH_REFERENCE}


@dataclass(frozen=True, slots=True)
class _Link:
    """A link that is being written: its address, where it began, and how much stood on the page once it was open."""

    target: str
    at: int
    out: int
    slots: int


class InlineWriter:
    """Writes the children of one inline token to ``page``; ``write`` gives their plain text."""

    def __init__(self, page: Page, token: Token, origin: Origin | None = None, shift: int = 0) -> None:
        self.page = page
        self.token = token
        # A caption stands inside the text of another token, ``shift`` characters from its start.
        self.origin = origin or Origin(page.positions, token)
        self.shift = shift
        self.plain: list[str] = []
        self._last = ""
        self._break: tuple[int, int] | None = None
        self._links: list[_Link | None] = []  # those that are open; None where one is refused
        self._stray = False
        self._chinese: bool | None = None
        self._told: set[object] = set()

    def write(self) -> str:
        for child in self.token.children or ():
            handler = _HANDLERS.get(child.type)
            if handler:
                handler(self, child)
            else:
                self.page.out.append(f"</{child.tag}>" if child.nesting < 0 else f"<{child.tag}>")
        return "".join(self.plain)

    def problem(self, message: Message, at: int, **values: object) -> None:
        self.page.report(message.at(self.origin.place(self.shift + at), None, **values))

    def text(self, token: Token) -> None:
        content = show_bars(token.content)
        if not self._stray and token.type == "text" and _STRAY.search(content):
            self._report_stray(token.content)
        if token.type == "text" and "】" in content:
            self._report_wide(token.content)
        self._visible(content)
        self.page.out.append(escape(content))

    def code(self, token: Token) -> None:
        content = show_bars(token.content)
        self._visible(content)
        self.page.out.append(f"<code>{escape(content)}</code>")

    def soft_break(self, _token: Token) -> None:
        self._break = (len(self.page.out), len(self.plain))
        self.page.out.append("\n")
        self.plain.append(" ")

    def hard_break(self, _token: Token) -> None:
        self.page.out.append("<br>\n")
        self.plain.append(" ")
        self._last, self._break = "", None

    def reference(self, token: Token) -> None:
        # Without words the name of the record will stand here, and that is Chinese, whatever its id looks like.
        shown = token.info or (token.content if is_chinese(token.content) else "某")
        self._visible(shown, token.info or token.content)
        self._open("reference", token.content, token.info, "", token)

    def image(self, token: Token) -> None:
        """The slot of an image, or its alternative text if it may not be shown."""
        target = self._attribute(token, "src")
        alt = _flat(self, token.children or [], int(token.meta["at"]) + 2).strip()
        message = judge_image(target)
        if message:
            name = re.split(r"[\\/]", target)[-1]
            self.problem(message, token.meta["at"], target=target, scheme=scheme_of(target), like=typed(name))
            self._visible(alt)
            self.page.out.append(escape(alt))
            return
        if not alt:
            self.problem(IMAGE_NO_ALT, token.meta["at"], target=target, like=typed(target))
        self._last, self._break = "", None
        self._open("image", target, alt, self._attribute(token, "title"), token)

    def link_open(self, token: Token) -> None:
        target = self._attribute(token, "href")
        kind = judge(target)
        if isinstance(kind, Message):
            self._links.append(None)
            values = {"target": target, "scheme": scheme_of(target)} if kind is FORBIDDEN else {"target": target}
            self.problem(kind, token.meta["at"], **values)
            return
        title = self._attribute(token, "title")
        titled = f' title="{escape(title)}"' if title else ""
        out = self.page.out
        if kind == "internal":
            out.append(f'<a{titled} href="')
            self._open("link", target, "", title, token)
            out.append('">')
        else:
            self.page.outward.append(Address(target, self.origin.place(self.shift + int(token.meta["to"]))))
            outward = ' class="external"' if kind == "external" else ""
            out.append(f'<a{outward}{titled} href="{escape(normalizeLink(target))}" rel="noopener">')
        self._links.append(_Link(target, int(token.meta["at"]), len(out), len(self.page.slots)))

    def link_close(self, _token: Token) -> None:
        link, page = self._links.pop(), self.page
        if link is None:
            return
        if len(page.slots) == link.slots and not "".join(page.out[link.out :]).strip():
            self.problem(LINK_NO_WORDS, link.at, target=link.target, like=typed(link.target))
        page.out.append("</a>")

    def footnote_ref(self, token: Token) -> None:
        number, again = token.meta["id"] + 1, token.meta["subId"]
        suffix = f":{again + 1}" if again else ""
        self.page.out.append(
            f'<sup class="footnote-ref"><a href="#fn:{number}" id="fnref:{number}{suffix}" role="doc-noteref">'
            f"[{number}]</a></sup>"
        )

    def footnote_anchor(self, token: Token) -> None:
        self.page.out.append(footnote_anchor(token))

    def flaw(self, token: Token, base: int = 0) -> None:
        once = token.meta["once"]
        if once is None or once not in self._told:
            self._told.add(once)
            self.problem(token.meta["message"], base + int(token.meta["at"]), **token.meta["values"])

    def _attribute(self, token: Token, name: str) -> str:
        """An address or a title, in which the parser has put characters for their numbers."""
        typed = show_bars(str(token.attrs.get(name, "")))
        code = characters.forbidden_in(typed.replace(characters.GAP, ""))  # a gap has been told already
        if code:
            self.problem(UNFIT, token.meta["at"], code=code)
        return characters.replaced(typed)

    def _open(self, kind: SlotKind, target: str, text: str, title: str, token: Token) -> None:
        self.page.open_slot(Slot(kind, target, text, title, self.origin.place(self.shift + int(token.meta["at"]))))

    def _visible(self, shown: str, plain: str | None = None) -> None:
        """Settle a waiting line break by the first character that follows it."""
        if not shown:
            return
        if self._break and self._last:
            if self._chinese is None:
                self._chinese = is_chinese(self.token.content)
            if joins(self._last, shown[0], self._chinese):
                out, text = self._break
                self.page.out[out] = self.plain[text] = ""
        self._break, self._last = None, shown[-1]
        self.plain.append(shown if plain is None else plain)

    def _report_stray(self, content: str) -> None:
        self._stray = True
        found = _STRAY.search(content)
        if found:
            at = max(self.token.content.find(content), 0)
            marks, escaped = found[0], "".join("\\" + mark for mark in found[0])
            self.problem(_FULLWIDTH.get(marks, STRAY_MARKS), at + found.start(), marks=marks, escaped=escaped)

    def _report_wide(self, content: str) -> None:
        at = max(self.token.content.find(content), 0)
        for message, start, written, like in wide_brackets(self.token.content, at, at + len(content)):
            self.problem(message, start, typed=written, like=like)


def footnote_anchor(token: Token) -> str:
    """The way back from a footnote to the place in the text that it belongs to."""
    again = token.meta["subId"]
    suffix = f":{again + 1}" if again else ""
    # The variation selector keeps the arrow from being drawn as an emoji on phones.
    return f' <a href="#fnref:{token.meta["id"] + 1}{suffix}" class="footnote-back" role="doc-backlink">↩\ufe0e</a>'


def _flat(writer: InlineWriter, tokens: list[Token], base: int) -> str:
    """The alternative text of an image; what is wrong in it is reported where it is."""
    said = []
    for token in tokens:
        if token.type == "flaw":
            writer.flaw(token, base)
        elif token.type == "reference":
            said.append(token.info or token.content)
        elif token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        elif token.type == "image":
            said.append(_flat(writer, token.children or [], base + token.meta["at"] + 2))
        else:
            said.append(show_bars(token.content))
    return "".join(said)


_Handler: TypeAlias = Callable[[InlineWriter, Token], None]
_HANDLERS: dict[str, _Handler] = {
    "text": InlineWriter.text,
    "text_special": InlineWriter.text,
    "code_inline": InlineWriter.code,
    "softbreak": InlineWriter.soft_break,
    "hardbreak": InlineWriter.hard_break,
    "reference": InlineWriter.reference,
    "image": InlineWriter.image,
    "link_open": InlineWriter.link_open,
    "link_close": InlineWriter.link_close,
    "footnote_ref": InlineWriter.footnote_ref,
    "footnote_anchor": InlineWriter.footnote_anchor,
    "flaw": InlineWriter.flaw,
}
