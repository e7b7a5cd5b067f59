"""What was filled in behind ``# `` is told, and nothing else that begins so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.authoring.skeleton import new
from builder.files import DISK
from builder.load import read_file
from builder.problems import Problem
from builder.schema import REGISTRY
from tests.smallsite import TODAY, SmallSite, said

HEAD = "---\n标题: 案例\n编号: tc\n日期: 2026-03-01\n摘要: 文字\n"
CASE = "content/cases/tc.md"
REGIONS = "content/data/regions.yaml"


def found(text: str, file: str = CASE) -> list[Problem]:
    return list(read_file(file, text.encode(), {}).problems)


def front(*lines: str) -> list[str]:
    """``line:column code`` of what is found in a case with ``lines`` in its front matter from line 6 on."""
    problems = found(HEAD + "".join(f"{line}\n" for line in lines) + "---\n\n正文。\n")
    return [f"{p.place.line}:{p.place.column} {p.message.code}" for p in problems]


def test_what_is_filled_in_and_not_switched_on_is_told_once() -> None:
    text = HEAD + "## 填品牌\n# 品牌: 示例先锋\n# 地区: \n# source: 示例报道\n---\n\n正文。\n"
    (problem,) = found(text)
    assert problem.severity == "warning"
    assert problem.line("zh") == (
        "content/cases/tc.md:7:1 这一行开头有“# ”，还没有启用，“品牌:”后面填的内容不会显示。"
        "请去掉“# ”；不用的，请清空冒号后面的字。"
    )
    (problem,) = found(text.replace("# source:", "# 来源:"))
    assert problem.line("zh").endswith("这样的还有第 9 行。")


@pytest.mark.parametrize(
    "line",
    [
        "# 品牌:", "## 品牌: 填编号", "# 品牌这一项: 不填", "# 品牌：示例先锋", "#品牌: 示例先锋", "  # 品牌: 示例先锋",
        "# 品牌: 示例先锋   # 样子", "# 面积: 300", "# 摘要: 原来的文字", "说明: |\n  # 品牌: 示例先锋",
    ],
)  # fmt: skip
def test_other_remarks_are_not_told(line: str) -> None:
    assert not [code for code in front(line) if "field-off" in code]


def test_a_part_of_which_nothing_is_on_is_told_with_its_head() -> None:
    assert front("# 审核:", "#     ## 必填", "#   - 环节: 初审", "#     审核人: 张三", "#     日期: ") == ["6:1 field-off"]


def test_lines_of_a_part_whose_head_is_off_are_read_and_told_once() -> None:
    part = ("#     ## 必填", "  - 环节: 初审", "#     ## 必填", "    审核人: 张三", "    日期: 2026-02-01")
    assert front("# 审核:", *part) == ["6:1 field-off-head"]
    assert front("审核:", *part) == []
    correction = ("  - 日期: 2026-03-02", "    内容: 改了。")
    assert front("审核:", *part, "# 更正:", *correction) == ["12:1 field-off-head"]
    assert front("更正:", "# 审核:", *correction) == []  # they belong to the line above
    assert front("更正:", *correction, "# 审核:", "  - 日期: 2026-03-02", "    内容: 又改了。") == []


def test_in_data_the_column_of_the_record_counts() -> None:
    record = "- 编号: a\n  名称: 甲\n  级别: 设区市\n"
    text = f"# 说明: 整个文件的说明\n{record}  # 摘要: 文字\n    # 说明: 备注\n{record.replace('a', 'b')}  # 别名: 乙\n"
    (problem,) = found(text, REGIONS)
    assert (problem.message.code, problem.place.line, problem.place.column) == ("field-off", 5, 3)
    assert problem.text("en").endswith("There are more in the lines 10.")
    (problem,) = found("# 说明: 备注\na:\n  名称: 甲\n  级别: 设区市\n  # 摘要: 文字\n", REGIONS)
    assert (problem.message.code, problem.place.line) == ("field-off", 5)


@pytest.mark.parametrize("kind", REGISTRY)
def test_the_forms_that_new_writes_are_silent_until_they_are_filled_in(tmp_path: Path, kind: str) -> None:
    SmallSite(tmp_path)
    problems: list[Problem] = []
    outcome = new(tmp_path, kind, "新的", "fresh", TODAY, DISK, problems.append)
    assert outcome is not None, said(problems)
    (file,) = outcome.files
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert not [p for p in found(text, file) if p.message.code.startswith("field-off")]
    filled = re.sub(r"^( *# .*: )$", r"\1文字", text, flags=re.MULTILINE)
    assert [p.message.code for p in found(filled, file) if p.message.code.startswith("field-off")] == ["field-off"]
