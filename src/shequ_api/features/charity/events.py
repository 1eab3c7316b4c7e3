from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class DonationMade(Fact):
    """`subject_id` is the donation."""

    name: ClassVar[str] = "donation_made"

    pool_id: UUID
    community_id: UUID
    donor_id: UUID
    anonymous: bool
    amount_points: int


class PoolClosed(Fact):
    """`subject_id` is the pool. `rest_points` went to the community's general pool."""

    name: ClassVar[str] = "charity_pool_closed"

    community_id: UUID
    rest_points: int
