"""Waivers (公开依据): which of the personal data that was found a record, or ``site.yaml``, lets stand.

A waiver names a number by its mask, and many numbers may look alike behind it: ``z***@qq.com``. So one waiver is for
one number. Of several that look alike none passes unless each has a waiver, with its own reason; and a waiver to spare
is reported, since it would let the next one pass. Which is for which need not be told to the program: what may not be
public has to be removed, and all that is left then has its waivers. Rejected for that: masks that show more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from builder.catalogue import key_of
from builder.personal import Personal
from builder.problems import Message, Place, Problem, Report
from builder.schema import Record, keys_of
from builder.settings import Settings
from builder.siteconfig import FILE

SHARED = Message(
    "waiver-shared",
    "这里有{kind} {mask}。带星号写成“{mask}”的号码，要靠{where}的“公开依据”（waivers）放行的有 {numbers} 个，各不相同，"
    "而一条依据只管一个号码，现在只有 {written} 条。请逐个核对：不该公开的删去；个个确需公开的，给每个号码各写一条"
    "（共 {numbers} 条，内容都写“{mask}”），在理由里分别写明是谁的号码、凭什么公开。",
    "Here is {kind}, {mask}. {numbers} different numbers rely on the “waivers” of {where} as “{mask}”; a waiver is for "
    "one number, and there are {written}. Look at each: remove those that must not be public. If all must be, write "
    "{numbers} waivers, one for each number, all with “{mask}”, and say in each reason whose number it is.",
)
SURPLUS = Message(
    "waiver-surplus",
    "公开依据里“{what}”有 {written} 条，而这里写成这样的号码只有 {numbers} 个。一条依据只管一个号码，请把多余的删去，"
    "免得以后放过别人的号码。",
    "“{what}” stands in {written} waivers, but only {numbers} such numbers are found here. A waiver is for one number: "
    "remove those to spare, lest they let somebody else's number through.",
    "warning",
)
UNUSED = Message(
    "waiver-unused",
    "公开依据里的“{what}”在这里没有找到。请照抄提示里带星号的写法；已经删去的，把这一条依据也删去。",
    "“{what}”, named in the waivers, is not found here. Copy it as the message shows it; if it is gone, remove the "
    "waiver too.",
    "warning",
)

WAIVERS = keys_of(Record)["waivers"].label
Holder: TypeAlias = Record | Settings  # who may waive
_Behind: TypeAlias = dict[tuple[object, str], set[str]]  # (holder, mask) → the numbers that stand there


@dataclass(frozen=True, slots=True)
class _Find:
    """One find that is not given out, those who may waive it, and what is to be said if none does."""

    mask: str
    holders: tuple[Holder, ...]
    problem: Problem


@dataclass(slots=True)
class Waivers:
    """What was found in one run over a site; judged at the end, when all numbers behind a mask are known."""

    finds: list[_Find] = field(default_factory=list)
    behind: _Behind = field(default_factory=lambda: defaultdict(set))
    given: _Behind = field(default_factory=lambda: defaultdict(set))

    def note(self, found: Personal, holders: tuple[Holder, ...], problem: Problem, is_given: bool) -> None:
        """``is_given``: the number is given out elsewhere, so that it needs no waiver but may have one."""
        for holder in holders:
            numbers = self.given if is_given else self.behind
            numbers[_name(holder), found.mask].add(found.number.casefold())
        if not is_given:
            self.finds.append(_Find(found.mask, holders, problem))

    def judge(self, report: Report, unpublished: Callable[[Holder], bool]) -> None:
        """Report what no holder waives; softly where only a preview shows it."""
        for find in self.finds:
            counts = [(self._written(holder, find.mask), self._numbers(holder, find.mask)) for holder in find.holders]
            if any(written >= numbers for written, numbers in counts):
                continue
            written, numbers = max(counts, default=(0, 0))
            problem = find.problem
            if written:
                told = (*problem.values, ("numbers", numbers), ("written", written))
                problem = replace(problem, message=SHARED, values=told)
            report(problem.softened() if all(map(unpublished, find.holders)) else problem)

    def unused(self, holders: Iterable[Holder], settings: Place, report: Report) -> None:
        """Waivers that nothing asked for: a slip in copying, or a text that has changed. ``settings``: where those of
        ``site.yaml`` stand."""
        for holder in holders:
            place = holder.place if isinstance(holder, Record) else settings
            for what, written in Counter(waiver.what for waiver in holder.waivers).items():
                key = _name(holder), what
                numbers = len(self.behind.get(key, set()) | self.given.get(key, set()))
                if not numbers:
                    report(UNUSED.at(place, WAIVERS, what=what))
                elif written > numbers:
                    report(SURPLUS.at(place, WAIVERS, what=what, written=written, numbers=numbers))

    def _numbers(self, holder: Holder, mask: str) -> int:
        return len(self.behind[_name(holder), mask])

    def _written(self, holder: Holder, mask: str) -> int:
        return sum(waiver.what == mask for waiver in holder.waivers)


def _name(holder: Holder) -> object:
    return key_of(holder) if isinstance(holder, Record) else FILE
