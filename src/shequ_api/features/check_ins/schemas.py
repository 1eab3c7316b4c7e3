from typing import Annotated
from uuid import UUID

from pydantic import UUID7, Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.places.models import CoordinateSystem
from shequ_api.kit.schema import (
    CleanText,
    Id,
    Input,
    Instant,
    Latitude,
    Longitude,
    Metres,
    Output,
    by_example,
)

DeviceTime = Instant
"""By the phone's clock, which may be wrong: from 1970, where a clock without power begins."""
ClientId = Annotated[UUID7, Field(description="A UUIDv7 of the client's making")]


class PhonePosition(Input):
    """What `wx.getLocation` gave, and which `type` it was asked for."""

    longitude: Longitude
    latitude: Latitude
    coordinate_system: Annotated[CoordinateSystem, Field(strict=False)]
    accuracy_metres: Metres


class CheckInDraft(Input):
    """Where a worker is: a grid (their micro-grid, or one under their general grid) or a place."""

    model_config = by_example(
        {
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "position": {
                "longitude": 104.1412,
                "latitude": 30.6761,
                "coordinate_system": "WGS-84",
                "accuracy_metres": 18.5,
            },
            "device_at": "2026-11-22T09:30:00.000+08:00",
            "sent_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    grid_id: Id | None = None
    place_id: Id | None = None
    position: PhonePosition
    device_at: DeviceTime = Field(description="When, by the phone's clock")
    sent_at: DeviceTime | None = Field(
        default=None,
        description="When this request left the phone, by its clock: tells how wrong that clock "
        "is. No part of the check-in, so it may differ when the same is sent again",
    )

    code: CleanText | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="The code that was scanned on the spot (25 characters), as evidence",
    )

    @model_validator(mode="after")
    def _one_where(self) -> "CheckInDraft":
        if (self.grid_id is None) == (self.place_id is None):
            raise PydanticCustomError("one_place_or_grid", "请给出一个地点或一个网格")
        return self


class CheckInView(Output):
    """A check-in, as it was received."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000110",
            "worker_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "longitude": 104.1412,
            "latitude": 30.6761,
            "coordinate_system": "WGS-84",
            "accuracy_metres": 18.5,
            "distance_metres": 42.0,
            "code_place_id": None,
            "device_at": "2026-11-22T09:30:00.000+08:00",
            "received_at": "2026-11-22T10:05:12.480+08:00",
            "clock_skew_seconds": 0.4,
        }
    )

    id: UUID
    worker_id: UUID
    grid_id: UUID | None
    place_id: UUID = Field(description="The place, or the community of the grid")
    longitude: float
    latitude: float
    coordinate_system: CoordinateSystem
    accuracy_metres: float
    distance_metres: float | None = Field(
        description="From the phone's position to the place's or grid's, whichever coordinate "
        "systems they are stored in. Null where that is not known"
    )
    code_place_id: UUID | None = Field(
        description="The place whose code was scanned; null where none was, or it was no good"
    )
    device_at: Instant
    received_at: Instant
    clock_skew_seconds: float = Field(
        description="How far the phone's clock is behind the server's, by `sent_at`; without it, "
        "the time from `device_at` to receipt, an offline wait included"
    )


class CheckInLine(CheckInView):
    """A check-in as a line of a list."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000110",
            "worker_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "longitude": 104.1412,
            "latitude": 30.6761,
            "coordinate_system": "WGS-84",
            "accuracy_metres": 18.5,
            "distance_metres": 42.0,
            "code_place_id": None,
            "device_at": "2026-11-22T09:30:00.000+08:00",
            "received_at": "2026-11-22T10:05:12.480+08:00",
            "clock_skew_seconds": 0.4,
            "worker_name": "王小四",
            "place_name": "致强社区",
            "grid_name": "第一微网格",
        }
    )

    worker_name: str | None
    place_name: str
    grid_name: str | None
