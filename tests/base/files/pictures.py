"""Pictures as honest phones and hostile hands would send them, made on the spot."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw, TiffImagePlugin

pillow_heif.register_heif_opener()
FORMATS = ["JPEG", "PNG", "WEBP", "BMP", "GIF", "HEIF"]
PLAIN_MARKERS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
"""JFIF, quantisation, frame, Huffman, scan: no EXIF or XMP (E1), profile (E2), comment (FE)."""


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(width: int = 160, height: int = 96) -> Image.Image:
    """Red on the left, blue on the right, some lines so that it does not compress to nothing."""
    image = Image.new("RGB", (width, height), (200, 20, 20))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height), fill=(20, 20, 200))
    for line in range(0, height, 3):
        draw.line((0, line, width, height - line), fill=(line % 256, 90, 90))
    return image


def flag(width: int = 160, height: int = 96) -> Image.Image:
    image = Image.new("RGB", (width, height), (200, 20, 20))
    image.paste((20, 20, 200), (width // 2, 0, width, height))
    return image


def with_exif(**changes: Any) -> Image.Exif:
    rational = TiffImagePlugin.IFDRational
    exif = Image.Exif()
    exif[0x0112] = changes.get("orientation", 1)
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8769)[0x9003] = changes.get("taken", "2026:03:05 08:09:10")
    exif.get_ifd(0x8825).update(
        changes.get(
            "gps",
            {
                1: "N",
                2: (rational(30), rational(39), rational(3600, 100)),
                3: "E",
                4: (rational(104), rational(6), rational(0)),
            },
        )
    )
    return exif


def markers(jpeg: bytes) -> Iterator[int]:
    at = 2
    while at < len(jpeg):
        assert jpeg[at] == 0xFF
        yield jpeg[at + 1]
        if jpeg[at + 1] == 0xDA:
            break
        at += 2 + struct.unpack_from(">H", jpeg, at + 2)[0]


def assert_clean(jpeg: bytes) -> Image.Image:
    assert set(markers(jpeg)) == PLAIN_MARKERS
    assert jpeg.index(b"\xff\xd9", jpeg.rindex(b"\xff\xda")) == len(jpeg) - 2, "trailing bytes"
    image = Image.open(BytesIO(jpeg))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def near(pixel: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(have - want) < 24 for have, want in zip(pixel, wanted, strict=True))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(kind: bytes, body: bytes) -> bytes:
    plain = encoded(picture(), "PNG")
    return plain[:33] + chunk(kind, body) + plain[33:]


def scan_bomb() -> bytes:
    """A progressive JPEG of 24 Mpx that repeats its cheap last scan: 600 KB, minutes to decode."""
    plain = encoded(Image.new("RGB", (4900, 4900)), progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:-2] + plain[last:-2] * 400 + b"\xff\xd9"


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", "<script>")
    return out.getvalue()


def animated() -> bytes:
    frames = [Image.new("RGB", (90, 60), colour) for colour in ("lime", "red", "blue")]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def heic_that_lies() -> bytes:
    raw = encoded(flag(), "HEIF")
    at = raw.index(b"ispe") + 8
    return raw[:at] + struct.pack(">II", 60_000, 60_000) + raw[at + 8 :]


def gif_with_a_frame_beyond_its_screen() -> bytes:
    raw = bytearray(encoded(Image.new("P", (16, 16)), "GIF"))
    at = raw.index(b",\0\0\0\0\x10\0\x10\0")
    raw[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    return bytes(raw)
