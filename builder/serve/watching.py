"""Which files have changed: events of the system, through watchfiles.

A watch is on folders as they were when it began: one that is replaced as a whole, which sync programs and version
control do, is watched no longer. So the folders' identities are looked at several times a second, and the watch
begins anew where they have changed. Where the system gives no events (some network drives, a limit that is reached),
watchfiles polls.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from watchfiles import awatch
from watchfiles.main import FileChange

from builder import siteconfig

FOLDERS = ("content", "templates", "static")
QUIET, LONGEST = 50, 250  # milliseconds without a further change before changes are told, and the most they wait
TICK = 0.4  # seconds between two looks at the folders themselves

# What editors, systems and version control leave about. A miss costs a rebuild that changes nothing.
_PASSING = re.compile(r"\.|~\$|.*(?:~|\.sw[a-p]|\.tmp|\.bak|\.crdownload|\.part)\Z|#.*#\Z|4913\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a preview depends on: the site at ``root`` and the default theme at ``theme``, less ``ignored`` folders."""

    root: Path
    theme: Path
    ignored: tuple[Path, ...]

    def folders(self) -> list[Path]:
        """Those of the folders that are there now."""
        homes = [self.root / name for name in FOLDERS] + [self.theme / name for name in FOLDERS[1:]]
        return [folder for folder in dict.fromkeys(homes) if folder.is_dir()]

    def name(self, path: Path) -> str:
        """The path as problems name it, or ``""`` if it is nothing that a build reads."""
        if any(path.is_relative_to(folder) for folder in self.ignored):
            return ""
        for home in (self.root, self.theme):
            if path.is_relative_to(home):
                parts = path.relative_to(home).parts
                known = parts == (siteconfig.FILE,) or parts[:1] in {(name,) for name in FOLDERS}
                if known and not any(_PASSING.match(part) for part in parts):
                    return unicodedata.normalize("NFC", "/".join(parts))
        return ""


async def watch(watched: Watched, changed: Callable[[set[str]], None]) -> None:
    """Tell the names of what changes, until cancelled; when a watch begins, the folders themselves."""

    def tell(paths: set[Path]) -> None:
        names = {watched.name(path) for path in paths} - {""}
        if names:
            changed(names)

    async with asyncio.TaskGroup() as together:
        together.create_task(_watch(watched.folders, True, tell))
        together.create_task(_watch(lambda: [watched.root] if watched.root.is_dir() else [], False, tell))


async def watch_output(missing: Callable[[], bool], gone: Callable[[], None]) -> None:
    """Call ``gone`` when what should be there is ``missing``; it must see to it that this is not so any more."""
    while True:
        await asyncio.sleep(TICK)
        if missing():
            gone()


async def _watch(find: Callable[[], Sequence[Path]], recursive: bool, tell: Callable[[set[Path]], None]) -> None:
    polling: bool | None = None  # as the environment says
    while True:
        folders = find()
        if not folders:
            await asyncio.sleep(TICK)
            continue
        identities = _identities(folders)
        # The watch begins in the first step of the first `anext`, before this is called: what changes later is seen by
        # the watch, and what changed earlier by the build that follows from this.
        begun = asyncio.get_running_loop().call_soon(tell, set(folders))
        try:
            async with aclosing(_events(folders, recursive, polling)) as events:
                async for found in events:
                    tell({Path(path) for _, path in found})
                    if _identities(find()) != identities:
                        break
        except FileNotFoundError:  # gone between the look and the watch
            begun.cancel()
            await asyncio.sleep(TICK)
        except (OSError, RuntimeError):  # no events to be had here, or no more of them
            begun.cancel()
            polling = True
            await asyncio.sleep(TICK)


def _events(folders: Sequence[Path], recursive: bool, polling: bool | None) -> AsyncGenerator[set[FileChange], None]:
    """Sets of changes; an empty one after every ``TICK`` without any."""
    return awatch(
        *folders,
        watch_filter=None,
        debounce=LONGEST,
        step=QUIET,
        rust_timeout=int(TICK * 1000),
        yield_on_timeout=True,
        force_polling=polling,
        recursive=recursive,
        ignore_permission_denied=True,
    )


def _identities(folders: Iterable[Path]) -> list[tuple[Path, int, int]]:
    found = []
    for folder in folders:
        try:
            stat = folder.stat()
        except OSError:
            continue
        found.append((folder, stat.st_dev, stat.st_ino))
    return found
