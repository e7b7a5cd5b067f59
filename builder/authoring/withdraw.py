"""``xianfeng withdraw ID --why 原因``: take a record down, and list what still names it.

When somebody is told to take a page down, minutes count and the person may not know YAML. So the record is found by
whatever it is called, its own file is edited where it stands (see ``edits``), and nothing is written before the edited
text has been read again and found to say what it should: this record withdrawn, every other one as it was. Problems
elsewhere in the content do not hinder it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import structs

from builder import frontmatter, sources, yamltext
from builder.authoring.edits import language_of, lines_of, withdrawal, withdrawn
from builder.authoring.outcome import Outcome
from builder.authoring.overwriting import overwrite
from builder.authoring.quoting import one_line
from builder.authoring.reading import read_records
from builder.contentfiles import WRITTEN
from builder.files import Disk
from builder.load import read_file
from builder.problems import TYPED, Message, Place, Problem, Report, unheard
from builder.recorddigests import told_of
from builder.relations import Key, Names, index, references
from builder.schema import ANY, Record, Ref
from builder.siteconfig import Site, read_site
from builder.wording import Words
from builder.yamltext import Mapping, Node, Sequence

NO_REASON = Message(
    "withdraw-reason",
    "请写明撤下的原因，如：--why 依某某要求撤下。原因只供内部查考，不在网站上显示。",
    "Say why with --why. The reason is for the office and is never shown.",
    misuse=True,
)
WITHIN = Message(
    "withdraw-within",
    "“{name}”写在别的记录里面，不能自动撤下。请在这里给它加上：\n{lines}",
    "“{name}” is declared within another record and cannot be taken down by this command. Add to it here:\n{lines}",
)
IN_BRACES = Message(
    "withdraw-braces",
    "“{name}”写在一行花括号里，不能自动撤下。请把它改成一项一行，再加上：\n{lines}",
    "“{name}” is written in braces and cannot be taken down by this command. Write one field a line and add:\n{lines}",
)
BY_HAND = Message(
    "withdraw-by-hand",
    "“{name}”这条记录的写法特殊，没有自动改动文件。请在这里手工改成：\n{lines}",
    "The record “{name}” is written in an unusual way, so the file was left alone. Change it by hand to:\n{lines}",
)

DONE = Words("已撤下{kind}“{name}”：{place}。", "{kind} “{name}” is withdrawn: {place}.")
ALREADY = Words(
    "{kind}“{name}”已经在 {day} 撤下，没有改动：{place}。",
    "{kind} “{name}” was withdrawn already on {day}; nothing was changed: {place}.",
)
NAMED = Words(
    "还有 {count} 处提到它。那里不再有它的名称和链接，但自己写的文字还在，请逐处核对：",
    "It is still named in {count} places. They no longer show its name or a link, but words typed by hand stand; "
    "look at each:",
)
NAMED_BY = Words("{place} {kind}“{name}”", "{place} {kind} “{name}”")
NOT_NAMED = Words("没有别处提到它。", "Nothing else names it.")
NEXT = Words(
    "再运行 xianfeng build 并发布，它就从列表和搜索里消失，原网址只显示“内容已下线”。",
    "Run “xianfeng build” and publish: then no list or search has it, and its old address only says that it is gone.",
)


def withdraw(root: Path, typed: str, why: str, day: date, disk: Disk, report: Report) -> Outcome | None:
    """Set the record ``typed`` (id, ``kind:id``, name or other name) to withdrawn in its file.

    None after a problem was reported: no such record, several, no reason, or one that must be edited by hand. A record
    that is withdrawn already is left as it is. Raises ``DiskFault``.
    """
    site = read_site(root, report)
    reason = one_line(why)
    if not reason:
        report(NO_REASON.at(TYPED))
    if site is None or not reason:
        return None
    elsewhere: list[Problem] = []
    names = index(read_records(root, site, elsewhere.append), elsewhere.append)
    key = _meant(names, typed, elsewhere, report)
    if key is None:
        return None
    record = names.ids[key]
    told = {"kind": type(record).title, "name": record.name, "place": record.place}
    named = list(_naming(names, key))
    if record.status == "withdrawn" and record.withdrawal is not None:
        then = record.withdrawal.date.iso if record.withdrawal.date else ""
        return Outcome((), (ALREADY.filled(day=then, **told), *named))
    if not _take_down(root, site, record, reason, day, disk, report):
        return None
    return Outcome((record.place.file,), (DONE.filled(**told), *named, NEXT))


def _meant(names: Names, typed: str, elsewhere: list[Problem], report: Report) -> Key | None:
    """The one record that is meant. If none is, what is wrong in the content may be the reason, and is told first."""
    problems: list[Problem] = []
    ref = Ref(ANY, one_line(typed), TYPED)
    key = names.resolve(ref, problems.append)
    if not names.find(ref):
        for problem in elsewhere:
            report(problem)
    for problem in problems:
        report(problem.of_use())
    return key


def _naming(names: Names, key: Key) -> Iterator[Words]:
    """Every place of a record, not withdrawn itself, that names ``key``."""
    places = {
        ref.place: record
        for other, record in names.ids.items()
        if other != key and record.status != "withdrawn"
        for _, ref in references(record)
        if names.find(ref) == (key,)
    }
    yield NAMED.filled(count=len(places)) if places else NOT_NAMED
    for place in sorted(places):
        record = places[place]
        yield NAMED_BY.filled(place=place, kind=type(record).title, name=record.name)


def _take_down(root: Path, site: Site, record: Record, why: str, day: date, disk: Disk, report: Report) -> bool:
    """Edit the file of ``record``; false after a problem was reported."""
    file = record.place.file
    path = (root / file).resolve()  # a link stays one, and the file it leads to is edited
    if disk.look(path) is None:  # its name is spelt in another Unicode form on this disk
        return _refused(BY_HAND, record, None, why, day, report)
    data = disk.read(path)
    text = data.decode("utf-8-sig")
    found = _node_of(record, data)
    if not isinstance(found, Mapping):
        return _refused(WITHIN, record, None, why, day, report)
    lines = lines_of(text)
    if lines[found.place.line - 1][found.place.column - 1 :].startswith("{"):
        return _refused(IN_BRACES, record, found, why, day, report)
    edited = withdrawn(lines, found, day.isoformat(), why)
    mark = data[: len(data) - len(text.encode())]  # a byte order mark, where the file begins with one
    after = mark + "".join(edited or ()).encode()
    if edited is None or not _only_this_changed(data, after, record, why, day, site):
        return _refused(BY_HAND, record, found, why, day, report)
    overwrite(path, after, disk)
    return True


def _refused(message: Message, record: Record, node: Mapping | None, why: str, day: date, report: Report) -> bool:
    language = "zh" if node is None else language_of(node)
    status = "状态: 已撤下" if language == "zh" else "status: withdrawn"
    lines = "\n".join([status, *withdrawal(day.isoformat(), why, language)])
    report(message.at(record.place, name=record.name, lines=lines))
    return False


def _node_of(record: Record, data: bytes) -> Node | None:
    """The mapping of ``record`` in its file; None if it is declared within another record."""
    source = sources.decode(data, record.place.file, unheard)
    if source is None:
        return None
    if source.file.lower().endswith(WRITTEN):
        top: Node | None = frontmatter.split(source, unheard).node
        nodes = [] if top is None else [top]
    else:
        top = yamltext.parse(source.text, Place(source.file, 1), unheard)
        nodes = list(top.items) if isinstance(top, Sequence) else []
        nodes += [value for _, value in top.entries] if isinstance(top, Mapping) else []
    return next((node for node in nodes if node.place == record.place), None)


def _only_this_changed(before: bytes, after: bytes, record: Record, why: str, day: date, site: Site) -> bool:
    """Whether ``after`` reads as ``before`` but for the status and the withdrawal of ``record``."""
    file, key = record.place.file, (record.kind, record.id)
    old, new = (read_file(file, data, site.vocabularies) for data in (before, after))
    if len(old.records) != len(new.records) or len(new.problems) > len(old.problems):
        return False
    for was, is_ in zip(old.records, new.records, strict=True):
        same = is_
        if (was.kind, was.id) == key:
            down = is_.withdrawal
            said = down is not None and down.date is not None and (down.date.iso, down.why) == (day.isoformat(), why)
            if is_.status != "withdrawn" or not said:
                return False
            same = structs.replace(is_, status=was.status, withdrawal=was.withdrawal)
        if (same.kind, told_of(same)) != (was.kind, told_of(was)):
            return False
    return True
