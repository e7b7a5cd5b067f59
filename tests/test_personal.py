"""Personal data in a text: every way in which people type it, and everything that only looks like it.

All numbers are made up, or are those that standards give for tests.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.personal import find, masked, suspicious

ROOT = Path(__file__).parent.parent


def identity(body: str) -> str:
    """``body`` (17 digits) with its check digit."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]  # as GB 11643 prints them
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


ID = identity("32058219900101123")
ID_X = next(found for n in range(100, 1000) if (found := identity(f"32058219900101{n}")).endswith("X"))
WIDE = str.maketrans("0123456789X+-@.", "０１２３４５６７８９Ｘ＋－＠．")

FOUND = [
    ("identity", ID), ("identity", ID_X), ("identity", ID_X.lower()), ("identity", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
    ("identity", f"{ID[:6]}-{ID[6:10]}-{ID[10:14]}-{ID[14:]}"), ("identity", ID_X.translate(WIDE)),
    ("identity", f"身份证号码：{ID[:17]}{(int(ID[17]) + 1) % 10}"), ("identity", "身份证 320582900101123"),
    ("mobile", "13800138000"), ("mobile", "138 0013 8000"), ("mobile", "138-0013-8000"), ("mobile", "138.0013.8000"),
    ("mobile", "+8613800138000"), ("mobile", "+86 138 0013 8000"), ("mobile", "0086-13800138000"),
    ("mobile", "86-138-0013-8000"), ("mobile", "13800138000".translate(WIDE)), ("mobile", "138\u200b0013\u200b8000"),
    ("mobile", "138\u00a00013\u20118000"), ("mobile", "电话13800138000转王老师"), ("mobile", "(13800138000)"),
    ("mobile", "[站](https://example.cn/)13800138000"), ("mobile", "19912345678，"),
    ("landline", "0512-58123456"), ("landline", "(0512)58123456"), ("landline", "（0512）5812 3456"),
    ("landline", "051258123456"), ("landline", "010-62345678"), ("landline", "+86 512 5812 3456"),
    ("landline", "+86-10-6234 5678"), ("landline", "0512-58123456".translate(WIDE)), ("landline", "0516-8123456"),
    ("landline", "联系电话：58123456"), ("landline", "Tel. 5812 3456"), ("landline", "0512-58123456-8001"),
    ("card", "4111 1111 1111 1111"), ("card", "4111111111111111"), ("card", "5500-0000-0000-0004"),
    ("card", "378282246310005"), ("card", "3782 822463 10005"), ("card", "6222 0212 3456 7890 128"),
    ("card", "4111111111111111".translate(WIDE)),
    ("email", "a.b_c+d@mail.example.cn"), ("email", "zhang＠example．cn"), ("email", "邮箱：z1@example.com。"),
    ("plate", "苏E12345"), ("plate", "苏E·A2B45"), ("plate", "苏E 1234学"), ("plate", "苏EDF1234"),
    ("plate", "苏Ｅ１２３４５"),
]  # fmt: skip

INNOCENT = [
    "2020-09-28", "2020-09-28 2021-10-11 2022", "20200928", "2019-2020年", "2020年9月28日 8:30—17:30",
    "苏委发〔2020〕12号", "苏ICP备12345678号-1", "苏公网安备32058202010123号", "京B2-20090059",
    "产值13800138000元", "惠及13800138000人次", "12,345,678.90", "3.1415926535897932", "0.13800138000", "12345678",
    "320582202009280015", "20200928123456789", "91320582MA1ABCDE23", ID[:17] + str((int(ID[17]) + 1) % 10),
    "320582900101123", "4111111111111112", "热线12345", "400-800-8000", "110、119、120", "占地190 2020-09-28起",
    "https://example.cn/13800138000/t20200928_4111111111111111.html?phone=13800138000", "13 14 15 16 17 18 19",
    "http://www.example.cn/art/2020/9/28/art_59222_9512345.html", "case-2020-13800138000", "第1380013800号",
    "logo@2x.png",
    "人@我", "@media", "新CRM系统", "苏A股", "京东E1", "ISBN 978-7-01-021365-1", "GB/T 2260-2007", "0000000000000000",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), FOUND, ids=lambda v: v)
def test_what_people_type_is_found_once_and_wherever_it_stands(kind: str, text: str) -> None:
    for before, after in (("", ""), ("请找", "。"), ("见 ", "\n次日")):
        (found,) = find(before + text + after)
        assert found.kind == kind
        assert (before + text + after)[found.start : found.end] in text


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert [f.number for typed in (text, f"其中{text}，", f"（{text}）") for f in find(typed)] == []


def test_several_in_one_text_are_found_each_for_itself() -> None:
    text = f"{ID} 13800138000 13900139000，0512-58123456、a@example.cn"
    assert sorted(f.kind for f in find(text)) == ["email", "identity", "landline", "mobile", "mobile"]


def test_one_number_however_typed_has_one_mask_and_the_mask_is_no_find() -> None:
    for typed in ("13800138000", "+86 138-0013-8000", "１３８ ００１３ ８０００"):
        (found,) = find(typed)
        assert found.mask == "138******00"
    masks = [found.mask for _, text in FOUND for found in find(text)]
    assert masks and all("***" in mask for mask in masks)
    assert list(find("\n".join(masks))) == []


def test_what_is_quoted_is_masked_even_without_the_words_that_gave_it_away() -> None:
    wrong = ID[:17] + str((int(ID[17]) + 1) % 10)
    told = f"320{'*' * 13}{ID[-2:]}、320{'*' * 13}{wrong[-2:]}，转 z***@example.com."
    assert masked(f"{ID}、{wrong}，转 z1@example.com.") == told
    for typed in ("2020-09-28", "12,345,678.90", "[[figure:zjg-stations|46个]]", "media/logo@2x.png", ""):
        assert masked(typed) == typed


PIECES = st.sampled_from([
    *(text for _, text in FOUND), *INNOCENT, "1", "3", "0", "８", "-", " ", "苏", "E", "@", ".", "电话", "\n", "先锋", "（",
])  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join))
def test_whatever_is_found_was_suspicious(text: str) -> None:
    found = list(find(text))
    assert not found or suspicious(text)
    assert all(text[f.start : f.end].strip() for f in found)
    spans = sorted((f.start, f.end) for f in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_the_content_of_this_site_gives_no_alarm() -> None:
    files = [file for file in (ROOT / "content").rglob("*") if file.suffix in (".md", ".yaml")]
    texts = [file.read_text(encoding="utf-8") for file in [*files, ROOT / "site.yaml"]]
    assert sum(map(len, texts)) > 100_000
    assert [found.mask for text in texts for found in find(text)] == []
