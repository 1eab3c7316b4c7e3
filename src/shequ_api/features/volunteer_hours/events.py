from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class VolunteerHoursReversed(Fact):
    """What counted of a service counts no more. `subject_id` is the volunteer account."""

    name: ClassVar[str] = "volunteer_hours_reversed"

    service_id: UUID
    served_on: date
    minutes: int
