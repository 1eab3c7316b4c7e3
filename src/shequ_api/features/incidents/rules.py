"""Pure decisions about incidents."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from shequ_api.kit.clock import CHINA


class IncidentState(StrEnum):
    PUBLISHED = "published"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """It ended by itself: nobody said what became of it when its planned end had passed, or
    when, without one, it had long stood unchanged."""


STATE_TITLES: Mapping[IncidentState, str] = {
    IncidentState.PUBLISHED: "进行中",
    IncidentState.RESOLVED: "已解决",
    IncidentState.CANCELLED: "已取消",
    IncidentState.LAPSED: "到期自动结束",
}
GRACE = timedelta(hours=24)
"""From when the office is asked what became of an incident until it ends by itself."""

UNCHANGED = timedelta(days=7)
"""How long an incident without a planned end stands before the office is asked about it."""


class LinkResult(StrEnum):
    """What the end of an incident did to a ticket, or what became of it before."""

    SETTLED = "settled"
    LEFT = "left"
    """It had ended before, or is handled under another."""
    RELEASED = "released"
    """The incident was no more, or it has parts that are not done: it is handled like any other."""
    MOVED = "moved"
    """It lies elsewhere by now, or is about something else."""


RESULT_TITLES: Mapping[LinkResult, str] = {
    LinkResult.SETTLED: "已随事件办结",
    LinkResult.LEFT: "此前已结束，未改动",
    LinkResult.RELEASED: "未随事件办结，单独办理",
    LinkResult.MOVED: "不再属于此事件，单独办理",
}


class Told(StrEnum):
    """What whoever reported is told about the incident."""

    LINKED = "linked"
    CHANGED = "changed"
    RELEASED = "released"


SCOPES = (
    *("district_id", "subdistrict_id", "community_id", "compound_id", "building_id"),
    *("general_grid_id", "micro_grid_id", "place_id"),
)
"""The columns of a ticket, or of a place, that an area may be."""


def areas_of(located: Any) -> set[UUID]:
    """Every place and grid in which a ticket or a place lies, itself among them."""
    own = getattr(located, "place_id", None) or located.id
    found = {own, *(getattr(located, name, None) for name in SCOPES)}
    return {each for each in found if each is not None}


def when_over(ends_at: datetime | None, *, overdue: bool) -> str:
    """What is said of its end to who asks: 预计11月22日18:00恢复."""
    if ends_at is None:
        return "恢复时间待定"
    if overdue:
        return "已超过预计时间，正在确认"
    local = ends_at.astimezone(CHINA)
    return f"预计{local.month}月{local.day}日{local:%H:%M}恢复"
