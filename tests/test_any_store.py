"""Over any store and any output folder a build gives what a clean build gives, or refuses and touches nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Any

import pytest

from builder import sources
from builder.build import Options, build
from builder.faults import DiskFault
from builder.problems import Place
from tests.photos import turned
from tests.sabotage import older_code
from tests.smallsite import CASE, SmallSite, case
from tests.twins import SETTLES, Twins, tree

Harm = Callable[[Path], None]


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SmallSite(tmp_path_factory.mktemp("first") / "site")
    assert Twins.at(site.root).build("nothing").published is not None
    return site.root


@pytest.fixture
def site(first_build: Path, tmp_path: Path) -> SmallSite:
    """The small site after its first build, moved: its store is one of another path."""
    shutil.copytree(first_build, tmp_path / "site")
    return SmallSite.at(tmp_path / "site")


def entries(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


# Stores


def whole(store: Path) -> None:
    """As it was."""


def truncated(store: Path) -> None:
    for number, entry in enumerate(entries(store)):
        data = entry.read_bytes()
        entry.write_bytes(data[: len(data) * (number % 5) // 5])


def bit_flipped(store: Path) -> None:
    for number, entry in enumerate(entries(store)):
        data = bytearray(entry.read_bytes())
        data[number * 7919 % len(data)] ^= 1 << number % 8
        entry.write_bytes(bytes(data))


def swapped(store: Path) -> None:
    """Every entry takes the place of the next: whole, but not what its name says."""
    found = entries(store)
    contents = [entry.read_bytes() for entry in found]
    for entry, data in zip(found, [*contents[1:], contents[0]], strict=True):
        entry.write_bytes(data)


def half_missing(store: Path) -> None:
    for entry in entries(store)[::2]:
        entry.unlink()


def folders_for_entries(store: Path) -> None:
    for entry in entries(store):
        entry.unlink()
        entry.mkdir()


def of_another_site(store: Path) -> None:
    shutil.rmtree(store)
    other = SmallSite(store.parent.parent / "other", {CASE: case("别的案例", "2020-09-28")})
    other.build(store=store)


def of_older_code(store: Path) -> None:
    """Together with the output that the older program made."""
    older_code(SmallSite.at(store.parent), hidden=False)


HARMS = (
    whole, truncated, bit_flipped, swapped, half_missing, folders_for_entries, shutil.rmtree, of_another_site,
    of_older_code,
)  # fmt: skip


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_build_over_any_store_is_a_clean_build(site: SmallSite, harm: Harm) -> None:
    harm(site.root / "store")
    site.edit("content/cases/plain.md", "\n正文。", "\n别的话。")
    shutil.rmtree(site.root / "public")  # so that every page is asked of the store
    twins = Twins.at(site.root)
    assert twins.build(harm.__name__).published is not None
    assert not twins.build("nothing").rendered, "the store is whole again"


def test_where_the_store_cannot_be_is_a_fault_and_the_site_stays(site: SmallSite) -> None:
    before = tree(site.root / "public")
    (site.root / "in-the-way").write_text("file", encoding="utf-8")
    options = replace(Twins.at(site.root).options, store=site.root / "in-the-way")
    with pytest.raises(DiskFault):
        build(options)
    assert tree(site.root / "public") == before
    assert (site.root / "in-the-way").read_text(encoding="utf-8") == "file"


# Output folders


def edited_everywhere(output: Path) -> None:
    for path in output.rglob("*.html"):
        path.write_bytes(path.read_bytes().replace(b"<p", b"<q"))


def files_and_folders_exchanged(output: Path) -> None:
    shutil.rmtree(output / "cases")
    (output / "cases").write_text("a file", encoding="utf-8")
    (output / "index.html").unlink()
    (output / "index.html").mkdir()
    (output / "index.html" / "x").write_text("in a folder", encoding="utf-8")


def manifest_of_another_time(output: Path) -> None:
    manifest = output / ".xianfeng.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"size": ', b'"size": 1'))


@pytest.mark.parametrize(
    "harm",
    [edited_everywhere, files_and_folders_exchanged, manifest_of_another_time, shutil.rmtree],
    ids=lambda harm: harm.__name__,
)
def test_a_build_over_any_output_of_ours_is_a_clean_build(site: SmallSite, harm: Harm) -> None:
    harm(site.root / "public")
    assert Twins.at(site.root).build(harm.__name__).published is not None


def of_somebody(output: Path) -> None:
    shutil.rmtree(output)
    output.mkdir()
    (output / "论文.docx").write_bytes(b"years of work")


def without_its_mark(output: Path) -> None:
    (output / ".xianfeng.json").unlink()


def a_file(output: Path) -> None:
    shutil.rmtree(output)
    output.write_bytes(b"file")


@pytest.mark.parametrize("harm", [of_somebody, without_its_mark, a_file], ids=lambda harm: harm.__name__)
def test_a_folder_that_is_not_ours_is_refused_and_left_alone(site: SmallSite, harm: Harm) -> None:
    output = site.root / "public"
    harm(output)
    before = output.read_bytes() if output.is_file() else tree(output)
    run = build(Twins.at(site.root).options)
    assert run.published is None and run.failed
    assert before == (output.read_bytes() if output.is_file() else tree(output))


@pytest.mark.parametrize("where", [".", "content", "static", "store"])
def test_a_folder_of_the_site_itself_is_never_the_output(site: SmallSite, where: str) -> None:
    before = tree(site.root / "content")
    options: Options = replace(Twins.at(site.root).options, output=site.root / where)
    run = build(options)
    assert run.published is None and run.failed
    assert tree(site.root / "content") == before


# Folders that are exchanged while they are read


def test_a_folder_exchanged_for_as_long_as_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deploy that swaps a folder and takes it back: neither shows in the facts of the files, then or later."""
    site = SmallSite(tmp_path / "site", {"static/root/files/a.pdf": "old", "static/root/files/b.pdf": "old"})
    site.edit(CASE, "## 背景", "![合影](合影.jpg)\n\n## 背景")
    (site.root / "content/cases/suzhou/合影.jpg").write_bytes(turned(6))
    options = replace(Twins.at(site.root).options, now=time_ns() + SETTLES)
    other = tmp_path / "other"
    shutil.copytree(site.root, other)
    for file in ("content/cases/suzhou/first.md", "content/data/brands.yaml"):
        text = (other / file).read_text(encoding="utf-8")
        (other / file).write_text(text.replace("第一个案例", "换了的案例").replace("孤星", "换星"), encoding="utf-8")
    (other / "content/cases/suzhou/合影.jpg").write_bytes(turned(3))
    (other / "static/root/files/a.pdf").write_text("new", encoding="utf-8")
    real = sources._take_once

    def exchanged(path: str, place: Place, *more: Any) -> Any:
        top = place.file.partition("/")[0]
        if path.startswith(str(site.root)) and top in ("content", "static"):
            path = path.replace(str(site.root), str(other), 1)  # what stands under this name for now
        return real(path, place, *more)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sources, "_take_once", exchanged)
        assert build(options).published is not None
    assert "换了的案例" in (site.root / "public/cases/first.html").read_text("utf-8")
    later = build(replace(options, now=options.now + SETTLES))
    clean = replace(options, output=tmp_path / "clean/public", store=tmp_path / "clean/store", rehash=True)
    assert later.published is not None and build(clean).published is not None
    assert tree(options.output) == tree(clean.output)
