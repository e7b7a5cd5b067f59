"""The house is read from the ground up: a module imports its own floor and the floors below, never upwards.

The table is the design; it is literal on purpose. Imports count wherever they stand: inside a function and under
``TYPE_CHECKING`` too, for a dependency that is hidden is a dependency all the same.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

BUILDER = Path(__file__).parent.parent / "builder"

# floor → its rooms. A room is a module or a package directly under builder/.
FLOORS: dict[str, tuple[str, ...]] = {
    "words": (
        "wording", "policy", "problems", "problemlist", "addresses", "digests", "faults", "slugs", "work", "installed",
        "personal",
    ),
    "reading": (
        "chinese", "characters", "conflicts", "facts", "sources", "folders", "yamltext", "frontmatter", "markdown",
        "schema", "contentfiles", "load", "settings", "vocabularies", "siteconfig", "clock", "svg", "mentions",
        "assets", "metadata", "pictures", "fonts",
    ),
    "relating": (
        "doubles", "relations", "heads", "recorddigests", "tables", "catalogue", "answers", "relate", "rules",
        "numerals", "spots", "passages", "quantities", "terminology", "charts", "figures", "chronology", "gazetteer",
        "profiles",
        "tiers", "namesakes", "checks", "waivers", "privacy",
    ),
    "planning": ("pages",),
    "rendering": (
        "interface", "outlines", "templates", "render", "qr", "spoken", "typeset", "poster", "workbook", "exports",
        "images", "search",
    ),
    "keeping": (
        "files", "lock", "packs", "store", "manifest", "outputs", "journal", "changes", "target", "spare", "exchange",
        "publish",
    ),
    "top": (
        "build", "steps", "run", "standing", "keeper", "readfile", "contents", "readings", "album", "maker",
        "questions", "makings", "warm", "supplies", "spread", "cluster", "serve", "authoring", "hosting", "links",
        "cli", "usage", "streams", "commands", "progress", "timings", "interruption", "__main__",
    ),
}  # fmt: skip

# floor → the floors it stands on. Keeping knows bytes and paths, never what a page or a record is.
STANDS_ON: dict[str, tuple[str, ...]] = {
    "words": (),
    "reading": ("words",),
    "relating": ("words", "reading"),
    "planning": ("words", "reading", "relating"),
    "rendering": ("words", "reading", "relating", "planning"),
    "keeping": ("words", "reading"),
    "top": ("words", "reading", "relating", "planning", "rendering", "keeping"),
}

FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
Graph = Mapping[str, frozenset[str]]


def modules(package: Path) -> dict[str, Path]:
    """``builder.schema.fields`` → its file; a package goes by its own name."""
    found: dict[str, Path] = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(package: Path) -> dict[str, frozenset[str]]:
    """Module → the modules of the package that it imports, by any form of import, anywhere in it."""
    known = modules(package)
    return {
        name: frozenset(_imported(ast.parse(file.read_text(encoding="utf-8"), str(file)), name, file, known)) - {name}
        for name, file in known.items()
    }


def _imported(tree: ast.Module, name: str, file: Path, known: Mapping[str, Path]) -> Iterator[str]:
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _nearest(alias.name, known)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                yield from _nearest(f"{base}.{alias.name}", known)


def _nearest(dotted: str, known: Mapping[str, Path]) -> Iterator[str]:
    """The module that ``dotted`` is, or is a name in; nothing if it is not one of ours."""
    while dotted:
        if dotted in known:
            yield dotted
            return
        dotted = dotted.rpartition(".")[0]


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def faults(package: Path) -> list[str]:
    """Every breach of the table, as a sentence."""
    graph = imports(package)
    homeless = sorted({room_of(name) for name in graph} - set(FLOOR_OF) - {""})
    return [
        *(
            f"builder/{room} has no room: add it to its floor in FLOORS (tests/test_layering.py), the lowest one "
            "whose rooms it needs nothing above of"
            for room in homeless
        ),
        *_upward(graph),
        *_cycles(graph),
    ]


def _upward(graph: Graph) -> Iterator[str]:
    for module, targets in sorted(graph.items()):
        floor = FLOOR_OF.get(room_of(module))
        if room_of(module) == "" and targets:
            yield f"{module} holds the version only, and imports {', '.join(sorted(targets))}"
        for target in sorted(targets):
            under = FLOOR_OF.get(room_of(target))
            if floor and under and under != floor and under not in STANDS_ON[floor]:
                below = ", ".join(STANDS_ON[floor]) or "nothing"
                yield f"{module} ({floor}) imports {target} ({under}), but {floor} stands on {below}"


def _cycles(graph: Graph) -> Iterator[str]:
    """Peel off what imports nothing that is left; whatever cannot be peeled stands in a cycle or above one."""
    left = dict(graph)
    while free := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in free:
            del left[name]
    while above := [name for name in left if not any(name in targets for targets in left.values())]:
        for name in above:
            del left[name]
    if left:
        yield f"these import each other in a circle: {', '.join(sorted(left))}"


def test_every_module_imports_its_own_floor_or_lower_and_never_in_a_circle() -> None:
    assert not faults(BUILDER), "\n".join(faults(BUILDER))


def test_the_table_is_whole() -> None:
    rooms = [room for rooms in FLOORS.values() for room in rooms]
    assert len(rooms) == len(set(rooms)), "a room lies on one floor"
    floors = list(FLOORS)
    assert list(STANDS_ON) == floors
    for floor, below in STANDS_ON.items():
        assert all(floors.index(one) < floors.index(floor) for one in below)


def _spoilt(house: Path, additions: Iterable[tuple[str, str]]) -> list[str]:
    """What is found in a copy of builder/ to which lines were added that it lacks so far."""
    copy = house / "builder"
    shutil.copytree(BUILDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = faults(copy)
    for name, text in additions:
        file = copy / name
        file.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + text, encoding="utf-8")
    return [fault for fault in faults(copy) if fault not in before]


@pytest.mark.parametrize(
    "line",
    [
        "import builder.cli\n",
        "from builder import cli\n",
        "from . import cli\n",
        "from .cli import entry\n",
        "def late() -> None:\n    from builder.cli import entry\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from builder.cli import entry\n",
    ],
)
def test_an_import_upwards_is_found_however_it_is_written(tmp_path: Path, line: str) -> None:
    found = _spoilt(tmp_path, [("digests.py", "\n" + line)])
    (fault,) = (fault for fault in found if "stands on" in fault)  # the other one is the circle that it closes
    assert fault.startswith("builder.digests (words) imports builder.cli (top)")


def test_a_circle_on_one_floor_is_found(tmp_path: Path) -> None:
    (fault,) = _spoilt(
        tmp_path,
        [("digests.py", "\nfrom builder import addresses\n"), ("addresses.py", "\nfrom builder import digests\n")],
    )
    assert fault == "these import each other in a circle: builder.addresses, builder.digests"


def test_a_module_without_a_room_is_told_where_to_go(tmp_path: Path) -> None:
    (fault,) = _spoilt(tmp_path, [("attic.py", "")])
    assert fault.startswith("builder/attic has no room: add it to its floor in FLOORS")
