"""HTML that was typed into a text: shown as it was typed, with a warning that says what to write, never passed on."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from builder.problems import Message
from builder.wording import Words

from .findings import flaw
from .foreign import quoted

SHOWN = Message(
    "html-shown",
    "正文里不能使用 HTML，“{typed}” 会原样显示给读者。{how}；如果就是要显示它，请用反引号括起来：`{typed}`。",
    "HTML does not work in a text: “{typed}” will be shown to readers as it is. {how}; to show it, put it between "
    "backticks: `{typed}`.",
    severity="warning",
)

_TABLE = Words(
    "表格请改写成“| 甲 | 乙 |”这样的行，第二行写“| --- | --- |”",
    "Write a table in rows like “| A | B |”, the second one “| --- | --- |”",
)
_EMBEDDED = Words(
    "本站不能嵌入别处的内容，请改写成链接：[文字](地址)",
    "Nothing can be embedded here; write a link: [words](address)",
)
_HEADING = Words("小标题请改写成“## 标题”", "Write a heading like “## Title”")
_LIST = Words("列表请每项写成一行“- 文字”", "Write each item of a list on a line: “- words”")
_BOLD = Words("加粗请改写成 **文字**", "Write **words** for bold")
_EMPHASIS = Words("强调请改写成 *文字*", "Write *words* for emphasis")
_COMMENT = Words("请删去它", "Remove it")
_STRUCK = Words("删除线请改写成 ~~文字~~", "Write ~~words~~ to strike them out")
_BREAK = Words(
    "另起一段请空一行，表格的格子里请用顿号或分号隔开",
    "Leave an empty line to begin a paragraph; in the cell of a table use commas",
)
_IMAGE = Words("图片请改写成 ![说明]({target})", "Write an image as ![words]({target})")
_LINK = Words("链接请改写成 [文字]({target})", "Write a link as [words]({target})")
_OTHER = Words("请删去尖括号和其中的字，留下要给读者看的文字", "Remove the tags and leave the words that readers are to see")
_HOW = {
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"), _TABLE),
    **dict.fromkeys(("iframe", "video", "audio", "embed", "object", "source"), _EMBEDDED),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    **dict.fromkeys(("ul", "ol", "li"), _LIST),
    **dict.fromkeys(("b", "strong"), _BOLD),
    **dict.fromkeys(("i", "em"), _EMPHASIS),
    **dict.fromkeys(("s", "del", "strike"), _STRUCK),
    "br": _BREAK,
    "img": _IMAGE.filled(target="图片.jpg"),
    "a": _LINK.filled(target="地址"),
    "": _COMMENT,
}
_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9-]*|[A-Za-z]:[A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>|!--(?:[^<>]*-->)?)")
_OPENED = "tags"  # the names of those that were opened, in what a run knows
_TARGET = re.compile(r"\s(?:src|href)\s*=\s*[\"']?([^\s\"'<>]{1,200})", re.IGNORECASE)


def raw_html(state: StateInline, silent: bool) -> bool:
    """Inline rule: notes a tag or a comment and leaves it to be read as text. What one paragraph has of one sort is
    told once, as all tags of a table want the same; what closes a tag that was opened is not told again."""
    if not silent and state.src.startswith("<", state.pos):
        found = _TAG.match(state.src, state.pos, state.posMax)
        if found:
            name, opened = (found[2] or "").lower(), state.env.setdefault(_OPENED, set())
            if not (found[1] and name in opened):
                how = _how(name, found[0])
                flaw(state, SHOWN, state.pos, once=how, typed=quoted(found[0]), how=how)
            opened.add(name)
    return False


def _how(name: str, tag: str) -> Words:
    """What to do about ``tag``."""
    pointing = {"img": _IMAGE, "a": _LINK}.get(name)
    found = _TARGET.search(tag) if pointing else None
    return pointing.filled(target=found[1]) if pointing and found else _HOW.get(name, _OTHER)
