"""The overviews of types that have parents:

Regions with what this site holds of each, families of brands, organisations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from builder.catalogue import key_of
from builder.pages.overviews import overview
from builder.pages.page import Draft, Page
from builder.pages.shell import section_path
from builder.pages.view import Plain, View
from builder.schema import REGISTRY, Brand, Organisation, Placed, Record, Region
from builder.wording import Words

HELD = ("case", "brand", "station", "belt", "programme", "organisation", "figure")  # counted beside a region
OF_KIND = Words("{name} {n}", "{name}: {n}")
CASES = Words("本站收录 {n} 个案例", "{n} cases on this site")
REGIONS = Words(
    "每个地区后面是本站收录的条数，连同它下面各级地区的一起算。",
    "Beside each region stands what this site holds of it and of all below it.",
)
FAMILIES = Words(
    "母品牌、系列、子品牌、项目，按报道写明的上下级排列；报道没有写上级的，单独列出。",
    "Mother brands, series, sub-brands and projects, by the parents their sources name; the others stand apart.",
)


def drafts(view: View) -> Iterator[Draft]:
    """An overview for each type that has records."""
    makers = {Region.kind: regions, Brand.kind: brands, Organisation.kind: organisations}
    yield from (Draft(section_path(kind), make) for kind, make in makers.items() if view.cat.holds(kind))


def regions(view: View) -> Page:
    tree = _trees(view, Region, partial(_held, view))
    return overview(view, "region", "tree.html", {"lead": view.say(REGIONS), "tree": tree})


def organisations(view: View) -> Page:
    return overview(view, "organisation", "tree.html", {"tree": _trees(view, Organisation)})


def _trees(view: View, cls: type[Record], more: Callable[[Record], Plain] | None = None) -> list[Plain]:
    return [view.node(top, more=more) for top in view.cat.tops(cls.kind)]


def brands(view: View) -> Page:
    """Families as trees, the largest first; brands that stand alone as cards, by region."""
    tops = view.cat.tops(Brand.kind)
    families = [key for key in tops if view.cat.children(key)]
    families.sort(key=lambda key: -sum(1 for _ in view.cat.below(key)))
    alone: dict[str, list[Record]] = {}
    for key in tops:
        if key not in families:
            record = view.cat.record(key)
            region = view.cat.target(record.region) if isinstance(record, Placed) else None
            alone.setdefault(region.name if region else "", []).append(record)
    more = partial(_brand, view)
    groups = [
        {"title": title, "tree": [view.node(key_of(brand), more=more) for brand in found]}
        for title, found in alone.items()
    ]
    own = {"lead": view.say(FAMILIES), "families": [view.node(key, more=more) for key in families], "alone": groups}
    return overview(view, "brand", "brands.html", own)


def _brand(view: View, record: Record) -> Plain:
    """Beside a brand: its slogan, where it is, the cases this site holds of it and of all below it."""
    assert isinstance(record, Brand)
    cases = len(view.cat.under(key_of(record)))
    return {
        "text": record.slogan or record.summary,
        "notes": [view.say(CASES).format(n=cases)] if cases else [],
    }


def _held(view: View, record: Record) -> Plain:
    """How many records of each type lie in a region or below it."""
    counts = {kind: len(view.cat.lying(key_of(record), kind)) for kind in HELD}
    said = view.say(OF_KIND)
    return {"notes": [said.format(name=view.say(REGISTRY[k].plural), n=counts[k]) for k in HELD if counts[k]]}
