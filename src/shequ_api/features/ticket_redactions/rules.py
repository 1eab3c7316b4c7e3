"""Pure decisions about blacking out: which characters go, and what is added to what."""

from collections.abc import Iterable, Sequence

BLACK = "█"
Span = tuple[int, int]
"""Start and end (half-open), in UTF-16 units: as JavaScript counts characters."""


def length_of(text: str) -> int:
    """How long a text is, as JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2


def blacked(text: str, spans: Iterable[Span]) -> str:
    """The text with one block for each unit inside; spans that cut a sign in two take all of it.

    As long as before, so that what is marked later is marked at the same places."""
    units = bytearray(text.encode("utf-16-le"))
    block = BLACK.encode("utf-16-le")
    for start, end in spans:
        first, last = _whole(units, start, end)
        units[2 * first : 2 * last] = block * (last - first)
    return units.decode("utf-16-le")


def _whole(units: bytearray, start: int, end: int) -> Span:
    count = len(units) // 2
    first, last = min(start, count), min(end, count)
    if 0 < first < count and _is_low(units, first):
        first -= 1
    if 0 < last < count and _is_low(units, last):
        last += 1
    return first, max(first, last)


def _is_low(units: bytearray, at: int) -> bool:
    """Whether a unit is the second half of a sign."""
    return 0xDC <= units[2 * at + 1] <= 0xDF


def added(before: Sequence[Sequence[float]], new: Iterable[Sequence[float]]) -> list[list[float]]:
    """What was marked before and what is now, each once, in order."""
    return [list(each) for each in dict.fromkeys([*map(tuple, before), *map(tuple, new)])]
