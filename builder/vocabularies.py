"""The vocabularies of ``site.yaml``: kinds of station, organisation, programme; themes. They are data of the site.

A slip in one is told where it stands. The values of records that are then not found in it have nothing wrong with them,
and a hundred messages that say so would send people off to change a hundred cases: hence ``doubtful``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache

from builder.problems import Label, Message, Problem, Report
from builder.schema import REGISTRY
from builder.schema import fields as f
from builder.schema.decode import BAD_CHOICE
from builder.schema.fields import fields_of, keys_of
from builder.schema.hints import UNKNOWN_KEY, meant_by
from builder.schema.ids import checked_id
from builder.settings import Settings
from builder.wording import Words, enumerated
from builder.yamltext import Mapping, Node, Scalar

BAD_WORD = Message(
    "vocabulary-entry",
    "词表的每一项应写成“编号: {zh: 中文, en: English}”或“编号: 中文”。",
    "An entry of a vocabulary is written “id: {zh: 中文, en: English}” or “id: 中文”.",
)
NO_VOCABULARY = Message(
    "vocabulary-unknown",
    "没有哪一项内容用“{name}”这个词表。词表的名称只能是：{names}。",
    "No field takes its values from a vocabulary “{name}”. The vocabularies are: {names}.",
    "warning",
)
DOUBLE = Message(
    "vocabulary-double",
    "这个词表里已经有“{name}”了（第 {line} 行），写这个名称的内容都归到那一项。请删去一项，或者给其中一项改名。",
    "This vocabulary has “{name}” already (line {line}), and whatever is called so goes to that entry. Remove one of "
    "the two, or rename it.",
    "warning",
)
NO_LANGUAGE = Message(
    "vocabulary-language",
    "“{key}”不起作用：词表的一项里只写 zh（中文名称）和 en（英文名称）。请改成其中之一，或删去。",
    "“{key}” has no effect: an entry of a vocabulary has names under zh (Chinese) and en (English) only. Change it to "
    "one of these, or remove it.",
    "warning",
)
MISNAMED = Message(
    "vocabulary-misnamed",
    "没有哪一项内容用“{name}”这个词表，里面的各项都不起作用。请把“{name}”改成“{near}”。",
    "No field takes its values from a vocabulary “{name}”, so its entries are of no use. Change “{name}” to “{near}”.",
)

_LANGUAGES = {"zh": "zh", "中文": "zh", "en": "en", "英文": "en"}
ALIKE = 0.8  # two names, of which one is a slip for the other


def read_vocabularies(node: Node, report: Report) -> dict[str, dict[str, Words]]:
    """Vocabulary → key → words."""
    found: dict[str, dict[str, Words]] = {}
    taken: dict[str, dict[str, int]] = {}
    called, written = _called(), _entries(node, report)
    there = {called.get(name.text.strip()) for name, _ in written}
    for name, entries in written:
        known = called.get(name.text.strip())
        if known is None:
            near = _near(name.text, [word for word, meant in called.items() if meant not in there])
            told = MISNAMED.at(name.place, name=name.text, near=near) if near else None
            names = enumerated([*called], [*dict.fromkeys(called.values())])
            report(told or NO_VOCABULARY.at(name.place, name=name.text, names=names))
        of = known or name.text
        found.setdefault(of, {}).update(_words(entries, taken.setdefault(of, {}), report))
    return found


def _words(node: Node, taken: dict[str, int], report: Report) -> dict[str, Words]:
    """The entries of one vocabulary; ``taken`` holds the lines of the names in it that are known already."""
    words: dict[str, Words] = {}
    for key, value in _entries(node, report):
        names = _names(value)
        zh = names.get("zh")
        if zh is None:
            report(BAD_WORD.at(value.place))
        elif checked_id(key.text, key.place, report):  # the key of a theme stands in addresses
            words[key.text] = Words(zh.text, names.get("en", zh).text)
            for other in value.entries if isinstance(value, Mapping) else ():
                if other[0].text not in _LANGUAGES:
                    report(NO_LANGUAGE.at(other[0].place, key=other[0].text))
            for again in [one for one in names.values() if one.text in taken][:1]:
                report(DOUBLE.at(again.place, name=again.text, line=taken[again.text]))
            taken.update({one.text: one.place.line for one in names.values() if one.text not in taken})
    return words


def _called() -> dict[str, str]:
    """What the vocabularies may be called, each also in Chinese: by the type whose kinds it holds, or by its field."""
    called: dict[str, str] = {}
    for spec in (spec for cls in REGISTRY.values() for spec in fields_of(cls) if spec.of):
        kinds = REGISTRY.get(spec.of)
        called |= dict.fromkeys((spec.of, kinds.title.zh if kinds else spec.words.zh), spec.of)
    return called


class SiteFile(Settings):
    """What ``site.yaml`` holds: the settings, and the vocabularies, whose keys are the site's own."""

    vocabularies: Node | None = f.node("词表", "Vocabularies", holds=tuple(_called()))


VOCABULARIES = frozenset(name for name, spec in keys_of(SiteFile).items() if spec.attribute == "vocabularies")


def _entries(node: Node, report: Report) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping; what is neither that nor empty is reported."""
    if isinstance(node, Mapping):
        return node.entries
    if not (isinstance(node, Scalar) and node.is_empty):
        report(BAD_WORD.at(node.place))
    return ()


def _names(node: Node) -> dict[str, Scalar]:
    """The names of an entry by their language."""
    named = node.entries if isinstance(node, Mapping) else ()
    found = [(_LANGUAGES.get(key.text), value) for key, value in named] or [("zh", node)]
    return {language: one for language, one in reversed(found) if language and isinstance(one, Scalar) and one.text}


def _near(name: str, called: Iterable[str]) -> str:
    """The vocabulary that was meant by a name that none has, or ``""``."""
    from difflib import get_close_matches  # slow to import, and only needed when something is wrong

    return next(iter(get_close_matches(name.strip(), list(called), 1, ALIKE)), "")


def doubtful(settings: Node, problems: Sequence[Problem]) -> tuple[str, ...]:
    """The vocabularies in whose lines something could not be read, so that an entry may be lacking, and those under
    a key that is none."""
    starts = _starts(settings)
    lines = sorted(starts)
    found: set[str] = set()
    for problem in problems:
        at = bisect_right(lines, problem.place.line)
        if problem.severity == "error" and at:
            found |= starts[lines[at - 1]]
        if problem.message.code == UNKNOWN_KEY.code:
            found |= _under(str(dict(problem.values)["key"]))
    return tuple(sorted(found))


def _under(key: str) -> set[str]:
    """The vocabularies that may stand under an unknown key: one at the wrong level, or all under a misspelt name."""
    called = _called()
    if key in called:
        return {called[key]}
    return set(called.values()) if "vocabularies" in meant_by(SiteFile, key) else set()


def _starts(settings: Node) -> dict[int, set[str]]:
    """Line → the vocabularies that may begin in it; none where another setting does."""
    called = _called()
    starts: dict[int, set[str]] = {}
    for key, value in settings.entries if isinstance(settings, Mapping) else ():
        inside = key.text in VOCABULARIES
        starts.setdefault(key.place.line, set()).update(called.values() if inside else ())
        for name, _ in value.entries if inside and isinstance(value, Mapping) else ():
            known = called.get(name.text.strip()) or called.get(_near(name.text, called), "")
            starts.setdefault(name.place.line, set()).update([known] if known else called.values())
    return starts


def is_of(problem: Problem, names: tuple[str, ...]) -> bool:
    """Whether a problem is that a value is not found in one of these vocabularies."""
    return problem.message.code == BAD_CHOICE.code and problem.field in _labels(names)


@cache
def _labels(names: tuple[str, ...]) -> frozenset[Label]:
    return frozenset(spec.label for cls in REGISTRY.values() for spec in fields_of(cls) if spec.of in names)
