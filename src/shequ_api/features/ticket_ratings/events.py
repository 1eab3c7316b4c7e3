from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class RatingGiven(Fact):
    """Somebody rated a ticket, or thinks otherwise of it now. `subject_id` is the ticket."""

    name: ClassVar[str] = "ticket_rating_given"

    rating_id: UUID
    community_id: UUID
    round: int
    score: int
    relation: str
    low: bool
    """As low as the district calls back for."""


class RatingAwaited(Fact):
    """Those who are affected have not rated yet, and are reminded. `subject_id` is the ticket."""

    name: ClassVar[str] = "ticket_rating_awaited"

    person_ids: tuple[UUID, ...]
    round: int
    reminder: int
