from __future__ import annotations

import shutil
from pathlib import Path

from builder.changes import Changes, compare, folders_of, stands
from builder.files import DISK
from builder.manifest import of_outputs
from tests.sitefolder import OLD, put


def test_an_absent_folder_lacks_everything(tmp_path: Path) -> None:
    changes = compare(DISK, tmp_path / "absent", of_outputs({"b/c.html": b"", "a.html": b""}))
    assert changes == Changes(("a.html", "b/c.html"), (), (), (), (), ())
    assert changes.needed


def test_only_the_top_of_what_nobody_needs_is_a_stray_and_what_stands_in_the_way_is_none(tmp_path: Path) -> None:
    put({"a": b"", "b/c": b"", "d/e/f": b"", "d/g": b"", "H": b""}, tmp_path / "public")
    changes = compare(DISK, tmp_path / "public", of_outputs({"a/x": b"", "b": b"", "d/i": b"", "h": b""}))
    assert changes.written == ("a/x", "b", "d/i", "h")
    assert changes.removed == ("H", "a", "b/c", "d/e/f", "d/g")
    assert changes.strays == ("H", "d/e", "d/g")
    assert changes.misspelt == ("H",)


def test_a_folder_stands_only_while_every_byte_is_what_its_manifest_says(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    assert not stands(folder)
    put(OLD, folder)
    assert stands(folder)
    shutil.copytree(folder, tmp_path / "copy")
    assert stands(tmp_path / "copy")
    (folder / "stray").mkdir()
    assert not stands(folder)
    (tmp_path / "copy" / "about.html").write_bytes(b"STAYS")
    assert not stands(tmp_path / "copy")
    (tmp_path / "copy" / ".xianfeng.json").write_bytes(b"{")
    assert not stands(tmp_path / "copy")


def test_the_folders_of_paths_are_all_those_above_them() -> None:
    assert folders_of(["a.html", "b/c/d.html", "b/e.html"]) == {"b", "b/c"}
