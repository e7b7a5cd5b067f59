"""Covers: the same words give the same picture, other words another, and every picture stays within its frame."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.pages.covers import GROUNDS, LEFT, MOTIFS, RIGHT, cover
from tests.photos import photo, saved
from tests.smallsite import CASE, SmallSite

TITLES = [f"案例{n}" for n in range(60)]


@given(st.sampled_from(sorted(MOTIFS)), st.text(), st.text())
def test_any_words_give_a_picture_whose_nodes_lie_where_a_wide_frame_shows_them(
    motif: str, family: str, title: str
) -> None:
    made = cover(motif, family, title)
    assert made == cover(motif, family, title)
    nodes = re.findall(r"M(-?\d+) (-?\d+)h0", made["nodes"])
    assert nodes and made["nodes"] == "".join(f"M{x} {y}h0" for x, y in nodes)
    assert any(0 < int(x) < 120 and 0 < int(y) < 120 for x, y in nodes), "a square frame shows a node"
    assert all(LEFT <= int(x) <= RIGHT and 0 <= int(y) <= 120 for x, y in nodes)
    assert re.fullmatch(r"[MLHVlhva\d -]+", made["main"] + made["thin"])


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_titles_are_told_apart_and_a_family_looks_alike(motif: str) -> None:
    made = [cover(motif, "先锋365", title) for title in TITLES]
    assert len({picture["main"] + picture["nodes"] + picture["thin"] for picture in made}) > len(TITLES) / 2
    grounds = {picture["ground"] for picture in made}
    assert any(grounds == set(pair) for pair in GROUNDS)


def test_a_case_has_one_cover_on_its_page_and_on_its_cards(tmp_path: Path) -> None:
    pages, _ = SmallSite(tmp_path).planned()
    cards = {card["href"]: card["cover"] for card in pages["index.html"].context["cases"]}
    own = {path: pages[path].context["record"]["cover"] for path in cards}
    assert own == cards and None not in own.values()
    assert pages["brands/xianfeng-365.html"].context["record"]["cover"]["nodes"]
    assert pages["sources/daily.html"].context["record"]["cover"] is None


def test_a_photograph_in_the_text_stands_in_the_place_of_the_cover(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    (tmp_path / "content/cases/suzhou/合影.jpg").write_bytes(saved(photo(1200, 800), "JPEG"))
    site.edit(CASE, "## 背景\n", "## 背景\n\n![党员在驿站](合影.jpg)\n")
    site.built()
    public = site.public()
    card = re.search(r'<picture class="cover">.*?</picture>', public["cases/index.html"].decode())
    assert card is not None
    shown = re.findall(r'(?:src|srcset)="\.\./([^"]+)"', card[0])
    assert len(shown) == 2 and all(path in public for path in shown)
    assert len(public[shown[0]]) < len(public[shown[1]]) and 'alt=""' in card[0]
    own = public["cases/first.html"].decode().partition("</header>")[2].partition("record-grid")[0]
    assert "cover" not in own, "the photograph stands in the text below"
