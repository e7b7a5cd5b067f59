"""The glossary at work: wrong, outdated and restricted forms of its terms, found in everything that people write.

All forms of all terms are one pattern, the longest first, so that a text is read once however long the glossary is. The
approved terms that hold a form as a part stand in the same pattern: where one of them begins first, the form inside it
is no finding. A site adds to the list by adding terms; there is no second one.

Rejected: forms matched as patterns of their own (a clerk writes words, not expressions), and a search in HTML, which
would find forms across the end of a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from builder.catalogue import Catalogue, key_of
from builder.passages import Passage, passages
from builder.problems import Message, Report
from builder.schema import Form, Record, Source, Term, When
from builder.spots import few, inside
from builder.wording import Words

WRONG = Message(
    "term-wrong",
    "“{form}”是错误写法，规范写法是“{approved}”{note}。",
    "“{form}” is a wrong form; write “{approved}”{note}.",
)
OUTDATED = Message(
    "term-outdated",
    "“{form}”是过时写法，{since}写“{approved}”{note}。",
    "“{form}” is outdated; {since} it is “{approved}”{note}.",
    "warning",
)
RESTRICTED = Message(
    "term-restricted",
    "“{form}”{since}只能出现在来源记录和术语表里，这里应写“{approved}”{note}。",
    "“{form}” may stand only in records of sources and in the glossary ({since}); write “{approved}” here{note}.",
)
NOW = Words("现在", "now")

Kind = Literal["wrong", "outdated", "restricted"]
MESSAGES: dict[Kind, Message] = {"wrong": WRONG, "outdated": OUTDATED, "restricted": RESTRICTED}

_QUOTES = "“”‘’「」『』\"'"
_QUOTED = re.compile("“[^“”]*”|‘[^‘’]*’|「[^「」]*」")
_TITLE = re.compile("《[^《》\n]*》")


@dataclass(frozen=True, slots=True)
class Watched:
    """A form to look for, and the term whose form it is."""

    kind: Kind
    form: Form
    term: Term


@dataclass(frozen=True, slots=True)
class Glossary:
    """``pattern`` finds every form and every approved term that holds one; ``forms``: its words → what is wrong there.

    One form may belong to several terms: the first in reading order speaks.
    """

    pattern: re.Pattern[str]
    forms: dict[str, Watched]

    def found(self, text: str) -> Iterator[tuple[int, int, Watched]]:
        """(start, end, form) of each form in ``text``, titles of documents in 《》 left out."""
        titles: list[tuple[int, int]] | None = None
        for match in self.pattern.finditer(text):
            watched = self.forms.get(_plain(match[0]))
            if watched is None:
                continue
            if titles is None:
                titles = [title.span() for title in _TITLE.finditer(text)]
            if not any(start < match.start() and match.end() < end for start, end in titles):
                yield match.start(), match.end(), watched


def glossary(terms: tuple[Term, ...]) -> Glossary | None:
    """The forms of ``terms``; None where there are none."""
    forms: dict[str, Watched] = {}
    for term in terms:
        lists: tuple[tuple[Kind, tuple[Form, ...]], ...] = (
            ("wrong", term.wrong), ("outdated", term.outdated), ("restricted", term.restricted),
        )  # fmt: skip
        for kind, listed in lists:
            for form in listed:
                if _plain(form.text):
                    forms.setdefault(_plain(form.text), Watched(kind, form, term))
    if not forms:
        return None
    approved = {_plain(name) for term in terms for name in (term.name, *term.also_known_as)}
    shields = {name for name in approved if any(form in name and form != name for form in forms)}
    words = sorted({*forms, *shields}, key=lambda word: (-len(word), word))
    return Glossary(re.compile("|".join(map(_expression, words)), re.IGNORECASE), forms)


def _plain(words: str) -> str:
    return re.sub(f"[{_QUOTES}]", "", words).strip().casefold()


def _expression(words: str) -> str:
    """``words`` with quotes anywhere inside; Latin letters and digits at an end stand alone there."""
    inner = f"[{_QUOTES}]?".join(map(re.escape, words))
    head = "(?<![0-9A-Za-z])" if words[0].isascii() and words[0].isalnum() else ""
    tail = "(?![0-9A-Za-z])" if words[-1].isascii() and words[-1].isalnum() else ""
    return f"{head}{inner}{tail}"


def terminology(cat: Catalogue) -> Callable[[Record, Report], None]:
    """Judges a record: every form of the glossary that stands where it should not, with the approved form."""
    known = glossary(cat.all(Term))

    def judge(record: Record, report: Report) -> None:
        if known is None:
            return
        for passage in passages(record):
            for start, end, watched in few(known.found(passage.text), record, passage, report):
                if not _allowed(watched, record, passage, start):
                    said = {"form": passage.text[start:end], "approved": watched.term.replacement or watched.term.name}
                    message, since = MESSAGES[watched.kind], _since(watched.form.since)
                    place = inside(record, passage, start, end)
                    report(message.at(place, passage.label, since=since, note=_remark(watched.form.note), **said))

    return judge


def _allowed(watched: Watched, record: Record, passage: Passage, at: int) -> bool:
    """A term speaks of its own forms; a source keeps its title as printed, and restricted names with it; what is
    restricted may be explained anywhere in the glossary; what is outdated now was right then; a remark may quote.
    """
    if key_of(record) == key_of(watched.term) or (isinstance(record, Source) and passage.way == ("name",)):
        return True
    if watched.kind == "restricted":
        return isinstance(record, Source | Term)
    if watched.kind == "outdated" and _before(record, watched.form.since):
        return True
    return (isinstance(record, Term) or passage.way[-1] == "note") and _is_quoted(passage.text, at)


def _is_quoted(text: str, at: int) -> bool:
    return any(found.start() < at < found.end() for found in _QUOTED.finditer(text))


def _before(record: Record, since: When | None) -> bool:
    """Whether ``record`` is dated before ``since``, or so roughly (``2018``) that it may be."""
    date = getattr(record, "date", None)  # cases, events, documents, honours and sources have one
    if since is None or not isinstance(date, When):
        return False
    return since.after(date.iso) or (since.iso != date.iso and since.iso.startswith(date.iso))


def _remark(note: str) -> Words:
    return Words(f"（{note.rstrip('。')}）", f" ({note.rstrip('。')})") if note else Words("", "")


def _since(since: When | None) -> Words:
    if since is None:
        return NOW
    words = since.words()
    return Words(f"自{words.zh}起", f"since {words.en}")
