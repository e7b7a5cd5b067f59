"""A slice from an earlier one: where few documents of a row are other ones now, only the buckets of their words are
opened. What comes out is the slice that ``slices`` would make, byte for byte; a brand that gets another name is shown
by hundreds of cases all over the site, and to make all their slices anew would take as long as half an index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from builder import digests
from builder.search import codec
from builder.search.arrays import np
from builder.search.documents import Document
from builder.search.numbering import Places
from builder.search.segments import BODIES, COUNTS, ENTRIES, KEYS, ROW, Bucket, Head, Name, buckets_of, packed, told_of
from builder.search.slices import Entry, alphabet_of, differences, folded_names, letters_in, traditional_in
from builder.search.texts import SILENT, Text

FEW = ROW // 4  # documents up to which patching is worth it
K = TypeVar("K", bound=int | str)


class Side(NamedTuple):
    """One side of a change: documents that go, or that come; their numbers in the row, and their texts."""

    numbers: Sequence[int]
    documents: Sequence[Document]
    texts: Sequence[Text]

    @property
    def said(self) -> Mapping[int, Text]:
        return dict(zip(self.numbers, self.texts, strict=True))


class Patched(NamedTuple):
    """The new head, and those bodies that are other ones now, by number."""

    head: Head
    bodies: dict[int, bytes]


def patched(head: Head, body: Callable[[int], bytes], row: Places, old: Side, new: Side) -> Patched | None:
    """The slice of ``row``: that of ``head`` and ``body`` with ``old`` gone and ``new`` there. None where a head cannot
    tell: whether other documents too have a traditional character that went."""
    lost = traditional_in(old.texts) - traditional_in(new.texts)
    if lost:
        return None
    numbers = sorted({*old.numbers, *new.numbers})
    sides = differences(*([side.said.get(number, SILENT) for number in numbers] for side in (old, new)))
    changed: dict[int, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate(sides):
        for one in found:
            entry = numbers[one.entry >> codec.PART] << codec.PART | one.entry & codec.SECTIONS
            changed[one.bucket][side].append(one._replace(entry=entry))
    names, gone = _names(new), {*old.numbers}
    told, bodies = bytearray(head.buckets), dict[int, bytes]()
    by_body: dict[int, list[int]] = defaultdict(list)
    for bucket in sorted({*changed, *names, *_names(old)}):
        by_body[bucket % BODIES].append(bucket)
    for number, places in by_body.items():
        buckets = buckets_of(body(number))
        for bucket in places:
            made = _edited(buckets[bucket // BODIES], *changed[bucket], names.get(bucket, ()), gone)
            buckets[bucket // BODIES] = made
            told[bucket * digests.SHORT : (bucket + 1) * digests.SHORT] = told_of(made)
        bodies[number] = packed(buckets)
    made_head = Head(
        entries=head.entries - len(sides[0]) + len(sides[1]),
        letters=head.letters - letters_in(old.texts) + letters_in(new.texts),
        alphabet=alphabet_of(row),
        traditional="".join(sorted({*head.traditional} | traditional_in(new.texts))),
        buckets=bytes(told),
        bodies=_told(head.bodies, bodies),
    )
    return Patched(made_head, bodies)


def _told(before: bytes, bodies: Mapping[int, bytes]) -> bytes:
    told = [before[at : at + digests.LONG] for at in range(0, len(before), digests.LONG)]
    for number, body in bodies.items():
        told[number] = digests.long(body)
    return b"".join(told)


def _names(side: Side) -> dict[int, list[Name]]:
    """The names of the documents of one side by their buckets."""
    found: dict[int, list[Name]] = defaultdict(list)
    for number, document in zip(side.numbers, side.documents, strict=True):
        for bucket, folded, name in folded_names(document):
            found[bucket].append((folded, name, document.kind, number))
    return found


def _edited(
    old: Bucket, went: Iterable[Entry], came: Iterable[Entry], names: Iterable[Name], gone: set[int]
) -> Bucket:
    """A bucket without the entries that went, and the names of the documents ``gone``; with those that came."""
    pairs: dict[int, set[int]] = _table(np.frombuffer(old.pairs, KEYS).tolist(), old.pair_counts, old.pair_entries)
    others: dict[str, set[int]] = _table(old.others.split(), old.other_counts, old.other_entries)
    for one in went:
        (others[one.key] if isinstance(one.key, str) else pairs[one.key]).remove(one.entry)
    for one in came:
        own = others.setdefault(one.key, set()) if isinstance(one.key, str) else pairs.setdefault(one.key, set())
        own.add(one.entry)
    kept = [name for name in old.names if name[3] not in gone]
    in_order = sorted([*kept, *names], key=lambda name: name[3])
    spelt = sorted(key for key, found in pairs.items() if found)
    written = sorted(key for key, found in others.items() if found)
    return Bucket(
        np.array(spelt, KEYS).tobytes(), *_columns([pairs[key] for key in spelt]),
        " ".join(written), *_columns([others[key] for key in written]), in_order,
    )  # fmt: skip


def _table(keys: Iterable[K], counts: bytes, entries: bytes) -> dict[K, set[int]]:
    """Key → its entries."""
    found = iter(np.frombuffer(entries, ENTRIES).tolist())
    return {key: {*islice(found, count)} for key, count in zip(keys, counts, strict=True)}


def _columns(rows: Sequence[set[int]]) -> tuple[bytes, bytes]:
    """How many entries each key has, and these."""
    counts = np.array([len(found) for found in rows], COUNTS).tobytes()
    return counts, np.array([one for found in rows for one in sorted(found)], ENTRIES).tobytes()
