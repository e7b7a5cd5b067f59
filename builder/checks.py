"""Checks of the catalogue: what the records say against each other and against the profile of the site.

A check of the whole is a function of the catalogue that reports, one of a single record also takes that; the lists at
the end are the order in which they run. What was found sound is judged again only when it, or what it is judged by, has
changed: a check of a single record may look at that, at its figures, and at what a ``Standard`` tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial

from builder import digests
from builder.catalogue import Catalogue
from builder.charts import comparable
from builder.chronology import chronology
from builder.figures import add_up, figure_words, figures
from builder.gazetteer import gazetteer
from builder.markdown.document import count_characters
from builder.namesakes import namesakes
from builder.numerals import Names
from builder.passages import BODY
from builder.problems import Message, Problem, Report
from builder.profiles import profile
from builder.quantities import exempting, quantities
from builder.relations import Key
from builder.rules import numerals
from builder.schema import Case, Figure, Programme, Record, Scheme, Source, Term, keys_of
from builder.spots import Bytes, Finder, field_of, nothing
from builder.tables import Tables
from builder.terminology import terminology
from builder.tiers import tiers
from builder.work import Hands, Work, here

NUMERAL = Message(
    "slogan-numeral",
    "口号“{slogan}”里的数目是 {wanted}，下面列了 {found} 项。请补全，或在“数目说明”里写明原因。",
    "The slogan “{slogan}” counts {wanted}, but {found} items stand below. Complete them or say why not.",
    "warning",
)
UNDATED = Message(
    "source-undated",
    "没有日期。原文确实没有日期的，请写“无日期: 是”。",
    "Has no date. If the source itself has none, write “undated: yes”.",
)
NO_SOURCE = Message(
    "case-source",
    "案例没有写来源。",
    "The case names no source.",
    "warning",
)
NO_TEXT = Message(
    "case-empty",
    "案例已发布，却没有正文，读者只看得到标题。请写上正文；还没有写好的，先把状态改成“状态: 草稿”。",
    "The case is published without a text, and readers see its title only. Write the text; if it is not finished, set "
    "“status: draft”.",
    "warning",
)
NO_WITHDRAWAL = Message(
    "withdrawal-missing",
    "状态是“已撤下”，但没有写撤下的日期和原因。",
    "The status is “withdrawn”, but the date and the reason are missing.",
    "warning",
)

NOT_WITHDRAWN = Message(
    "withdrawal-status",
    "写了撤下的日期和原因，状态却不是“已撤下”，内容还在网站上。请把状态写成“状态: 已撤下”；不撤的，请删去“撤下”这一项。",
    "The date and reason of a withdrawal stand here, but the status is not “withdrawn”, so the content stays on the "
    "site. Write “status: withdrawn”; if it is to stay, remove the withdrawal.",
)


def schemes(cat: Catalogue, scheme: Record, report: Report) -> None:
    """The counts of a ladder's levels sum to its total."""
    if not isinstance(scheme, Scheme):
        return
    total = cat.target(scheme.total)
    counts = tuple(level.count for level in scheme.levels if level.count)
    if isinstance(total, Figure) and len(counts) == len(scheme.levels):
        add_up(cat, total, counts, report)


def slogans(_: Catalogue, programme: Record, report: Report) -> None:
    """A numeral in a slogan has as many items, or the record says why not."""
    if not isinstance(programme, Programme):
        return
    slogan, found = programme.slogan or programme.name, len(programme.items)
    wanted = numerals(slogan)
    if found and wanted and not programme.numeral_note and found not in (sum(wanted), wanted[0]):
        said = "+".join(str(n) for n in wanted)
        report(NUMERAL.at(programme.place, slogan=slogan, wanted=said, found=found))


def origins(cat: Catalogue, report: Report) -> None:
    """A source has a date or says that it has none; a case names its source; a withdrawal says when and why."""
    for source in cat.all(Source):
        if source.date is None and not source.undated:
            report(UNDATED.at(source.place, field=keys_of(Source)["date"].label))
    for case in cat.tables.records[Case.kind]:
        if not case.sources:
            report(NO_SOURCE.at(case.place, field=keys_of(Case)["sources"].label))
    for record in cat.tables.withdrawn:
        if record.withdrawal is None:
            report(NO_WITHDRAWAL.at(record.place))


def withdrawals(_: Catalogue, record: Record, report: Report) -> None:
    """A withdrawal takes effect: who wrote it was told to take the record down. A draft is not on the site anyway."""
    down = record.withdrawal
    if down is not None and record.status == "published":
        place = field_of(record, ("withdrawal", "why"), down.why)
        report(NOT_WITHDRAWN.at(place, keys_of(Record)["withdrawal"].label))


def texts(_: Catalogue, case: Record, report: Report) -> None:
    """A published case has a text: headings alone are none."""
    if not isinstance(case, Case) or case.status != "published" or case.body is None or case.body.slots:
        return
    if case.body.characters == count_characters([heading.text for heading in case.body.headings]):
        report(NO_TEXT.at(field_of(case, (BODY,), ""), keys_of(Case)[BODY].label))


def highlights(cat: Catalogue, report: Report) -> None:
    """The figures that ``site.yaml`` puts on the home page exist."""
    for ref in cat.site.settings.highlights:
        cat.tables.names.resolve(ref, report)


CHECKS: tuple[Callable[[Catalogue, Report], None], ...] = (
    comparable,
    gazetteer,
    origins,
    chronology,
    profile,
    namesakes,
    highlights,
)
JUDGES: tuple[Callable[[Catalogue, Record, Report], None], ...] = (
    figure_words,
    figures,
    tiers,
    schemes,
    slogans,
    withdrawals,
    texts,
)


@dataclass(frozen=True, slots=True)
class Standard:
    """What records are judged by, one by one: the figures and terms of the site, and the names that hold numbers."""

    cat: Catalogue
    exempt: Names

    @classmethod
    def of(cls, cat: Catalogue) -> Standard:
        return cls(cat, exempting(cat))

    def digest(self) -> str:
        tables, kinds = self.cat.tables, (Figure.kind, Term.kind)
        told = [tables.digests[kind, record.id].whole for kind in kinds for record in tables.records[kind]]
        return digests.of_data([told, self.exempt])

    def judges(self) -> list[Callable[[Record, Report], None]]:
        """The checks of a single record."""
        own = [partial(judge, self.cat) for judge in JUDGES]
        return [*own, quantities(self.cat, self.exempt), terminology(self.cat)]


def check(
    standard: Standard, report: Report, read: Bytes = nothing, sound: Set[Key] = frozenset(), hands: Hands = here
) -> set[Key]:
    """Every check, in order. ``read`` gives the bytes of a content file, to place findings in it by line and column.

    ``sound`` records need no judging; returned are those and all others in which nothing was found. ``hands``
    judge the others.
    """
    finder, shown = Finder(read), standard.cat.tables.shown
    found: list[Problem] = []
    for one in CHECKS:
        one(standard.cat, found.append)
    clear = {key for key in shown if key in sound}
    doubtful = [key for key in shown if key not in sound]
    for key, problems in zip(doubtful, hands(Work(judging, standard, doubtful)), strict=True):
        found += problems
        if not problems:
            clear.add(key)
    for problem in found:
        report(finder.placed(problem))
    return clear


def judging(standard: Standard) -> Callable[[Key], list[Problem]]:
    """What the checks of a single record find in it."""
    judges, shown = standard.judges(), standard.cat.tables.shown

    def judge(key: Key) -> list[Problem]:
        found: list[Problem] = []
        for one in judges:
            one(shown[key], found.append)
        return found

    return judge


def states(cat: Catalogue) -> dict[str, str]:
    """What a judgement depends on beside the standard: what the record says, and the figures it has to do with."""
    tables = cat.tables
    figures = tables.follows("figures", partial(_figures_by, tables))
    return {" ".join(key): tables.digests[key].whole + figures[key] for key in tables.shown}


def _figures_by(tables: Tables) -> dict[Key, str]:
    """The figures that each record names, or that name it."""
    found: dict[Key, set[str]] = {}
    for links, end in ((tables.back, "source"), (tables.forward, "target")):
        for key in [key for key in links if key[0] == Figure.kind]:
            for link in links[key]:
                found.setdefault(getattr(link, end), set()).add(key[1])
    return {key: "".join([f" {id_}" for id_ in sorted(found.get(key, ()))]) for key in tables.shown}
