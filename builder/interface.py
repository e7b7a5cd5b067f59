"""The words of the interface: those of the theme, and over them those of the site, which may change some.

A template asks for them by name and fills in what stands in braces. So words of the site have the shape that those of
the theme have, or every page would fail, and the author be told of a template that is none of theirs. Names that the
theme does not know are for templates of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from builder import yamltext
from builder.problems import Message, Place, Problem, Report
from builder.wording import Words, enumerated

BAD_WORDS = Message(
    "words-invalid",
    "界面文字应是“键: 文字”，可以分层。",
    "Words of the interface are keys and texts, which may be nested.",
)
SHAPE = Message(
    "words-shape",
    "这一项在默认主题里{shape}，这里要写成一样的。",
    "In the theme this {shape}; write the same here.",
)
FIELDS = Message(
    "words-fields",
    "这句话里，花括号要成对，里面只能写：{names}。",
    "In this text braces come in pairs, and hold one of: {names}.",
)
ONE = Words("是一句话", "is one text")
SEVERAL = Words("下面分成几项：{names}", "has several below it: {names}")


def laid_over(base: Mapping[str, Any], text: str, file: str, report: Report) -> dict[str, Any]:
    """The words in the ``text`` of a file laid over ``base``; what does not fit is reported and left out."""
    node, problems = _parsed(text, file)
    for problem in problems:
        report(problem)
    return {**base} if node is None else _over(base, node, report)


@lru_cache(maxsize=4)  # a preview asks for the same ones at every save
def _parsed(text: str, file: str) -> tuple[yamltext.Node | None, tuple[Problem, ...]]:
    problems: list[Problem] = []
    return yamltext.parse(text, Place(file, 1), problems.append), tuple(problems)


def _over(base: Mapping[str, Any], node: yamltext.Node, report: Report) -> dict[str, Any]:
    found = {**base}
    if not isinstance(node, yamltext.Mapping):
        report(BAD_WORDS.at(node.place))
        return found
    for key, value in node.entries:
        old = found.get(key.text)
        if isinstance(value, yamltext.Scalar) and not isinstance(old, dict):
            fields, own = _fields(old or ""), _fields(value.text)
            if fields and (own is None or not own <= fields):
                report(FIELDS.at(value.place, names=enumerated([f"{{{name}}}" for name in sorted(fields)])))
            else:
                found[key.text] = value.text
        elif isinstance(value, yamltext.Mapping) and not isinstance(old, str):
            found[key.text] = _over(old or {}, value, report)
        elif old is None:
            report(BAD_WORDS.at(value.place))
        else:
            report(SHAPE.at(value.place, shape=_shape(old)))
    return found


def _fields(text: str) -> set[str] | None:
    """What is filled in; None where the braces of a text are no pairs."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _shape(old: str | Mapping[str, Any]) -> Words:
    if isinstance(old, str):
        return ONE
    return SEVERAL.filled(names=enumerated([*old]))
