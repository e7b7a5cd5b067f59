"""Every reader of the program as a function of bytes that must return, whatever the bytes are."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from builder import digests, images, journal, manifest, markdown, metadata, pictures, sources, svg, yamltext
from builder.load import read_file
from builder.problems import Place, Problem
from builder.schema import REGISTRY
from builder.siteconfig import parse_site
from builder.templates import read_theme
from builder.wording import Words

VOCABULARIES: Mapping[str, Mapping[str, Words]] = {
    name: {"team": Words("队伍", "Team")} for name in ("station", "organisation", "programme", "theme")
}
FOLDERS = sorted(cls.folder for cls in REGISTRY.values())
_PLACE = Path(tempfile.gettempdir())


def said(problems: list[Problem]) -> None:
    """Each problem can be told in both languages and has a file."""
    for problem in problems:
        assert problem.place.file
        assert problem.text("zh") and problem.text("en")


def _text(read: Callable[[str, list[Problem]], object]) -> Callable[[bytes], None]:
    """A reader of text behind the gate that all text passes."""

    def whole(data: bytes) -> None:
        problems: list[Problem] = []
        source = sources.decode(data, "a.md", problems.append)
        if source is not None:
            read(source.text, problems)
        said(problems)

    return whole


def _data(data: bytes) -> None:
    """The first byte tells of which type the records are."""
    folder = FOLDERS[data[0] % len(FOLDERS)] if data else FOLDERS[0]
    said(list(read_file(f"content/data/{folder}.yaml", data[1:], VOCABULARIES).problems))


def _case(data: bytes) -> None:
    said(list(read_file("content/cases/a.md", data, VOCABULARIES).problems))


def _front(data: bytes) -> None:
    said(list(read_file("content/pages/a.md", b"---\n" + data + b"\n---\n\n\xe6\x96\x87\n", VOCABULARIES).problems))


def _site(text: str, problems: list[Problem]) -> None:
    node = yamltext.parse(text, Place("site.yaml", 1), problems.append)
    if node is not None:
        parse_site(node, problems.append)


def _picture(data: bytes) -> None:
    problems: list[Problem] = []
    metadata.told_by(data)
    for ending in ("jpg", "png", "webp"):
        seen = pictures.look(f"a.{ending}", data, problems.append)
        if seen is not None and seen.width * seen.height < 1_000_000:  # the time is Pillow's
            images.derive(pictures.published(f"a.{ending}", digests.of_bytes(data), seen), data)
    said(problems)


def _svg(data: bytes) -> None:
    problems: list[Problem] = []
    svg.check("a.svg", data, problems.append)
    said(problems)


def _theme(data: bytes) -> None:
    """Words up to a NUL, then a template."""
    words, _, template = data.partition(b"\0")
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "templates"
        (folder / "words").mkdir(parents=True)
        (folder / "words" / "zh-CN.yaml").write_bytes(words)
        (folder / "a.html").write_bytes(template)
        read_theme(Path(place), Path(place), "zh-CN", problems.append)
    said(problems)


def _own(data: bytes) -> None:
    """What the program itself wrote, and a disk or a person may have changed."""
    manifest.from_bytes(data)
    manifest.is_marked(data)
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / journal.FILE).write_bytes(data)
        journal.complete(Path(place))


READERS: Mapping[str, Callable[[bytes], None]] = {
    "markdown": _text(lambda text, problems: markdown.parse(text, Place("a.md", 1), problems.append)),
    "case": _case,
    "front": _front,
    "data": _data,
    "site": _text(_site),
    "picture": _picture,
    "svg": _svg,
    "theme": _theme,
    "own": _own,
}
