from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PledgePosted(Fact):
    """`subject_id` is the posting."""

    name: ClassVar[str] = "unit_pledge_posted"

    pledge_id: UUID
    pool_id: UUID
    community_id: UUID
    points: int


class SharePosted(Fact):
    """`subject_id` is the posting. `moved_points` is below zero where a refund took back."""

    name: ClassVar[str] = "income_share_posted"

    share_id: UUID
    pool_id: UUID
    community_id: UUID
    partner_id: UUID
    moved_points: int
