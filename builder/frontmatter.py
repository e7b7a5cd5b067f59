"""Front matter: the YAML between two lines ``---`` at the head of a Markdown file, and the body after it.

A fence that is nearly one (a dash too many, dashes of a Chinese keyboard, a space before it) is taken for one and
reported, so that the fields are still read and their problems told in the same run. Rejected: taking whatever comes
before the first blank line for front matter when the closing fence is missing; it would call the body YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass

from builder import yamltext
from builder.problems import Message, Place, Problem, Report
from builder.sources import SourceText
from builder.wording import Words
from builder.yamltext.slips import ANY_KEY, short, typed

FENCE_SLIP = Message(
    "front-matter-fence",
    "这里应是单独一行的三个英文减号“---”，写成了“{found}”。请改正。",
    'This should be a line of three hyphens, "---", but reads "{found}". Correct it.',
)
NO_CLOSING = Message(
    "front-matter-open",
    "文件头从这一行的“---”开始，却没有结束。请在最后一个字段下面加一行“---”，再写正文。",
    'The front matter opens with "---" here and does not close. Add a line "---" below its last field, then the body.',
)
NO_OPENING = Message(
    "front-matter-unopened",
    "文件头前面少了一行“---”。请在这一行上面加上。",
    'A line "---" is missing before the front matter. Add it above this line.',
)
MISSING = Message(
    "front-matter-missing",
    "文件没有文件头。请在最前面加一行“---”、各个字段（如“标题: …”）、再一行“---”，然后写正文。",
    'There is no front matter. Begin the file with a line "---", the fields (such as "title: …") and another line '
    '"---", then the body.',
)
EMPTY_FILE = Message(
    "front-matter-empty-file",
    "文件是空的。请写上文件头和正文，或删去这个文件。",
    "The file is empty. Write front matter and a body, or delete the file.",
)
EMPTY = Message(
    "front-matter-empty",
    "文件头是空的。请在两行“---”之间写上字段，如“标题: …”。",
    'The front matter is empty. Write fields, such as "title: …", between the two lines "---".',
)
TOML = Message(
    "front-matter-toml",
    "文件头写成了 TOML（“+++”）。请把上下两行“+++”改成“---”，各行的等号改成英文冒号加一个空格，如“title: \"标题\"”；"
    "“[…]”单独占一行的，请删去。",
    'The front matter is TOML ("+++"). Write "---" instead of both lines "+++" and a colon and a space instead of each '
    'equals sign, such as title: "Title"; remove lines that are nothing but "[…]".',
)
EQUALS = Message(
    "front-matter-equals",
    "名称后面是等号。请改成英文冒号加一个空格，写成：{like}（以下各行也请检查）。",
    "An equals sign follows the name. Write a colon and a space: {like} (look at the lines below, too).",
)
NOT_FIELDS = Message(
    "front-matter-not-fields",
    "文件头里应是一行行“名称: 值”，这里是{found}。",
    'Front matter consists of lines "name: value", but this is {found}.',
)
SECOND = Message(
    "front-matter-second",
    "这里又是一份文件头（到第 {last} 行的“---”为止），会当成正文。文件头只有一份，在文件的最前面：请把要用的字段并到那里，"
    "再删去从这一行到第 {last} 行的内容。",
    "Another front matter begins here and ends with the “---” of line {last}; it would be part of the text. There is "
    "one, at the head of the file: move there the fields you need, and delete all from here to line {last}.",
)
_LIST = Words("一个列表（以“- ”开头）", 'a list (begun by "- ")')
_TEXT = Words("一段没有名称的文字", "a text without a name")

_FENCE = re.compile(r"---[ \t]*\Z")
_DASHES = "-－—–−‐_＿"
_NEARLY = re.compile(rf"[ \t\u3000]*[{_DASHES}]{{2,}}[ \t\u3000]*\Z")
_STOP = re.compile(r"(?:\.\.\.|。。。)[ \t]*\Z")  # how other programs end front matter
_EQUALS = re.compile(r"([A-Za-z_一-鿿][\w.-]{0,40}?)([ \t]*)=(?!=)[ \t]*(.*)")  # at the head of a line, as in TOML
_FENCE_STARTS = frozenset(_DASHES + ".。")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """``node`` is None only if a problem was reported; ``body_line`` is the line of the file where ``body`` begins."""

    node: yamltext.Mapping | None
    body: str
    body_line: int


def split(
    source: SourceText, report: Report, read: Callable[[str, Place], str] = lambda text, _: text
) -> FrontMatter:
    """Parts ``source`` at its fences and parses what stands between them, as ``read`` gives it back."""
    lines = source.text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        report(EMPTY_FILE.at(Place(source.file, 1, 1)))
        return FrontMatter(None, "", 1)
    start = _after_opening(lines, first, source.file, report)
    if start is None:
        return FrontMatter(None, source.text, 1)
    end = _closing(lines, start)
    if end is None:
        report(NO_CLOSING.at(Place(source.file, first + 1, 1)))
        return FrontMatter(None, "", len(lines) + 1)
    if not _FENCE.match(lines[end]):
        report(FENCE_SLIP.at(Place(source.file, end + 1, 1), found=short(lines[end].strip())))
    place = Place(source.file, start + 1, 1)
    fields = _with_colons(lines[start:end], place, report)
    node = _fields(read("\n".join([*fields, ""]), place), place, report)
    return FrontMatter(node, "\n".join(lines[end + 1 :]), end + 2)


def body_of(front: FrontMatter, known: Container[str], file: str, report: Report) -> str:
    """The body, of as many lines, without another front matter of ``known`` fields pasted at its head."""
    if "\n---" not in front.body:  # nothing ends one
        return front.body
    lines = front.body.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    start = first + 1 if first < len(lines) and _FENCE.match(lines[first]) else first
    end, fields = start, 0
    while end < len(lines) and (line := lines[end]).strip() and not _FENCE.match(line):
        key = ANY_KEY.match(line)
        if key is None and line[0] not in " #-":  # what belongs to the field above, or a remark
            return front.body
        fields += key is not None and key["key"] in known
        end += 1
    if end == len(lines) or not _FENCE.match(lines[end]) or fields < (1 if start > first else 2):
        return front.body
    report(SECOND.at(Place(file, front.body_line + first, 1), last=front.body_line + end))
    return "\n".join([*[""] * (end + 1), *lines[end + 1 :]])


def _after_opening(lines: list[str], first: int, file: str, report: Report) -> int | None:
    """The number, from 0, of the line at which the fields begin; None if there are none."""
    line, place = lines[first], Place(file, first + 1, 1)
    if _FENCE.match(line):
        return first + 1
    if _NEARLY.match(line):
        report(FENCE_SLIP.at(place, found=short(line.strip())))
        return first + 1
    if line.strip() == "+++":
        report(TOML.at(place))
        return None
    end = _closing(lines, first) if ANY_KEY.match(line) else None
    if end is None or not all(line.strip() for line in lines[first:end]):
        report(MISSING.at(place))
        return None
    report(NO_OPENING.at(place))
    return first


def _closing(lines: list[str], start: int) -> int | None:
    """The first fence from ``start`` on. An indented one may be a line of a text, so it does not count."""
    for number in range(start, len(lines)):
        line = lines[number]
        if line[:1] in _FENCE_STARTS and (_FENCE.match(line) or _NEARLY.match(line) or _STOP.match(line)):
            return number
    return None


def _with_colons(lines: list[str], place: Place, report: Report) -> list[str]:
    """Lines ``title = "…"`` with a colon, and the first of them told; such are fields at the head of a line."""
    found = [(number, slip) for number, line in enumerate(lines) if "=" in line and (slip := _EQUALS.fullmatch(line))]
    if not found:
        return lines
    number, slip = found[0]
    at = Place(place.file, place.line + number, len(slip[1]) + len(slip[2]) + 1)
    report(EQUALS.at(at, like=typed(f"{slip[1]}: {slip[3]}", 40)))
    mended = {number: f"{slip[1]}: {slip[3]}" for number, slip in found}
    return [mended.get(number, line) for number, line in enumerate(lines)]


def _fields(text: str, place: Place, report: Report) -> yamltext.Mapping | None:
    problems: list[Problem] = []
    node = yamltext.parse(text, place, problems.append)
    for problem in problems:
        report(problem)
    if isinstance(node, yamltext.Mapping):
        return node
    if node is not None:
        found = _LIST if isinstance(node, yamltext.Sequence) else _TEXT
        report(NOT_FIELDS.at(node.place, found=found))
    elif all(problem.severity != "error" for problem in problems):
        report(EMPTY.at(Place(place.file, max(place.line - 1, 1), 1)))
    return None
