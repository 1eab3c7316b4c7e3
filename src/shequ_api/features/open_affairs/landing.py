"""What open affairs offer to those who scan a code."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs import queries

MOST_COUNTED = 9


async def is_category(session: AsyncSession, place: Any, value: str) -> bool:
    """Whether a place has a category, so that an entry may open it."""
    return await session.scalar(queries.category_at(place.district_id, value)) is not None


ACTIONS = [
    Action(
        key="open_affairs.of_place",
        head=Head.VIEW,
        title="公开事项",
        operation="list_place_disclosures",
        permission=None,
        parameters=("place_id",),
        takes={"category": is_category},
    )
]


async def shown_here(session: AsyncSession, _: Actor | None, place: Place) -> Card | None:
    """How much is disclosed here, for everybody."""
    places = queries.places_over(place)
    found = queries.shown_at(
        places, func.statement_timestamp(), after=None, most=MOST_COUNTED + 1
    ).subquery()
    count = await session.scalar(select(func.count()).select_from(found)) or 0
    if not count:
        return None
    more = count > MOST_COUNTED
    shown = f"{MOST_COUNTED}+" if more else str(count)
    return Card(
        key="open_affairs.shown",
        head=Head.VIEW,
        title="公开事项",
        text=f"此处有 {shown} 条公示",
        facts={"count": min(count, MOST_COUNTED), "more": more},
    )
