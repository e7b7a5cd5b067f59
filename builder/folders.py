"""The site's folder as a list of files, the same on every system.

Paths are site-relative, with ``/``, in Unicode form NFC whatever the disk says. Names that some system cannot hold, or
that only some tell apart, are problems here, before anybody writes them into an address.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from builder import addresses, characters
from builder.facts import facts_of
from builder.problems import Message, Place, Report, unheard
from builder.sources import unread

NAME_ENCODING = Message(
    "file-name-encoding", "文件名不是 UTF-8 编码，无法使用。请改名。", "The file's name is not UTF-8. Rename it."
)
NAME_UNSAFE = Message(
    "file-name-unsafe",
    '文件名“{name}”在有的系统上不能用。请改名：不用 < > : " | ? * \\，不以空格或句点结尾，不要太长。',
    'The name "{name}" cannot be used on every system. Rename it: no < > : " | ? * \\, no space or dot at its end, '
    "not too long.",
)
NAME_RESERVED = Message(
    "file-name-reserved",
    "“{name}”是 Windows 保留的名字，在 Windows 上建不了这样的文件或文件夹。请改名。",
    'Windows reserves the name "{name}" and has no such file or folder. Rename it.',
)
NAME_UNSEEN = Message(
    "file-name-unseen",
    "文件名里有一个看不见的字符（{code}），多半是复制时带来的。请改名：把名字删去，重新输入一遍。",
    "There is an invisible character ({code}) in the file's name, probably copied along. Rename it: type it anew.",
)
NAME_CLASH = Message(
    "file-name-clash",
    "“{name}”与“{other}”只是大小写或字符编码形式不同，在 Windows 和 macOS 上会成为同一个文件。请给其中一个改名。",
    '"{name}" and "{other}" differ only by case or Unicode form and are one file on Windows and macOS. Rename one.',
)
NAME_SUFFIX = Message(
    "file-name-suffix",
    "文件名“{name}”的扩展名不对，这个文件不会被读取。应是“{meant}”吧？请改名。",
    '"{name}" has the wrong extension and is not read. Did you mean "{meant}"? Rename it.',
)
LINK_OUTSIDE = Message(
    "file-link-outside",
    "这是一个指向站点文件夹之外的链接，别人的电脑上没有它。请把文件本身放进来。",
    "This link leads outside the site's folder, where other machines have nothing. Put the file itself here.",
)
LINK_BROKEN = Message(
    "file-link-broken",
    "这是一个失效的链接：它指向的文件不存在。",
    "This is a broken link: what it names does not exist.",
)
LINK_AGAIN = Message(
    "file-link-again",
    "这个链接指向的文件夹已经读过，不再读一遍。",
    "This link leads to a folder that has been read already; it is not read again.",
    "warning",
)
HIDDEN = Message(
    "file-hidden",
    "“{name}”以句点开头，是隐藏的，不会发布。要发布的请改名，开头不用句点；不用的请从 static/root/ 里移走。",
    "“{name}” begins with a dot, so it is hidden and not published. Rename it without the dot, or take it out of "
    "static/root/.",
    "warning",
)
NO_FOLDER = Message(
    "file-no-folder",
    "这里应当是一个文件夹，现在却是一个文件。请把它移走，再建一个同名的文件夹。",
    "This must be a folder, but it is a file. Move it away and make a folder of that name.",
)

# What editors, systems, browsers and version control leave about: no build reads it, no preview follows it. The one
# hidden folder that is meant to be published holds security.txt and what others verify a site by (RFC 8615); Apache
# reads its orders from the one hidden file.
_REST = r".*(?:~|\.sw[a-p]|\.tmp|\.bak|\.crdownload|\.part)\Z"
PASSING = re.compile(
    rf"\.(?!(?:well-known|htaccess)\Z)|~\$|{_REST}|#.*#\Z|4913\Z|(?:thumbs\.db|desktop\.ini|__macosx|icon\r)\Z",
    re.IGNORECASE | re.DOTALL,
)
# Of what is hidden, that which nobody has put there to be published.
_LEFT_ABOUT = re.compile(
    rf"\.(?:[_#~]|ds_store|git|hg|svn|keep|nfs|fuse_hidden|directory|localized|trash|spotlight|fseventsd|temporaryitems"
    rf"|apdisk|idea|vs|editorconfig|stfolder|sync|dropbox)|{_REST}",
    re.IGNORECASE | re.DOTALL,
)


# What most files are called: as good on every system and in every encoding. Capitals are left out, they may clash.
_PLAIN = re.compile(r"[a-z0-9_-]{1,80}(?:\.[a-z0-9]{1,12})?")


def files_below(
    root: Path, folder: str, suffixes: tuple[str, ...], report: Report, hidden: Report = unheard
) -> list[str]:
    """The files below ``root/folder`` whose names end in one of ``suffixes`` (lower case; none given: all), sorted.

    Site-relative paths in NFC. Hidden files and those that editors and systems leave about are passed over. Each real
    folder is read once, so links may point in circles. ``hidden`` takes what may have been meant to be among them.
    """
    home = os.path.realpath(root)
    top = folder.strip("/")
    found: list[str] = []
    pending = [(top, Path(root, folder))] if _stat(os.lstat, Path(root, folder), top, report) else []
    linked: list[tuple[str, Path]] = []
    seen: set[str] = set()
    while pending or linked:  # links come last, so that a file keeps the path under which it really lies
        path, disk = pending.pop() if pending else linked.pop(0)
        real = os.path.realpath(disk)
        if not _stays(real, home, path, report):
            continue
        if real in seen:
            report(LINK_AGAIN.at(Place(path)))
            continue
        seen.add(real)
        for name, entry in _entries(path, disk, report, hidden):
            below = f"{path}/{name}" if path else name
            is_link = entry.is_symlink()
            if entry.is_dir(follow_symlinks=False):
                pending.append((below, Path(entry.path)))
            elif is_link and _leads_to_folder(entry.path, below, report):
                linked.append((below, Path(entry.path)))
            elif _wanted(name, below, suffixes, report) and (
                not is_link or _stays(os.path.realpath(entry.path), home, below, report)
            ):
                found.append(below)
    return sorted(found)


def _entries(path: str, disk: Path, report: Report, hidden: Report) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Names in NFC and what bears them, in order; names that no site can hold are reported and left out."""
    try:
        with os.scandir(disk) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except NotADirectoryError:
        report(NO_FOLDER.at(Place(path)))
        return
    except OSError as error:
        report(unread(error, disk).at(Place(path)))
        return
    taken: dict[str, str] = {}
    for entry in entries:
        raw = entry.name
        if _PLAIN.fullmatch(raw) and not (PASSING.match(raw) or addresses.is_reserved(raw) or raw in taken):
            taken[raw] = raw
            yield raw, entry
            continue
        name = unicodedata.normalize("NFC", raw)
        shown = name.encode("utf-8", "replace").decode()
        place = Place(characters.shown(f"{path}/{shown}"))
        if PASSING.match(name):
            if name.startswith(".") and not _LEFT_ABOUT.match(name):
                hidden(HIDDEN.at(place, name=characters.shown(name)))
            continue
        if shown != name:
            report(NAME_ENCODING.at(place))
        elif addresses.is_reserved(name):
            report(NAME_RESERVED.at(place, name=name))
        elif not addresses.is_safe(name):
            report(NAME_UNSAFE.at(place, name=characters.shown(name)))
        elif code := characters.unseen_in(name):
            report(NAME_UNSEEN.at(place, code=code))
        elif (other := taken.setdefault(addresses.collision_key(name), raw)) != raw:
            report(NAME_CLASH.at(place, name=name, other=unicodedata.normalize("NFC", other)))
        else:
            yield name, entry


def _stays(real: str, home: str, path: str, report: Report) -> bool:
    if facts_of(Path(real)) is None:  # or a folder above it may not be entered, or the link leads to itself
        report(LINK_BROKEN.at(Place(path)))
        return False
    if not Path(real).is_relative_to(home):
        report(LINK_OUTSIDE.at(Place(path)))
        return False
    return True


def _leads_to_folder(link: str, path: str, report: Report) -> bool:
    told = _stat(os.stat, Path(link), path, report)
    return told is not None and stat.S_ISDIR(told.st_mode)


def _stat(ask: Callable[[Path], os.stat_result], path: Path, shown: str, report: Report) -> os.stat_result | None:
    """What the system says of ``path``; None where nothing is there. It may also refuse to say: that is reported, for a
    folder of which nothing is known is not an empty one, and its pages must not be taken down."""
    try:
        return ask(path)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            report(unread(error, path).at(Place(shown)))
        return None


def is_absent(path: Path) -> bool:
    """Whether the system says that nothing is there; where it refuses to say, ``files_below`` tells."""
    try:
        path.lstat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def _wanted(name: str, path: str, suffixes: tuple[str, ...], report: Report) -> bool:
    if not suffixes:
        return True
    low = name.lower()
    # Notepad on Windows adds a second extension that the system then hides; a Chinese keyboard writes a full stop.
    meant = low.removesuffix(".txt").replace("。", ".")
    if meant != low and meant.endswith(suffixes):
        report(NAME_SUFFIX.at(Place(path), name=name, meant=meant))
        return False
    return low.endswith(suffixes)
