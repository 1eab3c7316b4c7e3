"""What notices show to those who scan a code."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place
from shequ_api.features.notice_reading import queries
from shequ_api.features.notices.public import EVERYBODY, NoticeTarget

MOST_COUNTED = 9
ACTIONS = [
    Action(
        key="notices.of_place",
        head=Head.VIEW,
        title="看通知",
        operation="list_place_notices",
        permission=None,
        parameters=("place_id",),
    )
]


async def public_here(session: AsyncSession, _: Actor | None, place: Place) -> Card | None:
    """How many public notices hold here, for everybody."""
    spots = queries.spots_of_place(place, EVERYBODY)
    found = queries.shown_at(
        spots, func.now(), after=None, most=MOST_COUNTED + 1, only=NoticeTarget.public.is_(True)
    ).subquery()
    count = await session.scalar(select(func.count()).select_from(found)) or 0
    if not count:
        return None
    shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return Card(
        key="notices.public",
        head=Head.VIEW,
        title="通知公告",
        text=f"此处有 {shown} 条通知",
        facts={"count": min(count, MOST_COUNTED), "more": count > MOST_COUNTED},
    )
