"""Which pages must be made anew, and why.

A page of the last run is taken over, unmade and unread, if its draft is the same, its template is the same, and every
question that it asked has the answer it had. Else it is made; if then its context is the old one after all (a text
changed of which it shows the title), its bytes are taken over still. So a change costs the pages that may show it, not
the site. Nothing has to be told about what depends on what: the questions were noted when the page was made.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from builder import digests
from builder.answers import is_structural, structure
from builder.keeper import Keeper
from builder.manifest import Output
from builder.pages import Draft, Page, View, machines
from builder.problems import Problem
from builder.relations import Key
from builder.render import key_parts
from builder.templates import Theme

SHORT = 12  # digits of a digest kept for comparison only
NEW, LOST = "new", "lost"  # reasons beside the names of changed parts: a new page; its result was not in the store

Parts = Mapping[str, str]  # part of a key → its digest


class Kept(msgspec.Struct, array_like=True):
    """A page of the last run. ``asked`` are the numbers of its questions, ``key`` names its bytes in the store."""

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


class Pages(msgspec.Struct):
    """The pages of the last run, and what was answered then: ``asked`` the plain questions, then the structural ones.

    ``world`` is what every page depends on; ``structure`` what every structural answer follows from.
    """

    world: str
    structure: str
    asked: tuple[list[str], list[str]]
    answers: tuple[list[str], list[str]]
    pages: dict[str, Kept]


class Reasons(msgspec.Struct):
    """Why pages of the last run were rendered: site path → the parts of its key that had changed."""

    pages: dict[str, list[str]] = {}


@dataclass(slots=True)
class Makings:
    """The pages of one run. ``kept``: all of them; ``fresh``: those whose bytes are in no store and must be rendered.

    ``problems`` is where the view reports to: a page with a problem is made anew each time, so that it is told again.
    """

    keeper: Keeper
    view: View
    theme: Theme
    world: str
    problems: list[Problem]
    kept: dict[str, Kept] = field(default_factory=dict)
    fresh: dict[str, Page] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    _before: Pages | None = None
    _structure: str = ""
    _questions: _Questions = field(default_factory=lambda: _Questions())
    _drafts: dict[str, Draft] = field(default_factory=dict)
    _parts: dict[str, Parts] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)  # pages with problems

    def plan(self, drafts: Iterable[Draft]) -> None:
        """Sort out what must be made, and make the contexts of that."""
        last = self.keeper.remembered("pages", Pages)
        self._structure = structure(self.view.cat)
        changed: set[int] = set()
        if last is not None and last.world == self.world:
            self._before = last
            self._questions = _Questions(last.asked, last.answers)
            changed = self._questions.renewed(self.view.answer, last.structure != self._structure)
        for draft in drafts:
            self._one(draft, changed)
        addresses = [kept.address for kept in self.kept.values() if kept.address]
        self._one(machines.listing(addresses), changed)

    def _one(self, draft: Draft, changed: set[int]) -> None:
        path = draft.path
        self._drafts[path] = draft
        drafted = digests.of_data([draft.make.__module__, draft.make.__qualname__, draft.args])[:SHORT]
        before = self._before.pages.get(path) if self._before is not None else None
        if (
            before is not None
            and before.drafted == drafted
            and before.themed == self._themed(before.template)
            and (not changed or changed.isdisjoint(array("I", before.asked)))
        ):
            self.kept[path] = before
        else:
            self._make(draft, drafted, before)

    def _make(self, draft: Draft, drafted: str, before: Kept | None) -> None:
        found = len(self.problems)
        with self.view.cat.noting() as asked:
            page = draft.make(self.view, *draft.args)
        if len(self.problems) > found:
            self._told.add(page.path)
        parts = key_parts(page, self.theme, self.keeper.code)
        key = digests.of_data(parts)
        about, record = page.context.get("page", {}), page.context.get("record")
        now = self.kept[page.path] = Kept(
            template=page.template,
            drafted=drafted,
            themed=self._themed(page.template),
            asked=self._questions.numbered(asked),
            key=key,
            address=machines.address(page),
            record=(record["kind"], record["id"]) if record else None,
            crumbs=[crumb["title"] for crumb in about.get("crumbs", ())],
        )
        if before is not None and before.key == key:
            now.digest, now.size = before.digest, before.size
            return
        stored = self.bytes_of(key)
        if stored is not None:
            self.rendered(page.path, stored)
            return
        self.fresh[page.path] = page
        self._parts[page.path] = parts
        self.reasons[page.path] = self._reasons(before, parts)

    def _themed(self, template: str) -> str:
        return f"{self.theme.digests.get(template, '')[:SHORT]}{self.theme.words_digest[:SHORT]}"

    def _reasons(self, before: Kept | None, now: Parts) -> list[str]:
        if before is None:
            return [NEW]
        entry = self.keeper.store.get("page", before.key)
        then = _unsealed(entry)[0] if entry is not None else {}
        short = {name: digest[:SHORT] for name, digest in now.items()}
        return [name for name in sorted({*then, *short}) if then and then.get(name) != short.get(name)] or [LOST]

    # Bytes

    def bytes_of(self, key: str) -> bytes | None:
        """The bytes of a page from the store."""
        entry = self.keeper.store.get("page", key)
        return None if entry is None else _unsealed(entry)[1]

    def keep(self, path: str, data: bytes) -> None:
        """``data`` was rendered for ``path``: put it into the store."""
        parts = {name: digest[:SHORT] for name, digest in self._parts[path].items()}
        self.keeper.put("page", self.kept[path].key, _sealed(parts, data))
        self.rendered(path, data)

    def rendered(self, path: str, data: bytes) -> None:
        self.kept[path].digest, self.kept[path].size = digests.of_bytes(data), len(data)

    def again(self, path: str) -> Page:
        """The page at ``path`` made once more: its bytes were lost after they had been counted on."""
        draft = self._drafts[path]
        return draft.make(self.view, *draft.args)

    def outputs(self) -> Iterator[tuple[str, Output, str]]:
        """(site path, digest and size, key) of every page."""
        return ((path, Output(kept.digest, kept.size), kept.key) for path, kept in self.kept.items())

    def finish(self) -> None:
        """Remember the pages of a complete run."""
        if len(self.fresh) > len(self.kept) / 2:
            self._renumber()
        sound = {path: kept for path, kept in self.kept.items() if path not in self._told}
        if self._before is None or self._before.pages != sound or self._questions.moved:
            answers = self._questions.answered(self.view.answer)
            self.keeper.remember("pages", Pages(self.world, self._structure, self._questions.asked, answers, sound))
        self.keeper.remember("reasons", Reasons(self.reasons))

    def _renumber(self) -> None:
        """Forget the questions that nobody asks any more."""
        old, new = self._questions, _Questions()
        for kept in self.kept.values():
            kept.asked = new.numbered(old.question(n) for n in array("I", kept.asked))
        self._questions = new


class _Questions:
    """Questions by number and their answers; plain ones have even numbers, structural ones odd numbers."""

    def __init__(
        self, asked: tuple[list[str], list[str]] | None = None, answers: tuple[list[str], list[str]] | None = None
    ) -> None:
        self.asked = asked or ([], [])
        self._answers = answers or ([], [])
        self._numbers: dict[str, int] | None = None
        self.moved = False

    def renewed(self, answer: Callable[[str], str], structural: bool) -> set[int]:
        """Ask again, the structural ones only if need be; the numbers of those whose answers have changed."""
        changed: set[int] = set()
        for odd in (0, 1) if structural else (0,):
            answers = self._answers[odd]
            for n, question in enumerate(self.asked[odd]):
                now = answer(question)
                if now != answers[n]:
                    answers[n] = now
                    changed.add(2 * n + odd)
        self.moved = bool(changed)
        return changed

    def numbered(self, questions: Iterable[str]) -> bytes:
        """The numbers of ``questions``, new ones given to new questions."""
        if self._numbers is None:
            self._numbers = {q: 2 * n + odd for odd in (0, 1) for n, q in enumerate(self.asked[odd])}
        found = array("I")
        for question in questions:
            number = self._numbers.get(question)
            if number is None:
                odd = is_structural(question)
                number = self._numbers[question] = 2 * len(self.asked[odd]) + odd
                self.asked[odd].append(question)
                self.moved = True
            found.append(number)
        return array("I", sorted(found)).tobytes()

    def question(self, number: int) -> str:
        return self.asked[number % 2][number // 2]

    def answered(self, answer: Callable[[str], str]) -> tuple[list[str], list[str]]:
        """All answers, those of new questions asked for now."""
        for odd in (0, 1):
            known = self._answers[odd]
            known += [answer(question) for question in self.asked[odd][len(known) :]]
        return self._answers


_parts_of = msgspec.msgpack.Decoder(dict[str, str])


def _sealed(parts: Parts, data: bytes) -> bytes:
    """A page in the store: the parts of its key, which tell later why it was rendered, and its bytes."""
    head = msgspec.msgpack.encode(parts)
    return len(head).to_bytes(4, "big") + head + data


def _unsealed(entry: bytes) -> tuple[dict[str, str], bytes]:
    size = int.from_bytes(entry[:4], "big")
    return _parts_of.decode(entry[4 : 4 + size]), entry[4 + size :]
