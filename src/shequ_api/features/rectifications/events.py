from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class RectificationPlanned(Fact):
    """`subject_id` is the ticket: on this day somebody comes to put right what it is about."""

    name: ClassVar[str] = "rectification_planned"

    batch_id: UUID
    visit_on: date
