from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class SupportersTold(Fact):
    """Some of those who are affected by a ticket of another, or follow it, are told that it came
    further. `subject_id` is the ticket."""

    name: ClassVar[str] = "ticket_supporters_told"

    person_ids: tuple[UUID, ...]
    what: str
    """The name of the fact about the ticket."""


class TicketSplitOff(Fact):
    """Part of a ticket is a ticket of its own now. `subject_id` is the part."""

    name: ClassVar[str] = "ticket_split_off"

    parent_id: UUID
    reporter_id: UUID | None


class LeadOver(Fact):
    """More of those that were handled under a lead follow it. `subject_id` is the lead."""

    name: ClassVar[str] = "ticket_lead_over"

    what: str
    """The name of the fact about the lead: `ticket_withdrawn`, `ticket_declined`."""
    at: datetime
