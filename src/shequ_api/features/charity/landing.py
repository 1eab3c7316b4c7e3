"""What charity shows to those who scan a code."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
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


async def pool_balance(session: AsyncSession, _: Actor | None, place: Place) -> Card | None:
    """What is in the community's pool, for everybody."""
    if place.community_id is None:
        return None
    found = (await session.execute(queries.general_balance(place.community_id))).one_or_none()
    if found is None:
        return None
    return Card(
        key="charity.pool",
        head=Head.VIEW,
        title=found.title,
        text=f"公益池现有 {found.balance} 积分",
        facts={"pool_id": str(found.id), "balance_points": found.balance},
    )
