from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.places.models import CoordinateSystem
from shequ_api.features.ticket_intake.public import FoundBy
from shequ_api.kit.schema import Id, Input, Instant, Note, Output, by_example

POSITION: dict[str, Any] = {
    "longitude": 104.1412,
    "latitude": 30.6761,
    "coordinate_system": "GCJ-02",
    "accuracy_metres": 18.5,
    "received_at": "2026-11-22T09:30:00.000+08:00",
}
FINDING: dict[str, Any] = {
    "found_by": "boundary",
    "certain": False,
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "place_name": "致强社区",
    "micro_grid_id": None,
    "micro_grid_name": None,
    "likely_place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
    "likely_place_name": "东苑1栋",
    "likely_micro_grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
    "likely_micro_grid_name": "第一微网格",
    "explanations": ["位置在“致强社区”的边界内"],
    "doubts": ["定位误差约 40 米，跨过“第一微网格”、“第二微网格”的边界"],
    "ruled_by_name": None,
    "reason": None,
    "made_at": "2026-11-22T09:30:00.000+08:00",
}


class TicketRuling(Input):
    """Where a ticket belongs: a place of one's community; or another community as a whole."""

    model_config = by_example(
        {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "reason": "电话问过，在 1 栋门口",
        }
    )

    place_id: Id
    micro_grid_id: Id | None = Field(
        default=None, description="In whose care it is, where the place alone does not say"
    )
    reason: Note


class TicketPositionView(Output):
    """Where it was said to be."""

    model_config = by_example(POSITION)

    longitude: float
    latitude: float
    coordinate_system: CoordinateSystem
    accuracy_metres: float = Field(
        description="By how much it may be wrong; from 1000 on, the position has been made coarse"
    )
    received_at: Instant


class FindingView(Output):
    """To what the ticket was found, or ruled, to belong at some time, and how that was known."""

    model_config = by_example(FINDING)

    found_by: FoundBy = Field(
        description="It was chosen; an asset told it; a boundary held the position, or that of "
        "something in it did; the nearest known place; the reporter's home; somebody ruled"
    )
    certain: bool = Field(description="If not, it went to the triage of the community")
    place_id: UUID
    place_name: str
    micro_grid_id: UUID | None
    micro_grid_name: str | None
    likely_place_id: UUID | None = Field(description="What was likely, though not certain")
    likely_place_name: str | None
    likely_micro_grid_id: UUID | None
    likely_micro_grid_name: str | None
    explanations: list[str]
    doubts: list[str]
    ruled_by_name: str | None
    reason: str | None
    made_at: Instant


class TicketAttributionView(Output):
    """Where a ticket belongs now, where it was made, and all that was found and ruled, in order."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "place_name": "致强社区",
            "micro_grid_id": None,
            "micro_grid_name": None,
            "made_micro_grid_id": None,
            "awaits_place": True,
            "position": POSITION,
            "findings": [FINDING],
        }
    )

    ticket_id: UUID
    place_id: UUID
    place_name: str
    micro_grid_id: UUID | None
    micro_grid_name: str | None
    made_micro_grid_id: UUID | None = Field(description="In which it lay when it was made")
    awaits_place: bool
    position: TicketPositionView | None = Field(description="Null for those who need not know")
    findings: list[FindingView] = Field(description="None of those from before this was kept")
