from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class NeedFact(Fact):
    """Base: `subject_id` is the need."""

    community_id: UUID
    category_code: str
    person_id: UUID
    """Whose it is."""


class NeedPlaced(NeedFact):
    name: ClassVar[str] = "need_placed"


class NeedMadeOfTicket(NeedFact):
    """The staff made it of a ticket of theirs."""

    name: ClassVar[str] = "need_made_of_ticket"

    ticket_id: UUID


class NeedWithdrawn(NeedFact):
    name: ClassVar[str] = "need_withdrawn"


class NeedExpired(NeedFact):
    """Its last day is over, and nobody met it."""

    name: ClassVar[str] = "need_expired"
