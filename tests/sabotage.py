"""Deliberate breaks of the incremental build, each with an edit that a build so broken answers wrongly.

They are what a careless change might do: leave something out of a key, let a template see more than its context, trust
what may lie. Whoever changes how results are kept adds the breaks that the new way makes possible.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs
from PIL import Image

from builder import (
    album,
    changes,
    contentfiles,
    digests,
    images,
    manifest,
    pages,
    publish,
    sources,
    store,
    supplies,
    templates,
    warm,
)
from builder import build as pipeline
from builder.build import theme_home
from builder.catalogue import Catalogue
from builder.facts import Facts, Trust
from builder.files import Disk
from builder.keeper import Keeper
from builder.pages import Draft, Page, View
from builder.schema import Record
from builder.store import Store
from tests.smallsite import CASE, SmallSite, case

Breaking = Callable[[pytest.MonkeyPatch], None]
Editing = Callable[[SmallSite], None]
BRAND = "templates/brand.html"
PLAIN = "content/cases/plain.md"
PICTURE = "content/cases/picture.png"
DOCUMENT = "static/files/a.pdf"
REPOSITORY = Path(__file__).parent.parent
OLDER = """

_now = environment


def environment(theme):
    env = _now(theme)
    env.trim_blocks = False
    return env
"""


@dataclass(frozen=True, slots=True)
class Sabotage:
    """``before`` makes the site ready, ``edit`` is what happens between the two builds; ``again``: of one process."""

    breaks: Breaking
    edit: Editing
    before: Editing | None = None
    again: bool = False


def _theme(patch: pytest.MonkeyPatch, change: Callable[[templates.Theme], templates.Theme]) -> None:
    read = templates.read_theme
    patch.setattr(templates, "read_theme", lambda *given: change(read(*given)))


# Left out of a key


def key_without_words(patch: pytest.MonkeyPatch) -> None:
    _theme(patch, lambda theme: replace(theme, words_digest="same"))


def own_words(site: SmallSite) -> None:
    site.write("templates/words/zh-CN.yaml", "skip: 略过\n")


def key_without_closure(patch: pytest.MonkeyPatch) -> None:
    """The text of the template alone, without all that it includes."""
    _theme(
        patch,
        lambda theme: replace(theme, digests={n: digests.of_bytes(t.encode()) for n, t in theme.sources.items()}),
    )


def own_part(site: SmallSite) -> None:
    text = (theme_home() / "templates/parts/card.html").read_text(encoding="utf-8")
    site.write("templates/parts/card.html", text.replace('<li class="card', '<li class="own card'))


def key_without_code(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pipeline, "code_digest", lambda: "same")


def older_code(site: SmallSite, *, hidden: bool = True) -> None:
    """The store and the output of a version that rendered otherwise; ``hidden``: under the same key."""
    shutil.rmtree(site.root / "store")
    old = site.root / "old"
    shutil.copytree(REPOSITORY / "builder", old / "builder", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "static"):
        shutil.copytree(REPOSITORY / name, old / name)
    with (old / "builder/templates.py").open("a", encoding="utf-8") as module:
        module.write(OLDER)
    hide = "import builder.build; builder.build.code_digest = lambda: 'same'; " if hidden else ""
    script = f"import sys; {hide}from builder.cli import main; sys.exit(main(sys.argv[1:]))"
    where = [f"--root={site.root}", f"--output={site.root / 'public'}", f"--store={site.root / 'store'}"]
    environment = os.environ | {"PYTHONPATH": str(old)}
    command = [sys.executable, "-c", script, "build", *where, "--date=2025-06-01"]
    subprocess.run(command, cwd=old, env=environment, check=True, capture_output=True)
    shutil.rmtree(old)


def picture_without_its_bytes(patch: pytest.MonkeyPatch) -> None:
    """Every picture goes by one digest, whatever it shows."""
    blind = SimpleNamespace(of_bytes=lambda _: digests.of_bytes(b""), of_data=digests.of_data)
    patch.setattr(album, "digests", blind)
    patch.setattr(images, "digests", blind)


def picture_known_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A picture that was seen once is not looked at again."""
    _known_for_ever(patch, lambda file: file.endswith(".png"))


def document_known_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A static file that was digested once is not looked at again."""
    _known_for_ever(patch, lambda file: file == DOCUMENT)


def _known_for_ever(patch: pytest.MonkeyPatch, is_one: Callable[[str], bool]) -> None:
    of, read, same = Trust.of, Trust.of_read, (0, 0, 0, 0, 0)
    patch.setattr(Trust, "of", lambda self, file: same if is_one(file) else of(self, file))
    patch.setattr(Trust, "of_read", lambda self, file, facts: same if is_one(file) else read(self, file, facts))


def issue(site: SmallSite, text: str = "%PDF second") -> None:
    site.write(DOCUMENT, text)


def first_issue(site: SmallSite) -> None:
    issue(site, "%PDF first.")


def paint(site: SmallSite, colour: str = "white") -> None:
    made = io.BytesIO()
    Image.new("RGB", (4, 3), colour).save(made, "PNG")
    (site.root / PICTURE).write_bytes(made.getvalue())


def show_picture(site: SmallSite) -> None:
    paint(site, "black")
    site.write(PLAIN, case("另一个案例", "2022") + "\n![图](picture.png)\n")


def index_without_texts(patch: pytest.MonkeyPatch) -> None:
    """The texts that are searched, each under the name of its page."""
    key = Keeper.key

    def by_name(self: Keeper, kind: str, depends: Any) -> str:
        return key(self, kind, depends[0] if kind == "texts" else depends)

    patch.setattr(Keeper, "key", by_name)


def another_sentence(site: SmallSite) -> None:
    site.edit("content/cases/suzhou/later.md", "正文。", "别的话。")


def another_word(site: SmallSite) -> None:
    site.edit(CASE, "]]设有[[", "]]共有[[")


# More than the context


def template_reaches_a_global(patch: pytest.MonkeyPatch) -> None:
    """A template may ask for the newest file of the content, whatever its context says."""
    make = templates.environment
    seen: dict[str, int] = {}
    list_files = contentfiles.content_files

    def counted(*given: Any) -> list[str]:
        found = list_files(*given)
        seen["count"] = len(found)
        return found

    def environment(theme: templates.Theme) -> Any:
        env = make(theme)
        env.globals["files"] = lambda: seen["count"]
        return env

    patch.setattr(supplies, "content_files", counted)
    patch.setattr("builder.render.environment", environment)


def ask_for_files(site: SmallSite) -> None:
    site.write(BRAND, '{% extends "record.html" %}{% block after %}{{ files() }}{% endblock %}')


def another_case(site: SmallSite) -> None:
    site.write("content/cases/new.md", case("新案例", "2023-01-01"))


def question_not_noted(patch: pytest.MonkeyPatch) -> None:
    """What a page asks of more than one record is not written down."""
    note = Catalogue.note

    def forgetful(self: Catalogue, *question: str) -> None:
        if question[0] in ("record", "target"):
            note(self, *question)

    patch.setattr(Catalogue, "note", forgetful)


class Hiding(dict[str, Any]):
    """Data that is not what it shows: written down it is empty, asked it answers."""

    def __init__(self, hidden: dict[str, Any]) -> None:
        super().__init__()
        self.hidden = hidden

    def __getitem__(self, name: str) -> Any:
        return self.hidden[name]


def context_hides_a_read(patch: pytest.MonkeyPatch) -> None:
    draft = pages.draft

    def hidden(one: Draft) -> Draft:
        def make(view: View, *given: Any) -> Page:
            made = one.make(view, *given)
            hiding = {name: Hiding(v) if isinstance(v, dict) else v for name, v in made.context.items()}
            return structs.replace(made, context=hiding)

        return structs.replace(one, make=make) if one.path == "about.html" else one

    def drafted(*given: Any, **named: Any) -> Any:
        view, drafts = draft(*given, **named)
        return view, [hidden(one) for one in drafts]

    patch.setattr(pages, "draft", drafted)


def another_title(site: SmallSite) -> None:
    site.edit("content/pages/about.md", "关于本站", "本站")


# Trust in what may lie


def time_is_the_truth(patch: pytest.MonkeyPatch) -> None:
    """A file of the same size and time counts as unchanged."""
    read, start = sources.read_known, Store.__init__
    known: dict[tuple[Path, int, int], tuple[bytes | None, Facts | None]] = {}

    def forget_with_the_store(self: Store, folder: Path, *more: Any) -> None:
        if not folder.exists():
            known.clear()
        start(self, folder, *more)

    def by_time(root: Path, file: str, *more: Any) -> tuple[bytes | None, Facts | None]:
        found = (root / file).stat()
        key = (root / file, found.st_size, found.st_mtime_ns)
        if key not in known:
            known[key] = read(root, file, *more)
        return known[key]

    patch.setattr(Store, "__init__", forget_with_the_store)
    patch.setattr(sources, "read_known", by_time)


def edit_in_disguise(site: SmallSite) -> None:
    path = site.root / PLAIN
    times = path.stat()
    site.edit(PLAIN, "另一个案例", "别一个案例")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def manifest_drops_an_entry(patch: pytest.MonkeyPatch) -> None:
    """One file less among those that have other bytes now."""
    compare = changes.compare

    def short(*given: Any) -> changes.Changes:
        found = compare(*given)
        dropped = found.replaced[:1]
        kept = tuple(sorted((*found.unchanged, *dropped)))
        return replace(found, replaced=found.replaced[1:], unchanged=kept)

    patch.setattr(publish, "compare", short)


def size_is_the_truth(patch: pytest.MonkeyPatch) -> None:
    """A file of the output with the size that the manifest says counts as that file."""

    def believed(place: tuple[Disk, Path]) -> Callable[[str], str]:
        disk, folder = place
        told = manifest.from_bytes(disk.read(folder / manifest.FILE))
        return lambda path: told.files[path].digest if told is not None and path in told.files else ""

    patch.setattr(changes, "contents", believed)


def hand_in_the_output(site: SmallSite) -> None:
    path = site.root / "public/about.html"
    path.write_bytes(path.read_bytes().replace(b"<p>", b"<b>"))


def entries_not_checked(patch: pytest.MonkeyPatch) -> None:
    def get(self: Store, kind: str, key: str) -> bytes | None:
        return next((entry[store._SEAL :] for entry in self._entries(kind, key)), None)

    patch.setattr(Store, "get", get)


def turn_bits(site: SmallSite) -> None:
    """One bit near the end of every page that is kept; and the built site is gone, so that all are asked for."""
    for folder in (site.root / "public", *(site.root / "store").glob("*.spare")):
        shutil.rmtree(folder)
    for path in (site.root / "store" / "page").rglob("*"):
        if path.is_file():
            data = bytearray(path.read_bytes())
            data[-2] ^= 1
            path.write_bytes(bytes(data))


# What a process that builds again takes over


def relations_without(**like: Any) -> Breaking:
    """Relations are taken over although what they rest on has changed: as if all records were ``like`` this."""

    def breaks(patch: pytest.MonkeyPatch) -> None:
        outline = warm.outline

        def blind(record: Record) -> list[object]:
            return outline(structs.replace(record, **{name: v for name, v in like.items() if hasattr(record, name)}))

        patch.setattr(warm, "outline", blind)

    return breaks


def no_longer_published(site: SmallSite) -> None:
    site.edit(PLAIN, "date: 2022", "date: 2022\nstatus: draft")


def of_another_day(site: SmallSite) -> None:
    site.edit(PLAIN, "date: 2022", "date: 2019")


def of_no_region(site: SmallSite) -> None:
    site.edit(CASE, "地区:", "说明:")


SABOTAGES: Mapping[str, Sabotage] = {
    "key without the words": Sabotage(key_without_words, own_words),
    "key without what a template includes": Sabotage(key_without_closure, own_part),
    "key without the code": Sabotage(key_without_code, older_code),
    "picture without its bytes": Sabotage(picture_without_its_bytes, paint, show_picture),
    "picture that is known for ever": Sabotage(picture_known_for_ever, paint, show_picture),
    "document that is known for ever": Sabotage(document_known_for_ever, issue, first_issue),
    "index without the texts": Sabotage(index_without_texts, another_sentence),
    "template that reaches a global": Sabotage(template_reaches_a_global, another_case, ask_for_files),
    "question that is not noted": Sabotage(question_not_noted, another_case),
    "context that hides a read": Sabotage(context_hides_a_read, another_title),
    "time as the truth": Sabotage(time_is_the_truth, edit_in_disguise),
    "manifest without an entry": Sabotage(manifest_drops_an_entry, another_word),
    "output by its size": Sabotage(size_is_the_truth, hand_in_the_output),
    "store without seals": Sabotage(entries_not_checked, turn_bits),
    "relations that outlive a status": Sabotage(relations_without(status="published"), no_longer_published, again=True),
    "relations that outlive a date": Sabotage(relations_without(date=None), of_another_day, again=True),
    "relations that outlive a reference": Sabotage(relations_without(region=None), of_no_region, again=True),
}
