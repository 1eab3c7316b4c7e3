from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class TicketOffered(Fact):
    """A ticket (`subject_id`) may be grabbed by somebody, and by others."""

    name: ClassVar[str] = "ticket_offered"

    offered_to_id: UUID
    at: datetime
