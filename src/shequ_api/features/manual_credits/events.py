from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ManualCreditFact(Fact):
    """Base: `subject_id` is the credit."""

    community_id: UUID
    subdistrict_id: UUID
    asked_by_id: UUID


class ManualCreditAsked(ManualCreditFact):
    """Somebody asked for it: another is to say yes or no."""

    name: ClassVar[str] = "manual_credit_asked"


class ManualCreditClosed(ManualCreditFact):
    """Nobody needs to say anything any more: it was approved, declined or
    withdrawn, or lapsed."""

    name: ClassVar[str] = "manual_credit_closed"

    state: str
    closed_by_id: UUID | None


class ManualCreditApproved(ManualCreditFact):
    """The points are on the card."""

    name: ClassVar[str] = "manual_credit_approved"

    person_id: UUID
    approved_by_id: UUID
    amount_points: int


class ManualCreditReversed(ManualCreditFact):
    """As many of the points as were still there were taken back."""

    name: ClassVar[str] = "manual_credit_reversed"

    person_id: UUID
    taken_points: int
