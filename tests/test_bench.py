"""The site of the benchmark: free of problems, with the pages that its README promises, whatever an edit does to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench import edits, layout
from bench.corpus import Corpus
from builder.build import Options, Run, build
from tests.links import dead_links
from tests.smallsite import said

CASES = 60


def built(site: Path) -> Run:
    run = build(Options(site, site / "public", site / "store", date(2026, 6, 1), workers=1))
    assert said(run.problems) == []
    return run


def test_the_plain_site_has_the_pages_of_the_peer_and_stands_every_edit(tmp_path: Path) -> None:
    corpus = Corpus(CASES)
    site = tmp_path / "site"
    layout.ours(corpus, site, plain=True)
    built(site)
    public = site / "public"
    assert len(list((public / "cases").rglob("case-*.html"))) == CASES
    assert len(list((public / "cases").rglob("page-*.html"))) == CASES // 20 - 1
    assert len(list((public / "brands").iterdir())) == len(corpus.terms["brands"]) + 1
    assert not (public / "data").exists()
    assert dead_links(public) == []
    for edit in edits.EDITS.values():
        edit(site, corpus, 1)
        assert (edit is edits.nothing) == (not built(site).rendered)
    assert len(list((public / "cases").rglob("*-0*.html"))) == CASES  # one more, one less
    other = tmp_path / "clone"
    edits.clone(site, other, output=False)
    assert not built(other).rendered


def test_a_corpus_of_one_seed_is_always_the_same() -> None:
    assert list(Corpus(5).cases()) == list(Corpus(5).cases()) != list(Corpus(5, "2").cases())
