"""How Chinese changes the rules of Markdown: where emphasis may begin and end.

CommonMark decides by spaces and punctuation whether ``**`` opens or closes. Chinese has no spaces, and its terms begin
and end with punctuation (``建立**“两新”**组织``), so by that rule most of them stay bare asterisks. Here punctuation that
is Chinese, or stands beside a Chinese character, no longer forbids anything. A text without Chinese is read exactly
as CommonMark reads it.

The plugin that does this (``mdit-py-cjk-friendly``) would hold the parser at its third version, without the protection
against hostile input that the fourth has, and cannot tell that ``“`` between a digit and a character is Chinese.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.state_inline import Scanned, StateInline

from builder.chinese import BOPOMOFO, HAN, HANGUL, KANA, SIGNS

_CJK = re.compile(f"[{HAN}{KANA}{BOPOMOFO}{SIGNS}{HANGUL}]")


class ChineseState(StateInline):
    """The inline state of the parser with the flanking rule for Chinese."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Whether the run of ``*``, ``_`` or ``~`` at ``start`` may open or close; its length."""
        source, end = self.src, start
        while end < self.posMax and source[end] == source[start]:
            end += 1
        before = source[start - 1] if start > 0 else " "
        after = source[end] if end < self.posMax else " "
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        sign_before, sign_after = _is_sign(before), _is_sign(after)
        # Signs that bind as CommonMark says; a Chinese one neither forbids nor demands anything.
        hard_before = sign_before and not _is_soft(source[max(start - 2, 0) : start][::-1])
        hard_after = sign_after and not _is_soft(source[end : end + 2])
        free_before = space_before or sign_before or _CJK.match(before) is not None
        free_after = space_after or sign_after or _CJK.match(after) is not None
        left = not space_after and (not hard_after or free_before)
        right = not space_before and (not hard_before or free_after)
        return Scanned(
            can_open=left and (canSplitWord or not right or sign_before),
            can_close=right and (canSplitWord or not left or sign_after),
            length=end - start,
        )


def _is_sign(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_soft(pair: str) -> bool:
    """A sign and the character beyond it: soft if either is Chinese, or if they are the brackets of a reference."""
    return _CJK.search(pair) is not None or pair in ("[[", "]]")
