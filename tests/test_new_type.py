"""Adding a type of content: one class and one template, as ``docs/content-types.md`` says; all else follows.

The type is added in a process of its own, where nothing has asked the registry yet, as it would be in the program.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.markdown import Document
from builder.schema import REGISTRY, Record
from builder.schema import fields as f
from builder.schema.records import content_type
from tests.smallsite import CASE, SmallSite

REPOSITORY = Path(__file__).parent.parent

# 课程: a course, held at a station, with a subject from a vocabulary of its own.
ADDED = """
import sys
from builder.schema import fields as f
from builder.schema.fields import Ref, When
from builder.schema.records import Placed, content_type

@content_type("course", "courses", "课程", "Course", "Courses")
class Course(Placed):
    kind_of: str = f.choice("科目", "Subject", key="kind", of="course", required=True)
    at: Ref | None = f.ref("地点", "Place", to="station", required=True)
    topics: tuple[str, ...] = f.choices("专题", "Topics", of="topic")
    held: When | None = f.when("时间", "Held")
    parent: Ref | None = f.ref("上级课程", "Part of", to="course")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)

from builder.cli import main
sys.exit(main(sys.argv[1:]))
"""
COURSES = """\
- 编号: law
  名称: 法律课
  科目: 理论
  地点: 红色驿站
  地区: 苏州
  专题: 条例
  时间: 2021-05
  数据: [{编号: seats, 名称: 座位, 写法: 30个, 数值: 30, 单位: 个, 出处: daily}]
"""


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = SmallSite(tmp_path / "site", {"content/data/courses.yaml": COURSES})
    words = "  course: {theory: {zh: 理论, en: Theory}}\n  topic: {rules: {zh: 条例, en: Rules}}\n"
    site.edit("site.yaml", "vocabularies:\n", f"vocabularies:\n{words}")
    site.write("templates/course.html", '{% extends "record.html" %}\n')
    site.edit(CASE, "参见[后来]", "参见[[课程：法律课]]和[后来]")
    (tmp_path / "program.py").write_text(ADDED, encoding="utf-8")
    return site


def run(site: SmallSite, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = site.root.parent / "program.py"
    command = [sys.executable, str(program), *arguments, "--root", str(site.root), "--date", "2025-06-01"]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_class_and_a_template_give_pages_lists_and_relations(site: SmallSite) -> None:
    done = run(site, "build")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    page = site.page("courses/law.html")
    for shown in ("法律课", "科目", "理论", "2021年5月", "../stations/red-post.html", "../figures/seats.html", "条例"):
        assert shown in page, shown
    assert "rules" not in page, "a choice is shown by its name"
    assert "法律课" in site.page("courses/index.html")
    for back in ("stations/red-post.html", "regions/suzhou.html", "sitemap.html", "cases/first.html"):
        assert "courses/law.html" in site.page(back), back
    assert "第一个案例" in page, "the case that names it"
    assert "courses/index.html" in site.page("index.html"), "the navigation"


def test_what_stands_below_a_record_is_named_on_its_page_without_a_tree_too(site: SmallSite) -> None:
    below = "- {编号: clauses, 名称: 条款课, 科目: 理论, 地点: 红色驿站, 上级课程: law}\n"
    site.write("content/data/courses.yaml", COURSES + below)
    done = run(site, "build")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert "courses/clauses.html" in site.page("courses/law.html").partition('<nav class="turn"')[0]


def test_its_fields_are_checked_like_all_others(site: SmallSite) -> None:
    site.edit("content/data/courses.yaml", "科目: 理论", "科目: 理仑")
    site.edit("content/data/courses.yaml", "地点: 红色驿站", "地点: 苏州市")
    site.edit("content/data/courses.yaml", "时间: 2021-05", "时闻: 2021-05")
    done = run(site, "check")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("content/data/courses.yaml:3:7 科目(kind):“理仑” 不在可选值之中。是不是：理论")
    assert lines[1].startswith("content/data/courses.yaml:7:3 没有“时闻”这个字段。是不是：时间")
    site.edit("content/data/courses.yaml", "科目: 理仑", "科目: 理论")
    assert "这里要填阵地，“苏州市”却是地区。" in run(site, "check").stdout


def test_a_second_text_of_a_record_is_refused_where_it_is_declared() -> None:
    class Story(Record):
        told: Document | None = f.prose("故事", "Story")

    with pytest.raises(TypeError, match=r"Story\.told"):
        content_type("story", "stories", "故事", "Story", "Stories")(Story)
    assert "story" not in REGISTRY


def test_without_its_template_the_template_to_add_is_named(site: SmallSite) -> None:
    site.remove("templates/course.html")
    done = run(site, "build")
    assert done.returncode == 1
    assert "templates/course.html" in done.stdout
