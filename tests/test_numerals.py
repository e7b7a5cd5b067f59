"""Which numbers in Chinese prose are quantities, and which are names, dates, ordinals and idioms."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.numerals import CONTEXTS, names_with_numbers, quantities_in, small_number

NAMES = names_with_numbers(["先锋365", "“两新”组织", "四抓两强", "民企新28条", "五个一工程", "46个"])

# Text → the quantities in it.
STATED = """\
全区有46个党群工作站 → 46个
共有四十六个站点，服务25180人次 → 四十六个 25180人次
投入30余万元，覆盖率达94.3% → 30余万元 94.3%
面积近2000平方米 → 近2000平方米
１２３家企业 → １２３家
覆盖12.7万余家 → 12.7万余家
新建两个工作站，占三成 → 两个 三成
百余家企业，上百家企业 → 百余家 上百家
百分之九十以上的企业 → 百分之九十以上
每人不少于2次，每年至少一次，增长一倍 → 不少于2次 至少一次 一倍
10—20名书记 → 10—20名
8时30分出动12人 → 12人
2020年9月28日共有46名 → 46名
从46个增加到58个 → 46个 58个
前期投入500万，员工1,013名 → 500万 1,013名
第3批16家，5G基站120座 → 16家 120座
为期3个月，每天24个小时 → 3个月 24个小时
数量（家） 46 → 46
党员2000余名 → 2000余名
不超过3次，不到100个，数百人 → 不超过3次 不到100个 数百人
100名以内 → 100名以内
2.5 万人参加 → 2.5
3.2 平方米 → 3.2
46.5 左右，全年1.1 加强 → 46.5 1.1
增速为-3.2%，约－1.5万元 → -3.2% 约－1.5万元
"""

SILENT = """\
先锋365行动，先锋“365”，先锋 365
“两新”组织和两新组织；四抓两强；五个一工程；民企新28条
2013年5月至2020年，2013—2020年，二〇二〇年，2020 年
5月、11月复评，每月15日，二季度，第二季度
第一，首批，第十九次，第28条，前三名，第3批
三年计划，五年规划，以三年为期，3年行动
一是，一个，一批，一站一岗，一对一，每一名
《关于28条意见的46个问题》和“1333”计划，“3＋2”产业
80后、85后、90后
24小时值守，两个维护，四个意识，八项规定，两个覆盖
职务有三个：书记、主席、主任。
约定了两条：先达标，再贷款。
甲、乙两家企业；甲、乙和丙三个站
ISO9000，GB/T 37668—2019，5G，A4
上午9:30，9时30分，电话0512-58888888，13812345678
三农，四面八方，千人计划，百家讲坛，千方百计，十分
三五家，两三个
四个方面，三种办法，三条路子
5星级，2.0版本，40号
两人都来自外地
3、6、5各代表什么
1.1 加强领导
　　2.3.1落实责任
1.2. “两新”工作
"""


@pytest.mark.parametrize("line", STATED.splitlines())
def test_a_quantity_is_found_with_its_qualifier_and_unit(line: str) -> None:
    text, _, wanted = line.partition(" → ")
    assert [text[start:end] for start, end in quantities_in(text, NAMES)] == wanted.split(" ")


@pytest.mark.parametrize("text", SILENT.splitlines())
def test_names_dates_ordinals_and_idioms_are_no_quantities(text: str) -> None:
    assert [text[start:end] for start, end in quantities_in(text, NAMES)] == []


def test_every_exemption_says_why_and_stands_once() -> None:
    assert all(why and not re.search("[一-鿿]{9}", why) for _, _, why in CONTEXTS)
    assert max(Counter((before, there) for before, there, _ in CONTEXTS).values()) == 1


def test_a_name_exempts_its_own_number_only() -> None:
    found = [start for start, _ in quantities_in("先锋365行动有365名党员", NAMES)]
    assert found == [8]


def test_small_numbers_in_characters_may_count_what_stands_by() -> None:
    assert [small_number(typed) for typed in ("四项", "十个", "一个", "4项", "四余项", "四万元", "四十项")] == [
        4, 10, None, None, None, None, None,
    ]  # fmt: skip


@given(st.text(alphabet="一二三十百万46.余多近个名年月日第“”《》：、，\x01\x02 \n", max_size=60))
def test_any_text_is_read_and_every_finding_lies_in_one_line(text: str) -> None:
    for start, end in quantities_in(text, NAMES):
        assert start < end and "\n" not in text[start:end]
