"""Sounds as phones write them, made of silence."""

import struct
from io import BytesIO
from wave import open as open_wave

WHERE = b"+30.6761+104.1412/"
"""A place, as iPhones write it into a recording."""


def wav(seconds: float) -> bytes:
    made = BytesIO()
    with open_wave(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(16000 * seconds)))
    extra = b"LIST" + len(WHERE).to_bytes(4, "little") + WHERE
    whole = made.getvalue() + extra
    return whole[:4] + (len(whole) - 8).to_bytes(4, "little") + whole[8:]


def amr(seconds: float) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * round(seconds * 50)


def aac(seconds: float) -> bytes:
    size = 107
    head = bytes([0xFF, 0xF1, 0x60, 0x40 | size >> 11, size >> 3 & 255, (size & 7) << 5 | 31, 0xFC])
    return (head + bytes(100)) * round(seconds * 16000 / 1024 + 0.5)


def mp3(seconds: float) -> bytes:
    # MPEG-1 layer III, 64 kbit/s, 44.1 kHz: 208 bytes and 1152 samples a frame.
    frame = b"\xff\xfb\x50\x00" + bytes(204)
    frames = frame * round(seconds * 44100 / 1152 + 0.5)
    return b"ID3\x04\x00\x00\x00\x00\x00\x12" + WHERE + frames + b"TAG" + WHERE.ljust(125)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def m4a(seconds: float, *, handler: bytes = b"soun") -> bytes:
    length = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000))
    about = bytes(8) + handler + bytes(12) + b"Li's phone\0"
    media = _box(b"mdhd", length + bytes(4)) + _box(b"hdlr", about) + _box(b"minf", b"")
    track = _box(b"trak", _box(b"tkhd", bytes(84)) + _box(b"mdia", media))
    told = _box(b"udta", _box(b"\xa9xyz", WHERE))
    movie = _box(b"moov", _box(b"mvhd", length + bytes(80)) + track + told)
    brand = _box(b"ftyp", b"M4A \0\0\0\0M4A mp42")
    return brand + _box(b"mdat", b"\x21\x10\x04" * 50) + movie + _box(b"uuid", WHERE)


KINDS = {
    "audio/wav": wav,
    "audio/amr": amr,
    "audio/aac": aac,
    "audio/mpeg": mp3,
    "audio/mp4": m4a,
}
