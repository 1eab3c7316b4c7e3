"""What open affairs offer to those who scan a code."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.offering import NOW, Action, Card, Head, LandingCard
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


def _shown(found: Any) -> Card | None:
    if not found.many:
        return None
    more = found.many > MOST_COUNTED
    shown = f"{MOST_COUNTED}+" if more else str(found.many)
    return Card(
        key="open_affairs.shown",
        head=Head.VIEW,
        title="公开事项",
        text=f"此处有 {shown} 条公示",
        facts={"count": min(found.many, MOST_COUNTED), "more": more},
    )


SHOWN_HERE = LandingCard(queries.counted_here(NOW, MOST_COUNTED + 1), _shown)
"""How much is disclosed here, for everybody."""
