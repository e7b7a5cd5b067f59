"""Images alone in their paragraph: a figure each, with the title as its caption.

A caption is read like any text, because captions name brands, stations and sources too.
"""

from __future__ import annotations

from markdown_it.token import Token

from .inline import InlineWriter
from .page import Page
from .parser import dialect


def write_figures(page: Page, inline: Token, images: list[Token]) -> list[str]:
    """Write ``images``, the children of ``inline``; gives the plain text of their captions."""
    captions = []
    writer = InlineWriter(page, inline)
    for image in images:
        page.out.append("<figure>")
        writer.image(image)
        title = str(image.attrs.get("title", "")).strip()
        if title:
            page.out.append("<figcaption>")
            captions.append(_write_caption(page, writer, image, title))
            page.out.append("</figcaption>")
        page.out.append("</figure>\n")
    return captions


def _write_caption(page: Page, writer: InlineWriter, image: Token, title: str) -> str:
    at = int(image.meta["at"])
    caption = Token("inline", "", 0, content=title)
    caption.children = dialect().inline.parse(title, dialect(), {}, [])
    # A title with escapes is not found as it stands; then its problems are placed at the image.
    found = writer.token.content.find(title, at)
    return InlineWriter(page, caption, writer.origin, found if found >= 0 else at).write()
