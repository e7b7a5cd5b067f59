"""Sources: the bytes of a file, and the text they are.

What the rest of the program reads is UTF-8 with ``\\n`` and without a byte order mark; whatever editors on Windows and
macOS make of it is put right here in silence (BOM, CRLF) or named with its cure (GBK, UTF-16, a Word file with a new
extension, two versions that nobody has merged). Rejected: guessing an encoding and reading on; a wrong guess puts
garbled names on a public page.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TypeVar

from builder import characters, digests
from builder.conflicts import conflict_in
from builder.facts import Facts, facts_in
from builder.faults import DiskFault
from builder.problems import Message, Place, Problem, Report

T = TypeVar("T")
SIZE_LIMIT = 1_000_000  # bytes of one text file
LARGEST = 100_000_000  # bytes of any other file, which is held in memory while it is published
LINE_LIMIT = 100_000  # characters of one line

UNREADABLE = Message(
    "file-unreadable",
    "读不了：没有权限，或文件被其他程序占用。请关闭占用它的程序，或检查权限。",
    "This cannot be read: permission is lacking or another program holds it. Close that program or check permissions.",
)
NO_FILE = Message(
    "file-special",
    "这不是普通文件（可能是管道、设备或文件夹），不能读。请把它移走。",
    "This is no plain file (a pipe, a device or a folder) and cannot be read. Move it away.",
)
CHANGING = Message(
    "file-changing",
    "这个文件正在被别的程序改写，每次读到的都不一样。请等它写完，再运行一次。",
    "Another program keeps writing to this file; each reading gives something else. Wait until it is done; run again.",
)
TOO_LARGE = Message(
    "file-too-large",
    "文件有 {size} MB，超过 {limit} MB 的上限。请放到别处（如视频网站），在正文里写链接。",
    "The file has {size} MB, more than the limit of {limit} MB. Keep it elsewhere and link to it.",
)
VANISHED = Message(
    "file-vanished",
    "文件刚才还在，现在不见了。如果是您删除或改名的，再运行一次即可。",
    "The file was here a moment ago and is gone. If you deleted or renamed it, run again.",
)
TOO_BIG = Message(
    "file-too-big",
    "文件有 {size} 字节，超过 1 MB 的上限。请拆成几个文件（数据文件放进类别的文件夹，如 content/data/stations/，"
    "文件名自己定）；图片不要贴进文本里。",
    "The file has {size} bytes, more than the limit of 1 MB. Split it (data go into the folder of their type, such as "
    "content/data/stations/), and keep pictures out of the text.",
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


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text file: ``file`` is site-relative with ``/``; ``text`` has ``\\n`` newlines and no BOM."""

    file: str
    text: str


def read_bytes(root: Path, file: str, report: Report) -> bytes | None:
    """The bytes of ``file`` as they were at one moment, or None and a problem.

    Raises ``DiskFault`` where the machine is at fault, and nothing that an author could mend.
    """
    return read_known(root, file, report)[0]


def read_known(root: Path, file: str, report: Report) -> tuple[bytes | None, Facts | None]:
    """Likewise, with the facts of the very file that was read."""
    return _taken(root, file, report, lambda opened: opened.read()) or (None, None)


def digest_of(root: Path, file: str, report: Report) -> tuple[str, int, Facts] | None:
    """The digest and number of the bytes that ``read_bytes`` would give, of which only pieces are held; and facts."""
    found = _taken(root, file, report, lambda opened: (digests.of_file(opened), opened.tell()))
    return None if found is None else (*found[0], found[1])


def _taken(root: Path, file: str, report: Report, take: Callable[[FileIO], T]) -> tuple[T, Facts] | None:
    most = SIZE_LIMIT if file.lower().endswith(_TEXTS) else LARGEST
    problem = CHANGING.at(Place(file))
    try:
        for _ in range(_TRIES):
            found = _take_once(_on_disk(root, file), Place(file), most, take)
            if isinstance(found, Problem):
                problem = found
                break
            if found is not None:
                return found
        report(problem)
    except OSError as error:
        report(unread(error, root / file).at(Place(file)))
    except ValueError:
        report(UNREADABLE.at(Place(file)))
    return None


_TRIES = 5
_TEXTS = (".md", ".markdown", ".yaml", ".yml")


def _take_once(
    path: str, place: Place, most: int, take: Callable[[FileIO], T]
) -> tuple[T, Facts] | Problem | None:
    """What ``take`` makes of the open file, and its facts; or why there is nothing; None if it changed meanwhile.

    The descriptor is asked, not the name, which may be another file's by now.
    """
    with FileIO(path, opener=_without_waiting) as opened:
        before = os.fstat(opened.fileno())
        if not stat.S_ISREG(before.st_mode):
            return NO_FILE.at(place)
        if before.st_size > most:
            if most == SIZE_LIMIT:
                return TOO_BIG.at(place, size=before.st_size)
            return TOO_LARGE.at(place, size=-(-before.st_size // 1_000_000), limit=most // 1_000_000)
        found = take(opened)
        after = os.fstat(opened.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return (found, facts_in(after)) if same else None


def _without_waiting(path: str, flags: int) -> int:
    """A pipe would be waited for until somebody writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def unread(error: OSError, path: Path) -> Message:
    """What an author is told of a file or folder that was not read.

    Raises ``DiskFault`` for what is not theirs to mend, such as a failing disk.
    """
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return VANISHED
    if isinstance(error, IsADirectoryError) or error.errno == errno.ENXIO:  # the latter is a socket
        return NO_FILE
    if isinstance(error, PermissionError):
        return UNREADABLE
    raise DiskFault(path, error) from error


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
    conflict = conflict_in(text, file)
    if conflict is not None:
        report(conflict)
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


def _on_disk(root: Path, file: str) -> str:
    """``file`` is NFC; a disk that came from macOS may spell it otherwise."""
    if file.isascii() or (root / file).exists():
        return f"{root}/{file}"
    path = root
    for part in file.split("/"):
        names = [entry.name for entry in path.iterdir() if unicodedata.normalize("NFC", entry.name) == part]
        path = path / min(names, default=part)
    return str(path)
