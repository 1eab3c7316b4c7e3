from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class AppointmentFact(Fact):
    """Base: `subject_id` is the appointment."""

    person_id: UUID
    counter_id: UUID
    community_id: UUID
    begins_at: datetime


class AppointmentPromoted(AppointmentFact):
    """Whoever waited has an appointment now."""

    name: ClassVar[str] = "appointment_promoted"


class AppointmentDropped(AppointmentFact):
    """The counter is closed then."""

    name: ClassVar[str] = "appointment_dropped"


class AppointmentMissed(AppointmentFact):
    """Nobody came."""

    name: ClassVar[str] = "appointment_missed"
