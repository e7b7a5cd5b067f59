"""Files → records: one pure function from the bytes of a file to its records.

Reading one file depends on its bytes, its name and the site's vocabularies alone, so it can be kept and spread over
processes. Which files there are, and what each holds, ``contentfiles`` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from msgspec import structs

from builder import frontmatter, markdown, personal, sources, yamltext
from builder.addresses import is_slug, lookalike_in, slug_of
from builder.characters import code_of
from builder.contentfiles import WRITTEN, kind_of
from builder.problems import Message, Place, Problem, Report
from builder.schema import REGISTRY, Record, keys_of, prompts
from builder.schema.decode import Decoder
from builder.schema.hints import Vocabularies
from builder.schema.ids import checked_id, writes_id
from builder.schema.switches import switched
from builder.slugs import slug_for
from builder.yamltext import Mapping, Node, Scalar, Sequence

WANT_RECORDS = Message(
    "records-wanted",
    "这里应是一条一条的记录：每条以“- ”开头，下面是“编号: …”“名称: …”。",
    "A list of records is expected: each begins with “- ” and holds “id: …”, “name: …”.",
)
NO_DASH = Message(
    "records-no-dash",
    "每条记录要以“- ”开头。请在这一行“{key}”的前面加上“- ”，这条记录的其余各行前面都加两个空格。",
    "Each record begins with “- ”. Put “- ” before “{key}” in this line, and two spaces before every other line of "
    "this record.",
)
ID_MISSING = Message(
    "id-missing",
    "这条记录没有编号。请加一行“编号: …”，只用小写英文字母、数字和连字符。",
    "This record has no id. Add a line “id: …” in lower-case ASCII letters, digits and hyphens.",
)
FILE_NAME = Message(
    "file-name",
    "文件名“{name}”不能用作编号。请改文件名，或在文件头里写“编号: {like}”这样的一行。",
    "The file name “{name}” cannot serve as an id. Rename the file or add “id: {like}” to the front matter.",
)
FILE_NAME_ALIKE = Message(
    "file-name-lookalike",
    "文件名“{name}”里的“{char}”（{code}）只是看起来像英文的“{latin}”，不能用作编号。请用键盘重新输入文件名，"
    "或在文件头里写“编号: {like}”这样的一行。",
    "The “{char}” ({code}) in the file name “{name}” only looks like “{latin}” and cannot stand in an id. Type the "
    "name anew or add “id: {like}” to the front matter.",
)
INDEX_NAME = Message(
    "file-name-index",
    "文件名“{name}”不能用作编号：这是列表页的名字。是一篇文章的，请在文件头里写“编号: {like}”这样的一行；只是旧站的栏目页的，请删去"
    "这个文件，本站的列表是自动生成的。",
    "The file name “{name}” cannot serve as an id: it is that of a list. For a text add “id: {like}” to the front "
    "matter; if this is the list of an old site, remove the file, for lists are made here.",
)
IN_DRAFTS = Message(
    "drafts-folder",
    "放在“{folder}”文件夹里，又没有写“状态”，按草稿处理，不会发布。请在文件头里写上“状态: 草稿”；要发布的，写“状态: 已发布”。",
    "This lies in the folder “{folder}” and says no status, so it is taken for a draft and not published. Write "
    "“status: draft” into the front matter, or “status: published” to publish it.",
    "warning",
)


DRAFTS = "_drafts"  # where Jekyll and Hexo keep them: the folder is all that says so


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave. ``lost``: (type, name or id) of records that could not be made; ``""`` for a whole file."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    lost: tuple[tuple[str, str], ...] = ()


def read_file(file: str, data: bytes, vocabularies: Vocabularies) -> Loaded:
    """The records of one file, with the problems found. Never raises on any input."""
    problems: list[Problem] = []
    kind = kind_of(file)
    decoder = Decoder(problems.append, vocabularies)
    source = sources.decode(data, file, problems.append)
    records: Iterable[Record] = ()
    if source is not None:
        if file.lower().endswith(WRITTEN):
            records = _written(kind, source, decoder)
        else:
            text = switched(source.text, REGISTRY[kind], Place(file, 1), problems.append)
            node = yamltext.parse(text, Place(file, 1), problems.append)
            records = [] if node is None else _listed(kind, node, decoder)
        records = [*records, *decoder.found]
        if personal.suspicious(f"{file}\n{source.text}"):  # the name of the file becomes an address
            records = [structs.replace(record, suspect=True) for record in records]
    lost = decoder.lost
    if problems and not records and not lost:
        lost = [(kind, "")]
    return Loaded(tuple(records), tuple(problems), tuple(lost))


def _written(kind: str, source: sources.SourceText, decoder: Decoder) -> list[Record]:
    """The record of one Markdown file: front matter, and the rest as its body."""
    cls = REGISTRY[kind]
    front = frontmatter.split(source, decoder.report, lambda text, at: switched(text, cls, at, decoder.report))
    if front.node is None:  # it has been said why
        return []
    text = frontmatter.body_of(front, keys_of(cls), source.file, decoder.report)
    body = markdown.parse(text, Place(source.file, front.body_line), decoder.report)
    record = decoder.record(cls, _with_status(cls, front.node, source.file, decoder.report), {"body": body})
    stem = _called(PurePosixPath(source.file))
    if record is None:
        decoder.lost.append((kind, stem))  # its id, if it writes none
    elif not record.id:
        record = structs.replace(record, id=stem) if is_slug(stem) else None
        if record is None:
            decoder.report(_unnamed(PurePosixPath(source.file), kind, front.node.place))
    decoder.settle(record)
    if record is not None and record.status == "published":
        prompts.published(text, Place(source.file, front.body_line), decoder.report)
    return [] if record is None else [record]


def _with_status(cls: type[Record], node: Mapping, file: str, report: Report) -> Mapping:
    """The front matter, with the status of a draft where the folder alone says that it is one."""
    known, status = keys_of(cls), keys_of(cls)["status"]
    if DRAFTS not in file.split("/")[2:-1] or any(known.get(key.text.strip()) == status for key, _ in node.entries):
        return node
    report(IN_DRAFTS.at(node.place, folder=DRAFTS))
    entry = Scalar(status.key, node.place), Scalar("draft", node.place)
    return structs.replace(node, entries=(*node.entries, entry))


def _called(path: PurePosixPath) -> str:
    """What a file calls its record: by its own name, or by that of its folder, as in the bundles ``my-post/index.md``
    of Hugo."""
    return path.parent.name if path.stem == "index" and len(path.parts) > 3 else path.stem


def _unnamed(path: PurePosixPath, kind: str, place: Place) -> Problem:
    """Why the name of a file is no id."""
    stem = path.stem
    if stem in ("index", "_index"):
        folder = path.parent.name if len(path.parts) > 3 else ""
        return INDEX_NAME.at(place, name=stem, like=slug_for(folder) or f"{kind}-1")
    alike = lookalike_in(stem)
    if alike is None:
        return FILE_NAME.at(place, name=stem, like=slug_for(stem) or f"{kind}-1")
    char, latin = alike
    return FILE_NAME_ALIKE.at(place, name=stem, char=char, code=code_of(char), latin=latin, like=slug_of(stem))


def _listed(kind: str, node: Node, decoder: Decoder) -> list[Record]:
    """The records of a data file: a list, or a mapping of id → record."""
    cls = REGISTRY[kind]
    entries: list[tuple[Scalar | None, Node]] = []
    if isinstance(node, Sequence):
        entries = [(None, item) for item in node.items]
    elif isinstance(node, Mapping):
        bare = any(key.text.strip() in keys_of(cls) and isinstance(item, Scalar) for key, item in node.entries)
        if bare:
            decoder.report(NO_DASH.at(node.place, key=node.entries[0][0].text))
        entries = [] if bare else list(node.entries)
    else:
        decoder.report(WANT_RECORDS.at(node.place))
    records = []
    for key, item in entries:
        preset = {"id": checked_id(key.text, key.place, decoder.report)} if key else {}
        if key and not preset["id"]:
            continue
        record = decoder.record(cls, item, preset)
        decoder.settle(record if record is not None and record.id else None)
        if record is not None and record.id:
            records.append(record)
        elif record is not None and not writes_id(item):
            decoder.report(ID_MISSING.at(item.place))
    return records
