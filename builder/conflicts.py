"""Marks of Git in a text: two people changed the same lines, and nobody has yet chosen between them.

They are looked for before anything is parsed. To Markdown they are headings and quotations, so that both versions would
be published; to YAML they are three slips, each with a cure that leads astray.
"""

from __future__ import annotations

import re

from builder.problems import Message, Problem, place_in

CONFLICT = Message(
    "file-conflict",
    "这里有两个人的修改还没有合并（Git 冲突标记，从这一行到第 {last} 行）。“<<<<<<<”和“=======”之间是一种写法，"
    "“=======”和“>>>>>>>”之间是另一种。请留下要用的一种，其余的连同带这些标记的各行都删去；文件里还有别处的，也这样改。",
    "Changes of two people are not merged here (marks of Git, from this line to line {last}). One version stands "
    "between <<<<<<< and =======, the other between ======= and >>>>>>>. Keep what you need, delete the rest and the "
    "lines with marks, here and wherever else in this file they stand.",
)
REMNANT = Message(
    "file-conflict-remnant",
    "这一行是没有删干净的 Git 冲突标记“{mark}”。请删去它；附近如果还有“=======”这样的一行，或同一段文字的两种写法，"
    "也请删去多余的。",
    "This line is a left-over mark of Git, {mark}. Delete it, and if there is a line ======= or a second version of "
    "the same text near it, that too.",
)

_MARK = re.compile(r"^(?:<{7}|>{7}) (?=\S)", re.MULTILINE)
_END = re.compile(r"^>{7}(?: |$)", re.MULTILINE)
_BESIDE = re.compile(r"^ {0,3}>", re.MULTILINE)


def conflict_in(text: str, file: str) -> Problem | None:
    """The first marks in ``text`` (newlines are ``\\n``), or what is left of them; None where there are none."""
    if "<<<<<<< " not in text and ">>>>>>> " not in text:
        return None
    found = next((m for m in _MARK.finditer(text) if m[0][0] == "<" or not _is_quotation(text, m.start())), None)
    if found is None:
        return None
    place, opens = place_in(file, text, found.start()), found[0].startswith("<")
    end = _END.search(text, found.end()) if opens else None
    if end is None:
        return REMNANT.at(place, mark=found[0].strip())
    return CONFLICT.at(place, last=place_in(file, text, end.start()).line)


def _is_quotation(text: str, at: int) -> bool:
    """A quotation in a quotation in a quotation … of Markdown, which nobody builds up to seven in a single line."""
    above, below = text.rfind("\n", 0, max(at - 1, 0)) + 1, text.find("\n", at) + 1
    return bool((at and _BESIDE.match(text, above)) or (below and _BESIDE.match(text, below)))
