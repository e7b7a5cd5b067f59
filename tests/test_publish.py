from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import digests, manifest
from builder.faults import DiskFault
from builder.files import DISK, Disk, Entry
from builder.journal import complete, journal_open
from builder.problems import Problem
from builder.publish import Published, publish, remove_output
from builder.spare import Spare
from builder.target import can_hold
from tests.faulty_disk import READING, FaultyDisk, Killed
from tests.sitefolder import NEW, OLD, WAYS, Site, content, is_wholly, leftovers, put


@WAYS
def test_the_folder_becomes_equal_to_the_outputs(tmp_path: Path, exchanges: bool) -> None:
    folder, disk = tmp_path / "deep" / "public", FaultyDisk(exchanges=exchanges)
    assert put(OLD, folder, disk).written == tuple(sorted(OLD))
    assert is_wholly(folder, OLD)
    assert put(NEW, folder, disk) == Published(
        written=("new/z.css", "search/1.js", "was-file/in.html", "was-folder"),
        replaced=("cases/a.html", "index.html"),
        unchanged=("about.html", "css/site.css"),
        removed=("cases/b.html", "gone/deep/y.html", "was-file", "was-folder/x.html"),
    )
    assert is_wholly(folder, NEW)
    assert not leftovers(folder)


@WAYS
def test_an_equal_site_is_published_without_a_single_write(tmp_path: Path, exchanges: bool) -> None:
    put(OLD, tmp_path / "public")
    disk = FaultyDisk(exchanges=exchanges)
    assert put(OLD, tmp_path / "public", disk) == Published((), (), tuple(sorted(OLD)), ())
    assert set(disk.done) <= READING


@WAYS
def test_what_hands_did_to_the_folder_is_undone(tmp_path: Path, exchanges: bool) -> None:
    folder = tmp_path / "public"
    put(OLD, folder)
    (folder / "about.html").write_bytes(b"STAYS")  # of the same size
    (folder / "css" / "site.css").unlink()
    (folder / "notes.txt").write_bytes(b"mine")
    (folder / "empty" / "er").mkdir(parents=True)
    published = put(OLD, folder, FaultyDisk(exchanges=exchanges))
    assert (published.replaced, published.written) == (("about.html",), ("css/site.css",))
    assert published.removed == ("notes.txt",)
    assert is_wholly(folder, OLD)


@WAYS
def test_links_in_the_folder_are_removed_and_what_they_lead_to_is_not(tmp_path: Path, exchanges: bool) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "site" / "public"
    outside.mkdir()
    (outside / "a.html").write_bytes(b"a person's")
    put(OLD, folder)
    shutil.rmtree(folder / "cases")
    (folder / "cases").symlink_to(outside, target_is_directory=True)
    (folder / "stray").symlink_to(outside, target_is_directory=True)
    put(OLD, folder, FaultyDisk(exchanges=exchanges))
    assert is_wholly(folder, OLD)
    assert {p.name: p.read_bytes() for p in outside.iterdir()} == {"a.html": b"a person's"}


@WAYS
def test_unchanged_files_keep_their_times_and_all_can_be_read(tmp_path: Path, exchanges: bool) -> None:
    folder = tmp_path / "public"
    put(OLD, folder)
    os.utime(folder / "about.html", ns=(10**18, 10**18))
    put(NEW, folder, FaultyDisk(exchanges=exchanges))
    assert (folder / "about.html").stat().st_mtime_ns == 10**18
    (folder / "plain").mkdir()
    (folder / "plain" / "file").write_bytes(b"")
    assert (folder / "new").stat().st_mode == (folder / "plain").stat().st_mode
    assert (folder / "new" / "z.css").stat().st_mode == (folder / "plain" / "file").stat().st_mode


def test_without_second_names_files_are_copied_with_their_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: str, _target: str) -> None:
        refused.append(Path(source).name)
        raise OSError(errno.EPERM, "no links here")

    refused: list[str] = []
    put(OLD, tmp_path / "public")
    os.utime(tmp_path / "public" / "about.html", ns=(10**18, 10**18))
    monkeypatch.setattr(os, "link", refuse)
    put(NEW, tmp_path / "public")
    assert is_wholly(tmp_path / "public", NEW) and "about.html" in refused
    assert (tmp_path / "public" / "about.html").stat().st_mtime_ns == 10**18


def test_a_folder_in_which_somebody_stands_or_that_has_its_own_permissions_stays_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "public"
    put(OLD, folder)
    usual = folder.stat().st_mode
    folder.chmod(0o700)
    before = folder.stat()
    put(NEW, folder)
    assert (folder.stat().st_ino, folder.stat().st_mode) == (before.st_ino, before.st_mode)
    folder.chmod(usual)
    monkeypatch.chdir(folder / "cases")
    put(OLD, folder)
    assert folder.stat().st_ino == before.st_ino
    assert is_wholly(folder, OLD)
    assert not leftovers(folder)


def test_where_the_parent_may_not_be_written_to_publishing_is_in_place(tmp_path: Path) -> None:
    class Guarded(FaultyDisk):
        def make_folder(self, path: Path) -> None:
            if path.name.startswith(".public"):
                raise DiskFault(path, OSError(errno.EACCES, "not yours"))
            super().make_folder(path)

    (tmp_path / "public").mkdir()
    put(OLD, tmp_path / "public", Guarded())
    assert is_wholly(tmp_path / "public", OLD)


def test_in_place_pages_come_after_what_they_refer_to_and_deletions_last(tmp_path: Path) -> None:
    order: list[str] = []

    class Watched(FaultyDisk):
        def replace(self, source: Path, target: Path) -> None:
            order.append(target.relative_to(tmp_path / "public").as_posix())
            super().replace(source, target)

        def remove(self, path: Path) -> None:
            order.append(f"- {path.name}")
            super().remove(path)

    put({"old.css": b"", "index.html": b"old"}, tmp_path / "public")
    put(
        {"index.html": b"new", "new.css": b"", "search/0.js": b"", "feed.xml": b""},
        tmp_path / "public",
        Watched(exchanges=False),
    )
    assert order == [
        ".xianfeng-journal.json",
        "new.css",
        "search/0.js",
        "feed.xml",
        "index.html",
        "- old.css",
        ".xianfeng.json",
        "- .xianfeng-journal.json",
    ]


def test_a_refused_folder_is_not_touched_and_every_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "论文.docx").write_bytes(b"years of work")
    problems: list[Problem] = []
    assert publish({"con.html": b""}, tmp_path, problems.append) is None
    assert [p.message.code for p in problems] == ["output-path-unsafe", "output-not-ours"]
    put(OLD, tmp_path / "public")
    assert publish({"con.html": b""}, tmp_path / "public", problems.append) is None
    assert publish(NEW, tmp_path / "public", problems.append, protected=[tmp_path / "public" / "cases"]) is None
    assert is_wholly(tmp_path / "public", OLD)


def test_a_name_that_changes_its_case_is_replaced_on_every_system(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    put({"Foo/A.html": b"a", "Foo/b.html": b"b"}, folder)
    put({"foo/a.html": b"a"}, folder, FaultyDisk(exchanges=False))
    assert is_wholly(folder, {"foo/a.html": b"a"})


def test_clean_removes_what_we_made_and_nothing_else(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert remove_output(tmp_path / "absent", problems.append)
    put(OLD, tmp_path / "public")
    assert remove_output(tmp_path / "public", problems.append)
    assert not list(tmp_path.iterdir())
    assert not problems
    (tmp_path / "mine.txt").write_bytes(b"")
    assert not remove_output(tmp_path, problems.append)
    assert [p.message.code for p in problems] == ["output-not-ours"]
    assert (tmp_path / "mine.txt").exists()


# Faults and kills at every operation


def broken_runs(place: Path, old: Site, code: int, exchanges: bool, lasting: bool) -> Iterator[tuple[Path, FaultyDisk]]:
    """Publish NEW over ``old`` again and again, each time failing one operation later, until nothing fails."""
    at, tripped = 0, True
    while tripped:
        at += 1
        folder = place / str(at) / "public"
        folder.mkdir(parents=True)
        if old:
            put(old, folder, FaultyDisk())
        disk = FaultyDisk(at, code, lasting=lasting, exchanges=exchanges)
        with suppress(DiskFault, Killed):
            put(NEW, folder, disk)
        yield folder, disk
        tripped = disk.tripped
        shutil.rmtree(folder.parent)


@WAYS
@pytest.mark.parametrize("old", [OLD, {}], ids=["over a site", "for the first time"])
@pytest.mark.parametrize(
    ("code", "lasting"),
    [(errno.ENOSPC, False), (errno.EACCES, False), (errno.EIO, False), (errno.EROFS, True), (0, True)],
    ids=["no space", "no access", "failing disk", "read-only from then on", "killed"],
)
def test_a_run_broken_at_any_operation_leaves_a_whole_site_or_says_so_and_the_next_mends_it(
    tmp_path: Path, old: Site, exchanges: bool, code: int, lasting: bool
) -> None:
    runs = 0
    for folder, disk in broken_runs(tmp_path, old, code, exchanges, lasting):
        runs += 1
        at_fault = disk.done[disk.at - 1] if disk.tripped else "none"
        is_open = journal_open(folder)
        is_whole = is_wholly(folder, NEW) or (is_wholly(folder, old) if old else content(folder) == {})
        told = f"operation {disk.at} ({at_fault}): whole {is_whole}, journal {is_open}"
        assert is_whole or is_open, told
        if exchanges and code in (errno.ENOSPC, 0):
            assert is_whole, told
        if code and not lasting and not is_open and at_fault not in ("remove", "remove_folder", "entries", "look"):
            assert not leftovers(folder), told  # but for those whose removal itself failed
        if (
            is_open and disk.at % 2 and complete(folder, FaultyDisk())
        ):  # by turns: the next publishing alone must mend it too
            assert is_wholly(folder, NEW), told
        put(NEW, folder, FaultyDisk(exchanges=exchanges))
        assert is_wholly(folder, NEW), told
        assert not leftovers(folder), told
    assert runs > 20


# Properties


def unheard(problem: Problem) -> None:
    """Whether there was a problem is told by what is returned."""


def without_clashes(outputs: Site) -> Site:
    kept: dict[str, bytes] = {}
    for path, data in outputs.items():
        if can_hold(Path(), [*kept, path], unheard):
            kept[path] = data
    return kept


paths = st.lists(st.sampled_from(["a", "A", "b", "页", "c.html"]), min_size=1, max_size=3).map("/".join)
sites = st.dictionaries(paths, st.binary(max_size=2), max_size=8).map(without_clashes)


@given(sites, sites, st.booleans())
def test_whatever_was_there_before_exactly_the_outputs_are_there_after(one: Site, other: Site, exchanges: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "public"
        put(one, folder, FaultyDisk(exchanges=exchanges))
        put(other, folder, FaultyDisk(exchanges=exchanges))
        assert is_wholly(folder, other)
        assert not leftovers(folder)


@settings(max_examples=150)
@given(st.lists(st.tuples(sites, st.integers(5, 60), st.booleans()), max_size=4), sites, st.booleans())
def test_after_any_number_of_killed_runs_one_that_lives_makes_it_right(
    killed: list[tuple[Site, int, bool]], last: Site, exchanges: bool
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "public"
        for site, at, way in killed:
            with suppress(Killed):
                put(site, folder, FaultyDisk(at, 0, exchanges=way))
        put(last, folder, FaultyDisk(exchanges=exchanges))
        assert is_wholly(folder, last)
        assert not leftovers(folder)


SITES = st.lists(
    st.dictionaries(
        st.sampled_from(["index.html", "a/b.html", "a/c.html", "d", "d.css", "e/f/g.js"]),
        st.binary(max_size=3),
        min_size=1,
    ).filter(lambda site: not ({"d"} <= site.keys() and any(path.startswith("d/") for path in site))),
    min_size=2,
    max_size=5,
)


@given(sites=SITES, clone=st.booleans())
def test_the_spare_folder_is_the_site_by_other_names(
    sites: list[dict[str, bytes]], clone: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the spare folder holds, the site is whole; and of what was taken down nothing is left on the disk."""
    home = tmp_path_factory.mktemp("spare")
    folder, spare = home / "public", home / "store" / "public.spare"
    spare.mkdir(parents=True)
    (spare / "index.html").write_bytes(b"stray")
    for site in sites:
        published(site, folder, Spare(spare))
        assert is_wholly(folder, site)
        assert is_second_name(spare, folder, site)
        if clone:  # as a pipeline does: the store is put back, every file of it new, and the site is not
            shutil.rmtree(folder)
            shutil.copytree(spare, home / "copy")
            shutil.rmtree(spare)
            (home / "copy").rename(spare)
            published(site, folder, Spare(spare))
            assert is_wholly(folder, site)
    shutil.rmtree(home)


def test_the_spare_folder_that_a_killed_run_leaves_serves_the_next(tmp_path: Path) -> None:
    """Killed at each operation in turn; the sites have folders of such names as a run may give its own."""
    one = {"index.html": b"1", "one/a.html": b"a", "other/b.html": b"b"}
    two = {"index.html": b"2", "one/a.html": b"a", "deep/er/c.html": b"c"}
    three = one | {"index.html": b"3"}
    for at in count(1):
        folder, spare = tmp_path / str(at) / "public", tmp_path / str(at) / "store" / "public.spare"
        spare.parent.mkdir(parents=True)
        for site in (one, two, one):
            published(site, folder, Spare(spare))
        disk = FaultyDisk(at, 0)
        with suppress(Killed):
            published(two, folder, Spare(spare), disk)
        if not disk.tripped:
            break
        published(three, folder, Spare(spare))
        assert is_wholly(folder, three) and leftovers(folder) == ["store"]
        assert is_second_name(spare, folder, three)
        assert {path.name for path in spare.rglob("*") if path.is_dir()} == {"one", "other"}
    assert at > len(one) + len(two)


def _nothing(spare: Path) -> None:
    pass


def _added(spare: Path) -> None:
    (spare / "a").mkdir(exist_ok=True)
    (spare / "a" / "stray.html").write_bytes(b"stray")


def _deleted(spare: Path) -> None:
    next(path for path in sorted(spare.rglob("*")) if path.is_file()).unlink()


def _another(spare: Path) -> None:
    path = next(path for path in sorted(spare.rglob("*")) if path.is_file())
    path.unlink()
    path.write_bytes(b"another")


class Seeing(Disk):
    """``seen``: the folders that were looked into."""

    def __init__(self) -> None:
        self.seen: list[Path] = []

    def entries(self, folder: Path) -> list[Entry]:
        self.seen.append(folder)
        return super().entries(folder)


@given(sites=SITES, data=st.data())
def test_a_spare_folder_is_looked_through_only_where_it_is_not_as_it_was_left(
    sites: list[dict[str, bytes]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("left")
    folder, spare, touched = home / "public", Spare(home / "store" / "public.spare"), False
    spare.folder.parent.mkdir()
    for site in sites:
        hand = data.draw(st.sampled_from([_nothing, _added, _deleted, _another])) if spare.left else _nothing
        hand(spare.folder)
        touched = touched or hand is not _nothing
        disk = Seeing()
        done = published(site, folder, spare, disk)
        assert is_wholly(folder, site)
        if done.written + done.replaced + done.removed:  # else nobody looks there
            assert is_second_name(spare.folder, folder, site)
            if spare.left and not touched:
                assert disk.seen.count(spare.folder) == 1, "its top alone, when it is left again"
            touched = False
        facts = {**done.found, **done.laid}
        known = {path: (digests.of_bytes(site[path]), told) for path, told in facts.items() if told is not None}
        whole = known.keys() == site.keys()
        spare = Spare(spare.folder, done.left, known) if whole else Spare(spare.folder)
    shutil.rmtree(home)


def published(site: Site, folder: Path, spare: Spare, disk: Disk = DISK) -> Published:
    done = publish(
        site, folder, lambda problem: pytest.fail(str(problem)), spare=spare, known=spare.known, disk=disk
    )  # fmt: skip
    assert done is not None
    return done


def is_second_name(spare: Path, folder: Path, site: Site) -> bool:
    left = {path.relative_to(spare).as_posix(): path for path in spare.rglob("*") if path.is_file()}
    same = all(path.samefile(folder / name) for name, path in left.items() if name != manifest.FILE)
    return same and left.keys() == site.keys() | {manifest.FILE}
