"""The files below ``content/``: which of them hold records, and of which type, by their place alone.

``content/cases/**/*.md`` and ``content/pages/*.md`` hold one record each; ``content/data/<type>.yaml`` and any files
under ``content/data/<type>/`` hold lists of records, or mappings of id → record. What else lies there and may have been
meant as content is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from builder import folders
from builder.problems import Message, Place, Problem, Report, closest, meant
from builder.schema import REGISTRY
from builder.wording import Words, enumerated

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

BODY_FOLDERS = {"cases": "case", "pages": "page"}  # the folders of content/ that hold Markdown
WRITTEN = (".md", ".markdown")  # in whatever case: some editors write .MD
SUFFIXES = (*WRITTEN, ".yaml", ".yml")
TEXTS = (".txt", ".doc", ".docx", ".wps", ".rtf", ".odt", ".pages", ".html", ".htm")  # in which cases reach an office
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".et", ".json")  # what data are kept in elsewhere; only beside ours meant so


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
    names = enumerated([cls.folder for cls in REGISTRY.values()])
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
