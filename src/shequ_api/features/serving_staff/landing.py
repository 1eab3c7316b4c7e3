"""What whoever serves a place shows to those who scan a code."""

from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.features.serving_staff import queries

ACTIONS = [
    Action(
        key="serving_staff.of_place",
        head=Head.VIEW,
        title="谁为我服务",
        operation="list_serving_staff",
        permission=None,
        parameters=("place_id",),
    )
]


async def serving_here(session: AsyncSession, _: Actor | None, place: Place) -> Card | None:
    """How many people serve here today, for everybody."""
    today = cast(func.timezone("Asia/Shanghai", func.statement_timestamp()), Date)
    here = queries.serving(place, today).subquery()
    count = await session.scalar(select(func.count()).select_from(here)) or 0
    if not count:
        return None
    return Card(
        key="serving_staff.here",
        head=Head.VIEW,
        title="谁为我服务",
        text=f"{count} 人为此处服务",
        facts={"count": count},
    )
