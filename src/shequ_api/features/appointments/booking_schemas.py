from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.blocks.booking.rules import State
from shequ_api.features.appointments.rules import Taking
from shequ_api.kit.schema import Id, Input, Instant, Output, by_example

APPOINTMENT: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000811",
    "counter_id": "0199a3c4-5d6e-7f80-9a1b-000000000810",
    "counter_name": "社保窗口",
    "place_name": "致强社区",
    "begins_at": "2026-11-25T09:00:00.000+08:00",
    "ends_at": "2026-11-25T09:30:00.000+08:00",
    "state": "booked",
    "state_title": "已预约",
    "expires_at": None,
    "cancel_by": "2026-11-25T08:00:00.000+08:00",
}
SLOT = {
    "begins_at": "2026-11-25T09:00:00.000+08:00",
    "ends_at": "2026-11-25T09:30:00.000+08:00",
    "free": 2,
    "waiting": 0,
}


class AppointmentSlot(Output):
    """A slot that may be taken now."""

    model_config = by_example(SLOT)

    begins_at: Instant
    ends_at: Instant = Field(description="Not part of it any more")
    free: int
    waiting: int = Field(description="So many stand in line for it")


class AppointmentSlots(Output):
    """The slots of some days, in order."""

    model_config = by_example({"slots": [SLOT]})

    slots: list[AppointmentSlot]


class AppointmentChoice(Input):
    """A slot, by its begin."""

    model_config = by_example({"begins_at": "2026-11-25T09:00:00+08:00"})

    begins_at: Instant


class AppointmentDraft(AppointmentChoice):
    """A slot, and how I take a place in it."""

    model_config = by_example({"begins_at": "2026-11-25T09:00:00+08:00", "taking": "book"})

    taking: Annotated[Taking, Field(strict=False)] = Field(
        default=Taking.BOOK,
        description="`book`; `hold` for the counter's minutes; `wait` in line, where it is full",
    )


class DeskAppointmentDraft(AppointmentChoice):
    """A slot for somebody who stands at the counter."""

    model_config = by_example(
        {
            "begins_at": "2026-11-25T09:00:00+08:00",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000001",
        }
    )

    person_id: Id = Field(description="Somebody who belongs to my scope")


class AppointmentAttendance(Input):
    """Whether somebody came."""

    model_config = by_example({"attended": True})

    attended: bool


class AppointmentView(Output):
    """An appointment of mine."""

    model_config = by_example(APPOINTMENT)

    id: UUID
    counter_id: UUID
    counter_name: str
    place_name: str
    begins_at: Instant
    ends_at: Instant
    state: State
    state_title: str
    expires_at: Instant | None = Field(description="Until when a place is held")
    cancel_by: Instant = Field(description="Until when I may cancel or change")


class AppointmentDetail(AppointmentView):
    """An appointment of mine, with its place in the line."""

    model_config = by_example(APPOINTMENT | {"ahead": None})

    ahead: int | None = Field(description="Who waits: how many stand before me")


class DeskAppointment(Output):
    """An appointment, as the counter sees it."""

    model_config = by_example(
        {
            "id": APPOINTMENT["id"],
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000001",
            "person_name": "王小四",
            "begins_at": APPOINTMENT["begins_at"],
            "ends_at": APPOINTMENT["ends_at"],
            "state": "booked",
            "state_title": "已预约",
            "late": False,
            "made_at": "2026-11-23T09:30:00.000+08:00",
        }
    )

    id: UUID
    person_id: UUID
    person_name: str | None
    begins_at: Instant
    ends_at: Instant
    state: State
    state_title: str
    late: bool = Field(description="Cancelled after its time")
    made_at: Instant
