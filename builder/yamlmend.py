"""Mending: reads the lines of a YAML text as their author meant them, and says what is wrong with each.

A parser stops at the first thing it does not understand, and often far from the cause: a quote that was never closed
shows at the end of the file. A person wants all slips of a file at once. So the lines are read once more by a reader
that knows where entries begin, passes over comments, quoted texts and blocks, finds the slips and edits each within
its line as its message says; the edited text is then parsed again.

Rejected: a lenient parser of our own. It would have to agree with YAML wherever YAML is right; this one only has
to be right about slips, and the real parser judges the result.
"""

from __future__ import annotations

import re

from builder import yamlslips as s
from builder.problems import Message
from builder.yamledits import Edit, Mended, edited

_KEY_COLON = re.compile(r":(?=[ \t]|\Z)")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_QUOTED_KEY = re.compile(rf"(?P<key>{_QUOTED.pattern})[ ]*(?P<colon>:)(?=[ \t]|\Z)")
_PLAIN_KEY = re.compile(r"(?P<key>.*?)(?P<colon>:)(?=[ \t]|\Z)")
_MARK = re.compile(r"-(?:[ \t]+|\Z)")
_CLOSERS = {'"': re.compile(r'(?:[^"\\]|\\.)*?"'), "'": re.compile(r"(?:[^']|'')*?'(?!')")}
_BLOCK = re.compile(r"[|>][0-9+-]{0,2}[ \t]*(?:(?<=[ \t])#.*)?\Z")
_FLOW = re.compile(_QUOTED.pattern + r"|[\[\]{}]|(?:(?<=\s)|\A)#.*")
_DIVIDER = re.compile(r"(?:---|\.\.\.)(?:\s|\Z)|%")
_BEYOND_PLAIN = "\"'[{|>@`%&!?"  # what begins no plain text
_LONGEST = 2000  # a longer line is a paragraph, and patterns that look ahead would be slow on it
_LINES = 30_000  # a text of 1 MB in earnest has fewer
_FURTHEST = 300  # lines to look for the end of a quoted text or a list in brackets


def mend(lines: list[str], everywhere: bool, forced: frozenset[int]) -> Mended:
    """``lines`` mended: all of them, or only those in ``forced``, which are known to begin entries."""
    reader = _Reader(lines, everywhere, forced)
    at = 0
    while at < min(len(lines), _LINES):
        at = reader.line(at)
    result = list(lines)
    for number, edits in reader.edits.items():
        edits.sort(key=lambda edit: edit.column)
        result[number] = edited(lines[number], edits)
    return Mended(result, reader.slips, reader.edits, frozenset(reader.lost))


class _Reader:
    """Goes down the lines. Columns of levels are those of the mended text, columns of slips those of the typed one."""

    def __init__(self, lines: list[str], everywhere: bool, forced: frozenset[int]) -> None:
        self.lines = lines
        self.everywhere = everywhere
        self.forced = forced
        self.slips: list[s.Slip] = []
        self.edits: dict[int, list[Edit]] = {}
        self.lost: set[int] = set()
        self.levels: list[int] = []  # columns of the open mappings and lists, innermost last
        self.mappings: set[int] = set()  # those of them that hold keys
        self.lists: set[int] = set()  # those that hold items; a list may stand at the column of its key
        self.fresh = True  # the line above waits for something below it
        self.text_over: int | None = None  # a line beyond this column goes on with the text of the line above
        self.text_of_key = False  # and that text is the value of a key, not an item

    def line(self, at: int) -> int:
        """Reads the entry that begins on line ``at``; returns the number of the line after it."""
        line = self.lines[at]
        lead = s.LEAD.match(line)
        start = lead.end() if lead else 0
        if start == len(line) or line[start] == "#" or len(line) > _LONGEST:
            return at + 1
        if _DIVIDER.match(line):
            self._close(-1)
            self.fresh, self.text_over = True, None
            return at + 1
        column = self._lead(at, line[:start])
        if self.text_over is not None and column > self.text_over:
            shallower = self._continues(at, start, column)
            if shallower is None:
                return at + 1
            column = shallower
        return self._entry(at, start, column)

    def _slip(self, message: Message, at: int, column: int, /, *edits: Edit, **values: object) -> None:
        if self.everywhere or at in self.forced:
            self.slips.append(s.slip(message, at, column, **values))
            self.edits.setdefault(at, []).extend(edits)

    def _lead(self, at: int, lead: str) -> int:
        """The column to which the white space ``lead`` brings us."""
        wrong = lead.lstrip(" ")
        if not wrong:
            return len(lead)
        column = len(lead) - len(wrong)
        spaces = _as_spaces(wrong)
        edit = Edit(column, len(wrong), spaces)
        if wrong[0] == "\t":
            self._slip(s.TAB, at, column, edit)
        else:
            self._slip(s.WIDE_INDENT, at, column, edit, name=s.WIDE_SPACES[wrong[0]])
        return column + len(spaces)

    def _continues(self, at: int, start: int, column: int) -> int | None:
        """None if the line goes on with the text above; else the column at which it should have begun."""
        parent = self.text_over or 0
        rest = _without_comment(self.lines[at][start:])
        entry = _KEY_COLON.search(_QUOTED.sub("", rest)) and self.text_of_key
        item = rest.startswith("- ") and parent in self.lists
        if not entry and not (item and at in self.forced):
            return column if at in self.forced else None
        self._align(s.INDENT_MORE, at, start, parent, want=s.spaces(parent))
        return parent

    def _align(self, message: Message, at: int, start: int, column: int, /, **values: object) -> None:
        """Brings a line to ``column``; of a tab or a full-width space before it we have spoken already."""
        edit = Edit(0, start, " " * column)
        if at in self.edits:
            self.edits[at] = [edit]
        else:
            self._slip(message, at, start, edit, **values)

    def _entry(self, at: int, start: int, column: int) -> int:
        line = self.lines[at]
        marked = False
        while True:
            found = _MARK.match(line, start)
            width = len(found[0]) if found else 2
            if found is None and not marked and self._is_item(at, column):
                found = self._bad_mark(at, start)
            elif found is not None and "\t" in found[0]:
                self._slip(s.TAB, at, line.index("\t", start), Edit(start, width, "- "))
                width = 2
            if found is None:
                break
            column = self._level(at, start, column, marked)
            self.lists.add(column)
            start, column, marked, self.fresh, self.text_over = found.end(), column + width, True, True, None
        if start >= len(line):
            return at + 1
        if line[start] == "＃":
            self._slip(s.HASH, at, start, Edit(start, 1, "#"))
            return at + 1
        return self._key(at, start, column, marked)

    def _is_item(self, at: int, column: int) -> bool:
        """Would a list stand here? Under a key, or as the next item of one."""
        return at in self.forced or self.fresh or column in self.lists

    def _bad_mark(self, at: int, start: int) -> re.Match[str] | None:
        line = self.lines[at]
        found = s.BAD_MARK.match(line, start)
        if found is not None:
            value = s.short(_without_comment(line[found.end() :]))
            edit = Edit(start, len(found[0]), "- ")
            if found["mark"] == "-":
                self._slip(s.MARK_SPACE, at, start + 1, edit, value=value)
            else:
                self._slip(s.MARK, at, start, edit, mark=found["mark"], value=value)
        return found

    def _close(self, column: int) -> bool:
        """Leaves the levels beyond ``column``; true if there were any."""
        before = len(self.levels)
        while self.levels and self.levels[-1] > column:
            gone = self.levels.pop()
            self.mappings.discard(gone)
            self.lists.discard(gone)
        return len(self.levels) < before

    def _level(self, at: int, start: int, column: int, marked: bool) -> int:
        """Enters the level at ``column``; a dedent that meets no level is a slip and is brought to the nearest."""
        every = sorted(self.levels)
        closed = self._close(column)
        if self.levels and self.levels[-1] == column:
            return column
        if not marked and (closed or not self.fresh) and every:
            nearest = min(every, key=lambda level: abs(level - column))
            near = [level for level in every if level <= column][-1:] + [level for level in every if level > column][:1]
            want = s.either([str(level) for level in near])
            self._align(s.INDENT, at, start, nearest, have=s.spaces(column), want=want)
            if nearest not in self.levels:
                self.levels.append(nearest)
            return nearest
        self.levels.append(column)
        return column

    def _key(self, at: int, start: int, column: int, marked: bool) -> int:
        line = self.lines[at]
        named = _QUOTED_KEY.match(line, start)
        if named is None:
            named = self._plain_key(at, start, column, marked)
        if named is None:
            return self._text(at, start, column, marked)
        column = self._level(at, start, column, marked)
        self.mappings.add(column)
        end = named.end()
        end += len(line[end:]) - len(line[end:].lstrip(" \t"))
        return self._value(at, end, column, line[start : named.start("colon")])

    def _text(self, at: int, start: int, column: int, marked: bool) -> int:
        """A line, or the rest of one, that has no key."""
        if self.lines[at].startswith(("? ", ": "), start):
            return at + 1  # an elaborate way to write a key, which the parser understands and we refuse
        if self._is_entry(at, column, marked, bare=True) and self.lines[at][start] not in _BEYOND_PLAIN:
            return self._bare(at, start, column, marked)
        self._close(column)
        if self.levels and (marked or (self.fresh and self.levels[-1] < column)):
            return self._value(at, start, self.levels[-1], "")
        below = self._value(at, start, column - 1, "")
        self.text_over = column  # it must not swallow those after it
        return below

    def _bare(self, at: int, start: int, column: int, marked: bool) -> int:
        """A line among entries that has no colon: a name with something below it needs one, anything else is lost."""
        line = self.lines[at]
        shown = s.short(line.strip(), 40)
        name = s.BARE_KEY.match(line, start)
        if name is not None and not marked and self._has_below(at, column):
            self._slip(s.NO_COLON, at, start, Edit(name.end(), 0, ":"), shown=shown)
            column = self._level(at, start, column, marked)
            self.mappings.add(column)
            return self._value(at, len(line) - len(line[name.end() :].lstrip()), column, name["key"])
        self._slip(s.NO_COLON, at, start, Edit(start, 0, "# "), shown=shown)
        self.lost.add(at)
        self.fresh, self.text_over = marked, None
        return at + 1 if marked else self._drop_below(at, column)

    def _has_below(self, at: int, column: int) -> bool:
        below = next((line for line in self.lines[at + 1 : at + _FURTHEST] if line.strip()), "")
        return len(below) - len(below.lstrip(" ")) > column

    def _drop_below(self, at: int, column: int) -> int:
        """Leaves out what stands deeper below a line that could not be read: it would only be misread."""
        number = at + 1
        while number < len(self.lines):
            line = self.lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= column:
                break
            if line.strip() and (self.everywhere or at in self.forced):
                self.edits[number] = [Edit(0, len(line), "")]
                self.lost.add(number)
            number += 1
        return number

    def _plain_key(self, at: int, start: int, column: int, marked: bool) -> re.Match[str] | None:
        """The key at ``start`` with its colon, mended if need be."""
        line = self.lines[at]
        if line[start] in _BEYOND_PLAIN:
            return None
        end = start + len(_without_comment(line[start:]))
        proper = _PLAIN_KEY.match(line, start, end)
        wide = s.WIDE_KEY.match(line, start, end)
        tight = s.TIGHT_KEY.match(line, start, end)
        if wide and proper and proper.start("colon") < wide.start("colon"):
            wide = None
        slipped = wide or (tight if proper is None else None)
        if slipped is None or not self._is_entry(at, column, marked):
            return proper
        key, value, colon = slipped["key"], s.short(line[slipped.end() : end]), slipped.start("colon")
        edit = Edit(colon, slipped.end() - colon, ": " if slipped.end() < end else ":")
        after = line[colon + 1 : colon + 2]
        if wide:
            self._slip(s.COLON, at, colon, edit, key=key, value=value)
        elif after in s.WIDE_SPACES:
            self._slip(s.WIDE_AFTER, at, colon + 1, edit, key=key, value=value, name=s.WIDE_SPACES[after])
        else:
            self._slip(s.COLON_SPACE, at, colon + 1, edit, key=key, value=value)
        return slipped

    def _is_entry(self, at: int, column: int, marked: bool, bare: bool = False) -> bool:
        """Must an entry stand here? Where one would be possible, a second one below must bear it out.

        At the margin anything like a key counts; ``bare`` text, which has no colon at all, does not.
        """
        if column in self.mappings or (not bare and (at in self.forced or (column == 0 and not marked))):
            return True
        for below in range(at + 1, len(self.lines)):
            line = self.lines[below]
            text = line.lstrip(" \t\u3000\u00a0")
            if text and not text.startswith("#"):
                indent = len(_as_spaces(line[: len(line) - len(text)]))
                return indent == column and s.ANY_KEY.match(text) is not None
        return False

    def _value(self, at: int, start: int, parent: int, key: str) -> int:
        """Reads the value at ``start``, which belongs to the level at ``parent``."""
        line = self.lines[at]
        value = _without_comment(line[start:])
        self.fresh, self.text_over, self.text_of_key = False, parent, bool(key)
        if not value:
            self.fresh, self.text_over = True, None
            return at + 1
        first = value[0]
        if first in "|>":
            if _BLOCK.match(line, start):
                return self._after_block(at + 1, parent)
            self._quote(s.BLOCK_TEXT, at, start, start, value, mark=first)
        elif first in "\"'":
            return self._quoted(at, start, parent, first)
        elif first in "[{":
            return self._flow(at, start, parent)
        elif first in "@`%&*!,]}" or value.startswith(("? ", ": ")) or value in ("-", "?", ":"):
            self._quote(s.START, at, start, start, value, mark=first)
        elif value.startswith("- "):
            self._quote(s.MARK_IN_VALUE, at, start, start, value, key=key)
        elif (inner := _KEY_COLON.search(value)) is not None:
            message = s.COLON_IN_WIDE_QUOTES if first in "“‘" else s.COLON_IN_VALUE
            self._quote(message, at, start + inner.start(), start, value)
        else:
            return at + 1
        return self._drop_below(at, parent)

    def _quote(self, message: Message, at: int, column: int, start: int, value: str, /, **values: object) -> None:
        """A slip that quotes around the whole value would mend."""
        inner = [Edit(start + m.start(), 0, "'") for m in re.finditer("'", value)]
        edits = (Edit(start, 0, "'"), *inner, Edit(start + len(value), 0, "'"))
        self._slip(message, at, column, *edits, **{"quoted": s.quoted(value), **values})

    def _after_block(self, at: int, parent: int) -> int:
        """The line after a ``|`` text, whose lines are blank or stand beyond ``parent``."""
        while at < len(self.lines):
            line = self.lines[at]
            if line.strip(" \t") and len(line) - len(line.lstrip(" ")) <= parent:
                break
            at += 1
        self.text_over = None
        return at

    def _quoted(self, at: int, start: int, parent: int, mark: str) -> int:
        line = self.lines[at]
        self.text_over = None
        closer = _CLOSERS[mark].match(line, start + 1)
        if closer is not None:
            return self._closed(at, at, start, closer.end(), s.AFTER_QUOTE)
        # A quoted text may go on below, but only beyond its own level; else a quote was forgotten.
        for number in range(at + 1, len(self.lines)):
            if number > at + _FURTHEST:
                return at + 1
            below = self.lines[number]
            if below.strip() and len(below) - len(below.lstrip(" \t")) <= parent:
                break
            closer = _CLOSERS[mark].match(below)
            if closer is not None:
                return self._closed(number, at, start, closer.end(), s.AFTER_QUOTE)
        end = len(line.rstrip())
        wide = "”“＂〞" if mark == '"' else "’‘＇"
        if line[end - 1] in wide and end - 1 > start:
            edit = Edit(end - 1, 1, mark)
            self._slip(s.QUOTE_WIDE, at, end - 1, edit, mark=mark, found=line[end - 1])
        else:
            self._slip(s.QUOTE_OPEN, at, start, Edit(end, 0, mark), mark=mark)
        return at + 1

    def _closed(self, at: int, first: int, start: int, end: int, message: Message) -> int:
        """After a closing quote or bracket on line ``at`` only a comment may follow."""
        trailing = _without_comment(self.lines[at][end:]).strip(" \t")
        if trailing and not trailing.startswith("#") and at == first:
            value = _without_comment(self.lines[at][start:])
            whole = value.count("'") == 3 and value[0] == value[-1] == "'"  # 'it's'
            self._quote(message, at, end, start, value, quoted=s.quoted(value[1:-1] if whole else value))
        return at + 1

    def _flow(self, at: int, start: int, parent: int) -> int:
        self.text_over = None
        waiting: list[str] = []  # the brackets to come, innermost last
        last = at
        for number in range(at, len(self.lines)):
            if number > at + _FURTHEST:
                return at + 1
            line = self.lines[number]
            indent = len(line) - len(line.lstrip(" \t"))
            if number > at and indent < len(line) and indent <= parent and line[indent] not in "]}":
                break
            last = number if line.strip() else last
            for token in _FLOW.finditer(line, start if number == at else 0):
                if token[0] in s.PAIRS:
                    waiting.append(s.PAIRS[token[0]])
                elif waiting and token[0] == waiting[-1]:
                    waiting.pop()
                    if not waiting:
                        return self._closed(number, at, start, token.end(), s.AFTER_BRACKET)
        self._unclosed(at, start, last, "".join(reversed(waiting)))
        return last + 1

    def _unclosed(self, at: int, start: int, last: int, closing: str) -> None:
        line = self.lines[last]
        end = len(_without_comment(line))
        final = line[end - 1 : end]
        if s.WIDE_BRACKETS.get(final) == closing[:1]:
            self._slip(s.BRACKET_WIDE, last, end - 1, Edit(end - 1, 1, closing), mark=closing[:1], found=final)
        else:
            self._slip(s.BRACKET_OPEN, at, start, mark=self.lines[at][start], closing=closing)
            if self.everywhere or at in self.forced:
                self.edits.setdefault(last, []).append(Edit(end, 0, closing))


def _as_spaces(lead: str) -> str:
    """White space at the head of a line as its author saw it."""
    return lead.replace("\t", "  ").replace("\u3000", "  ").replace("\u00a0", " ")


def _without_comment(text: str) -> str:
    """``text`` up to a comment, without the space before it."""
    if text.startswith("#"):
        return ""
    comment = re.search(r"(?<=[ \t])#", text)
    return text[: comment.start() if comment else len(text)].rstrip(" \t")
