"""Caps: the most that a person earns by a rule in a period. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class CapPer(StrEnum):
    """The period of a cap, in China's calendar days."""

    DAY = "day"
    WEEK = "week"
    """From Monday on."""
    MONTH = "month"
    TOTAL = "total"


CAP_TITLES = {
    CapPer.DAY: "每日",
    CapPer.WEEK: "每周",
    CapPer.MONTH: "每月",
    CapPer.TOTAL: "累计",
}

Tally = Mapping[CapPer, int]
"""Period → the points that count against a cap of it already."""


@dataclass(frozen=True, slots=True)
class Room:
    """What caps leave, and the one that leaves least."""

    points: int
    per: CapPer
    cap_points: int
    counted_points: int


def since(per: CapPer, day: date) -> date | None:
    """The first day that counts against a cap of a period; None: all that ever were."""
    if per == CapPer.DAY:
        return day
    if per == CapPer.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if per == CapPer.MONTH else None


def room_of(caps: Sequence[Mapping[str, Any]], tally: Tally) -> Room:
    """What the caps of a rule (`per`, `points`; one at least) leave; never less than 0."""
    rooms = [
        Room(max(0, cap["points"] - counted), per, cap["points"], counted)
        for cap in caps
        for per in (CapPer(cap["per"]),)
        for counted in (tally.get(per, 0),)
    ]
    return min(rooms, key=lambda room: room.points)


def caps_fit(caps: Sequence[Mapping[str, Any]], points: int) -> bool:
    """Whether these can be the caps of a rule: one at least, one for each period, each of which
    lets a person earn the rule's points once."""
    periods = {cap["per"] for cap in caps}
    return bool(caps) and len(periods) == len(caps) and all(c["points"] >= points for c in caps)
