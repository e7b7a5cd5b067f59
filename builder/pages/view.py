"""What pages are made from: the catalogue seen by a reader. Cards, facts, rows, trees, shared by all pages.

Everything here returns plain data with site paths; ``root`` is the only thing that depends on where a page stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from builder import addresses
from builder.catalogue import Catalogue, key_of
from builder.pages import covers, photos
from builder.pictures import Picture
from builder.problems import Report, unheard
from builder.relations import Key
from builder.schema import REGISTRY, Field, Figure, Placed, Record, Ref, Source, When
from builder.schema.hints import options_of
from builder.schema.writing import page_path
from builder.siteconfig import Site
from builder.wording import Words

Plain = dict[str, Any]
# What a card holds only if the template of some page names it. So every page depends on that, its own template or not.
ON_CARDS = "cover"


def path_of(record: Record) -> str:
    """The permalink of a record; pages of their own stand at the top of the site."""
    return page_path(type(record), record.id)


def everything(_: str, __: str) -> bool:
    """Without a theme nobody knows what is shown."""
    return True


@dataclass(frozen=True, slots=True)
class View:
    """``assets``: logical name → fingerprinted site path; ``media``: file → picture, None for one with a problem;
    ``paths``: every address of the site, with the record whose page it is; ``report`` takes what a page finds wrong.
    """

    cat: Catalogue
    assets: Mapping[str, str]
    media: Mapping[str, Picture | None]
    search: bool = True  # whether the site has a search page
    font: str = ""  # what share pictures are set in; without it there are none
    shows: Callable[[str, str], bool] = everything  # whether a template names a part of its context; see ``Theme``
    paths: Mapping[str, Key | None] = field(default_factory=dict)
    alike: Mapping[str, str] = field(default_factory=dict)  # a picture that is not there → a file of that name
    report: Report = unheard  # drafting finds nothing wrong; making does
    _shared: dict[str | Key, tuple[Plain, set[int]]] = field(default_factory=dict, compare=False, repr=False)

    def has(self, path: str) -> bool:
        """Whether the site has a page or file at ``path``."""
        self.cat.note("path", path)
        return path in self.paths

    def at(self, path: str) -> Record | None:
        """The record whose page stands at ``path``."""
        self.cat.note("path", path)
        key = self.paths.get(path)
        return None if key is None else self.cat.find(key)

    def picture(self, file: str) -> Picture | None:
        self.cat.note("media", file)
        return self.media.get(file)

    def has_picture(self, file: str) -> bool:  # be it with a problem that has been told
        return self.picture(file) is not None or file in self.media

    def once(self, name: str | Key, make: Callable[[], Plain]) -> Plain:
        """What many pages show alike, made once; whoever shows it depends on what it depends on. ``name`` is a key for
        the card of a record."""
        if name not in self._shared:
            with self.cat.noting() as asked:
                self._shared[name] = make(), asked
        found, asked = self._shared[name]
        self.cat.noted(asked)
        return found

    @property
    def site(self) -> Site:
        return self.cat.site

    def say(self, words: Words) -> str:
        return self.site.say(words)

    def date(self, when: When | None) -> str:
        return self.say(when.words()) if when else ""

    def full(self, path: str) -> str:
        """The absolute address of a site path, for the few who want one."""
        return addresses.absolute(self.site.settings.url, path)

    def link(self, record: Record) -> Plain:
        return {"title": record.name, "href": path_of(record)}

    def region(self, record: Placed) -> Plain | None:
        """Where a record lies, as words that lead there."""
        region = self.cat.target(record.region)
        return {"text": region.name, "href": path_of(region)} if region else None

    def card(self, record: Record) -> Plain:
        """A record as it stands in a list."""
        return self.once(key_of(record), partial(self._card, record))

    def _card(self, record: Record) -> Plain:
        self.cat.note("record", *key_of(record))
        photo = photos.small(record, self.picture)
        return {
            "kind": record.kind,
            "kind_label": self.say(record.title),
            "title": record.name,
            "href": path_of(record),
            "summary": record.summary or getattr(record, "definition", ""),
            "meta": [text for text in self._meta(record) if text],
            "mark": self.cat.mark(record),
            "photo": photo,
            "cover": covers.of_case(self.cat, record) if photo is None and self.shows("", ON_CARDS) else None,
        }

    def cards(self, records: Iterable[Record]) -> list[Plain]:
        return [self.card(r) for r in records]

    def _meta(self, record: Record) -> Iterable[str]:
        for name in ("kind_of", "level"):
            yield self.choice(record, name)
        for name in ("count", "date", "publisher"):
            value = getattr(record, name, None)
            if isinstance(value, Ref):
                figure = self.figure(value)
                yield figure.words if figure else ""
            elif value:
                yield self.date(value) if isinstance(value, When) else str(value)
        region = self.cat.target(record.region) if isinstance(record, Placed) else None
        yield region.name if region else ""

    def choice(self, record: Record, attribute: str) -> str:
        """The label of a choice in the language of the site; empty where the record has none."""
        key = getattr(record, attribute, "")
        return self.label(record.declared[attribute], key) if key else ""

    def label(self, spec: Field, key: str) -> str:
        options = options_of(spec, self.site.vocabularies)
        return self.say(options[key]) if key in options else key

    def theme(self, key: str) -> str:
        words = self.site.vocabularies.get("theme", {}).get(key)
        return self.say(words) if words else key

    # Figures, sources, trees ----------------------------------------------------------------------------------------

    def row(self, figure: Figure) -> Plain:
        """A figure with what makes it exact: the time it holds for and where it comes from."""
        source = self.cat.target(figure.source)
        return {
            "words": figure.words,
            "name": figure.name,
            "href": path_of(figure),
            "as_of": " · ".join(t for t in (self.date(figure.as_of), figure.period) if t),
            "source": source.name if source else "",
            "source_href": path_of(source) if source else None,
            "note": figure.note,
            "nth": None,
        }

    def figure(self, ref: Ref | None) -> Figure | None:
        found = self.cat.target(ref)
        return found if isinstance(found, Figure) else None

    def counted(self, ref: Ref | None) -> Plain | None:
        figure = self.figure(ref)
        return {"words": figure.words, "href": path_of(figure)} if figure else None

    def source(self, source: Source) -> Plain:
        return {
            "title": source.name,
            "publisher": source.publisher,
            "date": self.date(source.date) or self.say(Words("原文未标日期", "undated")),
            "href": path_of(source),
        }

    def sources(self, record: Record) -> list[Plain]:
        found = [self.cat.target(ref) for ref in record.sources]
        return [self.source(s) for s in found if isinstance(s, Source)]

    def node(self, key: Key, current: Key | None = None, more: Callable[[Record], Plain] | None = None) -> Plain:
        """``key`` and all below it as a tree; ``current`` marks the page the tree stands on.

        ``more`` adds to each node: ``text`` below its name, ``notes`` beside it.
        """
        below = [self.node(child, current, more) for child in self.cat.children(key)]
        return self._node(key, current, below) | (more(self.cat.record(key)) if more else {})

    def _node(self, key: Key, current: Key | None, children: list[Plain]) -> Plain:
        record = self.cat.record(key)
        return {
            "title": record.name,
            "href": path_of(record),
            "label": self.choice(record, "level") or self.choice(record, "kind_of"),
            "current": key == current,
            "count": None,
            "text": "",
            "notes": [],
            "children": children,
        }

    def branch(self, record: Record) -> list[Plain]:
        """What stands above ``record``, each alone, and all below it:

        A province has too many counties to show them all.
        """
        key = key_of(record)
        node = self.node(key, key)
        for above in reversed(self.cat.above(key)):
            node = self._node(above, key, [node])
        return [node]

    def family(self, record: Record) -> list[Plain]:
        """The whole tree that ``record`` belongs to, or nothing where it stands alone."""
        key = key_of(record)
        top = (self.cat.above(key) or [key])[0]
        return [self.node(top, key)] if self.cat.children(top) else []

    def group(self, kind: str, records: Iterable[Record], title: Words | None = None, more: str | None = None) -> Plain:
        """Cards under a heading. Counts of records are worded as what this site holds, never as a fact of the world."""
        shown = self.cards(records)
        return {
            "key": kind,
            "title": self.say(title or REGISTRY[kind].plural),
            "total": len(shown),
            "cards": shown,
            "more": more,
        }
