"""Formats of sound that are rows of frames: how long each frame is, in bytes and in time."""

import struct
from typing import NamedTuple


class Sound(NamedTuple):
    """The sound of a file by itself, and how long it is."""

    content: bytes
    seconds: float


class Frames:
    """Counts frames, as far as is allowed."""

    class Broken(Exception):
        """Not a row of whole frames."""

    class TooLong(Exception):
        """More time than is allowed."""

    def __init__(self, raw: bytes, start: int, most: float) -> None:
        self.raw, self.begin, self.at, self.most = raw, start, start, most
        self.seconds = 0.0

    def pass_one(self, size: int, seconds: float) -> None:
        """A frame of so many bytes and seconds. Raises `Broken`, `TooLong`."""
        if size <= 0 or self.at + size > len(self.raw):
            raise Frames.Broken
        self.at += size
        self.seconds += seconds
        if self.seconds > self.most:
            raise Frames.TooLong

    @property
    def passed(self) -> bytes:
        return self.raw[self.begin : self.at]


_AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5)
_AMR_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5)
"""Bytes after the first, by frame type (RFC 4867, 5.3; 3GPP TS 26.101 and 26.201)."""
_NO_DATA = (14, 15)


def amr(raw: bytes, most: float) -> Sound:
    """AMR and AMR-WB (RFC 4867, 5): 20 ms a frame."""
    for magic, sizes in ((b"#!AMR-WB\n", _AMR_WIDE), (b"#!AMR\n", _AMR)):
        if raw.startswith(magic):
            frames = Frames(raw, len(magic), most)
            while frames.at < len(raw):
                kind = raw[frames.at] >> 3 & 15
                if kind >= len(sizes) and kind not in _NO_DATA:
                    raise Frames.Broken
                frames.pass_one(1 + (sizes[kind] if kind < len(sizes) else 0), 0.02)
            return Sound(magic + frames.passed, frames.seconds)
    raise Frames.Broken


_ADTS_HERTZ = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)


def adts(raw: bytes, most: float) -> Sound:
    """AAC in ADTS (ISO/IEC 13818-7, 6.2): 1024 samples a block."""
    frames = Frames(raw, 0, most)
    while frames.at < len(raw):
        head = raw[frames.at : frames.at + 7]
        if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
            raise Frames.Broken
        rate = head[2] >> 2 & 15
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        if rate >= len(_ADTS_HERTZ) or size < 7:
            raise Frames.Broken
        frames.pass_one(size, 1024 * (1 + (head[6] & 3)) / _ADTS_HERTZ[rate])
    return Sound(frames.passed, frames.seconds)


_MP3_KBITS = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
)
"""Of MPEG-2 and 2.5, and of MPEG-1 (ISO/IEC 11172-3, 2.4.2.3; 13818-3), layer III."""
_MP3_HERTZ = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}


def mp3(raw: bytes, most: float) -> Sound:
    """MPEG layer III, between whatever tags stand before and behind."""
    frames = Frames(raw, _behind_id3(raw), most)
    while frames.at < len(raw) and raw[frames.at : frames.at + 3] != b"TAG":
        frames.pass_one(*_mp3_frame(raw, frames.at))
    return Sound(frames.passed, frames.seconds)


def _behind_id3(raw: bytes) -> int:
    if raw[:3] != b"ID3":
        return 0
    if len(raw) < 10 or any(sign > 127 for sign in raw[6:10]):
        raise Frames.Broken
    first, second, third, fourth = raw[6:10]
    footer = 10 if raw[5] & 0x10 else 0
    return 10 + (first << 21 | second << 14 | third << 7 | fourth) + footer


def _mp3_frame(raw: bytes, at: int) -> tuple[int, float]:
    head = raw[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        raise Frames.Broken
    version, kbits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or kbits in (0, 15) or rate == 3:
        raise Frames.Broken
    hertz, samples = _MP3_HERTZ[version][rate], 1152 if version == 3 else 576
    bits_a_second = _MP3_KBITS[version == 3][kbits] * 1000
    size = samples // 8 * bits_a_second // hertz + (head[2] >> 1 & 1)
    return size, samples / hertz


_WAVE_HEAD = struct.Struct("<4sI4s")


def wave(raw: bytes, most: float) -> Sound:
    """RIFF WAVE: its format and its data, and no other chunk."""
    chunks: dict[bytes, bytes] = {}
    at = _WAVE_HEAD.size
    while at + 8 <= len(raw):
        name, size = raw[at : at + 4], int.from_bytes(raw[at + 4 : at + 8], "little")
        if at + 8 + size > len(raw) or len(chunks) > 20:
            raise Frames.Broken
        chunks.setdefault(name, raw[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    form, data = chunks.get(b"fmt ", b""), chunks.get(b"data", b"")
    a_second = int.from_bytes(form[8:12], "little")
    if len(form) < 16 or not a_second:
        raise Frames.Broken
    if len(data) / a_second > most:
        raise Frames.TooLong
    body = b"".join(
        name + len(part).to_bytes(4, "little") + part + b"\0" * (len(part) % 2)
        for name, part in ((b"fmt ", form), (b"data", data))
    )
    content = _WAVE_HEAD.pack(b"RIFF", 4 + len(body), b"WAVE") + body
    return Sound(content, len(data) / a_second)
