"""Writing the blocks of a text: paragraphs, headings, tables, lists, containers, figures, footnotes.

The parser's own renderer is not used: it makes one string, and we need the places where slots open, plain text beside
the HTML, and no inline style anywhere (a strict Content-Security-Policy refuses it).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from builder.chinese import is_chinese
from builder.problems import Message, Place, Report

from .document import Document
from .figures import write_figures
from .findings import Origin, Positions, noted
from .footnotes import DEFINITIONS
from .foreign import BOX, box
from .headings import NO_SPACE, UNDERLINED, Outline, meant_as_heading, underlined
from .inline import InlineWriter, footnote_anchor
from .meant import joined
from .page import Page, escape
from .parser import DEPTH_LIMIT, dialect
from .references import show_bars
from .tables import NO_RULE, looks_like_table, rule_like

TOO_DEEP = Message(
    "markdown-too-deep",
    "这里的列表、引用或栏框一层套一层，层次太多，后面的内容无法读取。请减少层次。",
    "Lists, quotations or containers are nested too deep here, and what follows cannot be read. Nest less.",
)
INDENTED = Message(
    "markdown-indented",
    "这一段行首有四个以上的空格（或制表符），会被当成程序代码显示。请去掉行首空格，几段的话每段之间空一行；"
    "段首缩进由网页样式完成，不必手工输入。",
    "This paragraph begins with four spaces or a tab and is shown as program code. Remove them, leave an empty line "
    "between any two paragraphs; the page indents them by itself.",
    severity="warning",
)
UNCLOSED = Message(
    "code-unclosed",
    "程序代码从这里的 “{marks}” 开始，后面没有收尾，以下的内容都会当成代码显示。请在代码后面另起一行写 “{marks}”，或删去它。",
    "Program code begins with “{marks}” here and is not closed, so all that follows is shown as code. Write “{marks}” "
    "on a line of its own after the code, or remove it.",
    severity="warning",
)

_FIXED = {  # what stands for a token whatever it holds
    # A wide table scrolls by itself; tabindex lets the keyboard scroll it too.
    "table_open": '<div class="table-scroll" tabindex="0">\n<table>\n',
    "table_close": "</table>\n</div>\n",
    "container_end": "</figure>\n",
    "footnote_block_open": '<section class="footnotes" role="doc-endnotes">\n<ol>\n',
    "footnote_block_close": "</ol>\n</section>\n",
    "footnote_close": "</li>\n",
}
_ALIGNED = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}


def document(source: str, place: Place, report: Report) -> Document:
    """What ``source`` says, read by the parser."""
    env = dict[str, Any]()
    tokens = dialect().parse(source, env)
    return BlockWriter(Page(Positions(source, place), report), tokens, env).document()


class BlockWriter:
    """Writes the tokens of one text."""

    def __init__(self, page: Page, tokens: Sequence[Token], env: dict[str, Any]) -> None:
        self.page = page
        self.tokens = tokens
        self.outline = Outline()
        self.blocks: list[str] = []
        self.findings = noted(env)
        self.definitions = env[DEFINITIONS]
        self._tables = [finding.offset for finding in self.findings if finding.message.code.startswith("table")]
        self._deep = self._boxed = False

    def document(self) -> Document:
        report, positions = self.page.report, self.page.positions
        for finding in self.findings:
            report(finding.message.at(positions.place(finding.offset), None, **finding.values))
        for message, line, label in self.definitions:
            report(message.at(positions.place(positions.line_start(line)), label=label))
        at = 0
        while at < len(self.tokens):
            at = self.block(at)
        return self.page.document(self.blocks, self.outline.headings)

    def block(self, at: int) -> int:
        """Write the token at ``at`` and what belongs to it; the index of the next."""
        token = self.tokens[at]
        if token.nesting > 0 and token.level >= DEPTH_LIMIT - 1 and not self._deep:
            self._deep = True
            self.problem(TOO_DEEP, token)
        handler = _HANDLERS.get(token.type)
        if handler:
            return handler(self, at)
        self.page.out.append(_FIXED.get(token.type) or self._tag(at))
        return at + 1

    def problem(self, message: Message, token: Token, at: int | None = None, /, **values: object) -> None:
        """Report ``message`` at line ``at`` (from 0) of the text, or at the first of ``token``."""
        positions = self.page.positions
        line = (token.map or [0])[0] if at is None else at
        source = positions.line_text(line)
        offset = positions.line_start(line) + len(source) - len(source.lstrip())
        self.page.report(message.at(positions.place(offset), None, **values))

    def inline(self, at: int) -> int:
        text = InlineWriter(self.page, self.tokens[at]).write()
        self.blocks.append(text.strip())
        return at + 1

    def paragraph(self, at: int) -> int:
        inline = self.tokens[at + 1]
        if inline.type == "inline":
            images = [child for child in inline.children or () if child.type != "softbreak"]
            if images and all(child.type == "image" for child in images):
                return self._figures(at, images)
            self._check_paragraph(inline, self.tokens[at - 1].type if at else "")
        self.page.out.append(self._tag(at))
        return at + 1

    def heading(self, at: int) -> int:
        opening = self.tokens[at]
        place = len(self.page.out)
        self.page.out.append("")
        self.inline(at + 1)
        typed = int(opening.tag[1])
        heading, message, before = self.outline.add(typed, self.blocks[-1])
        # Its id is known only when its text has been read.
        self.page.out[place] = f'<h{heading.level} id="{escape(heading.id)}">'
        self.page.out.append(f"</h{heading.level}>\n")
        shown = underlined(heading.text, opening.markup)
        if shown is not None and opening.map:
            self.problem(UNDERLINED, opening, opening.map[1] - 1, text=shown)
        elif message:
            marks, like = "#" * typed, "#" * (before + 1)
            values = {"level": typed, "before": before, "marks": marks, "like": like}
            self.problem(message, opening, text=heading.text, **({} if typed == 1 else values))
        return at + 3

    def cell(self, at: int) -> int:
        token = self.tokens[at]
        scope = ' scope="col"' if token.tag == "th" else ""
        aligned = _ALIGNED.get(str(token.attrs.get("style", "")), "")
        named = f' class="{aligned}"' if aligned else ""
        self.page.out.append(f"<{token.tag}{scope}{named}>")
        return at + 1

    def code(self, at: int) -> int:
        token = self.tokens[at]
        content = show_bars(token.content)
        language = show_bars(unescapeAll(token.info)).split()[:1] if token.type == "fence" else []
        named = f' class="language-{escape(language[0])}"' if language else ""
        self.page.out.append(f"{self._lead(at)}<pre><code{named}>{escape(content)}</code></pre>\n")
        self.blocks.append(" ".join(content.split()))
        if token.type == "code_block" and is_chinese(content):
            self.problem(INDENTED, token)
        elif token.type == "fence" and token.map and not self._closed(token.markup, token.map):
            self.problem(UNCLOSED, token, marks=token.markup)
        return at + 1

    def _closed(self, marks: str, lines: list[int]) -> bool:
        """Whether a fence has a last line of its own."""
        last = self.page.positions.line_text(lines[1] - 1).lstrip(" \t>").rstrip()
        return lines[1] - lines[0] > 1 and last.startswith(marks) and not last.strip(marks[0])

    def container(self, at: int) -> int:
        kind, out = self.tokens[at].info, self.page.out
        if kind == "quote":
            out.append(f'{self._lead(at)}<figure class="container quote">\n<blockquote>\n')
        else:
            out.append(f'{self._lead(at)}<aside class="container {kind}">\n')
        return at + 1

    def container_close(self, at: int) -> int:
        self.page.out.append("</blockquote>\n" if self.tokens[at].info == "quote" else "</aside>\n")
        return at + 1

    def container_title(self, at: int) -> int:
        tag = self.tokens[at].tag
        self.page.out.append(f'<{tag} class="container-title">')
        self.inline(at + 1)
        self.page.out.append(f"</{tag}>\n")
        return at + 3

    def footnote(self, at: int) -> int:
        self.page.out.append(f'<li id="fn:{self.tokens[at].meta["id"] + 1}">')
        return at + 1

    def footnote_anchor(self, at: int) -> int:
        self.page.out.append(footnote_anchor(self.tokens[at]))
        return at + 1

    def _figures(self, at: int, images: list[Token]) -> int:
        self.page.out.append(self._lead(at))
        self.blocks += write_figures(self.page, self.tokens[at + 1], images)
        # The anchors of a footnote stand between its last text and the end of the paragraph.
        end = at + 2
        while self.tokens[end].type == "footnote_anchor":
            end = self.footnote_anchor(end)
        return end + 1

    def _check_paragraph(self, inline: Token, inside: str) -> None:
        """A paragraph that was meant as something else; ``inside`` is the token before it."""
        content = inline.content
        if not content:
            return
        if inside == "list_item_open" and not self._boxed and (task := box(content)):
            self._boxed = True
            self.page.report(BOX.at(Origin(self.page.positions, inline).place(0), typed=task[0], like=task[1]))
        meant = meant_as_heading(content)
        if meant:
            self.page.report(NO_SPACE.at(Origin(self.page.positions, inline).place(0), typed=meant[0], like=meant[1]))
        elif content[0] in "|｜" and inline.map and looks_like_table(content):
            first, last = (self.page.positions.line_start(line) for line in inline.map)
            if not any(first <= offset <= last for offset in self._tables):
                columns = content.split("\n", 1)[0].replace("｜", "|").count("|") - 1
                self.problem(NO_RULE, inline, like=rule_like(columns))
        elif found := joined(content, self.page.positions.line_text((inline.map or [0])[0])):
            self.page.report(found[0].at(Origin(self.page.positions, inline).place(found[1])))

    def _lead(self, at: int) -> str:
        """The line break between the text of a tight list item and a block inside it."""
        return "\n" if at and self.tokens[at - 1].hidden else ""

    def _tag(self, at: int) -> str:
        """A block without peculiarities."""
        token = self.tokens[at]
        if token.hidden:
            return ""
        if token.nesting < 0:
            return f"</{token.tag}>\n"
        start = f' start="{token.attrs["start"]}"' if "start" in token.attrs else ""
        return f"{self._lead(at)}<{token.tag}{start}>{'' if self._holds_text(at) else chr(10)}"

    def _holds_text(self, at: int) -> bool:
        """True if the text of the opening tag at ``at`` follows on its own line, or nothing does."""
        if self.tokens[at].nesting == 0 or at + 1 == len(self.tokens):
            return False
        following = self.tokens[at + 1]
        return following.type == "inline" or following.hidden or following.nesting < 0


_Handler: TypeAlias = Callable[[BlockWriter, int], int]
_HANDLERS: dict[str, _Handler] = {
    "inline": BlockWriter.inline,
    "paragraph_open": BlockWriter.paragraph,
    "heading_open": BlockWriter.heading,
    "th_open": BlockWriter.cell,
    "td_open": BlockWriter.cell,
    "fence": BlockWriter.code,
    "code_block": BlockWriter.code,
    "container_open": BlockWriter.container,
    "container_close": BlockWriter.container_close,
    "container_title_open": BlockWriter.container_title,
    "footnote_open": BlockWriter.footnote,
    "footnote_anchor": BlockWriter.footnote_anchor,
}
