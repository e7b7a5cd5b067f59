"""What may be believed of a file without reading it."""

from __future__ import annotations

from pathlib import Path

from builder.facts import Moment, Trust, facts_of, moment, settled
from builder.files import DISK

FOREVER_AGO = 0  # by the clock of the machine, so that what is believed is believed by that of the disk


def test_a_file_is_believed_once_the_clock_of_its_disk_has_gone_on(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    written = DISK.write(path, b"<p>")
    assert facts_of(path) == written
    assert DISK.outlast(tmp_path, [written])
    assert settled(written, moment(tmp_path, FOREVER_AGO)) == written


def test_what_changes_after_a_moment_is_not_believed_then(tmp_path: Path) -> None:
    began = moment(tmp_path, FOREVER_AGO)
    assert settled(DISK.write(tmp_path / "page.html", b"<p>"), began) is None
    assert settled(None, began) is None


def test_the_clock_of_one_disk_says_nothing_of_another(tmp_path: Path) -> None:
    written = DISK.write(tmp_path / "page.html", b"<p>")
    assert DISK.outlast(tmp_path, [written])
    now, modified, changed, device = moment(tmp_path, FOREVER_AGO)
    assert settled(written, Moment(now, modified, changed, device + 1)) is None


def test_where_nothing_can_be_written_only_old_files_are_believed(tmp_path: Path) -> None:
    written = DISK.write(tmp_path / "page.html", b"<p>")
    nowhere = tmp_path / "store"
    assert settled(written, moment(nowhere, max(written[1:3]))) is None
    assert settled(written, moment(nowhere, max(written[1:3]) + 3_000_000_000)) == written
    assert not nowhere.exists()


def test_what_was_known_of_a_file_is_taken_over_only_by_facts_that_cannot_lie_or_by_its_digest(tmp_path: Path) -> None:
    old, young = (1, 5, 5, 1, 1), (1, 5, 9, 2, 1)
    files, began = {"old": old, "young": young}, Moment(FOREVER_AGO, 9, 9, 1)
    trust = Trust(files, began, told={"young": ("a", young), "read": ("b", old)})
    assert [trust.of(file) for file in ("old", "young", "gone")] == [old, None, None]
    assert trust.same("old", "any", old) and not trust.same("old", "any", None) and not trust.same("old", "any", young)
    assert trust.same("young", "a", None) and not trust.same("young", "b", young) and trust.same("read", "b", None)
    assert not trust.same("gone", "a", None) and not trust.same("gone", "", None)
    rehash = Trust(files, began, rehash=True, told={"old": ("a", old)})
    assert rehash.of("old") == old and rehash.same("old", "a", old) and not rehash.same("old", "b", old)


def test_what_was_read_is_known_by_the_facts_of_the_very_file_that_was_opened() -> None:
    there, other = (1, 5, 5, 1, 1), (1, 5, 5, 2, 1)
    began = Moment(FOREVER_AGO, 9, 9, 1)
    trust = Trust({"a": there}, began)
    assert trust.of_read("a", there) == there
    assert trust.of_read("a", other) is None and trust.of_read("a", None) is None and trust.of_read("b", there) is None
    assert Trust({"a": there}, began, told={"a": ("x", other)}).of("a") is None
    listed = (1, 5, 5, 0, 0)
    assert Trust({"a": listed}, Moment(10**10)).of_read("a", there) == listed, "as a folder of Windows lists it"
