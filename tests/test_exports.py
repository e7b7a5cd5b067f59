"""Open data and JSON-LD: what stands in the files, what must never stand there, and what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from builder.exports import CELL, FORMULA, WRITERS, to_csv, to_json, to_xlsx
from builder.pages import Page
from builder.schema import REGISTRY
from tests.smallsite import BRANDS, CASE, FIGURES, FILES, SmallSite, case

ROOT = Path(__file__).parent.parent
STATIONS = "content/data/stations.yaml"
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
LIST_PAGES = ("list.html", "tree.html", "figures.html", "timeline.html")


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    return SmallSite(tmp_path)


def table(rows: list[list[str]], *numbers: int) -> dict[str, Any]:
    columns = [{"label": f"第{n}列", "number": n in numbers} for n in range(len(rows[0]))]
    return {"title": "阵地", "columns": columns, "rows": rows}


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> list[list[Any]]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def columns(pages: dict[str, Page], kind: str) -> dict[str, list[str]]:
    """label → the cells below it."""
    found = pages[f"data/{kind}.csv"].context
    return {c["label"]: [row[n] for row in found["rows"]] for n, c in enumerate(found["columns"])}


# The files themselves


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_csv_gives_back_its_cells_and_none_is_a_formula(rows: list[tuple[str, str]]) -> None:
    found = read_csv(to_csv(table([list(row) for row in rows])))[1:]
    for row, cells in zip(rows, found, strict=True):
        for text, cell in zip(row, cells, strict=True):
            assert not cell.startswith(FORMULA)
            assert cell.removeprefix("'") == text.removeprefix("'")


def test_csv_is_as_excel_and_the_standard_want_it() -> None:
    cells = ["=1+1", "+86", "-", "@SUM(A1)", "\t=1", "\r=1", "＝1", 'say "x"', "a,b", "两\n行"]
    data = to_csv(table([cells, ["-5", *cells[1:]]], 0))
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    header, first, second = read_csv(data)
    assert header[0] == "第0列"
    assert first == ["=1+1", *(f"'{c}" for c in cells[1:7]), *cells[7:]], "a column of numbers keeps its signs"
    assert second[0] == "-5"


@given(st.lists(st.tuples(CELLS, st.decimals(-(10**9), 10**9, places=3)), min_size=1, max_size=4))
def test_a_sheet_holds_texts_as_texts_and_numbers_as_numbers(rows: list[tuple[str, Any]]) -> None:
    header, *found = read_xlsx(to_xlsx(table([[text, f"{n:f}"] for text, n in rows], 1)))
    assert header == ["第0列", "第1列"]
    assert [(text or "", number) for text, number in found] == [(text, float(n)) for text, n in rows]


def test_no_cell_of_a_sheet_is_a_formula_a_link_or_a_loss() -> None:
    cells = ["=1+1", "{=A1}", "@x", "https://a.cn", "x" * (CELL + 9), "𠀀" * CELL, "12345678901234567890"]
    book = load_workbook(BytesIO(to_xlsx(table([cells], 6))))
    row = book.worksheets[0][2]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in row)
    assert [cell.value for cell in row[:4]] == cells[:4]
    assert row[4].value == "x" * (CELL - 1) + "…"
    assert len(str(row[5].value).encode("utf-16-le")) <= 2 * CELL
    assert row[6].value == cells[6], "a number longer than a spreadsheet can hold stays as it is"


def test_a_sheet_opens_with_columns_that_fit_a_filter_and_whole_numbers_in_groups() -> None:
    rows = [["甲乙丙丁戊己庚", "10200000000000", "2020-09"], ["x" * 99, "0.35", "2020"]]
    sheet = load_workbook(BytesIO(to_xlsx(table(rows, 1)))).worksheets[0]
    assert [sheet.column_dimensions[letter].width // 1 for letter in "ABC"] == [48, 20, 9]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:C3", "A2")
    assert [sheet[cell].number_format for cell in ("B2", "B3", "C2")] == ["#,##0", "General", "General"]
    assert [sheet[cell].data_type for cell in ("B2", "B3", "C2")] == ["n", "n", "s"]


def test_the_bytes_are_the_same_in_every_process() -> None:
    script = (
        "import sys; from hashlib import sha256; from builder.exports import WRITERS\n"
        "sheet = {'title': '阵/地', 'columns': [{'label': 'a', 'number': False}], 'rows': [['=1'], ['乙'], ['']]}\n"
        "print([sha256(write({**sheet, 'data': {'b': 1}})).hexdigest() for write in WRITERS.values()])"
    )
    said = set()
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", script]
        said.add(subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=True).stdout)
    assert len(said) == 1 and len(WRITERS) == 3


# What stands in them


def test_the_three_files_of_a_list_say_the_same(site: SmallSite) -> None:
    more = "summary: =cmd, services: [助农, 议事], count: posts, opened: 2020-09"
    site.edit(STATIONS, "region: suzhou", f"region: suzhou, {more}")
    built = site.built().outputs
    told, rows = json.loads(built["data/stations.json"]), read_csv(built["data/stations.csv"])
    assert told["site"] == {"name": "小站", "url": "https://example.cn/party/"}
    (record,) = told["records"]
    assert record["permalink"] == "https://example.cn/party/stations/red-post.html"
    assert (record["kind"], record["opened"], record["services"]) == ("post", "2020-09", ["助农", "议事"])
    assert record["region"] == {"type": "region", "id": "suzhou", "name": "苏州市"}
    assert record["count"] == {
        "type": "figure",
        "id": "posts",
        "name": "驿站数",
        "words": "46个",
        "value": 46,
        "value_to": None,
        "unit": "个",
        "qualifier": "exact",
        "as_of": None,
    }
    assert [f["key"] for f in told["fields"]] == list(record)
    cells = dict(zip(*rows, strict=True))
    assert (cells["摘要"], cells["类别"], cells["服务"], cells["启用"]) == (
        "'=cmd",
        "红色驿站",
        "助农 | 议事",
        "2020-09",
    )
    assert (cells["地区（编号）"], cells["地区（名称）"]) == ("suzhou", "苏州市")
    counted = {"编号": "posts", "写法": "46个", "数值": "46", "数值上限": "", "单位": "个", "限定": "确数", "时点": ""}
    assert {part: cells[f"数量（{part}）"] for part in counted} == counted
    header, sheet = read_xlsx(built["data/stations.xlsx"])
    assert header == rows[0]
    assert [str(cell or "") for cell in sheet] == [cell.removeprefix("'") for cell in rows[1]]
    assert isinstance(sheet[header.index("数量（数值）")], int)


def test_texts_stand_without_markup_and_references_by_the_words_of_readers(site: SmallSite) -> None:
    site.edit(CASE, "[[先锋365]]设有", "**[[brand:xianfeng-365]]**设有")
    pages, _ = site.planned()
    assert columns(pages, "cases")["正文"][0] == "背景\n\n先锋365设有46个驿站，参见后来和关于。"


def test_a_reference_changes_no_words_but_its_own(site: SmallSite) -> None:
    site.edit(CASE, "[[先锋365]]设有[[figure:posts|46个]]驿站", "驿站数多，red-post < 好，[[苏州|这里]]见[[red-post]]，[[驿站数]]")
    pages, _ = site.planned()
    assert columns(pages, "cases")["正文"][0] == "背景\n\n驿站数多，red-post < 好，这里见红色驿站，46个，参见后来和关于。"


def test_a_table_keeps_its_rows_and_its_empty_cells_in_a_text(site: SmallSite) -> None:
    rows = "| 指标 | 2019年 | 2020年 |\n| --- | --- | --- |\n| 站点 |  | [[figure:posts|46个]] |\n| **党员** | | |\n"
    site.edit(CASE, "## 背景\n", f"## 背景[^1]\n\n{rows}\n- 一\n- 二\n\n[^1]: 据报道。\n")
    pages, _ = site.planned()
    table = "指标 | 2019年 | 2020年\n站点 |  | 46个\n党员 |  |"
    assert columns(pages, "cases")["正文"][0].startswith(f"背景\n\n{table}\n\n一\n\n二\n\n先锋365设有")
    assert columns(pages, "cases")["正文"][0].endswith("关于。\n\n据报道。")


def test_parts_are_objects_in_json_and_words_in_tables(site: SmallSite) -> None:
    site.write("content/data/belts.yaml", """\
- id: line
  name: 一号线
  kind: belt
  stops: [{name: 起点站}, {at: red-post, text: 换乘}]
""")  # fmt: skip
    pages, _ = site.planned()
    (record,) = pages["data/belts.json"].context["data"]["records"]
    assert record["stops"][1]["at"] == {"type": "station", "id": "red-post", "name": "红色驿站"}
    assert columns(pages, "belts")["站点"] == ["名称：起点站 | 所在：红色驿站（station:red-post）；说明：换乘"]


@pytest.mark.parametrize("drafts", [False, True], ids=["build", "preview"])
def test_nothing_unpublished_and_nobody_stands_in_a_file(site: SmallSite, drafts: bool) -> None:
    site.edit(BRANDS, "{id: lonely, name: 孤星, level: 品牌项目}", """\
{id: lonely, name: 孤星, level: 品牌项目, status: withdrawn, withdrawal: {date: 2025-01-01, why: 机密原因}}
- {id: soon, name: 草稿品牌, level: 品牌项目, status: draft}
""")  # fmt: skip
    review = "review: [{stage: 初审, name: 王审核, date: 2024-01-01}]"
    site.edit(STATIONS, "[xianfeng-365]", f"[xianfeng-365, lonely, soon], {review}")
    site.edit("content/data/events.yaml", "about: [xianfeng-365]", "about: [xianfeng-365, li]")
    site.write("content/cases/late.md", case("未来的案例", "2030-01-01"))
    site.write("content/cases/raw.md", case("未写完的案例", "2020-01-01", "status: draft"))
    pages, _ = site.planned(drafts=drafts)
    written = {page.path: page for page in pages.values() if page.template in WRITERS}
    assert len(written) == 3 * sum(f"data/{cls.folder}.json" in pages for cls in REGISTRY.values()) > 0
    assert "data/people.json" not in written and "data/pages.json" not in written
    text = "".join(str(page.context) for page in written.values())
    for hidden in ("孤星", "lonely", "草稿品牌", "机密原因", "王审核", "李明", "person:", "未来的案例", "未写完的案例"):
        assert hidden not in text
    assert columns(written, "stations")["品牌（编号）"] == ["xianfeng-365"]


def test_every_list_leads_to_its_files_and_the_page_of_open_data_to_all(site: SmallSite) -> None:
    built = site.built()
    pages, _ = site.planned()
    lists = [p for p in pages.values() if p.template in LIST_PAGES and "/" not in p.path.removesuffix("/index.html")]
    assert {p.path for p in lists} > {"cases/index.html", "figures/index.html", "regions/index.html", "timeline.html"}
    for page in lists:
        kind = REGISTRY[page.context["page"]["section"]]
        links = re.findall(r'href="([^"]+)" download', built.outputs[page.path].decode())
        stem = f"{page.context['root']}data/{kind.folder}."
        expected = [stem + ending for ending in ("json", "csv", "xlsx")] if kind.public else []
        assert links == expected, page.path
    index = built.outputs["data/index.html"].decode()
    files = {path for path in built.outputs if path.startswith("data/") and path != "data/index.html"}
    assert {f"data/{link[8:]}" for link in re.findall(r'href="(\.\./data/[^"]+)" download', index)} == files
    assert "本站收录 3 条" in index and "<code>region</code>" in index and "party:" not in index


def test_the_files_of_an_empty_site_do_not_exist(tmp_path: Path) -> None:
    pages, _ = SmallSite(tmp_path, {path: None for path in FILES if path != "site.yaml"}).planned()
    assert not [path for path in pages if path.startswith("data/")]
    assert "data/index.html" not in str(pages["index.html"].context)


def test_a_site_may_keep_its_data_to_itself(site: SmallSite) -> None:
    site.edit("site.yaml", "per_page: 2", "per_page: 2\n开放数据: 否")
    built = site.built().outputs
    assert not [path for path in built if path.startswith("data/")]
    assert not [path for path, data in built.items() if path.endswith(".html") and b"data/" in data]


def test_numbers_are_exact_in_json() -> None:
    assert to_json({"data": [Decimal("12.7"), Decimal("123456789012345678901234567890")]}).split() == [
        b"[", b"12.7,", b"123456789012345678901234567890", b"]",
    ]  # fmt: skip


# JSON-LD


def described(html: bytes) -> dict[str, Any]:
    """``@type`` → the node of that type, of the one data block in a page."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html.decode(), re.DOTALL)
    found = json.loads(block)
    assert found["@context"] == "https://schema.org"
    return {node["@type"]: node for node in found["@graph"]}


def test_pages_say_what_they_are_about(site: SmallSite) -> None:
    built = site.built().outputs
    article = described(built["cases/first.html"])["Article"]
    assert (article["headline"], article["datePublished"]) == ("第一个案例", "2020-09-28")
    assert [node["@type"] for node in article["about"]] == ["Place", "Brand"]
    assert article["isBasedOn"][0]["url"] == "https://example.cn/party/sources/daily.html"
    assert described(built["index.html"])["WebSite"]["url"] == "https://example.cn/party/"
    station = described(built["stations/red-post.html"])
    assert station["Place"]["containedInPlace"]["name"] == "苏州市"
    assert [c["name"] for c in station["BreadcrumbList"]["itemListElement"]] == ["首页", "阵地"]
    shown = described(built["cases/index.html"])
    assert shown["CollectionPage"]["mainEntity"]["itemListElement"][0]["name"] == "另一个案例"
    assert [d["contentUrl"][-4:] for d in shown["Dataset"]["distribution"]] == ["json", ".csv", "xlsx"]
    assert len(described(built["data/index.html"])["DataCatalog"]["dataset"]) > 5


def test_persons_are_described_nowhere(site: SmallSite) -> None:
    site.edit("content/data/events.yaml", "about: [xianfeng-365]", "about: [xianfeng-365, li]")
    for path, data in site.built().outputs.items():
        if path.endswith(".html") and b"ld+json" in data:
            assert "李明" not in str(described(data)) and "/people/li" not in str(described(data)), path


def test_a_title_cannot_end_the_data_block(site: SmallSite) -> None:
    hostile = "</script><script>alert(1)</script><!-- & '\\\" ]]>"
    site.edit(CASE, "标题: 第一个案例", f"标题: {json.dumps(hostile)}")
    built = site.built().outputs
    for path in ("cases/first.html", "cases/index.html"):
        html = built[path]
        assert b"<script>alert" not in html
        assert hostile in json.dumps(described(html), ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")
    assert described(built["cases/first.html"])["Article"]["headline"] == hostile


def test_no_fact_of_a_figure_is_lost_on_the_way(site: SmallSite) -> None:
    site.edit(FIGURES, "words: 46个, value: 46, unit: 个", "words: 12.7万余家, value: 12.7万, unit: 家, qualifier: 余")
    site.edit(CASE, "[[figure:posts|46个]]", "[[figure:posts]]")
    built = site.built().outputs
    (record,) = json.loads(built["data/figures.json"])["records"]
    assert (record["words"], record["value"], record["unit"], record["qualifier"]) == (
        "12.7万余家",
        127000,
        "家",
        "over",
    )
    assert "12.7万余家驿站" in json.loads(built["data/cases.json"])["records"][0]["body"]


def test_a_figure_that_is_named_keeps_its_bounds_and_its_date(site: SmallSite) -> None:
    more = "words: 5—6个, value: 5, value_to: 6, unit: 个, as_of: 2020-09"
    site.edit(FIGURES, "words: 46个, value: 46, unit: 个", more)
    site.edit(CASE, "[[figure:posts|46个]]", "[[figure:posts]]")
    site.edit(STATIONS, "region: suzhou", "region: suzhou, count: posts, figures: [posts]")
    site.write("content/data/charts.yaml", "- {id: c, name: 图, form: table, entries: [{label: 甲, figure: posts}]}\n")
    pages, _ = site.planned()
    (record,) = pages["data/stations.json"].context["data"]["records"]
    assert [record["count"][key] for key in ("value", "value_to", "qualifier", "as_of")] == [5, 6, "exact", "2020-09"]
    cells = columns(pages, "stations")
    assert [cells[f"数量（{part}）"] for part in ("数值", "数值上限", "时点")] == [["5"], ["6"], ["2020-09"]]
    (chart,) = pages["data/charts.json"].context["data"]["records"]
    assert chart["entries"][0]["figure"]["value_to"] == 6
    assert columns(pages, "charts")["各项"] == ["名称：甲；数据：5—6个（posts）"]


def test_a_record_says_where_it_stood_before(site: SmallSite) -> None:
    site.edit(STATIONS, "region: suzhou", "region: suzhou, moved_from: [stations/old.html, 旧/驿站.html]")
    pages, _ = site.planned()
    (record,) = pages["data/stations.json"].context["data"]["records"]
    site_ = "https://example.cn/party/"
    assert record["moved_from"][0] == f"{site_}stations/old.html"
    assert columns(pages, "stations")["原地址"] == [" | ".join(record["moved_from"])]


def test_a_figure_without_a_unit_has_null_for_it_wherever_it_is_named(site: SmallSite) -> None:
    site.edit(FIGURES, "words: 46个, value: 46, unit: 个", "words: '46', value: 46")
    site.edit(CASE, "[[figure:posts|46个]]", "46")
    site.edit(STATIONS, "region: suzhou", "region: suzhou, count: posts")
    (record,) = site.planned()[0]["data/stations.json"].context["data"]["records"]
    assert record["count"]["unit"] is None
