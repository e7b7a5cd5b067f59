"""The parser of the dialect: which rules of Markdown hold, in which order.

Built once per process and never changed afterwards; all that a run finds goes into the ``env`` of that run.
"""

from __future__ import annotations

import functools

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import autolink, image, link
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin

from .cjk import ChineseState
from .containers import container
from .footnotes import footnotes
from .foreign import foreign
from .links import fullwidth_link, placed, unread_image
from .numbered import unfit_character
from .quotes import quotation
from .rawhtml import raw_html
from .references import reference
from .tables import checked_table

# Beyond this depth the parser drops what it reads, so the writer reports that it was reached. A list takes two levels.
# The time for a line grows with the depth it is read at, so this is no higher than twenty lists in each other need.
DEPTH_LIMIT = 40
# Brackets within brackets that are tried as links; CommonMark leaves it to the parser, and beyond it they are text.
BRACKET_LIMIT = 8


class ChineseInline(ParserInline):
    """Inline parsing with the flanking rule for Chinese."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = ChineseState(src, md, env, tokens)
        state.level = DEPTH_LIMIT - BRACKET_LIMIT
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Dialect(MarkdownIt):
    """CommonMark as this site reads it. Addresses pass as typed: they are judged and made elsewhere."""

    def validateLink(self, _url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url


@functools.cache
def dialect() -> Dialect:
    """The parser, the same for every text."""
    md = Dialect("commonmark")
    md.inline = ChineseInline()
    md.configure("commonmark", {"html": False, "maxNesting": DEPTH_LIMIT})
    md.enable(["table", "strikethrough"])
    md.disable("text_join")
    md.use(deflist_plugin)
    md.use(footnotes)
    md.block.ruler.at("table", checked_table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("blockquote", quotation, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("fence", "container", container, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("link", "foreign", foreign)
    md.inline.ruler.before("link", "reference", reference)
    md.inline.ruler.at("link", placed(link, "link_open"))
    md.inline.ruler.after("link", "fullwidth_link", fullwidth_link)
    md.inline.ruler.at("image", placed(image, "image"))
    md.inline.ruler.after("image", "unread_image", unread_image)
    md.inline.ruler.at("autolink", placed(autolink, "link_open"))
    md.inline.ruler.at("html_inline", raw_html)
    md.inline.ruler.before("entity", "unfit_character", unfit_character)
    return md
