"""A small site that holds one of everything that pages depend on, and what can be asked of it.

Its files are prose, so that a test can change one line by its words: ``site.edit(CASE, "旧", "新")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from builder import build as pipeline
from builder import manifest
from builder.build import Options, Run
from builder.catalogue import Catalogue
from builder.checks import Standard, check
from builder.contentfiles import content_files
from builder.load import read_file
from builder.pages import Page, draft, machines
from builder.problems import Problem
from builder.relate import relate
from builder.schema import Record
from builder.siteconfig import read_site
from builder.spots import on_disk

TODAY = date(2025, 6, 1)
BRANDS = "content/data/brands.yaml"
FIGURES = "content/data/figures.yaml"
CASE = "content/cases/suzhou/first.md"

FILES: Mapping[str, str] = {
    "site.yaml": """\
name: 小站
url: https://example.cn/party/
per_page: 2
vocabularies:
  station: {post: {zh: 红色驿站, en: Red post}, centre: 党群服务中心}
  organisation: {committee: 党委}
  programme: {method: 工作法}
  theme: {team: {zh: 队伍建设, en: Team}, talent: 人才工作}
""",
    "content/data/regions.yaml": """\
- {id: jiangsu, name: 江苏省, level: 省级}
- {id: suzhou, name: 苏州市, also_known_as: [苏州], level: city, parent: jiangsu}
- {id: anhui, name: 安徽省, level: province}
""",
    BRANDS: """\
- id: xianfeng-365
  名称: 先锋365
  级别: 母品牌
  地区: 苏州
- {id: action-branch, name: 行动支部, level: 子品牌, parent: 先锋“365”}
- {id: lonely, name: 孤星, level: 品牌项目}
""",
    "content/data/stations.yaml": "- {id: red-post, name: 红色驿站, kind: post, region: suzhou, brands: [xianfeng-365]}\n",
    "content/data/sources.yaml": "- {id: daily, title: 党建先行, publisher: 日报, date: 2020-11-24}\n",
    FIGURES: """\
- {id: posts, name: 驿站数, words: 46个, value: 46, unit: 个, source: daily, about: [xianfeng-365], region: suzhou}
""",
    "content/data/people.yaml": "- {id: li, name: 李明, role: 书记}\n",
    "content/data/events.yaml": "- {id: founded, name: 成立, date: 2020-09, about: [xianfeng-365]}\n",
    CASE: """\
---
标题: 第一个案例
日期: 2020-09-28
地区: 苏州
品牌: 行动支部
主题: 队伍建设
来源: [daily]
---
## 背景

[[先锋365]]设有[[figure:posts|46个]]驿站，参见[后来](later.md)和[关于](/about)。
""",
    "content/cases/suzhou/later.md": """\
---
title: 后来的案例
date: 2021-03
brands: [xianfeng-365]
sources: [daily]
---
正文。
""",
    "content/cases/plain.md": "---\ntitle: 另一个案例\ndate: 2022\nregion: anhui\nsources: [daily]\n---\n正文。\n",
    "content/pages/about.md": "---\ntitle: 关于本站\n---\n说明。\n",
}


def case(title: str, day: str, *fields: str) -> str:
    """The text of a case with further lines of front matter."""
    return "\n".join(["---", f"title: {title}", f"date: {day}", "sources: [daily]", *fields, "---", "正文。", ""])


class SmallSite:
    """A site folder with the files above; ``files`` are added or, where None, left out."""

    def __init__(self, root: Path, files: Mapping[str, str | None] | None = None) -> None:
        self.root = root
        for name, text in {**FILES, **(files or {})}.items():
            if text is not None:
                self.write(name, text)

    @classmethod
    def at(cls, root: Path) -> SmallSite:
        """The site that stands at ``root`` already."""
        site = cls.__new__(cls)
        site.root = root
        return site

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def options(
        self, *, today: date = TODAY, store: Path | None = None, workers: int = 1, drafts: bool = False
    ) -> Options:
        folder = self.root / "preview" if drafts else self.root / "public"
        return Options(self.root, folder, store or self.root / ".xianfeng" / "store", today, workers, drafts)

    def related(self, *, today: date = TODAY, drafts: bool = False) -> tuple[Catalogue, list[Problem]]:
        """The catalogue and the problems of reading, relating and checking, without a theme: quick."""
        problems: list[Problem] = []
        site = read_site(self.root, problems.append)
        assert site is not None, said(problems)
        records: list[Record] = []
        lost: list[tuple[str, str]] = []
        for file in content_files(self.root, problems.append):
            loaded = read_file(file, (self.root / file).read_bytes(), site.vocabularies)
            records += loaded.records
            problems += loaded.problems
            lost += loaded.lost
        cat = relate(site, records, today, drafts=drafts, report=problems.append, lost=lost)
        check(Standard.of(cat), problems.append, on_disk(self.root))
        return cat, problems

    def checked(self) -> list[Problem]:
        return self.related()[1]

    def planned(self, *, today: date = TODAY, drafts: bool = False) -> tuple[dict[str, Page], list[Problem]]:
        """The pages by path, and all problems up to there."""
        cat, problems = self.related(today=today, drafts=drafts)
        view, drafted = draft(cat, {}, {}, problems.append)
        pages = [one.make(view, *one.args) for one in drafted]
        last = machines.listing([found for page in pages if (found := machines.address(page))])
        pages.append(last.make(view, *last.args))
        paths = {page.path: page for page in pages}
        assert len(paths) == len(pages)
        return paths, problems

    def build(self, *, today: date = TODAY, store: Path | None = None, workers: int = 1, drafts: bool = False) -> Run:
        return pipeline.build(self.options(today=today, store=store, workers=workers, drafts=drafts))

    def produce(self, *, today: date = TODAY, store: Path | None = None, drafts: bool = False) -> Run:
        return pipeline.produce(self.options(today=today, store=store, drafts=drafts))

    def built(self, *, today: date = TODAY) -> Run:
        """A build that must succeed."""
        run = self.build(today=today)
        assert run.published is not None, said(run.problems)
        return run

    def public(self, name: str = "public") -> dict[str, bytes]:
        """Every file of the published site."""
        folder = self.root / name
        found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        found.pop(manifest.FILE, None)
        return found

    def page(self, path: str) -> str:
        return (self.root / "public" / path).read_text(encoding="utf-8")


def said(problems: Iterable[Problem]) -> list[str]:
    """``place code: sentence`` for each problem: enough to see what happened when a test fails."""
    return [f"{p.place} {p.message.code}: {p.text('zh')}" for p in problems]


def codes(problems: Iterable[Problem]) -> list[str]:
    return [p.message.code for p in problems]
