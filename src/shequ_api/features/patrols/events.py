from datetime import datetime
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
    approval: int = 1
    """Which approval of this inspection it is: 2 after the first was withdrawn."""
    came_as: str | None = None
    """By which role its worker came along to a visit as a specialist, or `invited` in person.
    None: they serve there."""


class InspectionReturned(InspectionFact):
    """It has issues, which its worker is to put right."""

    name: ClassVar[str] = "inspection_returned"

    reviewed_by_id: UUID
    at: datetime | None = None
    """By our clock: it may be said more than once."""


class InspectionRejected(InspectionFact):
    name: ClassVar[str] = "inspection_rejected"

    reviewed_by_id: UUID
    at: datetime | None = None


class InspectionApprovalWithdrawn(InspectionFact):
    name: ClassVar[str] = "inspection_approval_withdrawn"

    approval: int
    """The approval that holds no longer."""
    withdrawn_by_id: UUID


class InspectionEdited(InspectionFact):
    name: ClassVar[str] = "inspection_edited"

    answers_number: int
    edited_by_id: UUID


class InspectionDeleted(InspectionFact):
    name: ClassVar[str] = "inspection_deleted"
