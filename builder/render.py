"""Rendering: a pure function of (template, context).

A template that asks for what its context does not hold is a problem with the template's file and line, and the other
pages are still rendered.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jinja2

from builder import digests, poster
from builder.exports import WRITERS as TABLES
from builder.pages import Page
from builder.problems import Message, Place, Problem, closest, meant
from builder.templates import Missing, Theme, environment
from builder.wording import Words, enumerated

FAILED = Message(
    "template-fails",
    "生成页面 {path} 时，模板出错：{detail}",
    "The template fails on the page {path}: {detail}",
)
ENDLESS = Message(
    "template-endless",
    "生成页面 {path} 时，模板从这里起一层套一层，没有尽头。多半是 include、extends 或宏绕了一圈又用到自己，请去掉其中一处。",
    "On the page {path} this template goes on into itself without end: an include, extends or macro leads back to "
    "where it came from. Remove one of them.",
)
ABSENT = Words("这里没有“{name}”。有的是：{names}。{hint}", "there is no “{name}” here. There are: {names}. {hint}")
NO_CONTEXT = Words(
    "这里看不到“{name}”。引入这个文件的 import 或 from 语句，末尾要写 with context。",
    "“{name}” is not seen from here. The statement that imports this file must end in “with context”.",
)
NO_FILE = Words("static/ 下没有“{name}”这个文件。{hint}", "there is no file static/{name}. {hint}")
NO_TEMPLATE = Message(
    "page-template-missing",
    "页面 {path} 要用的模板“{name}”不存在，请在 templates/ 里添加它。",
    "The template “{name}” of the page {path} does not exist; add it to templates/.",
)


WRITERS = {**TABLES, "share.png": poster.png}  # forms that no template makes


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of one page, or the problem it has."""

    path: str
    data: bytes | None
    problem: Problem | None = None


def key_parts(page: Page, theme: Theme, code: str) -> dict[str, str]:
    """Everything the bytes of a page depend on, each by its digest: what ``explain`` compares from run to run.

    The context stands in it entry by entry, so that a reader learns which part of the page has changed.
    """
    # Two files of one table differ in their form alone, so a form that is no template of the theme goes by its name.
    parts = {"code": code, "words": theme.words_digest, "template": theme.digests.get(page.template, page.template)}
    return parts | {f"context.{name}": digests.of_shown(value) for name, value in page.context.items()}


def renderer(theme: Theme) -> Callable[[Page], Rendered]:
    """The function that renders the pages of ``theme``; see ``spread``."""
    return partial(_rendered, theme, environment(theme))


def _rendered(theme: Theme, engine: jinja2.Environment, page: Page) -> Rendered:
    """The page as UTF-8 bytes with ``\\n`` newlines; a file of open data as its format has it."""
    if page.template in WRITERS:
        return Rendered(page.path, WRITERS[page.template](page.context))
    if page.template not in theme.sources:
        place = Place(f"templates/{page.template}")
        return Rendered(page.path, None, NO_TEMPLATE.at(place, name=page.template, path=page.path))
    try:
        data = engine.get_template(page.template).render(page.context, w=theme.words).encode()
    except MemoryError:
        raise  # the machine's fault, and told as such
    except Exception as error:  # a template may fail in as many ways as a program
        return Rendered(page.path, None, _problem(theme, page, error))
    return Rendered(page.path, data)


def _problem(theme: Theme, page: Page, error: Exception) -> Problem:
    """The innermost line of a template in the traceback is where a person must look."""
    name, line = page.template, getattr(error, "lineno", 0) or 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename in theme.sources:  # Jinja has put its own lines in place of Python's
            name, line = frame.f_code.co_filename, number
    name = getattr(error, "name", None) or name if isinstance(error, jinja2.TemplateSyntaxError) else name
    place = Place(theme.places.get(name, f"templates/{name}"), line)
    if isinstance(error, RecursionError):
        return ENDLESS.at(place, path=page.path)
    return FAILED.at(place, path=page.path, detail=_said(page, error))


def _said(page: Page, error: Exception) -> Words | str:
    """What is wrong, in words of ours where a theme's author meets it often."""
    if not isinstance(error, Missing):
        return f"{type(error).__name__}: {error}"
    if error.of is not None:
        return _absent(page, error.of, error.name)
    if error.name == "w" or error.name in page.context:  # whatever is rendered has these, but for what is imported
        return NO_CONTEXT.filled(name=error.name)
    return f"UndefinedError: {error}"


def _absent(page: Page, of: Mapping[Any, object], asked: object) -> Words:
    """What a template asked a mapping for in vain, and what it might have asked for."""
    name, names = str(asked), [*map(str, of)]
    site = page.context.get("site")
    said = NO_FILE if isinstance(site, dict) and of is site.get("assets") else ABSENT
    hint = meant(closest(name, names))
    return said.filled(name=name, names=enumerated(names) if names else "—", hint=hint)
