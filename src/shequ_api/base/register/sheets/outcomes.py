"""What becomes of a line of a sheet."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from shequ_api.base.register.sheets.addresses import Spot
from shequ_api.base.register.sheets.columns import Reason


class LineOutcome(StrEnum):
    ENTERED = "entered"
    UPDATED = "updated"
    CONFIRMED = "confirmed"
    """Nothing is new but the day on which somebody saw to it."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"


OUTCOME_TITLES = {
    LineOutcome.ENTERED: "新增",
    LineOutcome.UPDATED: "更新",
    LineOutcome.CONFIRMED: "核实",
    LineOutcome.UNCHANGED: "未变",
    LineOutcome.REFUSED: "未通过",
}
WRITTEN = frozenset({LineOutcome.ENTERED, LineOutcome.UPDATED, LineOutcome.CONFIRMED})
VERSION = ("id", "place_id", "verified_at", "source", "source_id", "verified_by_id", "ended_at")


class Decided(Protocol):
    """What a kind of sheet says of one of its lines."""

    @property
    def number(self) -> int: ...

    @property
    def outcome(self) -> LineOutcome: ...

    @property
    def reasons(self) -> tuple[Reason, ...]: ...


D = TypeVar("D", bound=Decided, covariant=True)


@dataclass(frozen=True, slots=True)
class Planned(Generic[D]):
    """A line's decision, the place that it means, and what stands for all that it rests on."""

    decision: D
    place: Spot | None
    meaning: bytes | None


def meaning_of(
    outcome: LineOutcome, place_id: Any, rows: Sequence[Any], *more: Any
) -> bytes | None:
    """16 bytes that stand for the place, the rows and the versions of them that a line means.

    None for a line that means none. Who checked a file and who applies it mean the same by it.
    """
    if outcome == LineOutcome.REFUSED:
        return None
    parts = [place_id, *more]
    for row in rows:
        parts += [getattr(row, name, None) for name in VERSION]
    text = "/".join(map(str, parts))
    return hashlib.sha256(text.encode()).digest()[:16]
