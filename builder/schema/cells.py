"""What the cells of a spreadsheet or of another program's store bring into a field of plain text: words for “nothing”,
HTML and Markdown that nobody reads here, half of a bracket, a telephone number that became a quantity.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.entities import html5

from builder.problems import Message, Report
from builder.schema.fields import Field
from builder.wording import Words
from builder.yamltext import Node, Scalar, Sequence

NOTHING = Message(
    "value-nothing",
    "“{value}” 不是可填的内容。没有内容的，冒号后面空着就行。",
    "“{value}” cannot stand here. Where there is nothing to say, leave the field empty.",
)
NOTHING_SHOWN = Message(
    "value-nothing-shown",
    "“{value}” 会当作内容显示给读者。没有内容的，冒号后面空着就行。",
    "“{value}” is shown to readers as what the field says. Where there is nothing to say, leave the field empty.",
    "warning",
)
EMPTY_INSTEAD = Words("没有内容的，冒号后面空着就行。", "Where there is nothing to say, leave the field empty.")
MARKUP = Message(
    "value-markup",
    "这一项是纯文字，“{typed}” 会原样显示给读者。{how}。",
    "This field is plain text, and “{typed}” will be shown to readers as it is. {how}.",
    "warning",
)
BAD_TELEPHONE = Message(
    "telephone-odd",
    "“{value}” 不像电话号码。请写成 0512-58123456、12345 这样；从 Excel 导出的，先把那一列设成文本格式，再重新填写。",
    "“{value}” does not look like a telephone number. Write it like 0512-58123456 or 12345; if it comes from Excel, "
    "give the column the format “text” and type the numbers anew.",
    "warning",
)

_NOTHING = re.compile(
    r"无|暂无|没有|空|[-—－–─/／\\~]{1,3}|n/?a|none|nil|null|#(?:ref!|n/a|value!|name\?|div/0!|null!|num!)"
)
_READ = ("when", "time", "number", "flag", "url", "link", "paths", "part", "parts")  # where no such word can stand
_SHOWN = ("line", "lines", "prose")
_MARKUP = re.compile(
    r"(?P<tag></?[A-Za-z][A-Za-z0-9:-]*(?:[\s/][^<>]*)?>|<!--)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});)"
    r"|\*\*(?P<bold>[^\s*](?:[^*]*[^\s*])?)\*\*|\[(?P<link>[^\[\]()]+)\]\([^\s()]+\)|\[\[(?P<named>[^\[\]]+)\]\]"
)
_REMOVE = Words("请删去它", "Remove it")
_INSTEAD = Words("请直接写成 {words}", "Write {words} instead")
_NUMBER = re.compile(r"[0-9](?:[ ()/-]*[0-9]){4}|1[0-9]{2}")
_QUANTITY = re.compile(r"[0-9]e\+?[0-9]", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Whether ``text`` is a word by which spreadsheets say that there is nothing."""
    return _NOTHING.fullmatch(text.strip().lower()) is not None


def readable(spec: Field, node: Node, report: Report) -> bool:
    """Report what came into ``node``, the value of a field, from elsewhere; whether it can be read still."""
    if isinstance(node, Scalar) and says_nothing(node.text):
        if spec.shape in _READ:
            report(NOTHING.at(node.place, spec.label, value=node.text.strip()))
            return False
        if spec.shape in _SHOWN and not spec.required:
            report(NOTHING_SHOWN.at(node.place, spec.label, value=node.text.strip()))
    elif spec.shape in ("line", "lines"):
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar):
                _judge_line(spec, item, report)
    return True


def _judge_line(spec: Field, node: Scalar, report: Report) -> None:
    found = next(filter(_is_markup, _MARKUP.finditer(node.text)), None)
    if found:
        report(MARKUP.at(node.place, spec.label, typed=found[0], how=_how(found)))
    if spec.attribute == "telephone" and node.text:
        said = unicodedata.normalize("NFKC", node.text)
        if _QUANTITY.search(said) or not _NUMBER.search(said):
            report(BAD_TELEPHONE.at(node.place, spec.label, value=node.text))


def _is_markup(found: re.Match[str]) -> bool:
    entity = found["entity"]
    return not entity or entity[1] == "#" or entity[1:] in html5


def _how(found: re.Match[str]) -> Words:
    if found["tag"]:
        return _REMOVE
    words = unescape(found["entity"]) if found["entity"] else found["bold"] or found["link"] or found["named"]
    return _INSTEAD.filled(words=words) if words.isprintable() and words.strip() else _REMOVE
