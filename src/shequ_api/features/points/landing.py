"""What points show to those who scan a code."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.features.points import queries
from shequ_api.features.points.permissions import PointsPermission
from shequ_api.features.points_lots.public import standing_of

ACTIONS = [
    Action(
        key="points.card",
        head=Head.VIEW,
        title="查看幸福卡",
        operation="get_points_card",
        permission=PointsPermission.VIEW_CARD,
        parameters=("district_id",),
    )
]


async def own_balance(session: AsyncSession, actor: Actor | None, place: Place) -> Card | None:
    """What I can spend of my card in this district; 0 where there is no card yet."""
    if actor is None or place.district_id is None:
        return None
    card = await session.scalar(queries.card_of(actor.person_id, place.district_id))
    available = 0
    if card is not None:
        # A card of a landing is told no time.
        now = (await session.scalars(select(func.now()))).one()
        available = (await standing_of(session, card.account_id, now)).available
    return Card(
        key="points.own_balance",
        head=Head.VIEW,
        title="致强幸福卡",
        text=f"您有 {available} 积分可用",
        facts={"available_points": available},
    )
