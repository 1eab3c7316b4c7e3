"""The child that decodes one hostile picture: `python _sanitise.py KIND`, bytes in, a frame out.

It stands alone (standard library and Pillow, no other file of ours). What it writes: the length of
a JSON head (four bytes, big-endian), the head, the JPEG. The head holds `refused` or the facts of
the photo.
"""

import json
import re
import resource
import struct
import sys
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from typing import Any

from PIL import Image, JpegImagePlugin

MAX_PIXELS = 25_000_000
LONG_SIDE = 2560
QUALITY = 85
PLAIN = 8
"""Bits that must differ from all the rest for a likeness to say anything."""
CPU_SECONDS = 3
MEMORY_BYTES = 768 * 2**20

DECODERS = {
    "jpeg": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "png": ("PIL.PngImagePlugin", "PngImageFile"),
    "webp": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "bmp": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "gif": ("PIL.GifImagePlugin", "GifImageFile"),
    "heic": ("pillow_heif", "HeifImageFile"),
}
"""Each class by itself reads the first frame alone."""

_ORIENTATION, _CHANGED, _CAMERA, _GPS = 0x0112, 0x0132, 0x8769, 0x8825
_TAKEN, _DIGITISED = 0x9003, 0x9004
_MOMENT = re.compile(r"([0-9]{4}):([0-9]{2}):([0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class TooManyPixels(Exception):
    """The picture would need more memory than we give it."""


def warm() -> None:
    """Read what children need, once for all of them."""
    for module, _ in DECODERS.values():
        with suppress(ImportError):  # told by the child that needs it
            import_module(module)


def main() -> None:
    _bound(resource.RLIMIT_AS, MEMORY_BYTES)
    _bound(resource.RLIMIT_CPU, CPU_SECONDS)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_CORE, 0)
    head: dict[str, Any]
    content = b""
    try:
        head, content = rebuilt(sys.argv[1], sys.stdin.buffer.read())
    except (TooManyPixels, Image.DecompressionBombError):
        head = {"refused": "too_many_pixels"}
    except ImportError:
        raise
    except Exception as failure:  # decoders raise anything at all on hostile bytes
        head = {"refused": "not_a_photo", "because": type(failure).__name__}
    text = json.dumps(head).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(text)) + text + content)


def _bound(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError):  # macOS keeps no bound on the address space
        resource.setrlimit(limit, (value, hard))


def rebuilt(kind: str, raw: bytes) -> tuple[dict[str, Any], bytes]:
    """The facts of the picture and a JPEG made of nothing but its pixels.

    EXIF, XMP, comments, colour profiles (never parsed) and trailing bytes stay behind.
    """
    image = _decoded(kind, raw)
    exif = _exif(image)
    pixels = _upright(_small(image), exif)
    clean = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    out = BytesIO()
    clean.save(out, JpegImagePlugin.JpegImageFile.format, quality=QUALITY)
    content = out.getvalue()
    facts = {
        "width": clean.width,
        "height": clean.height,
        "original_sha256": sha256(raw).hexdigest(),
        "sha256": sha256(content).hexdigest(),
        "taken_at": _taken_at(exif),
        "gps": _position(exif),
        "likeness": likeness(clean),
    }
    return facts, content


def _decoded(kind: str, raw: bytes) -> Image.Image:
    module, name = DECODERS[kind]
    decoder = import_module(module)
    if kind == "heic":
        decoder.options.DECODE_THREADS = 1  # threads would eat the bound on memory
        decoder.options.THUMBNAILS = False  # an embedded preview may show something else
    image: Image.Image = getattr(decoder, name)(BytesIO(raw))
    _check_size(image)
    if kind == "jpeg":
        share = LONG_SIDE / max(image.size)
        image.draft(None, (round(image.width * share), round(image.height * share)))
    image.load()
    _check_size(image)  # some decoders learn the true size only now
    return image


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise TooManyPixels


def _small(image: Image.Image) -> Image.Image:
    """In RGB, on white where it was transparent, the long side at most `LONG_SIDE`."""
    if image.mode.startswith("I"):
        image = image.point(lambda level: level * (1 / 256)).convert("L")  # 16 bits of grey
    see_through = image.has_transparency_data
    image = image.convert("RGBA" if see_through else "RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    if not see_through:
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    return paper


def _upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    turn = None
    with suppress(Exception):  # nothing in EXIF is worth refusing a photo
        turn = _TURNS.get(exif.get(_ORIENTATION, 1))
    return image if turn is None else image.transpose(turn)


def likeness(image: Image.Image) -> int | None:
    """64 bits (signed) that stay nearly the same when a picture is scaled, dimmed or compressed
    anew: whether each of 8 x 8 spots is darker than the one right of it (dHash). None where the
    picture is too plain for that to say anything."""
    spots = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    rows = [spots[start : start + 9] for start in range(0, 72, 9)]
    darker = [left < right for row in rows for left, right in pairwise(row)]
    if not PLAIN <= sum(darker) <= 64 - PLAIN:
        return None
    bits = sum(1 << number for number, bit in enumerate(darker) if bit)
    return bits - (1 << 64) if bits >> 63 else bits


def _exif(image: Image.Image) -> Image.Exif:
    with suppress(Exception):
        return image.getexif()
    return Image.Exif()


def _taken_at(exif: Image.Exif) -> str | None:
    """When the device says it was taken, in its own local time (Exif 3.0, 4.6.6: no zone)."""
    camera: dict[int, Any] = {}
    with suppress(Exception):
        camera = exif.get_ifd(_CAMERA)
    for said in (camera.get(_TAKEN), camera.get(_DIGITISED), exif.get(_CHANGED)):
        found = _MOMENT.fullmatch(said.strip("\x00 ")) if isinstance(said, str) else None
        if found:
            year, month, day, clock = found.groups()
            with suppress(ValueError):
                return datetime.fromisoformat(f"{year}-{month}-{day}T{clock}").isoformat()
    return None


def _position(exif: Image.Exif) -> tuple[float, float] | None:
    """Longitude and latitude in degrees, WGS-84; 0, 0 is what a device without a fix writes."""
    with suppress(Exception):
        tags = exif.get_ifd(_GPS)
        latitude = _degrees(tags[2], {"N": 1, "S": -1}[tags[1].strip("\x00 ")])
        longitude = _degrees(tags[4], {"E": 1, "W": -1}[tags[3].strip("\x00 ")])
        known = latitude != 0 or longitude != 0
        if known and abs(latitude) <= 90 and abs(longitude) <= 180:  # false for a NaN
            return longitude, latitude
    return None


def _degrees(parts: Any, sign: int) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return round(sign * (degrees + minutes / 60 + seconds / 3600), 7)


if __name__ == "__main__":
    main()
