"""The addresses by which style sheets and scripts name other files, found in their text and exchanged there.

One pass over the tokens that could hide or feign an address: what stands in a comment, in a text or in a picture that
is written out as ``data:`` is none. Looking for addresses alone was rejected: such a picture has ``url(#…)`` in it, and
a comment may name the very script that imports this one. A whole parser of either language would find no more of them:
an address is always written out, in quotes or in the brackets of ``url(…)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

_REMARK = r"/\*(?:(?!\*/).)*(?:\*/|\Z)"
_IN_DOUBLE, _IN_SINGLE = r"(?:[^\"\\\n]|\\.)*", r"(?:[^'\\\n]|\\.)*"
_TEXT = rf"\"{_IN_DOUBLE}\"|'{_IN_SINGLE}'"
_QUOTED = rf"(?:\"(?P<double>{_IN_DOUBLE})\"|'(?P<single>{_IN_SINGLE})')"
_IN_URL = r"""url\(\s*(?P<bare>[^\s"')](?:[^"')\\]|\\.)*?)\s*\)"""
_WITHIN = rf"{_TEXT}|{_REMARK}|[^()\"'/]|/(?!\*)"
_SHEET = re.compile(
    rf"""{_REMARK}
    | (?:url\(\s*|@import\s*){_QUOTED}
    | {_IN_URL}
    | url\([^)]*(?:\)|\Z)   # what is no address to a browser either
    | (?P<set>image-set\((?:{_WITHIN}|\((?:{_WITHIN}|\((?:{_WITHIN})*\))*\))*\))   # gradients hold colours
    | {_TEXT}""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_SET = re.compile(  # between its brackets a text alone is an address, but for the type of a picture
    rf"{_REMARK}|type\([^)]*\)|(?:url\(\s*)?{_QUOTED}|{_IN_URL}", re.DOTALL | re.IGNORECASE
)
_SCRIPT = re.compile(
    rf"""{_REMARK} | //[^\n]*
    | (?<![.\w$])(?:import\s*\(?|from)\s*(?:"(?P<double>\.\.?/[^"\\\n]*)"|'(?P<single>\.\.?/[^'\\\n]*)')
    | {_TEXT} | `(?:[^`\\]|\\.)*`
    # a regular expression, which may hold quotes: where a value begins, no division can stand. No
    # longer one is looked for, lest a line of half a megabyte be searched from each of its places
    | (?:(?<=[(,=:\[!&|?{{}};+~^%<>*-])|\breturn)\s*
      /(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){{0,500}}\]){{1,500}}/""",
    re.VERBOSE | re.DOTALL,
)
_RELATIVE = re.compile(r"""["']\.\.?/""")  # most scripts have none
_PATH = re.compile(r"[^?#]*")
_ESCAPED = re.compile(r"\\([^0-9a-fA-F\n])")  # how a style sheet writes a bracket, quote or space in an address
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|//|[?#]|\Z)", re.IGNORECASE)


class Mention(NamedTuple):
    """``path`` is that of a file, read from an address that begins at the offset ``at``; what follows ``?`` or ``#``
    there is no part of it."""

    path: str
    at: int


Other: TypeAlias = Callable[[Mention], str | None]  # what is to be written instead; None: leave it as it is


def in_sheet(text: str, other: Other) -> str:
    """The style sheet ``text`` with each address of a file written as ``other`` says. Addresses of other sites, and of
    places in the same file, are not asked about."""
    return _SHEET.sub(partial(_exchanged, other), text)


def in_script(text: str, other: Other) -> str:
    """The script ``text`` with each file that it imports by a relative address written as ``other`` says."""
    return _SCRIPT.sub(partial(_exchanged, other), text) if _RELATIVE.search(text) else text


def _exchanged(other: Other, token: re.Match[str], above: int = 0) -> str:
    """``above``: the offset in the whole text of what ``token`` was found in."""
    named = token.lastgroup
    if named == "set":
        return _SET.sub(lambda inner: _exchanged(other, inner, token.start()), token[0])
    written = None if named is None or _ELSEWHERE.match(token[named]) else _PATH.match(token[named])
    if named is None or written is None:
        return token[0]
    at = token.start(named)
    new = other(Mention(unquote(_ESCAPED.sub(r"\1", written[0]).strip()), above + at))
    start = at - token.start()
    return token[0] if new is None else token[0][:start] + new + token[0][start + written.end() :]
