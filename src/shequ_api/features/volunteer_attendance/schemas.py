from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.features.check_ins.public import DeviceTime, PhonePosition, ReasonView
from shequ_api.features.volunteer_attendance.rules import MarkKind, SessionDecision, SessionState
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

MARK = {
    "code": "A1b2C3d4E5f6G7h8I9j0K1l2M",
    "position": {
        "longitude": 104.1412,
        "latitude": 30.6761,
        "coordinate_system": "WGS-84",
        "accuracy_metres": 18.5,
    },
    "device_at": "2026-11-22T09:30:00.000+08:00",
    "sent_at": "2026-11-22T09:30:00.000+08:00",
}


class VolunteerMarkDraft(Input):
    """A place's code, scanned on coming; where the phone is, and when."""

    model_config = by_example(MARK)

    code: CleanText = Field(
        min_length=1, max_length=64, description="The code that was scanned (25 characters)"
    )
    position: PhonePosition
    device_at: DeviceTime = Field(description="When, by the phone's clock")
    sent_at: DeviceTime | None = Field(
        default=None,
        description="When this request left the phone, by its clock. No part of the mark, so it "
        "may differ when the same is sent again",
    )
    mocked: bool = Field(
        default=False, description="Whether the phone says that an app makes its position up"
    )


class VolunteerLeavingDraft(VolunteerMarkDraft):
    """The same on leaving."""

    model_config = by_example(MARK | {"session_id": "0199a3c4-5d6e-7f80-9a1b-000000000710"})

    session_id: Id = Field(description="The id under which I checked in")


class VolunteerSessionReview(Input):
    """Whether the session counts; the note is needed where it does not."""

    model_config = by_example({"decision": "confirmed", "note": None})

    decision: Annotated[SessionDecision, Field(strict=False)]
    note: Note | None = None


class VolunteerSessionMending(Input):
    """When the volunteer left, where the check-out lacks or is wrong."""

    model_config = by_example(
        {"ended_at": "2026-11-22T11:45:00.000+08:00", "reason": "忘记签退，现场登记表为准"}
    )

    ended_at: Instant
    reason: Note


SESSION = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000710",
    "state": "waiting",
    "state_title": "待确认",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
    "place_name": "东苑1栋",
    "began_at": "2026-11-22T09:30:00.000+08:00",
    "ended_at": "2026-11-22T11:45:20.000+08:00",
    "minutes": 135,
    "mended": False,
    "decided_at": None,
    "note": None,
}


class VolunteerSessionView(Output):
    """A session of mine."""

    model_config = by_example(SESSION)

    id: UUID
    state: SessionState
    state_title: str
    place_id: UUID
    place_name: str
    began_at: Instant
    ended_at: Instant | None
    minutes: int | None = Field(description="Whole ones; how many of them count the hours say")
    mended: bool = Field(description="Whether somebody of the community said when it ended")
    decided_at: Instant | None
    note: str | None


class VolunteerSessionLine(VolunteerSessionView):
    """A session as a line of the community's list."""

    model_config = by_example(
        SESSION | {"person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102", "person_name": "王小四"}
    )

    person_id: UUID
    person_name: str | None


class VolunteerMarkView(Output):
    """What is known of coming, or of leaving."""

    kind: MarkKind
    place_id: UUID
    distance_metres: float | None
    accuracy_metres: float
    device_at: Instant
    received_at: Instant
    happened_at: Instant
    score: int
    reasons: list[ReasonView]


class VolunteerSessionDetail(VolunteerSessionLine):
    """A session with its evidence."""

    model_config = by_example(
        SESSION
        | {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "person_name": "王小四",
            "marks": [],
        }
    )

    marks: list[VolunteerMarkView]
