"""Personal data on its way to readers: where it is found, what makes it public, what never leaves the house."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from builder.problemlist import FORMATS, listing
from builder.problems import Problem
from builder.wording import LANGUAGES
from tests.smallsite import CASE, SmallSite, codes, said
from tests.test_personal import ID

PHONE, MASK = "13800138000", "138******00"
STATIONS = "content/data/stations.yaml"
PEOPLE = "content/data/people.yaml"


def found(site: SmallSite) -> list[Problem]:
    return [p for p in site.produce().problems if p.message.code.startswith(("personal", "picture-located", "waiver"))]


def photo(ending: str = "JPEG", artist: str = "", where: bool = False, comment: str = "") -> bytes:
    """A small picture with metadata: an author, the place where it was taken, a comment."""
    picture, out = Image.new("RGB", (8, 8), "red"), io.BytesIO()
    exif = Image.Exif()
    if artist:
        exif[0x013B] = artist
    if where:
        exif[0x8825] = {1: "N", 2: (31.0, 52.0, 0.0), 3: "E", 4: (120.0, 33.0, 0.0)}
    picture.save(out, ending, exif=exif, **({"comment": comment.encode()} if ending == "JPEG" else {}))
    return out.getvalue()


def put(site: SmallSite, name: str, data: bytes) -> None:
    path = site.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_each_find_stops_the_build_and_is_told_by_place_and_mask(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "## 背景", f"请找王老师，电话 138-**0013**-8000。\n\n## 背景\n\n证件 {ID}。")
    site.edit(CASE, "地区: 苏州", "地区: 苏州\n摘要: 寄到 wang@example.cn")
    run = site.build()
    assert run.published is None
    lines = [p.line("zh") for p in found(site)]
    assert [line.split(" ")[0] for line in sorted(lines)] == [f"{CASE}:10:10", f"{CASE}:14:4", f"{CASE}:5:8"]
    assert any("手机号码 138******00" in line and "公开依据" in line for line in lines)
    assert any("摘要(summary)" in line and "w***@example.cn" in line for line in lines)
    everything = "".join(lines) + "".join(p.line("en") for p in found(site))
    assert PHONE not in everything and "0013" not in everything and ID not in everything and "wang@" not in everything


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        (f"见[致电](tel:{PHONE})", 7), (f"见[致**电**](<tel:+86{PHONE}>)", 12),
        ("见[来信](mailto:wang@example.cn?subject=党)", 7), (f"见[网站](https://党.cn/{PHONE})", 7),
        (f"见[[先锋365|{PHONE}]]", 10), (f"见[后来](later.md?{PHONE})", 2),
    ],
)  # fmt: skip
def test_what_stands_in_a_link_is_told_where_the_link_stands(tmp_path: Path, typed: str, column: int) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "## 背景", f"{typed}\n\n## 背景")
    assert [str(p.place) for p in found(site)] == [f"{CASE}:9:{column}"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CASE, "## 背景", f"[致电](tel:{PHONE})\n\n## 背景"),
        (CASE, "## 背景", f'[官网](https://example.cn/ "{PHONE}")\n\n## 背景'),
        (CASE, "## 背景", f"[[先锋365|{PHONE}]]\n\n## 背景"),
        (CASE, "## 背景", f"| 姓名 | 电话 |\n| --- | --- |\n| 王 | {PHONE} |\n\n## 背景"),
        (CASE, "## 背景", "说明[^1]\n\n[^1]: " + PHONE + "\n\n## 背景"),
        (CASE, "日期: 2020-09-28", f"日期: 2020-09-28\n原地址: cases/{PHONE}.html"),
        (CASE, "日期: 2020-09-28", f'日期: 2020-09-28\n说明: "\\u0031{PHONE[1:]}"\n编号: a-b'),
        (CASE, "日期: 2020-09-28", f"日期: 2020-09-28\n编号: p-{PHONE}"),
        (PEOPLE, "role: 书记", f"role: 书记, deed: 车牌苏E12345 {PHONE}"),
        ("site.yaml", "per_page: 2", f"notice: 投稿请寄 {PHONE}"),
        ("site.yaml", "per_page: 2", f"footer:\n  host: 某单位 {PHONE}"),
    ],
)  # fmt: skip
def test_it_is_found_wherever_readers_would_meet_it(tmp_path: Path, file: str, old: str, new: str) -> None:
    site = SmallSite(tmp_path)
    assert found(site) == []
    site.edit(file, old, new)
    problems = found(site)
    assert problems and {p.place.file for p in problems} == {file}
    assert any(MASK in p.text("zh") for p in problems)


def test_the_name_of_a_file_is_an_address_and_may_hold_no_number(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.write(f"content/cases/suzhou/{PHONE}.md", (site.root / CASE).read_text(encoding="utf-8"))
    (problem,) = found(site)
    assert problem.message.code == "personal-data" and MASK in problem.text("zh")
    assert problem.line("zh").startswith(f"content/cases/suzhou/{PHONE}.md:2:1 编号(id):")


def test_no_message_repeats_a_number_whatever_it_is_about(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "日期: 2020-09-28", f"日期: {PHONE}\n{PHONE}: 是\n品牌: {PHONE}\n配图: {PHONE}.jpg")
    site.edit(
        CASE, "## 背景", f"# {PHONE}\n\n[[{PHONE}]]、[[品牌：{PHONE}]]、说明[^{PHONE}]、[见](#{PHONE})、![]({PHONE}.png)\n\n"
        f"::: {PHONE}\n\n<a href=\"tel:{PHONE}\">\n\n## 背景",
    )  # fmt: skip
    site.edit("content/cases/suzhou/later.md", "正文。", f"身份证320582199001011234，账号4111111111111111。{PHONE}")
    problems = site.produce().problems
    assert len(problems) > 8
    for form in FORMATS:
        for language in LANGUAGES:
            told = listing(problems, form, language)
            assert MASK in told
            assert not [n for n in (PHONE, "320582199001011234", "4111111111111111") if n in told]
    later = [p for p in problems if p.place.file.endswith("later.md")]
    assert codes(later) == ["personal-data"] * 3, "what is somebody's number is no quantity without a source"


def test_a_landline_that_is_given_out_is_told_where_to_be_put(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit("content/pages/about.md", "说明。", "受理电话：0512-58671234。")
    (problem,) = found(site)
    assert "“页脚”的“联系方式”" in problem.text("zh") and "“footer” in site.yaml" in problem.text("en")
    site.edit("site.yaml", "per_page: 2", "页脚:\n  联系方式: 0512-58671234")
    assert found(site) == []
    site.edit("content/pages/about.md", "0512-58671234", PHONE)
    assert "联系方式" not in found(site)[0].text("zh")


def test_a_kept_file_is_found_again_on_every_run(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "## 背景", f"{PHONE}\n\n## 背景")
    assert codes(found(site)) == codes(found(site)) == ["personal-data"]


def test_a_waiver_at_the_record_with_a_reason_lets_it_stand(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "## 背景", f"{PHONE}\n\n## 背景")
    site.edit(
        CASE, "日期: 2020-09-28", f"日期: 2020-09-28\n公开依据:\n  - {{内容: {MASK}, 理由: 本人同意公开的值班电话}}"
    )
    assert site.built().problems == []
    assert "理由" not in site.page("cases/first.html") and "本人同意" not in "".join(
        data.decode("utf-8", "ignore") for data in site.public().values()
    )
    site.edit("content/cases/suzhou/later.md", "正文。", PHONE)  # at that place only
    assert [p.place.file for p in found(site)] == ["content/cases/suzhou/later.md"]


def test_a_waiver_needs_a_reason_and_a_find(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "日期: 2020-09-28", f"日期: 2020-09-28\nwaivers:\n  - what: {MASK}")
    assert codes(site.produce().problems) == ["field-missing"]
    site.edit(CASE, f"what: {MASK}", f"what: {MASK}\n    why: 曾经公开")
    assert codes(found(site)) == ["waiver-unused"]


@pytest.mark.parametrize(
    ("mask", "body"),
    [
        ("z***@qq.com", "值班 zhang@qq.com，群众来信 zhaoliu1985@qq.com"),
        ("138******78", "13812345678、13899999978"),
        ("051*******33", "0512-5812 3433、0516-8123 4533"),
    ],
)  # fmt: skip
def test_a_waiver_is_for_one_number_and_each_that_looks_like_it_needs_its_own(
    tmp_path: Path, mask: str, body: str
) -> None:
    site, waiver = SmallSite(tmp_path), f"  - {{内容: '{mask}', 理由: 本人同意公开}}\n"
    site.edit(CASE, "## 背景", f"{body}\n\n## 背景")
    site.edit(CASE, "日期: 2020-09-28", f"日期: 2020-09-28\n公开依据:\n{waiver}".rstrip())
    problems = found(site)
    assert codes(problems) == ["waiver-shared"] * 2 and len({p.place for p in problems}) == 2
    assert all(mask in p.text("zh") and "共 2 条" in p.text("zh") for p in problems)
    site.edit(CASE, waiver, waiver * 2)
    assert found(site) == []
    site.edit(CASE, waiver * 2, waiver * 3)
    assert [(p.severity, p.message.code) for p in found(site)] == [("warning", "waiver-surplus")]


def test_a_waiver_in_the_settings_is_for_one_number_too(tmp_path: Path) -> None:
    site, waiver = SmallSite(tmp_path), f"{{内容: {MASK}, 理由: 单位公布}}"
    put(site, "static/root/list.csv", f"{PHONE},138 0013 8000,13899999900".encode())
    site.edit("site.yaml", "per_page: 2", f"公开依据: [{waiver}]")
    assert codes(found(site)) == ["waiver-shared"] * 3
    site.edit("site.yaml", f"[{waiver}]", f"[{waiver}, {waiver}]")
    assert found(site) == []


def test_what_a_contact_field_gives_out_is_public_everywhere(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit("site.yaml", "per_page: 2", "footer: {contact: 电话 0512-58120000}")
    site.edit(STATIONS, "region: suzhou", "region: suzhou, telephone: 0512-58123456、5812 3457")
    assert found(site) == []
    site.edit(CASE, "## 背景", "0512-58120000、0512-58123456，电话：58123457\n\n## 背景")
    assert found(site) == []
    site.edit(STATIONS, "telephone: 0512-58123456", f"telephone: {ID}")  # a field for numbers is none for identities
    assert [p.place.file for p in found(site)] == [CASE, STATIONS]


def test_drafts_are_told_in_the_preview_and_hold_up_nothing(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.edit(CASE, "日期: 2020-09-28", "日期: 2020-09-28\n状态: 草稿")
    site.edit(CASE, "## 背景", f"{PHONE}\n\n## 背景")
    assert site.build().published
    run = site.build(drafts=True)
    assert run.published and [(p.severity, p.message.code) for p in run.problems] == [("warning", "personal-data")]
    site.edit(CASE, "状态: 草稿", "状态: 已撤下\n撤下: {日期: 2025-01-01, 原因: 误登号码}")
    assert site.build().published, "a record is taken down within minutes, whatever stands in it"
    assert PHONE not in "".join(data.decode("utf-8", "ignore") for data in site.public().values())


@pytest.mark.parametrize("ending", ["JPEG", "PNG", "WEBP"])
def test_hidden_texts_of_pictures_are_read(tmp_path: Path, ending: str) -> None:
    site, name = SmallSite(tmp_path), f"a.{ending.lower()}"
    site.edit(CASE, "## 背景", f"![站内]({name})\n\n## 背景")
    put(site, f"content/cases/suzhou/{name}", photo(ending, artist=f"Wang {PHONE}", where=True))
    (problem,) = found(site)
    assert (problem.place.file, problem.message.code) == (f"content/cases/suzhou/{name}", "personal-picture")
    site.edit(CASE, "日期: 2020-09-28", f"日期: 2020-09-28\nwaivers: [{{what: {MASK}, why: 摄影者的公开电话}}]")
    run = site.built()
    assert run.problems == []
    shown = [data for path, data in site.public().items() if path.startswith("media/")]
    assert len(shown) >= 2
    for published in shown:
        assert PHONE.encode() not in published and b"Wang" not in published
        assert not dict(Image.open(io.BytesIO(published)).getexif())


def test_static_files_are_published_as_they_are_so_nothing_may_be_hidden_in_them(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    put(site, "static/img/a.jpg", photo(where=True, comment=f"tel {PHONE}"))
    put(site, "static/root/list.csv", f"姓名,电话\n王,{PHONE}\n".encode())
    for _ in range(2):  # what is kept of a file is told again
        assert sorted((str(p.place), p.message.code) for p in found(site)) == [
            ("static/img/a.jpg", "personal-picture"), ("static/img/a.jpg", "picture-located"),
            ("static/root/list.csv:2:3", "personal-data"),
        ]  # fmt: skip
    put(site, "static/img/a.jpg", photo(comment=f"tel {PHONE}"))
    site.edit("site.yaml", "per_page: 2", f"公开依据: [{{内容: {MASK}, 理由: 单位公布的值班电话}}]")
    assert said(found(site)) == []


@pytest.mark.parametrize(
    "data", [b"<html>404</html>", photo()[:60], photo(where=True).replace(b"Exif\0\0MM", b"Exif\0\0M\0")]
)
def test_a_static_picture_that_cannot_be_looked_into_is_not_published_unseen(tmp_path: Path, data: bytes) -> None:
    site = SmallSite(tmp_path)
    put(site, "static/img/a.jpg", data)
    assert [(str(p.place), p.message.code) for p in site.produce().problems] == [("static/img/a.jpg", "picture-unread")]


def test_persons_are_in_no_export_and_no_feed_and_ask_not_to_be_indexed(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.write(PEOPLE, "- {id: li, name: 李明远, role: 书记, deed: 二十年如一日}\n")
    site.edit(CASE, "## 背景", "[[李明远]]说过。\n\n## 背景")
    site.edit("content/data/events.yaml", "about: [xianfeng-365]", "about: [xianfeng-365, 'person:li']")
    site.built()
    page = site.page("people/li.html")
    assert '<meta name="robots" content="noindex">' in page and "application/ld+json" not in page.split("李明远")[0]
    for path, data in site.public().items():
        text = data.decode("utf-8", "ignore")
        if path.startswith("data/") or path.endswith(".xml"):
            assert "people/li" not in text and "person" not in text, path
        assert "二十年如一日" not in text or path.startswith("people/"), path
        if path.startswith("people/"):
            assert "noindex" in text, path
    assert "李明远" in site.page("feed.xml"), "the words of a case are its own"
    assert not any(path.startswith("data/people") for path in site.public())
