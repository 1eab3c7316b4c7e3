"""Pure decisions about incidents."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID


class IncidentState(StrEnum):
    PUBLISHED = "published"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


STATE_TITLES: Mapping[IncidentState, str] = {
    IncidentState.PUBLISHED: "进行中",
    IncidentState.RESOLVED: "已解决",
    IncidentState.CANCELLED: "已取消",
}


class LinkResult(StrEnum):
    """What the end of an incident did to a ticket."""

    SETTLED = "settled"
    LEFT = "left"
    """It had ended before, or is handled under another."""
    RELEASED = "released"
    """The incident was cancelled: it is handled like any other."""


RESULT_TITLES: Mapping[LinkResult, str] = {
    LinkResult.SETTLED: "已随事件办结",
    LinkResult.LEFT: "此前已结束，未改动",
    LinkResult.RELEASED: "事件取消，单独办理",
}
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
