"""The texts that ``new`` begins a case or a page with, and the check that none of their prompts is published.

They stand here and not beside the skeleton: reading must know them too.
"""

from __future__ import annotations

import re

from builder.problems import Message, Place, Report, place_in
from builder.wording import Words

CASE_BODY = Words(
    "## 背景\n\n（在哪里，遇到什么问题，为什么要做。写好以后删去这些括号里的提示。）\n\n"
    "## 做法\n\n（谁来做，分几步，怎样做。）\n\n"
    "## 成效\n\n（有了什么变化。数字先登记为“数据”，再在这里引用。）\n",
    "## Background\n\n(Where, which problem, why. Remove these notes in brackets when you are done.)\n\n"
    "## Practice\n\n(Who did what, in which steps.)\n\n"
    "## Results\n\n(What has changed. Register each quantity as a figure first, then refer to it here.)\n",
)
PAGE_BODY = Words("（在这里写正文。）\n", "(Write the text here.)\n")

PROMPT_LEFT = Message(
    "prompt-left",
    "这里还是“new”写下的提示，读者会看到。请换成自己的文字，或者删去；还没有写好的，先把状态改回“状态: 草稿”。",
    "This is still a prompt that “new” wrote, and readers would see it. Write your own text in its place or remove it; "
    "if it is not finished, set “status: draft” again.",
)

_BODIES = "".join([text for body in (CASE_BODY, PAGE_BODY) for text in (body.zh, body.en)])
_PROMPTS = re.findall(r"^[（(].+[）)]$", _BODIES, re.MULTILINE)


def published(text: str, place: Place, report: Report) -> None:
    """Report every prompt in ``text``, a body that readers see; ``place`` is its file and first line."""
    left = [prompt for prompt in _PROMPTS if prompt in text]  # in a tenth of the time of one pattern for all
    for found in re.finditer("|".join(map(re.escape, left)), text) if left else ():
        at = place_in(place.file, text, found.start())
        report(PROMPT_LEFT.at(Place(at.file, place.line + at.line - 1, at.column)))
