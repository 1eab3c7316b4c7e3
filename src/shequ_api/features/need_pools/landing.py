"""What pools show to those who scan a code."""

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
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


async def open_here(session: AsyncSession, _: Actor | None, place: Place) -> Card | None:
    """How many can be joined in the community, and which closes first; for everybody."""
    if place.community_id is None:
        return None
    card = queries.card_of(place.community_id, func.now())
    found = (await session.execute(card)).one_or_none()
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
