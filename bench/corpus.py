"""A corpus of Chinese case studies, made from a seed: equal arguments give equal records on every machine.

Words are those of pypinyin's list of phrases, drawn by Zipf's law behind a few of the field, so that the pairs of
characters in the text are about as many and as unevenly used as in real reports. A case has some 1,950 characters:
four headings, nine paragraphs, two lists, a quotation, a table, and links to three other cases.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pypinyin.phrases_dict import phrases_dict

FIELD = (
    "党建", "企业", "组织", "服务", "发展", "工作", "群众", "党员", "支部", "园区", "社区", "街道", "书记",
    "品牌", "阵地", "引领", "建设", "创新", "机制", "活动", "平台", "人才", "项目", "治理", "队伍", "覆盖",
    "联盟", "驿站", "新兴领域", "党群服务中心", "新兴行业", "示范带", "网格", "商圈", "楼宇", "行业", "共建", "志愿者", "培训",
    "考核",
)  # fmt: skip
GLUE = ("的", "和", "在", "与", "对", "为", "把", "由", "向", "以")
LETTERS = {"regions": ("r", "市"), "brands": ("b", "先锋"), "stations": ("s", "驿站"), "belts": ("k", "示范带")}
NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两双半几数多余]")  # a number in a text would want its figure
REGIONS, TAGS, PUBLISHERS = 60, 80, 40
FIRST_DAY, LAST_DAY = dt.date(2013, 1, 1), dt.date(2025, 12, 31)
CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Term:
    """A region, brand, station or belt."""

    id: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as any generator may lay it out; ``publisher`` and tags are numbers in the corpus's lists."""

    slug: str
    title: str
    date: dt.date
    summary: str
    region: str
    brands: tuple[str, ...]
    stations: tuple[str, ...]
    belts: tuple[str, ...]
    tags: tuple[int, ...]
    publisher: int
    published: dt.date
    url: str
    body: str


def _words() -> tuple[list[str], list[float]]:
    plain = re.compile(r"[\u4e00-\u9fff]{2,4}\Z")
    rest = sorted(word for word in phrases_dict if plain.match(word) and not NUMERAL.search(word))
    random.Random("words").shuffle(rest)
    words = [*FIELD, *rest]
    return words, list(accumulate(1 / (rank + 30) for rank in range(len(words))))


class Corpus:
    """``count`` cases with what they belong to; a case is made when it is asked for, from its number alone."""

    def __init__(self, count: int, seed: str = "1") -> None:
        self.count = count
        self._seed = seed
        self._words, self._weights = _words()
        sizes = {
            "regions": REGIONS,
            "brands": max(20, count // 50),
            "stations": max(46, count // 20),
            "belts": max(8, count // 200),
        }
        self.terms = {kind: self._terms(kind, size) for kind, size in sizes.items()}
        r = self._random("names")
        self.tags = [self._phrase(r, 2, 4) for _ in range(TAGS)]
        self.publishers = [f"{self._phrase(r, 2, 4)}日报" for _ in range(PUBLISHERS)]

    def cases(self) -> Iterator[Case]:
        return map(self.case, range(self.count))

    def case(self, number: int) -> Case:
        r = self._random("case", number)
        day = FIRST_DAY + dt.timedelta(days=r.randrange((LAST_DAY - FIRST_DAY).days + 1))
        published = day - dt.timedelta(days=r.randrange(30))
        return Case(
            slug=slug(number),
            title=self._phrase(r, 10, 24),
            date=day,
            summary=self._sentence(r),
            region=self._some(r, "regions", number * 11 + number // 60, 1)[0],
            brands=self._some(r, "brands", number, 2),
            stations=self._some(r, "stations", number * 7 + 3, 3),
            belts=() if number % 2 else self._some(r, "belts", number // 2, 1),
            tags=tuple(dict.fromkeys(r.randrange(TAGS) for _ in range(r.randint(2, 4)))),
            publisher=r.randrange(PUBLISHERS),
            published=published,
            url=f"https://news.example.com/{published.year}/{r.randrange(10**8):08}.html",
            body=self._body(r, number),
        )

    def _random(self, *key: object) -> random.Random:
        return random.Random("/".join(map(str, (self._seed, *key))))

    def _terms(self, kind: str, size: int) -> list[Term]:
        letter, ending = LETTERS[kind]
        r = self._random(kind)
        names: dict[str, None] = {}
        while len(names) < size:
            names[self._phrase(r, 3, 6) + ending] = None
        return [Term(f"{letter}{n:04}", name, self._sentence(r)) for n, name in enumerate(names, 1)]

    def _some(self, r: random.Random, kind: str, first: int, most: int) -> tuple[str, ...]:
        """The term numbered ``first`` and perhaps others, each once."""
        terms = self.terms[kind]
        others = (r.choice(terms).id for _ in range(r.randint(1, most) - 1))
        return tuple(dict.fromkeys((terms[first % len(terms)].id, *others)))

    # Text

    def _word(self, r: random.Random) -> str:
        return self._words[bisect(self._weights, r.random() * self._weights[-1])]

    def _phrase(self, r: random.Random, least: int, most: int) -> str:
        length = r.randint(least, most)
        text = ""
        while len(text) < length:
            text += self._word(r)
        return text[:length]

    def _clause(self, r: random.Random) -> str:
        words = [self._word(r) + (r.choice(GLUE) if r.random() < 0.3 else "") for _ in range(r.randint(3, 7))]
        return "".join(words) + self._word(r) + (f"、{self._word(r)}" if r.random() < 0.15 else "")

    def _sentence(self, r: random.Random) -> str:
        return "，".join(self._clause(r) for _ in range(r.randint(2, 4))) + "。"

    def _paragraph(self, r: random.Random, length: int) -> str:
        text = ""
        while len(text) < length:
            text += self._sentence(r)
        return text

    def _body(self, r: random.Random, number: int) -> str:
        def bold() -> str:
            return f"{self._clause(r)}，其中**{self._phrase(r, 4, 8)}**{self._clause(r)}。"

        def link() -> str:
            other = slug((number + 1 + r.randrange(max(1, self.count - 1))) % self.count)
            return f"{self._clause(r)}，参见[{self._phrase(r, 6, 14)}](/cases/{other}/){self._clause(r)}。"

        def rows() -> list[str]:
            lengths = ((2, 4), (4, 8), (2, 4))
            return [f"| {' | '.join(self._phrase(r, *two) for two in lengths)} |" for _ in range(4)]

        steps = [f"{n}. {self._sentence(r)}" for n in range(1, 5)]
        points = [f"- {self._phrase(r, 4, 8)}：{self._clause(r)}。" for _ in range(5)]
        quote = self._paragraph(r, 60)
        rest = CHARACTERS - sum(map(len, (*steps, *points, quote))) - 380  # links, bold, table and headings
        text = [self._paragraph(r, max(40, rest // 9)) for _ in range(9)]
        heads = [f"## {self._phrase(r, 4, 9)}" for _ in range(4)]
        blocks = [
            text[0],
            heads[0], text[1] + bold(), text[2] + link(),
            heads[1], text[3] + bold(), "\n".join(steps), text[4],
            heads[2], text[5] + link(), f"> {quote}", text[6], "\n".join(points),
            heads[3], text[7] + bold(), "\n".join(["| 项目 | 内容 | 说明 |", "| --- | --- | ---: |", *rows()]),
            text[8] + link(),
        ]  # fmt: skip
        return "\n\n".join(blocks) + "\n"


def slug(number: int) -> str:
    return f"case-{number:06}"
