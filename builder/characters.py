"""Which characters a source file may hold: the invisible ones that break texts are found before anything is parsed.

Most of them come with copying: a telephone number out of an address book brings marks that turn the direction of the
text, a paragraph out of a word processor brings private characters that other machines show as boxes, one out of a PDF
the signs of radicals in the place of characters. What no page can hold is an error and is replaced by ``GAP``, one for
one, so that reading goes on with the same lines and columns; what is only unseen or unsafe is a warning and stays.
U+0085, U+2028 and U+2029 count as errors, because YAML would count lines by them that no editor shows. Rejected:
dropping bad characters in silence, since every later column would lie.
"""

from __future__ import annotations

import re
import unicodedata

from builder.problems import Message, Report, place_in
from builder.wording import enumerated

GAP = "\ufffd"
REPORTED_LIMIT = 20  # places in one file; a damaged file could have a million

CONTROL = Message(
    "char-control",
    "这里有一个看不见的控制字符（{code}），多半是复制时带来的。请删去它；看不见的话，把这一行重新输入一遍。",
    "There is an invisible control character ({code}) here, probably copied along. Delete it, or retype the line.",
)
BREAK = Message(
    "char-line-break",
    "这里有一个看不见的换行符（{code}），编辑器里不显示。请删去它，需要换行就按回车键。",
    "There is an invisible line separator ({code}) here that editors do not show. Delete it and press Enter instead.",
)
DIRECTION = Message(
    "char-direction",
    "这里有一个会颠倒文字方向的隐形字符（{code}），多半是复制电话、日期时带来的。请把它前后的文字删去，重新输入。",
    "There is an invisible character ({code}) here that turns the direction of text, probably copied along with a "
    "number. Delete the text around it and retype it.",
)
GARBLED = Message(
    "char-garbled",
    "这里是乱码（{code}）：文件曾用错误的编码打开后又保存，原来的字已经丢失。请对照原文重新输入。",
    "The text is garbled here ({code}): the file was once opened in a wrong encoding and saved. Retype it.",
)
ZERO_WIDTH = Message(
    "char-zero-width",
    "这里有一个不占位置的隐形字符（{code}），会使搜索和比对失灵。请删去它。",
    "There is a character without width ({code}) here, which makes searching and comparing fail. Delete it.",
    "warning",
)
PRIVATE = Message(
    "char-private",
    "这里有一个私用字符（{code}），别人的设备上多半显示为方框，常是从 Word 带来的项目符号或未编码的生僻字。"
    "请换成通用的字符。",
    "There is a private-use character ({code}) here, which most machines show as a box (often a bullet out of Word). "
    "Use a common character instead.",
    "warning",
)
OBJECT = Message(
    "char-object",
    "这里原来有一张图片（或表情、附件），粘贴时丢了，只留下一个占位符（{code}），读者会看到方框。请删去它；"
    "要用的图片，请存成文件放在案例旁边，写成 ![说明](图片.jpg)。",
    "A picture (or emoji, or attachment) stood here and was lost in pasting; what is left ({code}) shows as a box. "
    "Delete it; save the picture as a file beside the case and write ![words](picture.jpg).",
    "warning",
)
RADICAL = Message(
    "char-radical",
    "这里的“{char}”是部首字符（{code}），不是汉字“{like}”：看着一样，搜索和比对却对不上，多半是从 PDF 复制来的。"
    "请在这个文件里逐个“全部替换”（前面的复制过去，后面的打字）：{every}。",
    "This “{char}” ({code}) is the sign of a radical and not the character “{like}”: it looks alike, but is not found "
    "and compares as another. It was probably copied from a PDF. Replace all of these in the file: {every}.",
    "warning",
)
RADICAL_ALONE = Message(
    "char-radical-alone",
    "这里的“{char}”是部首字符（{code}），不是汉字，搜索和比对都对不上，多半是从 PDF 复制来的。请对照原文改成相应的汉字。",
    "This “{char}” ({code}) is the sign of a radical and no character of a text; it was probably copied from a PDF. "
    "Look at the original and type the character that was meant.",
    "warning",
)
MORE = Message(
    "char-more",
    "从这里往后，这个文件里还有 {count} 处这样的字符。",
    "There are {count} more such characters in this file from here on.",
)

_BEYOND = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
_KINDS: tuple[tuple[Message, str], ...] = (
    (CONTROL, f"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff{_BEYOND}]"),
    (BREAK, "[\x85\u2028\u2029]"),
    (DIRECTION, "[\u202a-\u202e\u2066-\u206f]"),
    (GARBLED, GAP),
    (ZERO_WIDTH, "[\u00ad\u061c\u200b\u200c\u200e\u200f\u2060\ufeff]"),
    # A joiner holds the parts of one emoji together; anywhere else in our texts it is debris.
    (ZERO_WIDTH, "\u200d(?![\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])"),
    (OBJECT, "\ufffc"),
    (PRIVATE, "[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"),
)
_SUSPECT = re.compile("|".join(f"({pattern})" for _, pattern in _KINDS))
_FORBIDDEN = re.compile("|".join(pattern for message, pattern in _KINDS if message.severity == "error"))
_RADICALS = re.compile("[\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5]")  # they print as any other character
_MOJIBAKE = "锟斤拷"  # two of ``GAP`` in UTF-8, read as GBK
# The radicals of today's forms that are characters by themselves; Unicode gives those of the Kangxi dictionary only,
# two of which in another form than a Chinese keyboard.
_CHARACTERS = dict(
    zip(
        "⺒⺟⺠⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳⼾⾭",
        "巳母民示虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟户青",
        strict=True,
    )
)


def checked(text: str, file: str, report: Report) -> str:
    """``text`` (newlines are ``\\n``) with every character that no page can hold replaced by ``GAP``, each reported."""
    _look_alike(text, file, report)
    # The check on printing is twice as fast as the pattern and true of nearly every file.
    if text.replace("\n", "").replace("\u3000", "").isprintable() and not (GAP in text or "\ufffc" in text):
        return text
    found = list(_SUSPECT.finditer(text))
    for match in found[:REPORTED_LIMIT]:
        message = next(message for (message, _), char in zip(_KINDS, match.groups(), strict=True) if char)
        report(message.at(place_in(file, text, match.start()), code=code_of(match[0])))
    if len(found) > REPORTED_LIMIT:
        report(MORE.at(place_in(file, text, found[REPORTED_LIMIT].start()), count=len(found) - REPORTED_LIMIT))
    return replaced(text)


def _look_alike(text: str, file: str, report: Report) -> None:
    """Report what looks like a good text and is none: each kind once, where it first stands."""
    if _MOJIBAKE in text:  # a warning, for there may be a text on just this
        report(GARBLED.at(place_in(file, text, text.index(_MOJIBAKE)), code=_MOJIBAKE).softened())
    first: dict[str, int] = {}
    for match in _RADICALS.finditer(text):
        first.setdefault(match[0], match.start())
    like = {char: _CHARACTERS.get(char) or unicodedata.normalize("NFKC", char) for char in first}
    known = [char for char in first if like[char] != char]
    if known:
        pairs = [f"{char} → {like[char]}" for char in known]
        every = enumerated(pairs)
        char, at = known[0], place_in(file, text, first[known[0]])
        report(RADICAL.at(at, char=char, code=code_of(char), like=like[char], every=every))
    for char in [char for char in first if like[char] == char][:REPORTED_LIMIT]:
        report(RADICAL_ALONE.at(place_in(file, text, first[char]), char=char, code=code_of(char)))


def code_of(char: str) -> str:
    """A character as Unicode names it: ``U+200B``."""
    return f"U+{ord(char):04X}"


def replaced(text: str) -> str:
    """``text`` without the characters that no page can hold, as long as before."""
    return _FORBIDDEN.sub(GAP, text)


def forbidden_in(text: str) -> str | None:
    """The first character of ``text`` that no page can hold, as ``U+202E``; an escape can bring one in."""
    match = _FORBIDDEN.search(text)
    return code_of(match[0]) if match else None


def unseen_in(text: str) -> str | None:
    """The first character of ``text`` that a reader of the source does not see or may be misled by, as ``U+200B``."""
    match = _SUSPECT.search(text)
    return code_of(match[0]) if match else None


def shown(text: str) -> str:
    """``text`` on one line, as a terminal may show it: nothing in it moves, turns or hides the rest."""
    return _SUSPECT.sub("?", re.sub(r"[\t\n]", "?", text))
