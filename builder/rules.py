"""Computed values of the domain: quantities as people type them, sums, tiers and stars, the next review.

Pure functions of records; nothing here knows where a value is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from builder.schema import Figure, Scheme, Tier
from builder.schema.values import SCALES

# The words that say how exact a number is, right before it, directly behind it, and behind its unit.
BEFORE = {
    "近": "near", "约": "about", "突破": "breaks", "达到": "reaches", "达": "reaches",
    "最高": "max", "最多": "max", "至多": "max", "不超过": "max", "不高于": "max", "不多于": "max", "≤": "max",
    "至少": "min", "最少": "min", "不少于": "min", "不低于": "min", "不下": "min",
    "超过": "over", "逾": "over", "超": "over", "高于": "over", "多于": "over", ">": "over", "≥": "at-least",
    "不到": "under", "不足": "under", "不满": "under", "不达": "under", "未达": "under", "未满": "under",
    "低于": "under", "少于": "under", "<": "under",
}  # fmt: skip
BEFORE_TENS = {"数": "several", "几": "several", "上": "at-least"}  # 数百, 上千, 几万; of 人数46人 it is none
_AFTER = {"余": "over", "多": "many", "几": "several"}
BEHIND = {"以上": "at-least", "左右": "around", "以下": "max", "以内": "max", "上下": "around"}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

_N = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
_QUANTITY = re.compile(
    rf"(?P<before>\D*?)(?P<n>{_N}|(?<=[数几上])(?=[万亿]))(?P<s1>万亿|万|亿)?"
    rf"(?:[-—–~至到]+(?P<n2>{_N})(?P<s2>万亿|万|亿)?)?"
    rf"(?P<after>[余多几])?(?P<s3>万亿|万|亿)?(?P<after2>[余多几])?(?P<rest>.*)\Z",
    re.ASCII,
)
_SAID_BEFORE = re.compile(rf"(?:{'|'.join(sorted(BEFORE, key=len, reverse=True))})\Z")  # 不超过 is not 超过
_SAID_BEHIND = re.compile(r"以上|左右|以下|以内|上下\Z")  # 上下 is also the beginning of words: 上下班
MINUS = re.compile(r"(?:(?<![A-Za-z0-9])[-−－]|^负)\Z")  # right before a number; not the hyphen of G-20, nor 减负3项
# What makes another unit of the one before it: 人次 is not 人, 个月 not 个. (46人次日返回: 次日 is a word.)
_OTHER_UNIT = re.compile("次(?![日年月])|(?<=个)(?:月|小时|钟头|百分点|工作日|星期|季度)")
_SHORT = r"(\d{1,9}(?:\.\d{1,9})?|[零〇一二两三四五六七八九十百千]{1,9})"
_SHARE = re.compile(rf"{_SHORT}分之{_SHORT}(?:点([零〇一二三四五六七八九]{{1,9}}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as typed. ``rest`` is what follows it, unit first; ``qualifiers`` are keys of ``QUALIFIERS``."""

    value: Decimal
    value_to: Decimal | None
    qualifiers: frozenset[str]
    rest: str


def chinese_number(text: str) -> int:
    """``四十六`` → 46, ``三千二百`` → 3200, ``二〇二〇`` → 2020."""
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total, digit = total + (digit or 1) * _TENS[c], 0
    return total + digit


def _decimal(text: str, scale: str) -> Decimal:
    """``text`` is empty in 数万, which stand for one."""
    value = Decimal(text or 1) if text[:1].isascii() else Decimal(chinese_number(text))
    return value * SCALES[scale]


def _in_hundredths(share: re.Match[str]) -> str:
    """百分之十二点五 → 12.5%, 千分之三 → 3‰, 三分之一 → 33.3%."""
    whole, part = _decimal(share[1], ""), _decimal(share[2], "")
    if share[3]:
        part += Decimal("0." + "".join(str(_DIGITS[c]) for c in share[3]))
    if whole == 1000:
        return f"{part}‰"
    if whole not in (0, 100):
        part = (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{plain_number(part)}%"


def plain_number(value: Decimal) -> str:
    """12.50 → 12.5, 60.0 → 60; never 6E+1."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """1200000 → 1,200,000. Four digits stay together, as in print."""
    return f"{value:,f}" if abs(value) >= 10_000 else f"{value:f}"


def behind(unit: str) -> str:
    """A unit as it stands behind its number: 46个, 98%, but 46 stations."""
    return f" {unit}" if unit[:1].isascii() and unit[:1].isalpha() else unit


@lru_cache(maxsize=10_000)  # each figure is asked what it says more than once
def quantity(text: str) -> Quantity | None:
    """The first quantity in ``text``: ``12.7万余家`` is 127,000, ``over``, 家; None where no number stands.

    Only a sign makes it less than nought (-3.2%, 负3.2%): what 下降3.2% gives is how much it fell.
    """
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text).replace(" ", ""))
    found = _QUANTITY.match(_SHARE.sub(_in_hundredths, plain))
    if found is None:
        return None
    before = MINUS.sub("", found["before"])
    sign = 1 if before == found["before"] else -1
    scale = found["s1"] or found["s3"] or ""
    to = _decimal(found["n2"], found["s2"] or scale) if found["n2"] else None
    first = _decimal(found["n"], scale or (found["s2"] or "" if to else ""))
    said = set(_said_before(before, found["n"]))
    said |= {_AFTER[w] for w in (found["after"], found["after2"]) if w}
    said |= {BEHIND[word] for word in _SAID_BEHIND.findall(found["rest"])}
    return Quantity(sign * first, to, frozenset(said), _SAID_BEHIND.sub("", found["rest"]))


def _said_before(before: str, number: str) -> Iterator[str]:
    """The qualifiers at the end of ``before``, which stands right before ``number``."""
    if word := _SAID_BEFORE.search(before):
        yield BEFORE[word[0]]
    elif before[-1:] in BEFORE_TENS and number[:1] in {"", *_TENS}:
        yield BEFORE_TENS[before[-1:]]


def exact_value(figure: Figure) -> tuple[Decimal | None, Decimal | None, str]:
    """Value, upper value and bare unit: ``30`` 万元 is 300,000 元."""
    unit = unicodedata.normalize("NFKC", figure.unit).replace(" ", "")  # as in ``quantity``: ㎡ and m2 are one unit
    scale = next((s for s in ("万亿", "万", "亿") if unit.startswith(s)), "")
    value = None if figure.value is None else figure.value * SCALES[scale]
    upper = None if figure.value_to is None else figure.value_to * SCALES[scale]
    return value, upper, unit[len(scale) :]


def says(words: str, figure: Figure) -> bool:
    """Whether typed words state this figure: same value, same qualifier, and its unit if they name one."""
    typed = quantity(words)
    value, upper, unit = exact_value(figure)
    if typed is None or (typed.value, typed.value_to) != (value, upper):
        return False
    loose = {"exact", "reaches", "breaks"}  # “达到46个” says 46 whether or not the figure is worded so
    if typed.qualifiers - loose != {figure.qualifier} - loose:
        return False
    return not typed.rest or not unit or _same_unit(typed.rest, unit)


def _same_unit(rest: str, unit: str) -> bool:
    """Whether ``rest``, which goes on with other words, begins with ``unit`` or with what is left of it: 46个驿站 is 46个,
    46人次 is not 46人. 3万元 may say 3万元/年, for which year it is stands in the sentence; 3万元/年 is never 3万元.
    """
    if rest.startswith(unit):
        return not _OTHER_UNIT.match(rest, len(unit)) and not rest.startswith("/", len(unit))
    return unit.startswith(rest) and not _OTHER_UNIT.match(unit, len(rest))


def gives_number(words: str, figure: Figure) -> bool:
    """Whether words that lead to a figure mean its number: “46个” does, “第一批驿站” and “2020年的驿站” only lead there."""
    typed = quantity(words)
    if typed is None:
        return False
    if figure.unit and typed.rest.startswith(figure.unit):
        return True
    return re.search(r"\d", words) is not None and typed.rest[:1] not in {"年", "月", "日"}


def summable(figure: Figure) -> bool:
    """Only an exact single number may be added up: 30余 is not 30."""
    return figure.qualifier in ("exact", "reaches") and figure.value_to is None and figure.value is not None


def total_of(figures: Iterable[Figure]) -> Decimal | None:
    """The sum of exact figures of one unit, or None where they cannot be added."""
    found = list(figures)
    units = {exact_value(f)[2] for f in found}
    if not found or len(units) > 1 or not all(summable(f) for f in found):
        return None
    return sum((value for f in found if (value := exact_value(f)[0]) is not None), Decimal(0))


def is_sum(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether ``parts`` come to ``whole``, in its unit if both have one; never where one of them is not exact."""
    value, _, unit = exact_value(whole)
    total = total_of(parts)
    return total is not None and summable(whole) and total == value and len({unit, exact_value(parts[0])[2]} - {""}) < 2


@dataclass(frozen=True, slots=True)
class Band:
    """Scores that come to the same: one star of one tier. ``high`` is None where nothing limits it."""

    tier: Tier
    stars: int
    low: Decimal
    high: Decimal | None
    low_closed: bool
    high_closed: bool


def bands(scheme: Scheme) -> Iterator[Band]:
    """Every band of a scheme, tiers in order and stars from the most: the lowest step of a tier is one star, and the
    steps between its ends are the most. A score belongs to the first band that holds it.

    A tier with stars has an upper end (``tiers``); without one it is a single band.
    """
    for tier in scheme.tiers:
        assert tier.low is not None
        step = tier.star_step
        most = int((tier.high - tier.low) // step) if step and tier.high is not None else 0
        if not most:
            yield Band(tier, 0, tier.low, tier.high, tier.low_closed, tier.high_closed)
        for star in range(most, 0, -1):
            assert step is not None
            low = tier.low + step * (star - 1)
            last = star == most
            high = tier.high if last else low + step
            yield Band(tier, star, low, high, tier.low_closed or star > 1, tier.high_closed and last)


def share_of(part: Figure, whole: Figure) -> Decimal | None:
    """``part`` in hundredths of ``whole``, to one decimal; None where either is not exact or the units differ."""
    total = exact_value(whole)[0]
    if not total or not (summable(part) and summable(whole)) or exact_value(part)[2] != exact_value(whole)[2]:
        return None
    value = exact_value(part)[0]
    return None if value is None else (value * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP)


def multiplied(multiple: Figure, base: Figure) -> Decimal | None:
    """What a multiple of ``base`` comes to, in the bare unit of the base; None where either is not exact."""
    factor, amount = exact_value(multiple)[0], exact_value(base)[0]
    exact = summable(multiple) and summable(base)
    return factor * amount if exact and factor is not None and amount is not None else None


def month_of(text: str) -> int | None:
    """``5``, ``5月`` and ``五月`` → 5; None for what is no month of the year."""
    plain = unicodedata.normalize("NFKC", text)
    spelt = re.search("[一二三四五六七八九十]+(?=月)", plain)
    digits = str(chinese_number(spelt[0])) if spelt else re.sub(r"\D", "", plain)
    return int(digits) if len(digits) in (1, 2) and 1 <= int(digits) <= 12 else None


def months_of(scheme: Scheme) -> list[int]:
    """The review months in order; what is no month is passed over."""
    return sorted({month for text in scheme.review_months if (month := month_of(text)) is not None})


def next_review(scheme: Scheme, today: date) -> tuple[int, int] | None:
    """Year and month of the next review on or after ``today``'s month; None without review months."""
    months = months_of(scheme)
    if not months:
        return None
    later = [m for m in months if m >= today.month]
    return (today.year, later[0]) if later else (today.year + 1, months[0])


_NUMERAL = re.compile(r"([一二两三四五六七八九十]|(?<![\d.])\d{1,2})(?![\d一二两三四五六七八九十年月日.%])")
_NOT_COUNTED = re.compile("两新|两企|三新|[一二三]代|第[一二三四五六七八九十]|一体|统一|同一")  # names, not numerals


def numerals(slogan: str) -> list[int]:
    """The numerals of a slogan in order: 四抓两强 → [4, 2]; those inside names (“两新”, 二代) do not count."""
    found = _NUMERAL.findall(_NOT_COUNTED.sub("", unicodedata.normalize("NFKC", slogan)))
    return [int(n) if n.isdigit() else chinese_number(n) for n in found]
