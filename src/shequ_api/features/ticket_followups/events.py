from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ReturnVisitFact(Fact):
    """Base: `subject_id` is the visit."""

    ticket_id: UUID
    subdistrict_id: UUID
    community_id: UUID


class ReturnVisitOpened(ReturnVisitFact):
    """Somebody was not content and is to be called."""

    name: ClassVar[str] = "return_visit_opened"


class ReturnVisitOverdue(ReturnVisitFact):
    """Its time is over, and nobody has reached them: told once."""

    name: ClassVar[str] = "return_visit_overdue"


class ReturnVisitOver(ReturnVisitFact):
    """Somebody called, or there is nothing to ask any more."""

    name: ClassVar[str] = "return_visit_over"
