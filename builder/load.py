"""Files → records: which file holds what, and one pure function from the bytes of a file to its records.

``content/cases/**/*.md`` and ``content/pages/*.md`` hold one record each; ``content/data/<type>.yaml`` and any files
under ``content/data/<type>/`` hold lists of records, or mappings of id → record. Reading one file depends on its
bytes, its name and the site's vocabularies alone, so it can be kept and spread over processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from msgspec import structs

from builder import folders, frontmatter, markdown, personal, sources, yamltext
from builder.addresses import is_slug, lookalike_in, slug_of
from builder.problems import Message, Place, Problem, Report, closest, meant
from builder.schema import REGISTRY, Record, keys_of, prompts
from builder.schema.decode import Decoder, Vocabularies
from builder.schema.ids import checked_id, writes_id
from builder.schema.switches import switched
from builder.slugs import slug_for
from builder.wording import Words
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
UNKNOWN_DATA = Message(
    "data-unknown",
    "不认识的数据文件。文件名应是类别名：{names}。{hint}",
    "This data file is of no known type. The types are: {names}. {hint}",
)
ONE_OF_SEVERAL = Words(
    "同一类的几个文件请放进 content/data/{folder}/ 文件夹，文件名自己定。",
    "Put several files of one type into the folder content/data/{folder}/, under any names.",
)
DATA_WRITTEN = Message(
    "data-markdown",
    "data 文件夹里只读 .yaml 文件，这个文件不会被读取。案例请移到 content/cases/；数据表请把扩展名改成 .yaml。",
    "Below data/ only .yaml files are read, and this one is not. Move a case to content/cases/; give a table of "
    "records the extension .yaml.",
)
UNREAD = Message(
    "file-unread",
    "这种文件不会被读取：案例和页面写成 .md 文件，数据写成 .yaml 文件。只是留作资料的，请移到 content 文件夹外面。",
    "Files of this kind are not read: cases and pages are .md files, data are .yaml files. Move away what is kept for "
    "reference only.",
    "warning",
)
STRAY = Message(
    "file-stray",
    "这个文件不会被使用：案例放在 content/cases/，页面放在 content/pages/，数据放在 content/data/。",
    "This file is not used: cases belong in content/cases/, pages in content/pages/, data in content/data/.",
    "warning",
)

NO_CONTENT = Message(
    "content-missing",
    "找不到 content 文件夹，网站的全部内容都应在里面。它可能被移走或改了名，所在的网盘或共享文件夹也可能没有连上：请恢复它，"
    "再运行一次。新站点还没有内容的，请建一个空的 content 文件夹。",
    "The folder content, which holds all that the site says, is not there. It may have been moved or renamed, or the "
    "drive it lies on is not connected: bring it back and run again. For a new site make an empty one.",
)
EMPTY_CONTENT = Message(
    "content-empty",
    "content 文件夹里没有内容文件，生成的网站会是空的。如果原来有内容，请检查文件是否被移走，网盘或共享文件夹是否连上。",
    "The folder content holds no content, so the site will be empty. If there was some, see whether it was moved, and "
    "whether the drive it lies on is connected.",
    "warning",
)
EMPTIED = Message(
    "content-emptied",
    "content 文件夹里没有内容文件，而已经生成的网站里有：没有生成，网站保持不变。请检查文件是否被移走，网盘或共享文件夹是否连上，"
    "再运行一次；确实要清空网站的，先运行 xianfeng clean。",
    "The folder content holds no content, and the site that was built does: nothing was built, and the site stays as "
    "it is. See whether the files were moved, and whether the drive they lie on is connected, and run again; if the "
    "site is to be emptied, run xianfeng clean first.",
)

DRAFTS = "_drafts"  # where Jekyll and Hexo keep them: the folder is all that says so
BODY_FOLDERS = {"cases": "case", "pages": "page"}  # the folders of content/ that hold Markdown
WRITTEN = (".md", ".markdown")  # in whatever case: some editors write .MD
SUFFIXES = (*WRITTEN, ".yaml", ".yml")
TEXTS = (".txt", ".doc", ".docx", ".wps", ".rtf", ".odt", ".pages", ".html", ".htm")  # in which cases reach an office
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".et", ".json")  # what data are kept in elsewhere; only beside ours meant so


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file gave. ``lost``: (type, name or id) of records that could not be made; ``""`` for a whole file."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    lost: tuple[tuple[str, str], ...] = ()


def content_files(root: Path, report: Report, stands: Callable[[], bool] = lambda: False) -> list[str]:
    """All files below ``content/`` that hold records, as site-relative paths in order. ``stands``: whether a site with
    records was published before; a folder on which nothing is mounted is as empty as a new one."""
    problems: list[Problem] = []
    listed = folders.files_below(root, "content", (*SUFFIXES, *TEXTS, *TABLES), problems.append)
    if not listed and not problems:
        absent = folders.is_absent(root / "content")
        problems.append((NO_CONTENT if absent else EMPTIED if stands() else EMPTY_CONTENT).at(Place("content")))
    for problem in problems:
        report(problem)
    found = []
    for file in listed:
        if kind_of(file):
            found.append(file)
        elif unread := _unread(file):
            report(unread)
    return found


def _unread(file: str) -> Problem | None:
    """Why a file that holds no records may have been meant to."""
    path, place = PurePosixPath(file), Place(file)
    suffix, in_data = path.suffix.lower(), file.startswith("content/data/")
    if suffix not in SUFFIXES:
        return UNREAD.at(place) if in_data or suffix not in TABLES else None
    if not in_data:
        return STRAY.at(place)
    if suffix in WRITTEN:
        return DATA_WRITTEN.at(place)
    near = [REGISTRY[kind].folder for kind in _meant_by(file)]
    names = "、".join(cls.folder for cls in REGISTRY.values())
    part = next((n for n in near if path.stem.startswith(n) and len(path.parts) == 3), None)
    return UNKNOWN_DATA.at(place, names=names, hint=ONE_OF_SEVERAL.filled(folder=part) if part else meant(near))


def _meant_by(file: str) -> list[str]:
    """The type of record that a data file of no known type is meant to hold, if that can be guessed."""
    path = PurePosixPath(file)
    kinds = {word: kind for kind, cls in REGISTRY.items() for word in (cls.folder, cls.title.zh)}
    return [kinds[word] for word in closest(path.parts[2].removesuffix(path.suffix), list(kinds), 1)]


def lost_by(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """What files hold that were not read as they are of no known type; as ``Loaded.lost``."""
    files = [problem.place.file for problem in problems if problem.message is UNKNOWN_DATA]
    return [(kind, "") for kind in dict.fromkeys(kind for file in files for kind in _meant_by(file))]


def kind_of(file: str) -> str:
    """The type of record that ``file`` holds by its place, or ``""``."""
    parts = file.split("/")
    stem, dot, ending = parts[-1].rpartition(".")
    if not stem or not ending:  # “.md” is a name without an ending
        return ""
    suffix = (dot + ending).lower()
    if suffix in WRITTEN:
        return BODY_FOLDERS.get(parts[1], "") if len(parts) > 2 else ""
    if suffix in SUFFIXES and len(parts) > 2 and parts[1] == "data":
        name = parts[2] if len(parts) > 3 else stem
        return next((kind for kind, cls in REGISTRY.items() if cls.folder == name), "")
    return ""


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
    said = any(known.get(key.text.strip()) == status for key, _ in node.entries)
    if said or DRAFTS not in file.split("/")[2:-1]:
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
    code = f"U+{ord(char):04X}"
    return FILE_NAME_ALIKE.at(place, name=stem, char=char, code=code, latin=latin, like=slug_of(stem))


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
