"""What pools show to those who scan a code."""

from typing import Any

from shequ_api.base.offering import NOW, Action, Card, Head, LandingCard
from shequ_api.base.places.here import HERE
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.permissions import PoolPermission

ACTIONS = [
    Action(
        key="need_pools.of_place",
        head=Head.ORDER,
        title="看可加入的统单",
        operation="list_need_pools",
        permission=PoolPermission.JOIN,
        parameters=("place_id",),
    )
]


def _open(found: Any) -> Card | None:
    if found is None:
        return None
    day = found.closes_on
    return Card(
        key="need_pools.open",
        head=Head.ORDER,
        title="社区统单",
        text=f"{found.many} 个统单可加入，“{found.title}”{day.month}月{day.day}日截止",
        facts={"pool_id": str(found.id), "count": found.many, "members": found.members},
    )


OPEN_HERE = LandingCard(queries.card_of(HERE.community_id, NOW), _open)
"""How many can be joined in the community, and which closes first; for everybody."""
