"""What stands between an output folder and the manifest that it is to equal: found by reading, decided without writing.

The files themselves are compared, not the manifest that lies in the folder: it says what we wrote, not what a person, a
sync tool or a failing disk made of it since. They are read unless the system says that they are as they were when they
were last read (see ``facts``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder import addresses, digests, manifest
from builder.facts import Digested, Facts
from builder.files import DISK, Disk, read_plain, walk
from builder.manifest import Manifest
from builder.work import Hands, Work, here

NOTHING: Digested = {}
_UNKNOWN = ("", None)
MANY, BATCH = 4000, 500  # files from which on further processes are worth their start; files that one reads at a time


@dataclass(frozen=True, slots=True)
class Changes:
    """Site paths, sorted. ``strays`` are the topmost files and folders that no wanted file needs.

    Of these, ``misspelt`` differ from a wanted name by case alone: to some systems they are one file, so the old one
    has to go before the new one comes.
    """

    written: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    strays: tuple[str, ...]
    misspelt: tuple[str, ...]
    facts: Mapping[str, Facts] = field(default_factory=dict, compare=False)  # of the unchanged files

    @property
    def fresh(self) -> tuple[str, ...]:
        """What has to be laid out."""
        return (*self.written, *self.replaced)

    @property
    def needed(self) -> bool:
        return bool(self.written or self.replaced or self.strays)


def compare(disk: Disk, folder: Path, wanted: Manifest, known: Digested = NOTHING, hands: Hands = here) -> Changes:
    """The changes that make ``folder`` (which may be absent) hold exactly the files of ``wanted``.

    ``known`` says which digest a file with given facts has; all others are read, by these ``hands``.
    """
    found = {path: e for path, e in walk(disk, folder).items() if not path.startswith(manifest.RESERVED)}
    in_place_of, unchanged, unread = set[str](), dict[str, Facts | None](), list[str]()
    for path, output in wanted.files.items():
        entry = found.get(path)
        if entry is None or entry.kind == "folder":
            continue
        in_place_of.add(path)
        if entry.kind == "file" and entry.size == output.size:
            digest, facts = known.get(path, _UNKNOWN)
            if facts != entry.facts or facts is None:
                unread.append(path)
            elif digest == output.digest:
                unchanged[path] = facts
    told = zip(unread, hands(Work(contents, (disk, folder), unread, BATCH, MANY)), strict=True)
    unchanged |= {path: found[path].facts for path, digest in told if digest == wanted.files[path].digest}
    folders = folders_of(wanted.files)
    strange = found.keys() - wanted.files.keys()
    strays = [path for path in strange - folders if "/" not in path or path.rpartition("/")[0] in folders]
    names = {addresses.collision_key(path) for path in (*wanted.files, *folders)} if strays else set()
    return Changes(
        written=tuple(sorted(wanted.files.keys() - in_place_of)),
        replaced=tuple(sorted(in_place_of - unchanged.keys())),
        unchanged=tuple(sorted(unchanged)),
        removed=tuple(sorted(path for path in strange if found[path].kind != "folder")),
        strays=tuple(sorted(strays)),
        misspelt=tuple(sorted(path for path in strays if addresses.collision_key(path) in names)),
        facts={path: facts for path, facts in unchanged.items() if facts is not None},
    )


def stands(folder: Path, disk: Disk = DISK) -> bool:
    """True where the folder holds exactly what its own manifest says, every byte of it."""
    data = read_plain(disk, folder / manifest.FILE)
    told = None if data is None else manifest.from_bytes(data)
    return told is not None and not compare(disk, folder, told).needed


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder that files at ``paths`` need, those above them too."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def contents(place: tuple[Disk, Path]) -> Callable[[str], str]:
    """The function that reads a file below a folder and gives its digest; see ``spread``."""
    disk, folder = place
    return lambda path: digests.of_bytes(disk.read(f"{folder}/{path}"))
