"""Sound in MP4 (ISO/IEC 14496-12): what WeChat's recorder and iPhones write as m4a.

Boxes keep their places, since others count by them: those that tell anything besides sound become
free space of zeros.
"""

from collections.abc import Iterator
from typing import NamedTuple

from shequ_api.base.files.sounds import Frames, Sound

KEPT = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"})
INSIDE = frozenset(
    {b"mvhd", b"trak", b"tkhd", b"edts", b"elst", b"mdia", b"mdhd", b"hdlr", b"minf", b"smhd"}
    | {b"dinf", b"dref", b"stbl", b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64"}
    | {b"sgpd", b"sbgp", b"iods", b"free"}
)
"""All that sound needs; names, places and pictures lie in others (udta, meta, uuid)."""
PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
MOST_BOXES = 500


class Box(NamedTuple):
    name: bytes
    begin: int
    """Of the content."""
    end: int


def sound_of_mp4(raw: bytes, most: float) -> Sound:
    """Raises `Frames.Broken`, `Frames.TooLong`."""
    rebuilt = bytearray(raw)
    handlers, lengths = [], []
    for count, (box, kept) in enumerate(_walk(raw, 0, len(raw), KEPT, depth=0), start=1):
        if count > MOST_BOXES:
            raise Frames.Broken
        if not kept:
            rebuilt[box.begin - 4 : box.begin] = b"free"
        if not kept or box.name in (b"free", b"skip", b"wide"):
            rebuilt[box.begin : box.end] = bytes(box.end - box.begin)
        if box.name == b"hdlr":
            handlers.append(raw[box.begin + 8 : box.begin + 12])
            # Behind the type there is a name for people.
            rebuilt[box.begin + 24 : box.end] = bytes(max(0, box.end - box.begin - 24))
        if box.name in (b"mvhd", b"mdhd"):
            lengths.append(_length(raw, box))
    if handlers != [b"soun"] or len(lengths) != 2:
        raise Frames.Broken
    if max(lengths) > most:
        raise Frames.TooLong
    return Sound(bytes(rebuilt), max(lengths))


def _walk(
    raw: bytes, begin: int, end: int, wanted: frozenset[bytes], *, depth: int
) -> Iterator[tuple[Box, bool]]:
    at = begin
    while at < end:
        if at + 8 > end or depth > 8:
            raise Frames.Broken
        size = int.from_bytes(raw[at : at + 4], "big")
        box = Box(raw[at + 4 : at + 8], at + 8, at + size if size else end)
        if size == 1 or not at + 8 <= box.end <= end:
            # Sizes of 64 bits are for what is far larger than we take.
            raise Frames.Broken
        kept = box.name in wanted
        yield box, kept
        if kept and box.name in PARENTS:
            yield from _walk(raw, box.begin, box.end, INSIDE, depth=depth + 1)
        at = box.end


def _length(raw: bytes, box: Box) -> float:
    """Seconds by a movie's or a medium's head (8.2.2, 8.4.2)."""
    wide = raw[box.begin] == 1
    at, size = (box.begin + 20, 8) if wide else (box.begin + 12, 4)
    a_second = int.from_bytes(raw[at : at + 4], "big")
    units = int.from_bytes(raw[at + 4 : at + 4 + size], "big")
    if not a_second or at + 4 + size > box.end:
        raise Frames.Broken
    return units / a_second
