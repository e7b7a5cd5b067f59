"""What figures say: in their own words, in their parts, and where texts quote them."""

from __future__ import annotations

from decimal import Decimal

from builder.catalogue import Catalogue
from builder.problems import Message, Report
from builder.relations import typed
from builder.rules import behind, exact_value, gives_number, is_sum, plain_number, quantity, says, summable, total_of
from builder.schema import ANY, Figure, Record, Ref
from builder.schema.figures import QUALIFIERS
from builder.wording import Words, enumerated

WORDS_DIFFER = Message(
    "figure-words",
    "文中写“{typed}”，数据“{name}”却是“{words}”。请改成一致。",
    "The text says “{typed}”, but the figure “{name}” is “{words}”. Make them agree.",
)
FIGURE_SELF = Message(
    "figure-self",
    "“{words}”读作：{read}；登记的却是：{stated}。请核对，改成一致。",
    "“{words}” is read as {read}, but what is registered is {stated}. Check, and make them agree.",
)
FIGURE_UNREAD = Message(
    "figure-unread",
    "“{words}”里读不出数。请写成带数的写法，如：46个、30余万元、百分之十二、不到100个；原文没有写出数的，不必登记成数据。",
    "No number can be read in “{words}”. Word it with one, such as 46个, 30余万元, 百分之十二 or 不到100个; what the source "
    "does not put in a number needs no figure.",
)
READ = Words("数值 {value}，单位 {unit}，限定 {qualifier}", "value {value}, unit {unit}, qualifier {qualifier}")
NO_UNIT = Words("（没有）", "(none)")
PARTS_SUM = Message(
    "figure-parts",
    "分项之和是 {sum}，合计却是 {value}（{parts}）。请核对数值和单位。",
    "The parts sum to {sum}, but the total is {value} ({parts}). Check values and units.",
)
PARTS_INEXACT = Message(
    "figure-inexact",
    "分项里有“余、多、近”这类约数或单位不同的数，不能相加。",
    "Parts that are inexact or of different units cannot be summed.",
)
PARTS_LOOP = Message(
    "figure-loop",
    "“{name}”成了自己的分项（直接写的，或者在“{part}”的分项里）。一个数不能是自己的一部分，请去掉这一项，或改成别的数据。",
    "“{name}” is a part of itself, directly or by the parts of “{part}”. Remove this part or name another figure.",
)
PARTS_TWICE = Message(
    "figure-part-twice",
    "“{part}”在“{name}”的分项里列了两次，会加两遍。请去掉一次，或改成别的数据。",
    "“{part}” stands twice among the parts of “{name}” and would be added twice. Remove one or name another figure.",
)
PARTS_DATES = Message(
    "figure-parts-dates",
    "分项“{part}”是{date}的，“{other}”是{other_date}的：不同时点的数不能相加。请核对；原文确实这样合计的，"
    "请在“{name}”的“出处位置”写明在哪一段，不写“推算”。",
    "The part “{part}” is of {date}, “{other}” of {other_date}: figures of different dates have no sum. Check; if the "
    "source itself sums them, give the place in the source of “{name}”, and no formula.",
    "warning",
)
RATE_BASE = Message(
    "rate-base",
    "比率要写明分母，或者注明“照录: 是”。",
    "A rate names its denominator or is marked as quoted.",
)

def figure_words(cat: Catalogue, record: Record, report: Report) -> None:
    """The typed words of ``[[figure:…|46个]]`` say the figure; so do those of ``[[驿站数|46个]]``, if they hold a number."""
    for slot in record.body.slots if record.body else ():
        if slot.kind != "reference" or not slot.text:
            continue
        ref = Ref(ANY, slot.target, slot.place)
        figure = cat.target(ref)
        if not isinstance(figure, Figure) or says(slot.text, figure) or not says(figure.words, figure):
            continue  # a figure that its own words do not say is told itself
        if typed(ref.to, ref.text)[0] == Figure.kind or gives_number(slot.text, figure):
            report(WORDS_DIFFER.at(slot.place, typed=slot.text, name=figure.name, words=figure.words))


def figures(cat: Catalogue, figure: Record, report: Report) -> None:
    """A figure agrees with its own words; parts sum; a rate has a base."""
    if not isinstance(figure, Figure):
        return
    if (read := quantity(figure.words)) is None:
        report(FIGURE_UNREAD.at(figure.place, None, words=figure.words))
    elif not says(figure.words, figure):
        value, upper, unit = exact_value(figure)
        own = unit if read.rest.startswith(unit) else read.rest
        said = _read(read.value, read.value_to, own, sorted(read.qualifiers))
        stated = _read(value, upper, unit, [figure.qualifier])
        report(FIGURE_SELF.at(figure.place, None, words=figure.words, read=said, stated=stated))
    if figure.measure == "rate" and figure.denominator is None and not figure.quoted:
        report(RATE_BASE.at(figure.place))
    add_up(cat, figure, figure.parts, report)


def _read(value: Decimal | None, upper: Decimal | None, unit: str, qualifiers: list[str]) -> Words:
    """A quantity as the fields of a figure hold it."""
    numbers = "—".join(plain_number(number) for number in (value, upper) if number is not None)
    names = [QUALIFIERS[key] for key in qualifiers or ["exact"]]
    qualifier = enumerated([zh for zh, _ in names], [en for _, en in names])
    return READ.filled(value=numbers, unit=unit or NO_UNIT, qualifier=qualifier)


def add_up(cat: Catalogue, whole: Figure, refs: tuple[Ref, ...], report: Report) -> None:
    """``refs``, different figures, add up to ``whole``; an inexact whole (余, 多) is never the sum of exact parts."""
    parts = [f for ref in refs if isinstance(f := cat.target(ref), Figure)]
    if not parts or len(parts) != len(refs):
        return  # an unknown part has its own problem
    if not _apart(cat, whole, refs, parts, report):
        return
    total = total_of(parts)
    if total is None or not summable(whole):
        report(PARTS_INEXACT.at(whole.place))
    elif not is_sum(whole, parts):
        said = " + ".join(f.words for f in parts)
        shown = f"{plain_number(total)}{behind(exact_value(parts[0])[2])}"
        report(PARTS_SUM.at(whole.place, sum=shown, value=whole.words, parts=said))
    else:
        _dates(whole, refs, parts, report)


def _apart(cat: Catalogue, whole: Figure, refs: tuple[Ref, ...], parts: list[Figure], report: Report) -> bool:
    """Whether no part is the whole itself or stands twice."""
    seen: set[str] = set()
    sound = True
    for ref, part in zip(refs, parts, strict=True):
        if whole.id in _within(cat, part):
            report(PARTS_LOOP.at(ref.place, None, name=whole.name, part=part.name))
            sound = False
        elif part.id in seen:
            report(PARTS_TWICE.at(ref.place, None, name=whole.name, part=part.name))
            sound = False
        seen.add(part.id)
    return sound


def _within(cat: Catalogue, figure: Figure) -> set[str]:
    """The ids of a figure, its parts, their parts and so on."""
    found: set[str] = set()
    todo = [figure]
    while todo:
        one = todo.pop()
        if one.id not in found:
            found.add(one.id)
            todo += [f for ref in one.parts if isinstance(f := cat.target(ref), Figure)]
    return found


def _dates(whole: Figure, refs: tuple[Ref, ...], parts: list[Figure], report: Report) -> None:
    """What stands in one sum is of one date, unless the source sums it: then it has a place there and no formula.

    Regions differ rightly: towns make a county.
    """
    if whole.passage and not whole.derived:
        return
    first = next((f for f in (whole, *parts) if f.as_of), None)
    for ref, part in zip(refs, parts, strict=True):
        if first is None or first.as_of is None or part.as_of is None:
            continue
        if part.as_of.after(first.as_of.iso) or first.as_of.after(part.as_of.iso):
            dates = {"date": part.as_of.words(), "other_date": first.as_of.words()}
            report(PARTS_DATES.at(ref.place, None, part=part.name, other=first.name, name=whole.name, **dates))
            return
