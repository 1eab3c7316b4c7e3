"""What points show to those who scan a code."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Action, Card, Head
from shequ_api.features.points import queries
from shequ_api.features.points.permissions import PointsPermission

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
    """What is on my card in this district; 0 where there is no card yet."""
    if actor is None or place.district_id is None:
        return None
    balance: Any = await session.scalar(queries.balance_at(actor.person_id, place.district_id))
    return Card(
        key="points.own_balance",
        head=Head.VIEW,
        title="致强幸福卡",
        text=f"您有 {balance or 0} 积分",
        facts={"balance_points": balance or 0},
    )
