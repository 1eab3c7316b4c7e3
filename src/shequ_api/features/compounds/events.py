from datetime import date
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class EndingFact(Fact):
    """Base: something of a compound ends soon. `subject_id` is the contract or the committee."""

    community_id: UUID
    compound_id: UUID
    ends_on: date


class ContractEnding(EndingFact):
    name: ClassVar[str] = "property_contract_ending"


class TermEnding(EndingFact):
    name: ClassVar[str] = "committee_term_ending"
