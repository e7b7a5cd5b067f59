"""Links and pictures of a text that lead nowhere, told with what was probably meant."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from builder.addresses import collision_key
from builder.contentfiles import WRITTEN
from builder.markdown import Slot
from builder.markdown.links import typed
from builder.pages.photos import media_files
from builder.pages.prose import footer_path, linked_path
from builder.pages.view import View
from builder.pictures import SUFFIXES
from builder.problems import Message, Problem, closest, meant
from builder.relations import Key
from builder.schema import Record
from builder.schema.oldaddresses import ENDINGS, parse_path
from builder.wording import Words, enumerated

DEAD_LINK = Message(
    "link-dead",
    "链接“{target}”找不到对应的页面。{hint}",
    "The link “{target}” leads to no page. {hint}",
)
NO_FILE = Message(
    "link-file",
    "链接“{target}”指的文件，网站上没有。{hint}附件请放到 static/root/files/ 里，写成 [文字]({like})。",
    "The site has no file “{target}”. {hint} Put attachments into static/root/files/ and write [text]({like}).",
)
NO_PICTURE = Message(
    "link-picture",
    "链接“{target}”指的图片，网站上没有。要在正文里显示，请写成 ![图上是什么]({image})：开头的“!”是半角的，后面紧接方括号。"
    "要让读者下载，请放到 static/root/files/ 里，写成 [文字]({like})。",
    "The site has no picture “{target}” to link to. To show it in the text, write ![what it shows]({image}), the “!” "
    "a plain one right before the bracket. For readers to download, put it into static/root/files/ and write "
    "[text]({like}).",
)
MOVED = Words(
    "是不是：{like}？这样写，以后移动文件也不用改（“文字”换成要显示的字）。",
    "Did you mean {like}? Written so, it stays right when files are moved (“文字” stands for the words to show).",
)
WHOLE = Words("外部网页要写全，如：https://{target}。", "A page elsewhere is written in full: https://{target}.")
OLD = Words(
    "旧站一篇文章的地址，请改成 [[文章标题]]，或者在那一篇的文件头里写“原地址: {like}”；旧站的栏目、标签页，请改成本站的页面，或者删去链接。",
    "For a text of the old site write [[its title]], or put “moved_from: {like}” into its front matter; for a list of "
    "the old site link to a page of this one, or remove the link.",
)
SPELLING = Words("请检查写法；外部网页以 https:// 开头。", "Check the spelling; pages elsewhere begin with https://.")
_HOST = re.compile(r"(?:www\.[^\s/]+|(?:[\w-]+\.)+(?:com|cn|net|org|gov|edu|中国|公司|网络))(?:[/?#]\S*)?\Z", re.IGNORECASE)
NO_HEADING = Message(
    "link-heading",
    "链接“{target}”指向的标题不存在。那一页的标题有：{hint}。",
    "The link “{target}” names no heading of its page. Headings there: {hint}.",
    "warning",
)
NO_HEADINGS = Message(
    "link-headings",
    "链接“{target}”指向的标题不存在：那一页的正文里没有小标题。请去掉“#”和它后面的字。",
    "The link “{target}” names a heading, but the text of its page has none. Remove the “#” and what follows it.",
    "warning",
)
NO_IMAGE = Message(
    "image-missing",
    "找不到图片“{target}”。{hint}图片放在这个文件旁边，写文件名即可。",
    "There is no picture “{target}”. {hint}Put it beside this file and write its name.",
)
SLASHES = Words("“\\”请改成“/”。", "Write “/” for “\\”. ")
ELSEWHERE = Words(
    "有同名的：{file}。如果是它，请写成 {path}，或把它移到这个文件旁边。",
    "There is {file} of the same name: if it is meant, write {path}, or move it beside this file. ",
)
ALIKE = Message(
    "image-alike",
    "找不到图片“{target}”，有的是“{name}”：两个名字只是大小写或字符的编码形式不同，但不是同一个文件。请把那个文件名复制过来。",
    "There is no picture “{target}”, but there is “{name}”: the names differ only by case or Unicode form, and yet are "
    "not one file. Copy that name.",
)
NOT_SHOWN = Message(
    "image-format",
    "“{target}”这种格式的文件不能作图片。请导出为 JPG、PNG 或 WebP，再改这里的文件名。",
    "“{target}” is in a format that cannot be shown. Export it as JPG, PNG or WebP and write the new name here.",
)


def check_links(view: View, record: Record) -> None:
    """Report every link of a text that leads nowhere, or to no heading of a page, and every missing picture."""
    for slot in record.body.slots if record.body else ():
        if slot.kind == "image" and not any(map(view.has_picture, files := media_files(record, slot.target))):
            view.report(_missing(view, record, slot, files))
        if slot.kind != "link":
            continue
        found = linked_path(view, record, slot.target)
        if found is None or (found[0] and not view.has(found[0])):
            view.report(_dead(view, slot, found[0] if found else slot.target))
            continue
        ids = _headings(view, record, found[0]) if found[1] else None
        if ids is not None and unquote(found[1][1:]) not in ids:
            message = NO_HEADING if ids else NO_HEADINGS
            view.report(message.at(slot.place, target=slot.target, hint=enumerated(ids[:8])))


def _missing(view: View, record: Record, slot: Slot, files: list[str]) -> Problem:
    """A picture that is not there, or no file that can be shown."""
    if not slot.target.lower().endswith(SUFFIXES):
        return NOT_SHOWN.at(slot.place, target=slot.target)
    if "\\" in slot.target:
        return NO_IMAGE.at(slot.place, target=slot.target, hint=SLASHES)
    file = next((file for file in files if file in view.alike), None)
    if file is None:
        return NO_IMAGE.at(slot.place, target=slot.target, hint=Words("", ""))
    alike = view.alike[file]
    path = posixpath.relpath(alike, posixpath.dirname(record.place.file))
    if collision_key(alike) == collision_key(file):
        return ALIKE.at(slot.place, target=slot.target, name=path)
    return NO_IMAGE.at(slot.place, target=slot.target, hint=ELSEWHERE.filled(file=alike, path=typed(path)))


def _dead(view: View, slot: Slot, path: str) -> Problem:
    """A link that leads nowhere: to no page or, as a notice with its attachment does, to no file.

    Another file is proposed only if it has the very name: a wrong page is seen at once, a wrong document is not.
    """
    name, target = posixpath.basename(path), slot.target
    like = typed(f"files/{name}")
    if posixpath.splitext(path)[1].lower() in ("", ".html", *WRITTEN) or _HOST.match(target):
        return DEAD_LINK.at(slot.place, target=target, hint=_advice(view, target, path))
    if path.lower().endswith(SUFFIXES):
        return NO_PICTURE.at(slot.place, target=target, image=typed(target), like=like)
    alike = [known for known in sorted(view.paths) if posixpath.basename(known).casefold() == name.casefold()]
    return NO_FILE.at(slot.place, target=target, hint=meant([typed(known) for known in alike[:1]]), like=like)


def check_footer(view: View) -> None:
    """Report every link at the foot of the pages that leads to no page."""
    for href in (link.href for link in view.site.footer.links):
        found = None if ":" in href else footer_path(view, href)
        if found and not view.has(found[0]):
            hint = WHOLE.filled(target=href) if _HOST.match(href) else _near(view, href) or SPELLING
            view.report(DEAD_LINK.at(view.site.place("footer.links"), target=href, hint=hint))


def _advice(view: View, target: str, path: str) -> Words:
    """What to do about a link that leads to no page; the commonest slip is an address without its https://."""
    if _HOST.match(target):
        return WHOLE.filled(target=target)
    named = _named(view, unquote(_stem(path)))
    if named:
        return MOVED.filled(like=enumerated([f"[[{kind}:{id_}|文字]]" for kind, id_ in named[:3]]))
    return _near(view, path) or _old(target) or SPELLING


def _old(target: str) -> Words | None:
    """What to do about an address that begins at the top of a site, and is no page of this one."""
    path = unquote(target.partition("#")[0])
    old = parse_path(path.lstrip("/") if path.endswith(ENDINGS) else f"{path.strip('/')}/index.html")
    return OLD.filled(like=old) if isinstance(old, str) and path.startswith("/") else None


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _named(view: View, stem: str) -> list[Key]:
    """The records of that id, or in a file of their own of that name, whatever the folder."""

    def is_named(key: Key) -> bool:
        record = view.cat.find(key)
        own = record is not None and record.place.file.lower().endswith(WRITTEN) and _stem(record.place.file)
        return stem in (key[1], own)

    return [key for key in sorted({key for key in view.paths.values() if key}) if is_named(key)]


def _near(view: View, path: str) -> Words | None:
    """The page whose address was probably meant. The endings are alike in all and say nothing; 404 is nobody's aim.

    Its own name must be alike too, not only that of its folder.
    """
    pages = [known.removesuffix(".html") for known in sorted(view.paths) if known.endswith(".html")]
    typed = path.removesuffix(".html")
    near = [p for p in closest(typed, [page for page in pages if page != "404"]) if closest(_own(typed), [_own(p)])]
    return meant([f"{near[0]}.html"]) if near else None


def _own(page: str) -> str:
    """The part of an address that is a page's own."""
    return posixpath.basename(page.removesuffix("/index"))


def _headings(view: View, record: Record, path: str) -> list[str] | None:
    """The ids of the headings in the text at ``path``; None where no record with a text stands there."""
    target = record if not path else view.at(path)
    return [heading.id for heading in target.body.headings] if target and target.body else None
