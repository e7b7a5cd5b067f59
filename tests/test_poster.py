"""Share pictures: what a phone reads off them, what is on them, and the sites that have none."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from builder import fonts
from builder.pages.covers import MOTIFS, cover
from builder.poster import HEIGHT, WIDTH, png
from tests.smallsite import CASE, SmallSite, codes

CARD: dict[str, Any] = {
    "label": "案例 · 苏州市", "title": "四十六个党群工作站，一站一岗聘专人", "summary": "每站面向社会聘一名专职党务工作者。",
    "site": "小站", "notice": "示例", "scan": "扫码阅读全文", "address": "https://example.cn/party/cases/first.html",
    "cover": cover("case", "a", "b"), "font": "any",
}  # fmt: skip


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    """The share of dark pixels in a part of the card."""
    grey = image.convert("L").crop(box)
    return sum(grey.histogram()[:110]) / (grey.width * grey.height)


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_a_card_carries_its_words_its_cover_and_a_code_that_leads_to_the_page(motif: str) -> None:
    data = png(CARD | {"cover": cover(motif, "brand", "title")})
    image = opened(data)
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT)) and len(data) < 80_000
    assert [read.text for read in zxingcpp.read_barcodes(image.convert("L"))] == [CARD["address"]]
    assert ink(image, (60, 390, 840, 560)) > 0.05, "the title"
    assert len(image.crop((0, 0, WIDTH, 300)).convert("RGB").getcolors(100_000) or ()) >= 4, "ground, lines, nodes"
    assert png(CARD | {"cover": cover(motif, "brand", "title")}) == data


@pytest.mark.parametrize("title", ["短", "很长的标题" * 30, "Party-building " * 20, "“引号”开头的标题", "\u3400\U00020000 生僻字"])
def test_any_title_finds_room_above_the_foot(title: str) -> None:
    image = opened(png(CARD | {"title": title, "summary": "摘要" * 200}))
    assert ink(image, (0, 880, WIDTH, 908)) < 0.02, "nothing runs into the foot"
    assert [read.text for read in zxingcpp.read_barcodes(image.convert("L"))] == [CARD["address"]]


def test_a_long_name_above_the_title_ends_before_the_edge() -> None:
    """What a site is called stands there on its own picture."""
    rim = (WIDTH - 50, 300, WIDTH, 460)
    plain, long = opened(png(CARD)), opened(png(CARD | {"label": "张家港市非公有制经济组织和社会组织" * 3}))
    assert plain.convert("RGB").crop(rim).getcolors() == long.convert("RGB").crop(rim).getcolors()


def test_a_case_offers_its_picture_and_open_graph_names_it(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020-09-28\n摘要: 一句话。")
    assert codes(site.built().problems) == []
    html, public = site.page("cases/first.html"), site.public()
    assert '<meta property="og:image" content="https://example.cn/party/share/first.png">' in html
    assert '<meta property="og:description" content="一句话。">' in html
    assert 'href="../share/first.png" download' in html
    assert opened(public["share/first.png"]).size == (WIDTH, HEIGHT)
    assert "https://example.cn/party/share/site.png" in site.page("index.html") and "share/site.png" in public
    before = public["share/first.png"]
    site.edit(CASE, "第一个案例", "换了标题的案例")
    site.built()
    assert site.public()["share/first.png"] != before


def test_a_site_that_does_without_has_no_picture_no_code_and_no_graph(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page: 2", "per_page: 2\nshare: false")
    assert codes(site.built().problems) == []
    assert not [path for path in site.public() if path.startswith("share/")]
    html = site.page("cases/first.html")
    assert 'property="og:' not in html and 'class="qr"' not in html and "share/" not in html


def test_without_the_font_there_is_one_warning_and_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: "")
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page: 2", "per_page: 2\n分享: 是")
    run = site.built()
    found = [(p.message.code, p.severity, str(p.place)) for p in run.problems]
    assert found == [("share-font", "warning", "site.yaml:4:5")]
    assert not [path for path in site.public() if path.startswith("share/")]
    assert 'property="og:title"' in site.page("cases/first.html") and "og:image" not in site.page("cases/first.html")


def test_drafts_are_passed_on_by_nobody(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020-09-28\n状态: 草稿")
    run = site.build(drafts=True)
    assert "cases/first.html" in run.outputs and "share/first.png" not in run.outputs
    assert b'property="og:' not in run.outputs["cases/first.html"]
