"""Which files have changed: events of the system, through watchfiles, and now and then a look at the files themselves.

Events come at once, but not for certain: shared folders of an office and of virtual machines give none and say nothing,
the system's limit of watches may be reached, and a watch is on folders as they were when it began, so that one that is
replaced as a whole, as sync programs and version control do, is watched no longer. So the folders' identities are
compared several times a second, and every few seconds all files are compared with what they were when the last build
began. Rejected: watchfiles' own polling, which sees no second save within one second.
"""

from __future__ import annotations

import asyncio
import os
import unicodedata
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from watchfiles import awatch
from watchfiles.main import FileChange

from builder import siteconfig
from builder.folders import PASSING
from builder.run import Options, theme_home
from builder.standing import SOURCES, THEME

QUIET, LONGEST = 5, 250  # milliseconds without a further change before changes are told, and the most they wait
SELDOM = 50  # the same for the site's folder itself: each watch wakes so often, and ``site.yaml`` is seldom written
TICK = 0.4  # seconds between two looks at the folders themselves, and at the files where there are no events
CALM = 2.0  # seconds between two looks at the files otherwise
SETTLE = 0.02  # seconds in which all watches have begun and told so
SHARE = 10  # of the time at most one part in so many is spent on looking: a slow network drive is looked at less often

Snapshot: TypeAlias = dict[str, tuple[int, int, int]]  # name → time in nanoseconds, size in bytes, identity


@dataclass(frozen=True, slots=True)
class Watched:
    """What a build depends on: the site at ``root`` and the default theme at ``theme``, less ``ignored`` folders."""

    root: Path
    theme: Path
    ignored: tuple[Path, ...]

    def folders(self) -> list[Path]:
        """Those of the folders that are there now."""
        homes = [self.root / name for name in SOURCES] + [self.theme / name for name in THEME]
        return [folder for folder in dict.fromkeys(homes) if folder.is_dir()]

    def name(self, path: Path) -> str:
        """The path as problems name it, or ``""`` if it is nothing that a build reads."""
        if self._is_ignored(path):
            return ""
        for home in (self.root, self.theme):
            if path.is_relative_to(home):
                parts = path.relative_to(home).parts
                known = parts == (siteconfig.FILE,) or parts[:1] in {(name,) for name in SOURCES}
                if known and not any(PASSING.match(part) for part in parts):
                    return unicodedata.normalize("NFC", "/".join(parts))
        return ""

    def snapshot(self) -> Snapshot:
        """All files that a build reads, as they are now: links are followed as ``folders.files_below`` does it."""
        found: Snapshot = {}
        pending = [str(folder) for folder in self.folders() if not self._is_ignored(folder)]
        linked: list[str] = []
        seen: set[tuple[int, int]] = set()  # a link may lead in a circle, or to what is noted where it lies
        for entry in _entries(self.root):
            if entry.name == siteconfig.FILE:
                _note(entry, entry.name, found)
        while pending or linked:  # links last, so that a file keeps the name under which it really lies
            folder = pending.pop() if pending else linked.pop(0)
            identity = _identity(folder)
            if identity is None or identity in seen:
                continue
            seen.add(identity)
            for entry in _entries(folder):
                if PASSING.match(entry.name):
                    continue
                if not entry.is_dir():
                    _note(entry, entry.path, found)
                elif entry.is_symlink():
                    linked += [entry.path] if self._is_followed(entry.path) else []
                elif not self._is_ignored(Path(entry.path)):
                    pending.append(entry.path)
        return found

    def _is_followed(self, link: str) -> bool:
        """Whether a build goes into the folder that ``link`` leads to: it must stay in the site, or in the theme."""
        real = Path(os.path.realpath(link))
        return not self._is_ignored(real) and any(real.is_relative_to(home) for home in (self.root, self.theme))

    def again(self, before: Snapshot, names: Iterable[str]) -> Snapshot:
        """``before`` with the files of these names as they are now: ten thousand others need not be looked at because
        one is saved. Where a name tells of no file, it is all files."""
        found = dict(before)
        for name in names:
            homes = (self.root, self.theme) if name.split("/")[0] in THEME else (self.root,)
            paths = [home / name for home in dict.fromkeys(homes)]
            there = [entry for path in paths for entry in _entries(path.parent) if _is_called(entry, path.name)]
            keys = [name] if name == siteconfig.FILE else [str(path) for path in paths]
            gone = [found.pop(key) for key in keys if key in found]
            if not (there or gone) or any(entry.is_dir() for entry in there):
                return self.snapshot()
            for entry in there:
                _note(entry, name if name == siteconfig.FILE else entry.path, found)
        return found

    def _is_ignored(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self.ignored)


def watched_by(options: Options) -> Watched:
    """What a run with these options depends on."""
    root, theme, output, store = (  # a link in a circle leads nowhere, which the run itself will tell
        Path(os.path.realpath(folder)) for folder in (options.root, theme_home(), options.output, options.store)
    )
    return Watched(root, theme, (output, store))


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _is_called(entry: os.DirEntry[str], name: str) -> bool:
    return entry.name == name or unicodedata.normalize("NFC", entry.name) == name


def _note(entry: os.DirEntry[str], name: str, found: Snapshot) -> None:
    try:
        stat = entry.stat()
    except OSError:
        return
    found[name] = (stat.st_mtime_ns, stat.st_size, entry.inode())


async def watch(watched: Watched, changed: Callable[[set[str]], None], built: Callable[[], Snapshot]) -> None:
    """Tell the names of what changes, until cancelled; when a watch begins, the folders themselves.

    ``built`` gives the snapshot from before the last build began.
    """
    deaf = asyncio.Event()

    def tell(paths: set[Path]) -> None:
        names = {watched.name(path) for path in paths} - {""}
        if names:
            changed(names)

    async with asyncio.TaskGroup() as together:
        together.create_task(_listen(watched.folders, True, tell, deaf))
        together.create_task(_listen(lambda: [watched.root] if watched.root.is_dir() else [], False, tell, deaf))
        together.create_task(_look(watched, tell, deaf, built))


def repeat(watched: Watched, work: Callable[[], object]) -> None:
    """Do ``work``, and again after whatever changes, until Ctrl-C; what it raises ends this too."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_repeated(watched, work))


async def _repeated(watched: Watched, work: Callable[[], object]) -> None:
    asked, seen = asyncio.Event(), [watched.snapshot()]

    async def at_work() -> None:
        asked.set()
        await asyncio.sleep(SETTLE)
        while True:
            await asked.wait()
            asked.clear()
            seen[0] = watched.snapshot()
            await asyncio.to_thread(work)

    await side_by_side(watch(watched, lambda _: asked.set(), lambda: seen[0]), at_work())


async def side_by_side(*works: Coroutine[Any, Any, object]) -> None:
    """Do all of these until one ends, and give up the others; what it raised is raised here, and by itself."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def watch_output(missing: Callable[[], bool], gone: Callable[[], None]) -> None:
    """Call ``gone`` when what should be there is ``missing``; it must see to it that this is not so any more."""
    while True:
        await asyncio.sleep(TICK)
        if missing():
            gone()


async def _look(
    watched: Watched, tell: Callable[[set[Path]], None], deaf: asyncio.Event, built: Callable[[], Snapshot]
) -> None:
    taken = 0.0
    while True:
        await asyncio.sleep(max(TICK if deaf.is_set() else CALM, SHARE * taken))
        started = perf_counter()
        now = await asyncio.to_thread(watched.snapshot)
        taken = perf_counter() - started
        before = built()
        tell({watched.root / name for name in before.keys() | now.keys() if before.get(name) != now.get(name)})


async def _listen(
    find: Callable[[], Sequence[Path]], recursive: bool, tell: Callable[[set[Path]], None], deaf: asyncio.Event
) -> None:
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
            async with aclosing(_events(folders, recursive)) as events:
                async for found in events:
                    tell({Path(path) for _, path in found})
                    if _identities(find()) != identities:
                        break
        except FileNotFoundError:  # gone between the look and the watch
            begun.cancel()
            await asyncio.sleep(TICK)
        except (OSError, RuntimeError):  # no events to be had here, or no more of them: only looking is left
            begun.cancel()
            deaf.set()
            return


def _events(folders: Sequence[Path], recursive: bool) -> AsyncGenerator[set[FileChange], None]:
    """Sets of changes; an empty one after every ``TICK`` without any."""
    return awatch(
        *folders,
        watch_filter=None,
        debounce=LONGEST,
        step=QUIET if recursive else SELDOM,
        rust_timeout=int(TICK * 1000),
        yield_on_timeout=True,
        force_polling=False,
        recursive=recursive,
        ignore_permission_denied=True,
    )


def _identities(folders: Iterable[Path]) -> list[tuple[Path, tuple[int, int]]]:
    return [(folder, identity) for folder in folders if (identity := _identity(folder)) is not None]


def _identity(folder: Path | str) -> tuple[int, int] | None:
    try:
        stat = Path(folder).stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
