"""What the head of a picture says, and what is said of a file that no page should show."""

from __future__ import annotations

import pytest
from PIL import Image

from builder import metadata
from builder.pictures import WIDTHS, shown_as_is
from builder.problems import Place, Problem
from tests.photos import bomb, photo, saved, seen, turned

SMALL = photo(64, 40)
FRAMES = [photo(32, 20), photo(32, 20).rotate(180)]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"", "picture-unreadable"),
        ("a.jpg", b"<html>404 Not Found</html>", "picture-unreadable"),
        ("a.jpg", saved(SMALL, "PNG"), "picture-mislabelled"),
        ("a.png", saved(SMALL, "JPEG"), "picture-mislabelled"),
        ("a.jpg", saved(SMALL, "GIF"), "picture-format"),
        ("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "picture-format"),
        ("a.png", saved(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:]), "picture-animated"),
        ("a.webp", saved(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]), "picture-animated"),
        ("a.png", bomb(6000, 5000), "picture-too-large"),
        ("a.png", bomb(14000, 14000), "picture-too-large"),
        ("a.png", bomb(60000, 60000), "picture-too-large"),
        ("a.png", saved(Image.new("L", (100, 16384)), "PNG"), "picture-too-high"),
        ("a.jpg", saved(SMALL, "JPEG") + b"\0" * 30_000_000, "picture-too-large"),
    ],
)
def test_a_file_that_no_page_should_show_is_told_of(name: str, data: bytes, code: str) -> None:
    assert seen(name, data) == (None, [code])


def test_a_machine_without_memory_is_not_laid_on_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does a picture that cannot be opened pass for one that tells nothing."""
    data = saved(SMALL, "JPEG")

    def exhausted(*_: object, **__: object) -> Image.Image:
        raise MemoryError

    monkeypatch.setattr(Image, "open", exhausted)
    assert seen("a.jpg", data) == (None, ["picture-memory"])
    problems: list[Problem] = []
    assert shown_as_is("static/a.jpg", "a.jpg", data, Place("site.yaml", 3, 1), problems.append) is None
    assert [f"{p.place} {p.message.code}" for p in problems] == ["static/a.jpg picture-memory"]
    with pytest.raises(MemoryError):
        metadata.told_by(data)


def test_a_phone_hides_a_second_picture_behind_the_first() -> None:
    data = saved(photo(), "MPO", save_all=True, append_images=[photo(64, 40)])
    picture, codes = seen("IMG_0001.JPG", data)
    assert codes == [] and picture is not None
    assert (picture.format, picture.width, picture.height) == ("JPEG", 640, 400)


def test_a_picture_is_published_in_the_widths_it_has_pixels_for() -> None:
    for width, wanted in [(300, [300]), (480, [480]), (700, [480, 700]), (1600, [*WIDTHS]), (3000, [*WIDTHS])]:
        picture, _ = seen("集体照.jpg", saved(photo(width, width // 2), "JPEG"))
        assert picture is not None
        assert [v.width for v in picture.variants if v.format == "WEBP"] == wanted
        assert (picture.fallback.format, picture.fallback.width) == ("JPEG", min(width, 960))
        assert all(abs(v.height - v.width / 2) <= 1 for v in picture.variants)


def test_what_shows_through_falls_back_to_png_and_avif_is_made_on_request() -> None:
    clear = Image.new("RGBA", (500, 300), (255, 0, 0, 128))
    picture, _ = seen("a.webp", saved(clear, "WEBP"), avif=True)
    assert picture is not None
    assert [v.format for v in picture.variants] == ["AVIF", "AVIF", "WEBP", "WEBP", "PNG"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_of_the_upright_picture(orientation: int) -> None:
    picture, _ = seen("a.jpg", turned(orientation))
    assert picture is not None and (picture.width, picture.height) == (640, 400)


def test_a_name_changes_with_the_bytes_and_is_plain() -> None:
    first, second = (seen("党员 合影.jpg", saved(photo(), "JPEG", quality=q))[0] for q in (90, 91))
    assert first is not None and second is not None
    assert first.fallback.path != second.fallback.path
    assert first.fallback.path.isascii() and " " not in first.fallback.path
