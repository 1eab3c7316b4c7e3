from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class InspectionFact(Fact):
    """Base: `subject_id` is the inspection."""

    community_id: UUID
    form_key: str
    worker_id: UUID


class InspectionReceived(InspectionFact):
    name: ClassVar[str] = "inspection_received"


class InspectionApproved(InspectionFact):
    name: ClassVar[str] = "inspection_approved"

    approved_by_id: UUID
