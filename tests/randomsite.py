"""Random sites and random edits of them, for the property that a warm build is a clean build.

The generator walks the declared fields of every type, so a new type or field is part of the property on the day it is
declared. A site is a model of plain data; ``write`` makes the folder equal to it, touching only files that change.
An edit may well make a site that cannot be built: then both builds must say so in the same words.
"""

from __future__ import annotations

import copy
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from builder.schema import REGISTRY, Field, fields_of
from builder.schema.fields import ANY

Plain = dict[str, Any]

WORDS = (
    "党建",
    "企业",
    "组织",
    "服务",
    "驿站",
    "品牌",
    "阵地",
    "园区",
    "人才",
    "书记",
    "先锋",
    "联盟",
    "机制",
    "培训",
    "网格",
)
ODD = ("A&B", "<i>", "“引”", "'q'", "{{x}}", "𠮷")
FIRST = ("region", "source", "organisation", "figure", "brand", "station")  # others refer to these
LETTERS = "bcdfghjkmnpqrstvwxz"
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "station": {"post": "红色驿站", "centre": "党群服务中心"},
    "organisation": {"committee": "党委", "branch": "党支部"},
    "programme": {"method": "工作法", "plan": "计划"},
    "theme": {"team": "队伍建设", "talent": "人才工作", "village": "村企联建"},
}
# What rules tie together; a random value would nearly always break them.
LEFT_OUT = {
    "figure": {"qualifier", "measure", "value_to", "parts", "denominator", "quoted", "derived"},
    "source": {"undated"},
    "event": {"undated"},
    "scheme": {"tiers", "levels", "total", "base_figure", "full_score", "review_months"},
    "chart": {"whole", "form", "together"},
    "programme": {"items", "slogan"},
    "region": {"code"},
    "term": {"wrong", "outdated", "restricted"},
}
NEVER = {"id", "status", "withdrawal", "moved_from", "review", "body", "also_known_as"}  # have edits of their own


@dataclass
class RandomSite:
    """``records``: kind → id → fields; ``files``: what else stands in the folder, by name; ``moved``: the cases (by id)
    and lists (by kind) that stand in another place than the usual one."""

    settings: Plain
    records: dict[str, dict[str, Plain]]
    files: dict[str, bytes] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    # As files

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the site and its bytes."""
        yield "site.yaml", _json(self.settings)
        for kind, found in self.records.items():
            if kind in ("case", "page"):
                for id_, fields in found.items():
                    head = "".join(f"{key}: {_line(value)}\n" for key, value in fields.items() if key != "body")
                    folder = "pages" if kind == "page" else f"cases/{(len(id_) + (id_ in self.moved)) % 2}"
                    yield f"content/{folder}/{id_}.md", f"---\n{head}---\n{fields.get('body', '')}".encode()
            elif found:
                items = [{"id": id_, **fields} for id_, fields in found.items()]
                name = f"{REGISTRY[kind].folder}{'/all' if kind in self.moved else ''}.yaml"
                yield f"content/data/{name}", "".join(f"- {_line(i)}\n" for i in items).encode()
        yield from self.files.items()

    def write(self, root: Path, *, disguised: bool = False) -> None:
        """``disguised``: a file that changes keeps its time, as after an unpacking or a copy that keeps times."""
        wanted = dict(self.texts())
        for top in ("site.yaml", "content", "templates", "static"):
            below = [root / top] if (root / top).is_file() else (root / top).rglob("*")
            for path in below:
                if path.is_file() and path.relative_to(root).as_posix() not in wanted:
                    path.unlink()
        for name, data in wanted.items():
            path = root / name
            times = path.stat() if path.is_file() else None
            if times is None or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                if times and disguised:
                    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def copy(self) -> RandomSite:
        return copy.deepcopy(self)

    # Its parts

    def ids(self, kind: str = ANY) -> list[str]:
        kinds = self.records if kind == ANY else [kind]
        return [id_ for k in kinds for id_ in self.records.get(k, {})]

    def any_record(self, r: Random, *kinds: str) -> tuple[str, str, Plain]:
        found = [(k, i, fields) for k in kinds or self.records for i, fields in self.records[k].items()]
        return r.choice(found)

    def replace_everywhere(self, pattern: str, new: str) -> None:
        """A substitution in all text of all records."""
        text = json.dumps(self.records, ensure_ascii=False)
        self.records = json.loads(re.sub(pattern, new, text))


def make(r: Random) -> RandomSite:
    """A site with a few records of every type, most of their fields empty."""
    settings: Plain = {
        "name": words(r), "url": "https://example.cn/party/", "per_page": 2,
        "vocabularies": {name: dict(entries) for name, entries in VOCABULARIES.items()},
    }  # fmt: skip
    site = RandomSite(settings, {kind: {} for kind in (*FIRST, *(k for k in REGISTRY if k not in FIRST))})
    for name in ("a.png", "b.jpg"):
        site.files[f"content/cases/0/{name}"] = picture(r, name)
        site.files[f"content/cases/1/{name}"] = picture(r, name)
    for kind in site.records:
        for _ in range(r.randint(6, 9) if kind == "case" else r.randint(1, 3)):
            add(site, r, kind)
    bars(site, r)
    return site


def bars(site: RandomSite, r: Random) -> None:
    """A chart that is drawn: its figures are of one source, and differ in nothing but their value."""
    source = r.choice(site.ids("source"))
    for id_ in ("figure-one", "figure-two"):
        site.records["figure"][id_] = {"name": words(r), "source": source}
        amount(site.records["figure"][id_], r)
    entries = [{"label": words(r), "figure": id_} for id_ in ("figure-one", "figure-two")]
    site.records["chart"]["chart-bars"] = {"name": words(r), "form": "bars", "entries": entries}


def add(site: RandomSite, r: Random, kind: str) -> str:
    """A new record of a type, with some of its fields; its id."""
    cls = REGISTRY[kind]
    id_ = f"{kind}-{''.join(r.choices(LETTERS, k=r.randint(3, 4)))}"
    made: Plain = {}
    for spec in fields_of(cls):
        if changeable(kind, spec) and (spec.required or r.random() < 0.3):
            found = value(site, r, spec, kind)
            if found is not None:
                made[spec.key] = found
    if kind in ("source", "event"):
        made["date"] = when(r)
    if kind == "chart":
        made["form"] = "table"
    if kind == "figure":
        site.records[kind][id_] = made
        amount(made, r)
    if kind in ("case", "page", "brand", "station") and r.random() < 0.9:
        made["body"] = body(site, r, kind)
    site.records[kind][id_] = made
    return id_


def changeable(kind: str, spec: Field) -> bool:
    return spec.attribute not in NEVER | LEFT_OUT.get(kind, set())


def amount(fields: Plain, r: Random) -> None:
    """A figure says the same in words and in numbers."""
    number = r.randint(1, 99)
    fields |= {"value": number, "unit": "个", "words": f"{number}个"}


def value(site: RandomSite, r: Random, spec: Field, kind: str) -> Any:
    """A value for a field, or None where there is none to be had."""
    match spec.shape:
        case "line":
            return words(r)
        case "lines":
            return [words(r) for _ in range(r.randint(1, 3))]
        case "number":
            return r.randint(1, 50)
        case "flag":
            return r.random() < 0.5
        case "when":
            return when(r)
        case "url":
            return f"https://example.org/{r.choice(LETTERS)}"
        case "choice" | "choices":
            options = [key for key, _ in spec.options] or list(site.settings["vocabularies"][spec.of])
            return r.choice(options) if spec.shape == "choice" else r.sample(options, r.randint(1, len(options)))
        case "ref" | "refs":
            found = site.ids(spec.to)
            if not found:
                return None
            return r.choice(found) if spec.shape == "ref" else r.sample(found, r.randint(1, min(3, len(found))))
        case "part" | "parts":
            parts = [_part(site, r, spec.part, kind) for _ in range(1 if spec.shape == "part" else r.randint(1, 3))]
            return parts if spec.shape == "parts" else parts[0]
        case "prose":
            return body(site, r, kind)
    return None


def _part(site: RandomSite, r: Random, part: Any, kind: str) -> Plain:
    wanted = [s for s in fields_of(part) if s.required or s.key == "text" or r.random() < 0.6]
    found = {s.key: value(site, r, s, kind) for s in wanted}
    return {key: v for key, v in found.items() if v is not None}


def words(r: Random) -> str:
    """A few words that no other record is likely to have, now and then with characters that must be escaped."""
    odd = r.choice(ODD) if r.random() < 0.2 else ""
    return "".join((*r.choices(WORDS, k=r.randint(1, 3)), odd, *r.choices(LETTERS, k=2)))


def when(r: Random) -> str:
    return r.choice(["2019", "2020-09", "2021-03-04", "2023-01-02", "2024-12-31", "2025-05-31"])


def body(site: RandomSite, r: Random, kind: str) -> str:
    """Markdown with references, links, pictures and the constructs that leave slots open."""
    figures = site.records["figure"]
    blocks: list[str] = []
    for _ in range(r.randint(1, 5)):
        id_ = r.choice(site.ids() or ["none"])
        case = r.choice(site.ids("case") or ["none"])
        number = r.choice(list(figures) or ["none"])
        blocks.append(r.choice([
            f"## {words(r)}",
            f"{words(r)}，**“{words(r)}”**{words(r)}。",
            f"{words(r)}[[{id_}]]{words(r)}" if id_ != "none" else words(r),
            f"[[figure:{number}|{figures[number]['words']}]]" if number != "none" else words(r),
            f"[{words(r)}](/cases/{case})" if case != "none" else words(r),
            f"![{words(r)}]({'' if kind == 'case' else '../cases/0/'}{r.choice(['a.png', 'b.jpg'])})",
            f"- {words(r)}\n- {words(r)}",
            f"| 甲 | 乙 |\n|---|---|\n| {words(r)} | {words(r)} |",
            f"::: note\n{words(r)}\n:::",
            f"{words(r)}[^n{len(blocks)}]\n\n[^n{len(blocks)}]: {words(r)}",
        ]))  # fmt: skip
    return "\n\n".join(blocks) + "\n"


def picture(r: Random, name: str) -> bytes:
    made = io.BytesIO()
    colour = (r.randrange(256), r.randrange(256), r.randrange(256))
    Image.new("RGB", (r.randint(2, 9), r.randint(2, 9)), colour).save(made, "PNG" if name.endswith("png") else "JPEG")
    return made.getvalue()


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
