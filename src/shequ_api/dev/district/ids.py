"""Ids that a seed determines, in the shape of UUIDv7."""

from random import Random

EPOCH_MILLIS = 1_767_225_600_000
"""2026-01-01T00:00:00Z: all generated ids name that day and the ones after it."""
MILLIS_EACH = 600_000
IDS_A_MILLI = 64


class Ids:
    """Ids of one part of a district: ascending, so that indexes grow at their end."""

    def __init__(self, random: Random, part: int) -> None:
        self._random = random
        self._count = 0
        self._start = EPOCH_MILLIS + part * MILLIS_EACH

    def next(self) -> str:
        """The next id, as text."""
        milli = self._start + self._count // IDS_A_MILLI
        self._count += 1
        bits = self._random.getrandbits(74)
        high, low = bits >> 62, bits & 0x3FFF_FFFF_FFFF_FFFF
        text = f"{milli << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
