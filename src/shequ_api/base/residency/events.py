from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ResidencyFact(Fact):
    """Base: `subject_id` is the residency."""

    person_id: UUID
    dwelling_id: UUID
    community_id: UUID
    belonging: str


class ResidencyVerified(ResidencyFact):
    """A claim counts from now on."""

    name: ClassVar[str] = "residency_verified"

    means: str
    verified_by_id: UUID | None


class ResidencyEnded(ResidencyFact):
    """A verified residency is over: the person left, or was removed."""

    name: ClassVar[str] = "residency_ended"

    end_kind: str
    ends_on: date
    ended_by_id: UUID | None


class ResidencyClaimClosed(ResidencyFact):
    """A claim came to nothing: rejected, withdrawn, or unanswered for too long."""

    name: ClassVar[str] = "residency_claim_closed"

    end_kind: str
    ended_by_id: UUID | None
