"""Static files: the default theme's and the site's own, which stand in for them one by one.

A style sheet, a script or a drawing is read by every run, since it is rewritten or looked into. Any other file, such as
a document of some megabytes, is known by its facts from run to run (see ``facts``) and stays where it is until somebody
asks for its bytes: a site may have more of these than a machine has memory.

Everything is published under a name that carries a fingerprint of its content, so that caches may keep it for ever;
only ``static/root/`` (verification files and the like) goes to the top of the site with its names unchanged.
Addresses inside style sheets and the imports of scripts are rewritten to the new names; both leave their comments at
home.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from builder import addresses, digests, faults, folders, mentions, sources, svg
from builder.conflicts import conflict_in
from builder.facts import Facts, Moment, Trust
from builder.mentions import Mention
from builder.problems import Message, Place, Problem, Report, place_in, unheard

TOP = "root/"  # static/root/x → x
FOLDER = "assets"  # where fingerprinted files stand in the output
_DRAWINGS = (".svg", ".svgz")
_SCRIPTS = (".js", ".mjs")
_LOOKED_INTO = (".css", *_SCRIPTS, *_DRAWINGS)

NO_ASSET = Message(
    "asset-missing",
    "样式表里的“{target}”在 static/ 下找不到。请检查写法（从样式表所在的文件夹算起），或把文件放进去。",
    "“{target}”, named in this style sheet, is not below static/. Check its spelling (it counts from the folder of the "
    "style sheet), or put the file there.",
)
CIRCLE = Message(
    "asset-circle",
    "样式表绕了一圈又引用自己：{path}。请去掉其中一处 @import。",
    "Style sheets import each other in a circle: {path}. Remove one @import.",
)
CIRCLE_OF_SCRIPTS = Message(
    "asset-circle-scripts",
    "脚本绕了一圈又引用自己：{path}。发布时文件名里带有内容的指纹，绕成一圈就无法确定。请把互相用到的部分移到另一个脚本里，"
    "或者把这几个脚本一起移到 static/root/ 下面的一个文件夹里：那里的文件名不变。",
    "Scripts import each other in a circle: {path}. Their names carry fingerprints of their content, which cannot be "
    "told in a circle. Move what they share to a script of its own, or all of them to one folder below static/root/, "
    "where names do not change.",
)
TAKEN = Message(
    "asset-taken",
    "网站自己要生成名为“{path}”的文件，这里的同名文件会与它冲突。请把它改名或移走。",
    "The site itself makes a file “{path}”, which this one would stand in the way of. Rename it or move it away.",
)
# What a reader's browser has no use for: comments that have lines of their own, but for a word on rights, and indents.
_REMARK = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_REMARK_OF_SCRIPT = re.compile(_REMARK.pattern + r"|^[ \t]*//[^\n]*\n", _REMARK.flags)
_RIGHTS = re.compile(r"/\*!|licen[cs]e|copyright|©|版权", re.IGNORECASE)
_INDENT = re.compile(r"\n\s+|\A\s+")
_MISREAD = re.compile(r"`|\\\n|/\*(?!.*\*/)")  # texts of several lines, comments that begin behind something else


class Plain(msgspec.Struct, frozen=True, array_like=True):
    """A file that is published as it lies: the digest and number of its bytes, and its facts if they may be
    believed."""

    digest: str
    size: int
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as it is published: the digest and number of its bytes. They are ``data``, or else stay in ``file``
    below ``home``."""

    digest: str
    size: int
    data: bytes | None = None
    home: Path = Path()
    file: str = ""

    def read(self) -> bytes:
        """Its bytes. Raises DiskFault where the file has others by now."""
        if self.data is not None:
            return self.data
        found = sources.read_bytes(self.home, self.file, unheard)
        if found is None or digests.of_bytes(found) != self.digest:
            raise faults.changed(self.home / self.file)
        return found


@dataclass(frozen=True, slots=True)
class Assets:
    """``names``: path below ``static/`` → site path; ``outputs``: site path → what is published there; ``plain``: what
    is known of files of the site that are published as they lie."""

    names: Mapping[str, str]
    outputs: Mapping[str, Asset]
    plain: Mapping[str, Plain]

    def top(self) -> list[str]:
        """The site paths of the files that keep their names."""
        return sorted(self.outputs.keys() - self.names.values())

    def digests(self) -> dict[str, tuple[str, Facts | None]]:
        """The digests of the site's files that are published as they lie, and the facts by which they are known."""
        return {file: (told.digest, told.facts) for file, told in self.plain.items()}

    def files(self) -> dict[str, Asset]:
        """Every static file under the path at which a person finds it, such as ``static/root/x.txt``."""
        fingerprinted = {path: name for name, path in self.names.items()}
        return {f"static/{fingerprinted.get(path, TOP + path)}": asset for path, asset in self.outputs.items()}


_NO_TRUST = Trust({}, Moment(0))
_UNKNOWN: Mapping[str, Plain] = {}


def read_assets(
    theme: Path, root: Path, report: Report, trust: Trust = _NO_TRUST, before: Mapping[str, Plain] = _UNKNOWN
) -> Assets:
    """All static files of ``theme`` and of the site at ``root``; the site's win. ``trust``: what may be believed of the
    site's; ``before``: what was known of them."""
    found: dict[str, Asset] = {}
    plain: dict[str, Plain] = {}
    for home in dict.fromkeys((theme, root)):
        for file in folders.files_below(home, "static", (), report, partial(_tell_at_top, report)):
            name = file.removeprefix("static/")
            if file.lower().endswith(_LOOKED_INTO):
                data = sources.read_bytes(home, file, report)
                if data is not None:
                    _look_into(file, data, report)
                    found[name] = _held(data)
                continue
            own = home == root  # those of the theme are few and small
            told = _plain(home, file, report, trust if own else _NO_TRUST, before.get(file) if own else None)
            if told is not None:
                found[name] = Asset(told.digest, told.size, home=home, file=file)
            if told is not None and own:
                plain[file] = told
    top = {name.removeprefix(TOP): asset for name, asset in found.items() if name.startswith(TOP)}
    publishing = _Publishing({name: found[name] for name in sorted(found) if not name.startswith(TOP)}, report)
    for name in publishing.found:
        publishing.name(name)
    tell_of_taken(top, publishing.outputs, report)
    return Assets(publishing.names, publishing.outputs | top, plain)


def _tell_at_top(report: Report, hidden: Problem) -> None:
    """Of hidden files only those are missed that lie where names are kept."""
    if hidden.place.file.startswith(f"static/{TOP}"):
        report(hidden)


def _look_into(file: str, data: bytes, report: Report) -> None:
    """Report what must not be published of a drawing, a script or a style sheet."""
    conflict = conflict_in(data.decode("utf-8", "replace"), file)
    if conflict is not None:
        report(conflict)
    elif file.lower().endswith(_DRAWINGS):
        svg.check(file, data, report)


def _held(data: bytes) -> Asset:
    return Asset(digests.of_bytes(data), len(data), data)


def _plain(home: Path, file: str, report: Report, trust: Trust, known: Plain | None) -> Plain | None:
    if known is not None and trust.same(file, known.digest, known.facts):
        return Plain(known.digest, known.size, trust.of(file))
    told = sources.digest_of(home, file, report)
    return None if told is None else Plain(told[0], told[1], trust.of_read(file, told[2]))


def tell_of_taken(own: Iterable[str], made: Iterable[str], report: Report) -> None:
    """Report the files of the site's own at its top, by site path, that stand in the way of what is ``made``."""
    taken = {*map(addresses.collision_key, made)}
    for path in own:
        if addresses.collision_key(path) in taken:
            report(TAKEN.at(Place(f"static/{TOP}{path}"), path=path))


@dataclass(slots=True)
class _Publishing:
    """Gives each file its name. What a style sheet or script refers to is named before it: the names are part of its
    content."""

    found: Mapping[str, Asset]
    report: Report
    names: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, Asset] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)  # those that wait for what they refer to

    def name(self, name: str) -> str:
        """The site path of the file ``name``."""
        if name not in self.names:
            asset = self.found[name]
            if name.endswith((".css", *_SCRIPTS)):
                asset = _held(self._content(name, asset.read()))
            self.names[name] = addresses.fingerprinted(f"{FOLDER}/{name}", asset.digest)
            self.outputs[self.names[name]] = asset
        return self.names[name]

    def _content(self, name: str, content: bytes) -> bytes:
        """What is published of a style sheet or script."""
        script = name.endswith(_SCRIPTS)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Says which encoding it probably is. A page of the site's own may name another one for a script.
            report = (lambda problem: self.report(problem.softened())) if script else self.report
            sources.decode(content, f"static/{name}", report)
            return bare(content, script=script)
        self.pending.append(name)
        exchanged = mentions.in_script if script else mentions.in_sheet
        text = exchanged(text, partial(self._mentioned, name, text))
        self.pending.pop()
        return bare(text.encode(), script=script)

    def _mentioned(self, name: str, text: str, found: Mention) -> str | None:
        """What is to be said where the ``text`` of the file ``name`` names another: the way to that one, or None for
        what it says. A script may name what is no file: programs are not read to the letter here, and it may stand in
        a text."""
        script = name.endswith(_SCRIPTS)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found.path))
        if target in self.found and target not in self.pending:
            return addresses.beside(f"{FOLDER}/{name}", self.name(target))
        place = place_in(f"static/{name}", text, found.at)
        if target in self.pending:
            path = " → ".join([*self.pending[self.pending.index(target) :], target])
            self.report((CIRCLE_OF_SCRIPTS if script else CIRCLE).at(place, path=path))
        elif not script:
            self.report(NO_ASSET.at(place, target=found.path))
        return None


@lru_cache(maxsize=64)  # a preview asks for the same ones at every save
def bare(content: bytes, *, script: bool) -> bytes:
    """A script or style sheet without comments that have lines of their own and without indents: a fifth of its bytes.

    What looks like such a comment is something else only in a text of several lines, which begins with a backtick or
    has backslashes at the ends of its lines, and behind a comment that has begun in the middle of a line. What holds
    any of these is left as it is.
    """
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return content
    remark = _REMARK_OF_SCRIPT if script else _REMARK
    if _MISREAD.search(remark.sub("", text)):
        return content
    left = remark.sub(lambda found: found[0] if _RIGHTS.search(found[0]) else "", text)
    return _INDENT.sub(lambda found: "\n" if found.start() else "", left).encode()
