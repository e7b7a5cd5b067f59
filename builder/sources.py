"""Sources: the site's folder as a list of files, and the bytes of a file as text.

What the rest of the program reads is UTF-8 with ``\\n`` and without a byte order mark; whatever editors on Windows and
macOS make of it is put right here in silence (BOM, CRLF) or named with its cure (GBK, UTF-16, a Word file with a new
extension). Paths are site-relative, with ``/``, in Unicode form NFC whatever the disk says, so that a folder reads the
same on every system. Rejected: guessing an encoding and reading on; a wrong guess puts garbled names on a public page.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder import addresses, characters
from builder.problems import Message, Place, Problem, Report

SIZE_LIMIT = 1_000_000  # bytes of one text file
LINE_LIMIT = 100_000  # characters of one line

NAME_ENCODING = Message(
    "file-name-encoding", "文件名不是 UTF-8 编码，无法使用。请改名。", "The file's name is not UTF-8. Rename it."
)
NAME_UNSAFE = Message(
    "file-name-unsafe",
    '文件名“{name}”在有的系统上不能用。请改名：不用 < > : " | ? * \\，不以空格或句点结尾，不要太长。',
    'The name "{name}" cannot be used on every system. Rename it: no < > : " | ? * \\, no space or dot at its end, '
    "not too long.",
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
UNREADABLE = Message(
    "file-unreadable",
    "读不了：没有权限，或文件被其他程序占用。请关闭占用它的程序，或检查权限。",
    "This cannot be read: permission is lacking or another program holds it. Close that program or check permissions.",
)
VANISHED = Message(
    "file-vanished",
    "文件刚才还在，现在不见了。如果是你删除或改名的，再运行一次即可。",
    "The file was here a moment ago and is gone. If you deleted or renamed it, run again.",
)
TOO_BIG = Message(
    "file-too-big",
    "文件有 {size} 字节，超过 1 MB 的上限。请拆成几个文件；图片不要贴进文本里。",
    "The file has {size} bytes, more than the limit of 1 MB. Split it, and keep pictures out of the text.",
)
LINE_TOO_LONG = Message(
    "file-line-too-long",
    "这一行有 {length} 个字符，超过 {limit} 的上限。请分行；图片不要贴进文本里。",
    "This line has {length} characters, more than the limit of {limit}. Break it, and keep pictures out of the text.",
)
NOT_UTF8 = Message(
    "file-not-utf8",
    "从这里开始不是 UTF-8 编码的文字。请用编辑器打开，检查有无乱码，再选择“另存为 UTF-8”。",
    "From here on this is not UTF-8. Open the file in an editor, look for garbled text and save it as UTF-8.",
)
IS_GBK = Message(
    "file-gbk",
    "这个文件是 GBK 编码，不是 UTF-8。请在编辑器里选择“另存为 UTF-8”。",
    "This file is in GBK, not UTF-8. Save it as UTF-8 in your editor.",
)
IS_UTF16 = Message(
    "file-utf16",
    "这个文件是 UTF-16 编码（记事本里叫“Unicode”），不是 UTF-8。请在编辑器里选择“另存为 UTF-8”。",
    'This file is in UTF-16 (Notepad calls it "Unicode"), not UTF-8. Save it as UTF-8 in your editor.',
)
IS_OFFICE = Message(
    "file-not-text",
    "这是 {kind} 文件，只是改了扩展名，不能当文本读。请把文字复制到新建的文本文件里。",
    "This is a {kind} file with another extension, not text. Copy its words into a new text file.",
)
HAS_NUL = Message(
    "file-binary",
    "这里有空字节，这不是文本文件，或者文件已损坏。请用编辑器重新保存为 UTF-8 文本。",
    "There is a NUL byte here: this is no text file, or it is damaged. Save it again as UTF-8 text.",
)

_SIGNATURES = (
    (b"PK\x03\x04", "Word / WPS / ZIP"), (b"\xd0\xcf\x11\xe0", "Word / WPS"), (b"%PDF-", "PDF"), (b"{\\rtf", "RTF"),
)  # fmt: skip
_OWN_TO_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx", "icon\r"}
_PASSING = re.compile(r"\.|~\$|.*(?:~|\.sw[a-p]|\.tmp|\.crdownload|\.part)\Z|#.*#\Z|4913\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text file: ``file`` is site-relative with ``/``; ``text`` has ``\\n`` newlines and no BOM."""

    file: str
    text: str


def files_below(root: Path, folder: str, suffixes: tuple[str, ...], report: Report) -> list[str]:
    """The files below ``root/folder`` whose names end in one of ``suffixes`` (lower case; none given: all), sorted.

    Site-relative paths in NFC. Hidden files and those that editors and systems leave about are passed over. Each real
    folder is read once, so links may point in circles.
    """
    home = os.path.realpath(root)
    found: list[str] = []
    pending = [(folder.strip("/"), Path(root, folder))] if os.path.lexists(root / folder) else []
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
        for name, entry in _entries(path, disk, report):
            below = f"{path}/{name}" if path else name
            if _is_folder(entry):
                (linked if entry.is_symlink() else pending).append((below, entry))
            elif _wanted(name, below, suffixes, report) and (
                not entry.is_symlink() or _stays(os.path.realpath(entry), home, below, report)
            ):
                found.append(below)
    return sorted(found)


def read_bytes(root: Path, file: str, report: Report) -> bytes | None:
    """The bytes of ``file``, or None and a problem."""
    try:
        return _on_disk(root, file).read_bytes()
    except FileNotFoundError:
        report(VANISHED.at(Place(file)))
    except (OSError, ValueError):
        report(UNREADABLE.at(Place(file)))
    return None


def decode(data: bytes, file: str, report: Report) -> SourceText | None:
    """The text of ``data``, or None and a problem with the line and column at which it stops being readable text."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    refusal = _refused(data, file)
    if refusal is not None:
        report(refusal)
        return None
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\0" in data:
        report(HAS_NUL.at(_place(data, data.index(b"\0"), file)))
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        report((IS_GBK if _is_gbk(data) else NOT_UTF8).at(_place(data, error.start, file)))
        return None
    if len(text) > LINE_LIMIT:
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > LINE_LIMIT:
                report(LINE_TOO_LONG.at(Place(file, number, LINE_LIMIT + 1), length=len(line), limit=LINE_LIMIT))
                return None
    return SourceText(file, characters.checked(text, file, report))


def _refused(data: bytes, file: str) -> Problem | None:
    """What can be told from the first bytes and the size alone."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return IS_OFFICE.at(Place(file), kind=kind)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return IS_UTF16.at(Place(file, 1, 1))
    return TOO_BIG.at(Place(file), size=len(data)) if len(data) > SIZE_LIMIT else None


def _is_gbk(data: bytes) -> bool:
    """True if ``data`` reads as everyday Chinese in GB18030. UTF-8 read so gives rare characters, and few of them."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    chinese = [char for char in text if not char.isascii()]
    # The first level of GB 2312, lead bytes B0 to D7, is the 3755 characters of daily use; A1 and A3 are punctuation.
    everyday = sum(char.encode("gb2312", "ignore")[:1] in _EVERYDAY for char in chinese)
    return everyday >= 0.85 * len(chinese)


_EVERYDAY = {bytes([lead]) for lead in (0xA1, 0xA3, *range(0xB0, 0xD8))}


def _place(data: bytes, at: int, file: str) -> Place:
    start = data.rfind(b"\n", 0, at) + 1
    return Place(file, data.count(b"\n", 0, at) + 1, len(data[start:at].decode("utf-8", "replace")) + 1)


def _entries(path: str, disk: Path, report: Report) -> Iterator[tuple[str, Path]]:
    """Names in NFC and their places on disk, in order; names that no site can hold are reported and left out."""
    try:
        names = sorted(entry.name for entry in disk.iterdir())
    except OSError:
        report(UNREADABLE.at(Place(path)))
        return
    taken: dict[str, str] = {}
    for raw in names:
        name = unicodedata.normalize("NFC", raw)
        shown = name.encode("utf-8", "replace").decode()
        place = Place(re.sub(r"[\x00-\x1f\x7f]", "?", f"{path}/{shown}"))
        if _PASSING.match(name) or name.lower() in _OWN_TO_SYSTEMS:
            continue
        if shown != name:
            report(NAME_ENCODING.at(place))
        elif not addresses.is_safe(name):
            report(NAME_UNSAFE.at(place, name=re.sub(r"[\x00-\x1f\x7f]", "?", name)))
        elif (other := taken.setdefault(addresses.collision_key(name), raw)) != raw:
            report(NAME_CLASH.at(place, name=name, other=unicodedata.normalize("NFC", other)))
        else:
            yield name, disk / raw


def _stays(real: str, home: str, path: str, report: Report) -> bool:
    if not _is_there(Path(real)):
        report(LINK_BROKEN.at(Place(path)))
        return False
    if not Path(real).is_relative_to(home):
        report(LINK_OUTSIDE.at(Place(path)))
        return False
    return True


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above it may not be entered, or the link leads to itself
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above it may not be entered
        return False


def _wanted(name: str, path: str, suffixes: tuple[str, ...], report: Report) -> bool:
    low = name.lower()
    if not suffixes or low.endswith(suffixes):
        return True
    # Notepad on Windows adds a second extension that the system then hides; a Chinese keyboard writes a full stop.
    meant = low.removesuffix(".txt").replace("。", ".")
    if meant != low and meant.endswith(suffixes):
        report(NAME_SUFFIX.at(Place(path), name=name, meant=meant))
    return False


def _on_disk(root: Path, file: str) -> Path:
    """``file`` is NFC; a disk that came from macOS may spell it otherwise."""
    path = root / file
    if path.exists() or file.isascii():
        return path
    path = root
    for part in file.split("/"):
        names = [entry.name for entry in path.iterdir() if unicodedata.normalize("NFC", entry.name) == part]
        path = path / min(names, default=part)
    return path
