"""Turns a benchmark corpus into a site of ours: ``corpus_site.py CORPUS SITE``.

CORPUS holds ``cases/NN/slug.md`` with front matter (title, slug, date, summary, region, brands, stations, belts,
tags, source) and ``data/{regions,stations,brands,belts}.yaml`` as maps of id to name and summary. Tags become themes,
sources one record for each publisher; pictures, which a corpus only names, are left out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import yaml

SITE = """\
name: 基准站点
url: https://bench.example/
per_page: 20
vocabularies:
  station: {post: 驿站}
  theme: {themes}
"""
EXTRA = {
    "regions": {"level": "city"},
    "brands": {"level": "mother"},
    "stations": {"kind": "post"},
    "belts": {"kind": "belt"},
}
PICTURE = re.compile(r"^!\[.*\n\n?", re.MULTILINE)


def convert(corpus: Path, site: Path) -> None:
    """Write the site; what is there is written over."""
    names: dict[str, str] = {}
    for kind, extra in EXTRA.items():
        found = yaml.load((corpus / "data" / f"{kind}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
        records = [{"id": id_, **value, **extra} for id_, value in found.items()]
        names |= {id_: value["name"] for id_, value in found.items()}
        _write(site / "content" / "data" / f"{kind}.yaml", _yaml(records))
    themes: dict[str, str] = {}
    publishers: dict[str, str] = {}
    for file in sorted((corpus / "cases").rglob("*.md")):
        _, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
        about = yaml.load(front, yaml.CSafeLoader)
        publisher = publishers.setdefault(about["source"]["publisher"], f"source-{len(publishers):03d}")
        head = {
            "title": about["title"],
            "date": str(about["date"]),
            "summary": about["summary"],
            "region": about["region"],
            "brands": about["brands"],
            "stations": about["stations"],
            "belts": about["belts"],
            "themes": [themes.setdefault(tag, f"tag-{len(themes):03d}") for tag in about["tags"]],
            "sources": [publisher],
        }
        text = "---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
        target = site / "content" / "cases" / file.parent.name / f"{about['slug']}.md"
        _write(target, f"{text}---\n{PICTURE.sub('', body)}")
    sources = [{"id": id_, "title": name, "publisher": name, "undated": True} for name, id_ in publishers.items()]
    _write(site / "content" / "data" / "sources.yaml", _yaml(sources))
    written = json.dumps({id_: name for name, id_ in themes.items()}, ensure_ascii=False)
    _write(site / "site.yaml", SITE.replace("{themes}", written))


def _yaml(records: list[dict[str, object]]) -> str:
    return "".join(f"- {json.dumps(record, ensure_ascii=False)}\n" for record in records)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
