"""The slips of a Chinese keyboard in YAML: what they are called, what we say of them, and the patterns that show them.

A slip is found by ``mend`` in the lines of a text that does not parse, or by ``look`` in the plain texts of one that
does; in both cases the same words are used. Patterns err on the side of silence: a full-width colon inside a sentence
is good Chinese, and only where an entry must begin is it a slip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from builder.problems import Message
from builder.wording import Words

COLON = Message(
    "yaml-colon-wide",
    "“{key}”后面是全角冒号“：”。请改成英文冒号加一个空格：{key}: {value}",
    '"{key}" is followed by a full-width colon. Write an ASCII colon and a space: {key}: {value}',
)
COLON_SPACE = Message(
    "yaml-colon-space",
    "“{key}:”后面少了一个空格。请写成：{key}: {value}",
    'A space is missing after "{key}:". Write: {key}: {value}',
)
COLON_PERHAPS = Message(
    "yaml-colon-perhaps",
    "这一行会接到上一行的文字后面。如果“{key}”是另一项，请把缩进减到与上一项相同，全角冒号改成英文冒号加空格。",
    'This line continues the text of the line above. If "{key}" is an entry of its own, align it with the one above '
    "and write an ASCII colon and a space.",
    "warning",
)
COLON_IN_VALUE = Message(
    "yaml-colon-in-value",
    "这一项的文字里有英文冒号加空格，会被当成又一项。请给整段文字加上英文引号：{quoted}，或把这个冒号改成全角“：”。",
    "The text of this entry holds a colon and a space, which begin another entry. Put the text in quotes: {quoted}",
)
COLON_IN_WIDE_QUOTES = Message(
    "yaml-colon-in-wide-quotes",
    "中文引号“”护不住里面的英文冒号。请在外面再加一对英文引号：{quoted}，或把冒号改成全角“：”。",
    "Chinese quotes do not protect the colon inside them. Put ASCII quotes around the whole: {quoted}",
)
COLON_IN_FLOW = Message(
    "yaml-colon-in-flow",
    "花括号里的“{text}”没有值。每一项要写成“名称: 值”，用英文冒号加空格，项与项之间用英文逗号。",
    'In braces, "{text}" has no value. Write "name: value" with an ASCII colon and a space, and ASCII commas between.',
)
NO_COLON = Message(
    "yaml-no-colon",
    "这一行不是“名称: 值”的样子：{shown}。请检查冒号是不是英文的、后面有没有空格；如果是上一项的文字，请接到上一行末尾，或者让这一行比上一项的名称多缩进两格。",
    'This line does not look like "name: value": {shown}. Check that the colon is an ASCII one with a space after it; '
    "if it continues the text above, join it to that line or indent it by two spaces more than the name of that entry.",
)
NAMELESS = Message(
    "yaml-nameless",
    "冒号前面没有名称。请补上名称，或删去这一行。",
    "There is no name before the colon. Add it, or delete the line.",
)
TAB = Message(
    "yaml-tab",
    "这里用了 Tab 键（制表符），YAML 不认。请改用空格，缩进每级两个。",
    "There is a tab here, which YAML refuses. Use spaces, two for each level of indentation.",
)
WIDE_INDENT = Message(
    "yaml-space-indent",
    "这一行开头是{name}，YAML 不把它当缩进。请改成普通的半角空格。",
    "This line begins with {name}, which YAML does not take for indentation. Use ordinary spaces.",
)
WIDE_AFTER = Message(
    "yaml-space-after-colon",
    "“{key}:”后面是{name}，应是普通的半角空格。请写成：{key}: {value}",
    '"{key}:" is followed by {name} instead of an ordinary space. Write: {key}: {value}',
)
MARK = Message(
    "yaml-mark",
    "列表的每一项要用“- ”（英文减号加一个空格）开头，这里是“{mark}”。请写成：- {value}",
    'Each item of a list begins with "- " (hyphen and space), not with "{mark}". Write: - {value}',
)
MARK_SPACE = Message(
    "yaml-mark-space",
    "列表符号“-”后面少了一个半角空格。请写成：- {value}",
    'An ordinary space is missing after the list mark "-". Write: - {value}',
)
HASH = Message(
    "yaml-hash-wide",
    "这里的“＃”是全角的，不会被当作注释。请改成半角“#”。",
    'This "＃" is full-width and begins no comment. Use an ASCII "#".',
)
HASH_PERHAPS = Message(
    "yaml-hash-perhaps",
    "这里的“＃”是全角的，后面的字会算作正文。如果是备注，请改成半角“#”，后面空一格；如果是正文，请给整段文字加上英文引号。",
    'This "＃" is full-width, so what follows is part of the text. For a comment write "# "; for text, quote the whole.',
    "warning",
)
HASH_TEXT = Message(
    "yaml-hash-text",
    "从这个“#”起被当作备注，不会显示。如果是正文，请给整段文字加上英文引号：{quoted}；如果是备注，请在“#”后面空一格。",
    'From this "#" on this is a comment and not shown. For text, quote the whole: {quoted}; for a comment, put a space '
    'after "#".',
)
INDENT = Message(
    "yaml-indent",
    "这一行前面有{have}，与上面各级都对不齐。请改成 {want} 个空格。",
    "This line has {have} before it, which matches no level above. Use {want}.",
)
INDENT_MORE = Message(
    "yaml-indent-more",
    "这一行缩进太多：上一行已经写了值，下面不能再有一级。请与上一行对齐（前面{want}）。",
    "This line is indented too far: the entry above already has a value. Align it with that one: {want} before it.",
)
START = Message(
    "yaml-start",
    "文字不能以“{mark}”开头，它在 YAML 里另有用途。请给整段文字加上英文引号：{quoted}",
    'A text cannot begin with "{mark}", which has a meaning in YAML. Put it in quotes: {quoted}',
)
BLOCK_TEXT = Message(
    "yaml-block-text",
    "“{mark}”后面不能直接写文字。请给整段文字加上英文引号：{quoted}；"
    "如果想写多行，请让“{mark}”独占行末，文字从下一行起缩进两格。",
    'No text can stand on the line of "{mark}". Put the text in quotes: {quoted}; or, for several lines, end the line '
    'with "{mark}" and indent the text below it.',
)
MARK_IN_VALUE = Message(
    "yaml-mark-in-value",
    "列表不能和“{key}:”写在同一行。请另起一行，缩进两格再写“- ”。",
    'A list cannot begin on the line of "{key}:". Begin it on the next line, indented by two spaces.',
)
AFTER_QUOTE = Message(
    "yaml-after-quote",
    "引号到这里就结束了，后面还有文字。请用一对英文引号括住整段，里面的引号用中文“”：{quoted}",
    "The quotes end here, but text follows. Put one pair of quotes around the whole: {quoted}",
)
AFTER_BRACKET = Message(
    "yaml-after-bracket",
    "方括号（花括号）到这里就结束了，后面还有文字。如果不是列表，请给整段文字加上英文引号：{quoted}",
    "The brackets end here, but text follows. If this is no list, put the whole in quotes: {quoted}",
)
QUOTE_OPEN = Message(
    "yaml-quote-open",
    "引号 {mark} 从这里开始，却没有在这一项里结束。请在文字末尾补上 {mark} 。",
    "The quote {mark} opens here and does not close within this entry. Add {mark} at the end of the text.",
)
QUOTE_WIDE = Message(
    "yaml-quote-wide",
    "开头是英文引号 {mark} ，结尾却是中文引号 {found} 。请把结尾改成 {mark} 。",
    "The text opens with {mark} but ends with {found} . End it with {mark}.",
)
BRACKET_OPEN = Message(
    "yaml-bracket-open",
    "括号 {mark} 从这里开始，却没有结束。请在这一项末尾补上 {closing}。",
    "The bracket {mark} opens here and does not close. Add {closing} at the end of this entry.",
)
BRACKET_WIDE = Message(
    "yaml-bracket-wide",
    "列表的括号要用英文的 {mark}，这里是全角“{found}”。",
    'The brackets of a list must be ASCII {mark}, not the full-width "{found}".',
)
COMMA_WIDE = Message(
    "yaml-comma-wide",
    "列表各项之间要用英文逗号“,”，这里是“{found}”。如果它是文字的一部分，请给这一项加上英文引号：{quoted}",
    'Items of a list are parted by an ASCII comma, not by "{found}". If it belongs to the text, quote it: {quoted}',
)

BLANK = " \t\u3000\u00a0"  # what looks like a space before a text
WIDE_SPACES = {
    "\u3000": Words("全角空格", "a full-width space"),
    "\u00a0": Words("不间断空格", "a no-break space"),
    "\t": Words("制表符（Tab）", "a tab"),
}

_PART = r"[^\s:：,，.。;；!！?？\"'“”‘’\[\]{}()（）《》#＃&*|>%@`、\-]"
_KEY = rf"(?P<key>{_PART}(?:{_PART}|[-.](?=\w)|[（(][^\s（）():：]{{1,12}}[）)]){{0,23}})"
WIDE_KEY = re.compile(rf"{_KEY}[ \u3000]?(?P<colon>：)[ \t\u3000\u00a0]*")
# Digits are a time of day, a slash after the colon an address.
TIGHT_KEY = re.compile(rf"(?!\d+:){_KEY}(?P<colon>:)(?=[^ \t/])[\u3000\u00a0]*")
BARE_KEY = re.compile(rf"{_KEY}(?=[ \t]*(?:[|>][+-]?)?\Z)")  # a name that only lacks its colon
ANY_KEY = re.compile(rf"(?!\d+:){_KEY}[ \u3000]?(?:：|:(?!/))")
# A dash that is doubled opens a quotation (——摘自…); a hyphen before a digit is a minus.
BAD_MARK = re.compile(
    r"(?P<mark>[－–−‐·•・●▪◆■○](?![－–—−‐])|—(?!—)|[*+](?=[ \t\u3000])|-(?=[^\s\d-]|[\u3000\u00a0]))"
    r"[ \t\u3000\u00a0]*(?=\S)"
)
# What follows a value, or the colon of a key; a comment that is meant as one has a space behind its sign.
STUCK_COMMENT = re.compile(r"[ \t]*:?[ \t]+(#+[^\s#].*)")
PAIRS = {"[": "]", "{": "}"}
WIDE_BRACKETS = {"［": "[", "］": "]", "｛": "{", "｝": "}", "】": "]", "〕": "]"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A finding at ``line`` and ``column``, both from 0, in the text as it was typed."""

    message: Message
    line: int
    column: int
    values: tuple[tuple[str, object], ...] = ()


def slip(message: Message, line: int, column: int, /, **values: object) -> Slip:
    return Slip(message, line, column, tuple(values.items()))


def indent_of(line: str, blank: str | None = " ") -> int:
    """How many characters that are ``blank`` (None: white space of any kind) stand at the head of a line."""
    return len(line) - len(line.lstrip(blank))


def short(text: str, limit: int = 24) -> str:
    """``text`` cut to be shown in a sentence."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def typed(text: str, limit: int = 24) -> str:
    """``text`` cut to be shown as what is to be typed."""
    from builder.personal import elided  # only needed when something is wrong

    return short(elided(text), limit)


def quoted(text: str) -> str:
    """``text`` as one would type it in quotes: the example in a message."""
    shown = typed(text, 40)
    if "\\" in shown and "'" not in shown:
        return f"'{shown}'"
    return '"' + re.sub('"([^"]*)"', r"“\1”", shown).replace('"', "”") + '"'


def colon_slip(found: re.Match[str], value: str) -> tuple[Message, int, dict[str, object]]:
    """What is wrong with the colon that ``WIDE_KEY`` or ``TIGHT_KEY`` found: the message, its column and values."""
    colon = found.start("colon")
    values: dict[str, object] = {"key": found["key"], "value": typed(value)}
    if found["colon"] == "：":
        return COLON, colon, values
    name = WIDE_SPACES.get(found.string[colon + 1 : colon + 2])
    return (WIDE_AFTER, colon + 1, values | {"name": name}) if name else (COLON_SPACE, colon + 1, values)


def spaces(count: int) -> Words:
    """``2 个空格``, ``2 spaces``."""
    if count == 0:
        return Words("不留空格", "no space")
    return Words(f" {count} 个空格", "1 space" if count == 1 else f"{count} spaces")


def either(choices: list[str]) -> Words:
    """``2 或 4``, ``2 or 4``."""
    return Words(" 或 ".join(choices), " or ".join(choices))
