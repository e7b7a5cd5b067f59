"""A list, a card or a link is handed the head of a record: an edited paragraph is no matter of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.build import build
from builder.heads import head_of
from builder.maker import Maker, Planned
from builder.markdown import parse
from builder.pages import Draft
from builder.problems import Place
from builder.schema import Case
from builder.warm import Warm
from tests.smallsite import CASE, SmallSite

TEXT = "## 背景\n\n![图](a.png)\n\n[[先锋365]]设有[[figure:posts|46个]]驿站。\n"


def a_case(text: str) -> Case:
    body = parse(text, Place("content/cases/a.md", 4), lambda _: None)
    return Case(id="a", name="甲", body=body, place=Place("content/cases/a.md", 1))


def test_a_head_has_the_pictures_and_headings_of_the_body_and_refuses_its_text() -> None:
    head = head_of(a_case(TEXT))
    assert head.body is not None
    assert [(slot.kind, slot.target) for slot in head.body.slots] == [("image", "a.png")]
    assert [heading.text for heading in head.body.headings] == ["背景"]
    with pytest.raises(RuntimeError, match="whole record"):
        assert head.body.blocks


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (TEXT.replace("驿站", "阵地"), True),
        ("\n\n" + TEXT + "\n又一段，见[[苏州]]。\n", True),
        (TEXT.replace("背景", "缘起"), False),
        (TEXT.replace("a.png", "b.png"), False),
    ],
)
def test_the_head_is_the_same_as_long_as_pictures_and_headings_are(text: str, same: bool) -> None:
    assert (head_of(a_case(text)) == head_of(a_case(TEXT))) is same


def test_a_record_without_a_text_is_its_own_head() -> None:
    case = Case(id="a", name="甲", place=Place("content/cases/a.md", 1))
    assert head_of(case) is case


@pytest.mark.parametrize("again", [False, True], ids=["in a process of its own", "in one process"])
def test_an_edited_paragraph_has_its_page_made_and_what_shows_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    site, warm, made = SmallSite(tmp_path / "site"), Warm() if again else None, list[str]()
    planned = Maker.planned

    def noted(self: Maker, draft: Draft) -> Planned:
        made.append(draft.path)
        return planned(self, draft)

    assert build(site.options(), warm=warm).published
    monkeypatch.setattr(Maker, "planned", noted)
    site.edit(CASE, "驿站，参见", "驿站，另见")
    build(site.options(), warm=warm)
    files = {f"data/cases.{ending}" for ending in ("json", "csv", "xlsx")}
    assert set(made) == {"cases/first.html", "feed.xml", *files}
    made.clear()
    site.edit(CASE, "标题: 第一个案例", "标题: 第一个典型案例")
    build(site.options(), warm=warm)
    assert {"index.html", "cases/index.html", "brands/action-branch.html", "regions/suzhou.html"} <= {*made}
