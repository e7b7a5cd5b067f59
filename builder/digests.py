"""Digests: one function for bytes, one for plain data. Nothing else in the program hashes.

SHA-256, the first 16 bytes of it: in the standard library, done by the processors of these years themselves and so
twice as fast as BLAKE2b, and long enough that two different contents never meet in one store.
"""

from __future__ import annotations

from hashlib import blake2b, file_digest, sha256
from io import FileIO

import msgspec

_canonical = msgspec.msgpack.Encoder(order="deterministic")
_as_it_stands = msgspec.msgpack.Encoder()


def of_bytes(data: bytes) -> str:
    """32 hexadecimal digits."""
    return sha256(data).hexdigest()[:32]


def of_file(file: FileIO) -> str:
    """That of all bytes of an open file, which are read piece by piece and never held."""
    return file_digest(file, sha256).hexdigest()[:32]


def of_parts(head: bytes, rest: bytes | memoryview) -> str:
    """The same of the two, one after the other, without putting them together."""
    found = sha256(head)
    found.update(rest)
    return found.hexdigest()[:32]


LONG, SHORT = 16, 8  # bytes of a digest, and of a short one


def long(data: bytes) -> bytes:
    """That of ``of_bytes`` as ``LONG`` bytes."""
    return sha256(data).digest()[:LONG]


def short(data: bytes) -> bytes:
    """``SHORT`` bytes, as good as never all zero: for what is compared with a few thousand others of one
    site, and not kept."""
    return sha256(data).digest()[:SHORT]


def lots(seed: str, turn: int) -> bytes:
    """16 small numbers that a seed alone decides, others for every turn. What is drawn by lot looks the same for ever,
    so this is BLAKE2b whatever the digests are."""
    return blake2b(f"{turn}\n{seed}".encode(), digest_size=16).digest()


def of_data(value: object) -> str:
    """The digest of plain data in its one canonical form; equal values give equal digests on every machine, in whatever
    order a mapping was filled."""
    return of_bytes(canonical(value))


def of_shown(value: object) -> str:
    """The digest of plain data that somebody is shown: here the order in which a mapping stands counts too, for a list
    of the words of a vocabulary is read from top to bottom. No sets, which have none."""
    return of_bytes(_as_it_stands.encode(value))


def canonical(value: object) -> bytes:
    """Plain data (mappings, sequences, text, numbers, ``None``, dataclasses of these) as MessagePack, keys sorted.

    Raises TypeError for anything else: what cannot be written down cannot be part of a key.
    """
    return _canonical.encode(value)
