from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PoolFact(Fact):
    """Base: `subject_id` is the pool."""

    community_id: UUID
    category_code: str
    settlement: str
    members: int
    """How many there were."""
    at: datetime


class PoolChanged(PoolFact):
    """The staff say otherwise of it while it gathers."""

    name: ClassVar[str] = "need_pool_changed"


class PoolReached(PoolFact):
    """It has as many members as it needs."""

    name: ClassVar[str] = "need_pool_reached"


class PoolFellShort(PoolFact):
    """It had as many members as it needs, and has them no more."""

    name: ClassVar[str] = "need_pool_fell_short"


class PoolClosingSoon(PoolFact):
    name: ClassVar[str] = "need_pool_closing_soon"


class PoolClosed(PoolFact):
    """Nobody joins or leaves any more: it is to be ordered."""

    name: ClassVar[str] = "need_pool_closed"


class PoolLapsed(PoolFact):
    """At its closing instant it had too few members."""

    name: ClassVar[str] = "need_pool_lapsed"


class PoolOrdered(PoolFact):
    name: ClassVar[str] = "need_pool_ordered"

    organisation_id: UUID | None
    """With whom; None: the community does it itself."""


class PoolDelivered(PoolFact):
    name: ClassVar[str] = "need_pool_delivered"


class PoolDone(PoolFact):
    """It is rated no more."""

    name: ClassVar[str] = "need_pool_done"


class PoolCancelled(PoolFact):
    name: ClassVar[str] = "need_pool_cancelled"


class NeedGathered(Fact):
    """The staff took somebody's need into a pool. `subject_id` is the pool."""

    name: ClassVar[str] = "need_gathered"

    need_id: UUID
    person_id: UUID


class PoolMembersTold(Fact):
    """Some of the members are told what came of it. `subject_id` is the pool."""

    name: ClassVar[str] = "need_pool_members_told"

    person_ids: tuple[UUID, ...]
    what: str
    """The name of the fact about the pool."""
