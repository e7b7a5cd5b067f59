"""What an editor accepts by our schemas is what the decoder accepts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import contentfiles, frontmatter, load, siteconfig, yamltext
from builder.problems import Place, Problem
from builder.schema import REGISTRY, Figure, Record, fields_of, keys_of
from builder.schema.decode import MISSING_YET
from builder.schema.fields import Field
from builder.schema.hints import options_of
from builder.schema.jsonschema import schemas
from builder.settings import Settings
from builder.siteconfig import Site, read_site
from builder.sources import decode
from builder.wording import Words
from builder.yamltext import Mapping, Node, Sequence
from tests.schemacheck import accepts

ROOT = Path(__file__).parent.parent
TEXT_FILES = (".md", ".yaml")


def _site() -> Site:
    problems: list[Problem] = []
    site = read_site(ROOT, problems.append)
    assert site is not None and not problems
    return site


SITE = _site()
SCHEMAS = schemas(SITE)


def as_editors_read(node: Node) -> Any:
    """A tree as JSON: plain values typed by the core schema of YAML 1.2, as the plug-ins of editors do it."""
    if isinstance(node, Mapping):
        return {key.text: as_editors_read(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [as_editors_read(item) for item in node.items]
    if node.is_empty:
        return None
    if node.plain and re.fullmatch(r"[-+]?[0-9]+(?:\.[0-9]+)?", node.text):
        return float(node.text) if "." in node.text else int(node.text)
    return node.text == "true" if node.plain and node.text in ("true", "false") else node.text


def test_every_file_of_the_demonstration_site_is_valid() -> None:
    refused = []
    files = [f for f in sorted((ROOT / "content").rglob("*")) if f.suffix in TEXT_FILES]
    for path in [*files, ROOT / siteconfig.FILE]:
        file = path.relative_to(ROOT).as_posix()
        problems: list[Problem] = []
        source = decode(path.read_bytes(), file, problems.append)
        assert source is not None
        if path.suffix == ".md":
            node: Node | None = frontmatter.split(source, problems.append).node
            name = f"{REGISTRY[contentfiles.kind_of(file)].folder}-front-matter"
        else:
            node = yamltext.parse(source.text, Place(file, 1), problems.append)
            name = REGISTRY[contentfiles.kind_of(file)].folder if file != siteconfig.FILE else "site"
        if problems:
            continue  # `check` names what is wrong with it
        if node is not None and not accepts(SCHEMAS[name], as_editors_read(node)):
            refused.append(file)
    assert len(files) > 20
    assert not refused


@pytest.mark.parametrize("cls", [*REGISTRY.values(), Settings])
def test_no_two_fields_of_a_type_share_a_key(cls: type[Any]) -> None:
    names = [name for spec in fields_of(cls) for name in {spec.key, spec.attribute, spec.words.zh}]
    assert len(names) == len(set(names)) == len(keys_of(cls))


def test_a_choice_offers_the_chinese_words_first_then_the_keys() -> None:
    kind = SCHEMAS["stations"]["definitions"]["Station.kind_of"]
    offered = kind["anyOf"][0]["enum"]
    assert offered[0] == "党群工作站"
    assert {"党群工作站", "party-masses-workstation"} <= set(offered)
    assert kind["title"] == "类别(kind)"
    assert "党群工作站" in kind["description"]


def test_words_of_a_vocabulary_may_look_like_numbers_and_patterns() -> None:
    themes = {"2020": Words("2020", "2020"), "c": Words("两新(试点)", "C++")}
    odd = replace(SITE, vocabularies={**SITE.vocabularies, "theme": themes})
    schema = schemas(odd)["cases-front-matter"]
    case = {"标题": "甲", "日期": 2020}
    good: list[Any] = [2020, "2020", ["两新(试点)"], "C++、2020", "两新(试点) , c", None]
    bad: list[Any] = ["两新试点", ["D"], "C++2020", {}]
    assert all(accepts(schema, {**case, "主题": value}) for value in good)
    assert not any(accepts(schema, {**case, "主题": value}) for value in bad)


def test_patterns_escape_no_more_than_an_editor_takes() -> None:
    """With its flag ``u`` ECMAScript refuses a backslash before what needs none."""
    patterns = {json.loads(found) for found in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(SCHEMAS))}
    assert len(patterns) > 8
    for pattern in patterns:
        assert set(re.findall(r"\\(.)", pattern)) <= {*r"^$\.*+?()[]{}|/", *"dDsSwWbBnux"}, pattern


def test_the_settings_are_read_the_same_way() -> None:
    themes = {"theme": {"a": "甲", "b": {"zh": "乙"}}, "station": {}, "programme": None}
    good: dict[str, Any] = {"name": "示例", "网址": "https://example.com/", "每页条数": 12, "词表": themes}
    bad: list[dict[str, Any]] = [
        {"每页条数": 0}, {"每页条数": 12.5}, {"per_page": 12}, {"名称": "又一个"}, {"网址": "example.com"},
        {"词表": {"theme": []}}, {"词表": {"theme": {"A 1": "甲"}}}, {"词表": {"theme": {"a": {"en": "A"}}}},
        {"profile": "other"}, {"页脚": []},
    ]  # fmt: skip

    def read(value: Any) -> bool:
        problems: list[Problem] = []
        node = yamltext.parse(json.dumps(value, ensure_ascii=False), Place("site.yaml", 1), problems.append)
        assert node is not None
        return siteconfig.parse_site(node, problems.append) is not None and not problems

    assert read(good) and accepts(SCHEMAS["site"], good)
    for change in bad:
        assert not read({**good, **change}) and not accepts(SCHEMAS["site"], {**good, **change}), change


# Records of every type, right and wrong by turns ---------------------------------------------------------------------

JUNK = st.sampled_from(
    [
        None,
        True,
        46,
        12.7,
        "",
        "甲",
        "甲、乙",
        "两行\n文字",
        "2020.9.28",
        "2021-02-29",
        "是",
        [],
        ["甲"],
        [None],
        {},
        {"甲": "乙"},
    ]
)
GOOD: dict[str, list[Any]] = {
    "slug": ["a-1", 365],
    "line": ["甲", 46],
    "lines": ["甲、乙", ["甲", 46]],
    "prose": ["一段。\n\n两段。"],
    "number": [46, 12.5, "12.7万", "10.2万亿", "14,673"],
    "flag": [True, "是", "no"],
    "time": ["09:30", "9:30", "23:59", "00:00"],
    "when": [2020, "2020-09", "2020-02-29", "2021-12-31", "2000-02-29"],
    "url": ["https://example.com/a?b=c"],
    "paths": [["cases/old.html", "a/党建 (1).html"], "a.html、b.htm"],
    "ref": ["先锋365", 365],
    "refs": ["先锋365、阳澄红", ["先锋365", 365]],
}
NEAR: dict[str, list[Any]] = {
    "slug": ["A-1", "a--b", "con", "x" * 81, -1],
    "number": ["46个", "万", "1" * 41],
    "flag": ["有"],
    "time": ["24:00", "9:3", "09:60", "9点半", 930],
    "when": ["2020-13-01", "2021-02-29", "1900-02-29", "2020-04-31", "2020-9", 999, 3000, "2020-09-28 10:00"],
    "url": ["example.com", "https://", "https://a b"],
    "paths": ["/a.html", ["../a.html"], ["con/a.html"], ["a./b.html"], "a.aspx", ["a//b.html"]],
}


def _values(spec: Field, depth: int) -> st.SearchStrategy[Any]:
    found: list[st.SearchStrategy[Any]] = [JUNK]
    if spec.shape == "slug":  # `true` without quotes is an id to us; the schema takes no flag for one
        found = [JUNK.filter(lambda value: value is not True)]
    if spec.shape in ("choice", "choices"):
        words = [w for key, both in options_of(spec, SITE.vocabularies).items() for w in (key, both.zh, both.en)]
        one = st.sampled_from(words)
        found += [one, one] if spec.shape == "choice" else [st.lists(one, max_size=2)]
    elif spec.part is not None:
        part = _objects(spec.part, depth - 1)
        found += [part] if spec.shape == "part" else [st.lists(part, max_size=2), part]
    else:
        found += [st.sampled_from(GOOD[spec.shape])] * 2 + [st.sampled_from(NEAR.get(spec.shape, [None]))]
        if spec.inline and depth:
            record = _objects(REGISTRY[spec.to], 0)
            found += [record] if spec.shape == "ref" else [st.lists(record, max_size=2)]
    return st.one_of(found)


def _right(spec: Field) -> st.SearchStrategy[Any]:
    if spec.shape == "choice":
        return st.sampled_from([both.zh for both in options_of(spec, SITE.vocabularies).values()])
    if spec.part is not None:
        return st.lists(_objects(spec.part, 0), min_size=1, max_size=2)
    return st.sampled_from(GOOD[spec.shape])


@st.composite
def _objects(draw: st.DrawFn, cls: type[Any], depth: int) -> dict[str, Any]:
    """What is required, nearly always, rightly, and one field more with whatever may stand there."""
    made: dict[str, Any] = {}
    specs = fields_of(cls)
    for spec in specs:
        identity = spec.required or (issubclass(cls, Record) and spec.key == "id")
        if identity and draw(st.integers(0, 19)):
            made[draw(st.sampled_from([spec.key, spec.words.zh]))] = draw(_right(spec))
    for spec in draw(st.lists(st.sampled_from(specs), max_size=2)):
        made[draw(st.sampled_from([spec.key, spec.words.zh]))] = draw(_values(spec, depth))
    if not draw(st.integers(0, 19)):
        made["没有这一项"] = "甲"
    return made


def _decodes(file: str, value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False)  # every JSON text is YAML
    loaded = load.read_file(file, text.encode(), SITE.vocabularies)
    # What a draft still lacks is a warning to a build, and a mark in the editor all the same.
    return not [p for p in loaded.problems if p.severity == "error" or p.message is MISSING_YET]


@pytest.mark.parametrize("kind", REGISTRY)
@settings(max_examples=40)
@given(st.data())
def test_the_schema_accepts_what_the_decoder_accepts_and_nothing_else(kind: str, data: st.DataObject) -> None:
    cls = REGISTRY[kind]
    record = data.draw(_objects(cls, 1))
    bare = {key: value for key, value in record.items() if key not in ("id", "编号")}
    for value in ([record], {"a-1": record}, {"a-1": bare}, {"A 1": bare}):
        file = f"content/data/{cls.folder}.yaml"
        assert accepts(SCHEMAS[cls.folder], value) == _decodes(file, value), value


def test_the_examples_hold_records_of_both_sorts() -> None:
    """The property above would hold, too, of schemas that refuse everything."""
    figure = {"id": "a", "名称": "甲", "写法": "46个", "数值": 46, "出处": "某报"}
    bare = {k: v for k, v in figure.items() if k != "id"}
    assert accepts(SCHEMAS[Figure.folder], [figure]) and accepts(SCHEMAS[Figure.folder], {"a": bare})
    assert not accepts(SCHEMAS[Figure.folder], {"a": figure})
    assert not accepts(SCHEMAS[Figure.folder], [{k: v for k, v in figure.items() if k != "出处"}])
    assert not accepts(SCHEMAS[Figure.folder], [{**figure, "source": "又一报"}])


def test_a_scalar_is_no_data_file_and_an_empty_file_is_one() -> None:
    assert all(accepts(SCHEMAS[cls.folder], None) for cls in REGISTRY.values())
    assert not any(accepts(SCHEMAS[cls.folder], "甲") for cls in REGISTRY.values())
