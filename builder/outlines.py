"""What a template says of others: those that it names and extends, and its blocks; and what a site has in its
``templates/`` that no page will ever show: a file that nothing names, a block that nothing above it has.

Jinja passes over both in silence, and an author who has mistyped a name looks at the page of the theme and wonders.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

import jinja2
import msgspec
from jinja2 import meta, nodes

from builder.problems import Message, Place, Problem, closest, meant, place_in
from builder.schema import REGISTRY
from builder.wording import enumerated

UNUSED = Message(
    "template-unused",
    "没有页面用到这个文件：默认主题里没有同名的文件，也没有模板用 include、extends 或 import 提到它。请改名，"
    "或移到 templates 文件夹外面。{hint}",
    "No page uses this file: the theme has none of that name, and no template includes, extends or imports it. Rename "
    "it, or move it out of templates/. {hint}",
    "warning",
)
LOST_BLOCK = Message(
    "template-block-lost",
    "这个模板用 extends 提到的模板里没有名为“{name}”的 block，所以这一块不会显示。那里有的是：{names}。{hint}",
    "No template that this one extends has a block “{name}”, so this one is not shown. There are: {names}. {hint}",
    "warning",
)


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """``named``: the templates that are named, None for a name that is no literal; ``extended``: those that are
    extended; ``blocks``: all blocks; ``filled``: those that stand in no other block."""

    named: list[str | None]
    extended: list[str]
    blocks: list[str]
    filled: list[str]


def outline_of(text: str) -> Outline:
    """Raises what Jinja raises for a text that it cannot read."""
    tree = jinja2.Environment(autoescape=True).parse(text)
    blocks = [*tree.find_all(nodes.Block)]
    inner = {block.name for outer in blocks for block in outer.find_all(nodes.Block)}
    above = [node.template for node in tree.find_all(nodes.Extends)]
    return Outline(
        [*meta.find_referenced_templates(tree)],
        [name.value for name in above if isinstance(name, nodes.Const)],
        [block.name for block in blocks],
        [block.name for block in blocks if block.name not in inner],
    )


def named_at(file: str, text: str, name: re.Pattern[str]) -> Place:
    """Where a template names another one, or a block; its file alone where that is written in an unusual way."""
    found = name.search(text)
    return Place(file) if found is None else place_in(file, text, found.start())


def reach(name: str, direct: Mapping[str, Iterable[str]]) -> set[str]:
    """``name`` and all to which the ways from it lead."""
    seen: set[str] = set()
    pending = [name]
    while pending:
        one = pending.pop()
        if one not in seen:
            seen.add(one)
            pending += direct[one]
    return seen


def unused(files: Iterable[str], known: AbstractSet[str], outlines: Mapping[str, Outline]) -> Iterator[Problem]:
    """The ``files`` of a site below its ``templates/`` that are neither ``known`` to the program by their names, nor
    the template of a type, nor named by a template. Notes (``.md``, or a name without an ending) may lie there."""
    named = {other for name, outline in outlines.items() for other in outline.named if other != name}
    used = known | named | {f"{kind}.html" for kind in REGISTRY}
    for name in files:
        if name not in used and not name.endswith(".md") and _stem(name):
            yield UNUSED.at(Place(f"templates/{name}"), hint=meant(_near(name, known)))


def _near(name: str, known: AbstractSet[str]) -> list[str]:
    """What may be meant by the file ``name``: a type goes by its folder too, and by its name in Chinese."""
    called: defaultdict[str, list[str]] = defaultdict(list)
    for kind, cls in REGISTRY.items():
        called[cls.folder].append(f"{kind}.html")
        called[cls.title.zh].append(f"{kind}.html")
    for file in sorted(known):
        called[_stem(file)].append(file)
    return [file for stem in closest(_stem(name), [*called], 1) for file in called[stem]]


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def lost_blocks(
    own: Iterable[str], texts: Mapping[str, str], places: Mapping[str, str], outlines: Mapping[str, Outline]
) -> Iterator[Problem]:
    """The blocks of the templates ``own`` that are shown nowhere. One that ``self.x()`` asks for is."""
    extended = {name: outline.extended for name, outline in outlines.items()}
    for name in own:
        ways = reach(name, extended)
        held = sorted({block for up in ways - {name} for block in outlines[up].blocks})
        for block in outlines[name].filled if {*extended[name]} - {name} else ():
            if block not in held and not any(f"self.{block}" in texts[up] for up in ways):
                place = named_at(places[name], texts[name], re.compile(rf"{{%[-+]?\s*block\s+{re.escape(block)}\b"))
                hint = meant(closest(block, held, 1))
                yield LOST_BLOCK.at(place, name=block, names=enumerated(held), hint=hint)
