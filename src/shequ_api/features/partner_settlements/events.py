from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class StatementDue(Fact):
    """A period of a partner is over that no statement covers. `subject_id` is the partner."""

    name: ClassVar[str] = "settlement_statement_due"

    community_id: UUID


class StatementFact(Fact):
    """Base: `subject_id` is the statement."""

    partner_id: UUID
    community_id: UUID
    starts_on: date
    ends_on: date
    amount_points: int


class StatementDrafted(StatementFact):
    """It waits for the partner."""

    name: ClassVar[str] = "settlement_statement_drafted"


class StatementPaid(StatementFact):
    """Its points have left the partner's account."""

    name: ClassVar[str] = "settlement_statement_paid"
