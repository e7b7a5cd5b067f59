"""Covers: what stands in the place of a photograph, drawn from a record's family, type and title.

A cover is a piece of a route diagram, the grammar of the whole theme: lines, nodes, 45 degrees. The family (a case's
brand, else its region) gives two grounds, so what belongs together looks alike; what a case tells of gives the motif;
the title gives the rest. Pure: the same words give the same cover on every machine.

It is plain data, four short texts, and stands in the page itself. Rejected: a file for each cover, which would be ten
thousand files more on a big site and a request for each card; letters on it, which say again what stands beside it.

The picture is 120 × 120 but drawn from -120 to 240 across, so that a wide frame shows more of the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from builder import digests
from builder.catalogue import Catalogue, key_of
from builder.schema import Case, Record

# Two grounds for each family, so that a page of one region is not all of one colour. Paper is common and red is rare.
GROUNDS = (("paper", "red"), ("ink", "paper"), ("paper", "gold"), ("ink", "gold"), ("paper", "ink"), ("red", "ink"))
LEFT, RIGHT = -120, 240
ROWS = (24, 42, 60, 78, 96)

Lines = tuple[str, str, str]  # SVG paths: main lines, thin ones, nodes of zero length, which round caps make dots


def of_case(cat: Catalogue, record: Record) -> dict[str, str] | None:
    """The cover of a case; None for other records, which have none in lists."""
    return cover(_subject(record), _family(cat, record), record.name) if isinstance(record, Case) else None


def of_record(cat: Catalogue, record: Record) -> dict[str, str] | None:
    """The cover at the head of a record's own page; None for a type that has no motif."""
    if isinstance(record, Case) or record.kind not in MOTIFS:
        return of_case(cat, record)
    return cover(record.kind, record.id, record.name)


def cover(motif: str, family: str, title: str) -> dict[str, str]:
    """``motif`` is a key of ``MOTIFS``, ``family`` any text that things which belong together share."""
    draw = _draws(title)
    ground = GROUNDS[next(_draws(family)) % len(GROUNDS)][next(draw) % 2]
    main, thin, nodes = MOTIFS[motif](draw)
    return {"ground": ground, "thin": thin, "main": main, "nodes": nodes}


def _subject(case: Case) -> str:
    """What a case tells of, the rarest first. Nearly all name a programme, so every other one of them has no stairs."""
    named = (("belt", case.belts), ("station", case.stations), ("brand", case.brands), ("programme", case.programmes))
    motif = next((motif for motif, refs in named if refs), "case")
    return "case" if motif == "programme" and next(_draws(case.id)) % 2 else motif


def _family(cat: Catalogue, case: Case) -> str:
    for ref in (*case.brands, case.region):
        found = cat.target(ref)
        if found is not None:
            return (cat.above(key_of(found)) or [key_of(found)])[0][1] if found.kind == "brand" else found.id
    return ""


def _draws(seed: str) -> Iterator[int]:
    """Endless small numbers that the seed alone decides."""
    for turn in count():
        yield from digests.lots(seed, turn)


def _line(rows: list[int], bends: list[int]) -> str:
    """From edge to edge: along ``rows[0]`` to ``bends[0]``, there at 45 degrees to ``rows[1]``, and so on."""
    path, at = f"M{LEFT} {rows[0]}", rows[0]
    for row, bend in zip(rows[1:], bends, strict=True):
        path += f"H{bend}L{bend + abs(row - at)} {row}"
        at = row
    return f"{path}H{RIGHT}"


def _dots(places: list[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in places)


def _row(draw: Iterator[int], *, but: int) -> int:
    """A row that is not ``but``."""
    return [row for row in ROWS if row != but][next(draw) % (len(ROWS) - 1)]


def _route(draw: Iterator[int]) -> Lines:
    """One line that changes its course twice, crossed by two others."""
    first = ROWS[next(draw) % len(ROWS)]
    second = _row(draw, but=first)
    third = _row(draw, but=second)
    start = -30 + next(draw) % 40
    turn = start + abs(second - first) + 24 + next(draw) % 20
    end = turn + abs(third - second)
    main = _line([first, second, third], [start, turn])
    thin = _line([second, first], [start + 30]) + _line([third, first, second], [start - 12, turn + 30])
    nodes = [(start - 24, first), ((start + abs(second - first) + turn) // 2, second), (end + 22, third)]
    return main, thin, _dots(nodes)


def _branches(draw: Iterator[int]) -> Lines:
    """A trunk from which lines part to both sides, each to its own node."""
    stem = 48 + next(draw) % 24
    main, nodes, side = f"M{stem} 140V-20", [(stem, 104)], 1 if next(draw) % 2 else -1
    thin = ""
    for foot in (90, 68, 46):
        reach = 14 + next(draw) % 12
        tip = foot - reach
        far = 8 + next(draw) % 16
        thin += f"M{stem} {foot}l{side * reach} {-reach}h{side * far}"
        nodes.append((stem + side * (reach + far), tip))
        side = -side
    return main, thin, _dots(nodes)


def _stops(draw: Iterator[int]) -> Lines:
    """A belt: a line with its stops at equal distances, two more running with it for a while."""
    row = ROWS[1 + next(draw) % 3]
    bend = -20 + next(draw) % 60
    apart = 22 + next(draw) % 10
    first = next(draw) % apart - 4 * apart
    thin = _line([row + 12, row + 48], [bend + 40]) + _line([row - 12, row - 48], [bend])
    return _line([row], []), thin, _dots([(at, row) for at in range(first, RIGHT, apart)][:12])


def _rings(draw: Iterator[int]) -> Lines:
    """A station: rings round the place where lines meet."""
    x, y = 40 + next(draw) % 40, 44 + next(draw) % 32
    main = f"M{LEFT} {y}H{RIGHT}" if next(draw) % 2 else f"M{x - 160} {y + 160}L{x + 160} {y - 160}"
    thin = "".join(f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0" for r in (20, 34, 50, 70, 94))
    return main, thin, _dots([(x, y)])


def _stairs(draw: Iterator[int]) -> Lines:
    """A programme: steps upward, a node on each."""
    tread, rise = 18 + next(draw) % 14, 14 + next(draw) % 8
    x, y = -24 - next(draw) % 20, 108
    main, nodes = f"M{LEFT} {y}H{x}", []
    for _ in range(4):
        main += f"l{rise} {-rise}h{tread}"
        x, y = x + rise + tread, y - rise
        nodes.append((x - tread // 2, y))
    thin = f"M{LEFT} {y}H{RIGHT}M{LEFT} 108H{RIGHT}M{nodes[1][0]} 130V{nodes[1][1]}M{nodes[2][0]} 130V{nodes[2][1]}"
    return f"{main}H{RIGHT}", thin, _dots(nodes)


MOTIFS: dict[str, Callable[[Iterator[int]], Lines]] = {
    "case": _route,
    "brand": _branches,
    "belt": _stops,
    "station": _rings,
    "programme": _stairs,
}
