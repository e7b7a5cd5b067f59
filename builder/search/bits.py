"""Numbers as bits, whole arrays of them at a time, and bits as text: what a JavaScript string holds without escapes and
gzip cannot pack any better.

A code is a value and how many of its low bits are written. Rejected: letters and digits for numbers, which come to
twice the size under gzip; strings of ``0`` and ``1`` joined by Python, and a byte for each bit, which take longer.
"""

from __future__ import annotations

from base64 import b64encode
from itertools import pairwise
from typing import TypeAlias

from builder.search.arrays import Array, np

Codes: TypeAlias = tuple[Array, Array]  # values, and for each how many bits are written

_WORD = 64  # bits of a word, two to the power of six
_PIECE = 32  # bits of a code that are put into words at a time: the code of a far document has more
_FOUR = 24  # bits of four characters in base 64


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
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)


def packed(codes: Codes, counts: Array) -> list[str]:
    """Codes in base 64, six bits to a character, with zeros at the end; ``counts`` of them in each text."""
    values, lengths = codes
    ends = np.append(0, np.cumsum(lengths))
    sizes = np.diff(ends[np.append(0, np.cumsum(counts))])
    room = -(-sizes // _FOUR) * _FOUR  # each text begins where four characters do
    moved = np.cumsum(room - sizes) - (room - sizes)
    data = _laid(values, lengths, ends[1:] + np.repeat(moved, counts), int(room.sum()))
    text, at = b64encode(data).decode(), [0, *(np.cumsum(room) // 6).tolist()]
    return [text[start:end] for start, end in pairwise(at)]


def _laid(values: Array, lengths: Array, ends: Array, size: int) -> bytes:
    """So many bits, a multiple of eight, with codes put in before their ends: the last bits of all, then what is left
    of the few that have more. All that begin in a word are side by side."""
    words = np.zeros(size // _WORD + 2, np.uint64)
    while len(values):
        own = np.minimum(lengths, _PIECE)
        word, at = (ends - own) >> 6, (ends - own) & 63
        left = (values & ((1 << own) - 1)).astype(np.uint64) << (_WORD - own).astype(np.uint64)
        new = np.flatnonzero(np.diff(word, prepend=-1))
        words[word[new]] |= np.bitwise_or.reduceat(left >> at.astype(np.uint64), new)
        over = np.flatnonzero(at + own > _WORD)
        words[word[over] + 1] |= left[over] << (_WORD - at[over]).astype(np.uint64)
        more = lengths > _PIECE
        values, lengths, ends = values[more] >> _PIECE, lengths[more] - _PIECE, ends[more] - _PIECE
    return words.astype(">u8").tobytes()[: size // 8]
