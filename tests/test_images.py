"""The published files of a picture: upright, in the right colours, and with nothing in them but pixels."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile

from builder.images import derive, deriver
from builder.problems import Problem
from tests.photos import (
    BLUE,
    GREEN,
    GREY,
    RED,
    alike,
    opened,
    photo,
    published,
    quarters,
    saved,
    seen,
    turned,
    with_place,
)

UPRIGHT: list[tuple[int, ...]] = [RED, GREEN, BLUE, GREY]


def fallback(name: str, data: bytes) -> Image.Image:
    """The file that browsers show which know no newer format."""
    picture, made = published(name, data)
    return opened(made[picture.fallback.path])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(orientation: int) -> None:
    picture, made = published("a.jpg", turned(orientation))
    assert set(made) == {v.path for v in picture.variants}
    for variant in picture.variants:
        shown = opened(made[variant.path])
        assert (shown.format, *shown.size) == (variant.format, variant.width, variant.height)
        assert alike(quarters(shown), UPRIGHT), orientation


def test_nothing_is_left_of_place_author_and_preview() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"exif": with_place(), "icc_profile": profile}
    given = {
        "a.jpg": saved(photo(), "JPEG", comment=b"office of Wang", xmp=b"<x:xmpmeta/>", **more),
        "b.webp": saved(photo(), "WEBP", xmp=b"<x:xmpmeta/>", **more),
        "c.png": saved(photo(), "PNG", **more),
    }
    for name, data in given.items():
        assert opened(data).getexif(), "the photo that is given has what must go"
        for path, shown in published(name, data, avif=True)[1].items():
            image = opened(shown)
            kept = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression",
                                      "loop", "background", "timestamp", "duration"}  # fmt: skip
            assert not kept and not image.getexif(), (path, kept)
            assert all(mark not in shown for mark in (b"Wang", b"Exif", b"xmpmeta", b"ICC_PROFILE")), path


def test_every_mode_keeps_its_colours() -> None:
    palette = photo().quantize(8)
    clear = photo().convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    deep = Image.frombytes("I;16", (600, 400), struct.pack("<600H", *[x * 109 for x in range(600)]) * 400)
    given = {
        "cmyk.jpg": saved(photo().convert("CMYK"), "JPEG", quality=95),
        "palette.png": saved(palette, "PNG"),
        "see-through-palette.png": saved(palette, "PNG", transparency=palette.getpixel((1, 1))),
        "clear.webp": saved(clear, "WEBP", lossless=True),
        "grey.jpg": saved(photo().convert("L"), "JPEG", quality=95),
        "deep.png": saved(deep, "PNG"),
    }
    made = {name: fallback(name, data) for name, data in given.items()}
    assert alike(quarters(made["cmyk.jpg"]), UPRIGHT, within=16)
    assert alike(quarters(made["palette.png"]), UPRIGHT, within=30)
    assert made["see-through-palette.png"].mode == "RGBA"
    corner = made["see-through-palette.png"].getpixel((100, 60))
    assert isinstance(corner, tuple) and corner[3] == 0
    assert made["clear.webp"].mode == "RGBA"
    assert all(max(pixel) - min(pixel) <= 8 for pixel in quarters(made["grey.jpg"]))
    dark, light = quarters(made["deep.png"])[:2]
    assert 58 <= dark[0] <= 70 and 184 <= light[0] <= 198, "16 bits of grey are scaled, not cut off"


def test_a_wide_gamut_is_brought_into_srgb_before_its_profile_goes() -> None:
    """A profile with red and green exchanged stands for any that is not sRGB: without it colours would be wrong."""
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", swapped, 128)[0]
    tags = {bytes(swapped[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, green = (tags[name] + 4 for name in (b"rXYZ", b"gXYZ"))
    swapped[red : red + 8], swapped[green : green + 8] = swapped[green : green + 8], swapped[red : red + 8]
    left, right = quarters(fallback("a.png", saved(photo(), "PNG", icc_profile=bytes(swapped))))[:2]
    assert left[1] > left[0] and right[0] > right[1], "what the profile calls red is shown as it means it"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_a_truncated_file_is_a_problem_and_never_half_a_picture(name: str) -> None:
    kind = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[name.split(".")[1]]
    data = saved(Image.effect_noise((600, 400), 80).convert("RGB"), kind)
    data = data[: len(data) * 2 // 3]
    picture, codes = seen(name, data)
    made = derive(picture, data) if picture is not None else None
    found = codes or [made.message.code if isinstance(made, Problem) else "none"]
    assert found == ["picture-unreadable"]


def test_a_damaged_profile_or_tag_does_no_harm() -> None:
    tags = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"
    data = saved(photo(), "JPEG", quality=95, icc_profile=b"no profile at all" * 20, exif=tags)
    assert alike(quarters(fallback("a.jpg", data)), UPRIGHT)


def test_a_file_that_changes_meanwhile_is_not_kept_under_its_old_name() -> None:
    picture, _ = seen("a.jpg", saved(photo(), "JPEG"))
    assert picture is not None
    found = derive(picture, saved(photo(), "JPEG", quality=30))
    assert isinstance(found, Problem) and found.message.code == "picture-changed"


def test_a_machine_without_memory_is_not_laid_on_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process asks the first one to try again; what the first one lacks memory for is told by its name."""
    data = saved(photo(), "JPEG")
    picture, _ = seen("a.jpg", data)
    assert picture is not None
    (tmp_path / picture.file).parent.mkdir(parents=True)
    (tmp_path / picture.file).write_bytes(data)

    def exhausted(image: Image.Image) -> None:
        raise MemoryError

    monkeypatch.setattr(JpegImageFile, "load", exhausted)
    made = deriver(tmp_path)(picture)
    assert isinstance(made, Problem)
    assert (str(made.place), made.message.code) == (picture.file, "picture-memory")
    monkeypatch.setattr("builder.images.parent_process", lambda: "the first")
    with pytest.raises(MemoryError):
        deriver(tmp_path)(picture)


def test_a_large_photo_is_decoded_at_a_fraction_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(Image.new("RGB", (8000, 6000), RED), "JPEG", quality=60)
    picture, codes = seen("a.jpg", data)
    assert picture is not None and codes == []
    decoded: list[tuple[int, int]] = []
    load = JpegImageFile.load

    def noted(image: JpegImageFile) -> object:
        decoded.append(image.size)
        return load(image)

    monkeypatch.setattr(JpegImageFile, "load", noted)
    assert isinstance(derive(picture, data), bytes)
    assert decoded and max(width for width, _ in decoded) <= 2000
