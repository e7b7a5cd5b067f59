"""The files of a site as they are to be published: some held, some fetched from the store when they are asked for.

After a small edit nearly all files stand in the output folder already, so their digests are all that is needed of
them; reading ten thousand results to throw them away would cost more than making the one that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from builder import digests
from builder.manifest import Manifest, Output

Fetch: TypeAlias = Callable[[], bytes]


class Outputs(Mapping[str, bytes]):
    """Site path → bytes, and the digest of each without its bytes."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._later: dict[str, Fetch] = {}
        self._told: dict[str, Output] = {}
        self.held = 0  # bytes

    def hold(self, path: str, data: bytes, told: Output | None = None) -> Output:
        """Put ``data`` at ``path``; ``told`` is what is known of it already."""
        self._held[path] = data
        self.held += len(data)
        self._later.pop(path, None)
        found = self._told[path] = told or Output(digests.of_bytes(data), len(data))
        return found

    def expect(self, path: str, told: Output, fetch: Fetch) -> None:
        """Put what ``fetch`` will give, which is known to be as ``told``."""
        self._held.pop(path, None)
        self._told[path] = told
        self._later[path] = fetch

    def told(self, path: str) -> Output:
        """The digest and size of a file."""
        return self._told[path]

    def at_hand(self) -> dict[str, bytes]:
        """Those that are held."""
        return dict(self._held)

    def close(self) -> None:
        """Nobody asks for bytes any more. What would give them holds on to the whole run, and is held by it."""
        self._held, self._later = {}, {}

    def manifest(self) -> Manifest:
        return Manifest(dict(sorted(self._told.items())))

    def __getitem__(self, path: str) -> bytes:
        return self._held[path] if path in self._held else self._later[path]()

    def __contains__(self, path: object) -> bool:
        return path in self._told

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


class Chosen(Mapping[str, bytes]):
    """Some of the files, and a few ``more``. Their bytes are asked for one by one: those of a large site lie in the
    store."""

    def __init__(self, paths: Iterable[str], outputs: Mapping[str, bytes], more: Mapping[str, bytes]) -> None:
        self._paths = dict.fromkeys((*paths, *more))
        self._outputs = outputs
        self._more = more

    def __getitem__(self, path: str) -> bytes:
        return self._more[path] if path in self._more else self._outputs[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
