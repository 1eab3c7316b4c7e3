from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact

THE_CALENDAR = UUID("0199a3c4-0000-7000-8000-00000000ca1e")
"""There is one: any constant."""


class CalendarChanged(Fact):
    """Some days are worked that were not, or the other way round. `subject_id`: the calendar."""

    name: ClassVar[str] = "calendar_changed"

    year: int
