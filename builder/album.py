"""The album: what is known of the pictures of a site, and of the files that were made of them.

A photo has some megabytes, and a site has thousands. Reading them all to mend one sentence would take longer than
everything else, and holding all that is published of them needs more memory than a machine has. So a picture is opened
only if its file is not known by its facts (see ``facts``), and what was made of it stays in the store, known by digest
and size, until somebody asks for the bytes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import structs

from builder import addresses, digests, faults, folders, images, pictures, sources
from builder.facts import Facts, Trust
from builder.keeper import Keeper
from builder.manifest import Output
from builder.pictures import Picture, Seen
from builder.problems import Report


class Sight(msgspec.Struct, frozen=True, array_like=True):
    """A picture as it was seen. ``facts`` are those of its file, if they may be believed; ``key``: where the store has
    what was made of it; ``files``: of that each site path, with digest and size; both are empty until it is made."""

    digest: str
    facts: Facts | None
    seen: Seen
    key: str = ""
    files: dict[str, Output] = {}


@dataclass(slots=True)
class Album:
    """The pictures of one run."""

    keeper: Keeper
    root: Path
    trust: Trust
    alike: dict[str, str] = field(default_factory=dict)  # what is wanted and not there → a file of that name
    _last: dict[str, Sight] = field(default_factory=dict)
    _now: dict[str, Sight] = field(default_factory=dict)
    _opened: tuple[str, Mapping[str, bytes]] = ("", {})

    def look(self, wanted: Iterable[str], report: Report, *, avif: bool = False) -> dict[str, Picture | None]:
        """The facts of those ``wanted`` files that exist below ``content/``; None for one whose problem has been
        reported.

        Others are the caller's to report. ``avif``: publish that format too.
        """
        names = set(wanted)
        if not names:
            return {}
        self._last = self.keeper.remembered("pictures", dict[str, Sight], shared=True) or {}
        found: dict[str, Picture | None] = {}
        there: list[str] = []
        for file in folders.files_below(self.root, "content", pictures.SUFFIXES, report):
            there.append(file)
            if file in names:
                found[file] = None
                sight = self._sight(file, report)
                if sight is not None:
                    self._now[file] = sight
                    found[file] = pictures.published(file, sight.digest, sight.seen, avif=avif)
        self.alike = _alike(names - found.keys(), there)
        return found

    def _sight(self, file: str, report: Report) -> Sight | None:
        known = self._last.get(file)
        if known is not None and self.trust.same(file, known.digest, known.facts):
            return structs.replace(known, facts=self.trust.of(file))
        data, read = sources.read_known(self.root, file, report)
        if data is None:
            return None
        digest, facts = digests.of_bytes(data), self.trust.of_read(file, read)
        if known is not None and known.digest == digest:
            return structs.replace(known, facts=facts)
        seen = pictures.look(file, data, report)
        return seen and Sight(digest, facts, seen)

    def files(self, picture: Picture) -> Mapping[str, Output] | None:
        """The files that were made of a picture; None where that is not known."""
        files = self._now[picture.file].files
        return files if files.keys() == {variant.path for variant in picture.variants} else None

    def kept(self, picture: Picture) -> Mapping[str, bytes] | None:
        """What an earlier run made of a picture, from the store."""
        made = self.keeper.get("picture", _key(picture))
        return None if made is None else self._noted(picture, made)

    def keep(self, picture: Picture, made: bytes) -> Mapping[str, bytes]:
        """Keep what ``images.derive`` has made of a picture: its files."""
        self.keeper.put("picture", _key(picture), made)
        return self._noted(picture, made)

    def _noted(self, picture: Picture, made: bytes) -> Mapping[str, bytes]:
        files = images.files(made)
        told = {path: Output(digests.of_bytes(data), len(data)) for path, data in files.items()}
        self._now[picture.file] = structs.replace(self._now[picture.file], key=_key(picture), files=told)
        return files

    def fetch(self, picture: Picture, path: str) -> bytes:
        """The bytes of one file of a picture, made once more if the store has lost it.

        They are asked for one after the other, those of one picture mostly in a row.
        """
        if self._opened[0] != picture.file:
            files = self.kept(picture)
            if files is None:
                made = images.deriver(self.root)(picture)
                if not isinstance(made, bytes):  # it was sound when the run began, so it has changed
                    raise faults.changed(self.root / picture.file)
                files = self.keep(picture, made)
            self._opened = picture.file, files
        return self._opened[1][path]

    def remember(self) -> None:
        """Remember all that was seen, and what was made of it."""
        if self._now != self._last:
            self.keeper.remember("pictures", self._now, shared=True)

    def digests(self) -> dict[str, tuple[str, Facts | None]]:
        """The digests of the pictures that are shown, and the facts by which they are known."""
        return {file: (sight.digest, sight.facts) for file, sight in self._now.items()}

    def relied_on(self) -> Iterator[str]:
        """What was made of the pictures, as entries of the store."""
        return (f"picture:{sight.key}" for sight in self._now.values() if sight.key)


def _alike(missing: Set[str], there: Sequence[str]) -> dict[str, str]:
    """For each of ``missing`` the file whose path only looks the same, else one of the same name in another folder."""
    looks = {addresses.collision_key(file): file for file in there} if missing else {}
    named = {posixpath.basename(file): file for file in reversed(there)} if missing else {}
    found = {name: looks.get(addresses.collision_key(name)) or named.get(posixpath.basename(name)) for name in missing}
    return {name: file for name, file in found.items() if file is not None}


def _key(picture: Picture) -> str:
    return digests.of_data([images.made_with(), picture])
