"""The comparison of a warm build with a clean one finds the mistakes that it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sabotage import SABOTAGES, older_code
from tests.smallsite import SmallSite
from tests.twins import Differs, Twins


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_broken_build_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    sabotage, site = SABOTAGES[name], SmallSite(tmp_path / "site")
    if sabotage.before:
        sabotage.before(site)
    twins = Twins.at(site.root)
    sabotage.breaks(monkeypatch)
    twins.build("nothing", again=sabotage.again)
    sabotage.edit(site)
    with pytest.raises(Differs):
        twins.build(name, again=sabotage.again)


def test_the_same_edits_are_answered_rightly_by_a_build_that_is_whole(tmp_path: Path) -> None:
    """Else a broken build would be caught for another reason."""
    site = SmallSite(tmp_path / "site")
    twins = Twins.at(site.root)
    twins.build("nothing", again=True)
    for name, sabotage in SABOTAGES.items():
        if name == "template that reaches a global":
            continue  # a build that is whole knows no such name
        if sabotage.before:
            sabotage.before(site)
            twins.build(f"before: {name}")
        if sabotage.edit is older_code:
            older_code(site, hidden=False)
        else:
            sabotage.edit(site)
        assert twins.build(name, again=sabotage.again).published is not None
