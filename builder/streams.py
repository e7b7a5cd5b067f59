"""Standard output and standard error, as a command has them: in UTF-8 whatever the terminal says, so that no name ever
fails to print, and each with an answer of its own to a place that takes no more. Names of files are in UTF-8 likewise.

What was asked for goes to standard output; where it cannot, the run has failed (``Unwritten``). Standard error is told
what happens meanwhile; where that cannot be said the work goes on, and its end is what it is. A stream that was closed
before we began, or that a starter without a console never gave, takes all and keeps nothing.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from builder.wording import Language, Words

REFUSED = Words(
    "结果没能写到标准输出（{code}）：它通向的文件或磁盘多半满了。请腾出一些空间，或者换一个地方，再运行一次。",
    "The result could not be written to standard output ({code}): the disk that it leads to may be full. Free some "
    "space, or lead it elsewhere, and run again.",
)


class Unwritten(OSError):
    """Standard output took no more."""

    def text(self, language: Language) -> str:
        return REFUSED.in_(language, code=errno.errorcode.get(self.errno or 0, "OSError"))


class Result(TextIOWrapper):
    """Standard output."""

    def write(self, text: str, /) -> int:
        with _refused():
            return super().write(text)

    def flush(self) -> None:
        with _refused():
            super().flush()


class Remarks(TextIOWrapper):
    """Standard error."""

    def write(self, text: str, /) -> int:
        with suppress(Unwritten), _refused():
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(Unwritten), _refused():
            super().flush()


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # nobody reads any more, which is another matter
    except OSError as error:
        if nobody_reads(error, sys.platform):
            raise BrokenPipeError(*error.args) from error
        raise Unwritten(*error.args) from error


def nobody_reads(error: OSError, platform: str) -> bool:
    """Whether a pipe has lost its reader: Windows calls that a wrong argument. No disk that is full says so."""
    return error.errno == errno.EPIPE or (platform == "win32" and error.errno == errno.EINVAL)


def begin_in_utf8() -> None:
    """Begin anew, once, where the system's language has Python read the names of files in another encoding, as GB18030
    on older servers: a site comes from elsewhere with names in UTF-8, and each Chinese one would be misread."""
    other = os.name == "posix" and sys.getfilesystemencoding() != "utf-8"
    if other and sys.executable and "PYTHONUTF8" not in os.environ:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [os.fsencode(sys.executable), *map(_in_utf8, sys.orig_argv[1:])])


def _in_utf8(argument: str) -> bytes:
    """What was typed in the encoding of the system, such as a title, in UTF-8; what is so already, or is the name of a
    file here, as it is."""
    typed = os.fsencode(argument)
    with suppress(UnicodeDecodeError):
        typed.decode()
        return typed
    return typed if os.path.lexists(typed) else argument.encode(errors="surrogateescape")


def prepare() -> None:
    """Have both streams as they are described above, for as long as the process lasts."""
    sys.stdout, sys.stderr = _prepared(sys.stdout, Result), _prepared(sys.stderr, Remarks)


def _prepared(stream: TextIO | None, kind: type[TextIOWrapper]) -> TextIO:
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, TextIOWrapper):
        return stream  # one that a development environment has put there
    return kind(
        stream.buffer, "utf-8", "backslashreplace",
        line_buffering=stream.line_buffering, write_through=stream.write_through,
    )  # fmt: skip
