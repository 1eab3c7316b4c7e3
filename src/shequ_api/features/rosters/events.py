from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class RosterFact(Fact):
    """Base: `subject_id` is the entry. In which role somebody is to stand there, no fact says."""

    person_id: UUID
    """Whom it is about."""


class RosterProposed(RosterFact):
    """The office asks them; nothing is shown yet."""

    name: ClassVar[str] = "roster_proposed"

    proposed_by_id: UUID


class RosterRemoved(RosterFact):
    """The office took a proposal, or who was shown, off the roster."""

    name: ClassVar[str] = "roster_removed"

    removed_by_id: UUID
