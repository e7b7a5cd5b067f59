"""What regions say of each other: codes are of six digits and of one region each, and a larger one holds a smaller.

All of it is reminders: the number of a town in other statistics is longer and not wrong, only of another list.
"""

from __future__ import annotations

import re

from builder.catalogue import Catalogue
from builder.problems import Message, Report
from builder.schema import Region, keys_of
from builder.schema.places import LEVELS
from builder.spots import field_of
from builder.wording import Words

BAD_CODE = Message(
    "region-code",
    "“{code}”不是六位数字的行政区划代码。请按国家标准 GB/T 2260 核对；开发区和乡镇没有代码，请删去这一项。",
    "“{code}” is no code of six digits. Look it up in GB/T 2260; zones and towns have none, so remove it there.",
    "warning",
)
SAME_CODE = Message(
    "region-code-twice",
    "“{code}”已经用在“{other}”（{first}）。一个代码只属于一个地区，请核对。",
    "The code {code} is that of “{other}” ({first}) already. A code belongs to one region; check both.",
    "warning",
)
BELOW = Message(
    "region-parent",
    "“{name}”是{level}，上级地区“{parent}”却是{above}，级别更低。请核对上级地区和两边的级别。",
    "“{name}” ({level}) cannot be part of “{parent}” ({above}), which is of a lower level. Check the region and both "
    "levels.",
    "warning",
)
_CODE = re.compile(r"[0-9]{6}")
_RANKS = ("province", "city", "county", "town", "village")  # a zone may lie in any and hold any


def gazetteer(cat: Catalogue, report: Report) -> None:
    """Codes and levels of the regions."""
    first: dict[str, Region] = {}
    fields = keys_of(Region)
    for region in cat.all(Region):
        if region.code:
            at = field_of(region, ("code",), region.code)
            if not _CODE.fullmatch(region.code):
                report(BAD_CODE.at(at, fields["code"].label, code=region.code))
            elif (other := first.setdefault(region.code, region)) is not region:
                told = {"code": region.code, "other": other.name, "first": str(other.place)}
                report(SAME_CODE.at(at, fields["code"].label, **told))
        parent = cat.target(region.parent)
        if region.parent is not None and isinstance(parent, Region) and _is_below(parent, region):
            level, above = Words(*LEVELS[region.level]), Words(*LEVELS[parent.level])
            said = {"name": region.name, "parent": parent.name, "level": level, "above": above}
            report(BELOW.at(region.parent.place, fields["parent"].label, **said))


def _is_below(parent: Region, region: Region) -> bool:
    if parent.level not in _RANKS or region.level not in _RANKS:
        return False
    return _RANKS.index(parent.level) > _RANKS.index(region.level)
