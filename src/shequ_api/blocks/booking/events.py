"""What happens to reservations without their person having asked: whoever owns the resource says
it in its own words."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ReservationFact(Fact):
    """Base: `subject_id` is the reservation."""

    resource_id: UUID
    owner: str
    person_id: UUID
    begins_at: datetime


class ReservationPromoted(ReservationFact):
    """Whoever waited has a seat now."""

    name: ClassVar[str] = "reservation_promoted"


class ReservationDropped(ReservationFact):
    """Its slot is no more."""

    name: ClassVar[str] = "reservation_dropped"


class ReservationMissed(ReservationFact):
    """Nobody came."""

    name: ClassVar[str] = "reservation_missed"
