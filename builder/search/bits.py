"""Numbers as bits, whole arrays of them at a time, and bits as text: what a JavaScript string holds without escapes and
gzip cannot pack any better.

A code is a value and how many of its low bits are written. Rejected: letters and digits for numbers, which come to
twice the size under gzip; and strings of ``0`` and ``1`` joined by Python, which take four times as long.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TypeAlias

from builder.search.arrays import Array, np

Codes: TypeAlias = tuple[Array, Array]  # values, and for each how many bits are written

_WIDE = 31  # of a number of 32 bits the one that tells the sign: what stands above it is like it


def gamma(numbers: Array) -> Codes:
    """Numbers from 1 on in Elias' gamma code: a zero for each of their digits but the first, then the digits."""
    return numbers, 2 * digits(numbers) - 1


def rice(numbers: Array, low: Array | int) -> Codes:
    """Numbers from 0 on in Rice code: what is above the parameter as so many ones and a zero, then the bits below it.

    Of a negative number as many ones stand in front as are wanted.
    """
    return (numbers & ((1 << low) - 1)) - (2 << low), (numbers >> low) + (low + 1)


def digits(numbers: Array) -> Array:
    """How many binary digits each number has; 0 has none."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int32)


def written(codes: Codes) -> Array:
    """The bits of codes, one after the other: an array of 0 and 1."""
    values, lengths = codes
    ends = np.cumsum(lengths, dtype=np.int32)
    total = int(ends[-1]) if len(ends) else 0
    behind = np.repeat(ends, lengths) - np.arange(1, total + 1, dtype=np.int32)  # how much of its code is to come
    return (np.repeat(values.astype(np.int32), lengths) >> np.minimum(behind, _WIDE)).astype(np.uint8) & 1


def pack(bits: Array) -> str:
    """Bits in base 64, six to a character, with zeros at the end."""
    data = np.packbits(bits).tobytes()
    return b64encode(data + bytes(-len(data) % 3)).decode()
