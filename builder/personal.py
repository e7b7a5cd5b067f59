"""Personal data in a text: what it is, where it stands, and how it may be shown in a message.

Resident identity numbers, mobile and landline numbers, bank cards, e-mail addresses, number plates. Digits may be
full-width and divided by spaces, hyphens or points, as people type and paste them. What a number may be is told by its
form and proven by its check digit, so that dates, quantities, document numbers and ids give no alarm:

- an identity number of 18 digits has a region, a day of birth and a check digit; the old one of 15 digits, which has
  none and has been void since 2013, counts only where the words before it speak of one, as does a misspelt new one;
- a local number without its area code counts only after “电话” or the like; 400 and 800 numbers are nobody's own;
- a bank card begins as cards do and satisfies Luhn;
- a run of digits before a unit (元, 万, 人 …) is a quantity, and what stands in a web address is an address;
- ``logo@2x.png`` is a picture for fine screens.

``suspicious`` is the cheap question: one pattern over a whole file, true for all that ``find`` could find and some
more. Rejected: names of persons (a list of surnames finds half of Chinese), and street addresses (a station has one).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

Kind = Literal["identity", "card", "mobile", "landline", "email", "plate"]


@dataclass(frozen=True, slots=True)
class Personal:
    """One find in ``text[start:end]``; ``number`` is it in plain characters, ``mask`` what may be shown of it."""

    kind: Kind
    start: int
    end: int
    number: str
    mask: str


_D = "[0-9０-９]"
_BETWEEN = r" \t\u00a0\u2002-\u200d\u3000\u2010-\u2015\u2212\-－.．·・"
_S = f"[{_BETWEEN}]?"  # what may stand between two digits
_HEAD = r"(?<![0-9A-Za-z０-９_])(?<![0-9０-９][-.－])"  # not the end of a longer number
_TAIL = rf"(?!{_D}|[A-Za-z_]|[-.]?[0-9])"
_UNIT = r"(?![ \u00a0]?(?:元|万|亿|美元|人|名|个|件|户|吨|亩|次|家|项|条|台|套|册|平方|㎡|千|米|公里|%|％))"
_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_LETTER = "[A-HJ-NP-Za-hj-np-zＡ-ＨＪ-ＮＰ-Ｚ]"
_ABROAD = rf"(?:(?:[+＋]|[0０]{{2}})?[8８][6６]{_S})"  # +86, 0086, 86-
_TOLD = "电话|座机|热线|传真|手机|致电|[Tt][Ee][Ll]|[Pp]hone"

_IDENTITY = rf"{_HEAD}[1-9１-９]{_D}{{5}}{_S}(?:{_D}{_S}){{11}}[0-9０-９XxＸｘ]{_TAIL}"
_OLD_IDENTITY = rf"{_HEAD}[1-9１-９]{_D}{{5}}{_S}{_D}{{6}}{_S}{_D}{{3}}{_TAIL}"
_CARD = rf"{_HEAD}[2-69２-６９]{_D}{{3}}{_S}(?:{_D}{{4}}{_S}{_D}{{4}}{_S}{_D}{{3,7}}|{_D}{{6}}{_S}{_D}{{5}}){_TAIL}"
_LONG_CARD = rf"{_HEAD}[2-69２-６９]{_D}{{3}}{_S}(?:{_D}{{4}}{_S}){{3}}{_D}{{1,3}}{_TAIL}"
_MOBILE = rf"{_HEAD}{_ABROAD}?[1１][3-9３-９]{_D}(?:{_S}{_D}){{8}}{_TAIL}{_UNIT}"
_AREA = rf"(?:{_ABROAD}[(（]?[0０]?[1-9１-９]{_D}{{1,2}}|[(（]?[0０]{_D}{{2,3}})[)）]?"
_LANDLINE = rf"{_HEAD}{_AREA}{_S}[1-9１-９]{_D}{{2,3}}{_S}{_D}{{4}}(?!{_D}|[A-Za-z_]){_UNIT}"
_LOCAL = rf"(?:{_TOLD})[^0-9０-９\n。；;]{{0,8}}(?P<number>[2-8２-８]{_D}{{2,3}}{_S}{_D}{{4}}){_TAIL}{_UNIT}"
_FINE = r"(?![1-9]x\.(?i:png|jpe?g|webp|gif|avif|svg))"  # what makes a name one of a picture
_EMAIL = rf"[0-9A-Za-z][0-9A-Za-z._%+-]{{0,63}}[@＠]{_FINE}(?:[0-9A-Za-z-]{{1,63}}[.．]){{1,4}}[A-Za-z]{{2,24}}"
_PLATE = rf"[{_PLACES}]{_LETTER}{_S}(?P<rest>(?:{_D}|{_LETTER}){{4,5}}(?:{_D}|{_LETTER}|[挂学警港澳]))(?![0-9A-Za-z０-９])"

_ADDRESS = re.compile(r"https?://[!#-&*-;=?-Z\\_a-z~]+", re.IGNORECASE)
_RUN = re.compile(rf"{_D}[0-9０-９()（）{_BETWEEN}]{{6,}}")
_LIKE_A_NUMBER = re.compile(
    rf"{_D}{{4}}(?:{_S}{_D}){{11}}|[1１][3-9３-９]{_D}(?:{_S}{_D}){{8}}"
    rf"|(?!(?:19|20)[0-9]{{2}}{_S}20[0-9]{{2}}(?!{_D})){_D}{{3,4}}{_S}{_D}{{4}}(?!{_D})"
)
_LIKE_A_NAME = re.compile(rf"[{_PLACES}]{_LETTER}{_S}(?:{_D}|{_LETTER}){{4}}")
_ABOUT_IDENTITY = re.compile(r"(?:身份|证件|公民|户籍|ID)[^0-9０-９\n。；;]{0,12}\Z", re.IGNORECASE)
_REGION = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_CARDS = re.compile(r"62|60|6[3-9]|4|5[0-9]|3[04-9]|2[2-7]|9558")


def suspicious(text: str) -> bool:
    """Whether ``find`` may find something in ``text``; never False where it does.

    Runs of digits are gathered first: little of a Chinese text is digits, and one set of characters is looked for fast.
    """
    return (
        "@" in text
        or "＠" in text
        or _LIKE_A_NUMBER.search("\n".join(_RUN.findall(text))) is not None
        or _LIKE_A_NAME.search(text) is not None
    )


def masked(text: str) -> str:
    """``text`` as a message may quote it. A quotation lacks the words around it, so an identity number that only these
    would give away counts as one."""
    return _replaced(text, lambda found: found.mask)


def elided(text: str) -> str:
    """``text`` as a message may tell somebody to type it: whoever copied a mask would publish asterisks."""
    return _replaced(text, lambda _: "…")


def _replaced(text: str, shown: Callable[[Personal], str]) -> str:
    pieces, at = [], 0
    for found in sorted(find(text, "身份证"), key=lambda one: one.start):
        pieces += [text[at : found.start], shown(found)]
        at = found.end
    return "".join([*pieces, text[at:]])


def find(text: str, told: str = "") -> Iterator[Personal]:
    """All personal data in ``text``, kind by kind; nothing is found twice. ``told``: what is taken to stand right
    before each number, beside what does."""
    if not suspicious(text):
        return
    plain = _ADDRESS.sub(lambda found: "\x00" * len(found[0]), text)
    taken: list[tuple[int, int]] = []
    for kind, pattern, holds in _kinds():
        for found in pattern.finditer(plain):
            group = "number" if "number" in pattern.groupindex else 0
            start, end = found.span(group)
            number = re.sub(r"[^0-9A-Za-z@._%+\u4e00-\u9fff-]", "", unicodedata.normalize("NFKC", found[group]))
            if kind not in ("email", "plate"):
                number = re.sub("[^0-9X]", "", number.upper())
            if kind in ("mobile", "landline"):
                number = re.sub(r"^(?:00)?86(?=[0-9]{9})", "", number)
            if any(start < e and s < end for s, e in taken) or not holds(number, found[group], plain[:start] + told):
                continue
            taken.append((start, end))
            yield Personal(kind, start, end, number, mask(kind, number))


def digits(text: str) -> list[str]:
    """The numbers in a field that holds numbers: ``0512-5812 3456、5812 3457`` → two of them, digits alone."""
    pieces = re.split("[、,;/]|转", unicodedata.normalize("NFKC", text))
    return [number for piece in pieces if len(number := re.sub("[^0-9]", "", piece)) >= 7]


def mask(kind: Kind, number: str) -> str:
    """``138******00``, ``z***@example.cn``, ``苏E***23``: enough to find it again, too little to use it."""
    if kind == "email":
        name, _, host = number.partition("@")
        return f"{name[:1]}***@{host}"
    head = 2 if kind == "plate" else 3
    return f"{number[:head]}{'*' * (len(number) - head - 2)}{number[-2:]}"


# What proves a kind: (the number in plain characters, as typed, what stands before it) → whether it is one -----------

Proof = Callable[[str, str, str], bool]


def _is_identity(number: str, typed: str, before: str) -> bool:
    born = _day(number[6:14])
    if not _REGION.match(number) or not born or not _grouped(typed):
        return False
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    check = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True)) % 11
    return number[17] == "10X98765432"[check] or _ABOUT_IDENTITY.search(before[-40:]) is not None


def _is_old_identity(number: str, _typed: str, before: str) -> bool:
    about = _ABOUT_IDENTITY.search(before[-40:])
    return about is not None and _REGION.match(number) is not None and _day(f"19{number[6:12]}")


def _day(text: str) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2099


def _is_card(number: str, _typed: str, _before: str) -> bool:
    if not _CARDS.match(number) or (len(number) == 15 and number[:2] not in ("34", "37")):
        return False
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(number))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0 and len(set(number)) > 1


def _is_grouped(_number: str, typed: str, _before: str) -> bool:
    return _grouped(typed)


def _grouped(typed: str) -> bool:
    """Digits in few groups: ``138 0013 8000`` is a number, ``13 14 15 16 17 1`` a row of them."""
    groups = re.findall(f"(?:{_D}|[XxＸｘ])+", typed)
    return len(groups) <= 5 and all(len(group) > 2 for group in groups[1 if len(groups[0]) == 2 else 0 :])


def _is_landline(number: str, typed: str, _before: str) -> bool:
    """An area code as there is one, 010, 02x, 03xx to 09xx, and seven or eight digits behind it."""
    local = number.removeprefix("0")
    area = 2 if local[0] == "2" or local[:2] == "10" else 3
    grouped = all(len(group) > 2 for group in re.findall(f"{_D}+", typed)[-2:])
    return (area == 2 or local[0] > "2") and 7 <= len(local) - area <= 8 and grouped


def _is_plate(number: str, _typed: str, _before: str) -> bool:
    return sum(c.isdigit() for c in number) >= 3


def _always(_number: str, _typed: str, _before: str) -> bool:
    return True


@cache
def _kinds() -> tuple[tuple[Kind, re.Pattern[str], Proof], ...]:
    """The patterns are large, and of most sites none is asked for."""
    return (
        ("identity", re.compile(_IDENTITY), _is_identity),
        ("card", re.compile(_LONG_CARD), _is_card),
        ("card", re.compile(_CARD), _is_card),
        ("identity", re.compile(_OLD_IDENTITY), _is_old_identity),
        ("mobile", re.compile(_MOBILE), _is_grouped),
        ("landline", re.compile(_LANDLINE), _is_landline),
        ("landline", re.compile(_LOCAL), _always),
        ("email", re.compile(_EMAIL), _always),
        ("plate", re.compile(_PLATE), _is_plate),
    )
