"""Finding quantities in Chinese prose, and telling them from numbers that state nothing about the world.

A quantity is a number with a counter, a unit or a qualifier: 46个, 四十六个, 30余万元, 94.3%, 近2000平方米. Arabic numbers count
with any word behind them; numbers in characters only with a counter, for 四面八方 and 三农 are words. What is left out, and
why, stands in the tables below: one line each, so that an exemption can be discussed.

Rejected: a parser of Chinese grammar. The check is a warning; a rule that a clerk can foresee is worth more than one
more case recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.chinese import HAN
from builder.rules import BEFORE, BEFORE_TENS, BEHIND, MINUS, chinese_number

OPEN, CLOSE = "\x01", "\x02"  # around the words of references, in texts given to ``quantities_in``

_LONGEST = 40  # characters of a quantity; a longer run of digits is none, and slow to look at from all sides
_REACH = 64  # characters beside a number that can say what it is
_IS_WIDE = re.compile("[０-９．％]")
_WIDE = {ord("０") + n: str(n) for n in range(10)} | {ord("．"): ".", ord("％"): "%"}  # one for one: offsets stay true

# Counters that make a number in characters a quantity, and the characters behind them that make a word of them instead
# (千人计划, 百家讲坛). 方, 级, 种, 类, 层 are not among them: they describe (三方共建, 四级认证).
_COUNTERS: Mapping[str, str] = {
    "个": "人体性别案", "名": "单称字为师校企词录额", "位": "于置居", "人": "民才员大物们家均类工计", "家": "庭属园长居里乡讲",
    "户": "外籍型主", "条": "件例线款块", "项": "目", "次": "序数日年要", "场": "地所景馆合", "期": "间待望限货",
    "间": "隔接", "所": "有以在需得", "支": "部持付", "座": "谈位", "处": "理于长级在", "台": "阶湾州账商", "件": "",
    "份": "额子", "吨": "", "亩": "", "届": "时", "倍": "数", "元": "旦素月首", "成": "员立为功果效长熟就",
}  # fmt: skip
_COUNTER = "|".join(f"{c}(?![{after}])" if after else c for c, after in _COUNTERS.items())
_UNITS = (
    "平方公里|平方米|公里|公顷|人次|场次|户次|个?小时|分钟|个百分点|个月|美元|港元|欧元|亿元|万元|"
    f"{_COUNTER}|[米天周年月日号分级层种类颗批组套方岁%‰㎡]"
)
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HAN = "[〇零一二两三四五六七八九十百千]+"
_TO = "[-—–~～至到]+"
_QUALIFIERS = "|".join(word for word in BEFORE if word != "达")  # 覆盖率达94.3%: there it is the verb of the sentence
_BEFORE = re.compile(f"(?:{_QUALIFIERS}|[{''.join(BEFORE_TENS)}](?=[十百千])|百分之)?")
_QUANTITY = re.compile(
    rf"(?P<n>{_ARABIC}|{_HAN})(?:万亿|万|亿)?(?:{_TO}(?:{_ARABIC}|{_HAN})(?:万亿|万|亿)?)?"
    rf"(?P<more>(?:余|多)?(?:万亿|万|亿)?(?:余|多)?)(?P<unit>{_UNITS})?(?:{'|'.join(BEHIND)})?",
    re.ASCII,
)
_NUMBER = re.compile("[0-9〇零一二两三四五六七八九十百千]+")  # one class: the engine skips to it
_DIGIT = re.compile("[0-9０-９〇零一二两三四五六七八九十百千]")
_MORE, _LIMITS = frozenset("万亿余多倍成"), ("至少", "最多", "不少于", "不低于")
_COUNTED = re.compile(f"[{''.join(_COUNTERS)}天]|平方|公里|公顷|美元|小时|分钟")

# Words that are not quantities wherever they stand, and why.
IDIOMS: Mapping[str, str] = {
    "24小时|二十四小时": "round the clock: a manner of service, not a count of hours",
    "365天|三百六十五天": "every day of the year",
    "两个(?:维护|确立|覆盖|务必|一百年|文明)|三个(?:代表|务必|区分开来)|四个(?:意识|自信|全面|服从|伟大)|"
    "四项基本原则|八项规定|五位一体": "set phrases of political writing: names, also where their quotes are left out",
    "千家万户|万家灯火|百家争鸣|三个臭皮匠": "proverbs",
}
_COUNTED_ON = f"[万亿余多成倍左上以]|百分|{_UNITS}"  # what goes on with a number, a space between
_LAYOUT = "方面|环节|步骤|步|部分|层面|层次|层|阶段|方向|路子|来路|路|渠道|种|类|手|头|端|样|重|大|道|关|组|套|边|篇"
# What surrounds a number and makes it something else: (before, number with what follows, why).
CONTEXTS: tuple[tuple[str, str, str], ...] = (
    ("", r"[12]\d{3}(?:[-—–~～至到]+[12]\d{3})?年", "a year"),
    ("", r"(?:19|20)\d{2}(?!\w)", "a year without 年"),
    ("", r"[一二][〇零一二三四五六七八九]{3}年", "a year in characters"),
    ("", r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?:[-—–~～至到]+\d{1,2})?月", "a month of the year"),
    ("", r"(?:[12]\d|3[01]|[1-9]|[一二三]?十[一二三四五六七八九]?)(?:[-—–~～至到]+\d{1,2})?[日号]", "a day of the month"),
    ("", r"\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分)?)", "a time of day"),
    (r"\d[时点]", r"\d{1,2}分", "the minutes of a time of day"),
    ("", r"(?:0\d{2,3}[-—]?\d{7,8}|1[3-9]\d{9}|[48]00[-—]?\d{3,4}[-—]?\d{3,4})(?!\d)", "a telephone number"),
    ("", r"\d{2}后", "a generation: 80后"),
    ("", r"[一二两三四五六七八九十]+年", "a span in round years, as plans are named: 三年计划, 以三年为期"),
    ("", r"\d{1,2}年(?:计划|行动|规划|方案|工程)", "the span in a plan's name"),
    ("", r"[一二三四1-4](?:[、和至到][一二三四1-4])?(?:个)?季度", "a quarter of the year"),
    ("[第首其]", r".", "an ordinal: 第一, 第28条"),
    ("前", r".{1,6}?[名位强]", "a rank: 前三名"),
    ("", r"[\d.]{1,12}(?:版|号|星级|星|级|楼|室|路)", "a rank, version or number that names: 5星级, 2.0版, 40号"),
    (r"(?:\A|\n)[ \t\u3000]*", rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.．、]?[ \t\u3000]+(?!{_COUNTED_ON})[{HAN}“《]",
     "the number of a section: 1.1 加强领导"),
    (r"(?:\A|\n)[ \t\u3000]*", r"\d{1,2}(?:\.\d{1,2}){2,3}(?!\d)", "the number of a section of the third order"),
    ("[A-Za-z][-/ ]?(?:[A-Za-z]+ ?)?", r"\d", "part of a name in Latin letters: ISO9000, GB/T 37668"),
    ("", r"\d[\d.]{0,12}[A-Za-z]", "part of a name in Latin letters: 5G"),
    (r"\d[-—–/.:：]", r"\d", "part of a date, a telephone number or a ratio"),
    ("", r"\d[\d.]{0,12}[-—–/:：]\d[\d.]{0,12}[-—–/:：]\d", "part of a date or a telephone number"),
    ("", r"(?:一两|两三|三两|三四|三五|四五|五六|六七|七八|八九)(?![十百千万])", "a vague number: 三五家"),
    ("", rf"[二两三四五六七八九十](?:个|条|项|种|大|道)?(?:{_LAYOUT})",
     "a small number in characters that lays out a text: 四个方面"),
    ("", r"两[人家地处条项份次](?:都|均|各|间|之间|相|合|同|里|又|并)", "points back to two that have just been named"),
)  # fmt: skip

_IDIOM = re.compile("|".join(IDIOMS))
_CONTEXTS = tuple(
    (re.compile(f"(?:{before})\\Z") if before else None, re.compile(there)) for before, there, _ in CONTEXTS
)
_ASIDE = re.compile(  # titles of documents, names in quotes, words of references
    rf"《[^《》\n]*》|“[^“”，。；！？\n]{{1,16}}”|‘[^‘’，。；！？\n]{{1,16}}’|「[^「」，。；！？\n]{{1,16}}」|{OPEN}[^{CLOSE}]*{CLOSE}"
)
_SENTENCE_END = re.compile("[。！？\n]")
_CLAUSE = re.compile(r"[，。；：:！？（）()\n]")
_AND = re.compile("[、和与及]|”“")
_NOISE = re.compile(r"[\s“”‘’「」『』\"'《》〈〉·\x01\x02]")
_RUN = re.compile(rf"{_ARABIC}|{_HAN}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Names:
    """Names with numbers in them: the number as written → (the plain name, where the number begins in it)."""

    by_number: Mapping[str, tuple[tuple[str, int], ...]]

    def hold(self, line: str, at: int) -> bool:
        """Whether the number that begins at ``line[at]`` belongs to a name that stands there, quotes or not."""
        run = _RUN.match(line, at)
        known = self.by_number.get(run[0]) if run else None
        if not known:
            return False
        before, behind = _plain(line[max(at - _REACH, 0) : at]), _plain(line[at : at + _REACH])
        return any(before.endswith(name[:here]) and behind.startswith(name[here:]) for name, here in known)


def names_with_numbers(names: Iterable[str]) -> Names:
    """An index of ``names``; those that are nothing but a quantity (三级, 4名) exempt nothing and are left out."""
    found: dict[str, dict[tuple[str, int], None]] = {}
    for name in names:
        for number, holder in _numbers_in(name):
            found.setdefault(number, {})[holder] = None
    return Names({number: tuple(holders) for number, holders in found.items()})


def holds_number(name: str) -> bool:
    """Whether there is anything of ``name`` in that index."""
    return bool(_numbers_in(name))


def _numbers_in(name: str) -> list[tuple[str, tuple[str, int]]]:
    plain = _plain(name)
    if _QUANTITY.fullmatch(plain):
        return []
    return [(run[0], (plain, run.start())) for run in _RUN.finditer(plain)]


def has_digit(text: str) -> bool:
    """Whether any digit stands in ``text``, without which there is no quantity in it."""
    return _DIGIT.search(text) is not None


def quantities_in(text: str, names: Names) -> Iterator[tuple[int, int]]:
    """(start, end) of each quantity in ``text`` that no exemption covers; ``text`` is blocks, one a line."""
    plain = text.translate(_WIDE) if _IS_WIDE.search(text) else text
    bare = _IDIOM.sub(_blank, _ASIDE.sub(_blank, plain))
    end = 0
    for number in _NUMBER.finditer(bare):
        if number.start() < end or _is_article(bare, number):
            continue  # the upper end of a range, or no number
        found = _QUANTITY.match(bare, number.start())
        if found is None:
            continue
        end = found.end()
        if end - found.start() > _LONGEST:
            continue
        start = _before(bare, found.start())
        if _is_counted(found, bare[start : found.start()]) and not _is_exempt(plain, found, names):
            yield start, end


def _is_article(text: str, number: re.Match[str]) -> bool:
    """一 alone is an article (一个, 一批, 一对一, 一站一岗); 一倍, 一万 and 至少一次 are quantities."""
    counted = text[number.end() : number.end() + 1] in _MORE or text.endswith(_LIMITS, 0, number.start())
    return number[0] == "一" and not counted


def _blank(found: re.Match[str]) -> str:
    """As long, and without numbers: offsets stay true."""
    return "\x03" * len(found[0])


def _before(text: str, at: int) -> int:
    """Where the qualifier begins that stands right before a number (近, 不少于, -), else ``at``."""
    if minus := MINUS.search(text, max(at - 2, 0), at):
        at = minus.start()
    return next((b for b in range(max(at - 3, 0), at) if (m := _BEFORE.match(text, b)) and m.end() == at), at)


def _is_counted(found: re.Match[str], before: str) -> bool:
    """Whether a number counts something, rather than being part of a word (四面八方) or a lone digit."""
    unit, number = found["unit"] or "", found["n"]
    if not number.isascii():
        return before == "百分之" or bool(found["more"] and unit) or bool(_COUNTED.match(unit))
    return bool(unit or found["more"]) or len(number) > 1


def _is_exempt(text: str, found: re.Match[str], names: Names) -> bool:
    at = found.start()
    if any(
        (before is None or before.search(text, max(at - _REACH, 0), at)) and there.match(text, at)
        for before, there in _CONTEXTS
    ):
        return True
    return _lays_out(
        text[max(at - _REACH, 0) : at], found[0], text[found.end() : found.end() + 4 * _REACH]
    ) or names.hold(text, at)


def _lays_out(before: str, typed: str, behind: str) -> bool:
    """Whether a small number in characters counts what its own sentence lists: 职务有三个：甲、乙、丙; 甲、乙两家."""
    count = small_number(typed)
    if count is None:
        return False
    if len(_AND.findall(_CLAUSE.split(before)[-1])) == count - 1:
        return True
    _, colon, listed = _SENTENCE_END.split(behind)[0].partition("：")
    counts = (listed.count("；"), listed.count("，"), len(_AND.findall(listed)))
    return bool(colon) and count - 1 in counts


def small_number(typed: str) -> int | None:
    """2 to 10 for a quantity typed in characters without a qualifier (四项), else None: such may count what stands by."""
    run = _RUN.match(typed)
    if run is None or run[0].isascii() or typed[run.end() : run.end() + 1] in "万亿余多":
        return None
    count = chinese_number(run[0])
    return count if 1 < count <= 10 else None


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))
