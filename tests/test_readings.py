"""What was read before is not read again, and whatever may have changed is."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import pytest

from builder.facts import YOUNG, Moment, Trust, facts_below, moment
from builder.keeper import Keeper
from builder.readfile import reader
from builder.readings import Read, Readings
from builder.schema import Case
from builder.schema.hints import Vocabularies
from builder.store import Store
from builder.wording import Words
from tests.smallsite import CASE, FILES, case

THEME = {"theme": {"team": Words("队伍建设", "Team")}}
LATER = 10 * YOUNG


def trust(root: Path, began: Moment, *, rehash: bool = False) -> Trust:
    found = facts_below(root, ["content"])
    return Trust(found.files if found is not None else {}, began, rehash)


class Desk:
    """One case in a folder, read again and again."""

    def __init__(self, folder: Path) -> None:
        self.root, self.store = folder / "site", Store(folder / "store")
        self.write(FILES[CASE])

    def write(self, text: str, file: str = CASE) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(
        self,
        vocabularies: Vocabularies = THEME,
        *,
        file: str = CASE,
        code: str = "code",
        drafts: bool = False,
        rehash: bool = False,
    ) -> tuple[Read, int]:
        """The file as a run long after its last change would find it, and how many files had to be read."""
        keeper, began = Keeper(self.store, code, drafts), Moment(time.time_ns() + LATER)
        readings = Readings(keeper, self.root, vocabularies, trust(self.root, began, rehash=rehash))
        (found,) = readings.read([file], partial(map, reader((self.root, vocabularies))))
        return found, readings.fresh


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_is_read_once_for_its_bytes_its_name_its_words_and_the_program(desk: Desk) -> None:
    loaded, fresh = desk.read()
    assert fresh and not loaded.loaded.problems and loaded.loaded.records
    assert desk.read() == (loaded, 0)
    assert desk.read(drafts=True) == (loaded, 0)
    assert desk.read({"theme": {"team": Words("队伍建设", "The team")}})[1]
    assert desk.read(code="newer code")[1]
    desk.write(FILES[CASE] + "\n")
    assert desk.read()[1]


def test_a_file_that_was_touched_is_looked_at_and_found_the_same(desk: Desk) -> None:
    loaded, _ = desk.read()
    os.utime(desk.root / CASE, (1, 1))
    assert desk.read() == (loaded, 0)


def test_bytes_changed_behind_the_same_size_and_time_are_seen(desk: Desk) -> None:
    path = desk.root / CASE
    desk.read()
    facts = path.stat()
    path.write_bytes(path.read_bytes().replace("第一个".encode(), "第二个".encode()))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    (record,) = desk.read()[0].loaded.records
    assert record.name.startswith("第二个"), "the time of the change of the file itself cannot be set back"


def test_a_young_file_is_read_whatever_its_facts_say(desk: Desk) -> None:
    keeper = Keeper(desk.store, "code", drafts=False)
    path = desk.root / CASE

    def name() -> str:
        began = moment(desk.root, time.time_ns())
        readings = Readings(keeper, desk.root, THEME, trust(desk.root, began))
        found = readings.read([CASE], partial(map, reader((desk.root, THEME))))
        return next(iter(found)).loaded.records[0].name

    before = name()
    path.write_bytes(path.read_bytes().replace("第一个".encode(), "第二个".encode()))
    assert before.startswith("第一个") and name().startswith("第二个")


@pytest.mark.parametrize("near", [True, False], ids=["where it is read", "before it is sent"])
def test_a_file_that_has_vanished_is_told_by_whoever_fetches_it(near: bool, desk: Desk) -> None:
    nothing = Trust({}, Moment(time.time_ns()))
    readings = Readings(Keeper(desk.store, "code", False), desk.root, THEME, nothing, near=near)
    found = readings.read([CASE, "content/cases/gone.md"], partial(map, reader((desk.root, THEME))))
    read = [one.loaded for one in found]
    told = [problem for loaded in read for problem in loaded.problems]
    assert sum(len(loaded.records) for loaded in read) == 1
    assert [(one.message.code, one.place.file) for one in told] == [("file-vanished", "content/cases/gone.md")]


def test_a_file_with_problems_is_read_anew_so_that_they_are_told_again(desk: Desk) -> None:
    desk.write(case("甲", "2020.1.1"))
    for _ in range(2):
        found, fresh = desk.read()
        assert fresh and found.loaded.problems


def test_a_text_stays_in_the_store_until_it_is_asked_for_and_comes_from_its_file_if_it_was_lost(desk: Desk) -> None:
    (made,) = desk.read()[0].loaded.records
    desk.store.sweep({("memory", Keeper(desk.store, "code", drafts=False)._name("files", shared=True))})
    found, fresh = desk.read()
    (again,) = found.loaded.records
    assert isinstance(made, Case) and isinstance(again, Case) and made.body and again.body
    assert fresh == 0 and again.body.parts == made.body.parts and again.body.blocks == made.body.blocks


def test_a_line_more_above_a_record_of_data_leaves_its_digest(desk: Desk) -> None:
    file = "content/data/brands.yaml"
    desk.write(FILES[file], file)
    before = desk.read(file=file)[0]
    desk.write("# 一行注释\n" + FILES[file].replace("孤星", "双星"), file)
    after = desk.read(file=file)[0]
    changed = {key for key, digest in after.digests.items() if before.digests[key] != digest}
    assert changed == {("brand", "lonely")}
