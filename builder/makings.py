"""Which pages must be made anew, and why.

A page of the last run is taken over, unmade and unread, if its draft is the same, its template is the same, and every
question that it asked has the answer it had. Else it is made; if then its context is the old one after all (a text
changed of which it shows the title), its bytes are taken over still. So a change costs the pages that may show it, not
the site. Nothing has to be told about what depends on what: the questions were noted when the page was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import msgspec
from msgspec import structs

from builder import digests
from builder.keeper import Keeper, Reasons
from builder.maker import Made, Maker
from builder.manifest import Output
from builder.pages import Draft, Page, View, answering, machines
from builder.problems import Report
from builder.questions import Answered, Questions
from builder.relations import Key
from builder.spread import Processes, Spread
from builder.templates import Theme

SHORT = 12  # digits of a digest kept for comparison only
# Reasons beside the names of changed parts: no memory of a last run, a new page, its result was not in the store.
FIRST, NEW, LOST = "first", "new", "lost"

Parts = Mapping[str, str]  # part of a key → its digest


class Kept(msgspec.Struct, array_like=True):
    """A page of the last run. ``asked`` are the numbers of its questions, ``key`` names its bytes in the store;
    ``told``: something was found wrong when it was made, so it is made anew each time, to be told again."""

    template: str
    drafted: str  # digest of what its draft says
    themed: str  # digest of its template and the words
    asked: bytes
    key: str
    address: tuple[str, str] | None  # what the map of addresses says of it
    record: Key | None
    crumbs: list[str]
    digest: str = ""
    size: int = 0
    told: bool = False


class Pages(msgspec.Struct):
    """The pages of the last run, and what was answered then.

    ``world`` is what every page depends on; ``structure`` what every structural answer follows from.
    """

    world: str
    structure: str
    answered: Answered
    pages: dict[str, Kept]


@dataclass(slots=True)
class Makings:
    """The pages of one run. ``kept``: all of them; ``drafts``: what they are made from; ``waiting``: what must be made;
    ``reasons``: of those whose bytes were in no store; ``taken``: of those that changed, and were there already."""

    keeper: Keeper
    view: View
    theme: Theme
    world: str
    kept: dict[str, Kept] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    waiting: list[Draft] = field(default_factory=list)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    taken: dict[str, list[str]] = field(default_factory=dict)
    last: Pages | None = None  # of the last run, if this process knows it
    drafted: Mapping[str, Draft] = field(default_factory=dict)  # likewise
    _before: Pages | None = None
    _then: Mapping[str, Kept] | None = None  # the pages of the last run, be it of another world
    _structure: str = ""
    _questions: Questions = field(default_factory=Questions)
    _themes: dict[str, str] = field(default_factory=dict)

    def sort(self, drafts: Iterable[Draft]) -> None:
        """Sort out what must be made: whatever was not made from the same in the last run."""
        last = self.last or self.keeper.remembered("pages", Pages)
        self._structure, own = answering.structure(self.view), self.view.cat.questions
        self._questions = Questions(own)
        self._then = None if last is None else last.pages
        if last is not None and last.world == self.world:
            self._before = last
            self._questions = Questions(own, last.answered)
            self._questions.renew(partial(answering.answers, self.view), last.structure != self._structure)
        for draft in drafts:
            self._one(draft)

    def shown(self) -> list[Draft]:
        """What must be made and is shown to people."""
        return [draft for draft in self.waiting if not machines.is_read(draft.path)]

    def make(self, drafts: Sequence[Draft], spread: Spread, report: Report, rendering: bool) -> Iterator[Made]:
        """Make some of what must be made; ``spread`` does the work."""
        maker = Maker(self.view, self.theme, self.keeper.code, self._known, rendering)
        for made in maker.made(drafts, spread):
            self._take(made, report)
            yield made
        self.waiting = [draft for draft in self.waiting if draft.path not in self.kept]

    def make_rest(self, spread: Spread, report: Report, rendering: bool) -> Iterator[Made]:
        """Make all that is left, and the map of all addresses last."""
        yield from self.make(self.waiting, spread, report, rendering)
        self.kept = {path: self.kept[path] for path in self.drafts}  # in the order of the drafts again
        self._one(machines.listing([kept.address for kept in self.kept.values() if kept.address]))
        yield from self.make(self.waiting, Processes(1), report, rendering)
        self.keeper.put_rest("page")

    def _one(self, draft: Draft) -> None:
        path = draft.path
        self.drafts[path] = draft
        before = self._last(path)
        if (
            before is not None
            and not before.told
            and (self.drafted.get(path) == draft or before.drafted == _drafted(draft))
            and before.themed == self._themed(before.template)
            and not self._questions.changed(before.asked)
        ):
            self.kept[path] = before
        else:
            self.waiting.append(draft)

    def _last(self, path: str) -> Kept | None:
        """The page at ``path`` as the last run of this world had it."""
        return None if self._before is None else self._before.pages.get(path)

    def _known(self, path: str, key: str) -> Output | None:
        """The bytes that ``key`` stands for, as the last run or the store has them."""
        before = self._last(path)
        if before is not None and before.key == key:
            return Output(before.digest, before.size)
        stored = self.bytes_of(key)
        return None if stored is None else Output(digests.of_bytes(stored), len(stored))

    def _take(self, made: Made, report: Report) -> None:
        """Note what became of a draft, and keep what was rendered."""
        path = made.path
        for problem in made.told:
            report(problem)
        before = self._last(path)
        data, output = made.data, made.output or Output("", 0)
        then = None if self._then is None else self._then.get(path)
        if data is not None or made.output is None:
            self.reasons[path] = self._reasons(then, made.parts)
        elif then is None or then.key != made.key:
            self.taken[path] = self._reasons(then, made.parts)
        self.kept[path] = Kept(
            template=made.template,
            drafted=_drafted(self.drafts[path]),
            themed=self._themed(made.template),
            asked=self._questions.numbered(made.asked, before.asked if before is not None else b""),
            key=made.key,
            address=made.address,
            record=made.record,
            crumbs=list(made.crumbs),
            digest=output.digest,
            size=output.size,
            told=bool(made.told),
        )
        if data is not None:
            parts = {name: digest[:SHORT] for name, digest in made.parts.items()}
            self.keeper.put_soon("page", {made.key: _sealed(parts, data)})

    def _themed(self, template: str) -> str:
        """The digest of a template and the words."""
        if template not in self._themes:
            own = self.theme.digests.get(template, "")
            self._themes[template] = f"{own[:SHORT]}{self.theme.words_digest[:SHORT]}"
        return self._themes[template]

    def _reasons(self, then: Kept | None, now: Parts) -> list[str]:
        if then is None:
            return [FIRST if self._then is None else NEW]
        entry = self.keeper.store.get("page", then.key)
        before = _unsealed(entry)[0] if entry is not None else {}
        short = {name: digest[:SHORT] for name, digest in now.items()}
        return [name for name in sorted({*before, *short}) if before and before.get(name) != short.get(name)] or [LOST]

    # Bytes

    def bytes_of(self, key: str) -> bytes | None:
        """The bytes of a page from the store."""
        entry = self.keeper.store.get("page", key)
        return None if entry is None else _unsealed(entry)[1]

    def again(self, path: str) -> Page:
        """The page at ``path`` made once more: its bytes were lost after they had been counted on."""
        draft = self.drafts[path]
        return draft.make(self.view, *draft.args)

    def outputs(self) -> Iterator[tuple[str, Output, str]]:
        """(site path, digest and size, key) of every page."""
        return ((path, Output(kept.digest, kept.size), kept.key) for path, kept in self.kept.items())

    def moved(self) -> tuple[list[str], list[str]] | None:
        """The paths of pages that are other ones than in the last run, and of those that are none any more; None where
        nothing is known of a last run."""
        if self._before is None:
            return None
        then = {path: kept.digest for path, kept in self._before.pages.items()}
        changed = [path for path, kept in self.kept.items() if then.get(path) != kept.digest]
        return changed, [path for path in then if path not in self.drafts and path != machines.ADDRESSES]

    def finish(self) -> Pages:
        """Remember the pages of a complete run, and the answers that they rest on."""
        if self._before is not None and len(self.reasons) > len(self.kept) / 2:
            self._renumber()
        self.keeper.remember("reasons", Reasons(self.reasons, self.taken))
        if self._before is not None and self._before.pages == self.kept and not self._questions.moved:
            return self._before
        answers = self._questions.answered(partial(answering.answers, self.view))
        made = Pages(self.world, self._structure, answers, self.kept)
        self.keeper.remember("pages", made)
        return made

    def _renumber(self) -> None:
        """Forget the questions that nobody asks any more."""
        old, new = self._questions, Questions()
        for path, kept in self.kept.items():
            self.kept[path] = structs.replace(kept, asked=new.numbers(old.texts(kept.asked)))
        self._questions = new


def _drafted(draft: Draft) -> str:
    """What a draft says, in short."""
    return digests.of_shown((draft.make.__module__, draft.make.__qualname__, draft.args))[:SHORT]


def _sealed(parts: Parts, data: bytes) -> bytes:
    """A page in the store: the parts of its key, which tell later why it was rendered, and its bytes."""
    return msgspec.msgpack.encode((parts, data))


def _unsealed(entry: bytes) -> tuple[dict[str, str], bytes]:
    return msgspec.msgpack.decode(entry, type=tuple[dict[str, str], bytes])
