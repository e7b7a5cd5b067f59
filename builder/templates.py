"""Templates: Jinja, held to what makes rendering a pure function of (template, context).

- Names of includes are literal, so the digest of a template covers all that it can include, extend or import.
- Templates see their context and ``w``, the words of the interface; the globals and the filter of Jinja that draw
  lots are taken away, undefined is an error, autoescape is always on. The filter that is added, ``qr``, is pure too.
- A site's own ``templates/`` stand in for the default theme's one by one, its words for the theme's word by word. Those
  of the theme keep a second name, ``theme/layout.html``: what stands in for one may extend it and change a few lines.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from jinja2 import UndefinedError
from jinja2.compiler import CodeGenerator
from jinja2.parser import Parser
from jinja2.utils import missing
from markupsafe import escape

from builder import digests, folders, interface, outlines, qr, sources
from builder.outlines import Outline
from builder.problems import Message, Place, Problem, Report, closest, meant, unheard
from builder.spoken import spoken
from builder.wording import Words, enumerated
from builder.work import Keep

BAD_TEMPLATE = Message(
    "template-syntax",
    "模板写法有误：{detail}",
    "The template has a mistake: {detail}",
)
TOO_DEEP = Message(
    "template-too-deep",
    "模板里有一处括号、运算或语句套得太多、连得太长，读不了。请拆开来写。",
    "Brackets, operators or blocks of this template are nested too deep or go on too long to be read. Take them apart.",
)
DYNAMIC = Message(
    "template-dynamic",
    "include、extends、import 的模板名必须是写死的文字，不能是变量。",
    "Names in include, extends and import must be literal.",
)
EMPTY = Message(
    "template-empty",
    "这个模板是空的，可能保存时被清空了，用到它的页面会缺一块或一片空白。请恢复它的内容；想用默认主题里同名的模板，"
    "就删去这个文件；有意留空的，请写一行 {like}。",
    "This template is empty, so pages would lack a part or be blank; saving it may have failed. Bring its text back, "
    "delete the file to have the theme's of that name, or write a line {like} if it is to show nothing.",
)
ITSELF = Message(
    "template-itself",
    "模板不能用 extends 提到自己。想在默认主题的这个模板上只改几处，请写成 {{% extends \"theme/{name}\" %}}。",
    "A template cannot extend itself. To change a few things of the theme's template of that name, write "
    "{{% extends \"theme/{name}\" %}}.",
)
ON_PURPOSE = Words("{# 有意留空 #}", "{# left empty #}")
NO_TEMPLATE = Message(
    "template-missing",
    "找不到模板“{name}”。{hint}",
    "There is no template “{name}”. {hint}",
)
NO_KIND = Words("扩展名是 {suffixes} 的文件才是模板。", "Templates are files that end in {suffixes}.")


_OF_THEME = "theme/"  # theme/x.html: the default theme's x.html, whatever the site has in its place
_KINDS = (".html", ".xml", ".svg", ".txt", ".webmanifest")
_SUFFIXES = (*_KINDS, ".yaml")


def _made(_: str, __: object, make: Callable[[], bytes]) -> bytes:
    return make()


@dataclass(frozen=True, slots=True)
class Theme:
    """The templates of a site as text, the words of its interface, and the digest of what each template can reach."""

    sources: Mapping[str, str]
    places: Mapping[str, str]  # name → the file to name in a problem
    words: Mapping[str, Any]
    digests: Mapping[str, str]
    words_digest: str
    reach: Mapping[str, AbstractSet[str]] = field(default_factory=dict)  # name → itself and all that it can reach

    def names(self, template: str, word: str) -> bool:
        """Whether a template (``""``: any page's), or one that it can reach, has ``word`` in it. What none of them
        names is shown to nobody and need not be made."""
        tops = [template] if template else [name for name in self.sources if "/" not in name]  # folders hold partials
        return any(word in self.sources[name] for top in tops for name in self.reach.get(top, ()))


def read_theme(theme: Path, root: Path, language: str, report: Report, keep: Keep = _made) -> Theme:
    """The templates below ``theme`` and ``root``, with the words in ``language``.

    Parsing all templates, only to learn which of them each one names, is slow: ``keep`` gives what was learnt before.
    """
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    words: dict[str, Any] = {}
    theirs: dict[str, str] = {}
    for home in dict.fromkeys((theme, root)):
        theirs = {_OF_THEME + name: text for name, text in texts.items()}  # none where the site is the theme
        for file in folders.files_below(home, "templates", _SUFFIXES, report):
            data = sources.read_bytes(home, file, report)
            source = None if data is None else sources.decode(data, file, report)
            name = _name(file)
            if source is None:
                continue
            if name == f"words/{language}.yaml":
                words = interface.laid_over(words, source.text, file, report)
            elif not name.endswith(".yaml"):
                texts[name], places[name] = source.text, file
                if not source.text.strip():
                    report(EMPTY.at(Place(file, 1, 1), like=ON_PURPOSE))
    found = _outlines(texts, places, theirs, report, keep)
    if len(found) == len(texts) and all(name in texts for outline in found.values() for name in outline.named):
        _tell_of_idle(theme, root, f"words/{language}.yaml", texts, places, found, report)
    direct = {name: [n for n in found[name].named if n in texts] if name in found else [] for name in texts}
    reach = {name: outlines.reach(name, direct) for name in texts}
    own = {name: digests.of_bytes(text.encode()) for name, text in texts.items()}
    told = {name: digests.of_data([name, sorted((n, own[n]) for n in found)]) for name, found in reach.items()}
    return Theme(texts, places, words, told, digests.of_shown(words), reach)


def _name(file: str) -> str:
    return file.removeprefix("templates/")


def _outlines(
    texts: dict[str, str], places: dict[str, str], theirs: Mapping[str, str], report: Report, keep: Keep
) -> dict[str, Outline]:
    """Of each template that can be read what it says of others. Those of the theme that the site names as such
    (``theirs``) are added to ``texts``: what nobody names need not be compiled."""
    outlined = _read_outlines(texts, places, report, keep)
    asked = {name for outline in outlined.values() for name in outline.named if name in theirs and name not in texts}
    added = {name: theirs[name] for name in sorted(filter(None, asked))}
    texts |= added
    places |= {name: name for name in added}
    outlined |= _read_outlines(added, places, report, keep)
    for name, outline in outlined.items():
        for found in outline.named:
            place = partial(_named_at, places[name], texts[name], found)
            if found is None:
                report(DYNAMIC.at(place()))
            elif found not in texts:
                other = NO_KIND.filled(suffixes=enumerated([*_KINDS]))
                hint = meant(closest(found, [*texts], 1)) if found.endswith(_KINDS) else other
                report(NO_TEMPLATE.at(place(), name=found, hint=hint))
            elif found == name and name in outline.extended and _OF_THEME + name in theirs:
                report(ITSELF.at(place(), name=name))
    return outlined


def _read_outlines(
    texts: Mapping[str, str], places: Mapping[str, str], report: Report, keep: Keep
) -> dict[str, Outline]:
    outlined: dict[str, Outline] = {}
    for name, text in texts.items():
        try:
            outlined[name] = _outline.decode(keep("outline", text, partial(_outline_in, text)))
        except jinja2.TemplateSyntaxError as error:
            report(BAD_TEMPLATE.at(Place(places[name], error.lineno), detail=error.message or ""))
        except RecursionError as error:
            report(TOO_DEEP.at(Place(places[name], _reached(error))))
    return outlined


def _named_at(file: str, text: str, name: str | None) -> Place:
    """Where a template names another one; None: by what is no literal."""
    quoted = _NO_LITERAL if name is None else re.compile(f"[\"']{re.escape(name)}[\"']")
    return outlines.named_at(file, text, quoted)


_outline = msgspec.msgpack.Decoder(Outline)
_NO_LITERAL = re.compile(r"{%[-+]?\s*(?:include|extends|import|from)\s+[^\s\"'\[]")


def _outline_in(text: str) -> bytes:
    return msgspec.msgpack.encode(outlines.outline_of(text))


def _tell_of_idle(
    theme: Path, root: Path, words: str, texts: Mapping[str, str], places: Mapping[str, str],
    found: Mapping[str, Outline], report: Report,
) -> None:  # fmt: skip
    """Warn of what the site at ``root`` has for nothing. A mistake in a template may hide what that names, so this is
    asked where there is none."""
    known = {*map(_name, folders.files_below(theme, "templates", _SUFFIXES, unheard)), words}
    misnamed: list[Problem] = []  # has been told
    folders.files_below(root, "templates", _SUFFIXES, misnamed.append)
    there = {*folders.files_below(root, "templates", (), unheard)} - {problem.place.file for problem in misnamed}
    own = sorted(name for name in texts if places[name] in there)
    for problem in outlines.unused(sorted(map(_name, there)), known, found):
        report(problem)
    for problem in outlines.lost_blocks(own, texts, places, found):
        report(problem)


def _reached(error: RecursionError) -> int:
    """The line that Jinja had come to: its parser stands at a token, and what walks through the tree at a node."""
    line = 0
    for frame, _ in traceback.walk_tb(error.__traceback__):
        at = frame.f_locals.get("self")
        line = getattr(at.stream.current if isinstance(at, Parser) else at, "lineno", line)
    return line


class _CodeGenerator(CodeGenerator):
    """Lets compiled templates call our ``escaped`` where Jinja's would call ``escape``."""

    def write(self, x: str) -> None:
        super().write("environment.escaped(" if x == "escape(" else x)


class _Environment(jinja2.Environment):
    """Two things that a page does a hundred times, done without detours.

    ``x.name`` of a mapping is looked up at once; what mappings have (``items``, ``keys``) goes before a key of that
    name, as in Jinja. Text without signs of HTML, which is nearly all text, is shown as it is.
    """

    code_generator_class = _CodeGenerator

    @staticmethod
    def escaped(value: object) -> str:
        """``value`` as it is written into a page; the same as ``escape`` gives."""
        if type(value) is str and not (
            "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        ):
            return value
        return escape(value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in _OF_MAPPINGS:
            return obj[attribute]
        return super().getattr(obj, attribute)


_OF_MAPPINGS = frozenset(dir(dict))


class Missing(jinja2.UndefinedError):
    """Raised by what asks a mapping ``of`` names for a ``name`` that it has not, so that those it has can be told.
    None: a name that stands alone."""

    def __init__(self, of: Mapping[Any, object] | None, name: object, message: str | None = None) -> None:
        super().__init__(message)
        self.of, self.name = of, name


class _Undefined(jinja2.StrictUndefined):
    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = UndefinedError):
        alone = obj is missing and hint is None
        ours = exc is UndefinedError and (alone or isinstance(obj, dict))
        told: Any = partial(Missing, None if alone else obj, name) if ours else exc
        super().__init__(hint, obj, name, told)


def environment(theme: Theme) -> jinja2.Environment:
    """The engine over the texts of a theme. In tracebacks a template goes by its name."""
    return _engine(tuple(sorted(theme.sources.items())))


def compile_all(theme: Theme) -> None:
    """Compile all templates of a theme: whoever renders a page later need not wait for that."""
    engine = environment(theme)
    for name in theme.sources:
        with suppress(Exception):  # whatever it is, the page that needs it will tell
            engine.get_template(name)


@lru_cache(maxsize=1)  # a preview that compiled the same templates after each edit would take half as long again
def _engine(texts: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    sources = dict(texts)
    env = _Environment(
        loader=jinja2.FunctionLoader(lambda name: (sources[name], name, None) if name in sources else None),
        undefined=_Undefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.globals = {name: env.globals[name] for name in ("range", "dict", "namespace")}
    del env.filters["random"]
    env.filters["qr"] = qr.code
    env.filters["spoken"] = spoken
    env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}  # `tojson` still escapes < > & '
    return env
