"""What charity shows to those who scan a code."""

from typing import Any

from shequ_api.base.offering import Action, Card, Head, LandingCard
from shequ_api.base.places.here import HERE
from shequ_api.features.charity import queries
from shequ_api.features.charity.permissions import CharityPermission

ACTIONS = [
    Action(
        key="charity.donate",
        head=Head.ORDER,
        title="捐积分",
        operation="donate_points",
        permission=CharityPermission.DONATE,
        parameters=("community_id",),
    )
]


def _pool(found: Any) -> Card | None:
    if found is None:
        return None
    return Card(
        key="charity.pool",
        head=Head.VIEW,
        title=found.title,
        text=f"公益池现有 {found.balance} 积分",
        facts={"pool_id": str(found.id), "balance_points": found.balance},
    )


POOL = LandingCard(queries.general_balance(HERE.community_id), _pool)
"""What is in the community's pool, for everybody."""
