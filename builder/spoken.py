"""What a text is called by those who listen: names for the parts of it that show none.

Templates call this as the filter ``spoken``, with words of the interface, which a document does not know: it is kept by
the bytes of its file alone. What a person writes is escaped and never has the look of these tags.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_TABLE = '<div class="table-scroll"'
_NOTE = re.compile(r'role="doc-noteref">\[(\d+)')
_BACK = re.compile(r'(href="#fnref:(\d+)(?::(\d+))?" class="footnote-back")')


def spoken(html: str, words: Mapping[str, str]) -> str:
    """``html`` with a name for each table, which takes focus, each mark of a footnote and each way back from one."""

    def note(found: re.Match[str]) -> str:
        return f'role="doc-noteref" aria-label="{_filled(words["note"], found[1])}">[{found[1]}'

    def back(found: re.Match[str]) -> str:
        number = f"{found[2]}-{found[3]}" if found[3] else found[2]
        return f'{found[1]} aria-label="{_filled(words["back"], number)}"'

    named = f'{_TABLE} role="group" aria-label="{escape(words["table"])}"'
    return _BACK.sub(back, _NOTE.sub(note, html.replace(_TABLE, named)))


def _filled(text: str, number: str) -> str:
    return escape(text.format(n=number))
