"""What the YAML parser refuses, said in our words: its own English never reaches a person.

``mend`` has named the usual slips before this; here is what is left. A fault is recognised by the parser's
wording, of which there are two (the C library's and the Python parser's); what is recognised by neither gets the
sentence that names the usual causes and shows the line.
"""

from __future__ import annotations

import re

import yaml

from builder.problems import Message
from builder.yamltext import slips as s

EXTRA_COLON = Message(
    "yaml-extra-colon",
    "这里的英文冒号放得不对：{shown}。如果它是文字的一部分，请给整段文字加上英文引号；如果是新的一项，请检查缩进。",
    "The colon is out of place here: {shown}. If it belongs to the text, put the text in quotes; if it begins an "
    "entry, check the indentation.",
)
BAD_INDENT = Message(
    "yaml-level",
    "这一行与上面的内容接不上：{shown}。请检查缩进是否对齐、列表项是否以“- ”开头、上一行的引号和括号是否成对。",
    "This line does not follow from what stands above: {shown}. Check its indentation, that items of a list begin "
    'with "- ", and that quotes and brackets above are closed.',
)
BAD_QUOTE = Message(
    "yaml-quote",
    "引号从这里开始，却没有结束。请在文字末尾补上同样的英文引号。",
    "The quote opens here and does not close. Add the same quote at the end of the text.",
)
BAD_ESCAPE = Message(
    "yaml-escape",
    "英文双引号里的反斜杠“\\”有特殊用途，这里用得不对。请改用英文单引号括住整段文字，或把“\\”写成“\\\\”。",
    'Within double quotes a backslash has a meaning, and this one is wrong. Use single quotes, or write "\\\\".',
)
BAD_LIST = Message(
    "yaml-list",
    "方括号或花括号里写得不对：各项之间要用英文逗号，末尾要有对应的括号。请检查：{shown}",
    "Something is wrong within the brackets: items are parted by commas and the bracket must close. See: {shown}",
)
BAD_CHARACTER = Message(
    "yaml-character",
    "文字不能以“{char}”开头。请给整段文字加上英文引号：{shown}",
    'A text cannot begin with "{char}". Put it in quotes: {shown}',
)
BAD_BLOCK = Message(
    "yaml-block",
    "“|”或“>”要独占行末，文字从下一行起写，每行前面的空格一样多。请检查：{shown}",
    'A "|" or ">" must end its line, and the text follows below it, evenly indented. See: {shown}',
)
BAD_MARK = Message(
    "yaml-list-place",
    "列表不能从这里开始：{shown}。请另起一行，用“- ”开头。",
    'A list cannot begin here: {shown}. Begin it on a line of its own with "- ".',
)
SPECIAL = Message(
    "yaml-special",
    "“&”“*”“!”“?”在 YAML 里有特殊用途，本站的数据不用它们。请给整段文字加上英文引号：{shown}",
    'The signs "&", "*", "!" and "?" have a meaning in YAML that our data do not use. Put the text in quotes: {shown}',
)
DIRECTIVE = Message(
    "yaml-directive",
    "以“%”开头的行是 YAML 指令，本站的数据不用。请删去这一行；如果它是文字，请加上英文引号。",
    'A line that begins with "%" is a YAML directive, which our data do not use. Delete it, or quote it if it is text.',
)
DOCUMENTS = Message(
    "yaml-documents",
    "一个文件只能有一份数据，这里又开始了一份。请删去单独成行的“---”或“...”，或把后面的内容放进另一个文件。",
    'A file holds one document, and another begins here. Delete the line "---" or "...", or use another file.',
)
OTHER = Message(
    "yaml-other",
    "这一行读不懂：{shown}。通常是冒号不是英文的、冒号后少了空格、缩进没对齐，或引号、括号没有成对。",
    "This line cannot be read: {shown}. Mostly the colon is not an ASCII one or lacks its space, the indentation is "
    "uneven, or quotes or brackets are not closed.",
)

# What the parser says, whether the cause stands at its context mark, and our message. The first that matches is taken.
_TABLE: tuple[tuple[re.Pattern[str], bool, Message], ...] = tuple(
    (re.compile(pattern), at_context, message)
    for pattern, at_context, message in (
        (r"quoted scalar.*(unexpected end of stream|unexpected document (indicator|separator))", True, BAD_QUOTE),
        (r"quoted scalar.*(escape|hexdecimal|Unicode)", False, BAD_ESCAPE),
        (r"expected ':'", True, s.NO_COLON),
        (r"mapping values are not allowed|found unexpected ':'", False, EXTRA_COLON),
        (r"sequence entries are not allowed", False, BAD_MARK),
        (r"mapping keys are not allowed|anchor|alias|\btag\b|node content|a flow node", False, SPECIAL),
        (r"tab(ulation)? character|'\\t'", False, s.TAB),
        (r"directive|YAML document|%YAML|%TAG", False, DIRECTIVE),
        (r"document start", False, DOCUMENTS),
        (r"cannot start any token", False, BAD_CHARACTER),
        (r"block scalar|comment or (a )?line break", False, BAD_BLOCK),
        (r"flow (sequence|mapping)|expected ',' or", True, BAD_LIST),
        (r"expected key|expected '-'|block end|block (mapping|collection)", False, BAD_INDENT),
    )
)


def fault(error: yaml.MarkedYAMLError, lines: list[str]) -> s.Slip:
    """The finding that ``error`` stands for, at the place of its likely cause in ``lines``."""
    said = f"{error.context or ''} {error.problem or ''}"
    at_context, message = next(((c, m) for pattern, c, m in _TABLE if pattern.search(said)), (False, OTHER))
    mark = (error.context_mark if at_context else error.problem_mark) or error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line = min(line, len(lines) - 1)
    while line > 0 and not lines[line].strip():  # the parser complains at the end of what it read: the cause is above
        line, column = line - 1, len(lines[line - 1])
    text = lines[line]
    column = min(column, len(text))
    if column == len(text) and not at_context:
        column = s.indent_of(text, None)
    if message is BAD_INDENT and text.lstrip().startswith(":"):
        message = s.NAMELESS
    return s.slip(message, line, column, shown=s.short(text.strip(), 40), char=text[column : column + 1])
