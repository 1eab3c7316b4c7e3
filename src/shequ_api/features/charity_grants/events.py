from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class GrantFact(Fact):
    """`subject_id` is the proposal: it tells nothing of who is helped."""

    community_id: UUID
    pool_id: UUID
    points: int


class GrantHeld(GrantFact):
    """Two people have said so: the points are set aside."""

    name: ClassVar[str] = "charity_grant_held"


class GrantDelivered(GrantFact):
    """A household has it."""

    name: ClassVar[str] = "charity_grant_delivered"

    form: str


class GrantEnded(GrantFact):
    """What was set aside is free again: declined, withdrawn, or not delivered in time."""

    name: ClassVar[str] = "charity_grant_ended"

    state: str
