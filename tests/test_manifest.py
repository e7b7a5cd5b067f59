from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.manifest import Manifest, Output, from_bytes, is_marked, of_outputs, to_bytes

SITE = {"页/甲.html": "甲".encode(), "b.html": b"b"}


def test_it_is_text_that_a_person_can_compare() -> None:
    assert to_bytes(of_outputs(SITE)).decode() == (
        "{\n"
        ' "files": {\n'
        '  "b.html": {\n'
        '   "digest": "3e23e8160039594a33894f6564e1b134",\n'
        '   "size": 1\n'
        "  },\n"
        '  "页/甲.html": {\n'
        '   "digest": "33e3580c093111e1c4cac922872c4037",\n'
        '   "size": 3\n'
        "  }\n"
        " },\n"
        ' "format": 1,\n'
        ' "made_by": "xianfeng"\n'
        "}\n"
    )


@given(st.dictionaries(st.text("ab/页", min_size=1).filter(lambda p: all(p.split("/"))), st.binary()))
def test_what_is_written_is_read_back_and_the_order_of_outputs_does_not_show(outputs: dict[str, bytes]) -> None:
    written = to_bytes(of_outputs(outputs))
    assert from_bytes(written) == of_outputs(outputs)
    assert to_bytes(of_outputs(dict(reversed(outputs.items())))) == written
    assert is_marked(written)


@given(st.binary() | st.integers(0, 200).map(lambda n: to_bytes(of_outputs(SITE))[:n]))
def test_damaged_bytes_are_no_manifest_and_never_raise(data: bytes) -> None:
    assert from_bytes(data) is None
    assert not is_marked(data)


def test_nesting_other_marks_other_formats_and_paths_that_lead_elsewhere_are_refused() -> None:
    good = to_bytes(of_outputs(SITE))
    for bad in (b"[" * 100_000, good.replace(b"xianfeng", b"hugo"), good.replace(b"b.html", b"../b")):
        assert from_bytes(bad) is None
    assert not is_marked(good.replace(b'"xianfeng"', b'"hugo"'))


def test_a_folder_of_a_later_version_is_still_ours() -> None:
    later = b'{"made_by": "xianfeng", "format": 2, "pages": []}'
    assert from_bytes(later) is None
    assert is_marked(later)


def test_of_nothing_is_a_manifest_too() -> None:
    assert from_bytes(to_bytes(of_outputs({}))) == Manifest({})
    assert of_outputs({"a": b"xy"}).files["a"] == Output(of_outputs({"b": b"xy"}).files["b"].digest, 2)
