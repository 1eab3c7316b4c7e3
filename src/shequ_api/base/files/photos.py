"""Photos as they are kept: what a phone sent, decoded in a child process and rebuilt as a JPEG.

The bytes are hostile until then. The child has bounds on memory and time and is killed when it
passes them; at most two run at once. Of an animated picture the first frame is kept.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shequ_api.base.files.queueing import Queue
from shequ_api.kit.children import HOSTILE_ENDS, ChildTooSlow, unpacked
from shequ_api.kit.errors import Malformed, TooLarge, Unavailable
from shequ_api.kit.nursery import Nursery

MAX_BYTES = 10 * 2**20
AT_ONCE = 2
LONGEST_QUEUE = 16
"""Photos that may wait: each holds up to 10 MB of memory."""
PATIENCE_SECONDS = 8.0
"""Wall clock for one child; its own bound on CPU time is lower."""

_CHILDREN = Nursery(Path(__file__).with_name("_sanitise.py"))
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_log = logging.getLogger(__name__)


class NotAPhoto(Malformed):
    code, title = (
        "not_a_photo",
        "不是能识别的照片，请上传完整的 JPEG、PNG、WebP、HEIC、GIF 或 BMP 图片",
    )


class PhotoTooLarge(TooLarge):
    code, title = "photo_too_large", "照片超过 10 MB，请压缩后再上传"


class PhotoHasTooManyPixels(PhotoTooLarge):
    status, code, title = 422, "photo_has_too_many_pixels", "照片超过 2500 万像素，请缩小后再上传"


class PhotoBusy(Unavailable):
    code, title = "photo_busy", "正在处理的照片太多，请稍后再试"


_QUEUE = Queue(at_once=AT_ONCE, longest=LONGEST_QUEUE, full=PhotoBusy)


@dataclass(frozen=True, slots=True)
class Photo:
    """A harmless photo. What its EXIF told is given apart, for the caller to keep or to drop."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    sha256: str
    """Of `content`, in hex."""
    original_sha256: str
    """Of the bytes as they came, in hex."""
    taken_at: datetime | None
    """Naive: the device's own clock, which names no zone."""
    gps: tuple[float, float] | None = field(repr=False)
    """Longitude and latitude in degrees (WGS-84). Personal: keep it only with consent."""
    likeness: int | None = None
    """64 bits, signed; two of the same picture differ in a few. None where it is too plain."""


async def sanitise(raw: bytes) -> Photo:
    """Rebuild a photo from its pixels: upright, RGB, long side at most 2560, JPEG.

    Raises `PhotoTooLarge` (over 10 MB), `PhotoHasTooManyPixels` (over 25 million), `NotAPhoto`
    (another kind, broken, cut off, or beyond its bounds) and `PhotoBusy`.
    """
    if len(raw) > MAX_BYTES:
        raise PhotoTooLarge
    kind = _kind_of(raw)
    if kind is None:
        raise NotAPhoto
    async with _QUEUE.place():
        try:
            code, answer, complaint = await _CHILDREN.run(kind, data=raw, seconds=PATIENCE_SECONDS)
        except ChildTooSlow:
            raise PhotoBusy from None
    if code:
        _log.warning("photo child ended with %s: %s", code, complaint[-500:])
        raise NotAPhoto if -code in HOSTILE_ENDS else PhotoBusy
    return _photo(answer)


def _kind_of(raw: bytes) -> str | None:
    """By the first bytes; the name and the media type that a client gives count for nothing."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if raw.startswith(b"BM"):
        return "bmp"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "webp"
    return "heic" if raw[4:8] == b"ftyp" and raw[8:12] in _HEIC_BRANDS else None


def _photo(answer: bytes) -> Photo:
    facts, content = unpacked(answer)
    refused = facts.get("refused")
    if refused:
        _log.info("photo refused: %s %s", refused, facts.get("because", ""))
        raise PhotoHasTooManyPixels if refused == "too_many_pixels" else NotAPhoto
    taken_at, gps = facts["taken_at"], facts["gps"]
    return Photo(
        content=content,
        media_type="image/jpeg",
        width=facts["width"],
        height=facts["height"],
        sha256=facts["sha256"],
        original_sha256=facts["original_sha256"],
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        gps=(gps[0], gps[1]) if gps else None,
        likeness=facts["likeness"],
    )
