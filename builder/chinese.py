"""The characters of Chinese and of its neighbours, as what stands in a set of a pattern, and which line breaks between
them leave no space."""

from __future__ import annotations

import re

HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
SIGNS = "\u2ff0-\u2fff\u3001-\u303f\u3190-\u319f\u3200-\u33ff\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uff65\uffe0-\uffe6"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
BOPOMOFO = "\u3100-\u312f\u31a0-\u31bf"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97c\uac00-\ud7ff"

_CHINESE = re.compile(f"[{HAN}]")
# Korean writes spaces between words, so its line breaks keep them.
_UNSPACED = re.compile(f"[{HAN}{KANA}{BOPOMOFO}{SIGNS}]")
# Punctuation that Chinese shares with other scripts: it is Chinese by its company only.
_SHARED = frozenset("“”‘’—–…‥·•※×")


def is_chinese(text: str) -> bool:
    """True if there is a Chinese character in ``text``."""
    return _CHINESE.search(text) is not None


def joins(before: str, after: str, among_chinese: bool) -> bool:
    """True if a line break between the two characters leaves no space.

    ``among_chinese`` tells whether the block has Chinese characters at all; it settles a break between two quotation
    marks (``好。”⏎“不行``), which by themselves could be English.
    """
    first, second = _UNSPACED.match(before) is not None, _UNSPACED.match(after) is not None
    if first and second:
        return True
    if (first or before in _SHARED) and (second or after in _SHARED):
        return first or second or among_chinese
    return False
