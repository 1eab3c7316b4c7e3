"""What the register does when a place is gone."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.places.models import Place
from shequ_api.features.register.public import (
    Entry,
    Occupancy,
    Premises,
    RegisterFact,
    recount_grids,
)
from shequ_api.kit.clock import china_date


async def close_place(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """What was known of a place that is gone, and of all below it, is over; it is kept."""
    root = await session.get_one(Place, fact.subject_id)
    if root.district_id is None:
        return
    await enter_district(session, root.district_id)
    inside = select(Place.id).where(Place.path.bool_op("<@")(func.text2ltree(root.path)))
    for model in (Entry, Premises, RegisterFact):
        there = (model.place_id.in_(inside), model.ended_at.is_(None))
        await session.execute(update(model).where(*there).values(ended_at=now))
    left = update(Occupancy).where(Occupancy.place_id.in_(inside), Occupancy.ended_at.is_(None))
    ends_on = func.greatest(Occupancy.starts_on, china_date(now))
    await session.execute(left.values(ended_at=now, ends_on=ends_on))
    grids = select(Place.micro_grid_id).where(Place.id.in_(inside)).distinct()
    await recount_grids(session, set(await session.scalars(grids)), now=now)


REACTIONS = [Reaction("register_upkeep.close_place", PlaceEnded, close_place)]
