"""Single values: what people type for a date, a number, an id, and what they are told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.addresses import is_slug
from builder.schema.dates import parse_time, parse_when
from builder.schema.fields import When
from builder.schema.oldaddresses import parse_path
from builder.schema.values import parse_flag, parse_link, parse_number, parse_slug, parse_url
from builder.wording import Words

DATE_LIKE = st.text("0123456789０９-./年月日号—T: ", max_size=14) | st.text(max_size=12)


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("2020.9.28", "2020-09-28"),
        ("2020年9月28日", "2020-09-28"),
        ("２０２０-０９-２８", "2020-09-28"),
        ("2020/9", "2020-09"),
        ("2020年", "2020"),
        ("20200928", "2020-09-28"),
        ("202009", "2020-09"),
        ("2020-09-28 00:00:00", "2020-09-28"),
        ("2020-09-28T00:00:00+08:00", "2020-09-28"),
        ("2021-03-05（周五）", "2021-03-05"),
        ("2021年三月", "2021-03"),
        ("２０２０", "2020"),
        ("二〇二〇年九月二十八日", "2020-09-28"),
        ("二零二一年十月十日", "2021-10-10"),
        ("2021年十二月三十号", "2021-12-30"),
    ],
)
def test_a_date_typed_otherwise_is_answered_with_its_right_form(typed: str, like: str) -> None:
    fault = parse_when(typed)
    assert isinstance(fault, tuple)
    assert (fault[0].code, fault[1]) == ("date-invalid", {"value": typed, "like": like})


@pytest.mark.parametrize(
    ("typed", "like", "time"),
    [
        ("2020-09-28 13:47", "2020-09-28", "13:47"),
        ("2024-01-01 10:00:00 +0800", "2024-01-01", "10:00"),
        ("2024-01-01T10:00:00.123+08:00", "2024-01-01", "10:00"),
        ("2024年1月5日 09:00", "2024-01-05", "09:00"),
        ("2021年3月5日 星期五 9:30", "2021-03-05", "09:30"),
    ],
)
def test_of_a_date_with_a_time_both_are_told_where_they_belong(typed: str, like: str, time: str) -> None:
    fault = parse_when(typed)
    assert isinstance(fault, tuple)
    assert (fault[0].code, fault[1]) == ("date-with-time", {"value": typed, "like": like, "time": time})


@pytest.mark.parametrize(
    ("typed", "like"), [("45292", "2024-01-01"), ("45292.375", "2024-01-01"), ("43831", "2020-01-01")]
)
def test_the_number_of_a_day_in_excel_is_told_as_such(typed: str, like: str) -> None:
    fault = parse_when(typed)
    assert isinstance(fault, tuple) and (fault[0].code, fault[1]["like"]) == ("date-excel", like)


@pytest.mark.parametrize(
    "typed",
    [
        "今天", "去年", "0999", "21-03-05", "05/03/2021", "3月5日", "2020928", "2021年春", "2020-09-28至30日", "2020-09-",
        "2021-03-05（周六）", "2021-03（周五）", "2020-09-28T23:30:00Z", "2020-09-28 23:30 +0000",
        "2020-09-28T23:30:00+09:00", "12345", "20-9-28", "三月五日",
    ],
)  # fmt: skip
def test_a_date_that_is_not_certain_is_answered_with_an_example(typed: str) -> None:
    fault = parse_when(typed)
    assert isinstance(fault, tuple)
    assert fault[0].code == "date-unclear" and "应写成" not in fault[0].zh and "例如写成 2020-09-28" in fault[0].zh


@pytest.mark.parametrize(
    ("typed", "why", "like"),
    [
        ("2021-04-31", "2021 年 4 月没有 31 日", "2020-09-28"),
        ("2021-02-30", "2021 年 2 月没有 30 日", "2020-09-28"),
        ("2021-02-29", "2021 年 2 月没有 29 日", "2020-09-28"),
        ("2021.13.5", "没有 13 月", "2020-09-28"),
        ("2020-00", "没有 0 月", "2020-09"),
    ],
)
def test_a_date_that_no_calendar_has_is_not_mended_to_another(typed: str, why: str, like: str) -> None:
    fault = parse_when(typed)
    assert isinstance(fault, tuple)
    assert fault[0].code == "date-absent" and fault[1]["like"] == like
    assert isinstance(fault[1]["why"], Words) and fault[1]["why"].zh == why


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("09:30", "09:30"),
        ("9:30", "09:30"),
        ("9：30", "应写成 09:30。"),
        ("14点05分", "应写成 14:05。"),
        ("25:00", "例如写成 09:30。"),
        ("9:60", "例如写成 09:30。"),
        ("下午两点", "例如写成 09:30。"),
    ],
)
def test_a_time_is_proposed_only_where_it_is_certain(typed: str, said: str) -> None:
    found = parse_time(typed)
    assert (found if isinstance(found, str) else found[0].zh.format(**found[1])).endswith(said)


@pytest.mark.parametrize("typed", ["2020", "2020-09", "2020-02-29"])
def test_a_date_is_as_exact_as_it_was_typed(typed: str) -> None:
    assert parse_when(typed) == When(typed)


def test_a_date_knows_its_precision_and_its_words() -> None:
    assert [When(d).precision for d in ("2020", "2020-09", "2020-09-08")] == ["year", "month", "day"]
    assert [When(d).words().zh for d in ("2020", "2020-09", "2020-09-08")] == ["2020年", "2020年9月", "2020年9月8日"]


@given(DATE_LIKE)
def test_what_is_suggested_for_a_date_is_always_a_date(typed: str) -> None:
    found = parse_when(typed)
    assert isinstance(found, When) or isinstance(parse_when(str(found[1].get("like", "2020"))), When)


@given(st.text(max_size=100))
def test_what_is_suggested_for_an_id_is_always_an_id(typed: str) -> None:
    found = parse_slug(typed)
    assert is_slug(found if isinstance(found, str) else str(found[1]["like"]))


@pytest.mark.parametrize(
    ("typed", "code", "like"),
    [
        ("CON", "slug-reserved", "con-1"),
        ("nul", "slug-reserved", "nul-1"),
        ("xi\u0430n", "slug-lookalike", "xian"),  # a Cyrillic letter
        ("\u0445\u0456\u0430\u043en", "slug-lookalike", "xiaon"),
        ("xian\u2013feng", "slug-lookalike", "xian-feng"),  # a dash
        ("\u043f\u0430\u0440\u0442\u0438\u044f", "slug-invalid", "xianfeng-365"),  # a Russian word
        ("ａｂｃ", "slug-invalid", "abc"),
        ("张家港", "slug-invalid", "xianfeng-365"),
        ("a_b", "slug-invalid", "a-b"),
        ("A B", "slug-invalid", "a-b"),
        ("-a", "slug-invalid", "a"),
        ("a--b", "slug-invalid", "a-b"),
        ("x" * 81, "slug-too-long", "x" * 80),
    ],
)
def test_an_id_that_no_system_could_hold_or_no_eye_tells_from_another_is_refused(
    typed: str, code: str, like: str
) -> None:
    fault = parse_slug(typed)
    assert isinstance(fault, tuple)
    message, values = fault
    assert (message.code, values["like"]) == (code, like)
    assert message.zh.format(**values) and message.en.format(**values)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("46", "46"),
        ("14,673", "14673"),
        ("14，673", "14673"),
        ("１２．７万", "127000"),
        ("1.9 亿", "190000000"),
        ("10.2万亿", "10200000000000"),
        ("-3", "-3"),
        ("0.50", "0.5"),
        ("0", "0"),
    ],
)
def test_a_number_is_exact(typed: str, value: str) -> None:
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["46个", "约46", "", "3,4", "1,,000", "1,0000", "四十六", "1e5", "٤٦", "9" * 41])
def test_what_is_not_a_number_is_not_guessed(typed: str) -> None:
    assert isinstance(parse_number(typed), tuple)


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_every_decimal_reads_as_itself(value: Decimal) -> None:
    assert parse_number(f"{value:f}") == value
    assert parse_number(f"{value:,f}") == value


@pytest.mark.parametrize(("typed", "value"), [("是", True), ("Yes", True), ("否", False), ("FALSE", False)])
def test_a_flag_is_a_word(typed: str, value: bool) -> None:
    assert parse_flag(typed) is value
    assert isinstance(parse_flag(f"{typed}?"), tuple)


@pytest.mark.parametrize("typed", ["a.cn", "ftp://a.cn", "https://", "https://a b.cn", "javascript:x()", "http:///x"])
def test_an_address_begins_with_http(typed: str) -> None:
    assert isinstance(parse_url(typed), tuple)
    assert parse_url("https://例子.cn/路径?a=b") == "https://例子.cn/路径?a=b"


@pytest.mark.parametrize(
    "typed",
    [
        "https://[党建].cn/", "https://[::1", "https://℀.cn/", "https://a]b/", "https://a:b/", "https://a.cn:99999/",
        "https://:80/", "https://a..cn/", "https://a{b}.cn/", "https://a%.cn/", "https://u:p@/",
    ],
)  # fmt: skip
def test_an_address_has_a_host_and_a_port_that_can_be(typed: str) -> None:
    for parse in (parse_url, parse_link):
        fault = parse(typed)
        assert isinstance(fault, tuple) and fault[0].code == "url-host"
        assert parse("https://[::1]:8000/") == "https://[::1]:8000/" and parse("http://党建.cn:80") == "http://党建.cn:80"


@pytest.mark.parametrize(
    "typed",
    [
        "../a.html", "%2e%2e/a.html", "a%2F..%2Fb.html", "cases//a.html", "con.html", "a:b.html", "%3Cb.html", "a.PDF",
        "/", "",
    ],
)  # fmt: skip
def test_an_old_address_stays_inside_the_site(typed: str) -> None:
    fault = parse_path(typed)
    assert isinstance(fault, tuple) and fault[0].code == "path-invalid"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("cases/旧.html", "cases/旧.html"),
        ("2024/%E7%BA%A2.html", "2024/红.html"),
        ("a%20b.htm", "a b.htm"),
        ("old.shtml", "old.shtml"),
        ("100%.html", "100%.html"),
    ],
)
def test_an_old_address_is_the_name_of_the_file_that_a_server_looks_for(typed: str, path: str) -> None:
    assert parse_path(typed) == path


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("/cases/a.html", "path-form", "应写成 cases/a.html。"),
        ("./a.html", "path-form", "应写成 a.html。"),
        ("2024/01/01/title/", "path-form", "应写成 2024/01/01/title/index.html。"),
        ("/2024/%E7%BA%A2/", "path-form", "应写成 2024/红/index.html。"),
        ("https://example.com/own/c.html#a", "path-url", "应写成 own/c.html（"),
        ("https://example.com/own/", "path-url", "应写成 own/index.html（"),
        ("archives/123", "path-ending", "应写成 archives/123/index.html。"),
        ("cases/a", "path-ending", "应写成 cases/a.html；"),
        ("show.aspx", "path-served", "告诉维护人员"),
        ("show.html?id=12", "path-served", "告诉维护人员"),
        ("http://example.com/show.php?id=12", "path-served", "告诉维护人员"),
        ("%BA%EC.html", "path-served", "告诉维护人员"),
    ],
)
def test_an_old_address_is_told_in_the_form_that_leads_on(typed: str, code: str, said: str) -> None:
    fault = parse_path(typed)
    assert isinstance(fault, tuple)
    message, values = fault
    assert message.code == code and said in message.zh.format(**values) and message.en.format(**values)
    if code in ("path-form", "path-url"):
        assert parse_path(str(values["like"])) == values["like"]
