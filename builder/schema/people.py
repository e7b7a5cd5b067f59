"""Who acted, what happened, which words are right: persons, events, terms."""

from __future__ import annotations

from builder.schema import fields as f
from builder.schema.fields import ANY, Ref, When
from builder.schema.records import Part, Placed, Record, content_type


@content_type("person", "people", "人物", "Person", "People", public=False)
class Person(Placed):
    """The public role and the reported deed, nothing else."""

    role: str = f.line("职务", "Role", required=True)
    organisation: Ref | None = f.ref("单位", "Organisation", to="organisation")
    deed: str = f.line("事迹", "Deed")
    about: tuple[Ref, ...] = f.refs("相关", "Related", to=ANY)


@content_type("event", "events", "大事记", "Event", "Events")
class Event(Placed):
    date: When | None = f.when("日期", "Date")
    undated: bool = f.flag("无日期", "Undated")
    inferred: str = f.line("推断", "Inferred")
    about: tuple[Ref, ...] = f.refs("相关", "About", to=ANY)
    themes: tuple[str, ...] = f.choices("主题", "Themes", of="theme")
    figures: tuple[Ref, ...] = f.refs("数据", "Figures", to="figure", inline=True)


class Form(Part):
    """One form of a term that is wrong, outdated or restricted, and since when."""

    text: str = f.line("写法", "Form", required=True)
    since: When | None = f.when("起始", "Since")
    note: str = f.line("说明", "Note")


@content_type("term", "terms", "术语", "Term", "Terms")
class Term(Record):
    """``name`` is the approved form; the lists hold the forms that ``check`` looks for."""

    definition: str = f.line("释义", "Definition", required=True)
    usage: tuple[str, ...] = f.lines("用法", "Usage", help=("各地用法的异同", "How usage differs by place"))
    wrong: tuple[Form, ...] = f.parts("错误写法", "Wrong forms", Form)
    outdated: tuple[Form, ...] = f.parts("过时写法", "Outdated forms", Form)
    restricted: tuple[Form, ...] = f.parts("限用写法", "Restricted forms", Form)
    replacement: str = f.line("改用", "Use instead")
    see: tuple[Ref, ...] = f.refs("参见", "See also", to=ANY)
    distinct_from: tuple[Ref, ...] = f.refs("区别于", "Distinct from", to="term")
