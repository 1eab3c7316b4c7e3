from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.blocks.booking.rules import LateCancel
from shequ_api.features.appointments.rules import CLOCK
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example

Clock = Annotated[str, Field(pattern=CLOCK, description="`HH:MM` in China; `24:00` ends a day")]
Day = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
POLICY: dict[str, Any] = {
    "capacity": 2,
    "slot_minutes": 30,
    "lead_minutes": 30,
    "horizon_days": 14,
    "hold_minutes": 10,
    "person_limit": 2,
    "cancel_minutes": 60,
    "late_cancel": "refuse",
    "grace_minutes": 15,
    "no_show_limit": 3,
    "no_show_days": 90,
    "barred_days": 30,
    "follows_calendar": True,
}
OPENING = {
    "weekday": 1,
    "starts": "09:00",
    "ends": "12:00",
    "valid_from": "2026-11-23",
    "valid_until": None,
}
COUNTER = {"name": "社保窗口", "serves": "社保认证、医保参保登记", "bring": "身份证"}
COUNTER_ID = "0199a3c4-5d6e-7f80-9a1b-000000000810"


def _few(least: int, most: int, default: int, said: str) -> Any:
    return Field(default=default, ge=least, le=most, description=said)


class CounterPolicy(Input):
    """How a counter is booked."""

    model_config = by_example(POLICY)

    capacity: int = Field(ge=1, le=100, description="People served at once")
    slot_minutes: int = Field(ge=5, le=480, description="Length of a slot")
    lead_minutes: int = _few(0, 10_080, 30, "Bookable until so long before a slot begins")
    horizon_days: int = _few(1, 90, 14, "Bookable so many days ahead")
    hold_minutes: int = _few(1, 60, 10, "How long a place is held before it is booked")
    person_limit: int = _few(1, 20, 2, "Appointments to come of one person, those awaited too")
    cancel_minutes: int = _few(0, 10_080, 60, "Cancelled or changed until so long before")
    late_cancel: Annotated[LateCancel, Field(strict=False)] = Field(
        default=LateCancel.REFUSE, description="Later: refused, or counted as an absence"
    )
    grace_minutes: int = _few(0, 1440, 15, "Behind a slot, until who did not come has missed it")
    no_show_limit: int = _few(0, 20, 3, "So many absences…; 0: nobody is barred")
    no_show_days: int = _few(1, 730, 90, "…within so many days…")
    barred_days: int = _few(0, 365, 30, "…bar from booking for so many days")
    follows_calendar: bool = Field(
        default=True, description="Closed on public holidays; weekday 0 on exchanged workdays"
    )


class CounterHours(Input):
    """From one clock time to another, which is no longer part of it."""

    model_config = by_example({"starts": "09:00", "ends": "12:00"})

    starts: Clock
    ends: Clock


class CounterOpening(CounterHours):
    """Weekly hours."""

    model_config = by_example(OPENING)

    weekday: int = Field(ge=0, le=7, description="1 Monday to 7; 0: an exchanged workday (补班日)")
    valid_from: Day | None = Field(default=None, description="Else from today on")
    valid_until: Day | None = Field(default=None, description="Not that day itself any more")


class CounterContent(Input):
    """What a counter is for, and when."""

    model_config = by_example(COUNTER | {"policy": POLICY, "openings": [OPENING]})

    name: Line
    serves: Note = Field(description="What one comes for")
    bring: Note | None = Field(default=None, description="What one brings along")
    policy: CounterPolicy
    openings: list[CounterOpening] = Field(max_length=60)


class CounterDraft(CounterContent):
    """A counter at a place."""

    model_config = by_example(
        COUNTER
        | {
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "policy": POLICY,
            "openings": [OPENING],
        }
    )

    place_id: Id = Field(description="A community, or a place in one, inside my scope")


class CounterPolicyView(Output):
    """How a counter is booked, as it is kept: the fields of `CounterPolicy`."""

    model_config = by_example(POLICY)

    capacity: int
    slot_minutes: int
    lead_minutes: int
    horizon_days: int
    hold_minutes: int
    person_limit: int
    cancel_minutes: int
    late_cancel: LateCancel
    grace_minutes: int
    no_show_limit: int
    no_show_days: int
    barred_days: int
    follows_calendar: bool


class CounterOpeningView(Output):
    """Weekly hours, as they are kept."""

    model_config = by_example(OPENING)

    weekday: int
    starts: str
    ends: str
    valid_from: date
    valid_until: date | None


class CounterLine(Output):
    """A counter in a list."""

    model_config = by_example(
        COUNTER
        | {
            "id": COUNTER_ID,
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "place_name": "致强社区",
            "whole_subdistrict": False,
        }
    )

    id: UUID
    place_id: UUID
    place_name: str
    name: str
    serves: str
    bring: str | None
    whole_subdistrict: bool = Field(description="For all communities of the subdistrict")


class CounterSpecialDay(Output):
    """What was said of one day."""

    day: date
    openings: list[CounterHours]


class CounterView(CounterLine):
    """A counter; its version is the ETag."""

    model_config = by_example(
        COUNTER
        | {
            "id": COUNTER_ID,
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "place_name": "致强社区",
            "whole_subdistrict": False,
            "policy": POLICY,
            "openings": [OPENING],
            "special_days": [{"day": "2026-11-25", "openings": []}],
            "version": 1,
            "closed_at": None,
        }
    )

    policy: CounterPolicyView
    openings: list[CounterOpeningView] = Field(description="Those of today and later")
    special_days: list[CounterSpecialDay] = Field(
        description="From today on, where something else was said than of every week"
    )
    version: int
    closed_at: Instant | None = Field(description="Since when it is offered no more")


class CounterDay(Input):
    """What is open on one day, whatever week and calendar say."""

    model_config = by_example({"openings": []})

    openings: Annotated[list[CounterHours], Field(max_length=20)] | None = Field(
        description="Empty: closed; null: as in every week again"
    )


class CounterDayView(Output):
    """What is open on one day, and what came of saying so."""

    model_config = by_example({"day": "2026-11-25", "openings": [], "dropped": 3})

    day: date
    openings: list[CounterHours] | None
    dropped: int = Field(description="Appointments that this ended; their people are told")


class CounterClosing(Output):
    """What closing a counter ended."""

    model_config = by_example({"closed_at": "2026-11-23T10:00:00.000+08:00", "dropped": 3})

    closed_at: Instant
    dropped: int = Field(description="Appointments that this ended; their people are told")
