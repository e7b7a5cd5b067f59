"""From a draft to the bytes of its page, in whatever process: what a page is made from goes no further than it must.

A process that was forked has the catalogue too, so that a draft is made and rendered there and its context, many
times the size of what is kept of it, never travels and is forgotten at once. Where the catalogue is not (a cluster, a
process that was spawned) the context is made here and sent there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import msgspec
from msgspec import structs

from builder import digests
from builder.manifest import Output
from builder.pages import Draft, Page, View, machines
from builder.problems import Problem
from builder.questions import Asked, Telling
from builder.relations import Key
from builder.render import Rendered, key_parts, renderer
from builder.spread import Spread
from builder.templates import Theme
from builder.work import Work


class Made(msgspec.Struct, frozen=True):
    """What became of a draft. ``parts``: of its key; ``asked``: its questions; ``told``: the problems of its making;
    ``output``: of its bytes, ``data`` these, if they were rendered now; ``fault``: why they could not be."""

    path: str
    template: str
    key: str
    parts: dict[str, str]
    asked: Asked
    told: tuple[Problem, ...]
    address: tuple[str, str] | None
    record: Key | None
    crumbs: tuple[str, ...]
    output: Output | None = None
    data: bytes | None = None
    fault: Problem | None = None


Planned: TypeAlias = tuple[Made, Page | None]


@dataclass(slots=True)
class Maker:
    """``known`` tells of a path and a key which bytes they stand for, where that is known; ``rendering`` is false where
    only the problems are looked for; ``process``: the name of a further process, whose questions others know by what it
    tells."""

    view: View
    theme: Theme
    code: str
    known: Callable[[str, str], Output | None]
    rendering: bool = True
    process: str = ""
    _told: list[Problem] = field(default_factory=list, init=False)
    _telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.view = replace(self.view, report=self._told.append)
        self._telling = Telling(self.view.cat.questions, self.process)

    def planned(self, draft: Draft) -> Planned:
        """What a draft comes to, and its page if that must be rendered."""
        with self.view.cat.noting() as asked:
            page = draft.make(self.view, *draft.args)
        parts = key_parts(page, self.theme, self.code)
        key = digests.of_data(parts)
        about, record = page.context.get("page", {}), page.context.get("record")
        made = Made(
            path=page.path,
            template=page.template,
            key=key,
            parts=parts,
            asked=self._telling.asked(asked),
            told=tuple(self._told),
            address=machines.address(page),
            record=(record["kind"], record["id"]) if record else None,
            crumbs=tuple(crumb["title"] for crumb in about.get("crumbs", ())),
            output=self.known(page.path, key),
        )
        self._told.clear()
        faulty = any(problem.severity == "error" for problem in made.told)  # its template would only fail for that
        return made, page if self.rendering and made.output is None and not faulty else None

    def made(self, drafts: Sequence[Draft], spread: Spread) -> Iterator[Made]:
        """What all drafts come to; those of one process in its order, others in any."""
        if spread.inherits(len(drafts)):
            yield from spread(Work(_whole, self, drafts))
            return
        waiting: list[Planned] = []
        for planned in map(self.planned, drafts):
            if planned[1] is None:
                yield planned[0]
            else:
                waiting.append(planned)
        yield from spread(Work(_finisher, self.theme, waiting))


def _whole(maker: Maker) -> Callable[[Draft], Made]:
    own, finish = replace(maker, process=secrets.token_hex(8)), _finisher(maker.theme)
    return lambda draft: finish(own.planned(draft))


def _finisher(theme: Theme) -> Callable[[Planned], Made]:
    render = renderer(theme)
    return lambda planned: _finished(planned, render)


def _finished(planned: Planned, render: Callable[[Page], Rendered]) -> Made:
    made, page = planned
    if page is None:
        return made
    done = render(page)
    told = None if done.data is None else Output(digests.of_bytes(done.data), len(done.data))
    return structs.replace(made, output=told, data=done.data, fault=done.problem)
