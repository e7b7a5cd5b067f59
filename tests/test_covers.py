"""Covers: the same words give the same picture, other words another, and every picture stays within its frame."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.pages.covers import GROUNDS, LEFT, MOTIFS, RIGHT, cover
from tests.smallsite import SmallSite

TITLES = [f"案例{n}" for n in range(60)]


@given(st.sampled_from(sorted(MOTIFS)), st.text(), st.text())
def test_any_words_give_a_picture_whose_nodes_lie_where_a_wide_frame_shows_them(
    motif: str, family: str, title: str
) -> None:
    made = cover(motif, family, title)
    assert made == cover(motif, family, title)
    nodes = re.findall(r"M(-?\d+) (-?\d+)h0", made.nodes)
    assert nodes and made.nodes == "".join(f"M{x} {y}h0" for x, y in nodes)
    assert any(0 < int(x) < 120 and 0 < int(y) < 120 for x, y in nodes), "a square frame shows a node"
    assert all(LEFT <= int(x) <= RIGHT and 0 <= int(y) <= 120 for x, y in nodes)
    assert re.fullmatch(r"[MLHVlhva\d -]+", made.main + made.thin)


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_titles_are_told_apart_and_a_family_looks_alike(motif: str) -> None:
    made = [cover(motif, "先锋365", title) for title in TITLES]
    assert len({picture.main + picture.nodes + picture.thin for picture in made}) > len(TITLES) / 2
    grounds = {picture.ground for picture in made}
    assert any(grounds == set(pair) for pair in GROUNDS)


def test_a_case_has_one_cover_on_its_page_and_on_its_cards(tmp_path: Path) -> None:
    pages, _ = SmallSite(tmp_path).planned()
    cards = {card["href"]: card["cover"] for card in pages["index.html"].context["cases"]}
    own = {path: pages[path].context["record"]["cover"] for path in cards}
    assert own == cards and None not in own.values()
    assert pages["brands/xianfeng-365.html"].context["record"]["cover"]["nodes"]
    assert pages["sources/daily.html"].context["record"]["cover"] is None
