"""Hostile and honest photos, by their bytes: what is refused, and that nothing but pixels stays."""

import asyncio
import random
import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image, TiffImagePlugin

from shequ_api.base.files import photos
from shequ_api.base.files.photos import (
    NotAPhoto,
    PhotoHasTooManyPixels,
    PhotoTooLarge,
    sanitise,
)
from tests.base.files.pictures import (
    FORMATS,
    animated,
    assert_clean,
    encoded,
    flag,
    gif_with_a_frame_beyond_its_screen,
    heic_that_lies,
    near,
    picture,
    png_with,
    scan_bomb,
    with_exif,
    zipped,
)


@pytest.mark.parametrize("kind", FORMATS)
async def test_each_kind_becomes_a_plain_jpeg(kind: str) -> None:
    raw = encoded(flag(), kind)
    photo = await sanitise(raw)
    image = assert_clean(photo.content)
    assert (photo.width, photo.height) == image.size == (160, 96)
    assert near(image.getpixel((30, 50)), (200, 20, 20))
    assert near(image.getpixel((130, 50)), (20, 20, 200))
    assert photo.media_type == "image/jpeg"
    assert photo.sha256 == sha256(photo.content).hexdigest()
    assert photo.original_sha256 == sha256(raw).hexdigest()
    assert photo.taken_at is None
    assert photo.gps is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_exif_is_told_and_not_kept(kind: str) -> None:
    raw = encoded(flag(), kind, exif=with_exif(orientation=6).tobytes())
    photo = await sanitise(raw)
    image = assert_clean(photo.content)
    assert b"SecretPhoneMaker" in raw
    assert b"SecretPhoneMaker" not in photo.content
    assert photo.taken_at == datetime.fromisoformat("2026-03-05T08:09:10")
    assert photo.gps == pytest.approx((104.1, 30.66))
    assert image.size == (96, 160), "turned upright"
    assert near(image.getpixel((48, 20)), (200, 20, 20)), "once, and the right way round"
    assert "104.1" not in repr(photo)


@pytest.mark.parametrize(
    "changes",
    [
        {"gps": {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}},
        {"gps": {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (104.0, 0.0, 0.0)}},
        {"gps": {1: "Q", 2: (30.0, 0.0, 0.0), 3: "E", 4: (104.0, 0.0, 0.0)}},
        {"gps": {2: (30.0, 0.0, 0.0)}},
        {"gps": {1: "N", 2: (TiffImagePlugin.IFDRational(0, 0),) * 3, 3: "E", 4: (1.0, 0.0, 0.0)}},
    ],
)
async def test_foolish_exif_is_no_reason_to_refuse(changes: dict[str, Any]) -> None:
    exif = with_exif(orientation=77, taken="2026:13:45 99:00:00", **changes)
    photo = await sanitise(encoded(flag(), exif=exif))
    assert (photo.taken_at, photo.gps) == (None, None)
    assert photo.width == 160


async def test_broken_exif_is_no_reason_to_refuse() -> None:
    for junk in (b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 5000):
        assert (await sanitise(encoded(flag(), exif=junk))).gps is None


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        (encoded(flag()) + zipped(), b"PK\x03\x04"),
        (encoded(flag(), comment=b"<?php system($_GET[0]); ?>"), b"<?php"),
        (encoded(flag(), icc_profile=b"\xa5ICC" * 1_000_000), b"\xa5ICC"),
        (encoded(flag(), xmp=b"<x:xmpmeta/>"), b"xmpmeta"),
        (png_with(b"tEXt", b"Comment\0<?php evil"), b"<?php"),
    ],
    ids=["zip behind", "comment", "huge profile", "xmp", "png text"],
)
async def test_stowaways_stay_behind(raw: bytes, left: bytes) -> None:
    photo = await sanitise(raw)
    assert left in raw
    assert left not in photo.content
    assert_clean(photo.content)


@pytest.mark.parametrize(
    ("image", "kind", "wanted"),
    [
        (Image.new("CMYK", (50, 40), (0, 255, 255, 0)), "JPEG", (254, 0, 0)),
        (Image.new("L", (50, 40), 77), "JPEG", (77, 77, 77)),
        (Image.new("1", (50, 40), 1), "PNG", (255, 255, 255)),
        (Image.new("I;16", (50, 40), 128 * 256), "PNG", (128, 128, 128)),
        (Image.new("LA", (50, 40), (0, 128)), "PNG", (127, 127, 127)),
        (Image.new("RGBA", (50, 40), (9, 9, 9, 0)), "PNG", (255, 255, 255)),
        (Image.new("RGBA", (50, 40), (9, 9, 9, 0)), "WEBP", (255, 255, 255)),
        (Image.new("RGBA", (50, 40), (9, 9, 9, 0)), "HEIF", (255, 255, 255)),
    ],
)
async def test_every_colour_space_ends_in_rgb(
    image: Image.Image, kind: str, wanted: tuple[int, int, int]
) -> None:
    photo = await sanitise(encoded(image, kind))
    assert near(assert_clean(photo.content).getpixel((20, 20)), wanted)


async def test_large_and_thin_pictures_are_made_smaller() -> None:
    wide = await sanitise(encoded(flag(5200, 2600)))
    assert (wide.width, wide.height) == (2560, 1280)
    thin = await sanitise(encoded(Image.new("RGB", (1, 50_000)), "PNG"))
    assert (thin.width, thin.height) == (1, 2560)


async def test_of_an_animation_the_first_frame_stays() -> None:
    photo = await sanitise(animated())
    assert near(assert_clean(photo.content).getpixel((40, 30)), (0, 255, 0))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"BM" + random.Random(1).randbytes(9_000),
        b"\xff\xd8\xff" + random.Random(2).randbytes(9_000),
        b"\x00\x00\x00\x18ftypheic" + random.Random(3).randbytes(9_000),
        random.Random(4).randbytes(9_000),
        encoded(flag(), "TIFF"),
        zipped() + encoded(flag()),
    ],
)
async def test_what_is_no_photo_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPhoto):
        await sanitise(raw)


@pytest.mark.parametrize("kind", FORMATS)
async def test_a_photo_cut_off_by_a_bad_network_is_refused(kind: str) -> None:
    raw = encoded(picture(400, 300), kind)
    with pytest.raises(NotAPhoto):
        await sanitise(raw[: len(raw) * 2 // 3])


BOMBS: dict[str, Callable[[], bytes]] = {
    "png": lambda: encoded(Image.new("1", (13_000, 13_000)), "PNG"),
    "gif frame": gif_with_a_frame_beyond_its_screen,
    "heic": heic_that_lies,
    "bmp": lambda: encoded(flag(), "BMP").replace(struct.pack("<ii", 160, 96), b"\xff\x7f\0\0" * 2),
    "profile": lambda: png_with(b"iCCP", b"x\0\0" + zlib.compress(bytes(300_000_000), 1)),
    "text": lambda: png_with(b"zTXt", b"x\0\0" + zlib.compress(bytes(300_000_000), 1)),
    "scans": scan_bomb,
}


@pytest.mark.parametrize("name", BOMBS)
async def test_bombs_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # By their own bounds: by the clock they would be told to come again.
    monkeypatch.setattr(photos, "PATIENCE_SECONDS", 60)
    with pytest.raises((PhotoHasTooManyPixels, NotAPhoto)):
        await sanitise(BOMBS[name]())


async def test_more_than_ten_megabytes_are_refused_unread() -> None:
    with pytest.raises(PhotoTooLarge) as refused:
        await sanitise(encoded(flag()) + bytes(10 * 2**20))
    assert refused.value.status == 413


async def test_no_mangled_photo_escapes_its_refusal() -> None:
    dice = random.Random(20260305)
    samples = [encoded(picture(64, 48), kind) for kind in FORMATS]
    mangled = []
    for round_ in range(24):
        raw = bytearray(samples[round_ % len(samples)])
        for _ in range(dice.randint(1, 12)):
            raw[dice.randrange(12, len(raw))] = dice.randrange(256)
        mangled.append(bytes(raw))
    for start in range(0, len(mangled), 12):
        batch = (sanitise(raw) for raw in mangled[start : start + 12])
        for result in await asyncio.gather(*batch, return_exceptions=True):
            if isinstance(result, BaseException):
                assert isinstance(result, NotAPhoto | PhotoHasTooManyPixels)
            else:
                assert_clean(result.content)
