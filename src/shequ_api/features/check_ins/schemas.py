from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import UUID7, Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.files.schemas import FileView
from shequ_api.base.places.models import CoordinateSystem
from shequ_api.features.check_ins.models import ReviewState
from shequ_api.kit.schema import (
    CleanText,
    Id,
    Input,
    Instant,
    Latitude,
    Longitude,
    Metres,
    Note,
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
    mocked: bool = Field(
        default=False,
        description="Whether the phone says that an app makes its position up (Android: isMock)",
    )
    photo_ids: list[Id] = Field(
        default=[], max_length=3, description="Own photos that were handed in before"
    )

    @model_validator(mode="after")
    def _one_where(self) -> "CheckInDraft":
        if (self.grid_id is None) == (self.place_id is None):
            raise PydanticCustomError("one_place_or_grid", "请给出一个地点或一个网格")
        return self


WEIGHED = {
    "score": 23,
    "rules_version": 1,
    "reasons": [
        {"code": "outside", "text": "位置在范围外约 1160 米", "points": -57},
        {"code": "code_here", "text": "扫了这里的码", "points": 40},
        {"code": "mocked", "text": "手机报告位置由软件模拟", "points": -60},
    ],
    "review_state": "waiting",
    "reviewed_at": None,
    "review_note": None,
    "explanation": None,
}


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class CheckInListView(StrEnum):
    ALL = "all"
    REVIEW = "review"
    """Those with too little evidence that wait for a review."""


class CheckInExplanation(Input):
    """What the worker says to the reasons."""

    model_config = by_example({"explanation": "地下车库没有信号，定位漂移"})

    explanation: Note


class CheckInReview(Input):
    """Whether the check-in counts; the note is needed where it does not."""

    model_config = by_example({"decision": "accepted", "note": "已电话核实，当时在地下车库"})

    decision: Annotated[Decision, Field(strict=False)]
    note: Note | None = None


class ReasonView(Output):
    """Something that gave points to a check-in, or took some."""

    code: str = Field(examples=["outside"])
    text: str = Field(examples=["位置在范围外约 1160 米"])
    points: int = Field(description="Below 0 where they were taken", examples=[-57])


EXAMPLE = {
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
    "mocked": False,
    "device_at": "2026-11-22T09:30:00.000+08:00",
    "received_at": "2026-11-22T10:05:12.480+08:00",
    "happened_at": "2026-11-22T09:30:00.400+08:00",
    "clock_skew_seconds": 0.4,
    **WEIGHED,
}


class CheckInView(Output):
    """A check-in, as it was received."""

    model_config = by_example(EXAMPLE)

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
    mocked: bool
    device_at: Instant
    received_at: Instant
    happened_at: Instant = Field(
        description="When it was made by the server's clock, as far as the phone lets it know"
    )
    clock_skew_seconds: float = Field(
        description="How far the phone's clock is behind the server's, by `sent_at`; without it, "
        "the time from `device_at` to receipt, an offline wait included"
    )
    score: int | None = Field(
        description="What it is worth as evidence, 0 to 100. Null from before there were rules"
    )
    rules_version: int | None = Field(description="By which rules it was weighed")
    reasons: list[ReasonView] = Field(description="What gave and took points, from 100")
    review_state: ReviewState
    reviewed_at: Instant | None
    review_note: str | None
    explanation: str | None = Field(description="What the worker says to it")


class CheckInLine(CheckInView):
    """A check-in as a line of a list."""

    model_config = by_example(
        EXAMPLE | {"worker_name": "王小四", "place_name": "致强社区", "grid_name": "第一微网格"}
    )

    worker_name: str | None
    place_name: str
    grid_name: str | None


class CheckInDetail(CheckInView):
    """A check-in with its photos."""

    model_config = by_example(EXAMPLE | {"photos": []})

    photos: list[FileView]
