"""The corpus laid out as a site of ours and as a site of Hugo's: the same bodies, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from PIL import Image, ImageChops

from bench.corpus import Case, Corpus

HERE = Path(__file__).parent

# What the peer does not make is left out of the plain site; the full one is as our defaults are.
SITE = """\
name: 案例集
url: https://example.com/
per_page: 20
{plain}vocabularies:
  station: {{post: 驿站}}
  theme: {themes}
"""
PLAIN = "open_data: no\nshare: no\nfacet_lists: no\n"
FILE = 2000  # records in one file of data: no file has more than 1 MB
STYLE = "body { max-width: 60rem; margin: auto; font: 1rem/1.7 sans-serif }\n"
EXTRA: Mapping[str, Mapping[str, str]] = {
    "regions": {"level": "city"},
    "brands": {"level": "mother"},
    "stations": {"kind": "post"},
    "belts": {"kind": "belt"},
}


def ours(corpus: Corpus, site: Path, *, plain: bool) -> None:
    """``plain``: with the theme of the bench, which shows what Hugo's templates show, and none of the further pages."""
    _afresh(site)
    themes = {_theme(n): name for n, name in enumerate(corpus.tags)}
    settings = SITE.format(plain=PLAIN if plain else "", themes=_json(themes))
    _write(site / "site.yaml", settings)
    if plain:
        shutil.copytree(HERE / "theme", site / "templates")
        _write(site / "static" / "root" / "style.css", STYLE)
    data = site / "content" / "data"
    for kind, terms in corpus.terms.items():
        records = [{"id": t.id, "name": t.name, "summary": t.summary, **EXTRA[kind]} for t in terms]
        for first in range(0, len(records), FILE):
            _write(data / kind / f"{first}.yaml", _list(records[first : first + FILE]))
    sources = (
        {"id": _source(n), "title": name, "publisher": name, "undated": True}
        for n, name in enumerate(corpus.publishers)
    )
    _write(data / "sources.yaml", _list(sources))
    for case in corpus.cases():
        write_case(site, case)


def photos(site: Path, count: int) -> None:
    """So many photos of three megabytes, as phones take them, each shown by one of the cases."""
    cases = sorted((site / "content" / "cases").rglob("*.md"))
    grain = Image.effect_noise((1000, 750), 120).resize((4000, 3000), Image.Resampling.BICUBIC)
    for number in range(count):
        case = cases[number % len(cases)]
        photo = Image.merge("RGB", (grain, ImageChops.offset(grain, number * 7, number), ImageChops.invert(grain)))
        photo.save(case.with_name(f"photo-{number}.jpg"), quality=70)
        with case.open("a", encoding="utf-8", newline="\n") as text:
            text.write(f"\n![活动现场](photo-{number}.jpg)\n")


def write_case(site: Path, case: Case) -> Path:
    """One case into a site of ours; its file."""
    head = {
        "title": case.title,
        "date": str(case.date),
        "summary": case.summary,
        "region": case.region,
        "brands": case.brands,
        "stations": case.stations,
        "belts": case.belts,
        "themes": [_theme(n) for n in case.tags],
        "sources": [_source(case.publisher)],
    }
    file = site / "content" / "cases" / _folder(case) / f"{case.slug}.md"
    _write(file, _front(head) + case.body)
    return file


def hugo(corpus: Corpus, site: Path) -> None:
    _afresh(site)
    shutil.copytree(HERE / "hugo", site, dirs_exist_ok=True)
    _write(site / "static" / "style.css", STYLE)
    for kind, terms in corpus.terms.items():
        found = {t.id: {"name": t.name, "summary": t.summary} for t in terms}
        _write(site / "data" / f"{kind}.json", _json(found))
    for case in corpus.cases():
        head = {
            "title": case.title,
            "slug": case.slug,
            "date": str(case.date),
            "summary": case.summary,
            "region": case.region,
            "brands": case.brands,
            "stations": case.stations,
            "belts": case.belts,
            "tags": [corpus.tags[n] for n in case.tags],
            "source": {
                "publisher": corpus.publishers[case.publisher],
                "date": str(case.published),
                "url": case.url,
            },
        }
        _write(site / "content" / "cases" / _folder(case) / f"{case.slug}.md", _front(head) + case.body)


def _afresh(site: Path) -> None:
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)


def _folder(case: Case) -> str:
    """A hundred folders, as editors would not put all files into one."""
    return case.slug[-2:]


def _theme(number: int) -> str:
    return f"tag-{number:02}"


def _source(number: int) -> str:
    return f"source-{number:02}"


def _front(head: Mapping[str, object]) -> str:
    """Values in JSON are YAML for every parser, quoted where they must be."""
    return "---\n" + "".join(f"{key}: {_json(value)}\n" for key, value in head.items()) + "---\n"


def _list(records: Iterable[Mapping[str, object]]) -> str:
    return "".join(f"- {_json(record)}\n" for record in records)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
