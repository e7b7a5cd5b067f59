"""What machines read of the demonstration site, all of it: HTML, JSON-LD, the feed, the site map, the manifest."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.nu import findings
from tests.photos import photo, saved
from tests.smallsite import CASE, SmallSite

BASE = "https://xianfeng.example/"
REQUIRED = {  # what Google's and Baidu's readers of each type ask for
    "Article": {"headline", "datePublished", "author", "publisher", "mainEntityOfPage", "description", "image"},
    "BreadcrumbList": {"itemListElement"},
    "CollectionPage": {"url", "name", "mainEntity"},
    "ItemList": {"numberOfItems", "itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Dataset": {"name", "description", "creator", "distribution", "url"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "DataCatalog": {"url", "name", "dataset"},
    "Place": {"name", "url"},
    "Organization": {"name", "url"},
    "WebSite": {"url", "name"},
    "Brand": {"name", "url"},
    "DefinedTerm": {"name", "url"},
    "CreativeWork": {"name", "url"},
    "Thing": {"name", "url"},
}
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _things(item)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for item in value.values():
            yield from _things(item)


def _is_here(site: Path, address: str) -> bool:
    path = unquote(address.removeprefix(BASE).partition("#")[0])
    file = f"{path}index.html" if path.endswith("/") or not path else path
    return address.startswith(BASE) and (site / file).is_file()


def test_every_page_is_valid_html(site: Path) -> None:
    assert findings(site) == []


def test_invalid_html_is_found(tmp_path: Path) -> None:
    text = "<!DOCTYPE html><html lang=zh><title>a</title><p><div id=x><b id=x>"
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert any("Duplicate ID" in found for found in findings(tmp_path))


def test_pages_with_photos_of_every_profile_are_valid_html(tmp_path: Path) -> None:
    for profile in ("none", "gov", "party"):
        site = SmallSite(tmp_path / "sites" / profile)
        foot = "页脚: {主办单位: 甲, 联系方式: 乙, ICP备案号: 丙, 公安备案号: 丁 00000000000000号, 网站标识码: '0000000000', "
        mark = "党政机关网站标识: {图片: mark.png, 地址: 'https://mark.example/0000'}}\n纠错: a@example.cn\n"
        site.edit("site.yaml", "per_page: 2\n", f"per_page: 2\n规范: {profile}\n{foot}{mark}avif: 是\n")
        site.edit(CASE, "## 背景", '![合影](a.jpg "图注")\n\n## 背景')
        (site.root / "static").mkdir()
        (site.root / "static/mark.png").write_bytes(saved(photo(60, 40), "PNG"))
        (site.root / "content/cases/suzhou/a.jpg").write_bytes(saved(photo(1000, 500), "JPEG"))
        review = ", ".join(f"{{环节: {stage}, 审核人: 王, 日期: 2020}}" for stage in ("初审", "复审", "终审"))
        later, plain = "content/cases/suzhou/later.md", "content/cases/plain.md"
        for file, day in ((CASE, "2020-09-28"), (later, "2021-03"), (plain, "2022")):
            site.edit(file, f"{day}\n", f"{day[:4]}-01-01\nreview: [{review}]\n")
        site.built()
    assert findings(tmp_path / "sites") == []


def test_json_ld_is_complete_and_leads_to_pages_that_are_there(site: Path) -> None:
    seen: set[str] = set()
    for page in sorted(site.rglob("*.html")):
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            found = json.loads(block)
            assert found["@context"] == "https://schema.org"
            for thing in _things(found["@graph"]):
                seen.add(thing["@type"])
                lacking = REQUIRED[thing["@type"]] - thing.keys()
                if "publisher" in lacking or thing["@type"] == "Organization":
                    lacking -= {"url"}  # the publisher of a source is an office elsewhere
                assert not lacking, (page.name, thing["@type"], lacking)
                assert None not in thing.values() and "" not in thing.values()
                places = [thing.get(name, "") for name in ("url", "item", "contentUrl", "mainEntityOfPage")]
                places += thing.get("image", [])
                assert all(_is_here(site, place) for place in places if place), (page.name, places)
            trail = [t for t in _things(found["@graph"]) if t["@type"] == "BreadcrumbList"]
            assert [[i["position"] for i in t["itemListElement"]] for t in trail] == [
                [*range(1, len(t["itemListElement"]) + 1)] for t in trail
            ]
    assert {"Article", "CollectionPage", "BreadcrumbList", "Dataset", "Place", "WebSite", "DataCatalog"} <= seen


def test_the_feed_keeps_to_its_standard_and_holds_whole_texts(site: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") or "" for entry in entries]
    assert len(set(ids)) == len(ids) and all(_is_here(site, id_) for id_ in ids)
    for part in (feed, *entries):
        assert [len(part.findall(f"{atom}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert part.findall(f"{atom}author/{atom}name")
        for stamp in (*part.findall(f"{atom}updated"), *part.findall(f"{atom}published")):
            assert datetime.fromisoformat(str(stamp.text)).tzinfo is not None
    updated = [str(entry.findtext(f"{atom}updated")) for entry in entries]
    assert feed.findtext(f"{atom}updated") == max(updated)
    for entry in entries:
        content = entry.find(f"{atom}content")
        assert content is not None and content.get("type") == "html" and len(content.text or "") > 500
        links = re.findall(r'(?:href|src)="([^"#][^"]*)"', content.text or "")
        assert all("://" in link for link in links)
        assert all(_is_here(site, link) for link in links if link.startswith(BASE))


def test_the_site_map_lists_what_may_be_indexed_and_when_cases_were_last_changed(site: Path) -> None:
    maps = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    urls = ET.parse(site / "sitemap.xml").getroot().findall(f"{maps}url")
    listed = {url.findtext(f"{maps}loc") or "": url.findtext(f"{maps}lastmod") for url in urls}
    assert all(_is_here(site, address) for address in listed)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        canonical = re.search(r'<link rel="canonical" href="([^"]+)">', text)
        assert canonical is not None, page
        assert ('content="noindex"' in text) != (canonical[1] in listed) or 'http-equiv="refresh"' in text, page
    dated = {address: day for address, day in listed.items() if day}
    assert len(dated) >= 20 and all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in dated.values())


def test_the_manifest_names_icons_of_the_sizes_it_says(site: Path) -> None:
    from PIL import Image

    found = json.loads((site / "site.webmanifest").read_text(encoding="utf-8"))
    assert found["name"] == "先锋案例库" and (site / found["start_url"]).is_file()
    for icon in found["icons"]:
        with Image.open(site / icon["src"]) as image:
            assert icon["sizes"] == "{}x{}".format(*image.size) and icon["type"] == "image/png"
    assert {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}


def test_a_correction_is_the_day_of_the_last_change(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "来源: [daily]\n", "来源: [daily]\n更正: [{日期: 2022-05-06, 内容: 改了一个数}]\n")
    site.built()
    assert "cases/first.html</loc><lastmod>2022-05-06</lastmod>" in site.page("sitemap.xml")
    assert "<updated>2022-05-06T00:00:00+08:00</updated>" in site.page("feed.xml")
